//! Done once: an action that is asked for again after an error is not done twice.
//!
//! An error does not say that nothing was saved: what was written before a disk failed may be there when the file is opened again.
//! So an action has a name, kept in the transaction that does it.

use std::fmt::{self, Write as _};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Store;
use super::error::StoreError;
use crate::domain::action::Action;
use crate::domain::letter::{Letter, LetterId};

/// So many events back, the names of what was done are kept: nobody asks again for what is so long ago.
const KEPT: i64 = 20_000;

/// The name of one asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpId(String);

/// Hashes what is written to it.
struct Digest(blake3::Hasher);

impl fmt::Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl OpId {
    /// A name that a script chose.
    pub fn named(name: &str) -> OpId {
        OpId(name.to_owned())
    }

    /// The name of these actions, by this person, on the letter as he saw it: the same asking has the same name, and once it is
    /// done, the letter is never again as he saw it.
    pub fn of(letter: LetterId, seen: u32, who: &str, actions: &[Action]) -> OpId {
        let mut digest = Digest(blake3::Hasher::new());
        // Writing into a hash does not fail.
        let _ = write!(digest, "{letter} {seen} {who:?} {actions:?}");
        OpId(digest.0.finalize().to_hex().to_string())
    }
}

/// The letter to which this was done.
pub fn done(connection: &Connection, op: &OpId) -> Result<Option<LetterId>, StoreError> {
    let letter = connection
        .prepare_cached("SELECT letter FROM done WHERE op = :op")?
        .query_row(named_params! { ":op": op.0 }, |row| row.get(0).map(LetterId))
        .optional()?;
    Ok(letter)
}

impl Store {
    /// The letter to which this was done, as it is now; `None` where it was not done.
    pub fn done(&self, op: &OpId) -> Result<Option<Letter>, StoreError> {
        done(&self.connection, op)?.map(|letter| self.letter(letter)).transpose()
    }
}

/// Keeps that this was done; its last event is the newest of the record.
pub fn keep(connection: &Connection, op: &OpId, letter: LetterId) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO done (seq, op, letter) SELECT max(seq), :op, :letter FROM event")?
        .execute(named_params! { ":op": op.0, ":letter": letter.0 })?;
    connection
        .prepare_cached("DELETE FROM done WHERE seq <= (SELECT max(seq) FROM event) - :kept")?
        .execute(named_params! { ":kept": KEPT })?;
    Ok(())
}
