//! Standard phrases and templates of replies: those that come with the program, and what the office
//! has made of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::i18n::{Lang, current_language};

/// The phrases that come with the program.
const SHIPPED: &str = include_str!("../../assets/templates/phrases.toml");

/// The longest text of a phrase, in characters: a reply has less.
pub const MAX_PHRASE_CHARS: usize = 20_000;

/// Position of a phrase within a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhraseKind {
    /// A complete reply.
    Template,
    /// The beginning.
    Opening,
    /// The body.
    Middle,
    /// The end.
    Closing,
}

impl PhraseKind {
    /// All kinds, templates first, as the menu lists them.
    pub const ALL: [PhraseKind; 4] = [
        PhraseKind::Template,
        PhraseKind::Opening,
        PhraseKind::Middle,
        PhraseKind::Closing,
    ];

    /// Returns the code used in the record and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            PhraseKind::Template => "template",
            PhraseKind::Opening => "opening",
            PhraseKind::Middle => "middle",
            PhraseKind::Closing => "closing",
        }
    }

    /// Returns the kind with this code.
    pub fn parse(code: &str) -> Option<PhraseKind> {
        PhraseKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Returns the name of the kind, for people.
    pub fn label(self) -> String {
        say!(&format!("phrase-{}", self.code()))
    }
}

/// A phrase: a piece of a reply or a whole one, with placeholders such as `{writer}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Identifies the phrase for ever; a phrase of the office with the code of a shipped one stands
    /// in its place.
    pub code: String,
    /// Its name in menus.
    pub name: String,
    /// Position within a reply.
    pub kind: PhraseKind,
    /// Codes of the categories that it suits; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The text, in the language of the replies.
    pub text: String,
}

/// A phrase of `phrases.toml`, with its name in both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedPhrase {
    code: String,
    name: String,
    name_en: String,
    kind: PhraseKind,
    categories: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct ShippedFile {
    phrase: Vec<ShippedPhrase>,
}

/// Returns the phrases that come with the program, in the order of the file; none if the file does
/// not parse, which a test rules out.
pub fn shipped_phrases() -> Vec<Phrase> {
    let file = toml::from_str::<ShippedFile>(SHIPPED);
    let phrases = file.map(|file| file.phrase).unwrap_or_default();
    let convert = |shipped: ShippedPhrase| Phrase {
        code: shipped.code,
        name: match current_language() {
            Lang::Zh => shipped.name,
            Lang::En => shipped.name_en,
        },
        kind: shipped.kind,
        categories: shipped.categories,
        text: shipped.text.trim_start_matches('\n').to_owned(),
    };
    phrases.into_iter().map(convert).collect()
}

/// What an office has changed in the phrases: by code, its own phrase, or `None` for one that it
/// removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhraseChanges(pub BTreeMap<String, Option<Phrase>>);

impl PhraseChanges {
    /// Returns the phrases of the office: the shipped ones as it changed them, then its own, by
    /// kind.
    pub fn phrases(&self) -> Vec<Phrase> {
        let shipped = shipped_phrases();
        let is_shipped = |code: &str| shipped.iter().any(|phrase| phrase.code == code);
        let own: Vec<Phrase> = self
            .0
            .iter()
            .filter(|(code, _)| !is_shipped(code))
            .filter_map(|(_, phrase)| phrase.clone())
            .collect();
        let changed = shipped
            .iter()
            .filter_map(|phrase| match self.0.get(&phrase.code) {
                Some(changed) => changed.clone(),
                None => Some(phrase.clone()),
            });
        let mut phrases: Vec<Phrase> = changed.chain(own).collect();
        phrases.sort_by_key(|phrase| phrase.kind);
        phrases
    }

    /// Returns a free code for a new phrase: `own-1`, `own-2` and so on. Codes of removed phrases
    /// are not given again.
    pub fn free_code(&self) -> String {
        let codes = self.0.keys().filter_map(|code| code.strip_prefix("own-"));
        let last = codes.filter_map(|n| n.parse::<u32>().ok()).max();
        format!("own-{}", last.unwrap_or(0) + 1)
    }
}

