//! Where the database is, who acts, and what time it is: the machine's part of every command.

use std::path::PathBuf;

use jiff::Timestamp;

use super::args::Xinxiang;
use super::error::CliError;
use super::output;
use crate::domain::office::Office;
use crate::domain::staff::{Role, Staff};
use crate::store::Store;

/// The database that a command works on: `--db`, `XINXIANG_DB`, or `xinxiang.db` in the data directory.
pub fn database(args: &Xinxiang) -> Result<PathBuf, CliError> {
    match &args.db {
        Some(path) => Ok(path.clone()),
        None => {
            let folders = directories::ProjectDirs::from("", "", "xinxiang").ok_or(CliError::NoHome)?;
            Ok(folders.data_dir().join("xinxiang.db"))
        }
    }
}

/// Opens the database and tells who acts, and when. What had waited for its writer long enough is declined now, and told.
pub fn enter(args: &Xinxiang) -> Result<(Store, Staff, Timestamp), CliError> {
    let mut store = Store::open(&database(args)?)?;
    let who = store.who(args.staff.as_deref(), uid())?;
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

/// The user behind this process; through sudo, the one who called it.
pub fn uid() -> u32 {
    let real = rustix::process::getuid().as_raw();
    std::env::var("SUDO_UID").ok().and_then(|uid| uid.parse().ok()).unwrap_or(real)
}

/// The login name of that user, and the name that people read, from passwd(5), for the first administrator.
pub fn user() -> (String, String) {
    let uid = uid().to_string();
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let mut lines = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let known = lines.find(|fields| fields.get(2) == Some(&uid.as_str())).unwrap_or_default();
    let login =
        known.first().filter(|name| !name.is_empty()).map_or_else(|| format!("u{uid}"), |name| (*name).to_owned());
    // The fifth field begins with the full name, where there is one.
    let full = known.get(4).and_then(|gecos| gecos.split(',').next()).filter(|name| !name.trim().is_empty());
    let full = full.map_or_else(|| login.clone(), str::to_owned);
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
    let text = std::io::read_to_string(std::io::stdin())?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// Refuses one who has not this role what only those who have it may do.
pub fn must_be(who: &Staff, role: Role, what: &str) -> Result<(), CliError> {
    if who.roles.contains(&role) {
        return Ok(());
    }
    Err(CliError::NeedsRole(say!("cli-needs-role", who = who.name.as_str(), role = role.words(), what = what)))
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
