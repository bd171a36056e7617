//! A table as CSV (RFC 4180), with the mark that has spreadsheets read it as UTF-8.

use std::io::{self, Write};

use crate::report::table::{Cell, TableHead};

/// The mark at the beginning of UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Characters with which a spreadsheet would take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a table row by row.
pub struct TextTable<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> TextTable<W> {
    /// Begins a table with its headings.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(mut out: W, head: &TableHead) -> io::Result<TextTable<W>> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let headings = head.columns.iter().map(|column| &column.heading);
        out.write_record(headings)?;
        Ok(TextTable { out })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        self.out.write_record(row.iter().map(cell_text))?;
        Ok(())
    }

    /// Ends the table. Returns what it was written to.
    ///
    /// # Errors
    /// If what is left cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.out
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        // An apostrophe keeps a text a text.
        Cell::Text(text) if text.starts_with(FORMULA_STARTS) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Number(n) => format!("{n}"),
        Cell::Share(share) => format!("{:.1}%", share * 100.0),
        Cell::Day(date) => date.to_string(),
        Cell::At(at) => at.to_minute(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn a_text_is_never_a_formula_and_stays_in_its_cell() {
        let column = |heading: &str| Column {
            heading: heading.to_owned(),
            width: 9,
            about: "",
        };
        let head = TableHead {
            name: String::new(),
            columns: vec![column("a"), column("b")],
        };
        let mut table = TextTable::new(Vec::new(), &head).unwrap();
        let texts = ["=1+1", "a,\"b\"\nc"].map(|text| Cell::Text(text.to_owned()));
        table.row(&texts).unwrap();
        table.row(&[Cell::Count(3), Cell::Share(0.5)]).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}a,b\r\n'=1+1,\"a,\"\"b\"\"\nc\"\r\n3,50.0%\r\n"
        );
    }
}
