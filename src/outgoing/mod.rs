//! What leaves the program as files: spreadsheets, and tables of text. It knows formats and nothing
//! of letters.

pub mod docx;
mod spreadsheet;
mod text_table;

use std::path::Path;

use crate::domain::time::DateTime;
use crate::report::table::{Cell, TableHead};
use spreadsheet::Spreadsheet;
use text_table::TextTable;

/// Format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// A workbook of one or more sheets.
    Xlsx,
    /// Lines of text, of the first sheet alone.
    Csv,
}

impl TableFormat {
    /// Returns the format that the ending of a file's name asks for; `None` for any other.
    pub fn of_path(path: &Path) -> Option<TableFormat> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "xlsx" => Some(TableFormat::Xlsx),
            "csv" => Some(TableFormat::Csv),
            _ => None,
        }
    }
}

/// Why a table could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", say!("table-failed", why = .0.as_str()))]
pub struct TableError(String);

impl From<rust_xlsxwriter::XlsxError> for TableError {
    fn from(error: rust_xlsxwriter::XlsxError) -> TableError {
        TableError(error.to_string())
    }
}

impl From<std::io::Error> for TableError {
    fn from(error: std::io::Error) -> TableError {
        TableError(crate::i18n::describe_io_error(&error))
    }
}

/// Table that is written row by row, in one of the formats.
pub enum TableWriter {
    /// A workbook.
    Xlsx(Box<Spreadsheet>),
    /// Lines of text: the table, if it has begun, and how many sheets have.
    Csv(Option<Box<TextTable<Vec<u8>>>>, usize),
}

impl TableWriter {
    /// Begins a file with a title.
    ///
    /// # Errors
    /// If its date cannot be written.
    pub fn new(
        format: TableFormat,
        title: &str,
        made: DateTime,
    ) -> Result<TableWriter, TableError> {
        Ok(match format {
            TableFormat::Xlsx => TableWriter::Xlsx(Box::new(Spreadsheet::new(title, made)?)),
            TableFormat::Csv => TableWriter::Csv(None, 0),
        })
    }

    /// Begins a sheet. Lines of text have the first one alone.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn sheet(&mut self, head: &TableHead) -> Result<(), TableError> {
        match self {
            TableWriter::Xlsx(book) => book.sheet(head)?,
            TableWriter::Csv(table, sheets) => {
                if *sheets == 0 {
                    *table = Some(Box::new(TextTable::new(Vec::new(), head)?));
                }
                *sheets += 1;
            }
        }
        Ok(())
    }

    /// Writes a row of the sheet that was begun last.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), TableError> {
        match self {
            TableWriter::Xlsx(book) => book.row(row)?,
            TableWriter::Csv(Some(table), 1) => table.row(row)?,
            TableWriter::Csv(..) => {}
        }
        Ok(())
    }

    /// Ends the file. Returns its bytes.
    ///
    /// # Errors
    /// If it cannot be put together.
    pub fn finish(self) -> Result<Vec<u8>, TableError> {
        Ok(match self {
            TableWriter::Xlsx(book) => book.finish()?,
            TableWriter::Csv(Some(table), _) => table.finish()?,
            TableWriter::Csv(None, _) => Vec::new(),
        })
    }
}
