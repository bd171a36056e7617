//! The index of the letters' texts, kept in the transaction that changes the letter.

use rusqlite::{Connection, named_params};

use crate::domain::letter::{Letter, LetterId};
use crate::domain::text::bigram::{Gram, grams, indexed};
use crate::store::error::StoreError;

/// The tokens of a letter.
pub fn of(letter: &Letter) -> Vec<Gram> {
    indexed(grams(letter.texts().into_iter().map(|(_, text)| text)))
}

/// The tokens as the index takes them.
fn line(grams: &[Gram]) -> String {
    let mut line = String::with_capacity(grams.len() * 8);
    for gram in grams {
        gram.write(&mut line);
        line.push(' ');
    }
    line
}

/// Indexes a letter that is not in the index.
pub fn insert(connection: &Connection, id: LetterId, grams: &[Gram]) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO letter_text (rowid, grams) VALUES (:id, :grams)")?
        .execute(named_params! { ":id": id.0, ":grams": line(grams) })?;
    Ok(())
}

/// Indexes a letter anew.
pub fn replace(connection: &Connection, id: LetterId, grams: &[Gram]) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM letter_text WHERE rowid = :id")?
        .execute(named_params! { ":id": id.0 })?;
    insert(connection, id, grams)
}

/// Opens the index's own list of its tokens, with the number of letters that have each.
fn vocabulary(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection
        .execute_batch("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, letter_text, row)")?)
}

/// Indexes all letters anew, and counts the tokens. Returns how many letters there are.
pub fn anew(connection: &Connection) -> Result<u64, StoreError> {
    // All of it in few large pieces, merged once; FTS5's own settings (its documentation, "Configuration") are for single letters.
    connection.execute_batch(
        "INSERT INTO letter_text (letter_text) VALUES ('delete-all');
         INSERT INTO letter_text (letter_text, rank) VALUES ('hashsize', 67108864), ('automerge', 0), ('crisismerge', 1000)",
    )?;
    let ids = connection
        .prepare("SELECT id FROM letter ORDER BY id")?
        .query_map([], |row| row.get(0).map(LetterId))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in &ids {
        if let Some(letter) = crate::store::record::events::load(connection, *id)? {
            insert(connection, *id, &of(&letter))?;
        }
    }
    connection.execute_batch(
        "INSERT INTO letter_text (letter_text) VALUES ('optimize');
         INSERT INTO letter_text (letter_text, rank) VALUES ('hashsize', 1048576), ('automerge', 4), ('crisismerge', 16)",
    )?;
    count(connection)?;
    Ok(ids.len() as u64)
}

/// A token that is in fewer letters than this is rare enough: it is not listed.
pub const LISTED: u64 = 8;

/// Counts in how many letters each token is.
pub fn count(connection: &Connection) -> Result<(), StoreError> {
    let counted = counts(connection)?;
    set_counts(connection, &counted)
}

/// Reads from the index in how many letters each token is, of those that are listed: its code, and how many.
pub fn counts(connection: &Connection) -> Result<Vec<(i64, i64)>, StoreError> {
    vocabulary(connection)?;
    let mut counted = Vec::new();
    let mut read =
        connection.prepare("SELECT term, doc FROM temp.vocabulary WHERE doc >= :least")?;
    let mut rows = read.query(named_params! { ":least": LISTED as i64 })?;
    while let Some(row) = rows.next()? {
        if let Some(gram) = Gram::of_token(row.get_ref("term")?.as_str().unwrap_or_default()) {
            counted.push((gram.code() as i64, row.get("doc")?));
        }
    }
    Ok(counted)
}

/// Writes what was counted.
pub fn set_counts(connection: &Connection, counted: &[(i64, i64)]) -> Result<(), StoreError> {
    connection.execute_batch("DELETE FROM gram")?;
    let mut write =
        connection.prepare("INSERT INTO gram (code, letters) VALUES (:code, :letters)")?;
    for (code, letters) in counted {
        write.execute(named_params! { ":code": code, ":letters": letters })?;
    }
    connection.execute_batch(
        "INSERT OR REPLACE INTO gram_count (only, letters) SELECT 1, count(*) FROM letter",
    )?;
    Ok(())
}

/// Counts the tokens again where there are a quarter more letters than at the last count; a small office counts soon: before, every token
/// is as rare as any other.
pub fn count_if_grown(connection: &Connection) -> Result<(), StoreError> {
    // The ids have no gaps.
    let grown: bool = connection
        .prepare_cached(
            "SELECT (SELECT coalesce(max(id), 0) FROM letter)
                > coalesce((SELECT letters * 5 / 4 FROM gram_count), 0) + 20",
        )?
        .query_row([], |row| row.get(0))?;
    if grown { count(connection) } else { Ok(()) }
}

/// A sum over all tokens of all letters, which the index must have as well: of each token with the letter that has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum(u64);

impl Sum {
    fn take(&mut self, code: u64, letter: i64) {
        let letter = (letter as u64)
            .wrapping_mul(0xD6E8_FEB8_6659_FD93)
            .rotate_left(32);
        let mixed = (code ^ letter)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.0 = self.0.wrapping_add(mixed ^ mixed >> 32);
    }

    /// Takes in the tokens of a letter.
    pub fn add(&mut self, letter: &Letter) {
        of(letter)
            .into_iter()
            .for_each(|gram| self.take(gram.code(), letter.id.0));
    }

    /// The sum of the index, of the letters before this one.
    pub fn of_index(connection: &Connection, before: LetterId) -> Result<Sum, StoreError> {
        connection.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.instance USING fts5vocab (main, letter_text, instance)",
        )?;
        let mut sum = Sum::default();
        let mut read = connection.prepare("SELECT term, doc FROM temp.instance")?;
        let mut rows = read.query([])?;
        let (mut term, mut code) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let now = row.get_ref(0)?.as_bytes().unwrap_or_default();
            if now != term.as_slice() {
                term.clear();
                term.extend_from_slice(now);
                let gram = std::str::from_utf8(now).ok().and_then(Gram::of_token);
                // A token that no letter can have spoils the sum.
                code = gram.map_or(u64::MAX, Gram::code);
            }
            let letter = row.get(1)?;
            if letter < before.0 {
                sum.take(code, letter);
            }
        }
        Ok(sum)
    }
}
