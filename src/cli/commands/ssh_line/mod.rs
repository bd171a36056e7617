//! `ssh-line`: prints the line for `authorized_keys` that lets one member of staff in, and as
//! nobody else.

pub mod key;

use std::path::{Path, PathBuf};

use ssh_key::PublicKey;

use super::doctor;
use crate::app::error::AppError;
use crate::cli::args::{SshLine, Xinxiang};
use crate::cli::{open, output, session};
use crate::domain::directory::staff::Role;
use crate::intake::text::office_file;
use crate::platform::account;
use crate::platform::exchange::Exchange;
use crate::platform::file_guard::FileGuard;
use crate::platform::files::read_of_machine;
use crate::text::sanitize::for_display;

/// The longest key file, in bytes; a key of 8,192 bits needs less than 2,000.
const LONGEST: usize = 16 * 1024;

/// Prints the line, and creates the person's exchange folders.
pub fn run(args: &Xinxiang, wanted: &SshLine) -> Result<(), AppError> {
    let (store, _) = open::open(args)?;
    if store.owner()? != account::real() {
        return Err(AppError::Usage(say!("ssh-line-not-owner")));
    }
    // A line for somebody who does not exist or is disabled would let nobody in.
    let staff = store.who(Some(&wanted.id), account::real())?;
    if for_display(&staff.id) != staff.id || staff.id.contains(char::is_control) {
        return Err(AppError::Usage(say!(
            "ssh-line-id",
            id = for_display(&staff.id).into_owned()
        )));
    }
    let key = public_key(&wanted.key, &store.guard())?;
    let files = crate::platform::account::account(account::real())
        .map(|account| doctor::key_files(&account))
        .unwrap_or_default();
    for (place, line) in lines_with(&files, &key) {
        match person(&line) {
            Some(other) if other != staff.id => {
                return Err(AppError::Refused(say!(
                    "ssh-line-taken",
                    line = place,
                    staff = other
                )));
            }
            _ => output::told(&say!("ssh-line-again", line = place)),
        }
    }
    let program = std::env::current_exe()?;
    let exchange =
        Exchange::beside(store.path()).of(&staff.id, staff.is_one_of(&[Role::Administrator]));
    let mut command = vec![path(&program)?, "--db".to_owned(), path(store.path())?];
    command.extend(["--as".to_owned(), staff.id, "--forced".to_owned()]);
    if let Some(lang) = &args.lang {
        command.extend(["--lang".to_owned(), lang.clone()]);
    }
    if let Some(minutes) = args.lock_after {
        command.extend(["--lock-after".to_owned(), minutes.to_string()]);
    }
    let line = format!(
        "restrict,pty,command=\"{}\" {key}",
        quoted(&shell_words::join(command))
    );
    exchange
        .make()
        .map_err(|error| AppError::Usage(error.to_string()))?;
    if args.json {
        return output::document(&serde_json::json!({ "line": line }));
    }
    output::line(&line)
}

/// Returns the lines in these files that have the same key, with file and line number. Unreadable
/// files are skipped.
fn lines_with(files: &[PathBuf], key: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in files {
        let text = read_of_machine(file).unwrap_or_default();
        for (n, line) in (1..).zip(String::from_utf8_lossy(&text).lines()) {
            if !line.trim_start().starts_with('#')
                && key::bytes_of(line).is_some_and(|bytes| Some(bytes) == key::bytes_of(key))
            {
                found.push((format!("{}:{n}", file.display()), line.to_owned()));
            }
        }
    }
    found
}

/// Returns the member of staff that a line lets in; `None` where it is no line of this program.
fn person(line: &str) -> Option<String> {
    let (_, command) = doctor::key_options(line);
    let words = shell_words::split(&command?)
        .ok()?
        .into_iter()
        .map(Into::into)
        .collect();
    session::key_line(words).ok()?.staff
}

/// Quotes a command for sshd: a quote needs a backslash before it, but a backslash needs none.
fn quoted(command: &str) -> String {
    command.replace('"', "\\\"")
}

/// Returns a path as text; fails where a line cannot contain it, or printing would change it.
fn path(path: &Path) -> Result<String, AppError> {
    let text = path
        .to_str()
        .filter(|text| !text.contains('\n') && for_display(text) == *text);
    let shown = || AppError::Usage(say!("ssh-line-path", path = path.display().to_string()));
    text.map(str::to_owned).ok_or_else(shown)
}

/// Reads the one public key of a file and writes it in normal form: type, base64, comment.
fn public_key(file: &Path, own: &FileGuard) -> Result<String, AppError> {
    let text = match file.to_str() {
        Some("-") => open::standard_input()?,
        Some(_) | None => office_file::text(file, own)?,
    };
    if text.len() > LONGEST {
        return Err(AppError::Usage(say!("ssh-line-no-key")));
    }
    read(&text).map_err(AppError::Usage)
}

fn read(text: &str) -> Result<String, String> {
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(say!("ssh-line-private"));
    }
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.collect();
    let line = match lines[..] {
        [line] => line,
        [] => return Err(say!("ssh-line-no-key")),
        [first, ..] if first.starts_with("----") => return Err(say!("ssh-line-other-form")),
        _ => return Err(say!("ssh-line-several")),
    };
    // Parsed as a bare key first, so that options before it are refused.
    PublicKey::from_openssh(line).map_err(|_| say!("ssh-line-no-key"))?;
    let key = key::of_line(line)?;
    let comment: String = key
        .comment()
        .chars()
        .filter(|char| !char.is_control())
        .collect();
    let bare = PublicKey::new(key.key_data().clone(), "")
        .to_openssh()
        .map_err(|_| say!("ssh-line-no-key"))?;
    Ok(format!("{} {comment}", bare.trim()).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMDRC0qX0pWwy6XS4NUYrjYq2yGb1ndSR/YAINgokd+G";

    #[test]
    fn a_key_that_another_person_has_is_found_with_that_person() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authorized_keys");
        let ours = |staff: &str| {
            format!(
                "restrict,pty,command=\"/usr/bin/xinxiang --db /a.db --as {staff} --forced\" {KEY}"
            )
        };
        let other = KEY.replace("YAINgokd", "YAINgokz");
        let text = format!(
            "# {KEY}\n{other} x\n{} at home\n\nfrom=\"192.0.2.1\" {KEY} free\n{}",
            ours("li"),
            ours("chen")
        );
        std::fs::write(&file, text).unwrap();
        let found = lines_with(
            &[folder.path().join("none"), file.clone()],
            &format!("{KEY} wang"),
        );
        let told: Vec<_> = found
            .iter()
            .map(|(place, line)| (place.rsplit(':').next().unwrap(), person(line)))
            .collect();
        assert_eq!(
            told,
            [
                ("3", Some("li".to_owned())),
                ("5", None),
                ("6", Some("chen".to_owned()))
            ]
        );
        assert!(lines_with(&[file], &KEY.replace("AINgokd", "AINgoke")).is_empty());
    }
}
