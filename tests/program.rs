//! The real program, run as a process of its own, each office in a folder that goes away with it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// When it is in a practice office: a Friday morning, twelve minutes past nine.
pub(crate) const NOW: &str = "2026-03-06T09:12:00+08:00";

/// An office on the disk.
pub(crate) struct Program {
    pub folder: TempDir,
    now: Option<&'static str>,
}

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The JSON document on standard output: the whole of it.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program with an environment that is the same on every machine.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinxiang"));
    for name in foreign() {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8").env("USER", "wang");
    command
}

/// What the machine's own environment must not bring in.
pub(crate) fn foreign() -> impl Iterator<Item = String> {
    let all = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    all.filter(|name| {
        name.starts_with("XINXIANG_") || name.starts_with("LC_") || name.starts_with("SUDO_")
    })
    .chain(["LANGUAGE", "NO_COLOR"].map(str::to_owned))
}

impl Program {
    /// A folder without an office.
    pub(crate) fn nowhere(now: Option<&'static str>) -> Program {
        Program {
            folder: tempfile::tempdir().unwrap(),
            now,
        }
    }

    /// A real office.
    pub(crate) fn real() -> Program {
        let program = Program::nowhere(None);
        program.done(&["init"]);
        program
    }

    /// An empty practice office: wang is its administrator, li its leader.
    pub(crate) fn practice() -> Program {
        let program = Program::nowhere(Some(NOW));
        program.done(&["init", "--practice"]);
        program.done(&["staff", "add", "li", "--name", "李建国", "--role", "leader"]);
        program
    }

    /// The practice office with the invented letters.
    pub(crate) fn demo() -> Program {
        let program = Program::nowhere(Some(NOW));
        program.done(&["demo", "--no-open"]);
        program
    }

    /// The same office at another time.
    pub(crate) fn at(&mut self, now: &'static str) {
        self.now = Some(now);
    }

    pub(crate) fn now(&self) -> Option<&'static str> {
        self.now
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }

    /// Writes a file into the folder.
    pub(crate) fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program on this office.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = bare();
        command
            .arg("--db")
            .arg(self.database())
            .args(words)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if let Some(now) = self.now {
            command.env("XINXIANG_NOW", now);
        }
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        ran(&mut self.command(words))
    }

    /// Runs it with something on its standard input.
    pub(crate) fn given(&self, input: &str, words: &[&str]) -> Ran {
        let mut command = self.command(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        finished(child.wait_with_output().unwrap())
    }

    /// Runs what must succeed.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran.out
    }

    /// Runs what must succeed, and reads its JSON document.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let ran = self.run(&[&["--json"], words].concat());
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran.json()
    }

    /// Runs what must fail. Returns the exit status and what stands in the JSON form of the error.
    pub(crate) fn refused(&self, words: &[&str]) -> (i32, Value) {
        let ran = self.run(&[&["--json"], words].concat());
        assert_ne!(ran.code, 0, "{words:?}: {ran:?}");
        assert!(
            !ran.err.trim().is_empty(),
            "a sentence goes to standard error: {ran:?}"
        );
        let document = ran.json();
        let mut keys: Vec<_> = document["error"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        assert_eq!(keys, ["article", "kind", "message"], "{ran:?}");
        (ran.code, document["error"].clone())
    }

    /// The official number of a letter.
    pub(crate) fn number(&self, letter: &str) -> String {
        self.json(&["show", letter])["number"]
            .as_str()
            .unwrap_or_else(|| panic!("{letter} has no number"))
            .to_owned()
    }

    /// Receives `n` invented letters; their ids are 1 to `n`.
    pub(crate) fn letters(&self, n: usize) {
        let counts = self.json(&[
            "import",
            self.put("invented.csv", invented(n)).to_str().unwrap(),
        ]);
        assert_eq!(counts["imported"], n);
    }

    /// The database verifies.
    pub(crate) fn clean(&self) {
        let report = self.json(&["verify"]);
        assert_eq!(
            (&report["clean"], &report["findings"]),
            (&Value::Bool(true), &Value::Array(Vec::new()))
        );
    }
}

fn finished(output: std::process::Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    finished(command.output().unwrap())
}

/// A table of `n` invented letters, each with its number in title, name and text.
pub(crate) fn invented(n: usize) -> String {
    let mut table = String::from("编号,留言用户,留言主题,留言时间,留言详情\n");
    for n in 1..=n {
        let (day, hour) = (1 + n % 28, n % 24);
        table.push_str(&format!(
            "{n},虚构{n}号,第{n}盏路灯不亮,2026-02-{day:02} {hour:02}:30,\"经二路第{n}盏路灯已有三天不亮，夜里看不清路。\n请派人修一修，谢谢！\"\n"
        ));
    }
    table
}
