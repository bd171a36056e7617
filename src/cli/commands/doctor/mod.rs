//! `doctor`: checks the installation and prints what to do. Notes are information only; findings
//! decide the exit status.

mod account;
mod disk;
mod keys;
mod office;
mod program;
mod sshd;
mod sshd_file;
mod sudoers;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

pub(in crate::cli) use keys::options as key_options;

use crate::app::error::AppError;
use crate::app::reach::{self, NotReached};
use crate::cli::args::{Doctor, Xinxiang};
use crate::cli::{open, output};
use crate::domain::time::Timestamp;
use crate::platform::exchange::{Exchange, Way};
use crate::platform::filesystem::Place;
use crate::store::sqlite::locks;
use crate::store::{Store, StoreError};

/// The report of all checks.
#[derive(Default)]
struct Findings {
    /// A line each.
    lines: Vec<Finding>,
    /// Files that only the superuser can read.
    unseen: Vec<String>,
}

/// The meaning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Correct.
    Well,
    /// Correct, with something to know.
    Note,
    /// Something must be done.
    Wrong,
}

/// A line of the report.
#[derive(Debug)]
struct Finding {
    state: State,
    /// The message, with the next step where something is wrong.
    sentence: String,
}

impl Finding {
    fn is_wrong(&self) -> bool {
        self.state == State::Wrong
    }
}

impl Findings {
    fn add(&mut self, state: State, sentence: String) {
        self.lines.push(Finding { state, sentence });
    }

    fn tell(&mut self, well: bool, sentence: String) {
        self.add(if well { State::Well } else { State::Wrong }, sentence);
    }

    fn well(&mut self, sentence: String) {
        self.add(State::Well, sentence);
    }

    fn note(&mut self, sentence: String) {
        self.add(State::Note, sentence);
    }

    fn wrong(&mut self, sentence: String) {
        self.add(State::Wrong, sentence);
    }

    /// Reports an unreadable system file. Files that only the superuser may read are collected into
    /// one note.
    fn unread(&mut self, file: &Path, error: &std::io::Error) {
        let path = file.display().to_string();
        if error.kind() == std::io::ErrorKind::PermissionDenied
            && crate::platform::account::real() != 0
        {
            self.unseen.push(path);
        } else {
            self.wrong(say!(
                "cli-file",
                path = path,
                why = crate::i18n::of_io(error)
            ));
        }
    }
}

/// Runs all checks, which change nothing; with `--reindex`, rebuilds the search index, and with
/// `--take-over`, removes the lease. Returns status 1 where something is wrong, except after one of
/// these two: their success decides.
pub fn run(args: &Xinxiang, wanted: &Doctor) -> Result<ExitCode, AppError> {
    let path = open::path(args)?;
    let mut findings = Findings::default();
    if wanted.take_over {
        findings.well(super::lease::take_over(&path, wanted.yes)?);
    }
    if wanted.reindex {
        let mut bar = output::Bar::new();
        let letters = Store::open(&path)?
            .reindex(&mut |done, all| bar.show(done, all, &say!("doctor-reindexing")))?;
        bar.end();
        findings.well(say!("doctor-reindexed", n = letters));
    }
    findings.well(say!(
        "doctor-version",
        version = env!("CARGO_PKG_VERSION"),
        sqlite = rusqlite::version()
    ));
    let utf8 = crate::platform::program::utf8();
    findings.tell(
        utf8,
        if utf8 {
            say!("doctor-locale")
        } else {
            say!("doctor-no-utf8")
        },
    );
    program::look(&mut findings);
    if let Some(strays) = reach::strays(&path) {
        findings.wrong(strays.to_string());
    }
    let hindered = disk::look(&mut findings, &path);
    match reach::check(&path)
        .map_err(AppError::from)
        .and_then(|()| Ok(Store::open(&path)?))
    {
        // Reported above.
        Err(AppError::Reach(NotReached::Stray { .. })) => {}
        // While the disk cannot be written, this error is only a consequence.
        Err(AppError::Store(StoreError::Sqlite(_) | StoreError::Full | StoreError::ReadOnly))
            if hindered => {}
        // The usual message of this error sends people to `doctor`.
        Err(AppError::Store(error @ StoreError::Sqlite(_))) if !error.is_damaged() => {
            findings.wrong(say!(
                "doctor-cannot-open",
                path = path.display().to_string(),
                why = error.reason()
            ));
        }
        Err(error) => findings.wrong(error.to_string()),
        Ok(store) => {
            findings.well(say!("doctor-database", path = path.display().to_string()));
            file(&mut findings, &store);
            office::look(&mut findings, args, &store)?;
            account::look(&mut findings, &store);
            if !findings.unseen.is_empty() {
                let (files, path) = (
                    findings.unseen.join(" "),
                    store.path().display().to_string(),
                );
                findings.note(say!(
                    "doctor-unseen",
                    files = files,
                    database = shell_words::quote(&path)
                ));
            }
        }
    }
    let findings = findings.lines;
    let asked = wanted.take_over || wanted.reindex;
    let code = if asked || !findings.iter().any(Finding::is_wrong) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    if args.json {
        let row = |finding: &Finding| json!({ "well": !finding.is_wrong(), "note": finding.state == State::Note, "sentence": finding.sentence });
        output::document(&findings.iter().map(row).collect())?;
        return Ok(code);
    }
    for finding in &findings {
        let sign = match finding.state {
            State::Well => "✓",
            State::Note => "·",
            State::Wrong => "!",
        };
        output::line(&format!("{sign} {}", finding.sentence))?;
    }
    Ok(code)
}

