//! Measures the whole program in a pseudo-terminal, at 1,000 and 100,000 letters: start to first screen, key to screen, bytes a key.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use xinxiang::domain::incoming::{Channel, Incoming, Source, Writer};
use xinxiang::store::Store;

const SIZES: [usize; 2] = [1_000, 100_000];
const STARTS: usize = 25;
const KEYS: usize = 60;

/// So long without a byte, and the screen is taken for drawn.
const QUIET: Duration = Duration::from_millis(40);

fn main() {
    println!("{:>9}  {:<34} {:>9} {:>9} {:>9}", "letters", "what", "median", "p95", "unit");
    for size in SIZES {
        let folder = std::env::temp_dir().join(format!("xinxiang-bench-{}-{size}", std::process::id()));
        let database = folder.join("bench.db");
        make(&database, size);
        let mut starts: Vec<f64> = (0..STARTS).map(|_| Terminal::start(&database).1).collect();
        report(size, "start to first screen", &mut starts, "ms");
        let (mut terminal, _) = Terminal::start(&database);
        for (what, key) in [
            ("move down inside the page", "j"),
            ("page down (scrolls)", "\x1b[6~"),
            ("change pane", "]"),
            ("to the last letter and back", "G"),
        ] {
            let (mut times, mut bytes) = (Vec::new(), Vec::new());
            terminal.press("1");
            terminal.press("g");
            for n in 0..KEYS {
                // Up again before the edge, so that a move inside the page is one.
                let key = match key {
                    "j" if n % 20 >= 10 => "k",
                    "G" if n % 2 == 1 => "g",
                    key => key,
                };
                let (time, count) = terminal.press(key);
                times.push(time);
                bytes.push(count as f64);
            }
            report(size, what, &mut times, "ms");
            report(size, &format!("  bytes: {what}"), &mut bytes, "bytes");
        }
        drop(terminal);
        std::fs::remove_dir_all(&folder).expect("the bench's own folder");
    }
}

fn report(size: usize, what: &str, figures: &mut [f64], unit: &str) {
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| figures[((figures.len() - 1) as f64 * share) as usize];
    println!("{size:>9}  {what:<34} {:>9.2} {:>9.2} {unit:>9}", at(0.5), at(0.95));
}

/// Generated letters of a large vocabulary, received through the store.
fn make(database: &Path, size: usize) {
    let founding =
        xinxiang::cli::init::weibin(false, ("bench".into(), "bench".into()), rustix::process::getuid().as_raw())
            .expect("Weibin");
    let now = Timestamp::now();
    let mut store = Store::found(database, &founding, now).expect("a new database");
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut text = |length: usize| -> String {
        (0..length)
            .map(|n| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                if n % 17 == 16 { '，' } else { char::from_u32(0x4e00 + (random % 6_000) as u32).unwrap_or('信') }
            })
            .collect()
    };
    let hour = jiff::SignedDuration::from_mins(7);
    for first in (0..size).step_by(1_000) {
        let letters = (first..(first + 1_000).min(size)).map(|n| Incoming {
            title: text(14),
            body: text(360),
            writer: Writer { name: (n % 5 != 0).then(|| text(3)), ..Writer::default() },
            channel: Channel::Website,
            received_at: now.checked_sub(hour * i32::try_from(size - n).unwrap_or(i32::MAX)).ok(),
            source: Source { key: format!("bench:{n}"), ..Source::default() },
            attachments: Vec::new(),
            remarks: Vec::new(),
        });
        store.receive(letters.collect(), "bench", now).expect("received");
    }
}

struct Terminal {
    writer: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    /// Starts the program; returns it with the milliseconds until its first screen was there.
    fn start(database: &Path) -> (Terminal, f64) {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xinxiang"));
        command.args(["--db", &database.display().to_string()]);
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
        let mut terminal = Terminal { writer, bytes, child, _master: pair.master };
        // The first screen is complete when the program has drawn it and asks how wide a dash is.
        let mut seen = Vec::new();
        let mut drawn = begun;
        while !seen.windows(4).any(|four| four == b"\x1b[6n") {
            let (at, more) = terminal.bytes.recv_timeout(Duration::from_secs(10)).expect("a first screen");
            drawn = at;
            seen.extend(more);
        }
        terminal.writer.write_all(b"\x1b[1;2R").expect("an answer");
        terminal.settle();
        (terminal, drawn.duration_since(begun).as_secs_f64() * 1e3)
    }

    /// Presses a key; returns the milliseconds until the last byte of its screen, and how many bytes came.
    fn press(&mut self, key: &str) -> (f64, usize) {
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
