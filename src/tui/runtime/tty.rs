//! The input side of the terminal: decoded bytes, changes of size, and moves between foreground and
//! background.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use ratatui::crossterm::cursor::MoveTo;
use ratatui::crossterm::event::Event;
use ratatui::crossterm::queue;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGWINCH};
use terminput_crossterm::to_crossterm;

use super::sequences::{Piece, Sequences};
use crate::tui::runtime::terminal;

/// Interval at which a program in the background checks whether it is in the foreground again.
const LOOK: Duration = Duration::from_millis(200);

/// Maximum time for the terminal to answer a query.
const ANSWER: Duration = Duration::from_secs(2);

/// Maximum number of bytes per read.
const BUFFER: usize = 4096;

/// An event of the terminal.
pub enum Arrived {
    /// Key, mouse event, or paste.
    Event(Event),
    /// Column of the cursor, from 0.
    Cursor(u16),
    /// The window may have another size.
    Resized,
    /// The program was stopped, or another program has the terminal.
    Away,
    /// The program has the terminal again, in an unknown state.
    Back,
}

/// Reader of terminal events.
pub struct Tty {
    sequences: Sequences,
    arrived: VecDeque<Arrived>,
    resized: UnixStream,
    continued: UnixStream,
    away: bool,
}

/// Returns a non-blocking pipe that becomes readable when a signal arrives (self-pipe).
fn signalled(signal: i32) -> io::Result<UnixStream> {
    let (reads, writes) = UnixStream::pair()?;
    reads.set_nonblocking(true)?;
    signal_hook::low_level::pipe::register(signal, writes)?;
    Ok(reads)
}

/// Empties a non-blocking pipe. Returns whether anything was in it.
fn drained(mut pipe: &UnixStream) -> bool {
    let (mut any, mut buffer) = (false, [0; 64]);
    while matches!(pipe.read(&mut buffer), Ok(1..)) {
        any = true;
    }
    any
}

impl Tty {
    /// Registers for SIGWINCH and SIGCONT.
    pub fn open() -> io::Result<Tty> {
        let (resized, continued) = (signalled(SIGWINCH)?, signalled(SIGCONT)?);
        Ok(Tty {
            sequences: Sequences::default(),
            arrived: VecDeque::new(),
            resized,
            continued,
            away: false,
        })
    }

    /// Waits for the next event, at most for `patience`, or without a limit. `None` means that time
    /// ran out.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn next(&mut self, patience: Option<Duration>) -> io::Result<Option<Arrived>> {
        let begun = Instant::now();
        loop {
            if let Some(arrived) = self.arrived.pop_front() {
                return Ok(Some(arrived));
            }
            // After a stop the screen belongs to another program, even if this one was continued in
            // the foreground at once.
            if drained(&self.continued) && !self.away {
                self.away = true;
                return Ok(Some(Arrived::Away));
            }
            let front = terminal::is_in_front();
            if front == self.away {
                self.away = !front;
                return Ok(Some(if front { Arrived::Back } else { Arrived::Away }));
            }
            if drained(&self.resized) {
                return Ok(Some(Arrived::Resized));
            }
            let left = patience.map(|patience| patience.saturating_sub(begun.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(None);
            }
            if self.waits(front, left)? {
                self.read()?;
            }
        }
    }

    /// Waits until a file descriptor is readable. Returns whether it is the terminal, which is not
    /// polled in the background: there its input belongs to another program.
    fn waits(&self, front: bool, left: Option<Duration>) -> io::Result<bool> {
        let left = if front {
            left
        } else {
            Some(left.map_or(LOOK, |left| left.min(LOOK)))
        };
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let (stdin, of) = (io::stdin(), |pipe| {
            PollFd::from_borrowed_fd(pipe, PollFlags::IN)
        });
        let (resized, continued) = (of(self.resized.as_fd()), of(self.continued.as_fd()));
        let mut all = [resized, continued, of(stdin.as_fd())];
        let watched = if front { all.len() } else { all.len() - 1 };
        match poll(&mut all[..watched], left.as_ref()) {
            Ok(_) => Ok(front && !all[2].revents().is_empty() && terminal::is_in_front()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; BUFFER];
        match rustix::io::read(io::stdin(), &mut buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                let mut pieces = Vec::new();
                self.sequences
                    .take(&buffer[..n], Instant::now(), &mut pieces);
                self.arrived.extend(pieces.into_iter().filter_map(meaning));
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            // EIO: another program moved to the foreground in this moment.
            Err(Errno::IO) if !terminal::is_gone() && !terminal::is_in_front() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reports whether the terminal draws characters of ambiguous width two cells wide, which
    /// breaks every border. It prints one and asks for the position of the cursor; a terminal that
    /// does not answer is assumed to be an ordinary one.
    pub fn ambiguous_is_wide(&mut self) -> bool {
        let mut out = io::stdout();
        let asked = queue!(out, MoveTo(0, 0))
            .and_then(|()| out.write_all("—\x1b[6n".as_bytes()))
            .and_then(|()| out.flush());
        if asked.is_err() {
            return false;
        }
        let (begun, mut others, mut wide) = (Instant::now(), VecDeque::new(), false);
        loop {
            match self.next(Some(ANSWER.saturating_sub(begun.elapsed()))) {
                Ok(Some(Arrived::Cursor(column))) => {
                    wide = column == 2;
                    break;
                }
                Ok(Some(other)) => others.push_back(other),
                // The input thread notices if the terminal is gone.
                Ok(None) | Err(_) => break,
            }
        }
        others.append(&mut self.arrived);
        self.arrived = others;
        let _ = queue!(out, MoveTo(0, 0))
            .and_then(|()| out.write_all(b" "))
            .and_then(|()| out.flush());
        wide
    }
}

/// Converts a unit of input into an event; `None` if it has no meaning here.
fn meaning(piece: Piece) -> Option<Arrived> {
    match piece {
        Piece::Paste(text) => Some(Arrived::Event(Event::Paste(text))),
        Piece::Key(bytes) => {
            let event = terminput::Event::parse_from(&bytes).ok().flatten()?;
            to_crossterm(event).ok().map(Arrived::Event)
        }
        Piece::Report(bytes) => {
            let text = std::str::from_utf8(&bytes)
                .ok()?
                .strip_prefix("\x1b[")?
                .strip_suffix('R')?;
            let (_, column) = text.split_once(';')?;
            Some(Arrived::Cursor(column.parse::<u16>().ok()?.checked_sub(1)?))
        }
    }
}
