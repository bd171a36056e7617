//! Finds the letters in a JSON value: in a list at any depth, or the value itself.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::intake::error::IntakeError;
use crate::intake::table::fields::{Field, normal};
use crate::intake::table::json::Each;
use crate::intake::table::mapping::MapOverrides;
use crate::intake::text::encoding::Meter;
use crate::platform::limits::COLUMNS;

/// Reports whether an object is a letter itself, and not a wrapper around letters.
pub(in crate::intake) fn is_alone(object: &Map<String, Value>) -> bool {
    let letter = object.keys().any(|key| of_a_letter(key));
    let lists = |such: fn(Option<&Value>) -> bool| object.values().any(|value| has(value, such));
    let others = lists(|first| first.is_some_and(Value::is_object)) || around(object);
    let nothing = !letter && lists(|first| first.is_none());
    !others && !nothing
}

/// Reports whether a value contains a list, at any depth, whose first element satisfies `such`.
fn has(value: &Value, such: fn(Option<&Value>) -> bool) -> bool {
    match value {
        Value::Array(values) => such(values.first()),
        Value::Object(object) => object.values().any(|value| has(value, such)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The keys under which a single letter is wrapped.
const AROUND: [&str; 11] = [
    "data", "result", "response", "payload", "obj", "record", "item", "letter", "mail", "info",
    "detail",
];

/// Reports whether an object wraps one letter.
fn around(object: &Map<String, Value>) -> bool {
    let letter = |value: &Value| {
        value
            .as_object()
            .is_some_and(|inner| inner.keys().any(|key| of_a_letter(key)))
    };
    object
        .iter()
        .any(|(key, value)| AROUND.contains(&normal(key).as_str()) && letter(value))
}

/// Reports whether a key is one of a letter, and not of a server's response around letters
/// (`message`, `text`).
fn of_a_letter(key: &str) -> bool {
    let word = normal(key);
    let answer = ["message", "text", "body", "query"].contains(&word.as_str());
    !answer
        && [Field::Title, Field::Body]
            .into_iter()
            .any(|field| field.headings().contains(&word.as_str()))
}

/// The state of reading a file.
pub(in crate::intake) struct State<'s, 'e> {
    each: &'s mut Each<'e>,
    overrides: &'s MapOverrides,
    meter: &'s Meter,
    number: u64,
    stopped: Option<Result<(), IntakeError>>,
    /// The first object of a list whose objects are not letters.
    missed: Option<Map<String, Value>>,
    /// Whether there was an empty list.
    empty: bool,
}

impl<'s, 'e> State<'s, 'e> {
    /// Creates the state before anything is read.
    pub fn new(
        each: &'s mut Each<'e>,
        overrides: &'s MapOverrides,
        meter: &'s Meter,
    ) -> State<'s, 'e> {
        State {
            each,
            overrides,
            meter,
            number: 0,
            stopped: None,
            missed: None,
            empty: false,
        }
    }

    /// Returns the number of values that were passed on.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Reports whether the sink accepts more values.
    pub fn goes_on(&self) -> bool {
        self.stopped.is_none()
    }

    /// Returns how the sink stopped, `None` if it did not.
    pub fn stopped(self) -> Option<Result<(), IntakeError>> {
        self.stopped
    }

    /// Reports whether an object is a letter by its keys.
    fn fits(&self, object: &Map<String, Value>) -> bool {
        let keys: Vec<&String> = object.keys().take(COLUMNS).collect();
        self.overrides
            .over(&keys, true)
            .is_ok_and(|mapping| mapping.readable())
    }

    /// Passes a value on and reports whether to continue.
    pub fn take(&mut self, value: Option<Value>) -> bool {
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

/// Visits the outermost value: an array of letters, or an object.
pub(in crate::intake) struct Outer<'a, 's, 'e>(pub &'a mut State<'s, 'e>);

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
        (state.missed, state.empty) = (None, false);
        let before = state.number;
        let own = inside(state, map, true)?;
        if state.number > before {
            return Ok(());
        }
        let letter =
            own.keys().any(|key| of_a_letter(key)) || (state.missed.is_none() && !state.empty);
        let object = match state.missed.take() {
            _ if letter => own,
            Some(missed) => missed,
            // An empty list, and what a server says about it.
            None => return Ok(()),
        };
        if state.take(Some(Value::Object(object))) {
            Ok(())
        } else {
            Err(A::Error::custom("stopped"))
        }
    }
}

/// Reads an object that may have letters inside, and returns the entries that are not letters.
fn inside<'de, A: MapAccess<'de>>(
    state: &mut State<'_, '_>,
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
        let word = normal(&key);
        let inner = Inner {
            look: !is_letter && !PARTS.contains(&word.as_str()),
            around: AROUND.contains(&word.as_str()),
            state: &mut *state,
        };
        if let Some(value) = map.next_value_seed(inner)? {
            is_letter |= of_a_letter(&key);
            own.insert(key, value);
        }
    }
    Ok(own)
}

/// Visits a value inside an object: passes on the letters in it, and returns anything else.
struct Inner<'a, 's, 'e> {
    state: &'a mut State<'s, 'e>,
    /// Whether letters are searched for.
    look: bool,
    /// Whether an object may be a letter itself.
    around: bool,
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
        let mut taking = false;
        while let Some(value) = array.next_element::<Value>()? {
            if kept.is_empty()
                && !taking
                && self.look
                && let Value::Object(object) = &value
            {
                taking = self.state.fits(object);
                if !taking && self.state.missed.is_none() {
                    self.state.missed = Some(object.clone());
                }
            }
            if !taking {
                kept.push(value);
            } else if !self.state.take(Some(value)) {
                return Err(A::Error::custom("stopped"));
            }
        }
        self.state.empty |= self.look && !taking && kept.is_empty();
        Ok((!taking).then_some(Value::Array(kept)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Value>, A::Error> {
        let before = self.state.number;
        let object = inside(self.state, map, self.look)?;
        if self.state.number > before {
            return Ok(None);
        }
        let letter = self.look && self.around && object.keys().any(|key| of_a_letter(key));
        if letter && !self.state.take(Some(Value::Object(object.clone()))) {
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
