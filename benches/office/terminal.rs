//! The whole program in a pseudo-terminal: start to first screen, key to screen, bytes a key, resident memory.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::figures::Figures;

const STARTS: usize = 25;
const KEYS: usize = 60;

/// So long without a byte, and the screen is taken for drawn.
const QUIET: Duration = Duration::from_millis(40);

/// What the program asks when its first screen is there: how wide a dash is.
const READY: &[u8] = b"\x1b[6n";

fn command(database: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xinxiang"));
    command.args(["--db", &database.display().to_string()]);
    command
}

pub(crate) fn measure(database: &Path, figures: &mut Figures) {
    let start = |_| Terminal::start(command(database), Some(READY)).1;
    figures.many(
        "start to first screen, warm",
        (0..STARTS).map(start).collect(),
        "ms",
    );
    if drop_caches() {
        let start = |_| {
            drop_caches();
            Terminal::start(command(database), Some(READY)).1
        };
        figures.many(
            "start to first screen, caches dropped",
            (0..9).map(start).collect(),
            "ms",
        );
    }
    let (mut terminal, _) = Terminal::start(command(database), Some(READY));
    for (what, keys) in [
        ("move inside the page", ["j", "k"]),
        ("page down and up", ["\x1b[6~", "\x1b[5~"]),
        ("open a letter and close it", ["\r", "\x1b"]),
        ("change pane", ["]", "["]),
        ("to the last letter and back", ["G", "g"]),
    ] {
        let (mut times, mut bytes) = (Vec::new(), Vec::new());
        terminal.press("1");
        terminal.press("g");
        for n in 0..KEYS {
            let (time, count) = terminal.press(keys[n % 2]);
            times.push(time);
            bytes.push(count as f64);
        }
        figures.many(what, times, "ms");
        figures.many(&format!("{what}: bytes"), bytes, "bytes");
    }
    if let Some(pid) = terminal.child.process_id() {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS"))
            .unwrap_or_default();
        let kb: f64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|n| n.parse().ok())
            .unwrap_or_default();
        figures.one("resident memory after these keys", kb / 1e3, "MB");
    }
}

/// Whether the system's file caches were dropped: it wants root.
fn drop_caches() -> bool {
    rustix::fs::sync();
    std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

pub(crate) struct Terminal {
    writer: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    /// Starts a program; returns it with the milliseconds until it has written `ready`, or, without that, until it has written
    /// its first screen and is quiet.
    pub(crate) fn start(mut command: CommandBuilder, ready: Option<&[u8]>) -> (Terminal, f64) {
        let size = PtySize {
            rows: 40,
            cols: 120,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        command.env("LANG", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (tx, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if tx.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        let mut terminal = Terminal {
            writer,
            bytes,
            child,
            _master: pair.master,
        };
        let mut seen = Vec::new();
        let mut drawn = begun;
        match ready {
            Some(ready) => {
                while !seen.windows(ready.len()).any(|some| some == ready) {
                    let (at, more) = terminal
                        .bytes
                        .recv_timeout(Duration::from_secs(10))
                        .expect("a first screen");
                    drawn = at;
                    seen.extend(more);
                }
                terminal.writer.write_all(b"\x1b[1;2R").expect("an answer");
                terminal.settle();
            }
            None => {
                let mut patience = Duration::from_secs(60);
                while let Ok((at, more)) = terminal.bytes.recv_timeout(patience) {
                    seen.extend(more);
                    drawn = at;
                    // A screen is more than a line that says what is being read.
                    patience = Duration::from_millis(if seen.len() > 2_000 { 700 } else { 5_000 });
                }
            }
        }
        (terminal, drawn.duration_since(begun).as_secs_f64() * 1e3)
    }

    /// Presses a key; returns the milliseconds until the last byte of its screen, and how many bytes came.
    pub(crate) fn press(&mut self, key: &str) -> (f64, usize) {
        let begun = Instant::now();
        self.writer.write_all(key.as_bytes()).expect("a key");
        self.writer.flush().expect("a key");
        let mut last = begun;
        let mut count = 0;
        let mut patience = Duration::from_secs(2);
        while let Ok((at, more)) = self.bytes.recv_timeout(patience) {
            last = at;
            count += more.len();
            patience = QUIET;
        }
        (last.duration_since(begun).as_secs_f64() * 1e3, count)
    }

    fn settle(&mut self) {
        while self.bytes.recv_timeout(QUIET).is_ok() {}
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.writer.write_all(b"q");
        let _ = self.child.wait();
    }
}
