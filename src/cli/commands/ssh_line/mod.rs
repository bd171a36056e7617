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
use crate::platform::files::read_system_file;
use crate::text::sanitize::for_display;

/// The longest key file, in bytes; a key of 8,192 bits needs less than 2,000.
const MAX_KEY_FILE_BYTES: usize = 16 * 1024;

/// Prints the line, and creates the person's exchange folders.
pub fn run(args: &Xinxiang, wanted: &SshLine) -> Result<(), AppError> {
    let (store, _) = open::open_store(args)?;
    if store.owner_uid()? != account::real_uid() {
        return Err(AppError::Usage(say!("ssh-line-not-owner")));
    }
    // A line for somebody who does not exist or is disabled would let nobody in.
    let staff = store.acting_staff(Some(&wanted.id), account::real_uid())?;
    if for_display(&staff.id) != staff.id || staff.id.contains(char::is_control) {
        return Err(AppError::Usage(say!(
            "ssh-line-id",
            id = for_display(&staff.id).into_owned()
        )));
    }
    let key = read_public_key(&wanted.key, &store.guard())?;
    let files = account::find_account(account::real_uid())
        .map(|account| doctor::key_files(&account))
        .unwrap_or_default();
    for (place, line) in lines_with_key(&files, &key) {
        match staff_of_line(&line) {
            Some(other) if other != staff.id => {
                return Err(AppError::Refused(say!(
                    "ssh-line-taken",
                    line = place,
                    staff = other
                )));
            }
            _ => output::eprint_line(&say!("ssh-line-again", line = place)),
        }
    }
    let program = std::env::current_exe()?;
    let exchange = Exchange::next_to(store.path())
        .for_person(&staff.id, staff.is_one_of(&[Role::Administrator]));
    let mut command = vec![
        path_text(&program)?,
        "--db".to_owned(),
        path_text(store.path())?,
    ];
    command.extend(["--as".to_owned(), staff.id, "--forced".to_owned()]);
    if let Some(lang) = &args.lang {
        command.extend(["--lang".to_owned(), lang.clone()]);
    }
    if let Some(minutes) = args.lock_after {
        command.extend(["--lock-after".to_owned(), minutes.to_string()]);
    }
    let line = format!(
        "restrict,pty,command=\"{}\" {key}",
        sshd_quoted(&shell_words::join(command))
    );
    exchange
        .create_folders()
        .map_err(|error| AppError::Usage(error.to_string()))?;
    if args.json {
        return output::print_json(&serde_json::json!({ "line": line }));
    }
    output::print_line(&line)
}

/// Returns the lines in these files that have the same key, with file and line number. Unreadable
/// files are skipped.
fn lines_with_key(files: &[PathBuf], key: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in files {
        let text = read_system_file(file).unwrap_or_default();
        for (n, line) in (1..).zip(String::from_utf8_lossy(&text).lines()) {
            if !line.trim_start().starts_with('#')
                && key::encoded_key(line).is_some_and(|bytes| Some(bytes) == key::encoded_key(key))
            {
                found.push((format!("{}:{n}", file.display()), line.to_owned()));
            }
        }
    }
    found
}

/// Returns the member of staff that a line lets in; `None` where it is no line of this program.
fn staff_of_line(line: &str) -> Option<String> {
    let (_, command) = doctor::key_options(line);
    let words = shell_words::split(&command?)
        .ok()?
        .into_iter()
        .map(Into::into)
        .collect();
    session::parse_key_line(words).ok()?.staff
}

/// Quotes a command for sshd: a quote needs a backslash before it, but a backslash needs none.
fn sshd_quoted(command: &str) -> String {
    command.replace('"', "\\\"")
}

/// Returns a path as text; fails where a line cannot contain it, or printing would change it.
fn path_text(path: &Path) -> Result<String, AppError> {
    let text = path
        .to_str()
        .filter(|text| !text.contains('\n') && for_display(text) == *text);
    let shown = || AppError::Usage(say!("ssh-line-path", path = path.display().to_string()));
    text.map(str::to_owned).ok_or_else(shown)
}

/// Reads the one public key of a file and writes it in normal form: type, base64, comment.
fn read_public_key(file: &Path, own: &FileGuard) -> Result<String, AppError> {
    let text = match file.to_str() {
        Some("-") => open::read_stdin()?,
        Some(_) | None => office_file::read_office_text(file, own)?,
    };
    if text.len() > MAX_KEY_FILE_BYTES {
        return Err(AppError::Usage(say!("ssh-line-no-key")));
    }
    normalise_key(&text).map_err(AppError::Usage)
}

fn normalise_key(text: &str) -> Result<String, String> {
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
    let key = key::parse_key(line)?;
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
        let found = lines_with_key(
            &[folder.path().join("none"), file.clone()],
            &format!("{KEY} wang"),
        );
        let told: Vec<_> = found
            .iter()
            .map(|(place, line)| (place.rsplit(':').next().unwrap(), staff_of_line(line)))
            .collect();
        assert_eq!(
            told,
            [
                ("3", Some("li".to_owned())),
                ("5", None),
                ("6", Some("chen".to_owned()))
            ]
        );
        assert!(lines_with_key(&[file], &KEY.replace("AINgokd", "AINgoke")).is_empty());
    }
}
