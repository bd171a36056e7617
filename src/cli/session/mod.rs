//! Sessions over SSH, with a key line that names one member of staff, and through sudo: identifies
//! the caller, restricts what they may request, and records the session.

pub mod environment;
pub mod request;

use std::ffi::OsString;
use std::net::IpAddr;
use std::process::ExitCode;

use clap::FromArgMatches;

use super::args::{Command, Xinxiang};
use super::{open, output};
use crate::app::access_check;
use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::{help, usage};
use crate::domain::directory::staff::Role;
use crate::domain::office_event::SessionEnd;
use crate::platform::account;
use crate::platform::exchange::Exchange;
use crate::store::error::lock::LockOwner;
use crate::store::sqlite::stop_signals;
use crate::store::{Store, StoreError};

/// How a caller reached this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionOrigin {
    /// Through sshd, by a key line with `--forced`.
    Ssh {
        /// The client's address; `-` where sshd gave none.
        from: String,
        /// The command that the caller wrote after `ssh host`.
        asked: Option<OsString>,
    },
    /// Through sudo, by the user with this ID.
    Sudo(u32),
}

impl SessionOrigin {
    /// Returns a message about what such a session may do.
    fn permissions_message(&self) -> String {
        match self {
            SessionOrigin::Ssh { .. } => say!("session-may"),
            SessionOrigin::Sudo(_) => say!(
                "session-may-sudo",
                account = access_check::shell_login(account::real_uid())
            ),
        }
    }
}

