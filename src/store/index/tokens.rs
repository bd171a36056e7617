//! The text index, updated in the transaction that changes the letter.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::domain::letter::{Letter, LetterId};
use crate::domain::text::bigram::{Bigram, distinct_tokens, drop_redundant};
use crate::store::error::StoreError;

/// Returns the tokens of a letter.
pub fn letter_tokens(letter: &Letter) -> Vec<Bigram> {
    drop_redundant(distinct_tokens(
        letter.searchable_texts().into_iter().map(|(_, text)| text),
    ))
}

/// Formats the tokens as text for FTS5.
fn token_line(grams: &[Bigram]) -> String {
    let mut line = String::with_capacity(grams.len() * 8);
    for gram in grams {
        gram.write(&mut line);
        line.push(' ');
    }
    line
}

/// Returns the first letter that is not in the index; `None` if the index is complete.
pub fn first_unindexed(connection: &Connection) -> Result<Option<LetterId>, StoreError> {
    let mut read = connection.prepare_cached("SELECT next FROM reindex")?;
    Ok(read
        .query_row([], |row| row.get(0).map(LetterId))
        .optional()?)
}

/// Empties the index within the open transaction, and marks it to be rebuilt from the first letter.
pub fn clear_index(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(
        "INSERT INTO letter_text (letter_text) VALUES ('delete-all');
         INSERT OR REPLACE INTO reindex (only, next) VALUES (1, 1)",
    )?)
}

/// Adds a letter that is not in the index.
pub fn insert(connection: &Connection, id: LetterId, grams: &[Bigram]) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO letter_text (rowid, grams) VALUES (:id, :grams)")?
        .execute(named_params! { ":id": id.0, ":grams": token_line(grams) })?;
    Ok(())
}

/// Replaces the index entry of a letter.
pub fn replace(connection: &Connection, id: LetterId, grams: &[Bigram]) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM letter_text WHERE rowid = :id")?
        .execute(named_params! { ":id": id.0 })?;
    insert(connection, id, grams)
}

/// Creates the `fts5vocab` table that lists the tokens with their document frequencies.
fn create_vocabulary(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection
        .execute_batch("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, letter_text, row)")?)
}

/// Rebuilds the index of all letters and counts the tokens. Returns the number of letters.
pub fn rebuild_index(connection: &Connection) -> Result<u64, StoreError> {
    // Settings for few large segments, merged once at the end (FTS5 documentation,
    // "Configuration"); they are reset to those for single letters afterwards.
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
            insert(connection, *id, &letter_tokens(&letter))?;
        }
    }
    connection.execute_batch(
        "INSERT INTO letter_text (letter_text) VALUES ('optimize');
         INSERT INTO letter_text (letter_text, rank) VALUES ('hashsize', 1048576), ('automerge', 4), ('crisismerge', 16)",
    )?;
    recount(connection)?;
    Ok(ids.len() as u64)
}

/// Tokens in fewer letters than this are rare enough not to be listed.
pub const MIN_LISTED: u64 = 8;

/// Recounts the document frequencies of all tokens.
pub fn recount(connection: &Connection) -> Result<(), StoreError> {
    let counted = read_counts(connection)?;
    store_counts(connection, &counted)
}

/// Reads the document frequencies of the listed tokens from the index: code and count.
pub fn read_counts(connection: &Connection) -> Result<Vec<(i64, i64)>, StoreError> {
    create_vocabulary(connection)?;
    let mut counted = Vec::new();
    let mut read =
        connection.prepare("SELECT term, doc FROM temp.vocabulary WHERE doc >= :least")?;
    let mut rows = read.query(named_params! { ":least": MIN_LISTED as i64 })?;
    while let Some(row) = rows.next()? {
        if let Some(gram) = Bigram::from_token(row.get_ref("term")?.as_str().unwrap_or_default()) {
            counted.push((gram.to_code() as i64, row.get("doc")?));
        }
    }
    Ok(counted)
}

/// Stores document frequencies.
pub fn store_counts(connection: &Connection, counted: &[(i64, i64)]) -> Result<(), StoreError> {
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

/// Recounts the tokens when there are a quarter more letters than at the last count. The constant
/// makes a small office count early; before the first count every token is equally rare.
pub fn count_if_grown(connection: &Connection) -> Result<(), StoreError> {
    // Ids have no gaps, so the greatest one is the number of letters.
    let grown: bool = connection
        .prepare_cached(
            "SELECT (SELECT coalesce(max(id), 0) FROM letter)
                > coalesce((SELECT letters * 5 / 4 FROM gram_count), 0) + 20",
        )?
        .query_row([], |row| row.get(0))?;
    if grown { recount(connection) } else { Ok(()) }
}

/// A checksum over all pairs of token and letter, with which letters and index are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexChecksum(u64);

impl IndexChecksum {
    // Mixes by multiplication and rotation, as splitmix64 does. The sum is independent of the order
    // of the pairs.
    fn add_pair(&mut self, code: u64, letter: i64) {
        let letter = (letter as u64)
            .wrapping_mul(0xD6E8_FEB8_6659_FD93)
            .rotate_left(32);
        let mixed = (code ^ letter)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.0 = self.0.wrapping_add(mixed ^ mixed >> 32);
    }

    /// Adds the tokens of a letter.
    pub fn add(&mut self, letter: &Letter) {
        letter_tokens(letter)
            .into_iter()
            .for_each(|gram| self.add_pair(gram.to_code(), letter.id.0));
    }

    /// Returns the checksum of the index, for letters before this one.
    pub fn of_index(
        connection: &Connection,
        before: LetterId,
    ) -> Result<IndexChecksum, StoreError> {
        connection.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.instance USING fts5vocab (main, letter_text, instance)",
        )?;
        let mut sum = IndexChecksum::default();
        let mut read = connection.prepare("SELECT term, doc FROM temp.instance")?;
        let mut rows = read.query([])?;
        let (mut term, mut code) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let now = row.get_ref(0)?.as_bytes().unwrap_or_default();
            if now != term.as_slice() {
                term.clear();
                term.extend_from_slice(now);
                let gram = std::str::from_utf8(now).ok().and_then(Bigram::from_token);
                // A token that no letter can have makes the checksum differ.
                code = gram.map_or(u64::MAX, Bigram::to_code);
            }
            let letter = row.get(1)?;
            if letter < before.0 {
                sum.add_pair(code, letter);
            }
        }
        Ok(sum)
    }
}
