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

pub(in crate::cli) use keys::parse_options as key_options;

use crate::app::access_check;
use crate::app::access_check::AccessError;
use crate::app::error::AppError;
use crate::cli::args::{Doctor, Xinxiang};
use crate::cli::{open, output};
use crate::domain::time::Timestamp;
use crate::platform::exchange::{Exchange, ExchangeDirection};
use crate::platform::filesystem::FilesystemKind;
use crate::store::sqlite::locks;
use crate::store::{Store, StoreError};

/// The report of all checks.
#[derive(Default)]
struct Findings {
    /// A line each.
    lines: Vec<Finding>,
    /// Files that only the superuser can read.
    root_only: Vec<String>,
}

/// The meaning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Severity {
    /// Correct.
    Good,
    /// Correct, with something to know.
    Note,
    /// Something must be done.
    Problem,
}

/// A line of the report.
#[derive(Debug)]
struct Finding {
    severity: Severity,
    /// The message, with the next step where something is wrong.
    message: String,
}

impl Finding {
    fn is_problem(&self) -> bool {
        self.severity == Severity::Problem
    }
}

impl Findings {
    fn add_finding(&mut self, state: Severity, sentence: String) {
        self.lines.push(Finding {
            severity: state,
            message: sentence,
        });
    }

    fn add_checked(&mut self, well: bool, sentence: String) {
        self.add_finding(
            if well {
                Severity::Good
            } else {
                Severity::Problem
            },
            sentence,
        );
    }

    fn add_good(&mut self, sentence: String) {
        self.add_finding(Severity::Good, sentence);
    }

    fn add_note(&mut self, sentence: String) {
        self.add_finding(Severity::Note, sentence);
    }

    fn add_problem(&mut self, sentence: String) {
        self.add_finding(Severity::Problem, sentence);
    }

    /// Reports an unreadable system file. Files that only the superuser may read are collected into
    /// one note.
    fn add_unreadable(&mut self, file: &Path, error: &std::io::Error) {
        let path = file.display().to_string();
        if error.kind() == std::io::ErrorKind::PermissionDenied
            && crate::platform::account::real_uid() != 0
        {
            self.root_only.push(path);
        } else {
            self.add_problem(say!(
                "cli-file",
                path = path,
                why = crate::i18n::describe_io_error(error)
            ));
        }
    }
}

/// Runs all checks, which change nothing; with `--reindex`, rebuilds the search index, and with
/// `--take-over`, removes the lease. Returns status 1 where something is wrong, except after one of
/// these two: their success decides.
pub fn run(args: &Xinxiang, wanted: &Doctor) -> Result<ExitCode, AppError> {
    let path = open::configured_path(args)?;
    let mut findings = Findings::default();
    if wanted.take_over {
        findings.add_good(super::lease::take_over(&path, wanted.yes)?);
    }
    if wanted.reindex {
        let mut bar = output::Bar::new();
        let letters = Store::open(&path)?
            .reindex(&mut |done, all| bar.update(done, all, &say!("doctor-reindexing")))?;
        bar.finish();
        findings.add_good(say!("doctor-reindexed", n = letters));
    }
    findings.add_good(say!(
        "doctor-version",
        version = env!("CARGO_PKG_VERSION"),
        sqlite = rusqlite::version()
    ));
    let utf8 = crate::platform::program::is_utf8_locale();
    findings.add_checked(
        utf8,
        if utf8 {
            say!("doctor-locale")
        } else {
            say!("doctor-no-utf8")
        },
    );
    program::check_program(&mut findings);
    if let Some(strays) = access_check::misowned_files(&path) {
        findings.add_problem(strays.to_string());
    }
    let hindered = disk::check_disk(&mut findings, &path);
    match access_check::check_access(&path)
        .map_err(AppError::from)
        .and_then(|()| Ok(Store::open(&path)?))
    {
        // Reported above.
        Err(AppError::Access(AccessError::WrongOwner { .. })) => {}
        // While the disk cannot be written, this error is only a consequence.
        Err(AppError::Store(StoreError::Sqlite(_) | StoreError::Full | StoreError::ReadOnly))
            if hindered => {}
        // The usual message of this error sends people to `doctor`.
        Err(AppError::Store(error @ StoreError::Sqlite(_))) if !error.is_damaged() => {
            findings.add_problem(say!(
                "doctor-cannot-open",
                path = path.display().to_string(),
                why = error.reason()
            ));
        }
        Err(error) => findings.add_problem(error.to_string()),
        Ok(store) => {
            findings.add_good(say!("doctor-database", path = path.display().to_string()));
            check_database_file(&mut findings, &store);
            office::check_office(&mut findings, args, &store)?;
            account::check_account(&mut findings, &store);
            if !findings.root_only.is_empty() {
                let (files, path) = (
                    findings.root_only.join(" "),
                    store.path().display().to_string(),
                );
                findings.add_note(say!(
                    "doctor-unseen",
                    files = files,
                    database = shell_words::quote(&path)
                ));
            }
        }
    }
    let findings = findings.lines;
    let asked = wanted.take_over || wanted.reindex;
    let code = if asked || !findings.iter().any(Finding::is_problem) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    if args.json {
        let row = |finding: &Finding| json!({ "well": !finding.is_problem(), "note": finding.severity == Severity::Note, "sentence": finding.message });
        output::print_json(&findings.iter().map(row).collect())?;
        return Ok(code);
    }
    for finding in &findings {
        let sign = match finding.severity {
            Severity::Good => "✓",
            Severity::Note => "·",
            Severity::Problem => "!",
        };
        output::print_line(&format!("{sign} {}", finding.message))?;
    }
    Ok(code)
}

