//! The binary: passes the arguments to `cli::run` and exits with its status.

use std::process::ExitCode;

fn main() -> ExitCode {
    xinxiang::cli::run(std::env::args_os().collect())
}
