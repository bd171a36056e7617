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

use crate::domain::office_event::SessionEnd;
use crate::intake::sandbox;
use crate::platform::exchange::Exchange;
use crate::platform::program;
use crate::platform::{account, log};
use args::{Command, Xinxiang};

/// Runs the program with the arguments of the command line. Exit status: 0 done, 1 refused or
/// failed (or `doctor` found something), 2 wrong usage, 3 partly done.
pub fn run(words: Vec<std::ffi::OsString>) -> ExitCode {
    let door = session::detect_session(&words, |name| std::env::var_os(name));
    // The internal command of the child that parses files. Only the owner's own process may use it,
    // never a session over SSH or sudo, whatever its arguments.
    if matches!(door, Ok(None)) && words.get(1).is_some_and(|word| word == sandbox::SUBCOMMAND) {
        return sandbox::serve();
    }
    sandbox::set_reader_program(program::executable_path());
    crate::i18n::set_language(crate::i18n::choose_language(&words, |name| {
        std::env::var(name).ok()
    }));
    let json = words.iter().any(|word| word == "--json");
    match door {
        // Sessions over SSH and sudo write no log: its place would be the caller's to name.
        Ok(None) => begin_log(),
        Ok(Some(door)) => return start_session(&door, words),
        Err(error) => return report_error(&error, json),
    }
    if let Some(why) = args::usage::find_unusable_value(&words) {
        return report_error(&AppError::Usage(say!("usage-help", sentence = why)), json);
    }
    let words = args::exclusions::escape_exclusions(words);
    let parsed = args::help::localised_command()
        .try_get_matches_from(&words)
        .and_then(|matches| {
            tracing::info!(
                command = matches.subcommand_name().unwrap_or("screen"),
                "run"
            );
            Xinxiang::from_arg_matches(&matches)
        });
    let mut args = match parsed {
        Ok(args) => args,
        // `--help` and `--version` arrive as errors, too.
        Err(error) if !error.use_stderr() => {
            // clap writes this in English.
            let help = error
                .to_string()
                .replace("[OPTIONS]", &say!("cli-usage-options"));
            let printed = output::print_line(help.trim_end());
            return printed.map_or_else(|error| report_error(&error, json), |()| ExitCode::SUCCESS);
        }
        Err(error) => {
            let error = AppError::Usage(args::usage::usage_message(&error, &words));
            return report_error(&error, json);
        }
    };
    let begun = Instant::now();
    let status = match run_command(&mut args) {
        Ok(code) => code,
        Err(error) => report_error(&error, args.json),
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
        output::eprint_line(&say!("cli-error", sentence = error.to_string()));
    }
}

/// Runs a session over SSH or sudo. Its environment is scrubbed before anything reads it.
fn start_session(door: &session::SessionOrigin, words: Vec<std::ffi::OsString>) -> ExitCode {
    let json = session::wants_json(door, &words);
    if let Err(error) = session::environment::scrub_environment(&words) {
        return report_error(&AppError::Stream(error), json);
    }
    match session::parse_session_args(door, words) {
        Ok((mut args, asked)) => session::run_session(door, &mut args, asked)
            .unwrap_or_else(|error| report_error(&error, args.json)),
        Err(error) => report_error(&error, json),
    }
}

/// Reports an error, with `--json` also as a document on standard output. Returns the exit status.
fn report_error(error: &AppError, json: bool) -> ExitCode {
    // Only the kind: the sentence may quote a letter.
    tracing::warn!(kind = error.kind(), status = error.exit_status(), "failed");
    if json {
        // If the document cannot be written either, standard error is all that is left.
        let _ = output::print_json(&error::error_json(error));
    }
    output::eprint_line(&say!("cli-error", sentence = error.to_string()));
    ExitCode::from(error.exit_status())
}

