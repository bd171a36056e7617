//! A session from outside: over SSH with a key line that names one member of staff, or through sudo. Who it is, what it may ask
//! for, and its place in the record.

pub mod environment;
pub mod request;

use std::ffi::OsString;
use std::net::IpAddr;
use std::process::ExitCode;

use clap::FromArgMatches;

use super::args::{Command, Xinxiang};
use super::{open, output};
use crate::app::entry;
use crate::app::error::AppError;
use crate::app::reach;
use crate::cli::args::{help, usage};
use crate::domain::directory::staff::Role;
use crate::domain::office_event::SessionEnd;
use crate::platform::account;
use crate::platform::exchange::Exchange;
use crate::store::sqlite::locks::Held;
use crate::store::sqlite::stops;
use crate::store::{Store, StoreError};

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

impl Door {
    /// What may be done behind it, and how.
    fn may(&self) -> String {
        match self {
            Door::Ssh { .. } => say!("session-may"),
            Door::Sudo(_) => say!("session-may-sudo", account = reach::login(account::real())),
        }
    }
}

/// How somebody came in; `None` is the owner of the account himself.
///
/// # Errors
/// Where it cannot be told who came through sudo.
pub fn door(
    words: &[OsString],
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<Door>, AppError> {
    if let Some(uid) =
        account::caller()?.filter(|uid| account::real() != 0 && *uid != account::real())
    {
        return Ok(Some(Door::Sudo(uid)));
    }
    let asked = environment("SSH_ORIGINAL_COMMAND");
    if asked.is_none() && !words.iter().any(|word| word == "--forced") {
        return Ok(None);
    }
    let connection = environment("SSH_CONNECTION")
        .and_then(|text| text.into_string().ok())
        .unwrap_or_default();
    let address = connection
        .split([' ', '%'])
        .next()
        .and_then(|word| word.parse::<IpAddr>().ok());
    let from = address.map_or_else(|| "-".to_owned(), |address| address.to_string());
    Ok(Some(Door::Ssh {
        from,
        asked: asked.filter(|asked| !asked.is_empty()),
    }))
}

/// Whether what was asked for is to be answered in JSON, also where it is refused.
pub fn wants_json(door: &Door, words: &[OsString]) -> bool {
    match door {
        Door::Ssh { asked, .. } => {
            let asked = asked
                .as_ref()
                .map(|asked| asked.to_string_lossy())
                .unwrap_or_default();
            // What a shell would not split may have meant it all the same.
            shell_words::split(&asked).map_or_else(
                |_| asked.contains("--json"),
                |words| words.iter().any(|word| word == "--json"),
            )
        }
        Door::Sudo(_) => words.iter().any(|word| word == "--json"),
    }
}

/// What the words of a key line mean: who comes in and where. What is done is said by keys, or by the one reading.
///
/// # Errors
/// A sentence where they do not read, name nobody, or say what is done.
pub fn key_line(words: Vec<OsString>) -> Result<Xinxiang, AppError> {
    if let Some(why) = usage::unusable(&words) {
        return Err(AppError::Usage(say!("usage-help", sentence = why)));
    }
    let parsed = help::command().try_get_matches_from(&words);
    let parsed = parsed.and_then(|matches| Xinxiang::from_arg_matches(&matches));
    let args = parsed.map_err(|error| AppError::Usage(usage::sentence(&error, &words)))?;
    if args.command.is_some() || args.staff.is_none() {
        return Err(AppError::Usage(say!("session-key-line")));
    }
    Ok(args)
}

/// What the words of the program mean in such a session, and the one reading that is asked for.
///
/// # Errors
/// A sentence for everything that is not allowed.
pub fn bound(door: &Door, words: Vec<OsString>) -> Result<(Xinxiang, Option<String>), AppError> {
    match door {
        Door::Ssh { asked, .. } => {
            let args = key_line(words)?;
            let Some(asked) = asked else {
                return Ok((
                    Xinxiang {
                        forced: true,
                        ..args
                    },
                    None,
                ));
            };
            let (command, written) = request::over_ssh(asked, &door.may())?;
            Ok((
                reading(
                    command,
                    Xinxiang {
                        forced: true,
                        ..args
                    },
                ),
                Some(written),
            ))
        }
        Door::Sudo(_) => {
            let args = Xinxiang {
                forced: true,
                ..Xinxiang::default()
            };
            let asked: Vec<OsString> = words.into_iter().skip(1).collect();
            if asked.is_empty() {
                return Ok((args, None));
            }
            let (command, written) = request::through_sudo(asked, &door.may())?;
            Ok((reading(command, args), Some(written)))
        }
    }
}

fn reading(command: Command, args: Xinxiang) -> Xinxiang {
    Xinxiang {
        json: true,
        command: Some(command),
        ..args
    }
}

/// Does what a session from outside asks for: it is let in only where that can be recorded, and waits where another process holds the
/// lock; on a network disk that another program may write now, and on a disk that takes nothing, it is let in to read, and is not recorded.
pub fn run(door: &Door, args: &mut Xinxiang, asked: Option<String>) -> Result<ExitCode, AppError> {
    if asked.is_none() {
        // What the program can do otherwise is not to be had here.
        super::needs_a_terminal().map_err(|_| AppError::NoTerminalOutside(door.may()))?;
    }
    // One person who stops would make everybody wait for their lock.
    stops::never();
    let (mut store, who) = open::open(args)?;
    let from = match door {
        Door::Ssh { from, .. } => from.clone(),
        Door::Sudo(uid) => format!("uid {uid}"),
    };
    let one_reading = asked.is_some();
    let turns = if one_reading { Some(TURNS) } else { None };
    let session = where_it_can_be(patiently(turns, || {
        // Of the moment at which it is let in.
        let now = entry::now(store.office())?;
        Ok(store.session_began(&who.id, &from, asked.clone(), now)?)
    }))?;
    if one_reading {
        drop(store);
        return super::dispatch(args);
    }
    // Where they cannot be made, each path that is typed says so.
    let exchange =
        Exchange::beside(store.path()).of(&who.id, who.is_one_of(&[Role::Administrator]));
    let _ = exchange.make();
    drop(store);
    let ended = super::tui(args, Some(exchange));
    let how = match &ended {
        Ok(how) => *how,
        Err(AppError::Store(StoreError::TakenOff(..))) => SessionEnd::Disabled,
        Err(_) => SessionEnd::Failed,
    };
    if let Some(session) = session {
        let mut store = Store::open(&open::database(args)?)?;
        let now = entry::now(store.office())?;
        where_it_can_be(patiently(Some(TURNS), || {
            Ok(store.session_ended(&who.id, session, how, now)?)
        }))?;
    }
    ended.map(|_| ExitCode::SUCCESS)
}

/// What was recorded; `None` where another program has the right to write, or the disk takes nothing, which the screen tells.
fn where_it_can_be<T>(recorded: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match recorded {
        Ok(recorded) => Ok(Some(recorded)),
        Err(AppError::Store(StoreError::Leased { .. })) => Ok(None),
        Err(AppError::Store(error)) if error.is_of_the_disk() => {
            output::told(&say!("session-unrecorded", why = error.to_string()));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// So often a script's reading asks for the lock, ten seconds each time; a person in front of a screen is the one to give up.
const TURNS: u32 = 6;

/// Records something; where another process holds the lock, says whose that is and goes on asking, at most `turns` times.
fn patiently<T>(
    turns: Option<u32>,
    mut record: impl FnMut() -> Result<T, AppError>,
) -> Result<T, AppError> {
    let (mut turn, mut said) = (1, String::new());
    loop {
        let error = match record() {
            Err(AppError::Store(error))
                if error.is_busy() && turns.is_none_or(|turns| turn < turns) =>
            {
                error
            }
            recorded => return recorded,
        };
        let waiting = match &error {
            StoreError::Held(Held::By(holder)) => say!("session-waiting", who = holder.words()),
            _ => say!("session-waiting-nobody"),
        };
        if waiting != said {
            output::told(&waiting);
            said = waiting;
        }
        turn += 1;
    }
}
