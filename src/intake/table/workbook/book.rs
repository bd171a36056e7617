//! Opens workbooks: XLSX as a stream of cells, other formats a sheet at a time, web pages and XML
//! as tables in memory.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{
    Data, DataRef, Ods, OdsError, Reader, SheetVisible, Sheets, Xls, XlsError, Xlsb, XlsbError,
    Xlsx, XlsxError,
};
use encoding_rs::Encoding;

use super::spreadsheet_ml;
use crate::intake::error::IntakeError;
use crate::intake::format::Foreign;
use crate::intake::rejection::Why;
use crate::intake::shield::shield;
use crate::intake::source::SourceFile;
use crate::intake::table::cell::rounded;
use crate::intake::table::cells::{Line, of_data, of_ref};
use crate::intake::table::grid::Sheet;
use crate::intake::table::header_row::Headed;
use crate::intake::table::html;
use crate::intake::table::skipped::{Reason, Skipped};
use crate::intake::table::workbook::Tally;
use crate::intake::table::workbook::zipguard;
use crate::intake::text::encoding::{self, Meter};
use crate::intake::{Found, Kind, kind};
use crate::platform::limits::{COLUMNS, GRID_MIB, MIB, PAGE_MIB, XLS_MIB};

/// An open workbook.
pub(in crate::intake) enum Book {
    /// An XLSX, which is read as a stream.
    Xlsx(Box<Xlsx<BufReader<Metered>>>),
    /// A workbook that is read one sheet at a time.
    Whole(Box<Sheets<BufReader<Metered>>>),
    /// Tables in memory, and the number of other tables that were skipped.
    Tables(Vec<Sheet>, usize),
}

/// The name and the visibility of a sheet.
pub(in crate::intake) struct Named {
    /// The name; `None` in a web page.
    pub name: Option<String>,
    /// Whether it is hidden.
    pub hidden: bool,
}