/// Detects how the caller reached this process; `None` means the owner of the account, without a
/// restriction.
///
/// # Errors
/// Fails where `SUDO_UID` is malformed.
pub fn detect_session(
    words: &[OsString],
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<SessionOrigin>, AppError> {
    if let Some(uid) = account::sudo_caller()?
        .filter(|uid| account::real_uid() != 0 && *uid != account::real_uid())
    {
        return Ok(Some(SessionOrigin::Sudo(uid)));
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
    Ok(Some(SessionOrigin::Ssh {
        from,
        asked: asked.filter(|asked| !asked.is_empty()),
    }))
}

/// Reports whether the answer, or the refusal, should be in JSON.
pub fn wants_json(door: &SessionOrigin, words: &[OsString]) -> bool {
    match door {
        SessionOrigin::Ssh { asked, .. } => {
            let asked = asked
                .as_ref()
                .map(|asked| asked.to_string_lossy())
                .unwrap_or_default();
            // Text that a shell could not split may still contain the option.
            shell_words::split(&asked).map_or_else(
                |_| asked.contains("--json"),
                |words| words.iter().any(|word| word == "--json"),
            )
        }
        SessionOrigin::Sudo(_) => words.iter().any(|word| word == "--json"),
    }
}

/// Parses the arguments of a key line: the member of staff and the database. A key line contains no
/// command; what is done comes from the keyboard, or from `SSH_ORIGINAL_COMMAND`.
///
/// # Errors
/// Returns a message where the arguments do not parse, name nobody, or contain a command.
pub fn parse_key_line(words: Vec<OsString>) -> Result<Xinxiang, AppError> {
    if let Some(why) = usage::find_unusable_value(&words) {
        return Err(AppError::Usage(say!("usage-help", sentence = why)));
    }
    let parsed = help::localised_command().try_get_matches_from(&words);
    let parsed = parsed.and_then(|matches| Xinxiang::from_arg_matches(&matches));
    let args = parsed.map_err(|error| AppError::Usage(usage::usage_message(&error, &words)))?;
    if args.command.is_some() || args.staff.is_none() {
        return Err(AppError::Usage(say!("session-key-line")));
    }
    Ok(args)
}

/// Parses the arguments of such a session, and the one read-only command that it requests. The
/// second part is the command as it is recorded.
///
/// # Errors
/// Returns a message for everything that is not allowed.
pub fn parse_session_args(
    door: &SessionOrigin,
    words: Vec<OsString>,
) -> Result<(Xinxiang, Option<String>), AppError> {
    match door {
        SessionOrigin::Ssh { asked, .. } => {
            let args = parse_key_line(words)?;
            let Some(asked) = asked else {
                return Ok((
                    Xinxiang {
                        forced: true,
                        ..args
                    },
                    None,
                ));
            };
            let (command, written) =
                request::parse_ssh_command(asked, &door.permissions_message())?;
            Ok((
                with_command(
                    command,
                    Xinxiang {
                        forced: true,
                        ..args
                    },
                ),
                Some(written),
            ))
        }
        SessionOrigin::Sudo(_) => {
            let args = Xinxiang {
                forced: true,
                ..Xinxiang::default()
            };
            let asked: Vec<OsString> = words.into_iter().skip(1).collect();
            if asked.is_empty() {
                return Ok((args, None));
            }
            let (command, written) =
                request::parse_sudo_command(asked, &door.permissions_message())?;
            Ok((with_command(command, args), Some(written)))
        }
    }
}

fn with_command(command: Command, args: Xinxiang) -> Xinxiang {
    Xinxiang {
        json: true,
        command: Some(command),
        ..args
    }
}

/// Runs a session over SSH or sudo. It starts only once it is recorded, and waits while another
/// process holds the write lock. While another program holds the lease on a network disk, and on a
/// disk that cannot be written, it starts without a record and can only read.
pub fn run_session(
    door: &SessionOrigin,
    args: &mut Xinxiang,
    asked: Option<String>,
) -> Result<ExitCode, AppError> {
    if asked.is_none() {
        // The error for a session, because the commands are no alternative here.
        super::check_terminal()
            .map_err(|_| AppError::NoSessionTerminal(door.permissions_message()))?;
    }
    // A stopped process (SIGSTOP, SIGTSTP) would hold its locks and make all others wait.
    stop_signals::block_forever();
    let (mut store, who) = open::open_store(args)?;
    let from = match door {
        SessionOrigin::Ssh { from, .. } => from.clone(),
        SessionOrigin::Sudo(uid) => format!("uid {uid}"),
    };
    let one_reading = asked.is_some();
    let turns = if one_reading {
        Some(MAX_ATTEMPTS)
    } else {
        None
    };
    let session = allow_unrecorded(retry_while_locked(turns, || {
        // Read the clock for each attempt: the session begins when it is recorded.
        let now = entry::current_time(store.office())?;
        Ok(store.begin_session(&who.id, &from, asked.clone(), now)?)
    }))?;
    if one_reading {
        drop(store);
        return super::run_command(args);
    }
    // If they cannot be created, each typed path reports that itself.
    let exchange =
        Exchange::next_to(store.path()).for_person(&who.id, who.is_one_of(&[Role::Administrator]));
    let _ = exchange.create_folders();
    drop(store);
    let ended = super::run_tui(args, Some(exchange));
    let how = match &ended {
        Ok(how) => *how,
        Err(AppError::Store(StoreError::CallerDisabled(..))) => SessionEnd::Disabled,
        Err(_) => SessionEnd::Failed,
    };
    if let Some(session) = session {
        let mut store = Store::open(&open::database_path(args)?)?;
        let now = entry::current_time(store.office())?;
        allow_unrecorded(retry_while_locked(Some(MAX_ATTEMPTS), || {
            Ok(store.end_session(&who.id, session, how, now)?)
        }))?;
    }
    ended.map(|_| ExitCode::SUCCESS)
}

/// Accepts that nothing could be recorded, as `None`, where another program holds the lease or the
/// disk cannot be written; the screen reports it.
fn allow_unrecorded<T>(recorded: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match recorded {
        Ok(recorded) => Ok(Some(recorded)),
        Err(AppError::Store(StoreError::Leased { .. })) => Ok(None),
        Err(AppError::Store(error)) if error.is_unwritable_disk() => {
            output::eprint_line(&say!("session-unrecorded", why = error.to_string()));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// How often a read-only command tries to get the lock, for ten seconds each time; a person at a
/// screen decides for themselves when to give up.
const MAX_ATTEMPTS: u32 = 6;

/// Records something, retrying at most `turns` times while another process holds the lock. Prints
/// whose lock it is, once per holder.
fn retry_while_locked<T>(
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
            StoreError::LockedBy(LockOwner::By(holder)) => {
                say!("session-waiting", who = holder.label())
            }
            _ => say!("session-waiting-nobody"),
        };
        if waiting != said {
            output::eprint_line(&waiting);
            said = waiting;
        }
        turn += 1;
    }
}
