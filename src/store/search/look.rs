//! Looks at a letter's texts again: whether they have the words, as he who searches sees them.

use rusqlite::named_params;

use super::Search;
use crate::domain::folding::{fold, folded};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::query::Word;
use crate::domain::staff::Staff;
use crate::store::error::StoreError;
use crate::store::{Store, events, nearest};

/// Looks at letters for the words of a query.
pub struct Look<'a> {
    store: &'a Store,
    words: Vec<Word>,
    who: &'a Staff,
    /// Whether the events as they lie in the table are looked at first: what they have not, the letter has not.
    raw: bool,
    buffer: String,
}

impl<'a> Look<'a> {
    /// Looks for the words of a query.
    pub fn new(store: &'a Store, search: Search<'a>) -> Result<Look<'a>, StoreError> {
        let words = search.query.words.clone();
        // In JSON, these are written otherwise.
        let plain = |word: &Word| !word.text.contains(|char: char| matches!(char, '"' | '\\') || char.is_control());
        let raw = words.iter().all(plain) && !search.who.is_liaison_only();
        Ok(Look { store, words, who: search.who, raw, buffer: String::new() })
    }

    /// Whether a letter has all the words that it must have, and none that it must not.
    pub fn at(&mut self, id: LetterId) -> Result<bool, StoreError> {
        if self.words.is_empty() {
            return Ok(true);
        }
        if self.raw {
            match self.in_events(id)? {
                Some(answer) => return Ok(answer),
                None if self.as_it_came(id)? => return Ok(true),
                None => {}
            }
        }
        let letter = events::load(&self.store.connection, id)?.ok_or_else(|| StoreError::NoLetter(id.to_string()))?;
        Ok(self.in_letter(&letter.seen_by(self.who)))
    }

    /// What the events say as they lie there; `None` where they have a word, but perhaps not in a text.
    fn in_events(&mut self, id: LetterId) -> Result<Option<bool>, StoreError> {
        let mut read =
            self.store.connection.prepare_cached("SELECT body FROM event WHERE letter = :letter ORDER BY version")?;
        let mut rows = read.query(named_params! { ":letter": id.0 })?;
        let mut has = vec![false; self.words.len()];
        while let Some(row) = rows.next()? {
            self.buffer.clear();
            let body = row.get_ref("body")?.as_str().unwrap_or_default();
            self.buffer.extend(body.chars().filter_map(fold));
            for (has, word) in has.iter_mut().zip(&self.words).filter(|(has, _)| !**has) {
                *has = self.buffer.contains(&word.text);
            }
        }
        let mut words = has.iter().zip(&self.words);
        if words.any(|(has, word)| !has && !word.not) {
            return Ok(Some(false));
        }
        Ok(has.iter().all(|has| !has).then_some(true))
    }

    /// Whether all words that it must have are in the title and the text as they came, and there are no others.
    fn as_it_came(&self, id: LetterId) -> Result<bool, StoreError> {
        if self.words.iter().any(|word| word.not) {
            return Ok(false);
        }
        let Some((title, body)) = nearest::as_it_came(&self.store.connection, id)? else { return Ok(false) };
        let (title, body) = (folded(&title), folded(&body));
        Ok(self.words.iter().all(|word| body.contains(&word.text) || title.contains(&word.text)))
    }

    fn in_letter(&self, letter: &Letter) -> bool {
        let texts: Vec<String> = letter.texts().iter().map(|(_, text)| folded(text)).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(&word.text)) != word.not)
    }
}
