//! `ssh-line`: the line of `authorized_keys` by which one member of staff comes in, as himself and as nobody else.

use std::io::Read;
use std::path::Path;

use ssh_key::{Algorithm, PublicKey};

use super::args::{SshLine, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::exchange::Exchange;
use crate::files;
use crate::store::own_files;
use crate::tui::widgets::sanitise::for_display;

/// A public key is a line; of eight kilobits it is under two thousand bytes.
const LONGEST: u64 = 16 * 1024;

/// Prints the line, and makes the folders that the session may touch.
pub fn run(args: &Xinxiang, wanted: &SshLine) -> Result<(), CliError> {
    let (store, _) = place::open(args)?;
    if store.owner()? != place::real() {
        return Err(CliError::Usage(say!("ssh-line-not-owner")));
    }
    // Also a key for somebody who is not there, or no longer, would let nobody in.
    let staff = store.who(Some(&wanted.id), place::real())?;
    let key = public_key(&wanted.key, &own_files(store.path()))?;
    let program = std::env::current_exe()?;
    let exchange = Exchange::beside(store.path()).of(&staff);
    let mut command = vec![path(&program)?, "--db".to_owned(), path(store.path())?];
    command.extend(["--as".to_owned(), staff.id, "--forced".to_owned()]);
    if let Some(lang) = &args.lang {
        command.extend(["--lang".to_owned(), lang.clone()]);
    }
    if let Some(minutes) = args.lock_after {
        command.extend(["--lock-after".to_owned(), minutes.to_string()]);
    }
    let line = format!("restrict,pty,command=\"{}\" {key}", quoted(&shell_words::join(command)));
    exchange.make().map_err(|error| CliError::Usage(error.to_string()))?;
    if args.json {
        return output::document(&serde_json::json!({ "line": line }));
    }
    output::line(&line)
}

/// As sshd reads it between quotes: a quote has a backslash before it, and a backslash by itself is one.
fn quoted(command: &str) -> String {
    command.replace('"', "\\\"")
}

/// A path that a line can hold, and that is printed as it is.
fn path(path: &Path) -> Result<String, CliError> {
    let text = path.to_str().filter(|text| !text.contains('\n') && for_display(text) == *text);
    let shown = || CliError::Usage(say!("ssh-line-path", path = path.display().to_string()));
    text.map(str::to_owned).ok_or_else(shown)
}

/// The one public key of a file, written anew: its kind, its bytes, its comment.
fn public_key(file: &Path, own: &[(u64, u64)]) -> Result<String, CliError> {
    let failed = |error| CliError::File(file.to_owned(), error);
    let mut text = String::new();
    let source: Box<dyn Read> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin()),
        Some(_) | None => Box::new(files::open(file, own)?),
    };
    source.take(LONGEST).read_to_string(&mut text).map_err(failed)?;
    read(&text).map_err(CliError::Usage)
}

fn read(text: &str) -> Result<String, String> {
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(say!("ssh-line-private"));
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.collect();
    let line = match lines[..] {
        [line] => line,
        [] => return Err(say!("ssh-line-no-key")),
        [first, ..] if first.starts_with("----") => return Err(say!("ssh-line-other-form")),
        _ => return Err(say!("ssh-line-several")),
    };
    let key = PublicKey::from_openssh(line).map_err(|_| say!("ssh-line-no-key"))?;
    match key.algorithm() {
        Algorithm::Ed25519
        | Algorithm::Ecdsa { .. }
        | Algorithm::Rsa { .. }
        | Algorithm::SkEd25519
        | Algorithm::SkEcdsaSha2NistP256 => {}
        // What OpenSSH refuses, and what there may be one day.
        _ => return Err(say!("ssh-line-kind")),
    }
    let comment: String = key.comment().chars().filter(|char| !char.is_control()).collect();
    let bare = PublicKey::new(key.key_data().clone(), "").to_openssh().map_err(|_| say!("ssh-line-no-key"))?;
    Ok(format!("{} {comment}", bare.trim()).trim().to_owned())
}
