//! Threads and one channel: keys, the desk that owns the writing connection, the watch on other people's commits, and those
//! that read beside the desk: the finder and the memory.

mod bulletin;
mod desk;
pub mod finder;
mod hot;
mod input;
mod latest;
mod readers;
mod recall;
mod watch;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::effect::Effect;
use super::message::Message;
use super::model::{Folders, Model, Screen};
use super::theme::Theme;
use super::update::{recall as recall_of, resting, start, unsaved, update};
use super::welcome::Welcome;
use super::{terminal, view};
use crate::cli::error::CliError;
use crate::cli::place;
use crate::domain::office_event::SessionEnd;
use crate::exchange::{Exchange, Way};
use crate::store::{Store, StoreError};
use desk::Desk;
use readers::Readers;

/// What the terminal interface starts with.
pub struct Start {
    /// The database.
    pub database: PathBuf,
    /// `--as`.
    pub staff: Option<String>,
    /// The user of the operating system.
    pub uid: u32,
    /// His login name, and the name that people read.
    pub user: (String, String),
    /// In a session from outside, the only folders that it touches.
    pub exchange: Option<Exchange>,
}

/// What is typed is saved within this.
const AUTOSAVE: Duration = Duration::from_millis(800);

/// After a walk through the list, the letter follows when the selection has rested so long.
const REST: Duration = Duration::from_millis(120);

/// So long a frame waits for the desk's answer, so that a key makes one frame and not two.
const PATIENCE: Duration = Duration::from_millis(12);

/// Opens an existing office: the desk, and the model with nothing loaded yet.
fn enter(start: &Start) -> Result<(Desk, Model), CliError> {
    let store = Store::open(&start.database)?;
    let who = place::who(&store, start.staff.as_deref())?;
    let now = place::now(store.office())?;
    let liked = store.preference(&who.id, "theme")?;
    let mut model = Model::new(store.office().clone(), who.clone(), now, theme(liked.as_deref()));
    model.folders = folders(start.exchange.as_ref());
    Ok((Desk::new(store, who, start.exchange.clone()), model))
}

fn folders(exchange: Option<&Exchange>) -> Folders {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    match exchange {
        Some(exchange) => {
            Folders { home, here: exchange.folder(Way::In), saved: exchange.folder(Way::Out), bound: true }
        }
        None => {
            let here = std::env::current_dir().unwrap_or_default();
            Folders { saved: home.clone(), home, here, bound: false }
        }
    }
}

/// `NO_COLOR` before all, then `XINXIANG_THEME`, then what the person chose, then dark.
fn theme(liked: Option<&str>) -> Theme {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Theme::Plain;
    }
    let asked = std::env::var("XINXIANG_THEME").ok();
    asked.as_deref().or(liked).and_then(Theme::parse).unwrap_or(Theme::Dark)
}

/// Runs the terminal interface until somebody leaves or the terminal goes. Returns which.
pub fn run(from: Start) -> Result<SessionEnd, CliError> {
    let (tx, rx) = channel();
    watch::start(from.database.clone(), tx.clone())?;
    let size = ratatui::crossterm::terminal::size()?;
    let (desk, screen) = match enter(&from) {
        Ok((desk, model)) => {
            let (desk, screen) = first_screen(desk, Model { size, ..model });
            (Some(desk.start(tx.clone())), screen)
        }
        Err(CliError::Store(StoreError::Missing(_))) if from.exchange.is_none() => {
            let path = std::path::absolute(&from.database).unwrap_or_else(|_| from.database.clone());
            let user = from.user.1.clone();
            (None, Screen::Welcome(Welcome { path, user, at: 0, error: None, theme: theme(None), size }))
        }
        Err(error) => return Err(error),
    };
    let readers = Readers::new(from.database.clone(), tx.clone());
    let mut runtime = Runtime { desk, screen, tx, rx, from, pending: 0, readers, ended: None, redraw: false };
    let ended = runtime.live();
    runtime.readers.finish();
    ended
}

/// The first screen is complete: what it shows is read before it is drawn.
fn first_screen(mut desk: Desk, model: Model) -> (Desk, Screen) {
    let mut waiting = VecDeque::from([Effect::Count]);
    let mut screen = Screen::Office(Box::new(model));
    let mut started = false;
    while let Some(effect) = waiting.pop_front() {
        for message in desk.do_now(effect, now_of(&screen)) {
            waiting.extend(update(&mut screen, message));
        }
        if let (Screen::Office(model), false) = (&mut screen, started) {
            // The counts have come: they say where work waits.
            waiting.extend(start(model));
            started = true;
        }
    }
    (desk, screen)
}

fn now_of(screen: &Screen) -> Timestamp {
    match screen {
        Screen::Office(model) => place::now(&model.office).unwrap_or(model.now),
        Screen::Welcome(_) => Timestamp::now(),
    }
}

