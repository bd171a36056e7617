//! The one reading that a session from outside may ask for instead of the screen: parsed by clap and by nothing else.

use std::ffi::{OsStr, OsString};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::error::CliError;
use crate::cli::{args, recall_args, search, usage};

/// The longest request, in bytes.
const LONGEST: usize = 1_000;

/// All that may be asked.
#[derive(Parser)]
#[command(name = "xinxiang", disable_help_flag = true, disable_help_subcommand = true)]
struct Request {
    /// The only form in which it is answered.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Reading,
}

/// The commands that read.
#[derive(Subcommand)]
enum Reading {
    /// `list`.
    List(args::List),
    /// `show`.
    Show(args::Show),
    /// `search`.
    Search(recall_args::Search),
    /// `bulletin`, which is not published this way.
    Bulletin {
        /// A quarter or a year.
        period: String,
    },
}

/// Reads what the caller wrote behind `ssh host`: split into words as a shell does, and nothing in it is carried out or filled in.
/// Returns the command, and the words as they go into the record.
pub fn over_ssh(asked: &OsStr) -> Result<(args::Command, String), CliError> {
    let Some(text) = asked.to_str().filter(|text| text.len() <= LONGEST) else { return Err(refused()) };
    let words = shell_words::split(text).map_err(|_| refused())?;
    reading(words.into_iter().map(OsString::from).collect())
}

/// Reads the words behind `sudo -u ACCOUNT xinxiang`.
pub fn through_sudo(asked: Vec<OsString>) -> Result<(args::Command, String), CliError> {
    reading(asked)
}

fn reading(mut words: Vec<OsString>) -> Result<(args::Command, String), CliError> {
    if words.first().is_none_or(|word| word != "xinxiang") {
        words.insert(0, OsString::from("xinxiang"));
    }
    let told: Option<Vec<&str>> = words.iter().skip(1).map(|word| word.to_str()).collect();
    let told = told.map(shell_words::join).filter(|told| told.len() <= 2 * LONGEST).ok_or_else(refused)?;
    let parsed = Request::command().try_get_matches_from(search::excluding(words));
    let parsed = parsed.and_then(|matches| Request::from_arg_matches(&matches));
    let Request { json, command } = parsed.map_err(|error| {
        CliError::Usage(say!("session-refused-because", why = usage::reason(&error), may = say!("session-may")))
    })?;
    if !json {
        return Err(refused());
    }
    let command = match command {
        Reading::List(list) => args::Command::List(list),
        Reading::Show(show) => args::Command::Show(show),
        Reading::Search(search) => args::Command::Search(search),
        Reading::Bulletin { period } => args::Command::Bulletin(args::Bulletin { period, publish: false }),
    };
    Ok((command, told))
}

fn refused() -> CliError {
    CliError::Usage(say!("session-refused", may = say!("session-may")))
}
