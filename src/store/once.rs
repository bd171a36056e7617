//! Done once: an action that is asked for again after an error is not done twice.
//!
//! An error does not say that nothing was saved: what was written before a disk failed may be there when the file is opened again.
//! So an action has a name, kept in the transaction that does it.

use std::fmt::{self, Write as _};

use rusqlite::{Connection, named_params};

use super::Store;
use super::error::StoreError;
use crate::domain::action::Action;
use crate::domain::letter::{Letter, LetterId};

/// So many names of what was done are kept, the newest: nobody asks again for what is so long ago.
pub const KEPT: i64 = 20_000;

/// Ends the name of what was refused, and left an attempt in the record.
const REFUSED: char = '!';

/// How many hexadecimal digits tell one asking from every other of the same name.
const ENOUGH: usize = 32;

/// The name of one asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpId {
    name: String,
    /// Of a name that somebody chose: what he asked for under it, and who he is.
    asked: Option<String>,
}

/// What became of an asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Became {
    /// The letter.
    pub letter: LetterId,
    /// It was refused, and that it was tried is in the record.
    pub refused: bool,
}

/// Hashes what is written to it.
struct Digest(blake3::Hasher);

impl fmt::Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

fn digest(what: fmt::Arguments<'_>) -> String {
    let mut digest = Digest(blake3::Hasher::new());
    // Writing into a hash does not fail.
    let _ = digest.write_fmt(what);
    digest.0.finalize().to_hex().to_string()
}

impl OpId {
    /// A name that a script chose, for these actions by this person; under it, nothing else is done, and by nobody else.
    pub fn named(name: &str, who: &str, actions: &[Action]) -> OpId {
        let mut asked = digest(format_args!("{who:?} {actions:?}"));
        asked.truncate(ENOUGH);
        OpId { name: name.to_owned(), asked: Some(asked) }
    }

    /// The name of these actions, by this person, on the letter as he saw it: the same asking has the same name, and once it is
    /// done, the letter is never again as he saw it.
    pub fn of(letter: LetterId, seen: u32, who: &str, actions: &[Action]) -> OpId {
        OpId { name: digest(format_args!("{letter} {seen} {who:?} {actions:?}")), asked: None }
    }

    /// As it is kept: what was asked for stands behind a name that somebody chose.
    fn kept(&self) -> String {
        match &self.asked {
            Some(asked) => format!("{}:{asked}", self.name),
            None => self.name.clone(),
        }
    }
}

/// What became of this; `None` where it was not asked for. A name that was used for another asking is refused.
pub fn became(connection: &Connection, op: &OpId, on: Option<LetterId>) -> Result<Option<Became>, StoreError> {
    // Before names had what was asked for behind them, they stood alone.
    let mut read = connection.prepare_cached(
        "SELECT op, letter FROM done WHERE op = :name OR op = :name || '!' OR (op >= :name || ':' AND op < :name || ';')",
    )?;
    let mut rows = read.query(named_params! { ":name": op.name })?;
    while let Some(row) = rows.next()? {
        let (kept, letter): (String, i64) = (row.get("op")?, row.get("letter")?);
        let plain = kept.strip_suffix(REFUSED);
        let (refused, kept) = (plain.is_some(), plain.unwrap_or(&kept));
        let asked = kept.rsplit_once(':').filter(|(name, asked)| *name == op.name && asked.len() == ENOUGH);
        if asked.is_none() && kept != op.name {
            continue;
        }
        if on.is_some_and(|on| on.0 != letter) {
            return Err(StoreError::DoneElsewhere(letter));
        }
        if let (Some((_, was)), Some(is)) = (asked, &op.asked)
            && was != is
        {
            return Err(StoreError::DoneOtherwise(letter));
        }
        return Ok(Some(Became { letter: LetterId(letter), refused }));
    }
    Ok(None)
}

impl Store {
    /// The letter to which this was done, as it is now; `None` where it was not done.
    pub fn done(&self, op: &OpId) -> Result<Option<Letter>, StoreError> {
        let done = became(&self.connection, op, None)?.filter(|became| !became.refused);
        done.map(|done| self.letter(done.letter)).transpose()
    }
}

/// Keeps what became of this; its last event is the newest of the record. Of what was refused before and is done now, only this stays.
pub fn keep(connection: &Connection, op: &OpId, became: Became) -> Result<(), StoreError> {
    let done = op.kept();
    let refused = format!("{done}{REFUSED}");
    connection
        .prepare_cached("DELETE FROM done WHERE op = :refused")?
        .execute(named_params! { ":refused": refused })?;
    connection
        .prepare_cached("INSERT INTO done (seq, op, letter) SELECT max(seq), :op, :letter FROM event")?
        .execute(named_params! { ":op": if became.refused { refused } else { done }, ":letter": became.letter.0 })?;
    connection
        .prepare_cached("DELETE FROM done WHERE seq <= (SELECT seq FROM done ORDER BY seq DESC LIMIT 1 OFFSET :kept)")?
        .execute(named_params! { ":kept": KEPT })?;
    Ok(())
}
