//! The commands of `docs/operations.en.md` let people in: over SSH with a key, and through sudo.

use std::process::{Command, Stdio};
use std::time::Duration;

use portable_pty::CommandBuilder;
use serde_json::{Value, json};

use super::machine;
use crate::program::ran;
use crate::pty::harness::Screen;

#[test]
fn the_set_up_of_the_operations_page_lets_a_leader_in_over_ssh() {
    let Some(machine) = machine() else { return };
    // The last of them was `doctor`, which ended well: the settings of sshd are those of a machine as it is installed. What the account
    // cannot see is noted once, and the superuser sees it.
    let told = machine.json(&["doctor"]);
    let notes = |told: &Value| {
        let findings = told.as_array().unwrap();
        findings
            .iter()
            .filter(|finding| {
                finding["note"] == true && finding["sentence"].to_string().contains("shadow")
            })
            .count()
    };
    assert!(
        told.as_array()
            .unwrap()
            .iter()
            .all(|finding| finding["well"] == true),
        "{told:#}"
    );
    assert_eq!(notes(&told), 1, "{told:#}");
    let database = machine.database();
    let root = ran(Command::new(machine.program())
        .arg("--db")
        .arg(&database)
        .args(["--json", "doctor"])
        .env("LANG", "C.UTF-8"));
    let seen = root.json();
    assert_eq!((root.code, notes(&seen)), (0, 0), "{seen:#}");
    assert!(
        seen.to_string().contains("没有密码") && !seen.to_string().contains("再检查"),
        "{seen:#}"
    );
    let mut screen = machine.opens("li", &["-C"], (80, 24));
    screen.sees("李建国 区领导");
    let open = machine.json(&["staff", "sessions"]);
    assert_eq!(open[0]["ended_at"], Value::Null, "{open:#}");
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(20)).success());
    let sessions = machine.json(&["staff", "sessions"]);
    let session = &sessions[0];
    assert_eq!(
        (&session["staff"], &session["from"], &session["how"]),
        (&json!("li"), &json!("127.0.0.1"), &json!("left"))
    );
    // A connection that is lost is told as such.
    let mut screen = machine.opens("li", &[], (80, 24));
    screen
        .sees("李建国 区领导")
        .signal(rustix::process::Signal::KILL);
    screen.ends(Duration::from_secs(20));
    let begun = std::time::Instant::now();
    while machine.json(&["staff", "sessions"])[0]["how"] != "hangup" {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the end is not recorded"
        );
    }
    // What is asked for without a terminal is one event, with what it was.
    let asked = machine.asks("li", "xinxiang list --json");
    assert_eq!((asked.code, asked.json()), (0, json!([])), "{asked:?}");
    let last = &machine.json(&["staff", "sessions"])[0];
    assert_eq!(
        (&last["command"], &last["ended_at"]),
        (&json!("list --json"), &Value::Null)
    );
    assert!(machine.done(&["staff", "sessions"]).contains("127.0.0.1"));
    assert_eq!(machine.json(&["verify"])["clean"], true);
}

#[test]
fn the_sudoers_line_of_the_operations_page_lets_a_colleague_in_as_themselves() {
    let Some(mut machine) = machine() else { return };
    machine.sudo();
    let (account, colleague) = (machine.account.clone(), machine.colleague());
    let program = machine.program();
    let mut through = CommandBuilder::new("sudo");
    through.args(["-u", &colleague, "--", "sudo", "-n", "-u", &account]);
    through.arg(&program);
    through.env("LANG", "C.UTF-8");
    through.env("TERM", "xterm-256color");
    through.env("XINXIANG_DB", "/dev/null");
    through.cwd("/");
    let mut screen = Screen::start(through, 80, 24);
    screen.sees("赵倩 区政府办");
    let [(_, environment)] = &machine.processes()[..] else {
        panic!("{:?}", machine.processes())
    };
    assert!(
        environment.iter().all(|word| allowed(word)),
        "{environment:?}"
    );
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(20)).success());
    let sessions = machine.json(&["staff", "sessions"]);
    assert_eq!(
        (&sessions[0]["staff"], &sessions[0]["how"]),
        (&json!("zhao"), &json!("left"))
    );
    assert!(sessions[0]["from"].as_str().unwrap().starts_with("uid "));
    // What sudo does not allow, and what the program does not where sudo would.
    let line = std::path::Path::new("/etc/sudoers.d").join(&account);
    let with = |words: &[&str], variables: &[&str]| {
        let mut command = Command::new("sudo");
        command.args([
            "-u",
            &colleague,
            "--",
            "env",
            "SUDO_UID=0",
            "XINXIANG_DB=/dev/null",
            "sudo",
            "-n",
            "-u",
            &account,
        ]);
        ran(command
            .args(variables)
            .arg(&program)
            .args(words)
            .current_dir("/")
            .stdin(Stdio::null()))
    };
    assert_eq!(
        with(&["list", "--json"], &[]).code,
        1,
        "sudo's line has no words"
    );
    std::fs::write(
        &line,
        std::fs::read_to_string(&line).unwrap().replace(" \"\"", ""),
    )
    .unwrap();
    assert_eq!(with(&["list", "--json"], &[]).json(), json!([]));
    assert_eq!(
        with(&["list", "--json"], &["SUDO_UID=0"]).code,
        1,
        "sudo sets who called"
    );
    let database = machine.database().display().to_string();
    for words in [
        &["--as", "wang", "list", "--json"][..],
        &["list", "--json", "--as", "wang"],
        &["--db", &database, "--as", "wang", "--forced"],
        &["--db", &database, "list", "--json"],
        &["ssh-line", "wang", "/dev/stdin"],
        &[
            "staff",
            "add",
            "evil",
            "--name",
            "x",
            "--role",
            "administrator",
        ],
        &["import", "/etc/hostname"],
        &["--forced"],
        &[xinxiang::intake::sandbox::SUBCOMMAND],
    ] {
        let ran = with(words, &[]);
        assert_eq!(ran.code, 2, "{words:?}: {ran:?}");
        assert!(ran.err.contains("什么也没有做"), "{ran:?}");
    }
    assert_eq!(machine.json(&["verify"])["clean"], true);
}

/// Whether a variable may be there.
pub(super) fn allowed(word: &str) -> bool {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    match name {
        "TERM" | "LANG" | "LC_ALL" | "LC_CTYPE" => {
            value.bytes().all(|byte| byte.is_ascii_graphic()) && value.len() <= 64
        }
        "HOME" | "SSH_CONNECTION" | "SSH_ORIGINAL_COMMAND" | "SUDO_UID" => true,
        "PATH" => value == "/usr/bin:/bin",
        _ => false,
    }
}
