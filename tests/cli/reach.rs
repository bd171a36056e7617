//! A database that is there and out of reach, or another's: what is told is the way to it, and not that there is none.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::program::{Program, Ran, bare, ran};

/// A user whom no machine has.
const STRANGER: u32 = 4711;

/// The program where everybody can run it: what was built may lie in somebody's home.
struct Anybodys(TempDir);

impl Anybodys {
    fn new() -> Anybodys {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        std::fs::copy(
            env!("CARGO_BIN_EXE_xinxiang"),
            folder.path().join("xinxiang"),
        )
        .unwrap();
        Anybodys(folder)
    }

    /// Runs it as the stranger where that can be done, else as oneself.
    fn command(&self, program: &Program, words: &[&str]) -> Command {
        let mut command = Command::new(self.0.path().join("xinxiang"));
        for (name, value) in bare().get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if root() {
            command.uid(STRANGER).gid(STRANGER);
        }
        command
            .arg("--db")
            .arg(program.database())
            .args(words)
            .current_dir("/")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, program: &Program, words: &[&str]) -> Ran {
        ran(&mut self.command(program, words))
    }
}

fn root() -> bool {
    rustix::process::getuid().is_root()
}

#[test]
fn what_is_out_of_reach_is_not_called_missing() {
    let (program, anybodys) = (Program::practice(), Anybodys::new());
    let rights = |mode| {
        std::fs::set_permissions(program.folder.path(), PermissionsExt::from_mode(mode)).unwrap()
    };
    rights(0o000);
    for words in [
        &["--json", "list"][..],
        &["--json", "init"],
        &["--json", "verify"],
    ] {
        let ran = anybodys.run(&program, words);
        assert_eq!(
            (ran.code, &ran.json()["error"]["kind"]),
            (1, &json!("out_of_reach")),
            "{words:?}: {ran:?}"
        );
        assert!(ran.err.contains("sudo -u "), "{ran:?}");
    }
    let doctor = anybodys.run(&program, &["doctor"]);
    assert!(
        doctor.code == 1 && doctor.out.contains("sudo -u ") && !doctor.out.contains("init"),
        "{doctor:?}"
    );
    rights(0o700);
}

#[test]
fn doctor_tells_of_a_file_that_is_not_its_accounts_also_where_it_cannot_be_opened() {
    if !root() {
        eprintln!("skipped: only root gives files away");
        return;
    }
    let (program, anybodys) = (Program::nowhere(None), Anybodys::new());
    chown(program.folder.path(), Some(STRANGER), Some(STRANGER)).unwrap();
    assert_eq!(anybodys.run(&program, &["init", "--practice"]).code, 0);
    // As it is after a restore by root.
    chown(program.database(), Some(0), Some(0)).unwrap();
    let chown_it = format!(
        "chown {STRANGER} {}",
        program.database().canonicalize().unwrap().display()
    );
    for told in [
        program.run(&["doctor"]),
        anybodys.run(&program, &["doctor"]),
    ] {
        assert!(
            told.code == 1 && told.out.matches(&chown_it).count() == 1,
            "{told:?}"
        );
        assert!(
            !told.out.contains("xinxiang doctor"),
            "which is running: {told:?}"
        );
    }
    let list = anybodys.run(&program, &["--json", "list"]);
    assert_eq!(list.json()["error"]["kind"], "out_of_reach");
    assert!(list.err.contains(&chown_it), "{list:?}");
    chown(program.database(), Some(STRANGER), Some(STRANGER)).unwrap();
    assert!(
        !program
            .run(&["doctor"])
            .out
            .contains(&format!("chown {STRANGER}"))
    );
    assert_eq!(anybodys.run(&program, &["list"]).code, 0);
    // Root is nobody there, and need not become somebody.
    let (code, error) = program.refused(&["list"]);
    let message = error["message"].as_str().unwrap();
    assert_eq!((code, &error["kind"]), (1, &json!("unknown_user")));
    assert!(
        message.contains(&format!("sudo -u '#{STRANGER}' xinxiang"))
            && !message.contains("staff add"),
        "{message}"
    );
}

#[test]
fn who_came_through_sudo_is_told_what_he_can_do_through_sudo() {
    let anybodys = Anybodys::new();
    for (words, says) in [
        (&["doctor", "--json"][..], "「doctor」在这里不能用"),
        (&["act", "1"], "sudo -u "),
        (&[], "sudo -u "),
    ] {
        let mut command = Command::new(anybodys.0.path().join("xinxiang"));
        if root() {
            command.uid(STRANGER).gid(STRANGER);
        }
        let told = ran(command
            .args(words)
            .env("SUDO_UID", "54321")
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null()));
        assert!(
            told.code != 0 && told.err.contains(says) && told.err.contains("sudo -u "),
            "{words:?}: {told:?}"
        );
        assert!(!told.err.contains("ssh"), "{told:?}");
    }
}
