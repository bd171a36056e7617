//! Presence: a small database next to the office's, with one row for each running terminal program.
//! It is not part of the record. A damaged file is replaced, and failed writes are ignored.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, named_params};
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use crate::domain::letter::LetterId;
use crate::domain::letter::presence::{Activity, Coworker};
use crate::platform::file_guard::PRESENCE;
use crate::platform::filesystem::{self, FilesystemKind};
use crate::store::sqlite::connection;
use crate::store::sqlite::transaction::has_moved;

/// A row whose heartbeat is older than this many milliseconds has expired: its program was killed.
pub const EXPIRY_MS: i64 = 15_000;

/// Time to wait for a lock. A heartbeat that is skipped is made up for by the next.
const BUSY_TIMEOUT: Duration = Duration::from_millis(200);

/// The presence of this terminal program in an office.
pub struct Presence {
    path: PathBuf,
    session: String,
    connection: Option<Connection>,
}

impl Presence {
    /// Returns the presence file of a database. On a network disk there is none, because a file
    /// written by several mounts gets corrupted.
    pub fn for_database(database: &Path) -> Option<Presence> {
        let database = database.canonicalize().ok()?;
        if filesystem::filesystem_kind(filesystem::parent_folder(&database))
            != FilesystemKind::Local
        {
            return None;
        }
        Some(Presence {
            path: filesystem::with_name_tail(&database, PRESENCE),
            session: connection::new_session_id(),
            connection: None,
        })
    }

    /// Writes the heartbeat of this program. `now` is in milliseconds.
    pub fn heartbeat(&mut self, me: &Coworker, now: i64) {
        let Coworker {
            staff,
            name,
            letter,
            activity: doing,
        } = me;
        let session = self.session.clone();
        let doing = Activity::ALL
            .iter()
            .position(|one| one == doing)
            .and_then(|at| i64::try_from(at).ok());
        self.with_connection(|connection| {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO present (session, staff, name, letter, doing, beat)
                     VALUES (:session, :staff, :name, :letter, :doing, :beat)",
                )?
                .execute(named_params! {
                    ":session": session, ":staff": staff, ":name": name, ":letter": letter.map_or(0, |letter| letter.0),
                    ":doing": doing.unwrap_or_default(), ":beat": now,
                })?;
            delete_expired(connection, now)
        });
    }

    /// Returns the other programs that are present, sorted; `None` if the file is busy or
    /// unreadable.
    pub fn list_others(&mut self, now: i64) -> Option<Vec<Coworker>> {
        let session = self.session.clone();
        let read = self.with_connection(|connection| {
            let mut rows = connection.prepare_cached(
                "SELECT session, staff, name, letter, doing FROM present
                 WHERE session <> :session AND beat BETWEEN :from AND :to",
            )?;
            let others = rows.query_map(
                named_params! { ":session": session, ":from": now - EXPIRY_MS, ":to": now + EXPIRY_MS },
                |row| {
                    let letter = LetterId(row.get("letter")?);
                    let doing = usize::try_from(row.get::<_, i64>("doing")?).unwrap_or_default();
                    let coworker = Coworker {
                        staff: row.get("staff")?,
                        name: row.get("name")?,
                        letter: Some(letter).filter(|letter| letter.0 != 0),
                        activity: Activity::ALL.get(doing).copied().unwrap_or(Activity::Reading),
                    };
                    Ok((row.get::<_, String>("session")?, coworker))
                },
            )?;
            let mut others = others.collect::<rusqlite::Result<Vec<_>>>()?;
            // One that was killed a moment ago is nobody's window any more.
            others.retain(|(session, _)| living_process(session).is_some());
            Ok(others.into_iter().map(|(_, coworker)| coworker).collect::<Vec<_>>())
        });
        read.map(|mut others| {
            others.sort_unstable();
            others
        })
    }

    /// Returns the processes of this machine that have the office open, with the names of their
    /// users, newest heartbeat first. A stopped process sends no heartbeat but is included.
    pub fn list_processes(&mut self) -> Vec<(u32, String)> {
        let rows = self.with_connection(|connection| {
            let mut rows = connection
                .prepare_cached("SELECT session, name FROM present ORDER BY beat DESC")?;
            let rows = rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        let rows = rows.unwrap_or_default().into_iter();
        rows.filter_map(|(session, name)| Some((living_process(&session)?, name)))
            .collect()
    }

    /// Deletes the row of this program.
    pub fn leave(&mut self) {
        let session = self.session.clone();
        self.with_connection(|connection| {
            connection.execute(
                "DELETE FROM present WHERE session = :session",
                named_params! { ":session": session },
            )
        });
    }

    /// Runs `work` on the file. Failures are ignored, and a file that is not a database is deleted.
    fn with_connection<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Option<T> {
        let connection = match self
            .connection
            .take()
            .filter(|connection| matches!(has_moved(connection), Ok(false)))
        {
            Some(connection) => Ok(connection),
            None => open_file(&self.path),
        };
        let done = connection.and_then(|connection| Ok((work(&connection)?, connection)));
        match done {
            Ok((answer, connection)) => {
                self.connection = Some(connection);
                Some(answer)
            }
            Err(error) => {
                if matches!(
                    error.sqlite_error_code(),
                    Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::Unknown)
                ) {
                    // Programs that have it open notice that it moved, and open the next one.
                    let _ = std::fs::remove_file(&self.path);
                }
                None
            }
        }
    }
}

