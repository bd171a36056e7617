//! Checks whether this user can access the database, and tells a file without access from a missing
//! file.

use std::fs::metadata;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::io::Errno;

use crate::platform::account::{self, Account};
use crate::platform::exchange::{Exchange, Way};
use crate::platform::file_guard::PRESENCE;
use crate::platform::filesystem::{beside, folder};

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotReached {
    /// The file belongs to another account, or lies in a folder of one.
    #[error("{}", say!("reach-other", path = .path.display().to_string(), account = .account.as_str()))]
    Other {
        /// The path of the database.
        path: PathBuf,
        /// The login name of that account.
        account: String,
    },
    /// Files do not belong to the account in whose folder they lie, and that account cannot read
    /// them.
    #[error("{}", say!("reach-stray", files = .files.as_str(), account = .account.as_str(), owner = .owner.as_str()))]
    Stray {
        /// The files, quoted for a shell.
        files: String,
        /// The account in whose folder they lie.
        account: String,
        /// The same account in the form that `chown` takes.
        owner: String,
    },
    /// This user has no database, but this account has one.
    #[error("{}", say!("reach-elsewhere", account = .0.as_str()))]
    Elsewhere(String),
    /// The superuser is no member of staff; the file belongs to this account.
    #[error("{}", say!("reach-superuser", account = .0.as_str()))]
    Superuser(String),
}

impl NotReached {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            NotReached::Other { .. } | NotReached::Stray { .. } => "out_of_reach",
            NotReached::Elsewhere(_) => "no_database",
            NotReached::Superuser(_) => "unknown_user",
        }
    }
}

/// Refuses a path that cannot be inspected, and an existing file that cannot be read. A missing
/// file is accepted here.
pub fn check(path: &Path) -> Result<(), NotReached> {
    let about = match metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let seen = path.ancestors().find_map(|above| metadata(above).ok());
            return Err(other(path, seen.map_or(0, |about| about.uid())));
        }
        Err(_) => return Ok(()),
    };
    if access(path, Access::READ_OK) != Err(Errno::ACCESS) {
        return Ok(());
    }
    match strays(path) {
        Some(strays) if about.uid() != whose(path).unwrap_or(about.uid()) => Err(strays),
        Some(_) | None => Err(other(path, about.uid())),
    }
}

fn other(path: &Path, uid: u32) -> NotReached {
    NotReached::Other {
        path: path.to_owned(),
        account: login(uid),
    }
}

/// Returns the login name of a user; for one without a name, `#uid` as sudo takes it, quoted for a
/// shell.
pub fn login(uid: u32) -> String {
    account::account(uid).map_or_else(|| format!("'#{uid}'"), |account| account.login)
}

/// Returns the account that should own the database: the one in whose home folder it lies, else the
/// owner of its folder.
pub fn whose(path: &Path) -> Option<u32> {
    let folder = folder(path)
        .canonicalize()
        .unwrap_or_else(|_| folder(path).to_owned());
    let owns =
        |account: &Account| metadata(&account.home).is_ok_and(|home| home.uid() == account.uid);
    let about = |account: &Account| {
        account.home.components().count() > 1 && folder.starts_with(&account.home)
    };
    let accounts = account::accounts()
        .into_iter()
        .filter(|account| about(account) && owns(account));
    let nearest = accounts
        .max_by_key(|account| account.home.components().count())
        .map(|account| account.uid);
    nearest.or_else(|| metadata(&folder).ok().map(|about| about.uid()))
}

/// Returns the files of a database with the wrong owner, with the command that corrects it; `None`
/// where all owners are right.
pub fn strays(path: &Path) -> Option<NotReached> {
    let uid = whose(path)?;
    let files = others(path, uid);
    let owner = account::account(uid)
        .map_or_else(|| uid.to_string(), |account| format!("{}:", account.login));
    let files: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    (!files.is_empty()).then(|| NotReached::Stray {
        files: shell_words::join(files),
        account: login(uid),
        owner,
    })
}

/// Returns the existing files and folders of the database that do not belong to this user.
fn others(path: &Path, uid: u32) -> Vec<PathBuf> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let exchange = Exchange::beside(path);
    let tails = [
        "",
        "-wal",
        "-shm",
        "-journal",
        PRESENCE,
        "-presence-journal",
    ];
    let files = tails.map(|tail| {
        if tail.is_empty() {
            path.clone()
        } else {
            beside(path, tail)
        }
    });
    let within = [exchange.folder(Way::In), exchange.folder(Way::Out)];
    let above = exchange.folder(Way::In).parent().map(Path::to_owned);
    let all = [folder(path).to_owned()]
        .into_iter()
        .chain(files)
        .chain(above)
        .chain(within);
    all.filter(|file| metadata(file).is_ok_and(|about| about.uid() != uid))
        .collect()
}

/// The account that an office is usually installed under.
const ACCOUNT: &str = "xinxiang";

/// Returns that account, if it has an office at the default path, or if its folder cannot be
/// inspected.
pub fn office_of(accounts: Vec<Account>, me: u32) -> Option<String> {
    let account = accounts
        .into_iter()
        .find(|account| account.login == ACCOUNT && account.uid != me)?;
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
        let me = account::real();
        assert_eq!(whose(&path), Some(me));
        assert!(strays(&path).is_none() && check(&path).is_ok());
        assert_eq!(
            others(&path, me + 1).len(),
            4,
            "the folder and what is in it"
        );
        if me == 0 {
            std::os::unix::fs::chown(format!("{}-presence", path.display()), Some(4711), None)
                .unwrap();
            let told = strays(&path).unwrap().to_string();
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
            account::accounts_in(&format!(
                "{login}:x:4711:4711::{}:/bin/sh",
                home.path().display()
            ))
        };
        assert_eq!(office_of(accounts("xinxiang"), 1000), None, "it has none");
        std::fs::create_dir_all(home.path().join(".local/share/xinxiang")).unwrap();
        std::fs::write(home.path().join(".local/share/xinxiang/xinxiang.db"), "").unwrap();
        assert_eq!(
            office_of(accounts("xinxiang"), 1000).as_deref(),
            Some("xinxiang")
        );
        assert_eq!(
            office_of(accounts("xinxiang"), 4711),
            None,
            "it is asked by itself"
        );
        assert_eq!(office_of(accounts("li"), 1000), None);
    }
}
