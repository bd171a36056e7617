//! XLSX as a stream of cells, with caps; XLS through the same door, whole, since its format has no stream.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{Reader, Xls, XlsError, Xlsx, XlsxError};
use jiff::tz::Offset;

use super::cells::{Line, of_data, of_ref};
use super::encoding::Meter;
use super::error::IntakeError;
use super::headed::{Headed, Under};
use super::limits::{CELLS_MIB, COLUMNS, MIB, ROWS, XLS_MIB};
use super::mapping::{MapOverrides, Mapping};
use super::rejection::{Rejection, Why};
use super::row::{Row, Table, read_row};
use super::shield::shield;
use super::source::SourceFile;
use super::{Found, Kind, Progress, Sink, kind, zipguard};

/// Reads the letters of a workbook: each sheet with recognisable headings; a sheet without is named as rejected.
pub(super) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let table = Table { file: &source.name, offset, serials: true, width: None };
    let meter = Meter::default();
    let progress = || Progress { done_bytes: meter.read().min(source.bytes), total_bytes: source.bytes };
    let mut stopped = false;
    let mut under = |row: &Row, mapping: &Mapping, _: &[String]| {
        let flow = sink(read_row(row, mapping, &table), progress());
        stopped = flow.is_break();
        flow
    };
    let rejected = sheets(source, overrides, &meter, &mut under)?;
    for rejection in rejected {
        if stopped || sink(Found::Rejected(rejection), progress()).is_break() {
            break;
        }
    }
    Ok(())
}

/// Streams the rows of all sheets that have headings; what could not be read comes back named.
pub(super) fn sheets(
    source: &SourceFile,
    overrides: &MapOverrides,
    meter: &Meter,
    under: &mut Under<'_>,
) -> Result<Vec<Rejection>, IntakeError> {
    let mut book = Book::open(source, meter)?;
    let mut tally = Tally { source, rows: 0, text: 0, rejected: Vec::new() };
    let mut read_any = false;
    let mut first_error = None;
    for sheet in book.sheet_names() {
        let mut headed = Headed::new(&source.name, overrides, &mut *under);
        let ended = match book.rows(&sheet, &mut tally, &mut headed) {
            Ok(ControlFlow::Break(())) => return Ok(tally.rejected),
            Ok(ControlFlow::Continue(())) => headed.end(),
            Err(error) => Err(error),
        };
        match ended {
            Ok(any) => read_any |= any,
            Err(error) => {
                tally.rejected.push(Rejection {
                    file: source.name.clone(),
                    row: None,
                    why: Why::Sheet { name: sheet },
                });
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        _ if read_any => Ok(tally.rejected),
        Some(error) => Err(error),
        None if tally.rejected.is_empty() => Err(IntakeError::Empty { file: source.name.clone() }),
        None => Ok(tally.rejected),
    }
}

/// What has been taken from a workbook so far.
struct Tally<'a> {
    source: &'a SourceFile,
    rows: u64,
    text: u64,
    rejected: Vec<Rejection>,
}

impl Tally<'_> {
    /// Hands a row on, unless the workbook has given too much.
    fn hand_on(&mut self, row: Row, headed: &mut Headed<'_>) -> Result<ControlFlow<()>, IntakeError> {
        let number = row.number;
        self.rows += 1;
        self.text += row.cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
        if self.rows > ROWS || self.text > CELLS_MIB * MIB {
            return Ok(self.stop(number, Why::TooMuch { rows: ROWS }));
        }
        headed.push(row)
    }

    fn stop(&mut self, number: u64, why: Why) -> ControlFlow<()> {
        self.rejected.push(Rejection { file: self.source.name.clone(), row: Some(number), why });
        ControlFlow::Break(())
    }
}

enum Book {
    Xlsx(Box<Xlsx<BufReader<Metered>>>),
    Xls(Box<Xls<BufReader<Metered>>>),
}

impl Book {
    fn open(source: &SourceFile, meter: &Meter) -> Result<Book, IntakeError> {
        let name = || source.name.clone();
        let old = kind::of(source)? == Kind::Xls;
        if old && source.bytes > XLS_MIB * MIB {
            return Err(IntakeError::TooBig { file: name(), limit: XLS_MIB });
        }
        if !old {
            zipguard::weigh(source)?;
        }
        let file = source.open().map_err(|error| IntakeError::io(&source.name, &error))?;
        let reader = BufReader::new(Metered { file, meter: meter.clone() });
        if old {
            return match shield(|| Xls::new(reader)) {
                Some(Ok(book)) => Ok(Book::Xls(Box::new(book))),
                Some(Err(XlsError::Password)) => Err(IntakeError::Locked { file: name() }),
                Some(Err(_)) | None => Err(IntakeError::Workbook { file: name() }),
            };
        }
        match shield(|| Xlsx::new(reader)) {
            Some(Ok(book)) => Ok(Book::Xlsx(Box::new(book))),
            Some(Err(XlsxError::Password)) => Err(IntakeError::Locked { file: name() }),
            Some(Err(_)) | None => Err(IntakeError::Workbook { file: name() }),
        }
    }

    fn sheet_names(&self) -> Vec<String> {
        match self {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
        }
    }

    fn rows(
        &mut self,
        sheet: &str,
        tally: &mut Tally<'_>,
        headed: &mut Headed<'_>,
    ) -> Result<ControlFlow<()>, IntakeError> {
        match self {
            Book::Xlsx(book) => stream(book, sheet, tally, headed),
            Book::Xls(book) => {
                let Some(Ok(range)) = shield(|| book.worksheet_range(sheet)) else {
                    return Ok(tally.stop(1, Why::Unreadable));
                };
                let first = u64::from(range.start().map_or(0, |start| start.0));
                for (number, cells) in (first + 1..).zip(range.rows()) {
                    let mut row = Line::at(number);
                    for (column, cell) in cells.iter().enumerate().take(COLUMNS) {
                        row.put(column, of_data(cell));
                    }
                    if let Some(row) = row.done()
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

fn stream(
    book: &mut Xlsx<BufReader<Metered>>,
    sheet: &str,
    tally: &mut Tally<'_>,
    headed: &mut Headed<'_>,
) -> Result<ControlFlow<()>, IntakeError> {
    let mut cells = match shield(|| book.worksheet_cells_reader(sheet)) {
        Some(Ok(cells)) => cells,
        // A sheet of nothing but a chart.
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
        }
    }
    match line.done() {
        Some(last) => tally.hand_on(last, headed),
        None => Ok(ControlFlow::Continue(())),
    }
}

/// A file that tells how much of it was read.
struct Metered {
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
