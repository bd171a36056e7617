//! The account that owns the file: whether sshd lets it in, and by which keys.

use super::sshd::Settings;
use super::{Findings, keys};
use crate::cli::place::{self, Account};
use crate::store::Store;

pub(super) fn look(findings: &mut Findings, store: &Store) {
    let Ok(owner) = store.owner() else { return };
    if owner != place::real() {
        findings.wrong(say!("doctor-not-owner", uid = owner.to_string()));
    }
    let Some(account) = place::account(owner) else {
        findings.wrong(say!("doctor-no-account", uid = owner.to_string()));
        return;
    };
    let settings = Settings::of(&account.login);
    let Some(found) = keys::look(findings, &account, &settings, store.office()) else {
        findings.well(say!("doctor-no-keys"));
        return;
    };
    if found == 0 {
        return;
    }
    let login = account.login.as_str();
    if ["nologin", "false"].iter().any(|shell| account.shell.ends_with(shell)) {
        findings.wrong(say!("doctor-no-shell", account = login, shell = account.shell.as_str()));
    }
    password(findings, &account, &settings);
    settings.tell(findings, login);
}

/// A locked account is not let in, and one that has a password may be guessed. Only the superuser can see which.
fn password(findings: &mut Findings, account: &Account, settings: &Settings) {
    let login = account.login.as_str();
    let shadow = std::fs::read_to_string("/etc/shadow").ok();
    let mut lines = shadow.as_deref().unwrap_or_default().lines();
    let field = lines.find_map(|line| line.strip_prefix(login)?.strip_prefix(':')?.split(':').next());
    match field {
        Some(locked) if locked.starts_with('!') => findings.wrong(say!("doctor-locked", account = login)),
        Some("*") => findings.well(say!("doctor-no-password", account = login)),
        Some(_) if settings.passwords() => findings.wrong(say!("doctor-password", account = login)),
        None if settings.passwords() => findings.wrong(say!("doctor-passwords", account = login)),
        Some(_) | None => {}
    }
}