fn run_command(args: &mut Xinxiang) -> Result<ExitCode, AppError> {
    let Some(command) = args.command.take() else {
        run_tui(args, None)?;
        return Ok(ExitCode::SUCCESS);
    };
    match command {
        Command::Init(init) => commands::init::run(args, &init)?,
        Command::Demo(demo) => return commands::demo::run(args, &demo),
        Command::Import(import) => {
            open::check_threads()?;
            return commands::import::run(args, &import);
        }
        Command::Mail(command) => commands::mail::run(args, command)?,
        Command::List(list) => commands::list::run(args, &list)?,
        Command::Search(search) => commands::search::run(args, &search)?,
        Command::Show(show) => {
            let (mut store, who, now) = open::open_as_actor(args)?;
            let letter = store.read(store.find_visible(&show.letter, &who)?, &who, now)?;
            letter::print_letter(args.json, &store, &letter, show.events, &who, now)?;
        }
        Command::Similar(wanted) => commands::similar::run(args, &wanted)?,
        Command::Hot(wanted) => commands::similar::run_hot(args, &wanted)?,
        Command::Act(act) => commands::act::run(args, act)?,
        Command::Suggest(wanted) => commands::suggest::run(args, &wanted)?,
        Command::Due(due) => return commands::due::run(args, &due),
        Command::Calendar(calendar) => commands::calendar::run(args, calendar)?,
        Command::Regulation(regulation) => commands::regulation::run(args, regulation)?,
        Command::Bulletin(wanted) => commands::bulletin::run(args, &wanted)?,
        Command::Document(wanted) => commands::document::run(args, wanted)?,
        Command::Unit(unit) => commands::unit::run(args, unit)?,
        Command::Staff(staff) => commands::staff::run(args, staff)?,
        Command::Phrase(command) => commands::phrase::run(args, command, false)?,
        Command::Template(command) => commands::phrase::run(args, command, true)?,
        Command::Office(command) => commands::office::run(args, command)?,
        Command::Keep(keep) => return commands::keep::run(args, keep),
        Command::Doctor(wanted) => return commands::doctor::run(args, &wanted),
        Command::Attachment(attachment) => save_attachment(args, &attachment)?,
        Command::SshLine(line) => commands::ssh_line::run(args, &line)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(
                shell,
                &mut args::help::localised_command(),
                "xinxiang",
                &mut script,
            );
            output::print_verbatim(String::from_utf8_lossy(&script).trim_end())?;
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(args::help::localised_command()).render(&mut page)?;
            output::print_verbatim(String::from_utf8_lossy(&page).trim_end())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Minutes without a key until a session over SSH or sudo is locked, unless `--lock-after` is
/// given.
const SESSION_LOCK_MINUTES: u8 = 15;

/// Fails where there is no terminal, or one that cannot position the cursor.
fn check_terminal() -> Result<(), AppError> {
    if !output::is_stdout_terminal() || !std::io::stdin().is_terminal() {
        return Err(AppError::NoTerminal);
    }
    if std::env::var("TERM").is_ok_and(|term| term.is_empty() || term == "dumb") {
        return Err(AppError::DumbTerminal);
    }
    Ok(())
}

/// Runs the terminal interface; with `exchange`, as a session over SSH or sudo. Returns how the
/// session ended.
fn run_tui(args: &Xinxiang, exchange: Option<Exchange>) -> Result<SessionEnd, AppError> {
    check_terminal()?;
    open::check_threads()?;
    let lock_after = args
        .lock_after
        .or_else(|| args.forced.then_some(SESSION_LOCK_MINUTES));
    crate::tui::runtime::run(crate::tui::runtime::StartOptions {
        database: open::existing_database(args)?,
        staff: args.staff.clone(),
        uid: account::calling_uid(),
        lock_after: lock_after
            .map(|minutes| std::time::Duration::from_secs(60 * u64::from(minutes))),
        user: account::calling_user(),
        exchange,
    })
}

fn save_attachment(args: &Xinxiang, wanted: &args::Attachment) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let id = store.find_visible(&wanted.letter, &who)?;
    store.read(id, &who, now)?;
    let bytes = wanted
        .number
        .checked_sub(1)
        .map(|position| store.read_attachment(id, position))
        .transpose()?
        .flatten();
    let Some(bytes) = bytes else {
        return Err(AppError::Usage(say!(
            "cli-no-attachment",
            n = wanted.number
        )));
    };
    crate::platform::new_files::create_file(&wanted.file, &bytes)
        .map_err(|error| AppError::File(wanted.file.clone(), error))?;
    let path = wanted.file.display().to_string();
    if args.json {
        return output::print_json(&serde_json::json!({ "path": path, "size": bytes.len() }));
    }
    output::print_line(&say!(
        "cli-attachment-saved",
        path = path,
        size = bytes.len()
    ))
}