/// Why a phrase cannot be recorded. `Display` gives a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// It has no name or no text.
    #[error("{}", say!("phrase-empty"))]
    Empty,
    /// Its text is too long.
    #[error("{}", say!("phrase-long", most = MAX_PHRASE_CHARS))]
    Long,
    /// Another phrase has its name.
    #[error("{}", say!("phrase-name-taken", name = .0.as_str()))]
    NameTaken(String),
    /// No category has this code.
    #[error("{}", say!("cli-no-category", code = .0.as_str()))]
    NoCategory(String),
    /// Braces around something that is no placeholder, which would stand in replies.
    #[error("{}", say!("phrase-placeholder", found = .0.as_str(), known = PLACEHOLDERS.join(" ")))]
    Placeholder(String),
}

/// The placeholders of a phrase.
pub const PLACEHOLDERS: [&str; 8] = [
    "{writer}",
    "{title}",
    "{unit}",
    "{received}",
    "{number}",
    "{date}",
    "{office}",
    "{authority}",
];

impl Phrase {
    /// Checks a phrase against the others of its office; returns it with its ends trimmed.
    ///
    /// # Errors
    /// If it is empty or too long, if its name is taken, or if a placeholder is unknown.
    pub fn checked(mut self, others: &[Phrase]) -> Result<Phrase, PhraseError> {
        self.name = self.name.trim().to_owned();
        self.text = self.text.trim_end().to_owned();
        if self.name.is_empty() || self.text.trim().is_empty() {
            return Err(PhraseError::Empty);
        }
        if self.text.chars().count() > MAX_PHRASE_CHARS {
            return Err(PhraseError::Long);
        }
        let same = |other: &&Phrase| other.name == self.name && other.code != self.code;
        if let Some(other) = others.iter().find(same) {
            return Err(PhraseError::NameTaken(other.name.clone()));
        }
        let unknown = unknown_placeholder(&self.text);
        unknown.map_or(Ok(self), |found| Err(PhraseError::Placeholder(found)))
    }
}

/// Returns the first `{word}` of a text that is no placeholder.
fn unknown_placeholder(text: &str) -> Option<String> {
    text.match_indices('{').find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let end = rest.find('}')?;
        let found = rest.get(..=end)?;
        let is_word = found.len() > 2 && !found.contains(char::is_whitespace);
        (is_word && !PLACEHOLDERS.contains(&found)).then(|| found.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(code: &str, name: &str, text: &str) -> Phrase {
        Phrase {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: PhraseKind::Middle,
            categories: Vec::new(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_an_office_changed_stands_in_the_place_of_what_was_shipped() {
        let shipped = shipped_phrases();
        assert!(shipped.len() > 20);
        let codes: std::collections::BTreeSet<&str> =
            shipped.iter().map(|phrase| phrase.code.as_str()).collect();
        assert_eq!(codes.len(), shipped.len());
        let (first, second) = (&shipped[0].code, &shipped[1].code);
        let mut changes = PhraseChanges::default();
        assert_eq!(changes.free_code(), "own-1");
        changes
            .0
            .insert(first.clone(), Some(phrase(first, "改过", "您好")));
        changes.0.insert(second.clone(), None);
        changes
            .0
            .insert("own-4".to_owned(), Some(phrase("own-4", "自拟", "已办")));
        let phrases = changes.phrases();
        assert_eq!(phrases.len(), shipped.len());
        assert!(phrases.iter().any(|phrase| phrase.name == "改过"));
        assert!(phrases.iter().all(|phrase| &phrase.code != second));
        assert!(phrases.is_sorted_by_key(|phrase| phrase.kind));
        assert_eq!(changes.free_code(), "own-5");
    }

    #[test]
    fn every_shipped_phrase_is_one_that_an_office_could_record() {
        let shipped = shipped_phrases();
        for phrase in &shipped {
            phrase.clone().checked(&shipped).unwrap();
        }
    }

    #[test]
    fn a_phrase_that_would_put_braces_into_replies_is_refused() {
        let bad = phrase("own-1", "称呼", "尊敬的{来信人}：");
        assert_eq!(
            bad.checked(&[]),
            Err(PhraseError::Placeholder("{来信人}".to_owned()))
        );
        let other = phrase("own-2", "称呼", "您好");
        let same = phrase("own-1", " 称呼 ", "您好");
        assert_eq!(
            same.checked(&[other]),
            Err(PhraseError::NameTaken("称呼".to_owned()))
        );
        assert_eq!(
            phrase("own-1", "称呼", " \n").checked(&[]),
            Err(PhraseError::Empty)
        );
    }
}
