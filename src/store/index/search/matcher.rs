//! Verifies candidates: whether a letter's texts, as the searcher may see them, contain the words.

use std::borrow::Cow;

use rusqlite::named_params;

use super::TextSearch;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::query::SearchTerm;
use crate::domain::text::normalize::{push_searchable, searchable_text};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::record::events;

/// Verifies letters against the words of a query.
pub(crate) struct TextMatcher<'a> {
    store: &'a Store,
    words: Vec<SearchTerm>,
    who: &'a Staff,
    /// Whether the stored JSON is searched first: a word that is not in it is not in the letter.
    raw: bool,
    buffer: String,
    has: Vec<bool>,
    /// The number of letters verified.
    pub looks: u64,
}

/// Title and text of a first event.
#[derive(serde::Deserialize)]
struct Came<'a> {
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    body: Cow<'a, str>,
}

/// Decodes the escapes of a JSON string, except `\u`, which callers exclude.
fn unescape(json: &str) -> Cow<'_, str> {
    if !json.contains('\\') {
        return Cow::Borrowed(json);
    }
    let mut plain = String::with_capacity(json.len());
    let mut chars = json.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => plain.extend(chars.next().map(|escaped| match escaped {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            })),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

impl<'a> TextMatcher<'a> {
    /// Prepares to verify the words of a query.
    pub(crate) fn new(
        store: &'a Store,
        search: TextSearch<'a>,
    ) -> Result<TextMatcher<'a>, StoreError> {
        let words = search.query.words.clone();
        // These characters are escaped in JSON.
        let plain = |word: &SearchTerm| {
            !word
                .text
                .contains(|char: char| matches!(char, '"' | '\\') || char.is_control())
        };
        let raw = words.iter().all(plain) && !search.who.is_liaison_only();
        let has = vec![false; words.len()];
        Ok(TextMatcher {
            store,
            words,
            who: search.who,
            raw,
            buffer: String::new(),
            has,
            looks: 0,
        })
    }

    /// Reports whether a letter contains all required words and no excluded one.
    pub(crate) fn matches_letter(&mut self, id: LetterId) -> Result<bool, StoreError> {
        if self.words.is_empty() {
            return Ok(true);
        }
        self.looks += 1;
        if self.raw
            && let Some(answer) = self.matches_events(id)?
        {
            return Ok(answer);
        }
        let letter = events::load(&self.store.connection, id)?
            .ok_or_else(|| StoreError::NoLetter(id.to_string()))?;
        Ok(self.matches_texts(&letter.redacted_for(self.who)))
    }

    /// Searches the stored JSON; `None` if a word occurs but perhaps not in a text.
    fn matches_events(&mut self, id: LetterId) -> Result<Option<bool>, StoreError> {
        let mut read = self
            .store
            .connection
            .prepare_cached("SELECT body FROM event WHERE letter = :letter ORDER BY version")?;
        let mut rows = read.query(named_params! { ":letter": id.0 })?;
        let mut first = true;
        self.has.fill(false);
        while let Some(row) = rows.next()? {
            self.buffer.clear();
            let body = row.get_ref("body")?.as_str().unwrap_or_default();
            if body.contains("\\u") || body.contains("\\b") || body.contains("\\f") {
                // Control characters are escaped as `\u`; such letters are decoded in full instead.
                return Ok(None);
            }
            if std::mem::take(&mut first)
                && let Ok(came) = serde_json::from_str::<Came<'_>>(body)
            {
                let (title, text) = (searchable_text(&came.title), searchable_text(&came.body));
                let stands =
                    |word: &SearchTerm| title.contains(&word.text) || text.contains(&word.text);
                if self.words.iter().all(|word| !word.negated && stands(word)) {
                    return Ok(Some(true));
                }
            }
            push_searchable(&unescape(body), &mut self.buffer);
            for (has, word) in self.has.iter_mut().zip(&self.words) {
                *has = *has || self.buffer.contains(&word.text);
            }
        }
        let mut words = self.has.iter().zip(&self.words);
        if words.any(|(has, word)| !has && !word.negated) {
            return Ok(Some(false));
        }
        Ok(self.has.iter().all(|has| !has).then_some(true))
    }

    fn matches_texts(&self, letter: &Letter) -> bool {
        let texts: Vec<String> = letter
            .searchable_texts()
            .iter()
            .map(|(_, text)| searchable_text(text))
            .collect();
        self.words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(&word.text)) != word.negated)
    }
}
