//! The users of the machine, as passwd(5) lists them, and the one behind this process.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// A user, as passwd(5) has them.
pub struct Account {
    /// The login name.
    pub login: String,
    /// Its number.
    pub uid: u32,
    /// The fifth field, which begins with the full name.
    pub about: String,
    /// The home folder.
    pub home: PathBuf,
    /// The shell.
    pub shell: String,
}

/// The account of a user; `None` where passwd(5) does not list it.
pub fn account(uid: u32) -> Option<Account> {
    accounts().into_iter().find(|account| account.uid == uid)
}

/// All accounts that passwd(5) lists.
pub fn accounts() -> Vec<Account> {
    accounts_in(&std::fs::read_to_string("/etc/passwd").unwrap_or_default())
}

/// The accounts in such a text.
pub fn accounts_in(passwd: &str) -> Vec<Account> {
    let one = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let field = |n: usize| fields.get(n).copied().unwrap_or_default().to_owned();
        let uid = field(2).parse().ok()?;
        Some(Account {
            login: field(0),
            uid,
            about: field(4),
            home: field(5).into(),
            shell: field(6),
        })
    };
    passwd.lines().filter_map(one).collect()
}

/// The user of this process.
pub fn real() -> u32 {
    rustix::process::getuid().as_raw()
}

/// `SUDO_UID` is set and names nobody.
#[derive(Debug, thiserror::Error)]
#[error("{}", say!("cli-bad-sudo-uid"))]
pub struct NoCaller;

/// The user who called this process through sudo. The superuser is nobody's guest: they may be any user.
///
/// # Errors
/// Where it cannot be told who that was: they would be let in as the owner.
pub fn caller() -> Result<Option<u32>, NoCaller> {
    let Some(set) = std::env::var_os("SUDO_UID") else {
        return Ok(None);
    };
    let uid = user_id(&set).ok_or(NoCaller)?;
    Ok(Some(uid).filter(|uid| *uid != 0))
}

/// The number of a user as sudo writes it: digits, and nothing else.
pub fn user_id(text: &OsStr) -> Option<u32> {
    let text = text
        .to_str()
        .filter(|text| text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

/// The user behind this process; through sudo, the one who called it.
pub fn uid() -> u32 {
    // Where that cannot be told, nobody came in.
    caller().ok().flatten().unwrap_or_else(real)
}

/// The home folder of the user of this process, whatever the environment says.
pub fn home() -> Option<OsString> {
    account(real())
        .map(|account| account.home.into_os_string())
        .filter(|home| !home.is_empty())
}

/// The login name of that user, and the name that people read, from passwd(5), for the first administrator.
pub fn user() -> (String, String) {
    let uid = uid();
    let account = account(uid);
    let known = account
        .as_ref()
        .map(|account| account.login.clone())
        .filter(|login| !login.is_empty());
    let login = known.unwrap_or_else(|| format!("u{uid}"));
    // Before the first comma stands the full name, where there is one.
    let full = account
        .as_ref()
        .and_then(|account| account.about.split(',').next());
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
            assert_eq!(user_id(OsStr::new(text)), Some(uid));
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
            assert_eq!(user_id(OsStr::new(text)), None, "{text:?}");
        }
    }
}