/// Returns the permission bits of a file or folder; `None` where it does not exist.
fn permission_bits(path: &Path) -> Option<u32> {
    std::fs::metadata(path)
        .ok()
        .map(|about| about.permissions().mode() & 0o7777)
}

/// Quotes a path for a shell.
fn shell_quoted(path: &Path) -> String {
    shell_words::quote(&path.display().to_string()).into_owned()
}

/// Returns the `authorized_keys` files of an account.
pub(in crate::cli) fn key_files(account: &crate::platform::account::Account) -> Vec<PathBuf> {
    sshd::SshdSettings::for_account(&account.login).key_files(account)
}

/// Checks the database file, its folder, and the folders next to it.
fn check_database_file(findings: &mut Findings, store: &Store) {
    let path = store.path();
    if let Some(mode) = permission_bits(path) {
        let closed = mode & 0o077 == 0;
        let mode = format!("{mode:04o}");
        let sentence = match closed {
            true => say!("doctor-mode", mode = mode),
            false => say!("doctor-open-mode", mode = mode, file = shell_quoted(path)),
        };
        findings.add_checked(closed, sentence);
    }
    if let Ok(about) = std::fs::metadata(path) {
        findings.add_good(say!("doctor-owner", uid = about.uid().to_string()));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if let Some(mode) = permission_bits(folder) {
        let closed = mode & 0o077 == 0;
        let (shown, mode) = (folder.display().to_string(), format!("{mode:04o}"));
        let key = if closed {
            "doctor-folder"
        } else {
            "doctor-open-folder"
        };
        findings.add_checked(closed, say!(key, folder = shown, mode = mode));
    }
    let exchange = Exchange::next_to(path);
    for way in ExchangeDirection::ALL {
        let folder = exchange.folder(way);
        let shown = folder.display().to_string();
        match permission_bits(&folder) {
            // They are created with the first key line, or by the first session.
            None => {}
            Some(mode) if mode & 0o077 == 0 => {
                findings.add_good(say!("doctor-exchange", folder = shown))
            }
            Some(_) => findings.add_problem(say!("doctor-open-exchange", folder = shown)),
        }
    }
    let adrift = exchange.count_loose_files();
    if adrift > 0 {
        findings.add_good(say!(
            "doctor-exchange-adrift",
            n = adrift,
            folder = exchange.folder(ExchangeDirection::In).display().to_string()
        ));
    }
    check_exchange(&exchange, findings);
    if let Some(holder) = locks::find_holder(path).filter(|holder| holder.stopped) {
        findings.add_problem(say!(
            "doctor-held",
            who = holder.label(),
            process = holder.process.to_string()
        ));
    }
    // An error here is reported by another check.
    if store.is_reindexing().unwrap_or(false) {
        findings.add_problem(say!("doctor-reindex-unfinished"));
    }
    let local = crate::platform::filesystem::filesystem_kind(folder) == FilesystemKind::Local;
    findings.add_checked(
        local,
        say!(if local {
            "doctor-local"
        } else {
            "doctor-not-local"
        }),
    );
}

/// Days after which an exchanged file should have been fetched.
const MAX_WAITING_DAYS: i64 = 7;

/// Reports the files that wait to be fetched, and the age of the oldest.
fn check_exchange(exchange: &Exchange, findings: &mut Findings) {
    let waiting = exchange.list_waiting(ExchangeDirection::Out);
    let Some(oldest) = waiting.iter().map(|file| file.modified_at).min() else {
        return;
    };
    let days = (Timestamp::now().as_second() - oldest) / (24 * 60 * 60);
    let size = crate::text::size::format_size(waiting.iter().map(|file| file.bytes).sum());
    let folder = exchange
        .folder(ExchangeDirection::Out)
        .display()
        .to_string();
    let key = if days < MAX_WAITING_DAYS {
        "doctor-exchange-out"
    } else {
        "doctor-exchange-old"
    };
    findings.add_checked(
        days < MAX_WAITING_DAYS,
        say!(
            key,
            n = waiting.len(),
            size = size,
            folder = folder,
            days = days
        ),
    );
}
