//! Reads JSON as a stream: an array of objects, an object around such an array at any depth, or
//! objects one after another.

pub(crate) mod text;
pub(crate) mod walk;

use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::fields::Field;
use super::mapping::{MapOverrides, Mapping};
use super::row::{Row, Table, read_row};
use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::rejection::{Rejection, Why};
use crate::intake::source::SourceFile;
use crate::intake::table::json::text::{Mended, columns};
use crate::intake::table::json::walk::{Outer, State, is_alone};
use crate::intake::table::moment::Candidates;
use crate::intake::text::encoding::{self, Meter};
use crate::intake::{Found, Progress, Sink};
use crate::platform::limits::{COLUMNS, TEXT_MIB};

/// The longest first line, in bytes, that is tested for JSON Lines (one object a line).
const FIRST_LINE: u64 = 1024 * 1024;

/// Takes each value: its number from 1, and the value (`None` for a line that is not JSON).
pub(in crate::intake) type Each<'a> =
    dyn FnMut(u64, Option<Value>) -> Result<ControlFlow<()>, IntakeError> + 'a;

/// Reads the letters of a JSON file; keys are matched like headings.
pub(in crate::intake) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let meter = Meter::default();
    let table = Table {
        file: &source.name,
        offset,
        serials: false,
        epochs: true,
        width: None,
    };
    let progress = || Progress {
        done_bytes: meter.read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut letters = 0_u64;
    let mut last: Option<Keys> = None;
    let mut each = |number: u64, value: Option<Value>| {
        let reject = |why| {
            Found::Rejected(Rejection {
                file: source.name.clone(),
                row: Some(number),
                why,
            })
        };
        let Some(Value::Object(object)) = value else {
            return Ok(sink(reject(Why::NotAnObject), progress()));
        };
        let (mut names, cells) = columns(object);
        // Only the first `COLUMNS` headings are used, so error messages need not list more.
        names.truncate(COLUMNS);
        let known = last.take().filter(|keys| keys.names == names);
        let keys = match known.map_or_else(|| Keys::of(names, overrides), Ok) {
            Ok(keys) if keys.mapping.readable() => keys,
            // The first object decides for the file; a later one that lacks a key is only rejected.
            Ok(_) | Err(_) if letters > 0 => return Ok(sink(reject(Why::NoContent), progress())),
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
        let row = Row {
            number,
            cells,
            ..Row::default()
        };
        let mut mapping = keys.mapping.clone();
        if keys.times.undecided() {
            keys.times.decide(
                &mut mapping,
                std::slice::from_ref(&row),
                false,
                overrides.has(Field::Time),
            );
        }
        last = Some(keys);
        Ok(sink(read_row(&row, &mapping, &table), progress()))
    };
    if let Some(rejection) = values(source, overrides, &meter, &mut each)? {
        let _ = sink(Found::Rejected(rejection), progress());
    }
    Ok(())
}

/// The keys of an object. Most objects of a file share them, so the mapping is cached.
struct Keys {
    names: Vec<String>,
    mapping: Mapping,
    times: Candidates,
}

impl Keys {
    fn of(names: Vec<String>, overrides: &MapOverrides) -> Result<Keys, (String, Vec<String>)> {
        match overrides.over(&names, true) {
            Ok(mut mapping) => {
                mapping.keep_before(None);
                Ok(Keys {
                    times: Candidates::of(&names, &mapping),
                    names,
                    mapping,
                })
            }
            Err(column) => Err((column, names)),
        }
    }
}

/// Streams the values. Returns a rejection if reading had to stop.
pub(in crate::intake) fn values(
    source: &SourceFile,
    overrides: &MapOverrides,
    meter: &Meter,
    each: &mut Each<'_>,
) -> Result<Option<Rejection>, IntakeError> {
    let encoding = encoding::detect(source)?;
    let mut reader = BufReader::new(Mended::new(encoding::open(source, encoding, meter)?));
    let mut state = State::new(each, overrides, meter);
    let mut first = Vec::new();
    let broken = |number, meter: &Meter| Rejection {
        file: source.name.clone(),
        row: Some(number),
        why: if meter.spent() {
            Why::TooLong { limit: TEXT_MIB }
        } else {
            Why::BrokenOff
        },
    };
    while first.trim_ascii().is_empty() {
        first.clear();
        match (&mut reader).take(FIRST_LINE).read_until(b'\n', &mut first) {
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
            .is_ok_and(|object| is_alone(&object));
    let mut read = Ok(());
    if lines {
        let mut line = first;
        while !line.is_empty() && state.goes_on() {
            if !line.trim_ascii().is_empty() {
                state.take(serde_json::from_slice(&line).ok());
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
            read = Outer(&mut state).deserialize(&mut parser).map_err(|_| ());
            if read.is_err() || !state.goes_on() || parser.end().is_ok() {
                break;
            }
        }
    }
    let number = state.number();
    match state.stopped() {
        Some(Ok(())) => Ok(None),
        Some(Err(error)) => Err(error),
        None if read.is_err() => Ok(Some(broken(number + 1, meter))),
        None => Ok(None),
    }
}
