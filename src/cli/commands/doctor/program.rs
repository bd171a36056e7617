//! Checks the program file: whether another user could replace it.

use std::os::unix::fs::MetadataExt;

use crate::app::health::{Findings, shell_quoted};

/// Checks the file and the folders above it. Whoever replaces the program acts as everybody who
/// starts it.
pub(super) fn check_program(findings: &mut Findings) {
    let Ok(program) = std::env::current_exe().and_then(|path| path.canonicalize()) else {
        return;
    };
    for place in program.ancestors() {
        let Ok(about) = std::fs::metadata(place) else {
            continue;
        };
        if may_be_replaced(
            about.mode(),
            about.is_file().then_some((about.uid(), about.gid())),
        ) {
            findings.add_problem(say!("doctor-program-mode", file = shell_quoted(place)));
        }
    }
}

/// Reports whether others may write this file (user, group), or replace entries of this folder
/// (`None`).
fn may_be_replaced(mode: u32, file: Option<(u32, u32)>) -> bool {
    const STICKY: u32 = 0o1000;
    match file {
        None => mode & 0o002 != 0 && mode & STICKY == 0,
        // With user private groups, a user's own build is writable by their group; only root's
        // files are checked for that.
        Some((uid, gid)) => mode & 0o002 != 0 || (mode & 0o020 != 0 && uid == 0 && gid != 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_others_may_write_is_told() {
        for (mode, file, told) in [
            (0o100_755, Some((0, 0)), false),
            (0o100_777, Some((0, 0)), true),
            (0o100_775, Some((0, 50)), true),
            (0o100_775, Some((0, 0)), false),
            (0o100_775, Some((1000, 1000)), false),
            (0o100_757, Some((1000, 1000)), true),
            (0o040_777, None, true),
            (0o041_777, None, false),
            (0o042_775, None, false),
        ] {
            assert_eq!(may_be_replaced(mode, file), told, "{mode:o} {file:?}");
        }
    }
}
