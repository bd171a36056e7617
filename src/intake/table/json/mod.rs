//! Reads JSON as a stream: an array of objects, an object around such an array at any depth, or
//! objects one after another.

pub(crate) mod text;
pub(crate) mod walk;

use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::fields::Field;
use super::header_row::UnreadColumns;
use super::mapping::{ColumnMapping, MapOverrides};
use super::row::{ExtraColumns, TableContext, TableRow, read_row};
use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::source::SourceFile;
use crate::intake::table::json::text::{SurrogateRepair, flatten_object};
use crate::intake::table::json::walk::{JsonState, OuterVisitor, is_single_letter};
use crate::intake::table::time_columns::TimeCandidates;
use crate::intake::text::encoding::{self, ReadMeter};
use crate::intake::{Progress, ReadResult, Sink};
use crate::platform::limits::{SHEET_COLUMNS, TEXT_MIB};

/// The longest first line, in bytes, that is tested for JSON Lines (one object a line).
const MAX_FIRST_LINE_BYTES: u64 = 1024 * 1024;

/// Takes each value: its number from 1, and the value (`None` for a line that is not JSON).
pub(in crate::intake) type ValueSink<'a> =
    dyn FnMut(u64, Option<Value>) -> Result<ControlFlow<()>, IntakeError> + 'a;

/// Reads the letters of a JSON file; keys are matched like headings.
pub(in crate::intake) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let meter = ReadMeter::default();
    let table = TableContext {
        file: &source.name,
        offset,
        day_numbers: false,
        unix_times: true,
        width: None,
    };
    let progress = || Progress {
        done_bytes: meter.bytes_read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut letters = 0_u64;
    let mut last: Option<ObjectKeys> = None;
    let mut unread = UnreadColumns::default();
    let mut extras = ExtraColumns::default();
    let mut each = |number: u64, value: Option<Value>| {
        let reject = |why| {
            ReadResult::Rejected(Rejection {
                file: source.name.clone(),
                row: Some(number),
                why,
            })
        };
        let Some(Value::Object(object)) = value else {
            return Ok(sink(reject(RejectReason::NotAnObject), progress()));
        };
        let (mut names, cells) = flatten_object(object);
        // Only the first `COLUMNS` headings are used, so error messages need not list more.
        names.truncate(SHEET_COLUMNS);
        let known = last.take().filter(|keys| keys.names == names);
        let fresh = known.is_none();
        let keys = match known.map_or_else(|| ObjectKeys::from_names(names, overrides), Ok) {
            Ok(keys) if keys.mapping.is_readable() => keys,
            // The first object decides for the file; a later one that lacks a key is only rejected.
            Ok(_) | Err(_) if letters > 0 => {
                return Ok(sink(reject(RejectReason::NoContent), progress()));
            }
            Ok(keys) => {
                return Err(IntakeError::NoColumns {
                    file: source.name.clone(),
                    columns: keys.names,
                });
            }
            Err((column, columns)) => {
                return Err(IntakeError::NoSuchColumn {
                    file: source.name.clone(),
                    column,
                    columns,
                });
            }
        };
        letters += 1;
        if fresh {
            unread.add(&keys.names, &keys.mapping);
        }
        let row = TableRow {
            number,
            cells,
            ..TableRow::default()
        };
        let mut mapping = keys.mapping.clone();
        if keys.time_candidates.is_undecided() {
            keys.time_candidates.choose_columns(
                &mut mapping,
                std::slice::from_ref(&row),
                false,
                overrides.has_field(Field::Time),
            );
        }
        let found = read_row(&row, &mapping, &table, (&mut extras, &keys.names));
        last = Some(keys);
        Ok(sink(found, progress()))
    };
    if let Some(rejection) = stream_values(source, overrides, &meter, &mut each)? {
        let _ = sink(ReadResult::Rejected(rejection), progress());
    }
    for skipped in unread.into_skipped(&source.name, None) {
        let _ = sink(ReadResult::Skipped(skipped), progress());
    }
    Ok(())
}

/// The keys of an object. Most objects of a file share them, so the mapping is cached.
struct ObjectKeys {
    names: Vec<String>,
    mapping: ColumnMapping,
    time_candidates: TimeCandidates,
}

impl ObjectKeys {
    fn from_names(
        names: Vec<String>,
        overrides: &MapOverrides,
    ) -> Result<ObjectKeys, (String, Vec<String>)> {
        match overrides.mapping_for(&names, true) {
            Ok(mut mapping) => {
                mapping.record_previous(None);
                Ok(ObjectKeys {
                    time_candidates: TimeCandidates::from_headings(&names, &mapping),
                    names,
                    mapping,
                })
            }
            Err(column) => Err((column, names)),
        }
    }
}

/// Streams the values. Returns a rejection if reading had to stop.
pub(in crate::intake) fn stream_values(
    source: &SourceFile,
    overrides: &MapOverrides,
    meter: &ReadMeter,
    each: &mut ValueSink<'_>,
) -> Result<Option<Rejection>, IntakeError> {
    let encoding = encoding::detect_encoding(source)?;
    let mut reader = BufReader::new(SurrogateRepair::new(encoding::open_utf8(
        source, encoding, meter,
    )?));
    let mut state = JsonState::new(each, overrides, meter);
    let mut first = Vec::new();
    let broken = |number, meter: &ReadMeter| Rejection {
        file: source.name.clone(),
        row: Some(number),
        why: if meter.is_over_limit() {
            RejectReason::TooLong { limit: TEXT_MIB }
        } else {
            RejectReason::BrokenOff
        },
    };
    while first.trim_ascii().is_empty() {
        first.clear();
        match (&mut reader)
            .take(MAX_FIRST_LINE_BYTES)
            .read_until(b'\n', &mut first)
        {
            Ok(0) => {
                return Err(IntakeError::Empty {
                    file: source.name.clone(),
                });
            }
            Ok(_) => {}
            Err(_) => return Ok(Some(broken(1, meter))),
        }
    }
    meter.lap();
    let lines = first.trim_ascii().starts_with(b"{")
        && serde_json::from_slice::<Map<String, Value>>(&first)
            .is_ok_and(|object| is_single_letter(&object));
    let mut read = Ok(());
    if lines {
        let mut line = first;
        while !line.is_empty() && state.goes_on() {
            if !line.trim_ascii().is_empty() {
                state.deliver(serde_json::from_slice(&line).ok());
            }
            line.clear();
            meter.lap();
            if reader.read_until(b'\n', &mut line).is_err() {
                read = Err(());
            }
        }
    } else {
        let mut parser = serde_json::Deserializer::from_reader(first.as_slice().chain(reader));
        // One value, or several one after another.
        loop {
            read = OuterVisitor(&mut state)
                .deserialize(&mut parser)
                .map_err(|_| ());
            if read.is_err() || !state.goes_on() || parser.end().is_ok() {
                break;
            }
        }
    }
    let number = state.number();
    match state.into_outcome() {
        Some(Ok(())) => Ok(None),
        Some(Err(error)) => Err(error),
        None if read.is_err() => Ok(Some(broken(number + 1, meter))),
        None => Ok(None),
    }
}
