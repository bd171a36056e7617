//! The program in a real pseudo-terminal: keys go in, the screen is what a terminal would show.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, PtyPair, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::program::{Program, foreign};

/// How long one waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long nothing must come for the screen to be at rest.
const REST: Duration = Duration::from_millis(60);

/// A screen with the program on it.
pub(crate) struct Screen {
    terminal: vt100::Parser,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    exit: Receiver<ExitStatus>,
    process: Pid,
    pair: PtyPair,
    answered: bool,
    /// Every byte that the program wrote.
    pub bytes: Vec<u8>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// The two ends of a terminal.
type Reader = Box<dyn Read + Send>;
type Writer = Box<dyn Write + Send>;

/// What a reader reads, as it comes.
fn arriving(mut read: Reader) -> Receiver<Vec<u8>> {
    let (sent, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65536];
        while let Ok(n @ 1..) = read.read(&mut buffer)
            && sent.send(buffer[..n].to_vec()).is_ok()
        {}
    });
    output
}

impl Screen {
    /// Starts the program on an office.
    pub(crate) fn open(program: &Program, columns: u16, rows: u16, words: &[&str]) -> Screen {
        Screen::through(program, columns, rows, words, |read, write| {
            (arriving(read), write)
        })
    }

    /// The same, with what comes and what is typed going through a line of one's own.
    pub(crate) fn through(
        program: &Program,
        columns: u16,
        rows: u16,
        words: &[&str],
        line: impl FnOnce(Reader, Writer) -> (Receiver<Vec<u8>>, Writer),
    ) -> Screen {
        let mut screen = Screen::start_through(
            Screen::command(program, &program.database(), words),
            columns,
            rows,
            line,
        );
        screen.until("question where the cursor is", |screen| screen.answered);
        screen
    }

    /// The program on an office in this file, to be started.
    pub(crate) fn command(program: &Program, database: &Path, words: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xinxiang"));
        foreign().for_each(|name| command.env_remove(name));
        for (name, value) in [
            ("LANG", "C.UTF-8"),
            ("TERM", "xterm-256color"),
            ("USER", "wang"),
        ] {
            command.env(name, value);
        }
        program
            .now()
            .inspect(|now| command.env("XINXIANG_NOW", now));
        command.cwd(program.folder.path());
        command.arg("--db");
        command.arg(database);
        command.args(words);
        command
    }

    /// Starts the program on an office by a command of one's own.
    pub(crate) fn start_office(command: CommandBuilder, columns: u16, rows: u16) -> Screen {
        let mut screen = Screen::start(command, columns, rows);
        screen.until("question where the cursor is", |screen| screen.answered);
        screen
    }

    /// Starts any program.
    pub(crate) fn start(command: CommandBuilder, columns: u16, rows: u16) -> Screen {
        Screen::start_through(command, columns, rows, |read, write| {
            (arriving(read), write)
        })
    }

    fn start_through(
        command: CommandBuilder,
        columns: u16,
        rows: u16,
        line: impl FnOnce(Reader, Writer) -> (Receiver<Vec<u8>>, Writer),
    ) -> Screen {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut child = pair.slave.spawn_command(command).unwrap();
        let process = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let (sent, exit) = channel();
        std::thread::spawn(move || sent.send(child.wait().unwrap()));
        let (output, keys) = line(
            pair.master.try_clone_reader().unwrap(),
            pair.master.take_writer().unwrap(),
        );
        // A terminal of no size at all is still looked at.
        let terminal = vt100::Parser::new(cells(rows.max(1)), cells(columns.max(1)), 0);
        Screen {
            terminal,
            keys,
            output,
            exit,
            process,
            pair,
            bytes: Vec::new(),
            answered: false,
        }
    }

