//! Opens the database of a command as the acting member of staff, and reads text arguments,
//! periods and standard input.

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::args::Xinxiang;
use super::output;
use crate::app::access_check;
use crate::app::access_check::AccessError;
use crate::app::entry::{acting_staff, current_time};
use crate::app::error::AppError;
pub use crate::app::settings::change::require_role;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::time::Timestamp;
use crate::platform::account::{list_accounts, real_uid};
use crate::platform::limits::MIB;
use crate::report::Period;
use crate::store::Store;

/// Returns the path of the database, after an access check.
///
/// # Errors
/// Fails where the file, or a folder above it, is not accessible to this user.
pub fn database_path(args: &Xinxiang) -> Result<PathBuf, AppError> {
    let path = configured_path(args)?;
    access_check::check_access(&path)?;
    Ok(path)
}

/// As [`database_path`], for commands that need an existing office. Where no path was given and there is
/// none at the default path, but another account has an office, the error suggests `sudo -u`.
pub fn existing_database(args: &Xinxiang) -> Result<PathBuf, AppError> {
    let path = database_path(args)?;
    if args.db.is_none()
        && !path.exists()
        && let Some(account) = access_check::account_with_office(list_accounts(), real_uid())
    {
        return Err(AccessError::OfficeElsewhere(account).into());
    }
    Ok(path)
}

/// Returns the configured path: `--db`, `XINXIANG_DB`, or `xinxiang.db` in the data directory.
pub fn configured_path(args: &Xinxiang) -> Result<PathBuf, AppError> {
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
pub fn open_store(args: &Xinxiang) -> Result<(Store, Staff), AppError> {
    let store = Store::open(&existing_database(args)?)?;
    if let Some(sentence) = store.read_only_reason() {
        output::eprint_line(&sentence);
    }
    let who = acting_staff(&store, args.staff.as_deref())?;
    Ok((store, who))
}

/// Opens the database, identifies who acts and when, and first declines letters whose writer has
/// not answered in time, with a line for each.
pub fn open_as_actor(args: &Xinxiang) -> Result<(Store, Staff, Timestamp), AppError> {
    let (mut store, who) = open_store(args)?;
    let now = current_time(store.office())?;
    store.set_now(now);
    match store.expire_waiting(&who, now) {
        Ok(lapsed) => {
            for letter in lapsed {
                let letter = if letter.restriction.is_some() {
                    letter.into_masked()
                } else {
                    letter
                };
                output::eprint_line(&say!(
                    "lapsed-one",
                    id = letter.id.0,
                    title = letter.title.as_str()
                ));
            }
        }
        // The command itself can go on; the next run tries again.
        Err(error) => output::eprint_line(&say!("cli-error", sentence = error.to_string())),
    }
    Ok((store, who, now))
}

/// Returns the text of an option; `-` reads standard input.
pub fn resolve_text(option: String) -> Result<String, AppError> {
    if option != "-" {
        return Ok(option);
    }
    Ok(read_stdin()?.trim_end_matches(['\n', '\r']).to_owned())
}

/// Parses the period that an argument names.
pub fn parse_period(text: &str) -> Result<Period, AppError> {
    Period::parse(text).ok_or_else(|| AppError::Usage(say!("cli-bad-period", value = text)))
}

/// The longest text accepted on standard input, in MiB.
const MAX_INPUT_MIB: u64 = 4;

/// Reads standard input as text, in any of the encodings that offices use.
pub fn read_stdin() -> Result<String, AppError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(MAX_INPUT_MIB * MIB + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT_MIB * MIB {
        return Err(AppError::Usage(say!(
            "cli-stdin-long",
            limit = MAX_INPUT_MIB
        )));
    }
    let no_text = || AppError::Stream(std::io::ErrorKind::InvalidData.into());
    crate::intake::text::office_file::decode_text(&bytes).ok_or_else(no_text)
}

/// Refuses a liaison, who sees the letters of their own unit alone.
pub fn require_centre(who: &Staff) -> Result<(), AppError> {
    match who.is_liaison_only() {
        true => require_role(who, Role::Office, &say!("cli-about-bulletin")),
        false => Ok(()),
    }
}

/// The most threads that the terminal interface or an import uses.
const NEEDED_THREADS: usize = 8;

/// Fails where the system does not allow this user enough threads, by starting them once: a thread
/// that could not be started later would end the program in the middle of its work.
pub fn check_threads() -> Result<(), AppError> {
    let gate = Mutex::new(());
    let begun = std::thread::scope(|scope| {
        // The threads wait at this lock until all of them have been started.
        let closed = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = || drop(gate.lock());
        let begun: std::io::Result<Vec<_>> = (0..NEEDED_THREADS)
            .map(|_| std::thread::Builder::new().spawn_scoped(scope, wait))
            .collect();
        drop(closed);
        begun.map(drop)
    });
    begun.map_err(|_| AppError::NoThreads)
}
