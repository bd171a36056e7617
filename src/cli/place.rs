//! Where the database is, who acts, and what time it is: the machine's part of every command.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::account::{account, accounts};
use super::args::Xinxiang;
use super::error::CliError;
use super::output;
use super::reach::{self, NotReached};
use crate::domain::office::Office;
use crate::domain::staff::{Role, Staff};
use crate::intake::limits::MIB;
use crate::store::{Store, StoreError};

/// The database that a command works on.
///
/// # Errors
/// Where it, or the way there, is not for this user to read.
pub fn database(args: &Xinxiang) -> Result<PathBuf, CliError> {
    let path = path(args)?;
    reach::check(&path)?;
    Ok(path)
}

/// As [`database`], for what makes none: where nobody named one and there is none, whoever has forgotten sudo is told.
pub fn existing(args: &Xinxiang) -> Result<PathBuf, CliError> {
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
pub fn path(args: &Xinxiang) -> Result<PathBuf, CliError> {
    match &args.db {
        Some(path) => Ok(path.clone()),
        None => {
            let folders = directories::ProjectDirs::from("", "", "xinxiang").ok_or(CliError::NoHome)?;
            Ok(folders.data_dir().join("xinxiang.db"))
        }
    }
}

/// Opens the database and tells who acts.
pub fn open(args: &Xinxiang) -> Result<(Store, Staff), CliError> {
    let store = Store::open(&existing(args)?)?;
    if let Some(sentence) = store.hindrance() {
        output::told(&sentence);
    }
    let who = who(&store, args.staff.as_deref())?;
    Ok((store, who))
}

/// Who acts: `--as`, or the user behind this process. That sudo was called by somebody else is believed only in a process that could
/// read the file without it: anybody can write `SUDO_UID` into an environment of his own.
pub fn who(store: &Store, named: Option<&str>) -> Result<Staff, CliError> {
    let believed = real() == 0 || store.owner()? == real();
    match (store.who(named, if believed { uid() } else { real() }), reach::whose(store.path())) {
        (Err(StoreError::UnknownUser(_)), Some(account)) if real() == 0 && account != 0 => {
            Err(NotReached::Superuser(reach::login(account)).into())
        }
        (who, _) => Ok(who?),
    }
}

/// Opens the database and tells who acts, and when. What had waited for its writer long enough is declined now, and told.
pub fn enter(args: &Xinxiang) -> Result<(Store, Staff, Timestamp), CliError> {
    let (mut store, who) = open(args)?;
    let now = now(store.office())?;
    store.turn(now);
    match store.lapse(&who, now) {
        Ok(lapsed) => {
            for letter in lapsed {
                let letter = if letter.restriction.is_some() { letter.sealed() } else { letter };
                output::told(&say!("lapsed-one", id = letter.id.0, title = letter.title.as_str()));
            }
        }
        // What was asked for may be done all the same; the next program tries again.
        Err(error) => output::told(&say!("cli-error", sentence = error.to_string())),
    }
    Ok((store, who, now))
}

/// The user of this process.
pub fn real() -> u32 {
    rustix::process::getuid().as_raw()
}

/// The user who called this process through sudo. The superuser is nobody's guest: he may be any user.
///
/// # Errors
/// Where it cannot be told who that was: he would be let in as the owner.
pub fn caller() -> Result<Option<u32>, CliError> {
    let Some(set) = std::env::var_os("SUDO_UID") else { return Ok(None) };
    let uid = user_id(&set).ok_or_else(|| CliError::Usage(say!("cli-bad-sudo-uid")))?;
    Ok(Some(uid).filter(|uid| *uid != 0))
}

/// The number of a user as sudo writes it: digits, and nothing else.
pub fn user_id(text: &OsStr) -> Option<u32> {
    let text = text.to_str().filter(|text| text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

/// The user behind this process; through sudo, the one who called it.
pub fn uid() -> u32 {
    // Where that cannot be told, nobody came in.
    caller().ok().flatten().unwrap_or_else(real)
}

/// The home folder of the user of this process, whatever the environment says.
pub fn home() -> Option<OsString> {
    account(real()).map(|account| account.home.into_os_string()).filter(|home| !home.is_empty())
}

/// The login name of that user, and the name that people read, from passwd(5), for the first administrator.
pub fn user() -> (String, String) {
    let uid = uid();
    let account = account(uid);
    let known = account.as_ref().map(|account| account.login.clone()).filter(|login| !login.is_empty());
    let login = known.unwrap_or_else(|| format!("u{uid}"));
    // Before the first comma stands the full name, where there is one.
    let full = account.as_ref().and_then(|account| account.about.split(',').next());
    let full = full.filter(|name| !name.trim().is_empty()).map_or_else(|| login.clone(), str::to_owned);
    (login, full)
}

/// Now; `XINXIANG_NOW` moves the clock of a practice database, and of no other.
pub fn now(office: &Office) -> Result<Timestamp, CliError> {
    if !office.practice {
        return Ok(Timestamp::now());
    }
    practice_now()
}

/// Now, as a practice database has it.
pub fn practice_now() -> Result<Timestamp, CliError> {
    match std::env::var("XINXIANG_NOW") {
        Ok(text) => text.parse().map_err(|_| CliError::Usage(say!("cli-bad-now", value = text))),
        Err(_) => Ok(Timestamp::now()),
    }
}

/// The text of an option; `-` reads standard input.
pub fn text(option: String) -> Result<String, CliError> {
    if option != "-" {
        return Ok(option);
    }
    Ok(standard_input()?.trim_end_matches(['\n', '\r']).to_owned())
}

/// The longest text on standard input, in MiB.
const INPUT_MIB: u64 = 4;

/// What stands on standard input, in whatever encoding an office saves it.
pub fn standard_input() -> Result<String, CliError> {
    let mut bytes = Vec::new();
    std::io::stdin().take(INPUT_MIB * MIB + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > INPUT_MIB * MIB {
        return Err(CliError::Usage(say!("cli-stdin-long", limit = INPUT_MIB)));
    }
    let no_text = || CliError::Stream(std::io::ErrorKind::InvalidData.into());
    crate::files::text_of(&bytes).ok_or_else(no_text)
}

/// Refuses one who has not this role what only those who have it may do.
pub fn must_be(who: &Staff, role: Role, what: &str) -> Result<(), CliError> {
    if who.roles.contains(&role) {
        return Ok(());
    }
    Err(CliError::NeedsRole(say!("cli-needs-role", who = who.name.as_str(), role = role.words(), what = what)))
}

/// So many threads the terminal program has at the most, and an import.
const THREADS: usize = 8;

/// Refuses where the system lets this user start no more threads: one that cannot be started later would end the program in the middle
/// of its work.
pub fn threads() -> Result<(), CliError> {
    let gate = Mutex::new(());
    let begun = std::thread::scope(|scope| {
        let closed = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = || drop(gate.lock());
        let begun: std::io::Result<Vec<_>> =
            (0..THREADS).map(|_| std::thread::Builder::new().spawn_scoped(scope, wait)).collect();
        drop(closed);
        begun.map(drop)
    });
    begun.map_err(|_| CliError::NoThreads)
}

/// This program, for the children that read files: on Linux the very file that runs, even where another has taken its place since.
pub fn program() -> PathBuf {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() { own } else { std::env::current_exe().unwrap_or(own) }
}

/// Whether the locale says that the terminal is of UTF-8 (POSIX: the first of these that is set).
pub fn utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty());
    locale.is_some_and(|value| value.to_ascii_uppercase().replace('-', "").contains("UTF8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_told_by_digits_alone() {
        for (text, uid) in [("0", 0), ("4712", 4712), ("4294967295", u32::MAX)] {
            assert_eq!(user_id(OsStr::new(text)), Some(uid));
        }
        for text in ["", "+4712", "-1", " 4712", "4712\n", "00000004712", "4294967296", "x"] {
            assert_eq!(user_id(OsStr::new(text)), None, "{text:?}");
        }
    }
}
