//! What somebody with a key may try from his own machine. Each row of the table fails, and afterwards nothing has changed.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::machine;
use super::machine::Machine;
use super::ways::{copies, keys, ports};
use crate::program::{Ran, invented, ran};

/// How an attempt comes to nothing.
#[derive(Clone, Copy)]
pub(super) enum Ends {
    /// Our program refuses with a sentence and status 2.
    Refused,
    /// ssh, scp or sftp end with an error.
    Fails,
    /// It is answered as if it were ordinary words or an ordinary login; that it did nothing else is looked at afterwards.
    Ordinary,
}
use Ends::{Fails, Ordinary, Refused};

/// What is written behind `ssh host`; `MARK` is a path that an attempt would make, `FILE` the database.
const COMMANDS: &[(&str, &str, Ends)] = &[
    ("any command", "id", Refused),
    ("a shell", "/bin/sh -c 'touch MARK'", Refused),
    ("a second command", "list --json; touch MARK", Refused),
    (
        "a command after success",
        "list --json && touch MARK",
        Refused,
    ),
    (
        "a command after failure",
        "list --json || touch MARK",
        Refused,
    ),
    ("a pipe", "list --json | tee MARK", Refused),
    ("a file for the output", "list --json > MARK", Refused),
    ("a process beside", "list --json & touch MARK", Refused),
    ("a command in dollars", "list $(touch MARK) --json", Refused),
    (
        "a command in backticks",
        "list `touch MARK` --json",
        Refused,
    ),
    (
        "a command in a query",
        "search --json '$(touch MARK)'",
        Ordinary,
    ),
    (
        "backticks in a query",
        "search --json '`touch MARK`'",
        Ordinary,
    ),
    ("a variable", "search --json \"$HOME${IFS}MARK\"", Ordinary),
    ("a second line", "list --json\ntouch MARK", Refused),
    ("a carriage return", "list --json\rtouch MARK", Refused),
    ("an escape in the words", "\x1b]0;MARK\x07", Refused),
    ("an open quote", "list --json \"", Refused),
    ("a trailing backslash", "list --json \\", Refused),
    ("nothing but blanks", "   ", Refused),
    (
        "another file, first",
        "xinxiang --db FILE list --json",
        Refused,
    ),
    ("another file, last", "list --json --db FILE", Refused),
    ("another person, first", "--as wang list --json", Refused),
    ("another person, last", "list --json --as=wang", Refused),
    (
        "another person in one word",
        "list --json '--as wang'",
        Refused,
    ),
    (
        "a session of one's own",
        "--forced --as wang --json list",
        Refused,
    ),
    ("the program by its path", "PROGRAM list --json", Refused),
    ("another language", "list --json --lang en", Refused),
    ("without --json", "list", Refused),
    ("act", "act 1 note --text x --json", Refused),
    ("import", "import /etc/passwd --json", Refused),
    ("attachment", "attachment 1 1 MARK --json", Refused),
    ("publishing", "bulletin 2020Q1 --publish --json", Refused),
    (
        "staff",
        "staff add evil --name x --role administrator --json",
        Refused,
    ),
    ("the sessions", "staff sessions --json", Refused),
    ("a key line", "ssh-line wang /dev/stdin --json", Refused),
    ("init", "init --json", Refused),
    ("demo", "demo --no-open --json", Refused),
    ("doctor", "doctor --reindex --json", Refused),
    ("verify", "verify --json", Refused),
    (
        "a regulation",
        "regulation import /etc/passwd --json",
        Refused,
    ),
    ("completions", "completions bash --json", Refused),
    ("help", "--help", Refused),
    ("help of a command", "list --help --json", Refused),
    ("sftp's program", "/usr/lib/openssh/sftp-server", Refused),
    ("scp's other end", "scp -t MARK", Refused),
    ("rsync's other end", "rsync --server . MARK", Refused),
    ("another unit's letter", "show 2 --json", Fails),
    (
        "another unit's letter by number",
        "show NUMBER --json",
        Fails,
    ),
    ("a report on officials", "show 3 --json", Fails),
    (
        "after another unit's letter",
        "list --after 2 --json",
        Fails,
    ),
    ("a negative letter", "show --json -- -1", Fails),
    ("SQL for a letter", "show --json \"1 OR 1=1\"", Fails),
];

/// Queries by which one might find what one may not see.
const QUERIES: [&str; 8] = [
    "第2盏",
    "单位:交通局",
    "第2盏 单位:交通局",
    "编号:2",
    "第",
    "第2盏*",
    "\" OR 1=1 --",
    "NOT zzz",
];

