//! The figures, as a table that a person reads.

use std::path::Path;

/// What was measured at one size.
pub(crate) struct Figures {
    pub letters: usize,
    rows: Vec<(String, f64, Option<f64>, &'static str)>,
}

impl Figures {
    pub(crate) fn new(letters: usize) -> Figures {
        println!("\n{letters} letters");
        Figures {
            letters,
            rows: Vec::new(),
        }
    }

    /// Many measurements of one thing: their median and 95th percentile.
    pub(crate) fn many(&mut self, what: &str, mut measured: Vec<f64>, unit: &'static str) {
        measured.sort_by(f64::total_cmp);
        let at = |share: f64| measured[((measured.len() - 1) as f64 * share) as usize];
        self.row(what, at(0.5), Some(at(0.95)), unit);
    }

    /// One measurement.
    pub(crate) fn one(&mut self, what: &str, measured: f64, unit: &'static str) {
        self.row(what, measured, None, unit);
    }

    fn row(&mut self, what: &str, median: f64, p95: Option<f64>, unit: &'static str) {
        // As it goes: a long run shows how far it is.
        println!("  {what:<52} {}", shown(median, p95, unit));
        self.rows.push((what.to_owned(), median, p95, unit));
    }

    /// The median of something measured before.
    pub(crate) fn median(&self, what: &str) -> Option<f64> {
        self.rows
            .iter()
            .find(|(name, ..)| name == what)
            .map(|(_, median, ..)| *median)
    }

    /// The table.
    pub(crate) fn print(&self) {
        println!(
            "\n| at {} letters | median | p95 | |\n|---|---:|---:|---|",
            self.letters
        );
        for (what, median, p95, unit) in &self.rows {
            let p95 = p95.map(|p95| format!("{p95:.2}")).unwrap_or_default();
            println!("| {what} | {median:.2} | {p95} | {unit} |");
        }
    }
}

fn shown(median: f64, p95: Option<f64>, unit: &str) -> String {
    match p95 {
        Some(p95) => format!("{median:>10.2} {p95:>10.2} {unit}"),
        None => format!("{median:>10.2} {:>10} {unit}", ""),
    }
}

/// The largest size against the smallest.
pub(crate) fn compare(all: &[Figures]) {
    let [first, .., last] = all else { return };
    println!(
        "\n| {} against {} letters | ratio |\n|---|---:|",
        last.letters, first.letters
    );
    for (what, median, ..) in &last.rows {
        if let Some(before) = first.median(what).filter(|before| *before > 0.0) {
            println!("| {what} | {:.2} |", median / before);
        }
    }
}

/// What it was measured on.
pub(crate) fn machine(folder: &Path) {
    let read = |file: &str, name: &str| -> String {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_default();
        line.split_once(':')
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (cpu, memory) = (
        read("/proc/cpuinfo", "model name"),
        read("/proc/meminfo", "MemTotal"),
    );
    println!(
        "{cpu}, {cores} cores, {memory}; SQLite {}; files in {}",
        rusqlite::version(),
        folder.display()
    );
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "load before: {}",
        load.split(' ').take(3).collect::<Vec<_>>().join(" ")
    );
}
