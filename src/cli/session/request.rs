//! The one read-only command that a session may request instead of the screen. It is parsed by
//! clap, and no shell is involved.

use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::app::error::AppError;
use crate::cli::args::exclusions;
use crate::cli::args::{self, help, recall_args, usage};

/// The longest request, in bytes.
const MAX_REQUEST_BYTES: usize = 1_000;

/// All that may be asked.
#[derive(Parser)]
#[command(
    name = "xinxiang",
    disable_help_flag = true,
    disable_help_subcommand = true
)]
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

/// Parses the command after `ssh host`: split into words as a shell does, without expansion or
/// execution. Returns the command and the text to be recorded. `may` is the message for refused
/// callers.
pub fn parse_ssh_command(asked: &OsStr, may: &str) -> Result<(args::Command, String), AppError> {
    let Some(text) = asked
        .to_str()
        .filter(|text| text.len() <= MAX_REQUEST_BYTES)
    else {
        return Err(refused_error(may));
    };
    let words = shell_words::split(text).map_err(|_| refused_error(may))?;
    parse_request(words.into_iter().map(OsString::from).collect(), may)
}

/// Parses the arguments after `sudo -u ACCOUNT xinxiang`.
pub fn parse_sudo_command(
    asked: Vec<OsString>,
    may: &str,
) -> Result<(args::Command, String), AppError> {
    parse_request(asked, may)
}

fn parse_request(mut words: Vec<OsString>, may: &str) -> Result<(args::Command, String), AppError> {
    if words.first().is_none_or(|word| word != "xinxiang") {
        words.insert(0, OsString::from("xinxiang"));
    }
    let told: Option<Vec<&str>> = words.iter().skip(1).map(|word| word.to_str()).collect();
    let told = told
        .map(shell_words::join)
        .filter(|told| told.len() <= 2 * MAX_REQUEST_BYTES)
        .ok_or_else(|| refused_error(may))?;
    let because = |why: String| {
        AppError::Usage(say!(
            "session-refused-because",
            why = why,
            may = may.to_owned()
        ))
    };
    if let Some(why) = usage::find_unusable_value(&words) {
        return Err(because(why));
    }
    let parsed =
        Request::command().try_get_matches_from(exclusions::escape_exclusions(words.clone()));
    let parsed = parsed.and_then(|matches| Request::from_arg_matches(&matches));
    let Request { json, command } =
        parsed.map_err(|error| because(refusal_reason(&error, &words)))?;
    if !json {
        return Err(refused_error(may));
    }
    let command = match command {
        Reading::List(list) => args::Command::List(list),
        Reading::Show(show) => args::Command::Show(show),
        Reading::Search(search) => args::Command::Search(search),
        Reading::Bulletin { period } => args::Command::Bulletin(args::Bulletin {
            period,
            publish: false,
            draft: false,
            set: None,
            text: false,
        }),
    };
    Ok((command, told))
}

/// Returns the reason, and tells a command that is not available in a session from one that does
/// not exist.
fn refusal_reason(error: &clap::Error, words: &[OsString]) -> String {
    if let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(name))) =
        (error.kind(), error.get(ContextKind::InvalidSubcommand))
        && help::localised_command().find_subcommand(name).is_some()
    {
        return say!("session-not-here", command = name.as_str());
    }
    usage::error_reason(error, words)
}

fn refused_error(may: &str) -> AppError {
    AppError::Usage(say!("session-refused", may = may))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_there_is_is_told_apart_from_one_that_there_is_not() {
        for (asked, key) in [
            ("doctor --json", "session-not-here"),
            ("doktor --json", "usage-unknown-command"),
        ] {
            let told = parse_ssh_command(OsStr::new(asked), "MAY")
                .err()
                .unwrap()
                .to_string();
            let command = asked.split(' ').next().unwrap();
            assert!(
                told.starts_with(&crate::i18n::format_message(
                    key,
                    &[("command", command.into())]
                )),
                "{told}"
            );
            assert!(told.ends_with("MAY"), "{told}");
        }
    }
}
