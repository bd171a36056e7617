//! A session from outside: over SSH with a key line that names one member of staff, or through sudo. Who it is, what it may ask
//! for, and its place in the record.

pub mod environment;
pub mod request;

use std::ffi::OsString;
use std::net::IpAddr;
use std::process::ExitCode;

use clap::FromArgMatches;

use super::args::{Command, Xinxiang};
use super::error::CliError;
use super::{help, place, usage};
use crate::domain::office_event::SessionEnd;
use crate::exchange::Exchange;
use crate::store::Store;

/// The way that somebody came in from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// Through sshd, by a key line with `--forced`.
    Ssh {
        /// The address, where sshd has told it.
        from: String,
        /// What the caller wrote behind `ssh host`.
        asked: Option<OsString>,
    },
    /// Through sudo, from this user.
    Sudo(u32),
}

/// How somebody came in; `None` is the owner of the account himself.
pub fn door(words: &[OsString], environment: impl Fn(&str) -> Option<OsString>) -> Option<Door> {
    if let Some(uid) = place::caller().filter(|uid| place::real() != 0 && *uid != place::real()) {
        return Some(Door::Sudo(uid));
    }
    let asked = environment("SSH_ORIGINAL_COMMAND");
    if asked.is_none() && !words.iter().any(|word| word == "--forced") {
        return None;
    }
    let connection = environment("SSH_CONNECTION").and_then(|text| text.into_string().ok()).unwrap_or_default();
    let address = connection.split([' ', '%']).next().and_then(|word| word.parse::<IpAddr>().ok());
    let from = address.map_or_else(|| "-".to_owned(), |address| address.to_string());
    Some(Door::Ssh { from, asked: asked.filter(|asked| !asked.is_empty()) })
}

/// What the words of the program mean in such a session, and the one reading that is asked for.
///
/// # Errors
/// A sentence for everything that is not allowed.
pub fn bound(door: &Door, words: Vec<OsString>) -> Result<(Xinxiang, Option<String>), CliError> {
    match door {
        Door::Ssh { asked, .. } => {
            let parsed = help::command().try_get_matches_from(words);
            let parsed = parsed.and_then(|matches| Xinxiang::from_arg_matches(&matches));
            let args = parsed.map_err(|error| CliError::Usage(usage::sentence(&error)))?;
            // The key line says who and where; what is done is said by keys, or by the one reading.
            if args.command.is_some() || args.staff.is_none() {
                return Err(CliError::Usage(say!("session-key-line")));
            }
            let Some(asked) = asked else { return Ok((Xinxiang { forced: true, ..args }, None)) };
            let (command, written) = request::over_ssh(asked)?;
            Ok((reading(command, Xinxiang { forced: true, ..args }), Some(written)))
        }
        Door::Sudo(_) => {
            let args = Xinxiang { forced: true, ..Xinxiang::default() };
            let asked: Vec<OsString> = words.into_iter().skip(1).collect();
            if asked.is_empty() {
                return Ok((args, None));
            }
            let (command, written) = request::through_sudo(asked)?;
            Ok((reading(command, args), Some(written)))
        }
    }
}

fn reading(command: Command, args: Xinxiang) -> Xinxiang {
    Xinxiang { json: true, command: Some(command), ..args }
}

/// Does what a session from outside asks for: it is let in only where that can be recorded.
pub fn run(door: &Door, args: &mut Xinxiang, asked: Option<String>) -> Result<ExitCode, CliError> {
    if asked.is_none() {
        super::needs_a_terminal()?;
    }
    let (mut store, who) = place::open(args)?;
    let now = place::now(store.office())?;
    let from = match door {
        Door::Ssh { from, .. } => from.clone(),
        Door::Sudo(uid) => format!("uid {uid}"),
    };
    let one_reading = asked.is_some();
    let session = store.session_began(&who.id, &from, asked, now)?;
    if one_reading {
        drop(store);
        return super::dispatch(args);
    }
    // Where they cannot be made, each path that is typed says so.
    let exchange = Exchange::beside(store.path());
    let _ = exchange.make();
    drop(store);
    let ended = super::tui(args, Some(exchange));
    let how = *ended.as_ref().unwrap_or(&SessionEnd::Failed);
    let mut store = Store::open(&place::database(args)?)?;
    let now = place::now(store.office())?;
    store.session_ended(&who.id, session, how, now)?;
    ended.map(|_| ExitCode::SUCCESS)
}
