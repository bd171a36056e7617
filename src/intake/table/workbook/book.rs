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
use crate::intake::catch_panic::catch_panic;
use crate::intake::error::IntakeError;
use crate::intake::format::UnsupportedFormat;
use crate::intake::rejection::RejectReason;
use crate::intake::source::SourceFile;
use crate::intake::table::cell::is_rounded;
use crate::intake::table::grid::Sheet;
use crate::intake::table::header_row::TableReader;
use crate::intake::table::html;
use crate::intake::table::row_builder::{RowBuilder, cell_text, xlsx_cell_text};
use crate::intake::table::skipped::{SkipReason, Skipped};
use crate::intake::table::workbook::WorkbookTally;
use crate::intake::table::workbook::zipguard;
use crate::intake::text::encoding::{self, ReadMeter};
use crate::intake::{ReadResult, SourceFormat};
use crate::platform::limits::{GRID_MIB, MIB, PAGE_MIB, SHEET_COLUMNS, XLS_MIB};

/// An open workbook.
pub(in crate::intake) enum Workbook {
    /// An XLSX, which is read as a stream.
    Xlsx(Box<Xlsx<BufReader<MeteredFile>>>),
    /// A workbook that is read one sheet at a time.
    SheetBySheet(Box<Sheets<BufReader<MeteredFile>>>),
    /// Tables in memory, and the number of other tables that were skipped.
    Tables(Vec<Sheet>, usize),
}

/// The name and the visibility of a sheet.
pub(in crate::intake) struct SheetInfo {
    /// The name; `None` in a web page.
    pub name: Option<String>,
    /// Whether it is hidden.
    pub hidden: bool,
}

