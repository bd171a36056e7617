//! A process that is stopped while it writes: everybody who waits for it reads whose it is, and a login waits until it goes on.

use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use xinxiang::domain::letter::presence::{Activity, Coworker};
use xinxiang::store::sqlite::presence::Presence;

use crate::program::Program;
use crate::reliability::shim::shim;

/// Waits until something is so; a minute is for a machine that does much else.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_stopped(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.starts_with('T')
}

#[test]
#[cfg(target_os = "linux")]
fn whoever_is_stopped_while_writing_is_named_and_a_login_waits_for_them() {
    let program = Program::practice();
    let place = tempfile::tempdir().unwrap();
    let mut stopped = program.command(&["unit", "add", "甲局"]);
    stopped
        .env("LD_PRELOAD", shim("fault", place.path()))
        .env("FAULT_FOLDER", program.folder.path());
    stopped
        .env("FAULT_CALLS", "s")
        .env("FAULT_AT", "1")
        .env("FAULT_STOP", "1");
    let mut stopped = stopped
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let process = stopped.id();
    until("it stops in its first commit", || is_stopped(process));
    // A person sits before that process.
    let present = Coworker {
        staff: "zhang".into(),
        name: "张三".into(),
        letter: None,
        activity: Activity::Reading,
    };
    Presence::for_database(&program.database())
        .unwrap()
        .heartbeat(&present, 1_000);
    let rows =
        rusqlite::Connection::open(program.folder.path().join("office.db-presence")).unwrap();
    rows.execute(
        "UPDATE present SET session = ?1",
        [format!("{process}-0-0")],
    )
    .unwrap();
    // Both wait at once: a login that asks for one reading, and somebody's write.
    let mut login = program.command(&["--as", "li", "--forced"]);
    login
        .env("SSH_ORIGINAL_COMMAND", "list --json")
        .env("SSH_CONNECTION", "192.0.2.7 1 192.0.2.1 22");
    let mut login = login
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (code, error) = program.refused(&["unit", "add", "乙局"]);
    let told = error["message"].as_str().unwrap();
    assert_eq!((code, &error["kind"]), (1, &serde_json::json!("busy")));
    let who = format!("张三（进程 {process}，已被暂停）");
    assert!(
        told.starts_with(&who) && told.contains(&format!("kill -CONT {process}")),
        "{told}"
    );
    let doctor = program.run(&["doctor"]);
    assert!(
        doctor.code == 1 && doctor.out.contains(&format!("! {who}")),
        "{doctor:?}"
    );
    // The login has read the name by now, too, and has not given up.
    let mut said = vec![0; who.len()];
    login
        .stderr
        .as_mut()
        .unwrap()
        .read_exact(&mut said)
        .unwrap();
    assert_eq!(String::from_utf8(said).unwrap(), who);
    assert!(login.try_wait().unwrap().is_none());
    kill_process(
        Pid::from_raw(i32::try_from(process).unwrap()).unwrap(),
        Signal::CONT,
    )
    .unwrap();
    assert!(stopped.wait().unwrap().success());
    let login = login.wait_with_output().unwrap();
    assert!(
        login.status.success() && login.stdout.starts_with(b"["),
        "{login:?}"
    );
    let sessions = program.json(&["staff", "sessions"]);
    assert_eq!(sessions[0]["command"], "list --json");
    assert_eq!(program.json(&["verify"])["clean"], true);
}
