//! A database on a network disk: two real mounts of one folder, as two machines have it. With the lease, one program at a time writes
//! and nothing is lost; two that write under SQLite's own locks alone lose commits or break the file.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::concurrency::alone;
use crate::program::{Program, Ran, invented, ran};
use crate::pty::harness::Screen;

/// Where distributions put the server of file transfers.
const SERVERS: [&str; 3] = [
    "/usr/lib/openssh/sftp-server",
    "/usr/lib/ssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
];

/// A mount of a folder through a file server of its own.
struct Mount {
    path: PathBuf,
    processes: [Child; 2],
}

impl Mount {
    fn new(folder: &Path, path: PathBuf) -> Mount {
        std::fs::create_dir(&path).unwrap();
        let server = SERVERS
            .iter()
            .find(|server| Path::new(server).exists())
            .unwrap();
        let (from_mount, to_server) = std::io::pipe().unwrap();
        let (from_server, to_mount) = std::io::pipe().unwrap();
        let start = |command: &mut Command, input: OwnedFd, output: OwnedFd| {
            command
                .stdin(Stdio::from(input))
                .stdout(Stdio::from(output))
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        };
        let server = start(
            &mut Command::new(server),
            from_mount.into(),
            to_mount.into(),
        );
        let mut mount = Command::new("sshfs");
        mount
            .arg(format!(":{}", folder.display()))
            .arg(&path)
            .args(["-f", "-o", "passive,cache=no"]);
        let mount = start(&mut mount, from_server.into(), to_server.into());
        let device = |path: &Path| {
            std::fs::metadata(path)
                .map(|it| std::os::unix::fs::MetadataExt::dev(&it))
                .ok()
        };
        let begun = Instant::now();
        while device(&path) == device(folder) {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "the folder is mounted"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Mount {
            path,
            processes: [mount, server],
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily: a test that failed may still have a file open.
        let _ = Command::new("fusermount3")
            .arg("-uz")
            .arg(&self.path)
            .stderr(Stdio::null())
            .status();
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A folder, and two machines that have it mounted.
struct Share {
    // Unmounted before the folder is removed.
    mounts: [Mount; 2],
    program: Program,
    _places: TempDir,
}

/// `None`, with the reason printed, where nothing can be mounted; on the machine that checks everything, that is a failure.
fn share(program: Program) -> Option<Share> {
    let mountable = Path::new("/dev/fuse").exists() && rustix::process::geteuid().is_root();
    let found = |name: &str| {
        std::env::split_paths(&std::env::var("PATH").unwrap()).any(|at| at.join(name).exists())
    };
    let server = SERVERS.iter().any(|server| Path::new(server).exists());
    if !mountable || !server || !found("sshfs") || !found("fusermount3") {
        assert!(
            std::env::var_os("CI").is_none(),
            "sshfs, its file server and /dev/fuse are wanted"
        );
        eprintln!("not tried: this wants root, /dev/fuse, sshfs and sftp-server");
        return None;
    }
    let places = tempfile::tempdir().unwrap();
    let mount = |name: &str| Mount::new(program.folder.path(), places.path().join(name));
    let mounts = [mount("one"), mount("two")];
    Some(Share {
        mounts,
        program,
        _places: places,
    })
}

impl Share {
    /// Runs the program on one of the machines.
    fn on(&self, machine: usize, words: &[&str]) -> Ran {
        let mut command = self.program.command(words);
        command
            .arg("--db")
            .arg(self.mounts[machine].path.join("office.db"));
        ran(&mut command)
    }
}

/// The machine's program notes so many things, and tries again when it is told that another writes.
fn notes(share: &Share, machine: usize, n: usize) -> (Vec<String>, usize) {
    let (mut done, mut told) = (Vec::new(), 0);
    let begun = Instant::now();
    while done.len() < n {
        assert!(
            begun.elapsed() < Duration::from_secs(300),
            "machine {machine} gets its turn"
        );
        let text = format!("机器{machine}第{}条", done.len());
        let ran = share.on(machine, &["--json", "act", "1", "note", "--text", &text]);
        match ran.code {
            0 => done.push(text),
            _ => {
                let kind = ran.json()["error"]["kind"].clone();
                // Whoever only reads may see the file while it is being written.
                assert!(
                    [
                        "leased",
                        "conflict",
                        "busy",
                        "sqlite",
                        "read_only",
                        "not_ours"
                    ]
                    .iter()
                    .any(|k| kind == *k),
                    "{ran:?}"
                );
                told += usize::from(kind == "leased");
                std::thread::sleep(Duration::from_millis(20 + 30 * machine as u64));
            }
        }
    }
    (done, told)
}

#[test]
fn two_machines_on_a_network_disk_write_one_after_the_other_and_lose_nothing() {
    let _alone = alone();
    let program = Program::practice();
    program.letters(2);
    let Some(share) = share(program) else { return };
    let n = usize::try_from(super::times(20)).unwrap();
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(|| notes(&share, 1, n));
        let one = notes(&share, 0, n);
        [one, other.join().unwrap()]
    });
    println!(
        "each machine noted {n}; told that the other writes: {} and {}",
        both[0].1, both[1].1
    );
    assert!(both[0].1 + both[1].1 > 0, "they met");
    let record = share.program.json(&["show", "1", "--events"])["events"].to_string();
    for text in both.iter().flat_map(|(done, _)| done) {
        assert_eq!(
            record.matches(&format!("\"{text}\"")).count(),
            1,
            "{text} once"
        );
    }
    share.program.clean();
    assert!(
        !share.program.folder.path().join("office.db.lease").exists(),
        "the lease is given back"
    );
}

#[test]
fn who_has_the_lease_is_told_and_a_person_may_take_it_over() {
    let _alone = alone();
    let program = Program::practice();
    program.letters(2);
    let Some(share) = share(program) else { return };
    let database = share.mounts[0].path.join("office.db");
    let mut first = xinxiang::store::Store::open(&database).unwrap();
    first.acquire_lease("王敏").unwrap();
    let note = ["--json", "act", "1", "note", "--text", "我来"];
    let refused = share.on(1, &note);
    let sentence = refused.json()["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        (refused.code, refused.json()["error"]["kind"].as_str()),
        (1, Some("leased"))
    );
    assert!(
        sentence.contains("王敏") && sentence.contains("SSH"),
        "{sentence}"
    );
    // Reading goes on meanwhile, and importing is refused as a whole.
    assert_eq!(
        share
            .on(1, &["--json", "list"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let file = share.program.put("invented.csv", invented(3));
    assert_eq!(
        share
            .on(1, &["--json", "import", file.to_str().unwrap()])
            .json()["error"]["kind"],
        "leased"
    );
    // Who logs in meanwhile is let in to read, and only that is not recorded.
    let mut session = crate::program::bare();
    session
        .arg("--db")
        .arg(share.mounts[1].path.join("office.db"))
        .args(["--as", "li", "--forced"]);
    let asked = ran(session.env("SSH_ORIGINAL_COMMAND", "list --json"));
    assert_eq!(
        (asked.code, asked.json().as_array().map(Vec::len)),
        (0, Some(2)),
        "{asked:?}"
    );
    assert_eq!(
        share.on(1, &["--json", "staff", "sessions"]).json(),
        serde_json::json!([])
    );
    // He who says that the other machine is off takes it over; the other writes nothing more.
    let refused = share.on(1, &["--json", "doctor", "--take-over"]);
    assert_eq!(
        (refused.code, refused.json()["error"]["kind"].as_str()),
        (1, Some("refused")),
        "he is at work"
    );
    assert_eq!(share.on(1, &["doctor", "--take-over", "--yes"]).code, 0);
    assert_eq!(share.on(1, &note).code, 0);
    let lost = first.set_preference("wang", "theme", "dark").unwrap_err();
    assert_eq!(lost.kind(), "leased", "{lost}");
    drop(first);
    assert_eq!(share.program.json(&["show", "1"])["version"], 2);
    assert_eq!(ran(&mut session).code, 0);
    assert_eq!(
        share.program.json(&["staff", "sessions"])[0]["staff"],
        "li",
        "it is where it can be"
    );
    share.program.clean();
}

#[test]
fn one_who_may_only_read_is_told_so_on_the_screen_and_keeps_what_he_typed() {
    let _alone = alone();
    let program = Program::practice();
    program.letters(2);
    let Some(share) = share(program) else { return };
    let mut first = xinxiang::store::Store::open(&share.mounts[0].path.join("office.db")).unwrap();
    first.acquire_lease("王敏").unwrap();
    let command = Screen::command(&share.program, &share.mounts[1].path.join("office.db"), &[]);
    let mut screen = Screen::start_office(command, 100, 30);
    screen.sees("只读：").sees("王敏").keys("j").rests();
    screen
        .keys("b")
        .sees("┌ 备注")
        .keys("先问街道办")
        .keys("\x13");
    screen
        .until("refusal in the form", |screen| {
            screen.text().matches("您只能查看").count() > 1
        })
        .sees("先问街道办");
    drop(first);
    // As soon as nobody else writes the line goes, and it is done.
    screen.loses("只读：").keys("\x13").sees("已备注");
    screen.keys("q").ends(Duration::from_secs(10));
    let events = share.program.json(&["list"]).as_array().unwrap().len();
    assert_eq!(events, 2);
    share.program.clean();
}

/// Writes rows under SQLite's own locks, as a program without the lease would. Returns what was acknowledged.
fn under_locks(database: &Path, machine: i64, ended: &AtomicBool) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    let Ok(connection) = Connection::open(database) else {
        return acknowledged;
    };
    connection.busy_timeout(Duration::from_secs(2)).unwrap();
    let _ = connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
    let mut n = machine << 32;
    while !ended.load(Ordering::Relaxed) {
        n += 1;
        let text = "一".repeat(300);
        if connection
            .execute("INSERT INTO row VALUES (?, ?)", rusqlite::params![n, text])
            .is_ok()
        {
            acknowledged.push(n);
        }
    }
    acknowledged
}

#[test]
fn without_the_lease_two_machines_lose_what_was_acknowledged() {
    let _alone = alone();
    let Some(share) = share(Program::nowhere(None)) else {
        return;
    };
    let there = share.program.database();
    // Until it is seen, and not for ever: it is a race.
    for round in 1..=20 {
        let _ = std::fs::remove_file(&there);
        Connection::open(&there)
            .unwrap()
            .execute_batch("CREATE TABLE row (n INTEGER PRIMARY KEY, text TEXT)")
            .unwrap();
        let ended = AtomicBool::new(false);
        let acknowledged: Vec<i64> = std::thread::scope(|scope| {
            let database = |machine: usize| share.mounts[machine].path.join("office.db");
            let machines = [0, 1].map(|machine| {
                let (ended, database) = (&ended, database(machine));
                scope.spawn(move || under_locks(&database, machine as i64, ended))
            });
            std::thread::sleep(Duration::from_secs(2));
            ended.store(true, Ordering::Relaxed);
            machines
                .into_iter()
                .flat_map(|machine| machine.join().unwrap())
                .collect()
        });
        let connection = Connection::open(&there).unwrap();
        let whole: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap_or_else(|error| error.to_string());
        let is_there = |n: &i64| {
            connection
                .query_row("SELECT 1 FROM row WHERE n = ?", [n], |_| Ok(()))
                .is_ok()
        };
        let lost = acknowledged.iter().filter(|n| !is_there(n)).count();
        println!(
            "round {round}: {} acknowledged, {lost} lost, integrity: {}",
            acknowledged.len(),
            whole.lines().next().unwrap_or_default()
        );
        if lost > 0 || whole != "ok" {
            return;
        }
    }
    panic!("nothing was lost: then this test would not see it if the lease failed");
}
