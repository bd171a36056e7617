//! The room on the disk: told before it is gone, for a full disk takes no letter and no draft.

use std::path::Path;
use std::time::Duration;

use rustix::fs::StatVfsMountFlags;

use crate::platform::filesystem;
use crate::store::{Store, StoreError};

/// Below so many bytes there is little room, however small the office.
const LITTLE: u64 = 200 << 20;

/// Why nothing can be written where an office lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The file system is mounted read-only.
    ReadOnly,
    /// There is no room, or the quota is used up.
    Full,
    /// There is room, and the file system takes no more files.
    NoMoreFiles,
}

impl Hindrance {
    /// What a folder's file system says.
    pub fn of(folder: &Path) -> Option<Hindrance> {
        let stat = rustix::fs::statvfs(folder).ok()?;
        if stat.f_flag.contains(StatVfsMountFlags::RDONLY) {
            Some(Hindrance::ReadOnly)
        } else if stat.f_bavail.saturating_mul(stat.f_frsize) < INDEX {
            Some(Hindrance::Full)
        } else {
            // Some file systems have no such number.
            (stat.f_files > 0 && stat.f_favail == 0).then_some(Hindrance::NoMoreFiles)
        }
    }

    /// What is behind an error of opening or writing, where it is the disk.
    pub fn behind(error: &StoreError, folder: &Path) -> Option<Hindrance> {
        match error {
            StoreError::Full => Some(Hindrance::of(folder).unwrap_or(Hindrance::Full)),
            StoreError::ReadOnly | StoreError::Sqlite(_) | StoreError::Io(..) => {
                Hindrance::of(folder)
            }
            _ => None,
        }
    }

    /// The sentence for everybody who can only read now.
    pub fn words(self) -> String {
        match self {
            Hindrance::ReadOnly => say!("hindered-read-only"),
            Hindrance::Full => say!("hindered-full"),
            Hindrance::NoMoreFiles => say!("hindered-no-more-files"),
        }
    }
}

impl From<Hindrance> for StoreError {
    fn from(why: Hindrance) -> StoreError {
        match why {
            Hindrance::ReadOnly => StoreError::ReadOnlyDisk,
            Hindrance::Full => StoreError::Full,
            Hindrance::NoMoreFiles => StoreError::NoMoreFiles,
        }
    }
}

/// SQLite needs so much to begin to read.
const INDEX: u64 = 32 << 10;

/// How much room there is where an office lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes that this user may still write there.
    pub free: u64,
    /// Bytes of the database and its log.
    pub office: u64,
}

impl Room {
    /// Whether there is too little: less than 200 MB, or than the office takes (a copy of it, or an upgrade, needs as much).
    pub fn is_low(&self) -> bool {
        self.free < self.office.max(LITTLE)
    }

    /// What to tell a person about it, where there is too little.
    pub fn words(&self) -> Option<String> {
        self.is_low().then(|| {
            say!(
                "room-low",
                free = megabytes(self.free),
                office = megabytes(self.office)
            )
        })
    }
}

/// Of so many bytes and more, tenths of a megabyte say nothing.
const WHOLE: u64 = 10 << 20;

/// A number of bytes as people read it: megabytes, below ten with one decimal, and never more than there are.
pub fn megabytes(bytes: u64) -> String {
    if bytes >= WHOLE {
        return format!("{} MB", bytes >> 20);
    }
    let tenths = (bytes * 10) >> 20;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// So many bytes as [`megabytes`] writes them, and never fewer: what is wanted is not what is left, where that is too little.
pub fn megabytes_wanted(bytes: u64) -> String {
    let step = if bytes >= WHOLE {
        1 << 20
    } else {
        (1 << 20) / 10
    };
    megabytes(bytes.saturating_add(step))
}

/// When a person who sits there all day is told of little room: as it becomes little, and again every hour.
#[derive(Default)]
pub struct Reminder(Option<Duration>);

impl Reminder {
    const AGAIN: Duration = Duration::from_secs(60 * 60);

    /// Whether to tell him now, so long after the beginning.
    pub fn is_due(&mut self, low: bool, now: Duration) -> bool {
        if !low {
            self.0 = None;
            return false;
        }
        let due = self
            .0
            .is_none_or(|told| now.saturating_sub(told) >= Reminder::AGAIN);
        if due {
            self.0 = Some(now);
        }
        due
    }
}

/// How many bytes may still be written at a place; `None` where it does not say.
pub fn free(folder: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// The room of the office in this file; `None` where the file system does not say.
pub fn of(database: &Path) -> Option<Room> {
    // The sizes are asked of the folder: nothing but SQLite opens the files.
    let size =
        |tail| std::fs::metadata(filesystem::beside(database, tail)).map_or(0, |file| file.len());
    Some(Room {
        free: free(filesystem::folder(database))?,
        office: size("") + size("-wal"),
    })
}

impl Store {
    /// The room where the office lies; `None` where the file system does not say.
    pub fn room(&self) -> Option<Room> {
        of(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_little_room_below_the_larger_of_the_two() {
        let low = |free: u64, office: u64| {
            Room {
                free: free << 20,
                office: office << 20,
            }
            .is_low()
        };
        assert_eq!(
            (low(199, 1), low(200, 1), low(200, 300), low(300, 300)),
            (true, false, true, false)
        );
        let at = |minutes: u64| Duration::from_secs(60 * minutes);
        let mut reminder = Reminder::default();
        let told: Vec<bool> = [
            (0, false),
            (1, true),
            (2, true),
            (60, true),
            (61, true),
            (62, false),
            (63, true),
            (64, true),
        ]
        .map(|(minute, low)| reminder.is_due(low, at(minute)))
        .into();
        assert_eq!(told, [false, true, false, false, true, false, true, false]);
        let written = [
            megabytes(1_048_576),
            megabytes(10_400_000),
            megabytes(12_900_000),
        ];
        assert_eq!(written, ["1.0 MB", "9.9 MB", "12 MB"]);
        for (wanted, free) in [(1_100_000, 1_099_999), (12_900_000, 12_800_000)] {
            assert_ne!(
                megabytes_wanted(wanted),
                megabytes(free),
                "what is wanted is more than what is left"
            );
        }
        assert!(
            of(&std::env::temp_dir().join("none.db"))
                .is_some_and(|room| room.free > 0 && room.office == 0)
        );
    }
}
