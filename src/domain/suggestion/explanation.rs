//! Explains a suggestion in a sentence: the letters on which it is based, and the words.

use super::Suggestion;
use crate::domain::letter::summary::Summary;

impl<L> Suggestion<L> {
    /// Explains the suggestion. `rows` are the letters on which it is based, as far as the reader
    /// may see them.
    pub fn explain(&self, rows: &[Summary]) -> String {
        let quoted = |words: &[String]| {
            let quoted: Vec<String> = words
                .iter()
                .map(|word| crate::say!("advice-word", word = word.as_str()))
                .collect();
            quoted.join("")
        };
        let named = self
            .sources
            .iter()
            .filter_map(|id| rows.iter().find(|row| row.id == *id));
        let named: Vec<String> = named
            .map(|row| {
                crate::say!(
                    "advice-letter",
                    number = row.short_name(),
                    title = row.title.as_str()
                )
            })
            .collect();
        let mut parts = Vec::new();
        if !named.is_empty() {
            parts.push(crate::say!(
                "advice-from",
                letters = named.join(&crate::say!("list-and"))
            ));
        }
        if !self.own_words.is_empty() {
            parts.push(crate::say!("advice-own", words = quoted(&self.own_words)));
        }
        parts.join(&crate::say!("advice-join"))
    }
}
