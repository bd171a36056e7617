//! User accounts of the machine (passwd(5)), and the user behind this process.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// A user account, as in passwd(5).
pub struct Account {
    /// The login name.
    pub login: String,
    /// The user ID.
    pub uid: u32,
    /// The fifth field (GECOS), which begins with the full name.
    pub gecos: String,
    /// The home folder.
    pub home: PathBuf,
    /// The login shell.
    pub shell: String,
}

/// Returns the account of a user; `None` where passwd(5) does not list it.
pub fn find_account(uid: u32) -> Option<Account> {
    list_accounts()
        .into_iter()
        .find(|account| account.uid == uid)
}

/// Returns all accounts that passwd(5) lists.
pub fn list_accounts() -> Vec<Account> {
    parse_passwd(&std::fs::read_to_string("/etc/passwd").unwrap_or_default())
}

/// Parses text in the format of passwd(5).
pub fn parse_passwd(passwd: &str) -> Vec<Account> {
    let one = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let field = |n: usize| fields.get(n).copied().unwrap_or_default().to_owned();
        let uid = field(2).parse().ok()?;
        Some(Account {
            login: field(0),
            uid,
            gecos: field(4),
            home: field(5).into(),
            shell: field(6),
        })
    };
    passwd.lines().filter_map(one).collect()
}

/// Returns the real user ID of this process.
pub fn real_uid() -> u32 {
    rustix::process::getuid().as_raw()
}

/// `SUDO_UID` is set, but is no user ID.
#[derive(Debug, thiserror::Error)]
#[error("{}", say!("cli-bad-sudo-uid"))]
pub struct BadSudoUid;

/// Returns the user who called this process through sudo. `None` without sudo, and for the
/// superuser, who may act as any user.
///
/// # Errors
/// Fails where `SUDO_UID` is malformed: treating that as "not through sudo" would let the caller in
/// as the owner.
pub fn sudo_caller() -> Result<Option<u32>, BadSudoUid> {
    let Some(set) = std::env::var_os("SUDO_UID") else {
        return Ok(None);
    };
    let uid = parse_uid(&set).ok_or(BadSudoUid)?;
    Ok(Some(uid).filter(|uid| *uid != 0))
}

/// Parses a user ID as sudo writes it: digits, and nothing else.
pub fn parse_uid(text: &OsStr) -> Option<u32> {
    let text = text
        .to_str()
        .filter(|text| text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

/// Returns the user behind this process; through sudo, the user who called it.
pub fn calling_uid() -> u32 {
    // A malformed `SUDO_UID` is refused at the start of a session; here the process's own user is
    // used.
    sudo_caller().ok().flatten().unwrap_or_else(real_uid)
}

/// Returns the home folder of the user of this process from passwd(5), ignoring `$HOME`.
pub fn home_folder() -> Option<OsString> {
    find_account(real_uid())
        .map(|account| account.home.into_os_string())
        .filter(|home| !home.is_empty())
}

/// Returns the login name of the user behind this process and their full name from passwd(5), for
/// the first administrator of an office.
pub fn calling_user() -> (String, String) {
    let uid = calling_uid();
    let account = find_account(uid);
    let known = account
        .as_ref()
        .map(|account| account.login.clone())
        .filter(|login| !login.is_empty());
    let login = known.unwrap_or_else(|| format!("u{uid}"));
    // GECOS: the full name ends at the first comma.
    let full = account
        .as_ref()
        .and_then(|account| account.gecos.split(',').next());
    let full = full
        .filter(|name| !name.trim().is_empty())
        .map_or_else(|| login.clone(), str::to_owned);
    (login, full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_told_by_digits_alone() {
        for (text, uid) in [("0", 0), ("4712", 4712), ("4294967295", u32::MAX)] {
            assert_eq!(parse_uid(OsStr::new(text)), Some(uid));
        }
        for text in [
            "",
            "+4712",
            "-1",
            " 4712",
            "4712\n",
            "00000004712",
            "4294967296",
            "x",
        ] {
            assert_eq!(parse_uid(OsStr::new(text)), None, "{text:?}");
        }
    }
}
