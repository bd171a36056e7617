//! The event loop. Threads send messages over one channel: the input thread, the store thread with
//! the only writing connection, the watch thread (commits of others, presence, signals), and the
//! reader threads (search, recall, topics).

pub mod backend;
pub mod bidi;
mod bulletin;
mod desk;
mod enter;
pub mod finder;
mod guard;
mod hot;
mod input;
mod last;
mod latest;
mod readers;
mod recall;
mod replies;
pub mod sequences;
mod stop;
pub mod terminal;
mod tty;
mod watch;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::effect::Effect;
use super::message::Message;
use super::model::{Model, Screen};
use super::update::{lock_due, recall as recall_of, resting, unsaved, update};
use super::view;
use crate::app::entry;
use crate::app::error::AppError;
use crate::domain::office_event::SessionEnd;
use crate::domain::time::Timestamp;
use crate::platform::exchange::Exchange;
use crate::platform::program;
use crate::store::StoreError;
use crate::tui::state::welcome::Welcome;
use enter::{enter, first_screen, theme};
use readers::Readers;
use stop::Stop;

/// Options of the terminal interface.
pub struct Start {
    /// Path of the database.
    pub database: PathBuf,
    /// Staff id given with `--as`.
    pub staff: Option<String>,
    /// User id of the operating system.
    pub uid: u32,
    /// Idle time after which the screen is locked; `None` never locks it.
    pub lock_after: Option<Duration>,
    /// Login name, and the name that people read.
    pub user: (String, String),
    /// In a session over SSH or sudo, the only folders that it may touch; `None` on a local start.
    pub exchange: Option<Exchange>,
}

/// Interval of the autosave.
const AUTOSAVE: Duration = Duration::from_millis(800);

/// Debounce interval of the preview after the selection has moved.
const REST: Duration = Duration::from_millis(120);

/// A reply that takes longer means that the store thread waits for a lock, which is then shown.
const LONG: Duration = Duration::from_millis(300);

/// Maximum delay of a frame for the store thread's reply, so that a key causes one frame instead of
/// two.
const PATIENCE: Duration = Duration::from_millis(12);

/// Runs the terminal interface until the person leaves or the terminal goes away. Returns how the
/// session ended.
///
/// # Errors
/// If the office cannot be opened, the terminal fails, or the person was taken off the staff
/// meanwhile.
pub fn run(from: Start) -> Result<SessionEnd, AppError> {
    let (tx, rx) = channel();
    stop::begin(from.exchange.is_none(), &tx);
    let watch = watch::start(from.database.clone(), tx.clone())?;
    let size = terminal::size()?;
    let size = (size.width, size.height);
    let (desk, screen) = match enter(&from) {
        Ok((desk, model)) => {
            let (desk, screen) = first_screen(desk, Model { size, ..model });
            (Some(desk.start(tx.clone())), screen)
        }
        Err(AppError::Store(StoreError::Missing(_))) if from.exchange.is_none() => {
            let path =
                std::path::absolute(&from.database).unwrap_or_else(|_| from.database.clone());
            let user = from.user.1.clone();
            (
                None,
                Screen::Welcome(Welcome {
                    path,
                    user,
                    at: 0,
                    error: None,
                    theme: theme(None),
                    size,
                }),
            )
        }
        Err(error) => return Err(error),
    };
    let readers = Readers::new(from.database.clone(), tx.clone());
    let mut runtime = Runtime {
        desk,
        screen,
        tx,
        rx,
        from,
        pending: 0,
        sent: None,
        watch,
        readers,
        ended: None,
        redraw: false,
        stop: Stop::default(),
    };
    let lived = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.live()));
    if lived.is_err() {
        // The panic hook has restored the terminal and printed the message: save what is being
        // written.
        runtime.take(Message::Hangup);
    }
    runtime.save_at_last();
    runtime
        .desk
        .take()
        .into_iter()
        .for_each(desk::Handle::finish);
    runtime.watch.finish();
    runtime.readers.finish();
    let ended = lived.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    match &runtime.screen {
        // The person was taken off the staff during the session.
        Screen::Office(model) if model.office.staff(&model.who.id).is_none() => {
            Err(StoreError::TakenOff(model.who.id.clone(), model.office.administrators()).into())
        }
        Screen::Office(_) | Screen::Welcome(_) => Ok(ended),
    }
}

