//! Idempotency keys: an action that is retried after an error is applied at most once.
//!
//! An error does not mean that nothing was saved: what was written before a disk failed may be
//! there when the file is opened again. So each request has a key, recorded in the transaction that
//! applies it.

use rusqlite::{Connection, named_params};
use serde::Serialize;

use crate::domain::letter::incoming::Enclosure;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::workflow::action::Action;
use crate::domain::workflow::decide::late::GivenTime;
use crate::store::Store;
use crate::store::error::StoreError;

/// The number of keys retained, the newest: no client retries a request after so many others.
pub const MAX_KEYS: i64 = 20_000;

/// Splits the keys of schema 4, where the request and `!` for a refusal were appended to the key.
/// The hash of such a request covered the names of Rust fields, so it cannot be compared any more:
/// those keys match by name and letter alone.
pub const SPLIT_KEYS: &str = include_str!("../upgrades/split_keys.sql");

/// Identifies a request, so that a retry of it can be recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    name: String,
    /// The hash of person and actions; `None` if `name` is derived from the request itself.
    request: Option<String>,
}

/// The outcome of an earlier request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The letter it was applied to.
    pub letter: LetterId,
    /// Whether it was refused, with the attempt recorded.
    pub refused: bool,
}

/// Returns the BLAKE3 of a value's JSON in hexadecimal. The codes in that JSON are part of the
/// database's format.
fn hash_json(value: &impl Serialize) -> String {
    let mut hasher = blake3::Hasher::new();
    // Neither writing into a hasher nor serialising an action fails.
    let _ = serde_json::to_writer(&mut hasher, value);
    hasher.finalize().to_hex().to_string()
}

impl IdempotencyKey {
    /// Returns the key that a script chose for these actions by this person. It cannot be used for
    /// another request.
    pub fn from_name(
        name: &str,
        who: &str,
        actions: &[Action],
        given_time: Option<&GivenTime>,
    ) -> IdempotencyKey {
        IdempotencyKey {
            name: name.to_owned(),
            request: Some(match given_time {
                None => hash_json(&(who, actions)),
                Some(given) => hash_json(&(who, actions, given)),
            }),
        }
    }

    /// Derives the key from the request: these actions, by this person, on the letter at the
    /// version that they saw. Once applied, the letter never has that version again.
    pub fn from_request(
        letter: LetterId,
        seen: u32,
        who: &str,
        actions: &[Action],
        given_time: Option<&GivenTime>,
    ) -> IdempotencyKey {
        IdempotencyKey {
            name: match given_time {
                None => hash_json(&(letter, seen, who, actions)),
                Some(given) => hash_json(&(letter, seen, who, actions, given)),
            },
            request: None,
        }
    }

    /// Adds the files that show when the act happened; those that an action takes are part of it.
    pub fn with_proof(mut self, files: &[Enclosure]) -> IdempotencyKey {
        if !files.is_empty() {
            let of_request = self.request.as_mut().unwrap_or(&mut self.name);
            *of_request = hash_json(&(&*of_request, files));
        }
        self
    }
}

/// Returns the outcome of the request with this key, or `None` if there was none.
///
/// # Errors
/// If the key was used for another letter or another request.
pub fn find_outcome(
    connection: &Connection,
    key: &IdempotencyKey,
    on: Option<LetterId>,
) -> Result<Option<Outcome>, StoreError> {
    let mut read =
        connection.prepare_cached("SELECT letter, refused, request FROM done WHERE op = :op")?;
    let mut rows = read.query(named_params! { ":op": key.name })?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let (letter, refused, was): (i64, bool, Option<String>) =
        (row.get(0)?, row.get(1)?, row.get(2)?);
    if on.is_some_and(|on| on.0 != letter) {
        return Err(StoreError::KeyOfOtherLetter(letter));
    }
    if let (Some(was), Some(is)) = (was, &key.request)
        && was != *is
    {
        return Err(StoreError::KeyOfOtherRequest(letter));
    }
    Ok(Some(Outcome {
        letter: LetterId(letter),
        refused,
    }))
}

impl Store {
    /// Returns the letter to which the request with this key was applied, as it is now; `None` if
    /// it was not applied.
    pub fn applied_letter(&self, key: &IdempotencyKey) -> Result<Option<Letter>, StoreError> {
        let done = find_outcome(&self.connection, key, None)?.filter(|outcome| !outcome.refused);
        done.map(|done| self.load_letter(done.letter)).transpose()
    }
}

/// Records the outcome of a request whose last event is the newest of the record. An application
/// replaces an earlier refusal.
pub fn record_outcome(
    connection: &Connection,
    key: &IdempotencyKey,
    outcome: Outcome,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO done (seq, op, letter, request, refused)
             SELECT max(seq), :op, :letter, :request, :refused FROM event",
        )?
        .execute(named_params! {
            ":op": key.name, ":letter": outcome.letter.0, ":request": key.request, ":refused": outcome.refused,
        })?;
    connection
        .prepare_cached("DELETE FROM done WHERE seq <= (SELECT seq FROM done ORDER BY seq DESC LIMIT 1 OFFSET :kept)")?
        .execute(named_params! { ":kept": MAX_KEYS })?;
    Ok(())
}
