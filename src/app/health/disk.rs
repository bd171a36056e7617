//! Checks the disk before anything on it is opened.

use std::path::Path;

use super::Findings;
use crate::platform::filesystem::parent_folder;
use crate::store::sqlite::disk_space::{self, WriteObstacle, format_megabytes};

/// Checks whether the disk can be written, and how much space is left. Returns whether it cannot be
/// written.
pub fn check_disk(findings: &mut Findings, path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let hindrance = WriteObstacle::detect(parent_folder(&path));
    if let Some(why) = hindrance {
        findings.add_problem(why.message());
    } else if let Some(room) = disk_space::measure_space(&path) {
        findings.add_checked(
            !room.is_low(),
            room.low_warning()
                .unwrap_or_else(|| say!("doctor-room", free = format_megabytes(room.free_bytes))),
        );
    }
    hindrance.is_some()
}
