//! The keys that let people in: every line forces the program, and names somebody who may act.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::sshd::Settings;
use super::{Findings, mode};
use crate::cli::place::Account;
use crate::domain::office::Office;

/// Looks at the account's keys. Returns how many there are; `None` where there is no such file.
pub(super) fn look(findings: &mut Findings, account: &Account, settings: &Settings, office: &Office) -> Option<usize> {
    let (mut count, mut seen) = (0, false);
    for file in settings.key_files(account) {
        let shown = file.display().to_string();
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                findings.wrong(say!("cli-file", path = shown, why = crate::words::of_io(&error)));
                seen = true;
                continue;
            }
        };
        seen = true;
        rights(findings, &file);
        let mut well = true;
        for (n, line) in (1_i64..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            count += 1;
            if let Err(sentence) = one(line, office, &format!("{shown}:{n}")) {
                findings.wrong(sentence);
                well = false;
            }
        }
        if well {
            findings.well(say!("doctor-keys", file = shown, n = count));
        }
    }
    seen.then_some(count)
}

/// sshd reads no keys that others can write, on the whole way from the home folder.
fn rights(findings: &mut Findings, file: &Path) {
    let folder = file.parent().unwrap_or(Path::new("/"));
    for place in [folder, file] {
        if mode(place).is_some_and(|mode| mode & 0o022 != 0) {
            findings.wrong(say!("doctor-keys-mode", file = place.display().to_string()));
        }
        let owner = std::fs::metadata(place).map(|about| about.uid()).unwrap_or_default();
        let home = std::fs::metadata(folder).map(|about| about.uid()).unwrap_or_default();
        if owner != home {
            findings.wrong(say!("doctor-keys-owner", file = place.display().to_string()));
        }
    }
}

/// One line: the sentence where it lets in more than it should, or nobody.
fn one(line: &str, office: &Office, place: &str) -> Result<(), String> {
    let (options, command) = options(line);
    let Some(words) = command.and_then(|command| shell_words::split(&command).ok()) else {
        return Err(say!("doctor-key-free", line = place));
    };
    if !words.iter().any(|word| word == "--forced") {
        return Err(say!("doctor-key-free", line = place));
    }
    if !options.iter().any(|option| option == "restrict") {
        return Err(say!("doctor-key-open", line = place));
    }
    if options.iter().any(|option| WIDER.iter().any(|wider| option.starts_with(wider))) {
        return Err(say!("doctor-key-open", line = place));
    }
    let named = words.iter().position(|word| word == "--as").and_then(|at| words.get(at + 1));
    match named.and_then(|id| office.staff(id)) {
        Some(_) => Ok(()),
        None => Err(say!("doctor-key-nobody", line = place, staff = named.map(String::as_str).unwrap_or_default())),
    }
}

/// What gives back, behind `restrict`, more than a terminal.
const WIDER: [&str; 6] =
    ["port-forwarding", "agent-forwarding", "x11-forwarding", "user-rc", "environment=", "tunnel="];

/// The options before a key in small letters, as sshd reads them, and the command among them.
fn options(line: &str) -> (Vec<String>, Option<String>) {
    let (mut options, mut one) = (Vec::new(), String::new());
    let (mut within, mut chars) = (false, line.chars().peekable());
    while let Some(char) = chars.next() {
        match char {
            '\\' if within && chars.peek() == Some(&'"') => {
                one.push('"');
                chars.next();
            }
            '"' => within = !within,
            ',' if !within => options.push(std::mem::take(&mut one)),
            ' ' | '\t' if !within => break,
            char => one.push(char),
        }
    }
    options.push(one);
    let small = |option: &str| option.split_once('=').map_or(option, |(name, _)| name).to_ascii_lowercase();
    let command = options.iter().find(|option| small(option) == "command");
    let command = command.and_then(|option| option.split_once('=')).map(|(_, command)| command.to_owned());
    (options.iter().map(|option| option.to_ascii_lowercase()).collect(), command)
}