fn now_of(screen: &Screen) -> Timestamp {
    match screen {
        Screen::Office(model) => entry::now(&model.office).unwrap_or(model.now),
        Screen::Welcome(_) => Timestamp::now(),
    }
}

struct Runtime {
    desk: Option<desk::Handle>,
    screen: Screen,
    tx: Sender<Message>,
    rx: Receiver<Message>,
    from: Start,
    /// Number of effects that the store thread has not finished.
    pending: usize,
    /// Start of the wait for a writing effect; `None` if there is none, or the wait was already
    /// reported.
    sent: Option<Instant>,
    watch: watch::Handle,
    readers: Readers,
    ended: Option<SessionEnd>,
    redraw: bool,
    stop: Stop,
}

impl Runtime {
    fn live(&mut self) -> Result<SessionEnd, AppError> {
        let mut terminal = terminal::take(&say!("terminal-title"))?;
        terminal
            .tty
            .draw(|frame| view::view(&mut self.screen, frame))?;
        if !program::utf8() {
            self.take(Message::Failed(say!("doctor-no-utf8")));
        }
        let mut tty = tty::Tty::open()?;
        if tty.ambiguous_is_wide() {
            self.take(Message::WideAmbiguous);
            terminal.tty.clear()?;
        }
        input::start(tty, self.tx.clone());
        if let Screen::Office(model) = &self.screen
            && let Some(effect) = recall_of(model)
        {
            // The first screen was drawn without similar letters.
            self.carry_out(effect);
        }
        let started = Instant::now();
        let mut since_typed: Option<Instant> = None;
        while self.ended.is_none() {
            if let Screen::Office(model) = &self.screen {
                self.watch.now(Some(model.present()));
            }
            let mut wait = since_typed.map_or_else(until_next_minute, |since| {
                AUTOSAVE.saturating_sub(since.elapsed())
            });
            if resting(&self.screen) {
                wait = wait.min(REST);
            }
            if let Some(left) = lock_due(&self.screen, started.elapsed()) {
                wait = wait.min(left);
            }
            if let Some(sent) = self.sent {
                wait = wait.min(LONG.saturating_sub(sent.elapsed()));
            }
            let first = match self.rx.recv_timeout(wait) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            self.take(Message::Now(now_of(&self.screen), started.elapsed()));
            let timed_out = first.is_none();
            if timed_out {
                self.take(Message::Rested);
            }
            for message in input::joined(first.into_iter().chain(self.rx.try_iter())) {
                self.take(message);
            }
            if since_typed.is_some_and(|since| since.elapsed() >= AUTOSAVE)
                && (timed_out || unsaved(&self.screen))
            {
                self.take(Message::Autosave);
            }
            self.wait_for_answers();
            if self.sent.is_some_and(|sent| sent.elapsed() >= LONG) {
                self.sent = None;
                self.take(Message::Waiting);
            }
            since_typed = match (unsaved(&self.screen), since_typed) {
                (true, Some(since)) if since.elapsed() < AUTOSAVE => Some(since),
                (true, _) => Some(Instant::now()),
                (false, _) => None,
            };
            if self.ended.is_some() {
                break;
            }
            if !self.has_terminal(&mut terminal) {
                continue;
            }
            if std::mem::take(&mut self.redraw) {
                // A terminal that cannot be cleared cannot be drawn on either; the error is handled
                // below.
                let _ = terminal.tty.clear();
            }
            let begun = Instant::now();
            let drawn = terminal
                .tty
                .draw(|frame| view::view(&mut self.screen, frame));
            tracing::debug!(elapsed = ?begun.elapsed(), "frame");
            if drawn.is_err() {
                // The terminal is gone: save what is being written, and end.
                self.take(Message::Hangup);
            }
        }
        drop(terminal);
        Ok(self.ended.unwrap_or(SessionEnd::Hangup))
    }

