//! What a child did to the files of a folder, as `tests/shim/power.c` wrote it down.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use super::disk::Disk;

/// What was done to the bytes of a file.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Write { offset: u64, bytes: Arc<[u8]> },
    Truncate { length: u64 },
}

/// One call.
#[derive(Debug)]
pub(super) enum Op {
    Create {
        name: String,
        file: u64,
    },
    Change {
        file: u64,
        change: Change,
    },
    Sync {
        file: u64,
    },
    SyncFolder,
    Unlink {
        name: String,
    },
    Rename {
        from: String,
        to: String,
    },
    /// An acknowledgement; no part of the disk.
    Said {
        by: String,
        text: Vec<u8>,
    },
}

/// All calls of a child, in order, with the database as it was before.
pub(super) struct Trace {
    pub ops: Vec<Op>,
    name: String,
    file: u64,
    before: Vec<u8>,
}

impl Trace {
    /// Runs a child on this database, which nobody has open, and reads what it did.
    pub(super) fn of(command: &mut Command, database: &Path, shim: &Path) -> Trace {
        let folder = database.parent().unwrap().canonicalize().unwrap();
        let log = shim.with_file_name("power.log");
        let _ = std::fs::remove_file(&log);
        let (file, before) = (
            std::fs::metadata(database).unwrap().ino(),
            std::fs::read(database).unwrap(),
        );
        command
            .env("LD_PRELOAD", shim)
            .env("POWER_FOLDER", &folder)
            .env("POWER_LOG", &log);
        let ended = command.status().unwrap();
        assert!(ended.success(), "the child: {ended}");
        let name = database.file_name().unwrap().to_str().unwrap().to_owned();
        let ops = read(&std::fs::read(&log).unwrap(), file);
        std::fs::remove_file(&log).unwrap();
        Trace {
            ops,
            name,
            file,
            before,
        }
    }

    /// The disk before the first call.
    pub(super) fn disk(&self) -> Disk {
        Disk::with(&self.name, self.file, self.before.clone())
    }
}

fn number(log: &mut &[u8]) -> u64 {
    let (number, rest) = log.split_first_chunk().unwrap();
    *log = rest;
    u64::from_le_bytes(*number)
}

fn bytes<'a>(log: &mut &'a [u8], n: u64) -> &'a [u8] {
    let (bytes, rest) = log.split_at(usize::try_from(n).unwrap());
    *log = rest;
    bytes
}

fn read(mut log: &[u8], database: u64) -> Vec<Op> {
    let mut ops = Vec::new();
    // An inode that was free again may be another file's: each that is made gets a number of its own.
    let mut files = BTreeMap::from([(database, database)]);
    let mut acknowledged: BTreeMap<u64, String> = BTreeMap::new();
    let mut next = u64::MAX;
    while !log.is_empty() {
        let [kind, inode, offset, length, name] = [(); 5].map(|()| number(&mut log));
        // Of a cut, the offset is the length that stays, and no bytes follow.
        let data = bytes(&mut log, length);
        let name = String::from_utf8(bytes(&mut log, name).to_vec()).unwrap();
        let file = files.get(&inode).copied();
        ops.push(match kind {
            1 => {
                next -= 1;
                files.insert(inode, next);
                if name.starts_with("said-") {
                    acknowledged.insert(next, name);
                    continue;
                }
                Op::Create { name, file: next }
            }
            2 => match acknowledged.get(&file.unwrap()) {
                Some(by) => Op::Said {
                    by: by.clone(),
                    text: data.to_vec(),
                },
                None => Op::Change {
                    file: file.unwrap(),
                    change: Change::Write {
                        offset,
                        bytes: data.into(),
                    },
                },
            },
            3 => Op::Change {
                file: file.unwrap(),
                change: Change::Truncate { length: offset },
            },
            4 => Op::Sync {
                file: file.unwrap(),
            },
            5 => Op::SyncFolder,
            6 => Op::Unlink { name },
            7 => Op::Rename {
                from: String::from_utf8(data.to_vec()).unwrap(),
                to: name,
            },
            other => panic!("a record of kind {other}"),
        });
    }
    ops
}
