//! What the program loses on its way: a panic, its terminal, the room on its disk. What was typed is there afterwards.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, test_kill_process};

use super::folder;
use super::shim::shim;
use super::typing::saved;
use crate::concurrency::alone;
use crate::program::{Ran, ran};
use crate::pty::drafting;
use crate::pty::harness::Screen;

const SOON: Duration = Duration::from_secs(10);
const CTRL_S: &str = "\x13";

#[test]
fn a_panic_gives_the_terminal_back_and_saves_what_is_being_written() {
    let program = drafting();
    let tools = folder();
    let trigger = tools.path().join("now");
    let mut command = Screen::command(&program, &program.database(), &[]);
    command.env("LD_PRELOAD", shim("panic", tools.path()));
    command.env("PANIC_WHEN", &trigger);
    let mut screen = Screen::start_office(command, 80, 24);
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    screen.keys("您好，灯已修。").sees("您好，灯已修。");
    std::fs::write(&trigger, "").unwrap();
    // It panics before it looks what was typed, or when it is to save it by itself.
    let status = screen.ends(SOON);
    assert_eq!(status.exit_code(), 101, "{}", screen.text());
    assert!(!trigger.exists(), "it has panicked");
    crate::pty::given_back(&mut screen);
    assert_eq!(saved(&program), "您好，灯已修。");
    program.clean();
}

#[test]
fn a_program_whose_terminal_goes_without_a_signal_saves_and_exits() {
    let program = drafting();
    // In a session of its own it has no controlling terminal, so that nobody sends it SIGHUP; `script` has the other end.
    let office = Screen::command(&program, &program.database(), &[]);
    let words: Vec<String> = office
        .get_argv()
        .iter()
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    program.put("run", format!("echo $$ > pid; exec {}", words.join(" ")));
    let mut command = CommandBuilder::new("script");
    command.args(["-qfc", "setsid -w sh run", "/dev/null"]);
    for name in ["LANG", "TERM", "USER", "XINXIANG_NOW"] {
        office
            .get_env(name)
            .inspect(|value| command.env(name, value));
    }
    command.env("SHELL", "/bin/sh");
    command.cwd(program.folder.path());
    let mut screen = Screen::start_office(command, 80, 24);
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    screen.keys("您好，灯已修。").sees("您好，灯已修。");
    let pid = std::fs::read_to_string(program.folder.path().join("pid"))
        .unwrap()
        .trim()
        .parse()
        .ok()
        .and_then(Pid::from_raw)
        .unwrap();
    assert!(test_kill_process(pid).is_ok());
    screen.signal(Signal::KILL).ends(SOON);
    let begun = Instant::now();
    // Its parent is gone, and whoever is it now may leave it a zombie.
    let stat = format!("/proc/{pid}/stat");
    while std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z ")) {
        assert!(begun.elapsed() < SOON, "it still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(saved(&program), "您好，灯已修。");
    program.clean();
}

#[test]
fn what_is_typed_outlives_a_signal_while_somebody_holds_the_lock_longer_than_one_waits() {
    let _alone = alone();
    let program = drafting();
    let mut screen = Screen::open(&program, 80, 24, &[]);
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    let lock = rusqlite::Connection::open(program.database()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    screen
        .keys("您好，灯已修。")
        .sees("您好，灯已修。")
        .signal(Signal::TERM);
    // Longer than the desk waits for a lock.
    std::thread::sleep(Duration::from_secs(13));
    lock.execute_batch("ROLLBACK").unwrap();
    screen.ends(SOON);
    assert_eq!(saved(&program), "您好，灯已修。");
    program.clean();
}

/// A small disk.
pub(super) struct Small(pub PathBuf);

impl Small {
    /// `None`, with the reason printed, where nothing can be mounted; on the machine that checks everything, that is a failure.
    pub(super) fn mounted(at: PathBuf, size: &str) -> Option<Small> {
        std::fs::create_dir(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(&at);
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(Small(at));
        }
        assert!(std::env::var_os("CI").is_none(), "a mount is wanted");
        eprintln!("not tried: this wants to mount a disk of its own");
        None
    }

    /// Fills it to the last byte. Returns what fills it.
    pub(super) fn fill(&self) -> PathBuf {
        use std::io::Write;
        let path = self.0.join("filling");
        let mut file = std::fs::File::create(&path).unwrap();
        for n in [65_536, 4_096, 512, 1] {
            while file.write_all(&vec![b'x'; n]).is_ok() {}
        }
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_loses_no_text_and_makes_no_half_copy() {
    let _alone = alone();
    let program = drafting();
    let places = tempfile::tempdir().unwrap();
    let Some(disk) = Small::mounted(places.path().join("disk"), "size=8m") else {
        return;
    };
    let database = disk.0.join("office.db");
    std::fs::copy(program.database(), &database).unwrap();
    let on = |words: &[&str]| -> Ran {
        let mut command = program.command(words);
        ran(command.arg("--db").arg(&database))
    };
    let mut screen = Screen::start_office(Screen::command(&program, &database, &[]), 100, 30);
    // There is less room than one wants for an office from the beginning.
    screen
        .sees("磁盘快满了")
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .rests();
    screen.keys("您好，").sees("已保存").rests();
    let filling = disk.fill();
    let long = "灯已经修好。".repeat(4_000);
    screen
        .keys(&format!("\x1b[200~{long}\x1b[201~"))
        .sees("磁盘")
        .sees("灯已经修好。");
    screen.keys(CTRL_S).sees("磁盘").sees("灯已经修好。");
    // Nor does a copy come into being there, or an export; what there is is read all the same.
    for words in [
        &["backup", "copy.db"][..],
        &["export", "--all", "everything"],
    ] {
        let target = disk.0.join(words[words.len() - 1]);
        let words = [&words[..words.len() - 1], &[target.to_str().unwrap()]].concat();
        let ran = on(&words);
        assert_eq!(ran.code, 1, "{words:?}: {ran:?}");
        assert!(!target.exists(), "{words:?}");
    }
    assert_eq!(on(&["--json", "show", "1"]).code, 0);
    let names = || -> Vec<String> {
        let folder = std::fs::read_dir(&disk.0).unwrap();
        folder
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert!(
        names()
            .iter()
            .all(|name| name == "filling" || name.starts_with("office.db")),
        "{:?}",
        names()
    );
    // What was asked for has failed by now: nobody has the lock any more.
    std::thread::sleep(Duration::from_secs(1));
    screen.rests();
    // There is room again: it is saved without a key, and recorded.
    std::fs::remove_file(filling).unwrap();
    screen
        .keys("完")
        .sees("已保存")
        .keys(CTRL_S)
        .sees("已存稿：");
    let draft = on(&["--json", "show", "1"]).json()["draft"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(draft, format!("您好，{long}完"));
    let verified = on(&["--json", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    screen.keys("\x1b").loses("┌ 拟稿").keys("q");
    assert!(screen.ends(SOON).success());
}
