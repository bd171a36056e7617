//! The resource limits of a reader, and the error for a file on which a reader crashed.

use std::io::{Error, ErrorKind};

use rustix::process::{Resource, Signal, getrlimit};

use super::ReaderChild;
use crate::intake::IntakeError;
use crate::platform::limits::{CHILD_MEMORY_MIB, MIB};

/// The exit code of a reader that could not set its limits; it has read nothing then.
pub(super) const EXIT_NO_LIMITS: u8 = 3;

/// Returns a limit, or the system's maximum if that is lower.
pub(super) fn capped_limit(resource: Resource, most: u64) -> u64 {
    smaller_limit(getrlimit(resource).maximum, most)
}

fn smaller_limit(allowed: Option<u64>, most: u64) -> u64 {
    allowed.map_or(most, |allowed| allowed.min(most))
}

/// Returns the error for a file on which the reader crashed, derived from how the reader ended.
pub(super) fn crash_error(mut child: ReaderChild, name: &str, error: &Error) -> IntakeError {
    let file = name.to_owned();
    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
        return IntakeError::Slow { file };
    }
    // Has no effect on a child that has ended already, so its exit status stays.
    let _ = child.process.kill();
    let status = child.process.wait().ok();
    if status.and_then(|status| status.code()) == Some(i32::from(EXIT_NO_LIMITS)) {
        return IntakeError::NoReader {
            file,
            why: say!("intake-no-limits"),
        };
    }
    let signal = status.and_then(|status| std::os::unix::process::ExitStatusExt::signal(&status));
    let is = |signals: &[Signal]| signals.iter().any(|one| signal == Some(one.as_raw()));
    if error.kind() == ErrorKind::InvalidData {
        IntakeError::Broken { file }
    } else if is(&[Signal::XCPU]) {
        IntakeError::Slow { file }
    // A failed allocation aborts, and the kernel may kill a process that is out of memory.
    } else if is(&[Signal::ABORT, Signal::SEGV, Signal::BUS, Signal::KILL]) {
        IntakeError::Hungry {
            file,
            limit: capped_limit(Resource::As, CHILD_MEMORY_MIB * MIB) / MIB,
        }
    } else {
        IntakeError::Broken { file }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;
    use std::os::unix::net::UnixStream;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_limit_is_what_the_machine_allows_at_the_most() {
        assert_eq!(
            (
                smaller_limit(None, 5),
                smaller_limit(Some(9), 5),
                smaller_limit(Some(3), 5)
            ),
            (5, 5, 3)
        );
    }

    #[test]
    fn a_machine_without_limits_is_not_blamed_on_the_file() {
        let broken = |code: u8| {
            let mut process = Command::new("/bin/sh")
                .args(["-c", &format!("exit {code}")])
                .spawn()
                .unwrap();
            process.wait().unwrap();
            let (socket, _) = UnixStream::pair().unwrap();
            let answers = BufReader::new(socket.try_clone().unwrap());
            crash_error(
                ReaderChild {
                    process,
                    socket,
                    answers,
                },
                "a.csv",
                &ErrorKind::UnexpectedEof.into(),
            )
        };
        assert!(matches!(
            broken(EXIT_NO_LIMITS),
            IntakeError::NoReader { .. }
        ));
        assert!(matches!(broken(1), IntakeError::Broken { .. }));
    }
}
