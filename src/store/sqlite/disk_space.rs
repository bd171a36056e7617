//! Free disk space: warns before the disk is full, because a full disk accepts neither letters nor
//! drafts.

use std::path::Path;
use std::time::Duration;

use rustix::fs::StatVfsMountFlags;

use crate::platform::filesystem;
use crate::store::{Store, StoreError};

/// Below this many bytes space is low, however small the office.
const LOW_BYTES: u64 = 200 << 20;

/// Why the disk that holds an office accepts no writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteObstacle {
    /// The file system is mounted read-only.
    ReadOnly,
    /// No space left, or the quota is used up.
    Full,
    /// Space is left, but the file system has no free inodes.
    NoMoreFiles,
}

impl WriteObstacle {
    /// Returns what keeps the file system of a folder from accepting writes, if anything.
    pub fn detect(folder: &Path) -> Option<WriteObstacle> {
        let stat = rustix::fs::statvfs(folder).ok()?;
        if stat.f_flag.contains(StatVfsMountFlags::RDONLY) {
            Some(WriteObstacle::ReadOnly)
        } else if stat.f_bavail.saturating_mul(stat.f_frsize) < WAL_INDEX_BYTES {
            Some(WriteObstacle::Full)
        } else {
            // Some file systems report no number of inodes.
            (stat.f_files > 0 && stat.f_favail == 0).then_some(WriteObstacle::NoMoreFiles)
        }
    }

    /// Returns the state of the disk behind an error of opening or writing, if the disk is the
    /// cause.
    pub fn detect_cause(error: &StoreError, folder: &Path) -> Option<WriteObstacle> {
        match error {
            StoreError::Full => Some(WriteObstacle::detect(folder).unwrap_or(WriteObstacle::Full)),
            StoreError::ReadOnly | StoreError::Sqlite(_) | StoreError::Io(..) => {
                WriteObstacle::detect(folder)
            }
            _ => None,
        }
    }

    /// Returns the sentence shown to everybody who can only read for now.
    pub fn message(self) -> String {
        match self {
            WriteObstacle::ReadOnly => say!("hindered-read-only"),
            WriteObstacle::Full => say!("hindered-full"),
            WriteObstacle::NoMoreFiles => say!("hindered-no-more-files"),
        }
    }
}

impl From<WriteObstacle> for StoreError {
    fn from(why: WriteObstacle) -> StoreError {
        match why {
            WriteObstacle::ReadOnly => StoreError::ReadOnlyDisk,
            WriteObstacle::Full => StoreError::Full,
            WriteObstacle::NoMoreFiles => StoreError::NoMoreFiles,
        }
    }
}

/// Bytes that SQLite needs for the index of its log before it can read.
const WAL_INDEX_BYTES: u64 = 32 << 10;

/// The disk space around an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskSpace {
    /// Bytes that this user may still write.
    pub free_bytes: u64,
    /// Bytes of the database and its log.
    pub office_bytes: u64,
}

impl DiskSpace {
    /// Reports whether space is low: less than 200 MB, or less than the office occupies (a copy or
    /// an upgrade needs as much).
    pub fn is_low(&self) -> bool {
        self.free_bytes < self.office_bytes.max(LOW_BYTES)
    }

    /// Returns the warning if space is low.
    pub fn low_warning(&self) -> Option<String> {
        self.is_low().then(|| {
            say!(
                "room-low",
                free = format_megabytes(self.free_bytes),
                office = format_megabytes(self.office_bytes)
            )
        })
    }
}

/// From this size on, tenths of a megabyte are left out.
const WHOLE_MEGABYTES_FROM: u64 = 10 << 20;

/// Formats bytes as megabytes, below ten with one decimal, rounded down.
pub fn format_megabytes(bytes: u64) -> String {
    if bytes >= WHOLE_MEGABYTES_FROM {
        return format!("{} MB", bytes >> 20);
    }
    let tenths = (bytes * 10) >> 20;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Formats a required number of bytes, rounded up, so that it never reads the same as a smaller
/// amount of free space.
pub fn format_megabytes_up(bytes: u64) -> String {
    let step = if bytes >= WHOLE_MEGABYTES_FROM {
        1 << 20
    } else {
        (1 << 20) / 10
    };
    format_megabytes(bytes.saturating_add(step))
}

/// Limits how often low space is reported in a running program: when it becomes low, and every hour
/// after.
#[derive(Default)]
pub struct LowSpaceReminder(Option<Duration>);

impl LowSpaceReminder {
    const INTERVAL: Duration = Duration::from_secs(60 * 60);

    /// Reports whether to warn now. `now` is the time since the program started.
    pub fn is_due(&mut self, low: bool, now: Duration) -> bool {
        if !low {
            self.0 = None;
            return false;
        }
        let due = self
            .0
            .is_none_or(|told| now.saturating_sub(told) >= LowSpaceReminder::INTERVAL);
        if due {
            self.0 = Some(now);
        }
        due
    }
}

/// Returns how many bytes this user may still write in a folder; `None` if the file system does not
/// report it.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// Returns the disk space around a database; `None` if the file system does not report it.
pub fn measure_space(database: &Path) -> Option<DiskSpace> {
    // `stat` does not open the files, which only SQLite may do.
    let size = |tail| {
        std::fs::metadata(filesystem::with_name_tail(database, tail)).map_or(0, |file| file.len())
    };
    Some(DiskSpace {
        free_bytes: free_bytes(filesystem::parent_folder(database))?,
        office_bytes: size("") + size("-wal"),
    })
}

impl Store {
    /// Returns the disk space around the office; `None` if the file system does not report it.
    pub fn disk_space(&self) -> Option<DiskSpace> {
        measure_space(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_little_room_below_the_larger_of_the_two() {
        let low = |free: u64, office: u64| {
            DiskSpace {
                free_bytes: free << 20,
                office_bytes: office << 20,
            }
            .is_low()
        };
        assert_eq!(
            (low(199, 1), low(200, 1), low(200, 300), low(300, 300)),
            (true, false, true, false)
        );
        let at = |minutes: u64| Duration::from_secs(60 * minutes);
        let mut reminder = LowSpaceReminder::default();
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
            format_megabytes(1_048_576),
            format_megabytes(10_400_000),
            format_megabytes(12_900_000),
        ];
        assert_eq!(written, ["1.0 MB", "9.9 MB", "12 MB"]);
        for (wanted, free) in [(1_100_000, 1_099_999), (12_900_000, 12_800_000)] {
            assert_ne!(
                format_megabytes_up(wanted),
                format_megabytes(free),
                "what is wanted is more than what is left"
            );
        }
        assert!(
            measure_space(&std::env::temp_dir().join("none.db"))
                .is_some_and(|room| room.free_bytes > 0 && room.office_bytes == 0)
        );
    }
}
