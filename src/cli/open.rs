//! Opens the database that a command names, for the person who acts; and what commands are given as text.

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::args::Xinxiang;
use super::output;
use crate::app::entry::{now, who};
use crate::app::error::AppError;
use crate::app::reach::{self, NotReached};
use crate::domain::directory::staff::{Role, Staff};
use crate::platform::account::{accounts, real};
use crate::platform::limits::MIB;
use crate::store::Store;

/// The database that a command works on.
///
/// # Errors
/// Where it, or the way there, is not for this user to read.
pub fn database(args: &Xinxiang) -> Result<PathBuf, AppError> {
    let path = path(args)?;
    reach::check(&path)?;
    Ok(path)
}

/// As [`database`], for what makes none: where nobody named one and there is none, whoever has forgotten sudo is told.
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

/// Where it should be: `--db`, `XINXIANG_DB`, or `xinxiang.db` in the data directory.
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

/// Opens the database and tells who acts.
pub fn open(args: &Xinxiang) -> Result<(Store, Staff), AppError> {
    let store = Store::open(&existing(args)?)?;
    if let Some(sentence) = store.hindrance() {
        output::told(&sentence);
    }
    let who = who(&store, args.staff.as_deref())?;
    Ok((store, who))
}

/// Opens the database and tells who acts, and when. What had waited for its writer long enough is declined now, and told.
pub fn enter(args: &Xinxiang) -> Result<(Store, Staff, Timestamp), AppError> {
    let (mut store, who) = open(args)?;
    let now = now(store.office())?;
    store.turn(now);
    match store.lapse(&who, now) {
        Ok(lapsed) => {
            for letter in lapsed {
                let letter = if letter.restriction.is_some() {
                    letter.sealed()
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
        // What was asked for may be done all the same; the next program tries again.
        Err(error) => output::told(&say!("cli-error", sentence = error.to_string())),
    }
    Ok((store, who, now))
}

/// The text of an option; `-` reads standard input.
pub fn text(option: String) -> Result<String, AppError> {
    if option != "-" {
        return Ok(option);
    }
    Ok(standard_input()?.trim_end_matches(['\n', '\r']).to_owned())
}

/// The longest text on standard input, in MiB.
const INPUT_MIB: u64 = 4;

/// What stands on standard input, in whatever encoding an office saves it.
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

/// Refuses one who has not this role what only those who have it may do.
pub fn must_be(who: &Staff, role: Role, what: &str) -> Result<(), AppError> {
    if who.roles.contains(&role) {
        return Ok(());
    }
    Err(AppError::NeedsRole(say!(
        "cli-needs-role",
        who = who.name.as_str(),
        role = role.words(),
        what = what
    )))
}

/// So many threads the terminal program has at the most, and an import.
const THREADS: usize = 8;

/// Refuses where the system lets this user start no more threads: one that cannot be started later would end the program in the middle
/// of its work.
pub fn threads() -> Result<(), AppError> {
    let gate = Mutex::new(());
    let begun = std::thread::scope(|scope| {
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
