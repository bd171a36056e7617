//! The `Defaults` of sudo's files: how much of the caller's environment reaches this program.

use super::rule::Command;
use super::rule::parse_command_list;
use crate::cli::commands::doctor::sudoers::tokens::{LogicalLine, unescape_text};

/// What a `Defaults` line applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    All,
    /// Some hosts, users or accounts, which may include ours.
    Some,
    Commands(Vec<Command>),
}

#[derive(Clone, Debug)]
struct Setting {
    place: String,
    scope: Scope,
    negated: bool,
    name: String,
    /// The operator (`+=`, `-=` or `=`) and the words of the value.
    value: Option<(&'static str, Vec<String>)>,
}

#[derive(Default)]
pub(super) struct SudoDefaults(Vec<Setting>);

/// A setting that passes on the environment, and the variables; empty for any.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PassedVariables {
    pub(super) place: String,
    pub(super) names: Vec<String>,
}

/// Variables that load foreign code into a program, or make it believe in another caller. A
/// trailing star marks a prefix.
const HARMFUL: [&str; 8] = [
    "LD_*",
    "GCONV_PATH",
    "GLIBC_TUNABLES",
    "LOCPATH",
    "NLSPATH",
    "MALLOC_*",
    "SUDO_UID",
    "SSH_ORIGINAL_COMMAND",
];