    /// Presses keys.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Screen {
        self.keys
            .write_all(keys.as_bytes())
            .and_then(|()| self.keys.flush())
            .unwrap();
        self
    }

    /// Reads what comes within this time. Returns whether anything came.
    fn read(&mut self, within: Duration) -> bool {
        let Ok(bytes) = self.output.recv_timeout(within) else {
            return false;
        };
        self.terminal.process(&bytes);
        let asked = self.bytes.len().saturating_sub(3);
        self.bytes.extend(bytes);
        if self.bytes[asked..]
            .windows(4)
            .any(|four| four == b"\x1b[6n")
        {
            let (row, column) = self.terminal.screen().cursor_position();
            self.answered = true;
            self.keys(&format!("\x1b[{};{}R", row + 1, column + 1));
        }
        true
    }

    /// Whether the last frame that began has come to its end.
    fn whole(&self) -> bool {
        let last = |mark: &[u8]| {
            self.bytes
                .windows(mark.len())
                .rposition(|bytes| bytes == mark)
        };
        last(b"\x1b[?2026h") <= last(b"\x1b[?2026l")
    }

    /// Waits until the screen is as wanted.
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&Screen) -> bool) -> &mut Screen {
        self.within(PATIENCE, what, wanted)
    }

    /// Waits no longer than this until the screen is as wanted.
    pub(crate) fn within(
        &mut self,
        patience: Duration,
        what: &str,
        wanted: impl Fn(&Screen) -> bool,
    ) -> &mut Screen {
        let begun = Instant::now();
        while !(self.whole() && wanted(self)) {
            let left = patience.saturating_sub(begun.elapsed());
            assert!(
                !left.is_zero(),
                "no {what} within {patience:?} on\n{}",
                self.text()
            );
            self.read(left.min(REST));
        }
        self
    }

    /// Waits for a text.
    pub(crate) fn sees(&mut self, text: &str) -> &mut Screen {
        self.until(text, |screen| screen.shows(text))
    }

    /// Waits until a text has gone.
    pub(crate) fn loses(&mut self, text: &str) -> &mut Screen {
        self.until(&format!("absence of {text}"), |screen| !screen.shows(text))
    }

    /// Reads what comes for so long.
    pub(crate) fn waits(&mut self, this_long: Duration) -> &mut Screen {
        let begun = Instant::now();
        while begun.elapsed() < this_long {
            self.read(this_long.saturating_sub(begun.elapsed()));
        }
        self
    }

    /// Waits until nothing comes any more.
    pub(crate) fn rests(&mut self) -> &mut Screen {
        while self.read(REST) {}
        self.until("end of the frame", |_| true)
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    pub(crate) fn rows(&self) -> Vec<String> {
        let (_, columns) = self.terminal.screen().size();
        self.terminal.screen().rows(0, columns.get()).collect()
    }

    pub(crate) fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// What stands in a cell; nothing for the second half of a wide character.
    pub(crate) fn cell(&self, column: u16, row: u16) -> &str {
        self.terminal
            .screen()
            .cell(row, column)
            .map_or("", vt100::Cell::contents)
    }

    /// The terminal's own cursor, as column and row, where it is shown.
    pub(crate) fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.terminal.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    pub(crate) fn terminal(&self) -> &vt100::Screen {
        self.terminal.screen()
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Screen {
        self.terminal.set_size(cells(rows), cells(columns));
        self.pair.master.resize(size(columns, rows)).unwrap();
        self
    }

    /// The window says that it has this size; what is looked at stays as it is.
    pub(crate) fn claims(&mut self, columns: u16, rows: u16) -> &mut Screen {
        self.pair.master.resize(size(columns, rows)).unwrap();
        self
    }

    /// What another program writes to the terminal.
    pub(crate) fn scribbles(&mut self, bytes: &[u8]) -> &mut Screen {
        self.terminal.process(bytes);
        self
    }

    /// Whether lines are edited by the terminal, as a shell's commands are.
    pub(crate) fn is_cooked(&self) -> bool {
        const ICANON: u32 = 2;
        self.pair.master.get_termios().unwrap().local_flags.bits() & ICANON != 0
    }

    /// The process that was started.
    pub(crate) fn process(&self) -> i32 {
        self.process.as_raw_nonzero().get()
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> &mut Screen {
        kill_process(self.process, signal).unwrap();
        self
    }

    /// Waits for the end of the program, and reads what it wrote until then.
    pub(crate) fn ends(&mut self, within: Duration) -> ExitStatus {
        let begun = Instant::now();
        let status = loop {
            match self.exit.try_recv() {
                Ok(status) => break status,
                Err(TryRecvError::Disconnected) => panic!("it had ended before"),
                Err(TryRecvError::Empty) => {}
            }
            assert!(
                begun.elapsed() < within,
                "it lives on after {within:?}:\n{}",
                self.text()
            );
            self.read(Duration::from_millis(5));
        };
        while self.read(REST) {}
        status
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if matches!(self.exit.try_recv(), Err(TryRecvError::Empty)) {
            // It may have ended this very moment; either way it is gone.
            let _ = kill_process(self.process, Signal::KILL);
        }
    }
}
