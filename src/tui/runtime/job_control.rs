//! Job control: a shell's Ctrl-Z and `fg`, and a terminal that another program uses meanwhile.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

// nix, because session and group are 0 if they belong to another PID namespace, and rustix treats 0
// as impossible.
use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};

use super::{FRAME_DELAY, Runtime};
use crate::store::sqlite::stop_signals;
use crate::tui::message::Message;
use crate::tui::message::{ScreenEvent, TimerEvent};
use crate::tui::runtime::terminal::{self, TerminalGuard};
use crate::tui::update::has_unsaved_drafts;

/// Interval at which a program started in the background checks whether it is in the foreground.
const FOREGROUND_CHECK: Duration = Duration::from_millis(200);

/// Maximum time to save before stopping; a transaction is over sooner, unless it waits for another
/// process's lock.
const SAVE_LIMIT: Duration = Duration::from_secs(12);

/// Requests of the system to stop and continue, and whether another program has the terminal.
#[derive(Default)]
pub(crate) struct JobControl {
    stop_requested: bool,
    away: bool,
    back: bool,
}

impl JobControl {
    /// Handles the messages of job control. Returns whether the message was one of them.
    pub(crate) fn handle_message(&mut self, message: &Message) -> bool {
        match message {
            Message::Terminal(ScreenEvent::Stop) => self.stop_requested = true,
            Message::Terminal(ScreenEvent::Away) => (self.away, self.back) = (true, false),
            Message::Terminal(ScreenEvent::Back) => (self.away, self.back) = (false, true),
            _ => return false,
        }
        true
    }
}

/// Waits until the program is in the foreground; from then on no signal stops it but SIGSTOP. The
/// owner of the account may still ask it to stop, because they hold up nobody but themselves; a
/// session over SSH or sudo does not stop.
pub(crate) fn wait_for_foreground(owner: bool, tx: &Sender<Message>) {
    while !terminal::is_foreground() && !terminal::is_gone() {
        // The system sends the same signal to a program that writes to the terminal from the
        // background.
        let _ = kill_current_process_group(Signal::TTOU);
        std::thread::sleep(FOREGROUND_CHECK);
    }
    stop_signals::block_forever();
    if owner && is_shell_job() {
        let tx = tx.clone();
        std::thread::spawn(move || {
            while let Ok(signal) = stop_signals::stop_signals().wait() {
                // SIGTTIN and SIGTTOU mean that another program had the terminal, which the input
                // thread has noticed.
                if signal == nix::sys::signal::Signal::SIGTSTP
                    && tx.send(Message::Terminal(ScreenEvent::Stop)).is_err()
                {
                    return;
                }
            }
        });
    }
}

/// Reports whether a shell of this session runs the program as a job: without one, nothing would
/// ever continue it.
fn is_shell_job() -> bool {
    let session = getsid(None);
    let mut parent = Some(getppid());
    // Programs of one job may be parents of one another.
    for _ in 0..16 {
        // A parent outside the PID namespace is 0. `getsid(0)` and `getpgid(0)` would ask about
        // this process instead.
        let Some(process) = parent.filter(|process| process.as_raw() > 0) else {
            return false;
        };
        if getsid(Some(process)) != session {
            return false;
        }
        if getpgid(Some(process)).is_ok_and(|group| group != getpgrp()) {
            return true;
        }
        parent = parent_of(process);
    }
    false
}

/// Returns the parent of a process, from proc(5); `None` if it cannot be read.
fn parent_of(process: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name, in parentheses, may contain anything, parentheses and blanks included.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .map(Pid::from_raw)
}

impl Runtime {
    /// Stops if requested, and takes the terminal again when it is back. Returns whether the
    /// program may draw on it.
    pub(super) fn apply_job_control(&mut self, terminal: &mut TerminalGuard) -> bool {
        if std::mem::take(&mut self.job_control.stop_requested) {
            self.save_within(SAVE_LIMIT);
            terminal::restore_terminal();
            // Stop only between transactions: a stopped process must not hold a lock that others
            // wait for.
            let stopped = stop_signals::run_between_writes(SAVE_LIMIT, || {
                _ = kill_process(getpid(), Signal::STOP)
            });
            self.job_control.back |= !stopped;
        }
        if std::mem::take(&mut self.job_control.back) {
            let size = terminal::window_size()
                .map(|size| Message::Terminal(ScreenEvent::Resize(size.width, size.height)));
            if terminal.take_again(&self.title).is_err() {
                self.handle_message(Message::Terminal(ScreenEvent::Hangup));
            }
            size.into_iter().for_each(|size| self.handle_message(size));
        }
        let front = terminal::is_foreground();
        if self.job_control.away && !front {
            // The mouse and the screen belong to the other program.
            terminal::reset_modes();
        }
        self.redraw |= !front;
        front && !self.job_control.away && terminal::is_taken()
    }

    /// Saves all drafts, within this time.
    fn save_within(&mut self, patience: Duration) {
        let begun = Instant::now();
        if has_unsaved_drafts(&self.screen) {
            self.handle_message(Message::Timer(TimerEvent::Autosave));
        }
        while self.pending > 0 && begun.elapsed() < patience {
            if let Ok(message) = self.rx.recv_timeout(FRAME_DELAY) {
                self.handle_message(message);
            }
        }
    }
}
