//! Reads CSV and other separated text: detects the separator and streams the rows.

use std::io::Read;
use std::ops::ControlFlow;

use crate::domain::time::Offset;
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

/// The number of bytes of records that are parsed in one batch.
const TOGETHER: usize = 64 * 1024;

/// The separators that are tried first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Separators that also occur in texts. They win only if they make more headings known, or if no
/// other separator yields columns.
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

/// Streams the rows under the headings. The second value holds what was skipped, and where reading
/// had to stop.
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
    // Each batch begins with a line end, which is not a row. Without it, the csv crate would remove
    // a byte order mark at the beginning, and a quote after the mark would open a field.
    let mut together = b"\n".to_vec();
    loop {
        let next = records.next(width);
        if let Ok(Record::Text(text)) = &next {
            // The csv crate skips empty lines, but they count as rows: row numbers must match the
            // file.
            let empty = matches!(text.as_slice(), b"\n" | b"\r\n");
            together.extend_from_slice(if empty { b"\"\"\n" } else { text });
            // The first row is parsed alone, since it sets the width of the others. Later rows
            // share a reader, because creating one costs more than parsing a row.
            if width > 0 && together.len() < TOGETHER {
                continue;
            }
        }
        // Where rows end is known by now; the csv crate splits them into fields.
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
            // The next row may take long, so the rows before it are delivered first.
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

/// Detects the separator: the one that makes most headings known, then the one that yields most
/// rows of equal width.
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

/// The evidence for a separator.
struct Weight {
    /// The largest number of known headings in a row.
    known: usize,
    /// The number of rows that are as wide as the widest.
    even: usize,
    /// The number of fields of the widest row.
    width: usize,
    /// Whether the first row has several fields and no row has fewer.
    table: bool,
}

fn reader<R: Read>(from: R, separator: char) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte(separator))
        .from_reader(from)
}
