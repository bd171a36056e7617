//! The errors of commands and of the start of the screen, with their exit status.

use std::path::PathBuf;

use crate::platform::account::BadSudoUid;
use crate::store::StoreError;

/// An error of a command.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The store refused or failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The database may not be opened by this user.
    #[error("{0}")]
    Access(#[from] crate::app::access_check::AccessError),
    /// A backup could not be made or is not valid.
    #[error("{0}")]
    Backup(#[from] crate::store::backup::BackupError),
    /// The arguments are wrong in a way that clap cannot detect.
    #[error("{0}")]
    Usage(String),
    /// The person lacks the role that may change the directory.
    #[error("{0}")]
    NeedsRole(String),
    /// A rule of the office refuses a valid request.
    #[error("{0}")]
    Refused(String),
    /// A bulletin cannot be published.
    #[error("{0}")]
    Bulletin(#[from] crate::report::publish::PublishError),
    /// The text of a bulletin has a field that there is none of.
    #[error("{0}")]
    BulletinField(#[from] crate::report::draft::UnknownField),
    /// Somebody else has recorded this text of the bulletin since.
    #[error("{}", say!("bulletin-differs"))]
    BulletinDiffers(String),
    /// A document could not be made.
    #[error("{0}")]
    Document(#[from] crate::outgoing::docx::DocumentError),
    /// A table could not be made.
    #[error("{0}")]
    Table(#[from] crate::outgoing::TableError),
    /// A file could not be read or written.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::i18n::describe_io_error(.1)))]
    File(PathBuf, std::io::Error),
    /// A named file cannot be read.
    #[error("{0}")]
    FileRead(#[from] crate::platform::files::FileReadError),
    /// Standard input or output.
    #[error("{}", say!("cli-stream", why = crate::i18n::describe_io_error(.0)))]
    Stream(#[from] std::io::Error),
    /// A whole file could not be read by intake.
    #[error("{0}")]
    Intake(#[from] crate::intake::IntakeError),
    /// A holiday list cannot be parsed.
    #[error("{0}")]
    Calendar(#[from] crate::domain::time::calendar::CalendarError),
    /// There is no home folder, so no default path for the database.
    #[error("{}", say!("cli-no-home"))]
    NoHome,
    /// There is no terminal to draw on.
    #[error("{}", say!("cli-no-terminal"))]
    NoTerminal,
    /// The terminal cannot position the cursor (`TERM=dumb`).
    #[error("{}", say!("cli-dumb-terminal"))]
    DumbTerminal,
    /// The system refuses to start more threads for this user.
    #[error("{}", say!("cli-no-threads"))]
    NoThreads,
    /// There is no terminal, and a session over SSH or sudo may not use the commands instead.
    #[error("{}", say!("session-no-terminal", may = .0.as_str()))]
    NoSessionTerminal(String),
    /// `verify` found problems: how many, and whether the event log itself is intact.
    #[error("{}", say!(if *.1 { "cli-not-clean-rows" } else { "cli-not-clean" }, n = *.0))]
    VerifyFailed(usize, bool),
    /// The table of units cannot be parsed: the row, and why.
    #[error("{}", say!("cli-units-table", row = *.0, why = .1.as_str()))]
    UnitsTable(u64, String),
    /// The demo script fails: the letter's title, and why.
    #[error("{}", say!("cli-demo-broken", title = .0.as_str(), why = .1.as_str()))]
    Demo(String, String),
}

impl From<BadSudoUid> for AppError {
    fn from(error: BadSudoUid) -> AppError {
        AppError::Usage(error.to_string())
    }
}

impl AppError {
    /// Returns the code of the error, as the JSON of the command line has it.
    pub fn kind(&self) -> &'static str {
        match self {
            AppError::Store(StoreError::Refused(refusal)) => refusal.kind(),
            AppError::Store(why) => why.kind(),
            AppError::Access(error) => error.kind(),
            AppError::Backup(error) => error.kind(),
            AppError::Usage(_) => "usage",
            AppError::NeedsRole(_) => "role",
            AppError::Refused(_) => "refused",
            AppError::Bulletin(why) => why.kind(),
            AppError::BulletinField(_) => "unknown_field",
            AppError::BulletinDiffers(_) => "conflict",
            AppError::Document(_) => "document",
            AppError::Table(_) => "table",
            AppError::File(..) | AppError::Stream(_) => "io",
            AppError::FileRead(error) => error.kind(),
            AppError::Intake(_) => "unreadable",
            AppError::Calendar(_) => "bad_calendar",
            AppError::NoHome => "no_home",
            AppError::NoTerminal | AppError::NoSessionTerminal(_) => "no_terminal",
            AppError::DumbTerminal => "dumb_terminal",
            AppError::NoThreads => "no_threads",
            AppError::VerifyFailed(..) => "not_clean",
            AppError::UnitsTable(..) => "bad_units",
            AppError::Demo(..) => "demo",
        }
    }

    /// Returns the exit status: 2 for wrong usage, 1 for everything else.
    pub fn exit_status(&self) -> u8 {
        match self {
            AppError::Usage(_) => 2,
            AppError::Store(_)
            | AppError::Access(_)
            | AppError::Backup(_)
            | AppError::NeedsRole(_)
            | AppError::Refused(_)
            | AppError::Bulletin(_)
            | AppError::BulletinField(_)
            | AppError::BulletinDiffers(_)
            | AppError::Document(_)
            | AppError::Table(_)
            | AppError::File(..)
            | AppError::FileRead(_)
            | AppError::Stream(_)
            | AppError::Intake(_)
            | AppError::Calendar(_)
            | AppError::NoHome
            | AppError::NoTerminal
            | AppError::DumbTerminal
            | AppError::NoThreads
            | AppError::NoSessionTerminal(_)
            | AppError::VerifyFailed(..)
            | AppError::UnitsTable(..)
            | AppError::Demo(..) => 1,
        }
    }
}
