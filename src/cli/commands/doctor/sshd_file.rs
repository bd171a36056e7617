//! Parses sshd's configuration files (sshd_config(5)): the settings that may concern an account, in
//! file order.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::platform::files::read_system_file;

/// Where a setting stands, relative to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MatchScope {
    /// Outside all `Match` blocks: applies unless a block says otherwise.
    Global,
    /// In a block that matches the account.
    OurAccount,
    /// In a block that depends on the caller, or on a condition that is not evaluated here.
    Conditional,
    /// In a block about other users.
    Others,
}

/// A setting with its values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SshdSetting {
    /// The name in lower case.
    pub name: String,
    /// The values.
    pub values: Vec<String>,
    /// Where the setting stands.
    pub scope: MatchScope,
}

/// The settings that do not concern only others, and the files that could not be read.
#[derive(Debug, Default)]
pub(super) struct SshdFiles {
    /// The settings, in file order.
    pub settings: Vec<SshdSetting>,
    /// Unreadable files and folders, with the error.
    pub unread: Vec<(PathBuf, Error)>,
}

/// How many levels of `Include` sshd follows.
const MAX_INCLUDE_DEPTH: u32 = 16;

impl SshdFiles {
    /// Reads a file and the files that it includes.
    pub(super) fn read(file: &Path, account: &str) -> SshdFiles {
        let mut files = SshdFiles::default();
        files.read_file(file, account, MatchScope::Global, 0);
        files
    }

    fn read_file(&mut self, file: &Path, account: &str, within: MatchScope, depth: u32) {
        let text = match read_system_file(file) {
            Ok(text) => text,
            Err(error) => return self.unread.push((file.to_owned(), error)),
        };
        let mut at = within;
        for line in String::from_utf8_lossy(&text).lines() {
            let (name, words) = parse_setting(line);
            match name.as_str() {
                "" => {}
                // A block inside an included file cannot be more certain than the place of the
                // `Include`.
                "match" => {
                    at = match (within, evaluate_match(&words, account)) {
                        (MatchScope::Others, _) => MatchScope::Others,
                        (MatchScope::Conditional, MatchScope::OurAccount) => {
                            MatchScope::Conditional
                        }
                        (_, concerned) => concerned,
                    };
                }
                _ if at == MatchScope::Others => {}
                "include" if depth < MAX_INCLUDE_DEPTH => {
                    for file in words
                        .iter()
                        .flat_map(|pattern| self.included_files(pattern))
                        .collect::<Vec<_>>()
                    {
                        self.read_file(&file, account, at, depth + 1);
                    }
                }
                _ => self.settings.push(SshdSetting {
                    name,
                    values: words,
                    scope: at,
                }),
            }
        }
    }

    /// Returns the files that an `Include` names, sorted by name as sshd does; a pattern without a
    /// match is no error.
    fn included_files(&mut self, pattern: &str) -> Vec<PathBuf> {
        let path = Path::new("/etc/ssh").join(pattern);
        let (Some(folder), Some(name)) = (
            path.parent(),
            path.file_name().and_then(|name| name.to_str()),
        ) else {
            return Vec::new();
        };
        // Patterns in folder names and bracket patterns are not supported: reported as unread.
        if folder.to_string_lossy().contains(['*', '?', '[']) || name.contains('[') {
            self.unread.push((path, ErrorKind::Unsupported.into()));
            return Vec::new();
        }
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.unread.push((folder.to_owned(), error));
                return Vec::new();
            }
        };
        let named = entries.flatten().filter(|entry| {
            entry
                .file_name()
                .to_str()
                .is_some_and(|found| matches_pattern(name, found))
        });
        let mut paths: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }
}

/// Parses a line into the setting's current name in lower case and its words; both empty for blank
/// lines and comments.
fn parse_setting(line: &str) -> (String, Vec<String>) {
    let line = line.trim();
    let end = line
        .find(|char: char| char.is_whitespace() || char == '=')
        .unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.starts_with('#') {
        return Default::default();
    }
    let rest = rest.trim_start();
    let name = match name.to_ascii_lowercase().as_str() {
        "challengeresponseauthentication" | "skeyauthentication" => {
            "kbdinteractiveauthentication".to_owned()
        }
        name => name.to_owned(),
    };
    (name, split_words(rest.strip_prefix('=').unwrap_or(rest)))
}