/// Returns the permission bits of a file or folder; `None` where it does not exist.
fn mode(path: &Path) -> Option<u32> {
    std::fs::metadata(path)
        .ok()
        .map(|about| about.permissions().mode() & 0o7777)
}

/// Quotes a path for a shell.
fn quoted(path: &Path) -> String {
    shell_words::quote(&path.display().to_string()).into_owned()
}

/// Returns the `authorized_keys` files of an account.
pub(in crate::cli) fn key_files(account: &crate::platform::account::Account) -> Vec<PathBuf> {
    sshd::Settings::of(&account.login).key_files(account)
}

/// Checks the database file, its folder, and the folders next to it.
fn file(findings: &mut Findings, store: &Store) {
    let path = store.path();
    if let Some(mode) = mode(path) {
        let closed = mode & 0o077 == 0;
        let mode = format!("{mode:04o}");
        let sentence = match closed {
            true => say!("doctor-mode", mode = mode),
            false => say!("doctor-open-mode", mode = mode, file = quoted(path)),
        };
        findings.tell(closed, sentence);
    }
    if let Ok(about) = std::fs::metadata(path) {
        findings.well(say!("doctor-owner", uid = about.uid().to_string()));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if let Some(mode) = mode(folder) {
        let closed = mode & 0o077 == 0;
        let (shown, mode) = (folder.display().to_string(), format!("{mode:04o}"));
        let key = if closed {
            "doctor-folder"
        } else {
            "doctor-open-folder"
        };
        findings.tell(closed, say!(key, folder = shown, mode = mode));
    }
    let exchange = Exchange::beside(path);
    for way in Way::ALL {
        let folder = exchange.folder(way);
        let shown = folder.display().to_string();
        match mode(&folder) {
            // They are created with the first key line, or by the first session.
            None => {}
            Some(mode) if mode & 0o077 == 0 => {
                findings.well(say!("doctor-exchange", folder = shown))
            }
            Some(_) => findings.wrong(say!("doctor-open-exchange", folder = shown)),
        }
    }
    let adrift = exchange.adrift();
    if adrift > 0 {
        findings.well(say!(
            "doctor-exchange-adrift",
            n = adrift,
            folder = exchange.folder(Way::In).display().to_string()
        ));
    }
    fetched(&exchange, findings);
    if let Some(holder) = locks::holder(path).filter(|holder| holder.stopped) {
        findings.wrong(say!(
            "doctor-held",
            who = holder.words(),
            process = holder.process.to_string()
        ));
    }
    // An error here is reported by another check.
    if store.is_reindexing().unwrap_or(false) {
        findings.wrong(say!("doctor-reindex-unfinished"));
    }
    let local = crate::platform::filesystem::of(folder) == Place::Local;
    findings.tell(
        local,
        say!(if local {
            "doctor-local"
        } else {
            "doctor-not-local"
        }),
    );
}

/// Days after which an exchanged file should have been fetched.
const DAYS: i64 = 7;

/// Reports the files that wait to be fetched, and the age of the oldest.
fn fetched(exchange: &Exchange, findings: &mut Findings) {
    let waiting = exchange.waiting(Way::Out);
    let Some(oldest) = waiting.iter().map(|file| file.since).min() else {
        return;
    };
    let days = (Timestamp::now().as_second() - oldest) / (24 * 60 * 60);
    let size = crate::tui::state::menu::format_size(waiting.iter().map(|file| file.bytes).sum());
    let folder = exchange.folder(Way::Out).display().to_string();
    let key = if days < DAYS {
        "doctor-exchange-out"
    } else {
        "doctor-exchange-old"
    };
    findings.tell(
        days < DAYS,
        say!(
            key,
            n = waiting.len(),
            size = size,
            folder = folder,
            days = days
        ),
    );
}
