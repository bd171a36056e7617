//! A disk that takes nothing (full, without one more file, read-only): what is there is read all the same, nothing is written, and the
//! sentence says why, and never to restore a backup.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::losing::Small;
use crate::concurrency::alone;
use crate::program::{Program, Ran, ran};
use crate::pty::drafting;
use crate::pty::harness::Screen;

/// An office on a small disk of its own.
struct Office {
    program: Program,
    database: PathBuf,
    disk: Small,
    places: tempfile::TempDir,
}

impl Office {
    fn on(options: &str) -> Option<Office> {
        let (program, places) = (drafting(), tempfile::tempdir().unwrap());
        let disk = Small::mounted(places.path().join("disk"), options)?;
        let database = disk.0.join("office.db");
        std::fs::copy(program.database(), &database).unwrap();
        Some(Office {
            program,
            database,
            disk,
            places,
        })
    }

    fn run(&self, words: &[&str]) -> Ran {
        let mut command = self.program.command(words);
        ran(command.arg("--db").arg(&self.database))
    }

    fn read_only(&self, on: bool) {
        let option = if on { "remount,ro" } else { "remount,rw" };
        assert!(
            Command::new("mount")
                .args(["-o", option])
                .arg(&self.disk.0)
                .status()
                .unwrap()
                .success()
        );
    }

    /// Everything that reads goes on and says why nothing is written; nothing that writes does anything.
    fn is_read(&self, why: &str) {
        let elsewhere = self.places.path().join(format!("{}.db", why.len()));
        let elsewhere = elsewhere.to_str().unwrap();
        for words in [
            &["list"][..],
            &["show", "1"],
            &["search", "路灯"],
            &["verify"],
            &["due", "2026-03-02"],
            &["bulletin", "2026Q1"],
            &["backup", elsewhere],
        ] {
            let ran = self.run(words);
            assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        }
        let listed = self.run(&["list"]);
        assert!(
            listed.out.contains("路灯") && listed.err.contains(why),
            "{listed:?}"
        );
        let mut copied = self.program.command(&["verify", "--db", elsewhere]);
        assert_eq!(ran(&mut copied).code, 0);
        // An export is in the record, or it is not made.
        let exported = format!("{elsewhere}.export");
        let refused = self.run(&["export", "--all", &exported]);
        assert!(
            refused.code == 1 && refused.err.contains(why) && !Path::new(&exported).exists(),
            "{refused:?}"
        );
        let noted = self.run(&["act", "1", "note", "--text", "写不进去"]);
        assert!(noted.code != 0 && noted.err.contains(why), "{noted:?}");
        let doctor = self.run(&["doctor"]);
        assert!(doctor.code == 1 && doctor.out.contains(why), "{doctor:?}");
        for told in [&listed, &noted, &doctor] {
            let said = format!("{}{}", told.out, told.err);
            assert!(
                !said.contains("restore") && !said.contains("error:") && !said.contains("unable"),
                "{said}"
            );
        }
        // Who comes in over SSH is let in to read, and told that this is in no record.
        let mut forced = Command::new(env!("CARGO_BIN_EXE_xinxiang"));
        forced
            .env_clear()
            .env("LANG", "C.UTF-8")
            .env("SSH_ORIGINAL_COMMAND", "list --json");
        let asked = ran(forced
            .args(["--as", "li", "--forced", "--db"])
            .arg(&self.database));
        assert!(
            asked.code == 0 && asked.out.contains("路灯") && asked.err.contains("没有记入记录"),
            "{asked:?}"
        );
        // The screen opens, and reads.
        let command = Screen::command(&self.program, &self.database, &[]);
        let mut screen = Screen::start_office(command, 100, 30);
        screen.sees("拟稿中").sees("不能写").keys("q");
        assert!(screen.ends(std::time::Duration::from_secs(20)).success());
    }

    /// It can be written again.
    fn is_written(&self) {
        let noted = self.run(&["act", "1", "note", "--text", "又可以写了"]);
        assert_eq!(noted.code, 0, "{noted:?}");
        assert_eq!(self.run(&["verify"]).code, 0);
    }
}