/// Returns the process id of a session if the process still runs.
fn living_process(session: &str) -> Option<u32> {
    let process: u32 = session.split('-').next()?.parse().ok()?;
    let runs = Pid::from_raw(i32::try_from(process).ok()?).map(test_kill_process)?;
    // EPERM means that the process exists but belongs to another user.
    matches!(runs, Ok(()) | Err(Errno::PERM)).then_some(process)
}

/// Deletes the rows of killed programs; stopped programs keep theirs.
fn delete_expired(connection: &Connection, now: i64) -> rusqlite::Result<()> {
    let old: Vec<String> = connection
        .prepare_cached("SELECT session FROM present WHERE beat NOT BETWEEN :from AND :to")?
        .query_map(
            named_params! { ":from": now - 2 * EXPIRY_MS, ":to": now + 2 * EXPIRY_MS },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    for session in old
        .iter()
        .filter(|session| living_process(session).is_none())
    {
        connection
            .prepare_cached("DELETE FROM present WHERE session = :session")?
            .execute(named_params! { ":session": session })?;
    }
    Ok(())
}

fn open_file(path: &Path) -> rusqlite::Result<Connection> {
    // Creates the file with mode 0600 before SQLite writes to it. If that fails, opening it reports
    // the error.
    let _ = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // A killed program leaves a journal that the next one rolls back. Nothing here is worth an
    // fsync.
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64;
         CREATE TABLE IF NOT EXISTS present (
             session TEXT PRIMARY KEY, staff TEXT NOT NULL, name TEXT NOT NULL, letter INTEGER NOT NULL,
             doing INTEGER NOT NULL, beat INTEGER NOT NULL
         ) STRICT",
    )?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(letter: i64) -> Coworker {
        let (staff, name) = ("li".to_owned(), "李建国".to_owned());
        Coworker {
            staff,
            name,
            letter: Some(LetterId(letter)),
            activity: Activity::Writing,
        }
    }

    fn two() -> (tempfile::TempDir, Presence, Presence) {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("office.db");
        std::fs::write(&database, "").unwrap();
        let presence = || Presence::for_database(&database).unwrap();
        let (one, other) = (presence(), presence());
        (folder, one, other)
    }

    #[test]
    fn each_sees_the_others_until_they_leave_or_are_gone() {
        let (folder, mut one, mut other) = two();
        one.heartbeat(&present(3), 100_000);
        other.heartbeat(
            &Coworker {
                staff: "chen".to_owned(),
                ..present(4)
            },
            100_100,
        );
        assert_eq!(other.list_others(100_200), Some(vec![present(3)]));
        assert_eq!(
            other.list_others(100_000 + EXPIRY_MS),
            Some(vec![present(3)])
        );
        assert_eq!(
            other.list_others(100_000 + EXPIRY_MS + 1),
            Some(Vec::new()),
            "killed: nobody renewed it"
        );
        one.heartbeat(&present(5), 120_000);
        assert_eq!(
            other.list_others(120_000),
            Some(vec![present(5)]),
            "a row a program"
        );
        assert_eq!(one.list_others(110_000).map(|others| others.len()), Some(1));
        one.leave();
        assert_eq!(other.list_others(120_000), Some(Vec::new()));
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("office.db-presence"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_row_that_nobody_renews_stays_as_long_as_its_process_lives() {
        let (folder, mut one, mut other) = two();
        one.heartbeat(&present(3), 1_000);
        let rows = Connection::open(folder.path().join("office.db-presence")).unwrap();
        let gone = "INSERT INTO present VALUES ('2147483646-0-0', 'chen', '陈静', 0, 0, 1000)";
        rows.execute(gone, []).unwrap();
        let mine = (std::process::id(), "李建国".to_owned());
        assert_eq!(
            other.list_processes(),
            std::slice::from_ref(&mine),
            "no process has that number"
        );
        other.heartbeat(&present(4), 1_000 + 3 * EXPIRY_MS);
        assert_eq!(
            other.list_processes(),
            [mine.clone(), mine],
            "it may be stopped"
        );
        let n: i64 = rows
            .query_row("SELECT count(*) FROM present", [], |row| row.get(0))
            .unwrap();
        assert_eq!(n, 2, "and the row of the one that was killed is gone");
    }

    #[test]
    fn a_file_that_is_broken_or_taken_away_is_made_anew() {
        let (folder, mut one, mut other) = two();
        let path = folder.path().join("office.db-presence");
        one.heartbeat(&present(3), 1_000);
        std::fs::remove_file(&path).unwrap();
        one.heartbeat(&present(3), 2_000);
        assert_eq!(other.list_others(2_000), Some(vec![present(3)]));
        std::fs::write(
            &path,
            "no database, and longer than the header of one ".repeat(200),
        )
        .unwrap();
        let (mut one, mut other) = (
            Presence::for_database(&folder.path().join("office.db")).unwrap(),
            other,
        );
        one.heartbeat(&present(4), 3_000);
        one.heartbeat(&present(4), 4_000);
        other.list_others(4_000);
        assert_eq!(other.list_others(4_000), Some(vec![present(4)]));
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        one.heartbeat(&present(4), 5_000);
        assert_eq!(
            one.list_others(5_000),
            None,
            "nothing to write to is no harm"
        );
    }
}
