//! Checks the disk before anything on it is opened.

use std::path::Path;

use super::Findings;
use crate::platform::filesystem::folder;
use crate::store::sqlite::disk_space::{self, Hindrance, megabytes};

/// Checks whether the disk can be written, and how much space is left. Returns whether it cannot be
/// written.
pub fn look(findings: &mut Findings, path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let hindrance = Hindrance::of(folder(&path));
    if let Some(why) = hindrance {
        findings.wrong(why.words());
    } else if let Some(room) = disk_space::of(&path) {
        findings.tell(
            !room.is_low(),
            room.words()
                .unwrap_or_else(|| say!("doctor-room", free = megabytes(room.free))),
        );
    }
    hindrance.is_some()
}
