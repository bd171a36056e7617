//! JSON, as a stream: an array of objects, an object around such an array, or one object a line.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use jiff::tz::Offset;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::encoding::{self, Meter};
use super::error::IntakeError;
use super::limits::{COLUMNS, TEXT_MIB};
use super::mapping::{MapOverrides, Mapping};
use super::rejection::{Rejection, Why};
use super::row::{Row, Table, read_row};
use super::source::SourceFile;
use super::{Found, Progress, Sink};

/// A longer first line is not one object a line.
const FIRST_LINE: u64 = 1024 * 1024;

/// What takes each value: its number from 1, and the value (`None` where a line was not JSON).
pub(super) type Each<'a> = dyn FnMut(u64, Option<Value>) -> Result<ControlFlow<()>, IntakeError> + 'a;

/// Reads the letters of a JSON file; keys are recognised as headings are.
pub(super) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let meter = Meter::default();
    let table = Table { file: &source.name, offset, serials: false, width: None };
    let progress = || Progress { done_bytes: meter.read().min(source.bytes), total_bytes: source.bytes };
    let mut letters = 0_u64;
    let mut each = |number: u64, value: Option<Value>| {
        let reject = |why| Found::Rejected(Rejection { file: source.name.clone(), row: Some(number), why });
        let Some(Value::Object(object)) = value else {
            return Ok(sink(reject(Why::NotAnObject), progress()));
        };
        let (mut keys, cells) = columns(object);
        // What is looked at of headings is their beginning; more of them are not told, either.
        keys.truncate(COLUMNS);
        let mapping = match overrides.over(&keys, true) {
            Ok(mapping) if mapping.readable() => mapping,
            // The first object speaks for the file; a later one may lack a key.
            Ok(_) | Err(_) if letters > 0 => return Ok(sink(reject(Why::NoContent), progress())),
            Ok(_) => {
                return Err(IntakeError::NoColumns { file: source.name.clone(), columns: keys });
            }
            Err(column) => {
                return Err(IntakeError::NoSuchColumn { file: source.name.clone(), column, columns: keys });
            }
        };
        letters += 1;
        let row = Row { number, cells, damage: None };
        Ok(sink(read_row(&row, &mapping, &table), progress()))
    };
    if let Some(rejection) = values(source, &meter, &mut each)? {
        let _ = sink(Found::Rejected(rejection), progress());
    }
    Ok(())
}

/// Keys and their values as text.
pub(super) fn columns(object: Map<String, Value>) -> (Vec<String>, Vec<String>) {
    let text = |value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    object.into_iter().map(|(key, value)| (key, text(value))).unzip()
}

/// Streams the values; what comes back is where reading had to stop.
pub(super) fn values(
    source: &SourceFile,
    meter: &Meter,
    each: &mut Each<'_>,
) -> Result<Option<Rejection>, IntakeError> {
    let encoding = encoding::detect(source)?;
    let mut reader = BufReader::new(encoding::open(source, encoding, meter)?);
    let mut state = State { each, meter, number: 0, stopped: None };
    let mut first = Vec::new();
    let broken = |number, meter: &Meter| Rejection {
        file: source.name.clone(),
        row: Some(number),
        why: if meter.spent() { Why::TooLong { limit: TEXT_MIB } } else { Why::BrokenOff },
    };
    while first.trim_ascii().is_empty() {
        first.clear();
        match (&mut reader).take(FIRST_LINE).read_until(b'\n', &mut first) {
            Ok(0) => {
                return Err(IntakeError::Empty { file: source.name.clone() });
            }
            Ok(_) => {}
            Err(_) => return Ok(Some(broken(1, meter))),
        }
    }
    meter.lap();
    let lines = first.trim_ascii().starts_with(b"{")
        && serde_json::from_slice::<Map<String, Value>>(&first).is_ok_and(|object| !has_letters(&object));
    let mut read = Ok(());
    if lines {
        let mut line = first;
        while !line.is_empty() && state.stopped.is_none() {
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
        read = Outer(&mut state).deserialize(&mut parser).and_then(|()| parser.end()).map_err(|_| ());
    }
    match state.stopped {
        Some(Ok(())) => Ok(None),
        Some(Err(error)) => Err(error),
        None if read.is_err() => Ok(Some(broken(state.number + 1, meter))),
        None => Ok(None),
    }
}

fn has_letters(object: &Map<String, Value>) -> bool {
    object.values().any(|value| value.as_array().and_then(|array| array.first()).is_some_and(Value::is_object))
}

struct State<'s, 'e> {
    each: &'s mut Each<'e>,
    meter: &'s Meter,
    number: u64,
    stopped: Option<Result<(), IntakeError>>,
}

impl State<'_, '_> {
    /// Hands a value on; whether to go on.
    fn take(&mut self, value: Option<Value>) -> bool {
        self.number += 1;
        self.meter.lap();
        match (self.each)(self.number, value) {
            Ok(ControlFlow::Continue(())) => return true,
            Ok(ControlFlow::Break(())) => self.stopped = Some(Ok(())),
            Err(error) => self.stopped = Some(Err(error)),
        }
        false
    }
}

/// The outermost value: an array of letters, or an object.
struct Outer<'a, 's, 'e>(&'a mut State<'s, 'e>);

impl<'de> DeserializeSeed<'de> for Outer<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outer<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("letters")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(value) = array.next_element::<Value>()? {
            if !self.0.take(Some(value)) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    /// An object around an array of letters; without such an array it is itself a letter.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut own = Map::new();
        let mut is_letter = false;
        while let Some(key) = map.next_key::<String>()? {
            if self.0.number > 0 {
                map.next_value::<IgnoredAny>()?;
            } else if let Some(value) = map.next_value_seed(Inner { state: self.0, is_letter })? {
                is_letter |= Mapping::guess(&[&key]).readable();
                own.insert(key, value);
            }
        }
        if self.0.number == 0 && !self.0.take(Some(Value::Object(own))) {
            return Err(A::Error::custom("stopped"));
        }
        Ok(())
    }
}

/// A value inside the outermost object: its letters are handed on, anything else comes back.
struct Inner<'a, 's, 'e> {
    state: &'a mut State<'s, 'e>,
    is_letter: bool,
}

impl<'de> DeserializeSeed<'de> for Inner<'_, '_, '_> {
    type Value = Option<Value>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Value>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inner<'_, '_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Option<Value>, A::Error> {
        let mut kept = Vec::new();
        while let Some(value) = array.next_element::<Value>()? {
            if self.is_letter || (self.state.number == 0 && !value.is_object()) {
                kept.push(value);
            } else if !self.state.take(Some(value)) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok((!kept.is_empty()).then_some(Value::Array(kept)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = map.next_entry()? {
            object.insert(key, value);
        }
        Ok(Some(Value::Object(object)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }
}