impl Book {
    /// Opens a workbook, within the limits of its format.
    pub fn open(source: &SourceFile, meter: &Meter) -> Result<Book, IntakeError> {
        let name = || source.name.clone();
        let kind = kind::of(source)?;
        let limit = match kind {
            Kind::Xls | Kind::Xlsb | Kind::Ods => XLS_MIB,
            Kind::Html | Kind::SpreadsheetMl => PAGE_MIB,
            Kind::Xlsx | Kind::Csv | Kind::Json | Kind::Eml | Kind::Mbox | Kind::Maildir => {
                u64::MAX / MIB
            }
        };
        if source.bytes > limit * MIB {
            return Err(IntakeError::TooBig {
                file: name(),
                limit,
            });
        }
        if matches!(kind, Kind::Xlsx | Kind::Xlsb | Kind::Ods) {
            zipguard::weigh(source)?;
        }
        let file = source
            .open()
            .map_err(|error| IntakeError::io(&source.name, &error))?;
        let reader = BufReader::new(Metered {
            file,
            meter: meter.clone(),
        });
        let damaged = || IntakeError::Workbook { file: name() };
        let locked = || IntakeError::Locked { file: name() };
        let whole = |sheets| Ok(Book::Whole(Box::new(sheets)));
        match kind {
            Kind::Html | Kind::SpreadsheetMl => tables(source, kind, reader),
            Kind::Xls => match shield(|| Xls::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Xls(book)),
                Some(Err(XlsError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            Kind::Xlsb => match shield(|| Xlsb::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Xlsb(book)),
                Some(Err(XlsbError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            Kind::Ods => match shield(|| Ods::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Ods(book)),
                Some(Err(OdsError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            Kind::Xlsx | Kind::Csv | Kind::Json | Kind::Eml | Kind::Mbox | Kind::Maildir => {
                match shield(|| Xlsx::new(reader)) {
                    Some(Ok(book)) => Ok(Book::Xlsx(Box::new(book))),
                    Some(Err(XlsxError::Password)) => Err(locked()),
                    Some(Err(_)) | None => Err(damaged()),
                }
            }
        }
    }

    /// Returns its sheets, in order.
    pub fn sheets(&self) -> Vec<Named> {
        let of = |sheets: &[calamine::Sheet]| {
            let named = |sheet: &calamine::Sheet| Named {
                name: Some(sheet.name.clone()),
                hidden: sheet.visible != SheetVisible::Visible,
            };
            sheets.iter().map(named).collect()
        };
        match self {
            Book::Xlsx(book) => of(book.sheets_metadata()),
            Book::Whole(book) => of(book.sheets_metadata()),
            Book::Tables(tables, _) => tables
                .iter()
                .map(|table| Named {
                    name: table.name.clone(),
                    hidden: table.hidden,
                })
                .collect(),
        }
    }

    /// Returns what is to be reported before any row.
    pub fn said(&self, source: &SourceFile) -> Vec<Found> {
        match self {
            Book::Tables(_, others) if *others > 0 => {
                vec![Found::Skipped(Skipped::whole(
                    &source.name,
                    None,
                    Reason::OtherTable,
                ))]
            }
            Book::Xlsx(_) | Book::Whole(_) | Book::Tables(..) => Vec::new(),
        }
    }

    /// Streams the rows of a sheet.
    pub fn rows(
        &mut self,
        number: usize,
        sheet: &Named,
        tally: &mut Tally<'_>,
        headed: &mut Headed<'_>,
    ) -> Result<ControlFlow<()>, IntakeError> {
        let name = sheet.name.as_deref().unwrap_or_default();
        match self {
            Book::Xlsx(book) => stream(book, name, tally, headed),
            Book::Whole(book) => {
                let Some(Ok(range)) = shield(|| book.worksheet_range(name)) else {
                    return Ok(tally.stop(1, Why::Unreadable));
                };
                let first = u64::from(range.start().map_or(0, |start| start.0));
                for (number, cells) in (first + 1..).zip(range.rows()) {
                    let mut row = Line::at(number);
                    for (column, cell) in cells.iter().enumerate().take(COLUMNS) {
                        row.put(column, of_data(cell));
                        if matches!(cell, Data::Float(number) if rounded(*number)) {
                            row.note_rounded(column);
                        }
                    }
                    if let Some(row) = row.done()
                        && tally.hand_on(row, headed)?.is_break()
                    {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
            Book::Tables(tables, _) => {
                let rows = tables
                    .get_mut(number)
                    .map(|table| std::mem::take(&mut table.rows))
                    .unwrap_or_default();
                for row in rows {
                    if row.cells.iter().any(|cell| !cell.trim().is_empty())
                        && tally.hand_on(row, headed)?.is_break()
                    {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
        }
    }
}

/// Reads the tables of an HTML or XML file.
fn tables(source: &SourceFile, kind: Kind, mut reader: impl Read) -> Result<Book, IntakeError> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| IntakeError::io(&source.name, &error))?;
    let text = decoded(&bytes);
    let full = || IntakeError::TooBig {
        file: source.name.clone(),
        limit: GRID_MIB,
    };
    if kind == Kind::Html {
        let page = html::read(&text);
        if page.full {
            return Err(full());
        }
        let foreign = || IntakeError::Foreign {
            file: source.name.clone(),
            what: Foreign::WebPage,
        };
        let table = page
            .table
            .filter(|table| table.rows.iter().any(|row| row.cells.len() > 1))
            .ok_or_else(foreign)?;
        return Ok(Book::Tables(vec![table], page.others));
    }
    match spreadsheet_ml::read(&text) {
        Ok(sheets) => Ok(Book::Tables(sheets, 0)),
        Err(spreadsheet_ml::Failure::Full) => Err(full()),
        Err(spreadsheet_ml::Failure::Damaged) => Err(IntakeError::Workbook {
            file: source.name.clone(),
        }),
    }
}

/// Decodes markup in the encoding that it names, if its bytes are not UTF-8 and are valid in that
/// encoding.
fn decoded(bytes: &[u8]) -> String {
    const HEAD: usize = 4 * 1024;
    let marked = Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok();
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let label = ["charset=", "encoding="]
        .iter()
        .find_map(|word| head.split_once(word))
        .map(|(_, rest)| {
            let rest = rest.trim_start_matches(['"', '\'', ' ']);
            rest.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
                .next()
                .unwrap_or_default()
                .to_owned()
        });
    let named = label
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|_| !marked);
    if let Some(named) = named {
        let named = if named == encoding_rs::GBK {
            encoding_rs::GB18030
        } else {
            named
        };
        let (text, bad) = named.decode_without_bom_handling(bytes);
        if !bad && named != encoding_rs::UTF_8 {
            return text.into_owned();
        }
    }
    encoding::decoded(bytes)
}

fn stream(
    book: &mut Xlsx<BufReader<Metered>>,
    sheet: &str,
    tally: &mut Tally<'_>,
    headed: &mut Headed<'_>,
) -> Result<ControlFlow<()>, IntakeError> {
    let mut cells = match shield(|| book.worksheet_cells_reader(sheet)) {
        Some(Ok(cells)) => cells,
        // A sheet that holds only a chart.
        Some(Err(XlsxError::NotAWorksheet(_))) => return Ok(ControlFlow::Continue(())),
        Some(Err(_)) | None => return Ok(tally.stop(1, Why::Unreadable)),
    };
    let mut line = Line::at(1);
    loop {
        let cell = match shield(|| cells.next_cell()) {
            Some(Ok(Some(cell))) => cell,
            Some(Ok(None)) => break,
            Some(Err(_)) | None => return Ok(tally.stop(line.number(), Why::BrokenOff)),
        };
        let (row, column) = cell.get_position();
        let number = u64::from(row) + 1;
        if number != line.number() {
            let full = std::mem::replace(&mut line, Line::at(number));
            if let Some(full) = full.done()
                && tally.hand_on(full, headed)?.is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        if (column as usize) < COLUMNS {
            line.put(column as usize, of_ref(cell.get_value()));
            if matches!(cell.get_value(), DataRef::Float(number) if rounded(*number)) {
                line.note_rounded(column as usize);
            }
        }
    }
    match line.done() {
        Some(last) => tally.hand_on(last, headed),
        None => Ok(ControlFlow::Continue(())),
    }
}

/// A file that counts the bytes read.
pub(in crate::intake) struct Metered {
    file: File,
    meter: Meter,
}

impl Read for Metered {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.meter.add(read as u64);
        Ok(read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
