//! Checks the account that owns the database: whether sshd lets it in, and with which keys.

use std::path::Path;

use super::sshd::Settings;
use super::{Findings, keys, sudoers};
use crate::app::reach;
use crate::platform::account;
use crate::platform::account as accounts;
use crate::platform::account::Account;
use crate::store::Store;

/// The file of password hashes, readable by root only.
const SHADOW: &str = "/etc/shadow";

pub(super) fn look(findings: &mut Findings, store: &Store) {
    // A wrong owner of the file is reported elsewhere; the keys belong to the account in whose
    // folder it lies.
    let Some(owner) = reach::whose(store.path()) else {
        return;
    };
    // Root can read more files than the account itself.
    if ![0, owner].contains(&account::real()) {
        findings.wrong(say!("doctor-not-owner", uid = owner.to_string()));
    }
    let Some(account) = accounts::account(owner) else {
        findings.wrong(say!("doctor-no-account", uid = owner.to_string()));
        return;
    };
    let settings = Settings::of(&account.login);
    if account::real() == 0 {
        sudoers::look(findings, &account);
    }
    let Some(found) = keys::look(findings, &account, &settings, store) else {
        findings.well(say!("doctor-no-keys"));
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
        findings.wrong(say!(
            "doctor-no-shell",
            account = login,
            shell = account.shell.as_str()
        ));
    }
    match std::fs::read_to_string(SHADOW) {
        Ok(shadow) => password(findings, &account, &settings, &shadow),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => findings.unread(Path::new(SHADOW), &error),
    }
    settings.tell(findings, login);
}

/// Checks the password field of shadow(5): sshd refuses a locked account, and a password can be
/// guessed.
fn password(findings: &mut Findings, account: &Account, settings: &Settings, shadow: &str) {
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
            findings.wrong(say!("doctor-locked", account = login))
        }
        Some("*") => findings.well(say!("doctor-no-password", account = login)),
        Some(_) if settings.passwords() => findings.wrong(say!("doctor-password", account = login)),
        Some(_) | None => {}
    }
}
