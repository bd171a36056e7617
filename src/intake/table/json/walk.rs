//! Finds the letters in a JSON value: in a list at any depth, or the value itself.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::intake::error::IntakeError;
use crate::intake::table::fields::{Field, normalize_heading};
use crate::intake::table::json::ValueSink;
use crate::intake::table::mapping::MapOverrides;
use crate::intake::text::encoding::ReadMeter;
use crate::platform::limits::SHEET_COLUMNS;

/// Reports whether an object is a letter itself, and not a wrapper around letters.
pub(in crate::intake) fn is_single_letter(object: &Map<String, Value>) -> bool {
    let letter = object.keys().any(|key| is_letter_key(key));
    let lists =
        |such: fn(Option<&Value>) -> bool| object.values().any(|value| contains_list(value, such));
    let others = lists(|first| first.is_some_and(Value::is_object)) || wraps_letter(object);
    let nothing = !letter && lists(|first| first.is_none());
    !others && !nothing
}

/// Reports whether a value contains a list, at any depth, whose first element satisfies `such`.
fn contains_list(value: &Value, such: fn(Option<&Value>) -> bool) -> bool {
    match value {
        Value::Array(values) => such(values.first()),
        Value::Object(object) => object.values().any(|value| contains_list(value, such)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The keys under which a single letter is wrapped.
const WRAPPER_KEYS: [&str; 11] = [
    "data", "result", "response", "payload", "obj", "record", "item", "letter", "mail", "info",
    "detail",
];

/// Reports whether an object wraps one letter.
fn wraps_letter(object: &Map<String, Value>) -> bool {
    let letter = |value: &Value| {
        value
            .as_object()
            .is_some_and(|inner| inner.keys().any(|key| is_letter_key(key)))
    };
    object.iter().any(|(key, value)| {
        WRAPPER_KEYS.contains(&normalize_heading(key).as_str()) && letter(value)
    })
}

/// Reports whether a key is one of a letter, and not of a server's response around letters
/// (`message`, `text`).
fn is_letter_key(key: &str) -> bool {
    let word = normalize_heading(key);
    let answer = ["message", "text", "body", "query"].contains(&word.as_str());
    !answer
        && [Field::Title, Field::Body]
            .into_iter()
            .any(|field| field.headings().contains(&word.as_str()))
}

/// The state of reading a file.
pub(in crate::intake) struct JsonState<'s, 'e> {
    sink: &'s mut ValueSink<'e>,
    overrides: &'s MapOverrides,
    meter: &'s ReadMeter,
    number: u64,
    outcome: Option<Result<(), IntakeError>>,
    /// The first object of a list whose objects are not letters.
    missed_object: Option<Map<String, Value>>,
    /// Whether there was an empty list.
    empty_list: bool,
}

impl<'s, 'e> JsonState<'s, 'e> {
    /// Creates the state before anything is read.
    pub(crate) fn new(
        each: &'s mut ValueSink<'e>,
        overrides: &'s MapOverrides,
        meter: &'s ReadMeter,
    ) -> JsonState<'s, 'e> {
        JsonState {
            sink: each,
            overrides,
            meter,
            number: 0,
            outcome: None,
            missed_object: None,
            empty_list: false,
        }
    }

    /// Returns the number of values that were passed on.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reports whether the sink accepts more values.
    pub(crate) fn goes_on(&self) -> bool {
        self.outcome.is_none()
    }

    /// Returns how the sink stopped, `None` if it did not.
    pub(crate) fn into_outcome(self) -> Option<Result<(), IntakeError>> {
        self.outcome
    }

    /// Reports whether an object is a letter by its keys.
    fn is_letter(&self, object: &Map<String, Value>) -> bool {
        let keys: Vec<&String> = object.keys().take(SHEET_COLUMNS).collect();
        self.overrides
            .mapping_for(&keys, true)
            .is_ok_and(|mapping| mapping.is_readable())
    }

    /// Passes a value on and reports whether to continue.
    pub(crate) fn deliver(&mut self, value: Option<Value>) -> bool {
        self.number += 1;
        self.meter.lap();
        match (self.sink)(self.number, value) {
            Ok(ControlFlow::Continue(())) => return true,
            Ok(ControlFlow::Break(())) => self.outcome = Some(Ok(())),
            Err(error) => self.outcome = Some(Err(error)),
        }
        false
    }
}

/// Visits the outermost value: an array of letters, or an object.
pub(in crate::intake) struct OuterVisitor<'a, 's, 'e>(pub &'a mut JsonState<'s, 'e>);

impl<'de> DeserializeSeed<'de> for OuterVisitor<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OuterVisitor<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("letters")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(value) = array.next_element::<Value>()? {
            if !self.0.deliver(Some(value)) {
                // serde has no other way to stop early than an error, so the caller looks at the
                // state before it looks at the result.
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    /// Visits an object around letters, at any depth; one without letters inside is a letter
    /// itself.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let state = self.0;
        (state.missed_object, state.empty_list) = (None, false);
        let before = state.number;
        let own = read_object(state, map, true)?;
        if state.number > before {
            return Ok(());
        }
        let letter = own.keys().any(|key| is_letter_key(key))
            || (state.missed_object.is_none() && !state.empty_list);
        let object = match state.missed_object.take() {
            _ if letter => own,
            Some(missed) => missed,
            // An empty list, and what a server says about it.
            None => return Ok(()),
        };
        if state.deliver(Some(Value::Object(object))) {
            Ok(())
        } else {
            Err(A::Error::custom("stopped"))
        }
    }
}

/// Reads an object that may have letters inside, and returns the entries that are not letters.
fn read_object<'de, A: MapAccess<'de>>(
    state: &mut JsonState<'_, '_>,
    mut map: A,
    look: bool,
) -> Result<Map<String, Value>, A::Error> {
    /// Keys of lists that never hold letters.
    const PARTS: [&str; 14] = [
        "attachments",
        "attachment",
        "files",
        "images",
        "pictures",
        "replies",
        "reply",
        "comments",
        "附件",
        "图片",
        "回复",
        "答复",
        "columns",
        "fields",
    ];
    let mut own = Map::new();
    let mut is_letter = !look;
    while let Some(key) = map.next_key::<String>()? {
        let word = normalize_heading(&key);
        let inner = InnerVisitor {
            search: !is_letter && !PARTS.contains(&word.as_str()),
            may_be_letter: WRAPPER_KEYS.contains(&word.as_str()),
            state: &mut *state,
        };
        if let Some(value) = map.next_value_seed(inner)? {
            is_letter |= is_letter_key(&key);
            own.insert(key, value);
        }
    }
    Ok(own)
}

/// Visits a value inside an object: passes on the letters in it, and returns anything else.
struct InnerVisitor<'a, 's, 'e> {
    state: &'a mut JsonState<'s, 'e>,
    /// Whether letters are searched for.
    search: bool,
    /// Whether an object may be a letter itself.
    may_be_letter: bool,
}

impl<'de> DeserializeSeed<'de> for InnerVisitor<'_, '_, '_> {
    type Value = Option<Value>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Value>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for InnerVisitor<'_, '_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Option<Value>, A::Error> {
        let mut kept = Vec::new();
        let mut taking = false;
        while let Some(value) = array.next_element::<Value>()? {
            if kept.is_empty()
                && !taking
                && self.search
                && let Value::Object(object) = &value
            {
                taking = self.state.is_letter(object);
                if !taking && self.state.missed_object.is_none() {
                    self.state.missed_object = Some(object.clone());
                }
            }
            if !taking {
                kept.push(value);
            } else if !self.state.deliver(Some(value)) {
                return Err(A::Error::custom("stopped"));
            }
        }
        self.state.empty_list |= self.search && !taking && kept.is_empty();
        Ok((!taking).then_some(Value::Array(kept)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Value>, A::Error> {
        let before = self.state.number;
        let object = read_object(self.state, map, self.search)?;
        if self.state.number > before {
            return Ok(None);
        }
        let letter =
            self.search && self.may_be_letter && object.keys().any(|key| is_letter_key(key));
        if letter && !self.state.deliver(Some(Value::Object(object.clone()))) {
            return Err(A::Error::custom("stopped"));
        }
        Ok((!letter).then_some(Value::Object(object)))
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
