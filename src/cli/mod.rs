//! The command line: one module per command. Letters change through the same `Store::perform` as in
//! the terminal interface.

pub mod args;
pub mod commands;
pub(crate) mod error;
mod holidays;
pub mod letter;
pub mod open;
pub mod output;
pub mod session;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::FromArgMatches;

use crate::app::error::AppError;
use crate::domain::letter::summary::{Filter, PageCursor, AccessScope};
use crate::domain::office_event::SessionEnd;
use crate::intake::sandbox;
use crate::platform::exchange::Exchange;
use crate::platform::program;
use crate::platform::{account, log};
use args::{Command, Xinxiang};

/// Runs the program with the arguments of the command line. Exit status: 0 done, 1 refused or
/// failed (or `doctor` found something), 2 wrong usage, 3 partly done.
pub fn run(words: Vec<std::ffi::OsString>) -> ExitCode {
    let door = session::door(&words, |name| std::env::var_os(name));
    // The internal command of the child that parses files. Only the owner's own process may use it,
    // never a session over SSH or sudo, whatever its arguments.
    if matches!(door, Ok(None)) && words.get(1).is_some_and(|word| word == sandbox::WORD) {
        return sandbox::serve();
    }
    sandbox::read_with(program::program());
    crate::i18n::use_language(crate::i18n::chosen(&words, |name| std::env::var(name).ok()));
    let json = words.iter().any(|word| word == "--json");
    match door {
        // Sessions over SSH and sudo write no log: its place would be the caller's to name.
        Ok(None) => begin_log(),
        Ok(Some(door)) => return from_outside(&door, words),
        Err(error) => return failed(&error, json),
    }
    if let Some(why) = crate::cli::args::usage::unusable(&words) {
        return failed(&AppError::Usage(say!("usage-help", sentence = why)), json);
    }
    let words = crate::cli::args::search_words::excluding(words);
    let parsed = crate::cli::args::help::command()
        .try_get_matches_from(&words)
        .and_then(|matches| Xinxiang::from_arg_matches(&matches));
    let mut args = match parsed {
        Ok(args) => args,
        // `--help` and `--version` arrive as errors, too.
        Err(error) if !error.use_stderr() => {
            let printed = output::line(error.to_string().trim_end());
            return printed.map_or_else(|error| failed(&error, json), |()| ExitCode::SUCCESS);
        }
        Err(error) => {
            let error = AppError::Usage(crate::cli::args::usage::sentence(&error, &words));
            return failed(&error, json);
        }
    };
    let begun = Instant::now();
    let status = match dispatch(&mut args) {
        Ok(code) => code,
        Err(error) => failed(&error, args.json),
    };
    tracing::info!(elapsed = ?begun.elapsed(), "end");
    status
}

/// Begins the log that `XINXIANG_LOG` asks for. A log that cannot be written stops nobody's work.
fn begin_log() {
    let Some(path) = std::env::var_os(log::VARIABLE).filter(|path| !path.is_empty()) else {
        return;
    };
    let path = PathBuf::from(path);
    if let Err(error) = log::write_to(&path) {
        let error = AppError::File(path, error);
        output::told(&say!("cli-error", sentence = error.to_string()));
    }
}

/// Runs a session over SSH or sudo. Its environment is scrubbed before anything reads it.
fn from_outside(door: &session::Door, words: Vec<std::ffi::OsString>) -> ExitCode {
    let json = session::wants_json(door, &words);
    if let Err(error) = session::environment::scrub(&words) {
        return failed(&AppError::Stream(error), json);
    }
    match session::bound(door, words) {
        Ok((mut args, asked)) => {
            session::run(door, &mut args, asked).unwrap_or_else(|error| failed(&error, args.json))
        }
        Err(error) => failed(&error, json),
    }
}

/// Reports an error, with `--json` also as a document on standard output. Returns the exit status.
fn failed(error: &AppError, json: bool) -> ExitCode {
    // Only the kind: the sentence may quote a letter.
    tracing::warn!(kind = error.kind(), status = error.status(), "failed");
    if json {
        // If the document cannot be written either, standard error is all that is left.
        let _ = output::document(&error::document(error));
    }
    output::told(&say!("cli-error", sentence = error.to_string()));
    ExitCode::from(error.status())
}

