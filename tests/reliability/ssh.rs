//! People from outside, through a real sshd on the loopback and through sudo: the commands of
//! `docs/operations.en.md` let them in, as themselves, and nothing that they try gets them further.

mod attempts;
mod machine;
mod operations;
mod paths;
mod terminals;
mod ways;

use machine::Machine;

/// Returns the machine, set up as `docs/operations.en.md` says; `None` where that cannot be done,
/// which CI does not excuse.
fn machine() -> Option<Machine> {
    let missing = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/sudo"]
        .into_iter()
        .find(|path| !std::path::Path::new(path).exists());
    let why = match missing {
        Some(path) => format!("{path} is missing"),
        None if !rustix::process::getuid().is_root() => "only root can set up accounts".to_owned(),
        None => return Some(Machine::set_up()),
    };
    assert!(std::env::var("CI").is_err(), "{why}: see .ci/run");
    eprintln!("skipped: {why}");
    None
}
