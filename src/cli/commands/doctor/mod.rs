//! `doctor`: checks the installation and prints what to do. Notes are information only; findings
//! decide the exit status.

mod account;
mod keys;
mod program;
mod sshd;
mod sshd_file;
mod sudoers;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

pub(in crate::cli) use keys::parse_options as key_options;

use crate::app::access_check;
use crate::app::access_check::AccessError;
use crate::app::error::AppError;
use crate::app::health::{Finding, Findings, Severity, database, disk, office};
use crate::cli::args::{Doctor, Xinxiang};
use crate::cli::{open, output};
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

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
            database::check_database_file(&mut findings, &store, Timestamp::now());
            office::check_office(&mut findings, args.staff.as_deref(), &store)?;
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
        output::print_line(&finding.to_line())?;
    }
    Ok(code)
}

/// Returns the `authorized_keys` files of an account.
pub(in crate::cli) fn key_files(account: &crate::platform::account::Account) -> Vec<PathBuf> {
    sshd::SshdSettings::for_account(&account.login).key_files(account)
}
