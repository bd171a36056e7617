//! Checks the account that owns the database: whether sshd lets it in, and with which keys.

use std::path::Path;

use super::sshd::SshdSettings;
use super::{keys, sudoers};
use crate::app::access_check;
use crate::app::health::Findings;
use crate::platform::account;
use crate::platform::account as accounts;
use crate::platform::account::Account;
use crate::store::Store;

/// The file of password hashes, readable by root only.
const SHADOW_FILE: &str = "/etc/shadow";

pub(super) fn check_account(findings: &mut Findings, store: &Store) {
    // A wrong owner of the file is reported elsewhere; the keys belong to the account in whose
    // folder it lies.
    let Some(owner) = access_check::expected_owner(store.path()) else {
        return;
    };
    // Root can read more files than the account itself.
    if ![0, owner].contains(&account::real_uid()) {
        findings.add_problem(say!("doctor-not-owner", uid = owner.to_string()));
    }
    let Some(account) = accounts::find_account(owner) else {
        findings.add_problem(say!("doctor-no-account", uid = owner.to_string()));
        return;
    };
    let settings = SshdSettings::for_account(&account.login);
    if account::real_uid() == 0 {
        sudoers::check_sudoers(findings, &account);
    }
    let Some(found) = keys::check_keys(findings, &account, &settings, store) else {
        findings.add_good(say!("doctor-no-keys"));
        return;
    };
    if found == 0 {
        return;
    }
    let login = account.login.as_str();
    if ["nologin", "false"]
        .iter()
        .any(|shell| account.shell.ends_with(shell))
    {
        findings.add_problem(say!(
            "doctor-no-shell",
            account = login,
            shell = account.shell.as_str()
        ));
    }
    match std::fs::read_to_string(SHADOW_FILE) {
        Ok(shadow) => check_password(findings, &account, &settings, &shadow),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => findings.add_unreadable(Path::new(SHADOW_FILE), &error),
    }
    settings.report_settings(findings, login);
}

/// Checks the password field of shadow(5): sshd refuses a locked account, and a password can be
/// guessed.
fn check_password(
    findings: &mut Findings,
    account: &Account,
    settings: &SshdSettings,
    shadow: &str,
) {
    let login = account.login.as_str();
    let field = |line: &str| {
        line.strip_prefix(login)?
            .strip_prefix(':')?
            .split(':')
            .next()
            .map(str::to_owned)
    };
    match shadow.lines().find_map(field).as_deref() {
        Some(locked) if locked.starts_with('!') => {
            findings.add_problem(say!("doctor-locked", account = login))
        }
        Some("*") => findings.add_good(say!("doctor-no-password", account = login)),
        Some(_) if settings.allows_passwords() => {
            findings.add_problem(say!("doctor-password", account = login))
        }
        Some(_) | None => {}
    }
}
