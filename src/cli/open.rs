//! Opens the database of a command as the acting member of staff, and reads text arguments and
//! standard input.

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::args::Xinxiang;
use super::output;
use crate::app::entry::{now, who};
use crate::app::error::AppError;
use crate::app::reach::{self, NotReached};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::time::Timestamp;
use crate::platform::account::{accounts, real};
use crate::platform::limits::MIB;
use crate::store::Store;

/// Returns the path of the database, after an access check.
///
/// # Errors
/// Fails where the file, or a folder above it, is not accessible to this user.
pub fn database(args: &Xinxiang) -> Result<PathBuf, AppError> {
    let path = path(args)?;
    reach::check(&path)?;
    Ok(path)
}

/// As [`database`], for commands that need an existing office. Where no path was given and there is
/// none at the default path, but another account has an office, the error suggests `sudo -u`.
pub fn existing(args: &Xinxiang) -> Result<PathBuf, AppError> {
    let path = database(args)?;
    if args.db.is_none()
        && !path.exists()
        && let Some(account) = reach::office_of(accounts(), real())
    {
        return Err(NotReached::Elsewhere(account).into());
    }
    Ok(path)
}

/// Returns the configured path: `--db`, `XINXIANG_DB`, or `xinxiang.db` in the data directory.
pub fn path(args: &Xinxiang) -> Result<PathBuf, AppError> {
    match &args.db {
        Some(path) => Ok(path.clone()),
        None => {
            let folders =
                directories::ProjectDirs::from("", "", "xinxiang").ok_or(AppError::NoHome)?;
            Ok(folders.data_dir().join("xinxiang.db"))
        }
    }
}

/// Opens the database and identifies the acting member of staff.
pub fn open(args: &Xinxiang) -> Result<(Store, Staff), AppError> {
    let store = Store::open(&existing(args)?)?;
    if let Some(sentence) = store.hindrance() {
        output::told(&sentence);
    }
    let who = who(&store, args.staff.as_deref())?;
    Ok((store, who))
}

/// Opens the database, identifies who acts and when, and first declines letters whose writer has
/// not answered in time, with a line for each.
pub fn enter(args: &Xinxiang) -> Result<(Store, Staff, Timestamp), AppError> {
    let (mut store, who) = open(args)?;
    let now = now(store.office())?;
    store.turn(now);
    match store.lapse(&who, now) {
        Ok(lapsed) => {
            for letter in lapsed {
                let letter = if letter.restriction.is_some() {
                    letter.into_masked()
                } else {
                    letter
                };
                output::told(&say!(
                    "lapsed-one",
                    id = letter.id.0,
                    title = letter.title.as_str()
                ));
            }
        }
        // The command itself can go on; the next run tries again.
        Err(error) => output::told(&say!("cli-error", sentence = error.to_string())),
    }
    Ok((store, who, now))
}

/// Returns the text of an option; `-` reads standard input.
pub fn text(option: String) -> Result<String, AppError> {
    if option != "-" {
        return Ok(option);
    }
    Ok(standard_input()?.trim_end_matches(['\n', '\r']).to_owned())
}

/// The longest text accepted on standard input, in MiB.
const INPUT_MIB: u64 = 4;

/// Reads standard input as text, in any of the encodings that offices use.
pub fn standard_input() -> Result<String, AppError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(INPUT_MIB * MIB + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > INPUT_MIB * MIB {
        return Err(AppError::Usage(say!("cli-stdin-long", limit = INPUT_MIB)));
    }
    let no_text = || AppError::Stream(std::io::ErrorKind::InvalidData.into());
    crate::intake::text::office_file::text_of(&bytes).ok_or_else(no_text)
}

/// Fails unless the person has this role; `what` names the operation in the message.
pub fn must_be(who: &Staff, role: Role, what: &str) -> Result<(), AppError> {
    if who.roles.contains(&role) {
        return Ok(());
    }
    Err(AppError::NeedsRole(say!(
        "cli-needs-role",
        who = who.name.as_str(),
        role = role.label(),
        what = what
    )))
}

/// The most threads that the terminal interface or an import uses.
const THREADS: usize = 8;

/// Fails where the system does not allow this user enough threads, by starting them once: a thread
/// that could not be started later would end the program in the middle of its work.
pub fn threads() -> Result<(), AppError> {
    let gate = Mutex::new(());
    let begun = std::thread::scope(|scope| {
        // The threads wait at this lock until all of them have been started.
        let closed = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = || drop(gate.lock());
        let begun: std::io::Result<Vec<_>> = (0..THREADS)
            .map(|_| std::thread::Builder::new().spawn_scoped(scope, wait))
            .collect();
        drop(closed);
        begun.map(drop)
    });
    begun.map_err(|_| AppError::NoThreads)
}
