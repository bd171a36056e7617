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

use super::sequences::{InputUnit, SequenceParser};
use crate::tui::runtime::terminal;

/// Interval at which a program in the background checks whether it is in the foreground again.
const FOREGROUND_CHECK: Duration = Duration::from_millis(200);

/// Maximum time for the terminal to answer a query.
const QUERY_TIMEOUT: Duration = Duration::from_secs(2);

/// Maximum number of bytes per read.
const READ_SIZE: usize = 4096;

/// An event of the terminal.
pub(super) enum TerminalEvent {
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
pub(super) struct TerminalReader {
    sequences: SequenceParser,
    pending_events: VecDeque<TerminalEvent>,
    resized: UnixStream,
    continued: UnixStream,
    away: bool,
}

/// Returns a non-blocking pipe that becomes readable when a signal arrives (self-pipe).
fn signal_pipe(signal: i32) -> io::Result<UnixStream> {
    let (reads, writes) = UnixStream::pair()?;
    reads.set_nonblocking(true)?;
    signal_hook::low_level::pipe::register(signal, writes)?;
    Ok(reads)
}

/// Empties a non-blocking pipe. Returns whether anything was in it.
fn drain_pipe(mut pipe: &UnixStream) -> bool {
    let (mut any, mut buffer) = (false, [0; 64]);
    while matches!(pipe.read(&mut buffer), Ok(1..)) {
        any = true;
    }
    any
}

impl TerminalReader {
    /// Registers for SIGWINCH and SIGCONT.
    pub(super) fn open() -> io::Result<TerminalReader> {
        let (resized, continued) = (signal_pipe(SIGWINCH)?, signal_pipe(SIGCONT)?);
        Ok(TerminalReader {
            sequences: SequenceParser::default(),
            pending_events: VecDeque::new(),
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
    pub(super) fn next_event(
        &mut self,
        patience: Option<Duration>,
    ) -> io::Result<Option<TerminalEvent>> {
        let begun = Instant::now();
        loop {
            if let Some(arrived) = self.pending_events.pop_front() {
                return Ok(Some(arrived));
            }
            // After a stop the screen belongs to another program, even if this one was continued in
            // the foreground at once.
            if drain_pipe(&self.continued) && !self.away {
                self.away = true;
                return Ok(Some(TerminalEvent::Away));
            }
            let front = terminal::is_foreground();
            if front == self.away {
                self.away = !front;
                return Ok(Some(if front {
                    TerminalEvent::Back
                } else {
                    TerminalEvent::Away
                }));
            }
            if drain_pipe(&self.resized) {
                return Ok(Some(TerminalEvent::Resized));
            }
            let left = patience.map(|patience| patience.saturating_sub(begun.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(None);
            }
            if self.wait_readable(front, left)? {
                self.read_input()?;
            }
        }
    }

    /// Waits until a file descriptor is readable. Returns whether it is the terminal, which is not
    /// polled in the background: there its input belongs to another program.
    fn wait_readable(&self, front: bool, left: Option<Duration>) -> io::Result<bool> {
        let left = if front {
            left
        } else {
            Some(left.map_or(FOREGROUND_CHECK, |left| left.min(FOREGROUND_CHECK)))
        };
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let (stdin, of) = (io::stdin(), |pipe| {
            PollFd::from_borrowed_fd(pipe, PollFlags::IN)
        });
        let (resized, continued) = (of(self.resized.as_fd()), of(self.continued.as_fd()));
        let mut all = [resized, continued, of(stdin.as_fd())];
        let watched = if front { all.len() } else { all.len() - 1 };
        match poll(&mut all[..watched], left.as_ref()) {
            Ok(_) => Ok(front && !all[2].revents().is_empty() && terminal::is_foreground()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn read_input(&mut self) -> io::Result<()> {
        let mut buffer = [0; READ_SIZE];
        match rustix::io::read(io::stdin(), &mut buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                let mut pieces = Vec::new();
                self.sequences
                    .parse_bytes(&buffer[..n], Instant::now(), &mut pieces);
                self.pending_events
                    .extend(pieces.into_iter().filter_map(to_event));
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            // EIO: another program moved to the foreground in this moment.
            Err(Errno::IO) if !terminal::is_gone() && !terminal::is_foreground() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reports whether the terminal draws characters of ambiguous width two cells wide, which
    /// breaks every border. It prints one and asks for the position of the cursor; a terminal that
    /// does not answer is assumed to be an ordinary one.
    pub(super) fn ambiguous_is_wide(&mut self) -> bool {
        let mut out = io::stdout();
        let asked = queue!(out, MoveTo(0, 0))
            .and_then(|()| out.write_all("—\x1b[6n".as_bytes()))
            .and_then(|()| out.flush());
        if asked.is_err() {
            return false;
        }
        let (begun, mut others, mut wide) = (Instant::now(), VecDeque::new(), false);
        loop {
            match self.next_event(Some(QUERY_TIMEOUT.saturating_sub(begun.elapsed()))) {
                Ok(Some(TerminalEvent::Cursor(column))) => {
                    wide = column == 2;
                    break;
                }
                Ok(Some(other)) => others.push_back(other),
                // The input thread notices if the terminal is gone.
                Ok(None) | Err(_) => break,
            }
        }
        others.append(&mut self.pending_events);
        self.pending_events = others;
        let _ = queue!(out, MoveTo(0, 0))
            .and_then(|()| out.write_all(b" "))
            .and_then(|()| out.flush());
        wide
    }
}

/// Converts a unit of input into an event; `None` if it has no meaning here.
fn to_event(piece: InputUnit) -> Option<TerminalEvent> {
    match piece {
        InputUnit::Paste(text) => Some(TerminalEvent::Event(Event::Paste(text))),
        InputUnit::Key(bytes) => {
            let event = terminput::Event::parse_from(&bytes).ok().flatten()?;
            to_crossterm(event).ok().map(TerminalEvent::Event)
        }
        InputUnit::Report(bytes) => {
            let text = std::str::from_utf8(&bytes)
                .ok()?
                .strip_prefix("\x1b[")?
                .strip_suffix('R')?;
            let (_, column) = text.split_once(';')?;
            Some(TerminalEvent::Cursor(
                column.parse::<u16>().ok()?.checked_sub(1)?,
            ))
        }
    }
}
