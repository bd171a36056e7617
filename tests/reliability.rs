//! Nothing lost: processes killed, power cut, disks that fail, crowds, programs of two versions on one file;
//! and nobody in who should not be.
//!
//! What runs by itself is the small number; `cargo test --release -- --ignored NAME --nocapture` runs the large one, and
//! `XINXIANG_TIMES` says how large.

mod child;
mod crowd;
mod deeds;
mod disk;
mod drills;
mod faults;
mod ground;
mod hostile;
mod kills;
mod losing;
mod mutated;
mod network;
mod old;
mod person;
mod plain;
mod power;
mod reader;
pub(crate) mod shim;
mod slow;
mod ssh;
mod tampering;
mod together;
mod trace;
mod typing;
mod unwritable;
mod versions;

use std::path::Path;

use tempfile::TempDir;

/// How often: as the environment says, or this.
fn times(otherwise: u64) -> u64 {
    std::env::var("XINXIANG_TIMES")
        .ok()
        .and_then(|times| times.parse().ok())
        .unwrap_or(otherwise)
}

/// A folder in memory, where the machine has one: what is killed here loses nothing that a disk would have kept.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory)
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}