fn dispatch(args: &mut Xinxiang) -> Result<ExitCode, AppError> {
    let Some(command) = args.command.take() else {
        tui(args, None)?;
        return Ok(ExitCode::SUCCESS);
    };
    match command {
        Command::Init(init) => crate::cli::commands::init::run(args, &init)?,
        Command::Demo(demo) => return crate::cli::commands::demo::run(args, &demo),
        Command::Import(import) => {
            open::threads()?;
            return crate::cli::commands::import::run(args, &import);
        }
        Command::Mail(command) => crate::cli::commands::mail::run(args, command)?,
        Command::List(list) => list_letters(args, &list)?,
        Command::Search(search) => crate::cli::commands::search::run(args, &search)?,
        Command::Show(show) => {
            let (mut store, who, now) = open::enter(args)?;
            let letter = store.read(store.find_for(&show.letter, &who)?, &who, now)?;
            letter::print(args.json, &store, &letter, show.events, &who, now)?;
        }
        Command::Similar(wanted) => crate::cli::commands::similar::run(args, &wanted)?,
        Command::Hot(wanted) => crate::cli::commands::similar::hot(args, &wanted)?,
        Command::Act(act) => crate::cli::commands::act::run(args, act)?,
        Command::Suggest(wanted) => crate::cli::commands::suggest::run(args, &wanted)?,
        Command::Due(due) => return crate::cli::commands::due::run(args, &due),
        Command::Calendar(calendar) => crate::cli::commands::calendar::run(args, calendar)?,
        Command::Regulation(regulation) => crate::cli::commands::regulation::run(args, regulation)?,
        Command::Bulletin(wanted) => crate::cli::commands::bulletin::run(args, &wanted)?,
        Command::Unit(unit) => crate::cli::commands::unit::run(args, unit)?,
        Command::Staff(staff) => crate::cli::commands::staff::run(args, staff)?,
        Command::Keep(keep) => return crate::cli::commands::keep::run(args, keep),
        Command::Doctor(wanted) => return crate::cli::commands::doctor::run(args, &wanted),
        Command::Attachment(attachment) => save(args, &attachment)?,
        Command::SshLine(line) => crate::cli::commands::ssh_line::run(args, &line)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(
                shell,
                &mut crate::cli::args::help::command(),
                "xinxiang",
                &mut script,
            );
            output::verbatim(String::from_utf8_lossy(&script).trim_end())?;
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(crate::cli::args::help::command()).render(&mut page)?;
            output::verbatim(String::from_utf8_lossy(&page).trim_end())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Minutes without a key until a session over SSH or sudo is locked, unless `--lock-after` is
/// given.
const OUTSIDE: u8 = 15;

/// Fails where there is no terminal, or one that cannot position the cursor.
fn needs_a_terminal() -> Result<(), AppError> {
    if !output::on_terminal() || !std::io::stdin().is_terminal() {
        return Err(AppError::NoTerminal);
    }
    if std::env::var("TERM").is_ok_and(|term| term.is_empty() || term == "dumb") {
        return Err(AppError::DumbTerminal);
    }
    Ok(())
}

/// Runs the terminal interface; with `exchange`, as a session over SSH or sudo. Returns how the
/// session ended.
fn tui(args: &Xinxiang, exchange: Option<Exchange>) -> Result<SessionEnd, AppError> {
    needs_a_terminal()?;
    open::threads()?;
    let lock_after = args.lock_after.or_else(|| args.forced.then_some(OUTSIDE));
    crate::tui::runtime::run(crate::tui::runtime::StartOptions {
        database: open::existing(args)?,
        staff: args.staff.clone(),
        uid: account::uid(),
        lock_after: lock_after
            .map(|minutes| std::time::Duration::from_secs(60 * u64::from(minutes))),
        user: account::user(),
        exchange,
    })
}

fn list_letters(args: &Xinxiang, list: &args::List) -> Result<(), AppError> {
    let (store, who, now) = open::enter(args)?;
    let queue = crate::domain::letter::stage::Queue::parse(&list.queue)
        .unwrap_or(crate::domain::letter::stage::Queue::All);
    let unit = list
        .unit
        .as_deref()
        .map(|unit| store.unit(unit))
        .transpose()?;
    let from = match &list.after {
        None => PageCursor::Start,
        Some(letter) => {
            let id = store.find_for(letter, &who)?;
            match store.key(queue, id)? {
                Some(key) => PageCursor::After(key, id),
                None => {
                    return Err(AppError::Usage(say!(
                        "cli-after-not-in-queue",
                        letter = letter.as_str()
                    )));
                }
            }
        }
    };
    let rows = store.page(
        queue,
        &Filter {
            text: String::new(),
            unit,
            scope: AccessScope::for_staff(&who),
        },
        from,
        list.limit,
        now,
    )?;
    output::list(args.json, &rows, store.office(), now)
}

fn save(args: &Xinxiang, wanted: &args::Attachment) -> Result<(), AppError> {
    let (mut store, who, now) = open::enter(args)?;
    let id = store.find_for(&wanted.letter, &who)?;
    store.read(id, &who, now)?;
    let bytes = wanted
        .number
        .checked_sub(1)
        .map(|position| store.attachment(id, position))
        .transpose()?
        .flatten();
    let Some(bytes) = bytes else {
        return Err(AppError::Usage(say!(
            "cli-no-attachment",
            n = wanted.number
        )));
    };
    crate::platform::new_files::create(&wanted.file, &bytes)
        .map_err(|error| AppError::File(wanted.file.clone(), error))?;
    let path = wanted.file.display().to_string();
    if args.json {
        return output::document(&serde_json::json!({ "path": path, "size": bytes.len() }));
    }
    output::line(&say!(
        "cli-attachment-saved",
        path = path,
        size = bytes.len()
    ))
}
