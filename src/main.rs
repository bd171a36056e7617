//! Arguments → command → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    xinxiang::cli::run(std::env::args_os().collect())
}
