//! Measures the program as it is used, on generated letters: `cargo bench` at 1,000 and 100,000 letters,
//! `cargo bench -- 1000 1000000` at others. Figures are medians and 95th percentiles of this run, on this machine.

mod corpus;
mod database;
mod figures;
mod peers;
mod terminal;

use std::path::PathBuf;

use figures::Figures;

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![1_000, 100_000]
    } else {
        sizes
    };
    let folder = std::env::var_os("XINXIANG_BENCH").map_or_else(std::env::temp_dir, PathBuf::from);
    figures::machine(&folder);
    let mut all: Vec<Figures> = Vec::new();
    for size in sizes {
        let folder = folder.join(format!("xinxiang-bench-{}-{size}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the bench");
        let mut figures = Figures::new(size);
        let database = database::make(&folder, size, &mut figures);
        terminal::measure(&database, &mut figures);
        database::measure(&database, &mut figures);
        figures.print();
        all.push(figures);
        std::fs::remove_dir_all(&folder).expect("the bench's own folder");
    }
    figures::compare(&all);
    peers::measure(&folder, &all);
}