/// Splits words as sshd does: quotes of either kind, escapes, and `#` at the start of a word begins
/// a comment.
fn split_words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if chars
                .peek()
                .is_some_and(|next| matches!(next, '"' | '\'' | '\\' | ' ')) =>
            {
                word.get_or_insert_default().extend(chars.next());
            }
            _ if quote == Some(char) => quote = None,
            '"' | '\'' if quote.is_none() => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            '#' if quote.is_none() && word.is_none() => break,
            char if quote.is_none() && char.is_whitespace() => words.extend(word.take()),
            char => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

/// Evaluates the conditions of a `Match` line for this account.
fn evaluate_match(conditions: &[String], account: &str) -> MatchScope {
    let mut within = MatchScope::OurAccount;
    let mut words = conditions
        .iter()
        .flat_map(|word| match word.split_once('=') {
            Some((name, value)) => vec![name, value],
            None => vec![word.as_str()],
        });
    while let Some(word) = words.next() {
        match word.to_ascii_lowercase().as_str() {
            "all" => {}
            // Applies only to users that the machine does not have.
            "invalid-user" => return MatchScope::Others,
            "user" if !list_matches(words.next().unwrap_or_default(), account) => {
                return MatchScope::Others;
            }
            "user" => {}
            _ => {
                words.next();
                within = MatchScope::Conditional;
            }
        }
    }
    within
}

/// Reports whether a pattern list matches a name; a match of a pattern after `!` excludes it.
fn list_matches(list: &str, name: &str) -> bool {
    let mut hit = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(not) if matches_pattern(not, name) => return false,
            Some(_) => {}
            None => hit |= matches_pattern(pattern, name),
        }
    }
    hit
}

/// Reports whether a pattern with `*` and `?` matches a name.
pub(super) fn matches_pattern(pattern: &str, name: &str) -> bool {
    let (mut wanted, mut found) = (pattern.chars(), name.chars());
    match (wanted.next(), found.next()) {
        (None, None) => true,
        (Some('*'), None) => matches_pattern(wanted.as_str(), name),
        (Some('*'), Some(_)) => {
            matches_pattern(wanted.as_str(), name) || matches_pattern(pattern, found.as_str())
        }
        (Some(one), Some(other)) if one == '?' || one == other => {
            matches_pattern(wanted.as_str(), found.as_str())
        }
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_sshd_has_it() {
        for (pattern, name) in [
            ("*", ""),
            ("xin*", "xinxiang"),
            ("?in*g", "xinxiang"),
            ("*.conf", "50-a.conf"),
        ] {
            assert!(matches_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("", "a"),
            ("x?", "x"),
            ("*.conf", "a.conf~"),
            ("xin", "xinxiang"),
        ] {
            assert!(!matches_pattern(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_block_is_about_the_account_or_others_or_depends() {
        for (conditions, within) in [
            ("all", MatchScope::OurAccount),
            ("User li,xin*", MatchScope::OurAccount),
            ("user=xinxiang", MatchScope::OurAccount),
            ("Address 192.0.2.0/24", MatchScope::Conditional),
            (
                "User xinxiang Address 192.0.2.0/24",
                MatchScope::Conditional,
            ),
            ("Group user", MatchScope::Conditional),
            ("User *,!xinxiang", MatchScope::Others),
            ("Address 192.0.2.0/24 user li", MatchScope::Others),
        ] {
            assert_eq!(
                evaluate_match(&split_words(conditions), "xinxiang"),
                within,
                "{conditions}"
            );
        }
    }

    #[test]
    fn a_setting_ends_where_a_comment_begins() {
        let read = |line| parse_setting(line).1.join("|");
        assert_eq!(read("PasswordAuthentication no # not here"), "no");
        assert_eq!(read("AcceptEnv\tLANG  LC_*#x #y"), "LANG|LC_*#x");
        assert_eq!(read("ForceCommand=\"a # 'b\" 'c \"d'"), "a # 'b|c \"d");
        assert_eq!(read("Compression = no"), "no");
        assert_eq!(parse_setting(" # Compression no"), Default::default());
        assert_eq!(
            parse_setting("ChallengeResponseAuthentication no").0,
            "kbdinteractiveauthentication"
        );
    }
}
