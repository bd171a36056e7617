//! Stopping and going on: a shell's Ctrl-Z and `fg`, and a terminal that is another program's meanwhile.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

// Session and group are 0 where they are of another PID namespace, which rustix takes for impossible.
use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};

use super::{PATIENCE, Runtime};
use crate::store::sqlite::stops;
use crate::tui::message::Message;
use crate::tui::runtime::terminal::{self, Taken};
use crate::tui::update::unsaved;

/// How often a program that was begun in the background looks whether it is in front.
const LOOK: Duration = Duration::from_millis(200);

/// So long the program takes to save before it stops; a transaction ends sooner, or waits for another's.
const SAVING: Duration = Duration::from_secs(12);

/// What the system wants of the program, and who has the terminal.
#[derive(Default)]
pub struct Stop {
    asked: bool,
    away: bool,
    back: bool,
}

impl Stop {
    /// Takes what is meant for it. Returns whether it was.
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

/// Waits until the terminal is this program's; then no signal stops the program but SIGSTOP. The owner of the account is heard when
/// they ask it to stop, for they hold up nobody but themselves; a session from outside does not stop.
pub fn begin(owner: bool, tx: &Sender<Message>) {
    while !terminal::is_in_front() && !terminal::is_gone() {
        // The system does the same with a program that writes to the terminal from the background.
        let _ = kill_current_process_group(Signal::TTOU);
        std::thread::sleep(LOOK);
    }
    stops::never();
    if owner && is_a_job() {
        let tx = tx.clone();
        std::thread::spawn(move || {
            while let Ok(signal) = stops::signals().wait() {
                // The others came while the terminal was another's, which the thread of the keys has seen.
                if signal == nix::sys::signal::Signal::SIGTSTP && tx.send(Message::Stop).is_err() {
                    return;
                }
            }
        });
    }
}

/// Whether a shell of this session has the program as a job: one that is nobody's would never go on.
fn is_a_job() -> bool {
    let session = getsid(None);
    let mut parent = Some(getppid());
    // The programs of one job may have one another for parents.
    for _ in 0..16 {
        // A parent outside is 0, and so would be what is asked about it: that of this process.
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

/// The parent of another process, where proc(5) tells.
fn parent_of(process: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .map(Pid::from_raw)
}

impl Runtime {
    /// Stops where that is asked for, and takes the terminal again where it is back. Returns whether one may draw on it.
    pub(super) fn has_terminal(&mut self, terminal: &mut Taken) -> bool {
        if std::mem::take(&mut self.stop.asked) {
            self.save_before(SAVING);
            terminal::give_back();
            // Nobody waits for a lock of one who is stopped.
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
            // The mouse and the screen are the other program's.
            terminal::set_aside();
        }
        self.redraw |= !front;
        front && !self.stop.away && terminal::is_taken()
    }

    /// Saves what is being written, within this time.
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
