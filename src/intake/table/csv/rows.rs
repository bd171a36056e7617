//! Reads CSV and other separated text: detects the separator and streams the rows.

use std::io::Read;
use std::ops::ControlFlow;

use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::source::SourceFile;
use crate::intake::table::csv::quotes::{
    replace_wide_commas, restore_wide_commas, separator_byte, strip_formula_mark,
};
use crate::intake::table::csv::records::{CsvRecords, Record};
use crate::intake::table::header_row::{RowSink, TableFormat, TableReader};
use crate::intake::table::mapping::{ColumnMapping, MapOverrides};
use crate::intake::table::row::{ExtraColumns, TableContext, TableRow, read_row};
use crate::intake::text::encoding::{self, ReadMeter};
use crate::intake::{Progress, ReadResult, Sink};
use crate::platform::limits::{SHEET_COLUMNS, TEXT_COLUMNS, TEXT_MIB};

/// The number of bytes of records that are parsed in one batch.
const BATCH_BYTES: usize = 64 * 1024;

/// The separators that are tried first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Separators that also occur in texts. They win only if they make more headings known, or if no
/// other separator yields columns.
const RARE_SEPARATORS: [char; 2] = ['|', '，'];

/// Reads the letters of a CSV file.
pub(in crate::intake) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let encoding = encoding::detect_encoding(source)?;
    let separator = detect_separator(source, encoding)?;
    let meter = ReadMeter::default();
    let progress = || Progress {
        done_bytes: meter.bytes_read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut extras = ExtraColumns::default();
    let mut under = |row: &TableRow, mapping: &ColumnMapping, headings: &[String]| {
        let table = TableContext {
            file: &source.name,
            offset,
            day_numbers: false,
            unix_times: false,
            width: Some(headings.len()),
        };
        sink(
            read_row(row, mapping, &table, (&mut extras, headings)),
            progress(),
        )
    };
    let (ended, rest) = stream_rows(source, encoding, separator, overrides, &meter, &mut under)?;
    if ended.is_continue() {
        let _ = rest
            .into_iter()
            .try_for_each(|found| sink(found, progress()));
    }
    Ok(())
}

/// Streams the rows under the headings. The second value holds what was skipped, and where reading
/// had to stop.
pub(in crate::intake) fn stream_rows(
    source: &SourceFile,
    encoding: &'static encoding_rs::Encoding,
    separator: char,
    overrides: &MapOverrides,
    meter: &ReadMeter,
    under: &mut RowSink<'_>,
) -> Result<(ControlFlow<()>, Vec<ReadResult>), IntakeError> {
    let mut records = CsvRecords::new(
        encoding::open_utf8(source, encoding, meter)?,
        separator,
        meter.clone(),
    );
    let form = TableFormat {
        day_numbers: false,
        separator: Some(separator),
    };
    let mut headed = TableReader::new(&source.name, overrides, form, under);
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
            if width > 0 && together.len() < BATCH_BYTES {
                continue;
            }
        }
        // Where rows end is known by now; the csv crate splits them into fields.
        for record in csv_reader(together.as_slice(), separator)
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
                .map(|field| restore_wide_commas(field, separator))
                .collect();
            let formulas = cells
                .iter_mut()
                .enumerate()
                .filter_map(|(at, cell)| strip_formula_mark(cell).then_some(at))
                .collect();
            if headed
                .push(TableRow {
                    number,
                    cells,
                    formula_columns: formulas,
                    ..TableRow::default()
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
            Ok(Record::LongRow) if headed.flush().is_break() => {
                return Ok((ControlFlow::Break(()), Vec::new()));
            }
            Ok(Record::LongRow) => continue,
            Ok(Record::End) => break,
            Ok(Record::OpenQuote) => RejectReason::OpenQuote,
            Ok(Record::TooLong) => RejectReason::TooLong { limit: TEXT_MIB },
            Ok(Record::TooManyFields) => RejectReason::TooManyFields {
                limit: TEXT_COLUMNS,
            },
            Ok(Record::GivenUp) | Err(_) => {
                let broken = Rejection {
                    file: source.name.clone(),
                    row: Some(number + 1),
                    why: RejectReason::BrokenOff,
                };
                let mut rest: Vec<ReadResult> = headed
                    .finish(None)?
                    .skipped
                    .into_iter()
                    .map(ReadResult::Skipped)
                    .collect();
                rest.push(ReadResult::Rejected(broken));
                return Ok((ControlFlow::Continue(()), rest));
            }
        };
        number += 1;
        if headed
            .push(TableRow {
                number,
                damage: Some(damage),
                ..TableRow::default()
            })?
            .is_break()
        {
            return Ok((ControlFlow::Break(()), Vec::new()));
        }
    }
    let ended = headed.finish(None)?;
    if ended.has_headings {
        Ok((
            ControlFlow::Continue(()),
            ended.skipped.into_iter().map(ReadResult::Skipped).collect(),
        ))
    } else {
        Err(IntakeError::Empty {
            file: source.name.clone(),
        })
    }
}

/// Detects the separator: the one that makes most headings known, then the one that yields most
/// rows of equal width.
pub(in crate::intake) fn detect_separator(
    source: &SourceFile,
    encoding: &'static encoding_rs::Encoding,
) -> Result<char, IntakeError> {
    const HEAD: u64 = 256 * 1024;
    const ROWS: usize = 20;
    let mut head = Vec::new();
    encoding::open_utf8(source, encoding, &ReadMeter::default())?
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| IntakeError::from_io(&source.name, &error))?;
    let mut best = (SEPARATORS[0], (0, 0, 0));
    let weigh = |separator| -> SeparatorScore {
        let head = if separator == '，' {
            replace_wide_commas(&head)
        } else {
            head.clone()
        };
        let records: Vec<csv::StringRecord> = csv_reader(head.as_slice(), separator)
            .into_records()
            .take(ROWS)
            .map_while(Result::ok)
            .collect();
        let known = |record: &csv::StringRecord| {
            ColumnMapping::guess(&record.iter().take(SHEET_COLUMNS).collect::<Vec<_>>())
                .known_count()
        };
        let width = records
            .iter()
            .map(csv::StringRecord::len)
            .max()
            .unwrap_or(0);
        let first = records.first().map_or(0, csv::StringRecord::len);
        SeparatorScore {
            known: records.iter().map(known).max().unwrap_or(0),
            even_rows: records
                .iter()
                .filter(|record| record.len() == width && width > 1)
                .count(),
            width,
            is_table: first > 1 && records.iter().all(|record| record.len() >= first),
        }
    };
    for separator in SEPARATORS {
        let SeparatorScore {
            known,
            even_rows: even,
            width,
            ..
        } = weigh(separator);
        if (known, even, width) > best.1 {
            best = (separator, (known, even, width));
        }
    }
    for separator in RARE_SEPARATORS {
        let weight = weigh(separator);
        let (known, _, width) = best.1;
        if (weight.known > known.max(1)) || (width < 2 && known == 0 && weight.is_table) {
            best = (separator, (weight.known, weight.even_rows, weight.width));
        }
    }
    Ok(best.0)
}

/// The evidence for a separator.
struct SeparatorScore {
    /// The largest number of known headings in a row.
    known: usize,
    /// The number of rows that are as wide as the widest.
    even_rows: usize,
    /// The number of fields of the widest row.
    width: usize,
    /// Whether the first row has several fields and no row has fewer.
    is_table: bool,
}

fn csv_reader<R: Read>(from: R, separator: char) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator_byte(separator))
        .from_reader(from)
}
