//! Job control: a shell's Ctrl-Z and `fg`, and a terminal that another program uses meanwhile.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

// nix, because session and group are 0 if they belong to another PID namespace, and rustix treats 0
// as impossible.
use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};

use super::{PATIENCE, Runtime};
use crate::store::sqlite::stops;
use crate::tui::message::Message;
use crate::tui::runtime::terminal::{self, Taken};
use crate::tui::update::unsaved;

/// Interval at which a program started in the background checks whether it is in the foreground.
const LOOK: Duration = Duration::from_millis(200);

/// Maximum time to save before stopping; a transaction is over sooner, unless it waits for another
/// process's lock.
const SAVING: Duration = Duration::from_secs(12);

/// Requests of the system to stop and continue, and whether another program has the terminal.
#[derive(Default)]
pub struct Stop {
    asked: bool,
    away: bool,
    back: bool,
}

impl Stop {
    /// Handles the messages of job control. Returns whether the message was one of them.
    pub fn take(&mut self, message: &Message) -> bool {
        match message {
            Message::Stop => self.asked = true,
            Message::Away => (self.away, self.back) = (true, false),
            Message::Back => (self.away, self.back) = (false, true),
            _ => return false,
        }
        true
    }
}

/// Waits until the program is in the foreground; from then on no signal stops it but SIGSTOP. The
/// owner of the account may still ask it to stop, because they hold up nobody but themselves; a
/// session over SSH or sudo does not stop.
pub fn begin(owner: bool, tx: &Sender<Message>) {
    while !terminal::is_in_front() && !terminal::is_gone() {
        // The system sends the same signal to a program that writes to the terminal from the
        // background.
        let _ = kill_current_process_group(Signal::TTOU);
        std::thread::sleep(LOOK);
    }
    stops::never();
    if owner && is_a_job() {
        let tx = tx.clone();
        std::thread::spawn(move || {
            while let Ok(signal) = stops::signals().wait() {
                // SIGTTIN and SIGTTOU mean that another program had the terminal, which the input
                // thread has noticed.
                if signal == nix::sys::signal::Signal::SIGTSTP && tx.send(Message::Stop).is_err() {
                    return;
                }
            }
        });
    }
}

/// Reports whether a shell of this session runs the program as a job: without one, nothing would
/// ever continue it.
fn is_a_job() -> bool {
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
    pub(super) fn has_terminal(&mut self, terminal: &mut Taken) -> bool {
        if std::mem::take(&mut self.stop.asked) {
            self.save_before(SAVING);
            terminal::give_back();
            // Stop only between transactions: a stopped process must not hold a lock that others
            // wait for.
            let stopped = stops::between(SAVING, || _ = kill_process(getpid(), Signal::STOP));
            self.stop.back |= !stopped;
        }
        if std::mem::take(&mut self.stop.back) {
            let size = terminal::size().map(|size| Message::Resize(size.width, size.height));
            if terminal.take_again(&say!("terminal-title")).is_err() {
                self.take(Message::Hangup);
            }
            size.into_iter().for_each(|size| self.take(size));
        }
        let front = terminal::is_in_front();
        if self.stop.away && !front {
            // The mouse and the screen belong to the other program.
            terminal::set_aside();
        }
        self.redraw |= !front;
        front && !self.stop.away && terminal::is_taken()
    }

    /// Saves all drafts, within this time.
    fn save_before(&mut self, patience: Duration) {
        let begun = Instant::now();
        if unsaved(&self.screen) {
            self.take(Message::Autosave);
        }
        while self.pending > 0 && begun.elapsed() < patience {
            if let Ok(message) = self.rx.recv_timeout(PATIENCE) {
                self.take(message);
            }
        }
    }
}