/// Reports whether a pattern of sudo may match one of these variables.
fn is_harmful(pattern: &str) -> bool {
    // `NAME=value` matches only that value.
    let name = pattern.split('=').next().unwrap_or_default();
    let start = |name: &str| {
        name.split(['*', '?', '['])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    HARMFUL.iter().any(|harmful| {
        match (harmful.strip_suffix('*'), name.contains(['*', '?', '['])) {
            (None, false) => name == *harmful,
            (None, true) => harmful.starts_with(&start(name)),
            (Some(begins), false) => name.starts_with(begins),
            (Some(begins), true) => {
                begins.starts_with(&start(name)) || start(name).starts_with(begins)
            }
        }
    })
}

impl SudoDefaults {
    /// Parses a line. Returns whether it is a `Defaults` line; `None` where it cannot be parsed.
    pub(super) fn read_line(&mut self, line: &LogicalLine) -> Option<bool> {
        let Some(rest) = line.text.strip_prefix("Defaults") else {
            return Some(false);
        };
        let first = rest.chars().next()?;
        if !first.is_whitespace() && !"!:@>".contains(first) {
            return Some(false);
        }
        let (scope, settings) = match first {
            '!' | ':' | '@' | '>' => {
                let (about, settings) = split_scope(rest.get(1..)?)?;
                (
                    if first == '!' {
                        Scope::Commands(parse_command_list(about)?)
                    } else {
                        Scope::Some
                    },
                    settings,
                )
            }
            _ => (Scope::All, rest),
        };
        for setting in split_unquoted(settings, ',') {
            let setting = setting.trim();
            let plain = setting.trim_start_matches(['!', ' ', '\t']);
            let negated = setting[..setting.len() - plain.len()].matches('!').count() % 2 == 1;
            let end = plain
                .find(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
                .unwrap_or(plain.len());
            let (name, rest) = plain.split_at(end);
            let rest = rest.trim_start();
            let value = ["+=", "-=", "="]
                .into_iter()
                .find_map(|sign| Some((sign, rest.strip_prefix(sign)?)));
            if name.is_empty() || (value.is_none() && !rest.is_empty()) {
                return None;
            }
            let words = |text: &str| {
                text.replace('"', " ")
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect()
            };
            let value = value.map(|(sign, text)| (sign, words(text)));
            self.0.push(Setting {
                place: line.place.clone(),
                scope: scope.clone(),
                negated,
                name: name.to_owned(),
                value,
            });
        }
        Some(true)
    }

    /// Returns the settings that apply to this program, in sudo's order: those about commands come
    /// last.
    fn applicable_settings<'a>(
        &'a self,
        name: &'a str,
        is_program: &'a dyn Fn(&[Command]) -> bool,
    ) -> impl Iterator<Item = &'a Setting> {
        let of = move |setting: &&Setting| setting.name == name;
        let wide = self
            .0
            .iter()
            .filter(of)
            .filter(|setting| !matches!(setting.scope, Scope::Commands(_)));
        let narrow = self.0.iter().filter(of);
        let narrow = narrow.filter(
            |setting| matches!(&setting.scope, Scope::Commands(about) if is_program(about)),
        );
        wide.chain(narrow)
    }

    /// Returns the place that gives a switch the value `on`, if it may keep it. A setting for some
    /// users may apply to any caller, and a later one for all does not cancel it.
    fn place_switched(
        &self,
        name: &str,
        on: bool,
        is_program: &dyn Fn(&[Command]) -> bool,
    ) -> Option<String> {
        let mut found = None::<(&Setting, bool)>;
        for setting in self.applicable_settings(name, is_program) {
            let is = setting.negated != on;
            let certain = setting.scope != Scope::Some;
            match found {
                // A setting for some users leaves it unchanged for the others.
                Some((_, true)) if !certain && !is => {}
                Some((before, true))
                    if before.scope == Scope::Some && setting.scope == Scope::All && !is => {}
                _ => found = Some((setting, is)),
            }
        }
        found
            .filter(|(_, is)| *is)
            .map(|(setting, _)| setting.place.clone())
    }

    /// Returns the target users of a rule that names none. A setting for some users adds to the
    /// possibilities.
    pub(super) fn default_targets(&self, is_program: &dyn Fn(&[Command]) -> bool) -> Vec<String> {
        let mut accounts = vec!["root".to_owned()];
        for setting in self.applicable_settings("runas_default", is_program) {
            let Some(account) = setting.value.as_ref().and_then(|(_, words)| words.first()) else {
                continue;
            };
            if setting.scope != Scope::Some {
                accounts.clear();
            }
            accounts.push(unescape_text(account));
        }
        accounts
    }

    /// Returns the place that lets callers set the environment of this program.
    pub(super) fn setenv_place(&self, is_program: &dyn Fn(&[Command]) -> bool) -> Option<String> {
        self.place_switched("setenv", true, is_program)
    }

    /// Returns the places that pass harmful variables of the caller to this program.
    pub(super) fn passed_environment(
        &self,
        is_program: &dyn Fn(&[Command]) -> bool,
    ) -> Vec<PassedVariables> {
        let mut through: Vec<PassedVariables> = Vec::new();
        through.extend(
            self.place_switched("env_reset", false, is_program)
                .map(|place| PassedVariables {
                    place,
                    names: Vec::new(),
                }),
        );
        for name in ["env_keep", "env_check"] {
            let mut kept: Vec<(String, String)> = Vec::new();
            for setting in self.applicable_settings(name, is_program) {
                let (sign, words) = match &setting.value {
                    Some((sign, words)) => (*sign, words.as_slice()),
                    // `!env_keep` empties the list.
                    None => ("=", &[][..]),
                };
                match sign {
                    "-=" if setting.scope != Scope::Some => {
                        kept.retain(|(word, _)| !words.contains(word))
                    }
                    "-=" => {}
                    "=" if setting.scope != Scope::Some => kept.clear(),
                    _ => {}
                }
                if sign != "-=" && !setting.negated {
                    kept.extend(
                        words
                            .iter()
                            .map(|word| (word.clone(), setting.place.clone())),
                    );
                }
            }
            kept.retain(|(word, _)| is_harmful(word));
            for (word, place) in kept {
                match through
                    .iter_mut()
                    .find(|through| through.place == place && !through.names.is_empty())
                {
                    Some(through) => through.names.push(word),
                    None => through.push(PassedVariables {
                        place,
                        names: vec![word],
                    }),
                }
            }
        }
        through
    }
}

/// Splits a line into its scope and its settings: the scope ends at the first blank without a comma
/// next to it.
fn split_scope(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, char) in text.char_indices() {
        match char {
            '"' => quoted = !quoted,
            char if char.is_whitespace() && !quoted => {
                let (before, behind) = (text[..at].trim_end(), text[at..].trim_start());
                if !before.is_empty() && !before.ends_with(',') && !behind.starts_with(',') {
                    return Some((before, behind));
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits a text at a sign outside quotes.
fn split_unquoted(text: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            char if char == sign && !quoted => {
                parts.push(&text[from..at]);
                from = at + char.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_may_be_a_harmful_name_is_one() {
        for (pattern, harmful) in [
            ("LD_PRELOAD", true),
            ("LD_*", true),
            ("L*", true),
            ("*", true),
            ("LD_LIBRARY_PATH=/x", true),
            ("GCONV_PATH", true),
            ("G*", true),
            ("MALLOC_CHECK_", true),
            ("LC_*", false),
            ("LANG", false),
            ("LANGUAGE", false),
            ("DISPLAY", false),
            ("XAUTH*", false),
            ("LDAP", false),
            ("SUDO_UID", true),
        ] {
            assert_eq!(is_harmful(pattern), harmful, "{pattern}");
        }
    }
}
