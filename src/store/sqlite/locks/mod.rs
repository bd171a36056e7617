//! Identifies the process that holds the write lock of a database, for everybody who waits for it.
//!
//! SQLite reports only that a file is busy. The system lists every lock with its process, and the
//! presence file tells who uses that process. None of the database's own files is opened here:
//! closing one would drop this process's POSIX locks.

mod table;

use std::path::Path;

use rusqlite::Connection;

use super::presence::Presence;
use crate::store::error::StoreError;

/// The owner of the write lock, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockOwner {
    /// A process holds the lock.
    By(LockHolder),
    /// The process is unknown; the names of the people who have the office open.
    Among(Vec<String>),
}

/// A process that holds the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// The process id.
    pub process: u32,
    /// The name of the person at its terminal; `None` for a command, or if unknown.
    pub name: Option<String>,
    /// Whether it is stopped (Ctrl-Z) and so keeps the lock until it is continued or killed.
    pub stopped: bool,
}

impl LockHolder {
    /// Returns a phrase with the person, the process, and whether it is stopped.
    pub fn label(&self) -> String {
        let who = self
            .name
            .clone()
            .unwrap_or_else(|| say!("store-held-program"));
        say!(
            if self.stopped {
                "store-holder-stopped"
            } else {
                "store-holder"
            },
            who = who,
            process = self.process.to_string()
        )
    }
}

impl LockOwner {
    /// Returns the owner or the candidates as a phrase.
    pub fn owner_names(&self) -> String {
        match self {
            LockOwner::By(holder) => holder.label(),
            LockOwner::Among(names) => names.join(&say!("list-and")),
        }
    }

    /// Returns the error message with the next step.
    pub fn message(&self) -> String {
        let who = self.owner_names();
        match self {
            LockOwner::By(LockHolder {
                stopped: true,
                process,
                ..
            }) => {
                say!(
                    "store-held-stopped",
                    who = who,
                    process = process.to_string()
                )
            }
            LockOwner::By(_) => say!("store-held", who = who),
            LockOwner::Among(_) => say!("store-busy-among", names = who),
        }
    }
}

/// Returns the process that holds the write lock of a database; `None` if there is none, it is this
/// process, or the system does not report it.
pub fn find_holder(database: &Path) -> Option<LockHolder> {
    let process = table::find_writer(database)?;
    let open = Presence::for_database(database)
        .map(|mut presence| presence.list_processes())
        .unwrap_or_default();
    let name = open
        .into_iter()
        .find(|(of, _)| *of == process)
        .map(|(_, name)| name);
    Some(LockHolder {
        process,
        name,
        stopped: table::is_stopped(process),
    })
}

/// Adds the owner of the lock to [`StoreError::Busy`]; returns other errors unchanged.
pub fn add_lock_owner(connection: &Connection, error: StoreError) -> StoreError {
    let (StoreError::Busy, Some(path)) = (&error, connection.path()) else {
        return error;
    };
    let path = Path::new(path);
    if let Some(holder) = find_holder(path) {
        return StoreError::LockedBy(LockOwner::By(holder));
    }
    let open = Presence::for_database(path)
        .map(|mut presence| presence.list_processes())
        .unwrap_or_default();
    let mut names: Vec<String> = open
        .into_iter()
        .filter(|(process, _)| *process != std::process::id())
        .map(|(_, name)| name)
        .collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        error
    } else {
        StoreError::LockedBy(LockOwner::Among(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_stopped_is_called_that_and_the_next_step_is_another() {
        let holder = |name: Option<&str>, stopped| LockHolder {
            process: 1234,
            name: name.map(str::to_owned),
            stopped,
        };
        let stopped = LockOwner::By(holder(Some("张三"), true)).message();
        for part in ["张三", "1234", "已被暂停", "kill -CONT 1234"] {
            assert!(stopped.contains(part), "{part}: {stopped}");
        }
        let writing = LockOwner::By(holder(Some("张三"), false)).message();
        assert!(
            writing.contains("张三") && writing.contains("1234") && !writing.contains("kill"),
            "{writing}"
        );
        let command = LockOwner::By(holder(None, false)).message();
        assert!(
            command.contains("1234") && !command.contains("张三"),
            "{command}"
        );
        let among = LockOwner::Among(vec!["张三".into(), "李四".into()]).message();
        assert!(among.contains("张三、李四"), "{among}");
    }
}
