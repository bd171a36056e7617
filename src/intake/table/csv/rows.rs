//! CSV and its kin: the separator told from the content, rows read as a stream.

use std::io::Read;
use std::ops::ControlFlow;

use jiff::tz::Offset;

use crate::intake::error::IntakeError;
use crate::intake::rejection::{Rejection, Why};
use crate::intake::source::SourceFile;
use crate::intake::table::csv::quotes::{byte, restored, stand_in, unmark};
use crate::intake::table::csv::records::{Record, Records};
use crate::intake::table::header_row::{Form, Headed, Under};
use crate::intake::table::mapping::{MapOverrides, Mapping};
use crate::intake::table::row::{Row, Table, read_row};
use crate::intake::text::encoding::{self, Meter};
use crate::intake::{Found, Progress, Sink};
use crate::platform::limits::{COLUMNS, FIELDS, TEXT_MIB};

/// Rows of so many bytes are taken apart together.
const TOGETHER: usize = 64 * 1024;

/// The separators that are tried.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Those that stand in texts, too: only tried where headings are known by them, or by no other.
const RARE: [char; 2] = ['|', '，'];

/// Reads the letters of a CSV file.
pub(in crate::intake) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let encoding = encoding::detect(source)?;
    let separator = separator(source, encoding)?;
    let meter = Meter::default();
    let progress = || Progress {
        done_bytes: meter.read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut under = |row: &Row, mapping: &Mapping, headings: &[String]| {
        let table = Table {
            file: &source.name,
            offset,
            serials: false,
            epochs: false,
            width: Some(headings.len()),
        };
        sink(read_row(row, mapping, &table), progress())
    };
    let (ended, rest) = rows(source, encoding, separator, overrides, &meter, &mut under)?;
    if ended.is_continue() {
        let _ = rest
            .into_iter()
            .try_for_each(|found| sink(found, progress()));
    }
    Ok(())
}

/// Streams the rows under the headings; the second value is what was passed over, and where reading had to stop.
pub(in crate::intake) fn rows(
    source: &SourceFile,
    encoding: &'static encoding_rs::Encoding,
    separator: char,
    overrides: &MapOverrides,
    meter: &Meter,
    under: &mut Under<'_>,
) -> Result<(ControlFlow<()>, Vec<Found>), IntakeError> {
    let mut records = Records::new(
        encoding::open(source, encoding, meter)?,
        separator,
        meter.clone(),
    );
    let form = Form {
        serials: false,
        separator: Some(separator),
    };
    let mut headed = Headed::new(&source.name, overrides, form, under);
    let (mut number, mut width) = (0, 0);
    // It begins with a line end, which is no row: the library would take a byte order mark at the beginning away, and with it what
    // keeps a quote behind it from opening a field.
    let mut together = b"\n".to_vec();
    loop {
        let next = records.next(width);
        if let Ok(Record::Text(text)) = &next {
            // The library passes over an empty line, which is a row to whoever counts them.
            let empty = matches!(text.as_slice(), b"\n" | b"\r\n");
            together.extend_from_slice(if empty { b"\"\"\n" } else { text });
            // The first row tells how wide the others are. To make a reader costs more than to read a row with it.
            if width > 0 && together.len() < TOGETHER {
                continue;
            }
        }
        // Where rows end is known; what their fields are is told by the library.
        for record in reader(together.as_slice(), separator)
            .into_records()
            .map_while(Result::ok)
        {
            number += 1;
            width = if record.len() > 1 || width == 0 {
                record.len()
            } else {
                width
            };
            let mut cells: Vec<String> = record
                .iter()
                .map(|field| restored(field, separator))
                .collect();
            let formulas = cells
                .iter_mut()
                .enumerate()
                .filter_map(|(at, cell)| unmark(cell).then_some(at))
                .collect();
            if headed
                .push(Row {
                    number,
                    cells,
                    formulas,
                    ..Row::default()
                })?
                .is_break()
            {
                return Ok((ControlFlow::Break(()), Vec::new()));
            }
        }
        together.truncate(1);
        let damage = match next {
            Ok(Record::Text(_)) => continue,
            // It may take long: what was found before it is handed on.
            Ok(Record::Far) if headed.flush().is_break() => {
                return Ok((ControlFlow::Break(()), Vec::new()));
            }
            Ok(Record::Far) => continue,
            Ok(Record::End) => break,
            Ok(Record::OpenQuote) => Why::OpenQuote,
            Ok(Record::TooLong) => Why::TooLong { limit: TEXT_MIB },
            Ok(Record::TooManyFields) => Why::TooManyFields { limit: FIELDS },
            Ok(Record::GivenUp) | Err(_) => {
                let broken = Rejection {
                    file: source.name.clone(),
                    row: Some(number + 1),
                    why: Why::BrokenOff,
                };
                let mut rest: Vec<Found> = headed
                    .end(None)?
                    .skipped
                    .into_iter()
                    .map(Found::Skipped)
                    .collect();
                rest.push(Found::Rejected(broken));
                return Ok((ControlFlow::Continue(()), rest));
            }
        };
        number += 1;
        if headed
            .push(Row {
                number,
                damage: Some(damage),
                ..Row::default()
            })?
            .is_break()
        {
            return Ok((ControlFlow::Break(()), Vec::new()));
        }
    }
    let ended = headed.end(None)?;
    if ended.any {
        Ok((
            ControlFlow::Continue(()),
            ended.skipped.into_iter().map(Found::Skipped).collect(),
        ))
    } else {
        Err(IntakeError::Empty {
            file: source.name.clone(),
        })
    }
}