/// What ssh itself is asked for. `VICTIM` is a port that waits for a caller, `FREE` one that nobody has.
const OPTIONS: &[(&str, &[&str], Ends)] = &[
    ("no terminal, no command", &["-T"], Fails),
    ("a way to another port", &["-W", "127.0.0.1:VICTIM"], Fails),
    (
        "a port from there to here",
        &[
            "-N",
            "-o",
            "ExitOnForwardFailure=yes",
            "-R",
            "FREE:127.0.0.1:VICTIM",
        ],
        Fails,
    ),
    (
        "a socket from there to here",
        &[
            "-N",
            "-o",
            "ExitOnForwardFailure=yes",
            "-R",
            "MARK:127.0.0.1:VICTIM",
        ],
        Fails,
    ),
    (
        "a tunnel",
        &["-N", "-o", "ExitOnForwardFailure=yes", "-w", "97:97"],
        Fails,
    ),
    ("a subsystem", &["-s", "-T"], Fails),
];

/// Variables that are sent along with an ordinary reading.
const VARIABLES: &[(&str, &str)] = &[
    ("LD_PRELOAD", "/nowhere/evil.so"),
    ("XINXIANG_DB", "/nowhere/other.db"),
    ("XINXIANG_NOW", "1999-01-01T00:00:00Z"),
    ("XINXIANG_THEME", "light"),
    ("LC_FOO", "$(touch MARK)"),
    ("LANG", "../../etc/passwd\x1b[2J"),
    ("LC_ALL", "/nowhere/locale"),
    ("HOME", "/nowhere"),
    ("TMPDIR", "/nowhere"),
    ("BASH_ENV", "/nowhere/evil.sh"),
    ("PATH", "/nowhere"),
    ("SUDO_UID", "0"),
];

/// Everything under a folder, with what each thing is and holds.
fn everything(folder: &Path, found: &mut BTreeSet<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            everything(&path, found);
            found.insert((path, Vec::new()));
        } else {
            // SQLite's own files, by whatever name, are looked at through SQLite; and of a pipe nothing would come.
            let about = std::fs::symlink_metadata(&path).unwrap();
            let plain = about.is_file()
                && about.nlink() == 1
                && !path.to_str().unwrap().contains("xinxiang.db");
            let bytes = if plain {
                std::fs::read(&path).unwrap()
            } else {
                Vec::new()
            };
            found.insert((path, bytes));
        }
    }
}

/// The files of the account, and the record but for sessions and readings.
type State = (BTreeSet<(PathBuf, Vec<u8>)>, Vec<String>);

/// The record and the files are as they were.
pub(super) fn unchanged(machine: &Machine, before: &State) {
    let now = state(machine);
    let names: Vec<_> = now
        .0
        .symmetric_difference(&before.0)
        .map(|(path, _)| path)
        .collect();
    assert!(names.is_empty(), "files have changed: {names:?}");
    assert_eq!(now.1, before.1, "the record has changed");
    assert_eq!(machine.json(&["verify"])["clean"], true);
}

/// What must not change.
pub(super) fn state(machine: &Machine) -> State {
    let mut files = BTreeSet::new();
    everything(&machine.home(), &mut files);
    // The log of the database comes and goes; keys are what a test itself gives and takes.
    let own = ["xinxiang.db-", "authorized_keys"];
    files.retain(|(path, _)| !own.iter().any(|own| path.to_str().unwrap().contains(own)));
    let database = rusqlite::Connection::open_with_flags(
        machine.database(),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .unwrap();
    let mut read = database
        .prepare("SELECT hex(hash) || kind FROM event WHERE kind NOT IN ('session_began', 'session_ended', 'read')")
        .unwrap();
    let events = read
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    (files, events)
}

/// An office with the letters of two units and a report, and liaisons of both.
pub(super) fn office(machine: &Machine) {
    for (id, unit) in [("sun", "住建局"), ("zhou", "交通局")] {
        machine.done(&[
            "staff", "add", id, "--name", id, "--role", "liaison", "--unit", unit,
        ]);
    }
    for who in ["wang", "sun", "zhou"] {
        machine.let_in(who);
    }
    let table = machine.office().join("exchange/in/letters.csv");
    machine.put(&table, invented(4));
    machine.done(&["--as", "wang", "import", table.to_str().unwrap()]);
    for (letter, unit) in [("1", "住建局"), ("2", "交通局")] {
        machine.done(&["--as", "wang", "act", letter, "accept", "--category", "3.5"]);
        machine.done(&["--as", "wang", "act", letter, "assign", "--lead", unit]);
    }
    machine.done(&[
        "--as",
        "wang",
        "act",
        "3",
        "accept",
        "--category",
        "3.6",
        "--accused",
        "住建局",
    ]);
}

pub(super) fn assert_ends(name: &str, ends: Ends, ran: &Ran) {
    match ends {
        Refused => {
            assert_eq!(ran.code, 2, "{name}: {ran:?}");
            assert!(
                ran.out.is_empty() || ran.json()["error"]["kind"] == "usage",
                "{name}: {ran:?}"
            );
            assert!(ran.err.contains("什么也没有做"), "{name}: {ran:?}");
        }
        Fails => assert_ne!(ran.code, 0, "{name}: {ran:?}"),
        Ordinary => assert_eq!(ran.code, 0, "{name}: {ran:?}"),
    }
}

/// Does every piece of work, a few at once: sshd and the program sleep most of the time.
pub(super) fn together<T: Sync>(rows: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while let Some(row) =
                    rows.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    work(row);
                }
            });
        }
    });
}

