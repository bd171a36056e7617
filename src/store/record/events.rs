//! The event log: rows of the hash chain, and the letters that they make.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::de::DeserializeOwned;
use std::time::Duration;

use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::late_entry::LateEntry;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

/// The previous hash of the first event.
pub const GENESIS: [u8; 32] = [0; 32];

/// Selects all events in order.
pub const ALL_EVENTS: &str =
    "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event ORDER BY seq";

/// A row of the table `event`.
pub struct RawEvent {
    /// The sequence number.
    pub seq: i64,
    /// The letter's id; `None` for an event of the office.
    pub letter: Option<i64>,
    /// The letter's version after the event.
    pub version: u32,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Short name of the person who acted.
    pub who: String,
    /// The code of the variant.
    pub kind: String,
    /// The event in JSON.
    pub body: String,
    /// The hash of the previous event.
    pub previous: [u8; 32],
    /// The hash of this event.
    pub hash: [u8; 32],
}

impl RawEvent {
    /// Reads a row with all columns of `event`.
    pub fn from_row(row: &Row<'_>) -> rusqlite::Result<RawEvent> {
        Ok(RawEvent {
            seq: row.get("seq")?,
            letter: row.get("letter")?,
            version: row.get("version")?,
            at: row.get("at")?,
            who: row.get("who")?,
            kind: row.get("kind")?,
            body: row.get("body")?,
            previous: row.get("previous")?,
            hash: row.get("hash")?,
        })
    }

    /// Inserts the row unchanged.
    pub fn insert(&self, connection: &Connection) -> Result<(), StoreError> {
        let RawEvent {
            seq,
            letter,
            version,
            at,
            who,
            kind,
            body,
            previous,
            hash,
        } = self;
        connection
            .prepare_cached(
                "INSERT INTO event (seq, letter, version, at, who, kind, body, previous, hash)
                 VALUES (:seq, :letter, :version, :at, :who, :kind, :body, :previous, :hash)",
            )?
            .execute(named_params! {
                ":seq": seq, ":letter": letter, ":version": version, ":at": at, ":who": who, ":kind": kind,
                ":body": body, ":previous": previous, ":hash": hash,
            })?;
        Ok(())
    }

    /// Returns the hash that the content must have: BLAKE3 over the previous hash and every field,
    /// texts prefixed with their length.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.previous);
        for number in [
            self.seq,
            self.letter.unwrap_or(0),
            i64::from(self.version),
            self.at,
        ] {
            hasher.update(&number.to_le_bytes());
        }
        for text in [&self.who, &self.kind, &self.body] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// Decodes the event; `None` if it has none of the shapes that were ever written.
    pub fn decode<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.body).ok()
    }

    /// Returns when it happened, if it was registered afterwards: a field of the body beside those of
    /// the event. A quoted field cannot stand in a text, whose quotes are escaped. `None` if the field
    /// does not parse.
    fn late_entry(&self) -> Option<Option<LateEntry>> {
        #[derive(serde::Deserialize)]
        struct Beside {
            late_entry: LateEntry,
        }
        if !self.body.contains("\"late_entry\":{") {
            return Some(None);
        }
        let beside: Beside = serde_json::from_str(&self.body).ok()?;
        Some(Some(beside.late_entry))
    }

    /// Decodes the event of a letter, with its version, time and author.
    pub fn to_recorded(&self) -> Option<RecordedEvent> {
        Some(RecordedEvent {
            version: self.version,
            at: Timestamp::from_millisecond(self.at)?,
            who: self.who.clone(),
            late: self.late_entry()?,
            event: self.decode::<Event>()?,
        })
    }
}

/// Tolerated difference of clocks. It also covers writers that waited for the lock, because they
/// record the time of their request.
const MAX_CLOCK_SKEW: Duration = Duration::from_mins(1);

/// Reports whether an instant is earlier than one recorded before it by more than the tolerated
/// difference of clocks.
pub fn is_backwards(at: Timestamp, before: Timestamp) -> bool {
    before.saturating_duration_since(at) > MAX_CLOCK_SKEW
}

/// Truncates an instant to whole milliseconds, the precision of the record.
pub fn to_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Returns the events of a letter, oldest first.
pub fn letter_events(
    connection: &Connection,
    id: LetterId,
) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut read = connection.prepare_cached(
        "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event WHERE letter = :letter ORDER BY version",
    )?;
    let rows = read.query_and_then(named_params! { ":letter": id.0 }, |row| {
        RawEvent::from_row(row)?
            .to_recorded()
            .ok_or(StoreError::CorruptRecord(id.0))
    })?;
    rows.collect()
}

/// Loads a letter by folding its events; `None` if no letter has this id.
pub fn load(connection: &Connection, id: LetterId) -> Result<Option<Letter>, StoreError> {
    let events = letter_events(connection, id)?;
    if events.is_empty() {
        return Ok(None);
    }
    Letter::fold(id, events)
        .map(Some)
        .ok_or(StoreError::CorruptRecord(id.0))
}

impl Store {
    /// Loads a letter in full, without regard to access.
    pub fn load_letter(&self, id: LetterId) -> Result<Letter, StoreError> {
        load(&self.connection, id)?.ok_or_else(|| StoreError::NoLetter(id.to_string()))
    }

    /// Returns the time of the newest event if it is later than `now`: the clock is behind, or was
    /// ahead.
    pub fn clock_behind_since(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let newest = self
            .connection
            .prepare_cached("SELECT at FROM event ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| row.get::<_, i64>(0))
            .optional()?;
        let newest = newest.and_then(Timestamp::from_millisecond);
        Ok(newest.filter(|newest| is_backwards(now, *newest)))
    }

    /// Returns who brought a letter to this version, and when.
    pub fn recorded_by(
        &self,
        id: LetterId,
        version: u32,
    ) -> Result<(String, Timestamp), StoreError> {
        let (who, at) = self
            .connection
            .prepare_cached(
                "SELECT who, at FROM event WHERE letter = :letter AND version = :version",
            )?
            .query_row(
                named_params! { ":letter": id.0, ":version": version },
                |row| Ok((row.get("who")?, row.get("at")?)),
            )?;
        Ok((
            who,
            Timestamp::from_millisecond(at).ok_or(StoreError::CorruptRecord(id.0))?,
        ))
    }

    /// Returns all events of a letter, oldest first, without redaction.
    pub fn history(&self, id: LetterId) -> Result<Vec<RecordedEvent>, StoreError> {
        letter_events(&self.connection, id)
    }
}
