//! What can go wrong on the command line, its JSON form and its exit status.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::store::StoreError;

/// An error of a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The store refused or failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The database is not for this user to open.
    #[error("{0}")]
    Reach(#[from] super::reach::NotReached),
    /// A copy could not be made, or is not good.
    #[error("{0}")]
    Keep(#[from] crate::store::keep::KeepError),
    /// The words of the command are wrong in a way that clap cannot see.
    #[error("{0}")]
    Usage(String),
    /// The person has not the role that may change the directory.
    #[error("{0}")]
    NeedsRole(String),
    /// A rule of the office refuses what is well said.
    #[error("{0}")]
    Refused(String),
    /// A bulletin is not published.
    #[error("{0}")]
    Bulletin(#[from] crate::report::publish::NotPublished),
    /// A file could not be read or written.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::words::of_io(.1)))]
    File(PathBuf, std::io::Error),
    /// A file that was named is not read.
    #[error("{0}")]
    NotRead(#[from] crate::files::NotRead),
    /// Standard input or output.
    #[error("{}", say!("cli-stream", why = crate::words::of_io(.0)))]
    Stream(#[from] std::io::Error),
    /// Intake could not read a file at all.
    #[error("{0}")]
    Intake(#[from] crate::intake::IntakeError),
    /// A list of holidays does not read.
    #[error("{0}")]
    Calendar(#[from] crate::domain::calendar::BadCalendar),
    /// There is no folder for the database.
    #[error("{}", say!("cli-no-home"))]
    NoHome,
    /// There is no terminal to draw on.
    #[error("{}", say!("cli-no-terminal"))]
    NoTerminal,
    /// The terminal cannot place the cursor.
    #[error("{}", say!("cli-dumb-terminal"))]
    DumbTerminal,
    /// The system lets this user start no more threads.
    #[error("{}", say!("cli-no-threads"))]
    NoThreads,
    /// There is none, and whoever came from outside may not use the commands instead.
    #[error("{}", say!("session-no-terminal", may = .0.as_str()))]
    NoTerminalOutside(String),
    /// `verify` found something: how much, and whether the record itself holds.
    #[error("{}", say!(if *.1 { "cli-not-clean-rows" } else { "cli-not-clean" }, n = *.0))]
    NotClean(usize, bool),
    /// The table of units does not read.
    #[error("{}", say!("cli-units-table", row = *.0, why = .1.as_str()))]
    UnitsTable(u64, String),
    /// The demo does not play.
    #[error("{}", say!("cli-demo-broken", title = .0.as_str(), why = .1.as_str()))]
    Demo(String, String),
}

impl CliError {
    /// The exit status: 2 for wrong words, 1 for everything else.
    pub fn status(&self) -> u8 {
        match self {
            CliError::Usage(_) => 2,
            CliError::Store(_)
            | CliError::Reach(_)
            | CliError::Keep(_)
            | CliError::NeedsRole(_)
            | CliError::Refused(_)
            | CliError::Bulletin(_)
            | CliError::File(..)
            | CliError::NotRead(_)
            | CliError::Stream(_)
            | CliError::Intake(_)
            | CliError::Calendar(_)
            | CliError::NoHome
            | CliError::NoTerminal
            | CliError::DumbTerminal
            | CliError::NoThreads
            | CliError::NoTerminalOutside(_)
            | CliError::NotClean(..)
            | CliError::UnitsTable(..)
            | CliError::Demo(..) => 1,
        }
    }

    /// `{"error":{"kind","message","article"}}`.
    pub fn json(&self) -> Value {
        let (kind, article) = match self {
            CliError::Store(StoreError::Refused(refusal)) => {
                (refusal.kind(), refusal.article.as_ref().map(|article| article.words().to_owned()))
            }
            CliError::Store(error) => (error.kind(), None),
            CliError::Reach(error) => (error.kind(), None),
            CliError::Keep(error) => (error.kind(), None),
            CliError::Usage(_) => ("usage", None),
            CliError::NeedsRole(_) => ("role", None),
            CliError::Refused(_) => ("refused", None),
            CliError::Bulletin(why) => (why.kind(), Some(why.article().words().to_owned())),
            CliError::File(..) | CliError::Stream(_) => ("io", None),
            CliError::NotRead(error) => (error.kind(), None),
            CliError::Intake(_) => ("unreadable", None),
            CliError::Calendar(_) => ("bad_calendar", None),
            CliError::NoHome => ("no_home", None),
            CliError::NoTerminal | CliError::NoTerminalOutside(_) => ("no_terminal", None),
            CliError::DumbTerminal => ("dumb_terminal", None),
            CliError::NoThreads => ("no_threads", None),
            CliError::NotClean(..) => ("not_clean", None),
            CliError::UnitsTable(..) => ("bad_units", None),
            CliError::Demo(..) => ("demo", None),
        };
        let mut document = json!({ "error": { "kind": kind, "message": self.to_string(), "article": article } });
        if let CliError::Store(StoreError::CalendarImport(bad)) = self {
            // What was refused is said in numbers, as where it is done.
            document["changes"] = super::calendar::changes(bad.changes());
        }
        document
    }
}