#[test]
fn nothing_that_somebody_tries_over_ssh_gets_him_further() {
    let Some(machine) = machine() else { return };
    office(&machine);
    let mark = machine.home().join("mark");
    let number = machine.json(&["--as", "wang", "show", "2"])["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let victim = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = victim.local_addr().unwrap().port();
    let free = || {
        TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port()
            .to_string()
    };
    let filled = |text: &str| {
        let text = text
            .replace("MARK", mark.to_str().unwrap())
            .replace("NUMBER", &number);
        let text = text.replace("FILE", machine.database().to_str().unwrap());
        let text = text.replace("PROGRAM", machine.program().to_str().unwrap());
        text.replace("VICTIM", &port.to_string())
            .replace("FREE", &free())
    };
    let before = state(&machine);
    together(COMMANDS, |(name, command, ends)| {
        assert_ends(name, *ends, &machine.asks("sun", &filled(command)));
        // The same words with a terminal of one's own.
        if matches!(ends, Refused) {
            let ran = ran(machine
                .client("sun", &["-tt"])
                .arg("--")
                .arg(filled(command)));
            assert_eq!(ran.code, 2, "{name}, in a terminal: {ran:?}");
        }
    });
    let mine = machine.asks("sun", "list --json").json();
    assert_eq!(
        mine.as_array()
            .unwrap()
            .iter()
            .map(|letter| letter["id"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1]
    );
    together(&QUERIES, |query| {
        let ran = machine.asks(
            "sun",
            &format!("search --json {}", shell_words::quote(query)),
        );
        let found: Value = if ran.code == 0 { ran.json() } else { json!([]) };
        assert!(
            found.as_array().unwrap().iter().all(|hit| hit["id"] == 1),
            "{query}: {found:#}"
        );
    });
    let long = format!("list --json {}", "x".repeat(100_000));
    assert_ends("a very long command", Refused, &machine.asks("sun", &long));
    together(OPTIONS, |(name, options, ends)| {
        let options: Vec<String> = options.iter().map(|option| filled(option)).collect();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let mut client = machine.client("sun", &options);
        if options.contains(&"-s") {
            client.arg("sftp");
        }
        assert_ends(name, *ends, &ran(&mut client));
    });
    together(VARIABLES, |(name, value)| {
        let mut client = machine.client("sun", &["-T", "-o", &format!("SendEnv={name}")]);
        // The client itself needs these as they are.
        let set = format!("SetEnv={name}=\"{}\"", filled(value));
        if ["LD_PRELOAD", "HOME", "PATH", "TMPDIR"].contains(name) {
            client = machine.client("sun", &["-T", "-o", &set]);
        } else {
            client.env(name, filled(value));
        }
        let ran = ran(client.args(["--", "list --json"]));
        assert_eq!((ran.code, ran.json()), (0, mine.clone()), "{name}: {ran:?}");
    });
    // Whoever says that he came through sudo is bound as such, and may do less.
    let sudo = ran(machine
        .client("sun", &["-T", "-o", "SetEnv=SUDO_UID=1"])
        .args(["--", "list --json"]));
    assert_ends("another user of the machine", Refused, &sudo);
    copies(&machine, &mark);
    ports(&machine, port);
    victim.set_nonblocking(true).unwrap();
    assert!(victim.accept().is_err(), "somebody came through");
    assert!(!mark.exists(), "something was carried out");
    unchanged(&machine, &before);
    keys(&machine);
    unchanged(&machine, &before);
}

#[test]
fn a_key_of_somebody_who_left_lets_nobody_in() {
    let Some(machine) = machine() else { return };
    assert_eq!(machine.asks("li", "list --json").code, 0);
    machine.done(&["staff", "disable", "li"]);
    let before = machine.json(&["staff", "sessions"]);
    let ran = machine.asks("li", "list --json");
    assert!(
        ran.code == 1 && ran.json()["error"]["kind"] == "disabled",
        "{ran:?}"
    );
    let mut screen = machine.opens("li", &[], (80, 24));
    assert!(!screen.ends(Duration::from_secs(20)).success());
    assert_eq!(
        machine.json(&["staff", "sessions"]),
        before,
        "he was not in"
    );
    let told = machine.owner(&["doctor"]);
    assert!(
        told.code == 1 && told.out.contains("authorized_keys:1"),
        "{told:?}"
    );
    let again = machine.owner(&["ssh-line", "li", machine.path("li.pub").to_str().unwrap()]);
    assert_eq!((again.code, again.out.as_str()), (1, ""), "{again:?}");
}
