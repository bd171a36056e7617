//! What can be seen of sshd's settings: its own files are read, and no program is started.

use std::path::{Path, PathBuf};

use super::Findings;
use crate::cli::place::Account;

/// Where they begin.
const FILE: &str = "/etc/ssh/sshd_config";

/// The settings that hold for one account.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// Whether the file could be read.
    seen: bool,
    /// Name in small letters and value, in the order in which they were found: the first one holds.
    found: Vec<(String, String)>,
}

impl Settings {
    /// As the files of this machine have them.
    pub(super) fn of(account: &str) -> Settings {
        let mut settings = Settings { seen: Path::new(FILE).is_file(), found: Vec::new() };
        settings.file(Path::new(FILE), account, 0);
        settings
    }

    fn file(&mut self, path: &Path, account: &str, depth: u32) {
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let mut holds = true;
        for line in text.lines().map(str::trim) {
            let (name, value) = line.split_once(|char: char| char.is_whitespace() || char == '=').unwrap_or((line, ""));
            let (name, value) = (name.to_ascii_lowercase(), value.trim().trim_matches('"'));
            match name.as_str() {
                "match" => holds = concerns(value, account),
                "include" if holds && depth < 8 => {
                    for path in value.split_whitespace().flat_map(included) {
                        self.file(&path, account, depth + 1);
                    }
                }
                name if holds && !name.is_empty() && !name.starts_with('#') => {
                    self.found.push((name.to_owned(), value.to_owned()));
                }
                _ => {}
            }
        }
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|found| found.0 == name).map(|found| found.1.as_str())
    }

    /// Whether sshd asks for passwords, as it does where nobody has said otherwise.
    pub(super) fn passwords(&self) -> bool {
        self.seen && self.first("passwordauthentication").unwrap_or("yes") != "no"
    }

    /// Where the account's keys lie.
    pub(super) fn key_files(&self, account: &Account) -> Vec<PathBuf> {
        let named = self.first("authorizedkeysfile").unwrap_or(".ssh/authorized_keys .ssh/authorized_keys2");
        let home = account.home.display().to_string();
        let named = named.split_whitespace().filter(|name| *name != "none");
        named.map(|name| account.home.join(name.replace("%h", &home).replace("%u", &account.login))).collect()
    }

    /// Tells what lets more in than it should, and what makes a slow line slower.
    pub(super) fn tell(&self, findings: &mut Findings, account: &str) {
        if !self.seen {
            findings.wrong(say!("doctor-no-sshd", file = FILE));
            return;
        }
        let before = findings.0.len();
        if self.first("permituserenvironment").is_some_and(|value| value != "no") {
            findings.wrong(say!("doctor-user-environment"));
        }
        let accepted = self.found.iter().filter(|found| found.0 == "acceptenv");
        let accepted = accepted.flat_map(|found| found.1.split_whitespace());
        let more: Vec<&str> = accepted.filter(|name| *name != "LANG" && !name.starts_with("LC_")).collect();
        if more.iter().any(|name| !["COLORTERM", "NO_COLOR"].contains(name)) {
            findings.wrong(say!("doctor-accept-env", names = more.join(" ")));
        }
        if self.first("compression") == Some("no") {
            findings.wrong(say!("doctor-no-compression"));
        }
        if findings.0.len() == before {
            findings.well(say!("doctor-sshd", account = account));
        }
    }
}

/// Whether a `Match` can be about this account: of conditions that depend on who calls, it is taken for granted that they may hold.
fn concerns(conditions: &str, account: &str) -> bool {
    let mut words = conditions.split_whitespace();
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("user") {
            let wanted = words.next().unwrap_or_default();
            let mut hit = false;
            for pattern in wanted.split(',') {
                match pattern.strip_prefix('!') {
                    Some(not) if fits(not, account) => return false,
                    Some(_) => {}
                    None => hit |= fits(pattern, account),
                }
            }
            if !hit {
                return false;
            }
        }
    }
    true
}

/// The files that an `Include` names, in the order of their names.
fn included(pattern: &str) -> Vec<PathBuf> {
    let path = Path::new("/etc/ssh").join(pattern);
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_str().is_some_and(|found| fits(name, found)));
    let mut paths: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Whether a pattern with `*` and `?` is this name.
fn fits(pattern: &str, name: &str) -> bool {
    let (mut wanted, mut found) = (pattern.chars(), name.chars());
    match (wanted.next(), found.next()) {
        (None, None) => true,
        (Some('*'), None) => fits(wanted.as_str(), name),
        (Some('*'), Some(_)) => fits(wanted.as_str(), name) || fits(pattern, found.as_str()),
        (Some(one), Some(other)) if one == '?' || one == other => fits(wanted.as_str(), found.as_str()),
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_sshd_has_it() {
        for (pattern, name) in [("*", ""), ("xin*", "xinxiang"), ("?in*g", "xinxiang"), ("*.conf", "50-a.conf")] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("", "a"), ("x?", "x"), ("*.conf", "a.conf~"), ("xin", "xinxiang")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        assert!(concerns("all", "xinxiang") && concerns("Address 192.0.2.0/24", "xinxiang"));
        assert!(concerns("User li,xin*", "xinxiang"));
        assert!(!concerns("User *,!xinxiang", "xinxiang") && !concerns("user li", "xinxiang"));
    }

    #[test]
    fn the_first_setting_holds_and_what_is_about_others_does_not() {
        let folder = std::env::temp_dir().join(format!("sshd-settings-{}", std::process::id()));
        let text = "# PermitUserEnvironment yes\nAcceptEnv LANG LC_*\nCompression=no\nMatch User li\n\
                    PermitUserEnvironment yes\nMatch User xinxiang\nPasswordAuthentication no\nCompression yes\n";
        std::fs::write(&folder, text).unwrap();
        let mut settings = Settings { seen: true, found: Vec::new() };
        settings.file(&folder, "xinxiang", 0);
        std::fs::remove_file(&folder).unwrap();
        assert_eq!(settings.first("compression"), Some("no"));
        assert_eq!(settings.first("permituserenvironment"), None);
        assert!(!settings.passwords());
        let mut findings = Findings::default();
        settings.tell(&mut findings, "xinxiang");
        assert_eq!(findings.0.iter().filter(|finding| !finding.well).count(), 1);
    }
}