/// Tells the separator: the one under which most headings are recognised, then the one that gives rows of one width.
pub(in crate::intake) fn separator(
    source: &SourceFile,
    encoding: &'static encoding_rs::Encoding,
) -> Result<char, IntakeError> {
    const HEAD: u64 = 256 * 1024;
    const ROWS: usize = 20;
    let mut head = Vec::new();
    encoding::open(source, encoding, &Meter::default())?
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| IntakeError::io(&source.name, &error))?;
    let mut best = (SEPARATORS[0], (0, 0, 0));
    let weigh = |separator| -> Weight {
        let head = if separator == '，' {
            stand_in(&head)
        } else {
            head.clone()
        };
        let records: Vec<csv::StringRecord> = reader(head.as_slice(), separator)
            .into_records()
            .take(ROWS)
            .map_while(Result::ok)
            .collect();
        let known = |record: &csv::StringRecord| {
            Mapping::guess(&record.iter().take(COLUMNS).collect::<Vec<_>>()).known()
        };
        let width = records
            .iter()
            .map(csv::StringRecord::len)
            .max()
            .unwrap_or(0);
        let first = records.first().map_or(0, csv::StringRecord::len);
        Weight {
            known: records.iter().map(known).max().unwrap_or(0),
            even: records
                .iter()
                .filter(|record| record.len() == width && width > 1)
                .count(),
            width,
            table: first > 1 && records.iter().all(|record| record.len() >= first),
        }
    };
    for separator in SEPARATORS {
        let Weight {
            known, even, width, ..
        } = weigh(separator);
        if (known, even, width) > best.1 {
            best = (separator, (known, even, width));
        }
    }
    for separator in RARE {
        let weight = weigh(separator);
        let (known, _, width) = best.1;
        if (weight.known > known.max(1)) || (width < 2 && known == 0 && weight.table) {
            best = (separator, (weight.known, weight.even, weight.width));
        }
    }
    Ok(best.0)
}

/// What speaks for a separator.
struct Weight {
    /// Headings that are recognised.
    known: usize,
    /// Rows that are as wide as the widest.
    even: usize,
    /// Fields of the widest row.
    width: usize,
    /// All rows have several fields, and none has fewer than the first.
    table: bool,
}

fn reader<R: Read>(from: R, separator: char) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte(separator))
        .from_reader(from)
}
