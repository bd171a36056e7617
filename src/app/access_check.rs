//! Checks whether this user can access the database, and tells a file without access from a missing
//! file.

use std::fs::metadata;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::io::Errno;

use crate::platform::account::{self, Account};
use crate::platform::exchange::{Exchange, ExchangeDirection};
use crate::platform::file_guard::TAILS;
use crate::platform::filesystem::{parent_folder, with_name_tail};

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The file belongs to another account, or lies in a folder of one.
    #[error("{}", say!("reach-other", path = .path.display().to_string(), account = .account.as_str()))]
    OtherAccount {
        /// The path of the database.
        path: PathBuf,
        /// The login name of that account.
        account: String,
    },
    /// Files do not belong to the account in whose folder they lie, and that account cannot read
    /// them.
    #[error("{}", say!("reach-stray", files = .files.as_str(), account = .account.as_str(), owner = .owner.as_str()))]
    WrongOwner {
        /// The files, quoted for a shell.
        files: String,
        /// The account in whose folder they lie.
        account: String,
        /// The same account in the form that `chown` takes.
        owner: String,
    },
    /// This user has no database, but this account has one.
    #[error("{}", say!("reach-elsewhere", account = .0.as_str()))]
    OfficeElsewhere(String),
    /// The superuser is no member of staff; the file belongs to this account.
    #[error("{}", say!("reach-superuser", account = .0.as_str()))]
    Superuser(String),
}

impl AccessError {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            AccessError::OtherAccount { .. } | AccessError::WrongOwner { .. } => "out_of_reach",
            AccessError::OfficeElsewhere(_) => "no_database",
            AccessError::Superuser(_) => "unknown_user",
        }
    }
}

/// Refuses a path that cannot be inspected, and an existing file that cannot be read. A missing
/// file is accepted here.
pub fn check_access(path: &Path) -> Result<(), AccessError> {
    let about = match metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let seen = path.ancestors().find_map(|above| metadata(above).ok());
            return Err(other_account(path, seen.map_or(0, |about| about.uid())));
        }
        Err(_) => return Ok(()),
    };
    if access(path, Access::READ_OK) != Err(Errno::ACCESS) {
        return Ok(());
    }
    match misowned_files(path) {
        Some(strays) if about.uid() != expected_owner(path).unwrap_or(about.uid()) => Err(strays),
        Some(_) | None => Err(other_account(path, about.uid())),
    }
}

fn other_account(path: &Path, uid: u32) -> AccessError {
    AccessError::OtherAccount {
        path: path.to_owned(),
        account: shell_login(uid),
    }
}

/// Returns the login name of a user; for one without a name, `#uid` as sudo takes it, quoted for a
/// shell.
pub fn shell_login(uid: u32) -> String {
    account::find_account(uid).map_or_else(|| format!("'#{uid}'"), |account| account.login)
}

/// Returns the account that should own the database: the one in whose home folder it lies, else the
/// owner of its folder.
pub fn expected_owner(path: &Path) -> Option<u32> {
    let folder = parent_folder(path)
        .canonicalize()
        .unwrap_or_else(|_| parent_folder(path).to_owned());
    let owns =
        |account: &Account| metadata(&account.home).is_ok_and(|home| home.uid() == account.uid);
    let about = |account: &Account| {
        account.home.components().count() > 1 && folder.starts_with(&account.home)
    };
    let accounts = account::list_accounts()
        .into_iter()
        .filter(|account| about(account) && owns(account));
    let nearest = accounts
        .max_by_key(|account| account.home.components().count())
        .map(|account| account.uid);
    nearest.or_else(|| metadata(&folder).ok().map(|about| about.uid()))
}

/// Returns the files of a database with the wrong owner, with the command that corrects it; `None`
/// where all owners are right.
pub fn misowned_files(path: &Path) -> Option<AccessError> {
    let uid = expected_owner(path)?;
    let files = files_of_others(path, uid);
    let owner = account::find_account(uid)
        .map_or_else(|| uid.to_string(), |account| format!("{}:", account.login));
    let files: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    (!files.is_empty()).then(|| AccessError::WrongOwner {
        files: shell_words::join(files),
        account: shell_login(uid),
        owner,
    })
}

/// Returns the existing files and folders of the database that do not belong to this user.
fn files_of_others(path: &Path, uid: u32) -> Vec<PathBuf> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let exchange = Exchange::next_to(path);
    let files = TAILS.map(|tail| with_name_tail(path, tail));
    let within = [
        exchange.folder(ExchangeDirection::In),
        exchange.folder(ExchangeDirection::Out),
    ];
    let above = exchange
        .folder(ExchangeDirection::In)
        .parent()
        .map(Path::to_owned);
    let all = [parent_folder(path).to_owned()]
        .into_iter()
        .chain(files)
        .chain(above)
        .chain(within);
    all.filter(|file| metadata(file).is_ok_and(|about| about.uid() != uid))
        .collect()
}

/// The account that an office is usually installed under.
const OFFICE_ACCOUNT: &str = "xinxiang";

/// Returns that account, if it has an office at the default path, or if its folder cannot be
/// inspected.
pub fn account_with_office(accounts: Vec<Account>, me: u32) -> Option<String> {
    let account = accounts
        .into_iter()
        .find(|account| account.login == OFFICE_ACCOUNT && account.uid != me)?;
    let there = match metadata(account.home.join(".local/share/xinxiang/xinxiang.db")) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::PermissionDenied,
    };
    there.then_some(account.login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_another_than_the_folders_owner_are_told_with_the_chown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("office.db");
        for tail in ["", "-presence", "-wal"] {
            std::fs::write(format!("{}{tail}", path.display()), "").unwrap();
        }
        let me = account::real_uid();
        assert_eq!(expected_owner(&path), Some(me));
        assert!(misowned_files(&path).is_none() && check_access(&path).is_ok());
        assert_eq!(
            files_of_others(&path, me + 1).len(),
            4,
            "the folder and what is in it"
        );
        if me == 0 {
            std::os::unix::fs::chown(format!("{}-presence", path.display()), Some(4711), None)
                .unwrap();
            let told = misowned_files(&path).unwrap().to_string();
            assert!(
                told.contains("chown root: ") && told.contains("office.db-presence"),
                "{told}"
            );
            assert!(!told.contains("office.db-wal"), "{told}");
        }
    }

    #[test]
    fn an_account_that_has_an_office_is_known_by_its_home() {
        let home = tempfile::tempdir().unwrap();
        let accounts = |login: &str| {
            account::parse_passwd(&format!(
                "{login}:x:4711:4711::{}:/bin/sh",
                home.path().display()
            ))
        };
        assert_eq!(
            account_with_office(accounts("xinxiang"), 1000),
            None,
            "it has none"
        );
        std::fs::create_dir_all(home.path().join(".local/share/xinxiang")).unwrap();
        std::fs::write(home.path().join(".local/share/xinxiang/xinxiang.db"), "").unwrap();
        assert_eq!(
            account_with_office(accounts("xinxiang"), 1000).as_deref(),
            Some("xinxiang")
        );
        assert_eq!(
            account_with_office(accounts("xinxiang"), 4711),
            None,
            "it is asked by itself"
        );
        assert_eq!(account_with_office(accounts("li"), 1000), None);
    }
}
