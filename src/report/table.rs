//! Tables that leave the program: for a spreadsheet, or as lines of text.

use crate::domain::time::{Date, DateTime};

/// Cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, never a formula.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number with decimals.
    Number(f64),
    /// A share from 0 to 1.
    Share(f64),
    /// A day.
    Day(Date),
    /// A day and a time, in the office's time zone.
    At(DateTime),
}

impl Cell {
    /// Returns the text of an optional value.
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        let text = text.map(Into::into).filter(|text| !text.is_empty());
        text.map_or(Cell::Empty, Cell::Text)
    }
}

/// Column of a table: its heading, its width in characters of half width, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// The width.
    pub width: u16,
    /// What it means, for the sheet that explains; empty where the heading says it.
    pub about: &'static str,
}

/// Table without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableHead {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// Returns the sheet that says what the columns of another mean, with further notes.
pub fn explanation(head: &TableHead, notes: &[String]) -> (TableHead, Vec<Vec<Cell>>) {
    let column = |heading: &str, width| Column {
        heading: heading.to_owned(),
        width,
        about: "",
    };
    let explanation = TableHead {
        name: "说明".to_owned(),
        columns: vec![column("栏目", 20), column("说明", 80)],
    };
    let columns = head
        .columns
        .iter()
        .filter(|column| !column.about.is_empty());
    let row =
        |name: &str, text: &str| vec![Cell::Text(name.to_owned()), Cell::Text(text.to_owned())];
    let rows = columns.map(|column| row(&column.heading, column.about));
    let rows = rows.chain(notes.iter().map(|note| row("", note)));
    (explanation, rows.collect())
}