#[test]
fn a_full_disk_is_read_where_nobody_has_it_open() {
    let _alone = alone();
    let Some(office) = Office::on("size=8m") else {
        return;
    };
    let filling = office.disk.fill();
    office.is_read("磁盘已满");
    std::fs::remove_file(filling).unwrap();
    office.is_written();
}

#[test]
fn a_full_disk_is_read_after_a_program_was_killed_on_it() {
    let _alone = alone();
    let Some(office) = Office::on("size=8m") else {
        return;
    };
    // What is only in the log is there, too.
    let command = Screen::command(&office.program, &office.database, &[]);
    let mut screen = Screen::start_office(command, 100, 30);
    screen
        .sees("拟稿中")
        .keys("b")
        .sees("备注")
        .keys("只在日志里。\x13")
        .sees("已备注");
    screen
        .signal(rustix::process::Signal::KILL)
        .ends(std::time::Duration::from_secs(20));
    for index in [true, false] {
        if !index {
            let _ = std::fs::remove_file(beside(&office.database, "-shm"));
        }
        let filling = office.disk.fill();
        let shown = office.run(&["show", "1"]);
        assert!(
            shown.code == 0 && shown.out.contains("只在日志里。"),
            "{index}: {shown:?}"
        );
        std::fs::remove_file(filling).unwrap();
    }
    office.is_written();
}

#[test]
fn a_disk_that_takes_no_more_files_is_read() {
    let _alone = alone();
    let Some(office) = Office::on("size=8m,nr_inodes=6") else {
        return;
    };
    for n in 0..10 {
        let _ = std::fs::write(office.disk.0.join(n.to_string()), "");
    }
    office.is_read("文件个数");
    (0..10).for_each(|n| _ = std::fs::remove_file(office.disk.0.join(n.to_string())));
    office.is_written();
}

#[test]
fn a_disk_that_is_read_only_is_read() {
    let _alone = alone();
    let Some(office) = Office::on("size=8m") else {
        return;
    };
    office.read_only(true);
    office.is_read("只能读");
    office.read_only(false);
    // With a log that nobody put away, too.
    let command = Screen::command(&office.program, &office.database, &[]);
    let mut screen = Screen::start_office(command, 100, 30);
    screen
        .sees("拟稿中")
        .keys("b")
        .sees("备注")
        .keys("只在日志里。\x13")
        .sees("已备注");
    screen
        .signal(rustix::process::Signal::KILL)
        .ends(std::time::Duration::from_secs(20));
    office.read_only(true);
    let shown = office.run(&["show", "1"]);
    assert!(
        shown.code == 0 && shown.out.contains("只在日志里。"),
        "{shown:?}"
    );
    office.read_only(false);
    std::fs::remove_file(beside(&office.database, "-shm")).unwrap();
    office.read_only(true);
    let told = office.run(&["show", "1"]);
    assert!(
        told.code == 1 && told.err.contains("office.db-wal") && !told.err.contains("restore"),
        "{told:?}"
    );
    office.read_only(false);
    office.is_written();
}

#[test]
fn what_is_no_file_is_told_and_not_waited_for() {
    let program = Program::practice();
    let folder = program.folder.path().join("a folder");
    let (pipe, socket) = (
        program.folder.path().join("pipe"),
        program.folder.path().join("socket"),
    );
    std::fs::create_dir(&folder).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [
        &folder,
        &pipe,
        &socket,
        Path::new("/dev/full"),
        Path::new("/dev/null"),
    ] {
        for words in [&["list"][..], &["doctor"], &["verify"]] {
            let mut command = program.command(words);
            let ran = ran(command.arg("--db").arg(path));
            let said = format!("{}{}", ran.out, ran.err);
            assert!(
                ran.code == 1 && said.contains("不是文件") && !said.contains("restore"),
                "{path:?} {words:?}: {ran:?}"
            );
        }
    }
}

fn beside(database: &Path, tail: &str) -> PathBuf {
    format!("{}{tail}", database.display()).into()
}
