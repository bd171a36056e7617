//! Finds candidates for similarity: letters that share the rarest tokens of a text. They are scored
//! elsewhere.

use std::collections::HashMap;

use rusqlite::{Connection, named_params};

use crate::domain::letter::LetterId;
use crate::domain::text::bigram::Bigram;
use crate::store::error::StoreError;
use crate::store::index::tokens::MIN_LISTED;

/// Limits of a candidate search.
#[derive(Clone, Copy, Debug)]
pub struct SearchBudget {
    /// Only letters before this one.
    pub before: LetterId,
    /// The maximum number of tokens.
    pub tokens: usize,
    /// The maximum number of index entries.
    pub entries: usize,
}

/// A token with its document frequency.
#[derive(Clone, Copy, Debug)]
pub struct TokenFrequency {
    /// The token.
    pub gram: Bigram,
    /// The number of letters that contain it, as last counted; an estimate for rare tokens.
    pub letters: u64,
}

/// Returns the document frequencies of tokens, the rarest first, and the number of letters counted.
pub fn document_frequencies(
    connection: &Connection,
    grams: &[Bigram],
) -> Result<(Vec<TokenFrequency>, u64), StoreError> {
    use rusqlite::OptionalExtension;
    let all: i64 = connection
        .prepare_cached("SELECT letters FROM gram_count")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    let mut read = connection.prepare_cached("SELECT letters FROM gram WHERE code = :code")?;
    let mut found = Vec::with_capacity(grams.len());
    for gram in grams {
        let letters: Option<i64> = read
            .query_row(named_params! { ":code": gram.to_code() as i64 }, |row| {
                row.get(0)
            })
            .optional()?;
        found.push(TokenFrequency {
            gram: *gram,
            // Tokens below the threshold are not listed; half of it is a fair estimate for them.
            letters: letters.map_or(MIN_LISTED / 2, i64::unsigned_abs),
        });
    }
    found.sort_by_key(|counted| counted.letters);
    Ok((found, all.unsigned_abs()))
}

/// Returns at most `most` letters that share the rarest of these tokens, the best match first.
pub fn top_candidates(
    connection: &Connection,
    grams: &[Bigram],
    reach: SearchBudget,
    most: usize,
) -> Result<Vec<LetterId>, StoreError> {
    let (counted, all) = document_frequencies(connection, grams)?;
    candidates_by_frequency(connection, &counted, all, reach, most)
}

/// Returns the best candidates for tokens that are already counted, the rarest first. `all` is the
/// number of letters counted.
pub fn candidates_by_frequency(
    connection: &Connection,
    counted: &[TokenFrequency],
    all: u64,
    reach: SearchBudget,
    most: usize,
) -> Result<Vec<LetterId>, StoreError> {
    let mut read = connection.prepare_cached(
        "SELECT rowid FROM letter_text WHERE letter_text MATCH :token AND rowid < :before",
    )?;
    let mut weights: HashMap<i64, f32> = HashMap::new();
    let mut left = reach.entries;
    let mut token = String::new();
    for TokenFrequency { gram, letters } in counted.iter().take(reach.tokens) {
        token.clear();
        token.push('"');
        gram.write(&mut token);
        token.push('"');
        // The weight is the smoothed IDF, with a minimum.
        let weight = ((all as f32 + 1.0) / (*letters as f32 + 0.5)).ln().max(0.1);
        let mut rows = read.query(named_params! { ":token": token, ":before": reach.before.0 })?;
        while left > 0
            && let Some(row) = rows.next()?
        {
            *weights.entry(row.get(0)?).or_default() += weight;
            left -= 1;
        }
        if left == 0 {
            break;
        }
    }
    let mut found: Vec<(i64, f32)> = weights.into_iter().collect();
    let order =
        |one: &(i64, f32), other: &(i64, f32)| other.1.total_cmp(&one.1).then(other.0.cmp(&one.0));
    if found.len() > most && most > 0 {
        found.select_nth_unstable_by(most - 1, order);
        found.truncate(most);
    }
    found.sort_unstable_by(order);
    Ok(found.into_iter().map(|(id, _)| LetterId(id)).collect())
}

/// Returns the title and text of a letter as received, from its first event.
pub fn original_text(
    connection: &Connection,
    id: LetterId,
) -> Result<Option<(String, String)>, StoreError> {
    use rusqlite::OptionalExtension;
    #[derive(serde::Deserialize)]
    struct OriginalText {
        title: String,
        body: String,
    }
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM event WHERE letter = :letter AND version = 1")?
        .query_row(named_params! { ":letter": id.0 }, |row| row.get(0))
        .optional()?;
    let came = body.and_then(|body| serde_json::from_str::<OriginalText>(&body).ok());
    Ok(came.map(|came| (came.title, came.body)))
}