    /// Waits briefly for pending replies. The store thread usually replies within two milliseconds;
    /// a frame without its reply would be drawn for nothing.
    fn wait_for_answers(&mut self) {
        let begun = Instant::now();
        while (self.pending > 0 || self.readers.searching) && begun.elapsed() < PATIENCE {
            match self
                .rx
                .recv_timeout(PATIENCE.saturating_sub(begun.elapsed()))
            {
                Ok(first) => {
                    let waiting: Vec<Message> =
                        std::iter::once(first).chain(self.rx.try_iter()).collect();
                    for message in input::joined(waiting.into_iter()) {
                        self.take(message);
                    }
                }
                Err(_) => break,
            }
            if self.pending == 0 {
                self.take(Message::Idle);
            }
        }
        if self.pending == 0 {
            self.take(Message::Idle);
        }
    }

    fn take(&mut self, message: Message) {
        if let Message::Answered = message {
            self.pending = self.pending.saturating_sub(1);
            self.sent = self
                .sent
                .filter(|_| self.pending > 0)
                .map(|_| Instant::now());
            return;
        }
        self.redraw |= input::redraws(&message);
        if self.stop.take(&message) {
            return;
        }
        if let Message::Hangup = message {
            self.ended = Some(SessionEnd::Hangup);
        }
        if matches!(message, Message::Hits(_) | Message::NotSearched(..)) {
            self.readers.searching = false;
        }
        for effect in update(&mut self.screen, message) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Quit => {
                let locked =
                    matches!(&self.screen, Screen::Office(model) if model.lock.is_locked());
                let how = if locked {
                    SessionEnd::Locked
                } else {
                    SessionEnd::Left
                };
                // The first reason for ending stands.
                self.ended = Some(self.ended.unwrap_or(how));
            }
            Effect::Redraw => self.redraw = true,
            Effect::Found(practice) => match self.found(practice) {
                Ok(model) => self.take(Message::Founded(Box::new(model))),
                Err(error) => self.take(Message::Failed(error.to_string())),
            },
            Effect::StopImport => {
                if let Some(desk) = &self.desk {
                    desk.stop_import();
                }
            }
            Effect::Search(asking, from, limit) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers
                        .search(*asking, from, limit, &model.who, now_of(&self.screen));
                }
            }
            Effect::Recall(letter, version) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers
                        .recall(letter, version, &model.who, now_of(&self.screen));
                }
            }
            Effect::Gather(window) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers
                        .gather(window, &model.who, now_of(&self.screen));
                }
            }
            Effect::StopSearch => self.readers.stop(),
            effect => {
                let now = now_of(&self.screen);
                let writes = writes(&effect);
                if self
                    .desk
                    .as_ref()
                    .is_some_and(|desk| desk.send(effect.clone(), now))
                {
                    self.pending += 1;
                    if writes {
                        self.sent.get_or_insert_with(Instant::now);
                    }
                } else {
                    self.without_desk(effect, now);
                }
            }
        }
    }
}

/// Reports whether an effect writes, and so may have to wait for a lock.
fn writes(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Perform { .. }
            | Effect::SaveDraft(..)
            | Effect::DropDraft(..)
            | Effect::DropBeside(..)
    ) || matches!(
        effect,
        Effect::Read(_) | Effect::Receive(_) | Effect::Prefer(..) | Effect::PublishBulletin(_)
    )
}

/// Returns the time until the clock on the screen is outdated.
fn until_next_minute() -> Duration {
    let now = Timestamp::now();
    let passed = now.as_millisecond().rem_euclid(60_000).unsigned_abs();
    // A few milliseconds more, so that the minute has passed when the timer fires.
    Duration::from_millis(60_000 - passed + 5)
}
