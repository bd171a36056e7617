//! The users of the machine, as passwd(5) lists them.

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
        Some(Account { login: field(0), uid, about: field(4), home: field(5).into(), shell: field(6) })
    };
    passwd.lines().filter_map(one).collect()
}