struct Runtime {
    desk: Option<desk::Handle>,
    screen: Screen,
    tx: Sender<Message>,
    rx: Receiver<Message>,
    from: Start,
    /// How many effects the desk has not answered yet.
    pending: usize,
    /// Once somebody has searched.
    readers: Readers,
    ended: Option<SessionEnd>,
    redraw: bool,
}

impl Runtime {
    fn live(&mut self) -> Result<SessionEnd, CliError> {
        let mut terminal = terminal::take(&say!("terminal-title"))?;
        terminal.tty.draw(|frame| view::view(&mut self.screen, frame))?;
        if !place::utf8() {
            self.take(Message::Failed(say!("doctor-no-utf8")));
        }
        if terminal::ambiguous_is_wide() {
            self.take(Message::WideAmbiguous);
            terminal.tty.clear()?;
        }
        input::start(self.tx.clone());
        if let Screen::Office(model) = &self.screen
            && let Some(effect) = recall_of(model)
        {
            // The first screen did not wait for it.
            self.carry_out(effect);
        }
        let started = Instant::now();
        let mut since_typed: Option<Instant> = None;
        while self.ended.is_none() {
            let mut wait = since_typed.map_or_else(until_next_minute, |since| AUTOSAVE.saturating_sub(since.elapsed()));
            if resting(&self.screen) {
                wait = wait.min(REST);
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
            if since_typed.is_some_and(|since| since.elapsed() >= AUTOSAVE) && (timed_out || unsaved(&self.screen)) {
                self.take(Message::Autosave);
            }
            self.wait_for_answers();
            since_typed = match (unsaved(&self.screen), since_typed) {
                (true, Some(since)) if since.elapsed() < AUTOSAVE => Some(since),
                (true, _) => Some(Instant::now()),
                (false, _) => None,
            };
            if self.ended.is_some() {
                break;
            }
            if std::mem::take(&mut self.redraw) {
                // What cannot be cleared cannot be drawn either, and that is told below.
                let _ = terminal.tty.clear();
            }
            if terminal.tty.draw(|frame| view::view(&mut self.screen, frame)).is_err() {
                // The terminal is gone: what is being written is saved, and the program ends.
                self.take(Message::Hangup);
            }
        }
        drop(terminal);
        if let Some(desk) = self.desk.take() {
            desk.finish();
        }
        Ok(self.ended.unwrap_or(SessionEnd::Hangup))
    }

    /// The desk answers within a millisecond or two; a frame without its answer would be drawn for nothing.
    fn wait_for_answers(&mut self) {
        let begun = Instant::now();
        while (self.pending > 0 || self.readers.searching) && begun.elapsed() < PATIENCE {
            match self.rx.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                Ok(first) => {
                    let waiting: Vec<Message> = std::iter::once(first).chain(self.rx.try_iter()).collect();
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
            Effect::Quit => self.ended = Some(self.ended.unwrap_or(SessionEnd::Left)),
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
                    self.readers.search(*asking, from, limit, &model.who, now_of(&self.screen));
                }
            }
            Effect::Recall(letter, version) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers.recall(letter, version, &model.who, now_of(&self.screen));
                }
            }
            Effect::Gather(window) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers.gather(window, &model.who, now_of(&self.screen));
                }
            }
            Effect::StopSearch => self.readers.stop(),
            effect => {
                let now = now_of(&self.screen);
                if self.desk.as_ref().is_some_and(|desk| desk.send(effect.clone(), now)) {
                    self.pending += 1;
                } else {
                    self.without_desk(effect, now);
                }
            }
        }
    }

    /// The desk is gone (it panicked): what is being written is saved by a connection of its own, and the program ends.
    fn without_desk(&mut self, effect: Effect, now: Timestamp) {
        self.ended = Some(SessionEnd::Failed);
        if matches!(effect, Effect::SaveDraft(..))
            && let Ok((mut desk, _)) = enter(&self.from)
        {
            desk.do_now(effect, now);
        }
    }

    /// Makes the office that the first start offers; where another process was first, enters that one.
    fn found(&mut self, practice: bool) -> Result<Model, CliError> {
        let now = if practice { place::practice_now()? } else { Timestamp::now() };
        let made = if practice {
            crate::cli::demo::make(&self.from.database, now)
        } else {
            let founding = crate::cli::init::weibin(false, self.from.user.clone(), self.from.uid)?;
            Store::found(&self.from.database, &founding, now).map(drop).map_err(CliError::from)
        };
        match made {
            Ok(()) | Err(CliError::Store(StoreError::Exists(_))) => {}
            Err(error) => return Err(error),
        }
        let (mut desk, mut model) = enter(&self.from)?;
        for message in desk.do_now(Effect::Count, model.now) {
            if let Message::Counts(counts) = message {
                model.counts = counts;
            }
        }
        self.desk = Some(desk.start(self.tx.clone()));
        Ok(model)
    }
}

/// How long until the clock on the screen is wrong.
fn until_next_minute() -> Duration {
    let now = Timestamp::now();
    let passed = now.as_millisecond().rem_euclid(60_000).unsigned_abs();
    Duration::from_millis(60_000 - passed + 5)
}
