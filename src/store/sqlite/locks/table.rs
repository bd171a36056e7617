//! Reads the locks of all processes from `/proc/locks` (proc(5)), and whether a process is stopped.
//! On systems without that file nothing is known.

use std::ops::RangeInclusive;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{major, minor};

use crate::platform::filesystem;

/// The byte of `-shm` locked by the writer (SQLite's `WAL_WRITE_LOCK`).
const WRITER_BYTES: RangeInclusive<u64> = 120..=120;

/// The byte of `-shm` locked while the log is recovered after a crash (`WAL_RECOVER_LOCK`); nobody
/// can open the file meanwhile.
const RECOVERY_BYTES: RangeInclusive<u64> = 122..=122;

/// The bytes locked by the writer of a database in rollback mode: PENDING, RESERVED, and the SHARED
/// range.
const ROLLBACK_BYTES: RangeInclusive<u64> = 0x4000_0000..=0x4000_01ff;

/// A lock that a process holds on a file.
#[derive(Debug, PartialEq, Eq)]
struct Lock {
    process: u32,
    /// Major and minor device number.
    device: (u32, u32),
    inode: u64,
    bytes: RangeInclusive<u64>,
}

/// Parses the write locks held by processes. Waiting requests and locks without a process are
/// skipped.
fn parse_locks(text: &str) -> impl Iterator<Item = Lock> {
    text.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        // A waiting request has `->` as second field, an OFD lock is not `POSIX`, so neither
        // matches.
        let [_, "POSIX", _, "WRITE", process, file, first, last] = fields[..] else {
            return None;
        };
        let mut parts = file.split(':');
        let device = |text: &str| u32::from_str_radix(text, 16).ok();
        let device = (device(parts.next()?)?, device(parts.next()?)?);
        let last = if last == "EOF" {
            u64::MAX
        } else {
            last.parse().ok()?
        };
        Some(Lock {
            process: process.parse().ok()?,
            device,
            inode: parts.next()?.parse().ok()?,
            bytes: first.parse().ok()?..=last,
        })
    })
}

/// Returns the process that holds one of these bytes of a file. Some file systems (btrfs,
/// overlayfs) list another device than `stat` reports; there only the inode is compared.
fn find_holder(
    locks: &[Lock],
    device: (u32, u32),
    inode: u64,
    bytes: &RangeInclusive<u64>,
) -> Option<u32> {
    let overlaps =
        |lock: &&Lock| lock.bytes.start() <= bytes.end() && bytes.start() <= lock.bytes.end();
    let held = || {
        locks
            .iter()
            .filter(|lock| lock.inode == inode)
            .filter(overlaps)
    };
    held()
        .find(|lock| lock.device == device)
        .or_else(|| held().next())
        .map(|lock| lock.process)
}

/// Returns the other process that has a database locked for writing.
pub(super) fn find_writer(database: &Path) -> Option<u32> {
    let text = std::fs::read_to_string("/proc/locks").ok()?;
    let locks: Vec<Lock> = parse_locks(&text)
        .filter(|lock| lock.process != std::process::id())
        .collect();
    let on = |tail, bytes| {
        // `stat` does not open the files.
        let about = std::fs::metadata(filesystem::with_name_tail(database, tail)).ok()?;
        find_holder(
            &locks,
            (major(about.dev()), minor(about.dev())),
            about.ino(),
            bytes,
        )
    };
    on("-shm", &WRITER_BYTES)
        .or_else(|| on("-shm", &RECOVERY_BYTES))
        .or_else(|| on("", &ROLLBACK_BYTES))
}

/// Reports whether a process is stopped, by a signal or by a debugger.
pub(super) fn is_stopped(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| matches!(process_state(&stat), Some('T' | 't')))
}

/// Returns the state field of a line of `/proc/PID/stat`. It follows the program name, which may
/// contain blanks and brackets.
fn process_state(stat: &str) -> Option<char> {
    stat.rsplit_once(") ")?.1.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "1: POSIX  ADVISORY  WRITE 77 08:01:5 120 120\n\
                        1: -> POSIX  ADVISORY  WRITE 78 08:01:5 120 120\n\
                        2: POSIX  ADVISORY  READ  79 08:01:5 123 123\n\
                        3: FLOCK  ADVISORY  WRITE 80 08:01:5 0 EOF\n\
                        4: OFDLCK ADVISORY  WRITE -1 08:01:5 120 120\n\
                        5: POSIX  ADVISORY  WRITE 81 fd:1a:6 1073741825 1073741825\n\
                        6: POSIX  ADVISORY  WRITE 82 00:2b:9 0 EOF\n";

    #[test]
    fn the_process_that_has_the_byte_of_the_writer_is_found() {
        let locks: Vec<Lock> = parse_locks(TEXT).collect();
        assert_eq!(
            locks.iter().map(|lock| lock.process).collect::<Vec<_>>(),
            [77, 81, 82]
        );
        let found = |device, inode, bytes| find_holder(&locks, device, inode, bytes);
        assert_eq!(found((8, 1), 5, &WRITER_BYTES), Some(77));
        assert_eq!(
            found((8, 1), 5, &(123..=123)),
            None,
            "who reads keeps nobody from writing"
        );
        assert_eq!(found((0xfd, 0x1a), 6, &ROLLBACK_BYTES), Some(81));
        assert_eq!(
            found((0, 0x99), 9, &ROLLBACK_BYTES),
            Some(82),
            "the device is another in the list"
        );
        assert_eq!(found((8, 1), 7, &WRITER_BYTES), None);
    }

    #[test]
    fn a_name_with_brackets_hides_no_state() {
        assert_eq!(process_state("7 (a) b) T 1 7 7"), Some('T'));
        assert_eq!(process_state("7 (xinxiang) S 1"), Some('S'));
        assert_eq!(process_state(""), None);
    }
}
