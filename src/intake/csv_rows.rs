//! CSV and its kin: the separator told from the content, rows read as a stream.

use std::io::Read;
use std::ops::ControlFlow;

use jiff::tz::Offset;

use super::csv_records::{Record, Records};
use super::encoding::{self, Meter};
use super::error::IntakeError;
use super::headed::{Headed, Under};
use super::limits::{COLUMNS, FIELDS, TEXT_MIB};
use super::mapping::{MapOverrides, Mapping};
use super::rejection::{Rejection, Why};
use super::row::{Row, Table, read_row};
use super::source::SourceFile;
use super::{Found, Progress, Sink};

/// Rows of so many bytes are taken apart together.
const TOGETHER: usize = 64 * 1024;

/// The separators that are tried.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Reads the letters of a CSV file.
pub(super) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let encoding = encoding::detect(source)?;
    let separator = separator(source, encoding)?;
    let meter = Meter::default();
    let progress = || Progress { done_bytes: meter.read().min(source.bytes), total_bytes: source.bytes };
    let mut under = |row: &Row, mapping: &Mapping, headings: &[String]| {
        let table = Table { file: &source.name, offset, serials: false, width: Some(headings.len()) };
        sink(read_row(row, mapping, &table), progress())
    };
    let (ended, broken) = rows(source, encoding, separator, overrides, &meter, &mut under)?;
    if let (Some(rejection), false) = (broken, ended.is_break()) {
        let _ = sink(Found::Rejected(rejection), progress());
    }
    Ok(())
}

/// Streams the rows under the headings; the second value is where reading had to stop.
pub(super) fn rows(
    source: &SourceFile,
    encoding: &'static encoding_rs::Encoding,
    separator: char,
    overrides: &MapOverrides,
    meter: &Meter,
    under: &mut Under<'_>,
) -> Result<(ControlFlow<()>, Option<Rejection>), IntakeError> {
    let mut records = Records::new(encoding::open(source, encoding, meter)?, separator, meter.clone());
    let mut headed = Headed::new(&source.name, overrides, under);
    let (mut number, mut width) = (0, 0);
    // It begins with a line end, which is no row: the library would take a byte order mark at the beginning away, and with it what
    // keeps a quote behind it from opening a field.
    let mut together = b"\n".to_vec();
    loop {
        let next = records.next(width);
        if let Ok(Record::Text(text)) = &next {
            together.extend_from_slice(text);
            // The first row tells how wide the others are. To make a reader costs more than to read a row with it.
            if width > 0 && together.len() < TOGETHER {
                continue;
            }
        }
        // Where rows end is known; what their fields are is told by the library.
        for record in reader(together.as_slice(), separator).into_records().map_while(Result::ok) {
            number += 1;
            width = record.len();
            let row = Row { number, cells: record.iter().map(str::to_owned).collect(), damage: None };
            if headed.push(row)?.is_break() {
                return Ok((ControlFlow::Break(()), None));
            }
        }
        together.truncate(1);
        let damage = match next {
            Ok(Record::Text(_) | Record::Far) => continue,
            Ok(Record::End) => break,
            Ok(Record::OpenQuote) => Why::OpenQuote,
            Ok(Record::TooLong) => Why::TooLong { limit: TEXT_MIB },
            Ok(Record::TooManyFields) => Why::TooManyFields { limit: FIELDS },
            Ok(Record::GivenUp) | Err(_) => {
                headed.end()?;
                let broken = Rejection { file: source.name.clone(), row: Some(number + 1), why: Why::BrokenOff };
                return Ok((ControlFlow::Continue(()), Some(broken)));
            }
        };
        number += 1;
        if headed.push(Row { number, cells: Vec::new(), damage: Some(damage) })?.is_break() {
            return Ok((ControlFlow::Break(()), None));
        }
    }
    if headed.end()? {
        Ok((ControlFlow::Continue(()), None))
    } else {
        Err(IntakeError::Empty { file: source.name.clone() })
    }
}

/// Tells the separator: the one under which most headings are recognised, then the one that gives rows of one width.
pub(super) fn separator(source: &SourceFile, encoding: &'static encoding_rs::Encoding) -> Result<char, IntakeError> {
    const HEAD: u64 = 256 * 1024;
    const ROWS: usize = 20;
    let mut head = Vec::new();
    encoding::open(source, encoding, &Meter::default())?
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| IntakeError::io(&source.name, &error))?;
    let mut best = (SEPARATORS[0], (0, 0, 0));
    for separator in SEPARATORS {
        let records: Vec<csv::StringRecord> =
            reader(head.as_slice(), separator).into_records().take(ROWS).map_while(Result::ok).collect();
        let known = records
            .iter()
            .map(|record| Mapping::guess(&record.iter().take(COLUMNS).collect::<Vec<_>>()).known())
            .max()
            .unwrap_or(0);
        let width = records.iter().map(csv::StringRecord::len).max().unwrap_or(0);
        let even = records.iter().filter(|record| record.len() == width && width > 1).count();
        let score = (known, even, width);
        if score > best.1 {
            best = (separator, score);
        }
    }
    Ok(best.0)
}

fn reader<R: Read>(from: R, separator: char) -> csv::Reader<R> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator as u8).from_reader(from)
}
