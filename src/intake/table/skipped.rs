//! Rows and sheets that are skipped although nothing is wrong with them, and the line that reports
//! them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The number of row ranges that are stored for one reason; further rows are only counted.
const MAX_RANGES: usize = 500;
/// The number of row ranges that are printed.
const MAX_PRINTED: usize = 8;

/// Why something was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The headings again, or the second line of two-line headings.
    Heading,
    /// A blank row.
    Blank,
    /// A row of sums.
    Total,
    /// A title, an entry of a form, a page number.
    Caption,
    /// A hidden sheet without letters.
    HiddenSheet,
    /// A hidden sheet whose letters were read nevertheless.
    HiddenSheetRead,
    /// A table of a web page that is not the one with letters.
    OtherTable,
    /// Headings without rows.
    OnlyHeadings,
    /// Columns that no field is read from.
    UnusedColumns,
    /// Columns that tell how letters were handled, which only an import of past letters reads.
    PastColumns,
}

impl SkipReason {
    /// Returns the code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            SkipReason::Heading => "heading",
            SkipReason::Blank => "blank",
            SkipReason::Total => "total",
            SkipReason::Caption => "caption",
            SkipReason::HiddenSheet => "hidden-sheet",
            SkipReason::HiddenSheetRead => "hidden-sheet-read",
            SkipReason::OtherTable => "other-table",
            SkipReason::OnlyHeadings => "only-headings",
            SkipReason::UnusedColumns => "unused-columns",
            SkipReason::PastColumns => "past-columns",
        }
    }

    /// Reports whether the reason is about rows, and not about a whole sheet or file.
    fn concerns_rows(self) -> bool {
        matches!(
            self,
            SkipReason::Heading | SkipReason::Blank | SkipReason::Total | SkipReason::Caption
        )
    }
}

/// The rows that were skipped in one table for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The file's name, without its folder.
    pub file: String,
    /// The name of the sheet, in a workbook with several.
    pub sheet: Option<String>,
    /// The reason.
    pub reason: SkipReason,
    /// The number of rows; 0 if a whole sheet or file is meant.
    pub count: u64,
    /// The row numbers, from 1, as inclusive ranges.
    pub rows: Vec<(u64, u64)>,
    /// The headings of columns that were not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

impl Skipped {
    /// Returns a report on a whole file or sheet.
    pub(in crate::intake) fn without_rows(
        file: &str,
        sheet: Option<&str>,
        reason: SkipReason,
    ) -> Skipped {
        Skipped {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
            reason,
            count: 0,
            rows: Vec::new(),
            columns: Vec::new(),
        }
    }
}

/// Formats the reports: one line per table with its rows by reason, and one for each whole sheet or
/// file.
pub fn describe_skipped(skipped: &[Skipped]) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(first) = skipped.get(at) {
        if !first.reason.concerns_rows() {
            let key = format!("intake-skipped-{}", first.reason.code());
            let sheet = first.sheet.as_deref().unwrap_or_default();
            sentences.push(say!(
                &key,
                file = first.file.as_str(),
                sheet = sheet,
                columns = first.columns.join(&say!("list-and"))
            ));
            at += 1;
            continue;
        }
        let same = |one: &&Skipped| {
            one.reason.concerns_rows() && one.file == first.file && one.sheet == first.sheet
        };
        let table: Vec<&Skipped> = skipped.iter().skip(at).take_while(same).collect();
        at += table.len();
        let parts: Vec<String> = table
            .iter()
            .map(|one| {
                let key = format!("intake-skipped-{}", one.reason.code());
                say!(&key, rows = format_ranges(&one.rows, one.count))
            })
            .collect();
        let file = match &first.sheet {
            Some(sheet) => format!("{} · {sheet}", first.file),
            None => first.file.clone(),
        };
        let n: u64 = table.iter().map(|one| one.count).sum();
        sentences.push(say!(
            "intake-skipped",
            file = file,
            n = n,
            parts = parts.join(&say!("intake-skipped-and"))
        ));
    }
    sentences
}

fn format_ranges(rows: &[(u64, u64)], count: u64) -> String {
    let one = |&(from, to): &(u64, u64)| {
        if from == to {
            from.to_string()
        } else {
            format!("{from}-{to}")
        }
    };
    let mut words: Vec<String> = rows.iter().take(MAX_PRINTED).map(one).collect();
    let shown: u64 = rows
        .iter()
        .take(MAX_PRINTED)
        .map(|(from, to)| to - from + 1)
        .sum();
    if shown < count {
        words.push("…".to_owned());
    }
    words.join(", ")
}

/// The skipped rows of one table so far: number and ranges, by reason.
#[derive(Debug, Default)]
pub(in crate::intake) struct SkipTally(BTreeMap<SkipReason, (u64, Vec<(u64, u64)>)>);

impl SkipTally {
    /// Adds a row.
    pub(crate) fn add_row(&mut self, reason: SkipReason, row: u64) {
        let (count, rows) = self.0.entry(reason).or_default();
        *count += 1;
        let full = rows.len() >= MAX_RANGES;
        match rows.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            Some(_) if full => {}
            Some(_) | None => rows.push((row, row)),
        }
    }

    /// Returns the reports, ordered by reason.
    pub(crate) fn into_reports(self, file: &str, sheet: Option<&str>) -> Vec<Skipped> {
        let one = |(reason, (count, rows))| Skipped {
            count,
            rows,
            ..Skipped::without_rows(file, sheet, reason)
        };
        self.0.into_iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_gathered_as_ranges_and_counted_beyond_the_cap() {
        let mut gathered = SkipTally::default();
        [2, 3, 4, 9]
            .into_iter()
            .for_each(|row| gathered.add_row(SkipReason::Blank, row));
        gathered.add_row(SkipReason::Total, 10);
        let all = gathered.into_reports("x.csv", None);
        assert_eq!(
            (all[0].count, all[0].rows.as_slice()),
            (4, [(2, 4), (9, 9)].as_slice())
        );
        let lines = describe_skipped(&all);
        assert_eq!(lines.len(), 1);
        assert!(
            lines[0].contains("x.csv") && lines[0].contains("2-4, 9") && lines[0].contains('5'),
            "{lines:?}"
        );
        let mut gathered = SkipTally::default();
        (0..2_000).for_each(|row| gathered.add_row(SkipReason::Blank, row * 2));
        let all = gathered.into_reports("x.csv", Some("一"));
        assert_eq!((all[0].count, all[0].rows.len()), (2_000, MAX_RANGES));
        assert!(describe_skipped(&all)[0].contains('…'));
    }
}