impl Workbook {
    /// Opens a workbook of this format, within the limits of its format.
    pub(crate) fn open(
        source: &SourceFile,
        kind: SourceFormat,
        meter: &ReadMeter,
    ) -> Result<Workbook, IntakeError> {
        let name = || source.name.clone();
        let limit = match kind {
            SourceFormat::Xls | SourceFormat::Xlsb | SourceFormat::Ods => XLS_MIB,
            SourceFormat::Html | SourceFormat::SpreadsheetMl => PAGE_MIB,
            SourceFormat::Xlsx
            | SourceFormat::Csv
            | SourceFormat::Json
            | SourceFormat::Eml
            | SourceFormat::Mbox
            | SourceFormat::Maildir => u64::MAX / MIB,
        };
        if source.bytes > limit * MIB {
            return Err(IntakeError::TooBig {
                file: name(),
                limit,
            });
        }
        if matches!(
            kind,
            SourceFormat::Xlsx | SourceFormat::Xlsb | SourceFormat::Ods
        ) {
            zipguard::check_unpacked_size(source)?;
        }
        let file = source
            .open()
            .map_err(|error| IntakeError::from_io(&source.name, &error))?;
        let reader = BufReader::new(MeteredFile {
            file,
            meter: meter.clone(),
        });
        let damaged = || IntakeError::Workbook { file: name() };
        let locked = || IntakeError::Locked { file: name() };
        let whole = |sheets| Ok(Workbook::SheetBySheet(Box::new(sheets)));
        match kind {
            SourceFormat::Html | SourceFormat::SpreadsheetMl => read_markup(source, kind, reader),
            SourceFormat::Xls => match catch_panic(|| Xls::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Xls(book)),
                Some(Err(XlsError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            SourceFormat::Xlsb => match catch_panic(|| Xlsb::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Xlsb(book)),
                Some(Err(XlsbError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            SourceFormat::Ods => match catch_panic(|| Ods::new(reader)) {
                Some(Ok(book)) => whole(Sheets::Ods(book)),
                Some(Err(OdsError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
            SourceFormat::Xlsx
            | SourceFormat::Csv
            | SourceFormat::Json
            | SourceFormat::Eml
            | SourceFormat::Mbox
            | SourceFormat::Maildir => match catch_panic(|| Xlsx::new(reader)) {
                Some(Ok(book)) => Ok(Workbook::Xlsx(Box::new(book))),
                Some(Err(XlsxError::Password)) => Err(locked()),
                Some(Err(_)) | None => Err(damaged()),
            },
        }
    }

    /// Returns its sheets, in order.
    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        let of = |sheets: &[calamine::Sheet]| {
            let named = |sheet: &calamine::Sheet| SheetInfo {
                name: Some(sheet.name.clone()),
                hidden: sheet.visible != SheetVisible::Visible,
            };
            sheets.iter().map(named).collect()
        };
        match self {
            Workbook::Xlsx(book) => of(book.sheets_metadata()),
            Workbook::SheetBySheet(book) => of(book.sheets_metadata()),
            Workbook::Tables(tables, _) => tables
                .iter()
                .map(|table| SheetInfo {
                    name: table.name.clone(),
                    hidden: table.hidden,
                })
                .collect(),
        }
    }

    /// Returns what is to be reported before any row.
    pub(crate) fn initial_reports(&self, source: &SourceFile) -> Vec<ReadResult> {
        match self {
            Workbook::Tables(_, others) if *others > 0 => {
                vec![ReadResult::Skipped(Skipped::without_rows(
                    &source.name,
                    None,
                    SkipReason::OtherTable,
                ))]
            }
            Workbook::Xlsx(_) | Workbook::SheetBySheet(_) | Workbook::Tables(..) => Vec::new(),
        }
    }

    /// Streams the rows of a sheet.
    pub(crate) fn stream_rows(
        &mut self,
        number: usize,
        sheet: &SheetInfo,
        tally: &mut WorkbookTally<'_>,
        headed: &mut TableReader<'_>,
    ) -> Result<ControlFlow<()>, IntakeError> {
        let name = sheet.name.as_deref().unwrap_or_default();
        match self {
            Workbook::Xlsx(book) => stream_cells(book, name, tally, headed),
            Workbook::SheetBySheet(book) => {
                let Some(Ok(range)) = catch_panic(|| book.worksheet_range(name)) else {
                    return Ok(tally.stop(1, RejectReason::Unreadable));
                };
                let first = u64::from(range.start().map_or(0, |start| start.0));
                for (number, cells) in (first + 1..).zip(range.rows()) {
                    let mut row = RowBuilder::new(number);
                    for (column, cell) in cells.iter().enumerate().take(SHEET_COLUMNS) {
                        row.put_cell(column, cell_text(cell));
                        if matches!(cell, Data::Float(number) if is_rounded(*number)) {
                            row.mark_rounded(column);
                        }
                    }
                    if let Some(row) = row.into_row()
                        && tally.pass_row(row, headed)?.is_break()
                    {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
            Workbook::Tables(tables, _) => {
                let rows = tables
                    .get_mut(number)
                    .map(|table| std::mem::take(&mut table.rows))
                    .unwrap_or_default();
                for row in rows {
                    if row.cells.iter().any(|cell| !cell.trim().is_empty())
                        && tally.pass_row(row, headed)?.is_break()
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
fn read_markup(
    source: &SourceFile,
    kind: SourceFormat,
    mut reader: impl Read,
) -> Result<Workbook, IntakeError> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| IntakeError::from_io(&source.name, &error))?;
    let text = decode_markup(&bytes);
    let full = || IntakeError::TooBig {
        file: source.name.clone(),
        limit: GRID_MIB,
    };
    if kind == SourceFormat::Html {
        let page = html::read_tables(&text);
        if page.exceeds_limits {
            return Err(full());
        }
        let foreign = || IntakeError::Foreign {
            file: source.name.clone(),
            what: UnsupportedFormat::WebPage,
        };
        let table = page
            .table
            .filter(|table| table.rows.iter().any(|row| row.cells.len() > 1))
            .ok_or_else(foreign)?;
        return Ok(Workbook::Tables(vec![table], page.others));
    }
    match spreadsheet_ml::read_sheets(&text) {
        Ok(sheets) => Ok(Workbook::Tables(sheets, 0)),
        Err(spreadsheet_ml::SpreadsheetMlError::Full) => Err(full()),
        Err(spreadsheet_ml::SpreadsheetMlError::Damaged) => Err(IntakeError::Workbook {
            file: source.name.clone(),
        }),
    }
}

/// Decodes markup in the encoding that it names, if its bytes are not UTF-8 and are valid in that
/// encoding.
fn decode_markup(bytes: &[u8]) -> String {
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
    encoding::decode_bytes(bytes)
}

fn stream_cells(
    book: &mut Xlsx<BufReader<MeteredFile>>,
    sheet: &str,
    tally: &mut WorkbookTally<'_>,
    headed: &mut TableReader<'_>,
) -> Result<ControlFlow<()>, IntakeError> {
    let mut cells = match catch_panic(|| book.worksheet_cells_reader(sheet)) {
        Some(Ok(cells)) => cells,
        // A sheet that holds only a chart.
        Some(Err(XlsxError::NotAWorksheet(_))) => return Ok(ControlFlow::Continue(())),
        Some(Err(_)) | None => return Ok(tally.stop(1, RejectReason::Unreadable)),
    };
    let mut line = RowBuilder::new(1);
    loop {
        let cell = match catch_panic(|| cells.next_cell()) {
            Some(Ok(Some(cell))) => cell,
            Some(Ok(None)) => break,
            Some(Err(_)) | None => return Ok(tally.stop(line.number(), RejectReason::BrokenOff)),
        };
        let (row, column) = cell.get_position();
        let number = u64::from(row) + 1;
        if number != line.number() {
            let full = std::mem::replace(&mut line, RowBuilder::new(number));
            if let Some(full) = full.into_row()
                && tally.pass_row(full, headed)?.is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        if (column as usize) < SHEET_COLUMNS {
            line.put_cell(column as usize, xlsx_cell_text(cell.get_value()));
            if matches!(cell.get_value(), DataRef::Float(number) if is_rounded(*number)) {
                line.mark_rounded(column as usize);
            }
        }
    }
    match line.into_row() {
        Some(last) => tally.pass_row(last, headed),
        None => Ok(ControlFlow::Continue(())),
    }
}

/// A file that counts the bytes read.
pub(in crate::intake) struct MeteredFile {
    file: File,
    meter: ReadMeter,
}

impl Read for MeteredFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.meter.add(read as u64);
        Ok(read)
    }
}

impl Seek for MeteredFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
