//! Appends events to the hash chain and brings what is derived from them up to date.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::late_entry::LateEntry;
use crate::domain::letter::past::PastLetter;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office_event::OfficeEvent;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::events::{GENESIS, RawEvent, to_milliseconds};
use crate::store::record::projection;

fn append<T: Serialize>(
    connection: &Connection,
    letter: Option<LetterId>,
    version: u32,
    at: Timestamp,
    who: &str,
    kind: &str,
    event: &T,
) -> Result<i64, StoreError> {
    let last = connection
        .prepare_cached("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok((row.get::<_, i64>("seq")?, row.get::<_, [u8; 32]>("hash")?))
        })
        .optional()?;
    let (last, previous) = last.unwrap_or((0, GENESIS));
    let body = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut raw = RawEvent {
        seq: last + 1,
        letter: letter.map(|letter| letter.0),
        version,
        at: at.as_millisecond(),
        who: who.to_owned(),
        kind: kind.to_owned(),
        body,
        previous,
        hash: GENESIS,
    };
    raw.hash = raw.expected_hash();
    raw.insert(connection)?;
    Ok(raw.seq)
}

/// Appends an event of the office. Returns its sequence number.
pub fn append_office(
    connection: &Connection,
    at: Timestamp,
    who: &str,
    event: &OfficeEvent,
) -> Result<i64, StoreError> {
    append(connection, None, 0, at, who, event.kind(), event)
}

/// Appends events to a letter, folds them into it, and updates its row and its text index.
pub fn append_to_letter(
    connection: &Connection,
    letter: &mut Letter,
    at: Timestamp,
    who: &str,
    events: Vec<Event>,
) -> Result<(), StoreError> {
    append_late(connection, letter, at, who, events, None)
}

/// An event that was registered afterwards, as its body.
#[derive(Serialize)]
struct LateBody<'a> {
    #[serde(flatten)]
    event: &'a Event,
    late_entry: &'a LateEntry,
}

/// Appends events to a letter as [`append_to_letter`] does, that happened at another time.
pub fn append_late(
    connection: &Connection,
    letter: &mut Letter,
    at: Timestamp,
    who: &str,
    events: Vec<Event>,
    late: Option<&LateEntry>,
) -> Result<(), StoreError> {
    let at = to_milliseconds(at);
    let before = tokens::letter_tokens(letter);
    for event in events {
        let version = letter.version + 1;
        let (id, kind) = (Some(letter.id), event.kind());
        match late {
            None => append(connection, id, version, at, who, kind, &event)?,
            Some(late_entry) => {
                let event = &event;
                let body = LateBody { event, late_entry };
                append(connection, id, version, at, who, kind, &body)?
            }
        };
        let recorded = RecordedEvent {
            version,
            at,
            who: who.to_owned(),
            late: late.cloned(),
            event,
        };
        letter
            .apply(recorded)
            .ok_or(StoreError::CorruptRecord(letter.id.0))?;
    }
    let after = tokens::letter_tokens(letter);
    if after != before {
        tokens::replace(connection, letter.id, &after)?;
    }
    projection::update(connection, letter)
}

/// Appends how a letter of the past was handled, to a letter that is not in the text index yet.
pub fn append_past(
    connection: &Connection,
    letter: &mut Letter,
    at: Timestamp,
    who: &str,
    past: PastLetter,
) -> Result<(), StoreError> {
    let at = to_milliseconds(at);
    let (version, event) = (letter.version + 1, Event::PastLetter(past));
    append(
        connection,
        Some(letter.id),
        version,
        at,
        who,
        event.kind(),
        &event,
    )?;
    let recorded = RecordedEvent {
        version,
        at,
        who: who.to_owned(),
        late: None,
        event,
    };
    letter
        .apply(recorded)
        .ok_or(StoreError::CorruptRecord(letter.id.0))?;
    projection::update(connection, letter)
}

/// Appends the first event of a letter and inserts its row. The returned letter is not in the text
/// index yet.
pub fn append_first(
    connection: &Connection,
    id: LetterId,
    at: Timestamp,
    who: &str,
    event: Event,
) -> Result<Letter, StoreError> {
    let at = to_milliseconds(at);
    append(connection, Some(id), 1, at, who, event.kind(), &event)?;
    let first = RecordedEvent {
        version: 1,
        at,
        who: who.to_owned(),
        late: None,
        event,
    };
    let letter = Letter::fold(id, [first]).ok_or(StoreError::CorruptRecord(id.0))?;
    projection::insert(connection, &letter)?;
    Ok(letter)
}
