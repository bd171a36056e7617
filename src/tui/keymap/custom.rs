//! The office's own letters for the actions: `keys.toml` beside the database.
//!
//! ```toml
//! # An action by its name on the command line, and its key, several, or none.
//! return = "V"
//! note = ["b", "Ctrl-b"]
//! restrict = []
//! ```

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ratatui::crossterm::event::KeyCode;
use serde::Deserialize;

use super::key::{char, control, plain};
use super::{Binding, Command, KEYMAP, Key, Scope};
use crate::domain::workflow::verb::Verb;

/// Name of the file.
pub const KEYS_FILE: &str = "keys.toml";

/// The keyboard in force, if the office has its own.
static OWN: OnceLock<Vec<Binding>> = OnceLock::new();

/// Returns the keyboard in force.
pub fn bindings() -> &'static [Binding] {
    OWN.get().map_or(KEYMAP, Vec::as_slice)
}

/// Puts a keyboard into force for the rest of the process; only the first one counts.
pub fn install(bindings: Vec<Binding>) {
    let _ = OWN.set(bindings);
}

/// Why a file of keys is not used. `Display` gives a sentence.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file is no TOML of actions with keys.
    #[error("{}", say!("keys-form", why = crate::i18n::describe_toml_error(.0)))]
    Form(#[from] toml::de::Error),
    /// No action has this name.
    #[error("{}", say!("keys-no-action", action = .0.as_str()))]
    NoAction(String),
    /// There is no such key, or it moves the cursor and is needed for that.
    #[error("{}", say!("keys-no-key", key = .0.as_str()))]
    NoKey(String),
    /// Two commands would have the same key.
    #[error("{}", say!("keys-twice", key = .key.as_str(), one = .one.as_str(), other = .other.as_str()))]
    Twice {
        /// The key.
        key: String,
        /// The label of a command.
        one: String,
        /// The label of the other.
        other: String,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum KeyNames {
    One(String),
    Several(Vec<String>),
}

/// Returns the keyboard with the keys of a file; other actions keep theirs.
///
/// # Errors
/// If an action or a key is unknown, or if a key would mean two things.
pub fn parse(text: &str) -> Result<Vec<Binding>, KeysError> {
    let wanted: BTreeMap<String, KeyNames> = toml::from_str(text)?;
    let mut own: BTreeMap<&'static str, &'static [Key]> = BTreeMap::new();
    for (action, names) in &wanted {
        let bound = |verb: &&Verb| {
            let row = Command::Do(**verb);
            verb.code() == action && KEYMAP.iter().any(|binding| binding.command == row)
        };
        let verb = Verb::ALL.iter().find(bound);
        let verb = verb.ok_or_else(|| KeysError::NoAction(action.clone()))?;
        let names = match names {
            KeyNames::One(name) => std::slice::from_ref(name),
            KeyNames::Several(names) => names.as_slice(),
        };
        let keys: Vec<Key> = names
            .iter()
            .map(|name| parse_key(name))
            .collect::<Result<_, _>>()?;
        // The keyboard lives as long as the program.
        own.insert(verb.code(), Vec::leak(keys));
    }
    let changed = |binding: &Binding| {
        let keys = match binding.command {
            Command::Do(verb) if binding.scope == Scope::Lists => own.get(verb.code()),
            _ => None,
        };
        Binding {
            scope: binding.scope,
            keys: keys.copied().unwrap_or(binding.keys),
            command: binding.command,
        }
    };
    let bindings: Vec<Binding> = KEYMAP.iter().map(changed).collect();
    check(&bindings)?;
    Ok(bindings)
}

fn check(bindings: &[Binding]) -> Result<(), KeysError> {
    for (n, one) in bindings.iter().enumerate() {
        for other in bindings.iter().skip(n + 1) {
            let same = other.keys.iter().find(|key| one.keys.contains(key));
            if let Some(key) = same.filter(|_| one.scope == other.scope) {
                return Err(KeysError::Twice {
                    key: key.label(),
                    one: one.command.label(),
                    other: other.command.label(),
                });
            }
        }
    }
    Ok(())
}

/// Reads a key: a character, `Ctrl-x` or `F5`. Others are needed to move.
fn parse_key(name: &str) -> Result<Key, KeysError> {
    let bad = || KeysError::NoKey(name.to_owned());
    let single = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next().filter(|char| char.is_ascii_graphic());
        first.filter(|_| chars.next().is_none())
    };
    if let Some(char) = single(name) {
        return Ok(self::char(char));
    }
    if let Some(letter) = name.strip_prefix("Ctrl-").and_then(single) {
        return Ok(control(letter.to_ascii_lowercase()));
    }
    let number = name.strip_prefix('F').and_then(|n| n.parse::<u8>().ok());
    let number = number.filter(|n| (2..=12).contains(n)).ok_or_else(bad)?;
    Ok(plain(KeyCode::F(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys_of(bindings: &[Binding], verb: Verb) -> Vec<String> {
        let found = bindings
            .iter()
            .find(|binding| binding.command == Command::Do(verb) && binding.scope == Scope::Lists);
        let keys = found.unwrap().keys.iter();
        keys.map(|key| key.label()).collect()
    }

    #[test]
    fn an_office_has_its_own_letters() {
        let own = parse("return = \"V\"\nnote = [\"b\", \"F5\"]\nrestrict = []\n").unwrap();
        assert_eq!(keys_of(&own, Verb::Return), ["V"]);
        assert_eq!(keys_of(&own, Verb::Note), ["b", "F5"]);
        assert!(keys_of(&own, Verb::Restrict).is_empty());
        assert_eq!(keys_of(&own, Verb::Accept), keys_of(KEYMAP, Verb::Accept));
        assert_eq!(own.len(), KEYMAP.len());
    }

    #[test]
    fn what_would_be_wrong_is_refused() {
        for (text, is) in [
            ("return = \"a\"", "twice"),
            ("return = \"V\"\nnote = \"V\"", "twice"),
            ("nothing = \"x\"", "action"),
            ("read = \"x\"", "action"),
            ("note = \"Enter\"", "key"),
            ("note = \"bb\"", "key"),
            ("note = \"路\"", "key"),
            ("note = 5", "form"),
            ("note = ", "form"),
        ] {
            let found = match parse(text) {
                Err(KeysError::Twice { .. }) => "twice",
                Err(KeysError::NoAction(_)) => "action",
                Err(KeysError::NoKey(_)) => "key",
                Err(KeysError::Form(_)) => "form",
                Ok(_) => "nothing",
            };
            assert_eq!(found, is, "{text}");
        }
    }
}
