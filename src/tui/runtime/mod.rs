//! The event loop. Threads send messages over one channel: the input thread, the store thread with
//! the only writing connection, the watch thread (commits of others, presence, signals), and the
//! reader threads (search, recall, topics).

pub mod backend;
pub mod bidi;
mod bulletin;
mod clipboard;
mod guard;
mod input;
pub(crate) mod job_control;
pub(crate) mod latest_wins;
pub(crate) mod reader_threads;
mod recall;
pub(crate) mod reports;
pub mod search_thread;
pub mod sequences;
pub(crate) mod shutdown;
pub(crate) mod startup;
pub(crate) mod store_thread;
pub mod terminal;
pub(crate) mod topics;
mod tty;
mod watch;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::effect::Effect;
use super::message::Message;
use super::model::notices::terminal_title;
use super::model::{Model, Screen};
use super::update::{
    has_unsaved_drafts, is_preview_pending, request_recall as recall_of, time_until_lock, update,
};
use super::view;
use crate::app::entry;
use crate::app::error::AppError;
use crate::domain::office_event::SessionEnd;
use crate::domain::time::Timestamp;
use crate::platform::exchange::Exchange;
use crate::platform::program;
use crate::store::StoreError;
use crate::tui::effect::{ReadRequest, SettingsRequest, StoreRequest, TerminalRequest};
use crate::tui::message::{ReadReply, ScreenEvent, StoreReply, TimerEvent};
use crate::tui::runtime::job_control::JobControl;
use crate::tui::runtime::reader_threads::ReaderThreads;
use crate::tui::runtime::startup::{choose_theme, first_screen, open_office};
use crate::tui::state::welcome::Welcome;

/// Options of the terminal interface.
pub struct StartOptions {
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
const AUTOSAVE_INTERVAL: Duration = Duration::from_millis(800);

/// Debounce interval of the preview after the selection has moved.
const PREVIEW_DELAY: Duration = Duration::from_millis(120);

/// A reply that takes longer means that the store thread waits for a lock, which is then shown.
const LOCK_NOTICE_DELAY: Duration = Duration::from_millis(300);

/// Maximum delay of a frame for the store thread's reply, so that a key causes one frame instead of
/// two.
const FRAME_DELAY: Duration = Duration::from_millis(12);

/// Runs the terminal interface until the person leaves or the terminal goes away. Returns how the
/// session ended.
///
/// # Errors
/// If the office cannot be opened, the terminal fails, or the person was taken off the staff
/// meanwhile.
pub fn run(from: StartOptions) -> Result<SessionEnd, AppError> {
    let (tx, rx) = channel();
    job_control::wait_for_foreground(from.exchange.is_none(), &tx);
    let watch = watch::start_watch(from.database.clone(), tx.clone())?;
    let size = terminal::window_size()?;
    let size = (size.width, size.height);
    let (desk, screen) = match open_office(&from) {
        Ok((desk, model)) => {
            let (desk, screen) = first_screen(desk, Model { size, ..model });
            (Some(desk.spawn_thread(tx.clone())), screen)
        }
        // An empty file is what a founding leaves that was refused.
        Err(AppError::Store(StoreError::Missing(_) | StoreError::NotInitialized))
            if from.exchange.is_none() =>
        {
            let path =
                std::path::absolute(&from.database).unwrap_or_else(|_| from.database.clone());
            let user = from.user.clone();
            (
                None,
                Screen::Welcome(Box::new(Welcome {
                    path,
                    user,
                    selected: 0,
                    names: crate::app::setup::default_names(),
                    folders: startup::session_folders(None).starts(),
                    form: None,
                    error: None,
                    theme: choose_theme(None),
                    size,
                })),
            )
        }
        Err(error) => return Err(error),
    };
    let readers = ReaderThreads::new(from.database.clone(), tx.clone());
    let mut runtime = Runtime {
        store_thread: desk,
        screen,
        tx,
        rx,
        from,
        pending: 0,
        waiting_since: None,
        watch,
        readers,
        ended: None,
        redraw: false,
        to_copy: None,
        to_notify: None,
        title: String::new(),
        job_control: JobControl::default(),
    };
    let lived = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.run_event_loop()));
    if lived.is_err() {
        // The panic hook has restored the terminal and printed the message: save what is being
        // written.
        runtime.handle_message(Message::Terminal(ScreenEvent::Hangup));
    }
    runtime.save_on_exit();
    runtime
        .store_thread
        .take()
        .into_iter()
        .for_each(store_thread::StoreThread::finish);
    runtime.watch.finish();
    runtime.readers.finish();
    let ended = lived.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    match &runtime.screen {
        // The person was taken off the staff during the session.
        Screen::Office(model) if model.office.staff(&model.who.id).is_none() => Err(
            StoreError::CallerDisabled(model.who.id.clone(), model.office.administrator_names())
                .into(),
        ),
        Screen::Office(_) | Screen::Welcome(_) => Ok(ended),
    }
}

fn current_time(screen: &Screen) -> Timestamp {
    match screen {
        Screen::Office(model) => entry::current_time(&model.office).unwrap_or(model.now),
        Screen::Welcome(_) => Timestamp::now(),
    }
}

struct Runtime {
    store_thread: Option<store_thread::StoreThread>,
    screen: Screen,
    tx: Sender<Message>,
    rx: Receiver<Message>,
    from: StartOptions,
    /// Number of effects that the store thread has not finished.
    pending: usize,
    /// Start of the wait for a writing effect; `None` if there is none, or the wait was already
    /// reported.
    waiting_since: Option<Instant>,
    watch: watch::WatchThread,
    readers: ReaderThreads,
    ended: Option<SessionEnd>,
    redraw: bool,
    /// Text for the clipboard, written between two frames.
    to_copy: Option<String>,
    /// Notice, written between two frames.
    to_notify: Option<String>,
    /// Title of the terminal.
    title: String,
    job_control: JobControl,
}

impl Runtime {
    fn run_event_loop(&mut self) -> Result<SessionEnd, AppError> {
        self.title = terminal_title(&self.screen);
        let mut terminal = terminal::take_over(&self.title)?;
        terminal
            .screen
            .draw(|frame| view::view(&mut self.screen, frame))?;
        if !program::is_utf8_locale() {
            self.handle_message(Message::Store(StoreReply::Failed(say!("doctor-no-utf8"))));
        }
        let mut tty = tty::TerminalReader::open()?;
        if tty.ambiguous_is_wide() {
            self.handle_message(Message::Terminal(ScreenEvent::WideAmbiguous));
            terminal.screen.clear()?;
        }
        input::start_input_thread(tty, self.tx.clone());
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
                self.watch.set_presence(Some(model.own_presence()));
            }
            let mut wait = since_typed.map_or_else(until_next_minute, |since| {
                AUTOSAVE_INTERVAL.saturating_sub(since.elapsed())
            });
            if is_preview_pending(&self.screen) {
                wait = wait.min(PREVIEW_DELAY);
            }
            if let Some(left) = time_until_lock(&self.screen, started.elapsed()) {
                wait = wait.min(left);
            }
            if let Some(sent) = self.waiting_since {
                wait = wait.min(LOCK_NOTICE_DELAY.saturating_sub(sent.elapsed()));
            }
            let first = match self.rx.recv_timeout(wait) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            self.handle_message(Message::Timer(TimerEvent::Now(
                current_time(&self.screen),
                started.elapsed(),
            )));
            let timed_out = first.is_none();
            if timed_out {
                self.handle_message(Message::Timer(TimerEvent::Rested));
            }
            for message in input::join_characters(first.into_iter().chain(self.rx.try_iter())) {
                self.handle_message(message);
            }
            if since_typed.is_some_and(|since| since.elapsed() >= AUTOSAVE_INTERVAL)
                && (timed_out || has_unsaved_drafts(&self.screen))
            {
                self.handle_message(Message::Timer(TimerEvent::Autosave));
            }
            self.wait_for_replies();
            if self
                .waiting_since
                .is_some_and(|sent| sent.elapsed() >= LOCK_NOTICE_DELAY)
            {
                self.waiting_since = None;
                self.handle_message(Message::Timer(TimerEvent::Waiting));
            }
            since_typed = match (has_unsaved_drafts(&self.screen), since_typed) {
                (true, Some(since)) if since.elapsed() < AUTOSAVE_INTERVAL => Some(since),
                (true, _) => Some(Instant::now()),
                (false, _) => None,
            };
            if self.ended.is_some() {
                break;
            }
            if !self.apply_job_control(&mut terminal) {
                continue;
            }
            if std::mem::take(&mut self.redraw) {
                // A terminal that cannot be cleared cannot be drawn on either; the error is handled
                // below.
                let _ = terminal.screen.clear();
            }
            let title = terminal_title(&self.screen);
            if title != self.title {
                // A terminal that is gone is noticed by the frame.
                let _ = terminal::set_title(&title);
                self.title = title;
            }
            if let Some(text) = self.to_notify.take() {
                let _ = terminal::notify(terminal.screen.backend_mut(), &text);
            }
            if let Some(text) = self.to_copy.take() {
                // A terminal that is gone is noticed by the frame.
                let _ = clipboard::write_copy(terminal.screen.backend_mut(), &text);
            }
            let begun = Instant::now();
            let drawn = terminal
                .screen
                .draw(|frame| view::view(&mut self.screen, frame));
            tracing::debug!(elapsed = ?begun.elapsed(), "frame");
            if drawn.is_err() {
                // The terminal is gone: save what is being written, and end.
                self.handle_message(Message::Terminal(ScreenEvent::Hangup));
            }
        }
        drop(terminal);
        Ok(self.ended.unwrap_or(SessionEnd::Hangup))
    }

    /// Waits briefly for pending replies. The store thread usually replies within two milliseconds;
    /// a frame without its reply would be drawn for nothing.
    fn wait_for_replies(&mut self) {
        let begun = Instant::now();
        while (self.pending > 0 || self.readers.searching) && begun.elapsed() < FRAME_DELAY {
            match self
                .rx
                .recv_timeout(FRAME_DELAY.saturating_sub(begun.elapsed()))
            {
                Ok(first) => {
                    let waiting: Vec<Message> =
                        std::iter::once(first).chain(self.rx.try_iter()).collect();
                    for message in input::join_characters(waiting.into_iter()) {
                        self.handle_message(message);
                    }
                }
                Err(_) => break,
            }
            if self.pending == 0 {
                self.handle_message(Message::Store(StoreReply::Idle));
            }
        }
        if self.pending == 0 {
            self.handle_message(Message::Store(StoreReply::Idle));
        }
    }

    fn handle_message(&mut self, message: Message) {
        if let Message::Store(StoreReply::Answered) = message {
            self.pending = self.pending.saturating_sub(1);
            self.waiting_since = self
                .waiting_since
                .filter(|_| self.pending > 0)
                .map(|_| Instant::now());
            return;
        }
        self.redraw |= input::is_redraw_key(&message);
        if self.job_control.handle_message(&message) {
            return;
        }
        if let Message::Terminal(ScreenEvent::Hangup) = message {
            self.ended = Some(SessionEnd::Hangup);
        }
        if matches!(
            message,
            Message::Read(ReadReply::Hits(_) | ReadReply::NotSearched(..))
        ) {
            self.readers.searching = false;
        }
        for effect in update(&mut self.screen, message) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Terminal(TerminalRequest::Quit) => {
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
            Effect::Terminal(TerminalRequest::Redraw) => self.redraw = true,
            Effect::Terminal(TerminalRequest::Copy(text)) => self.to_copy = Some(text),
            Effect::Terminal(TerminalRequest::Notify(text)) => self.to_notify = Some(text),
            Effect::Found(founding) => match self.create_office(founding.as_deref()) {
                Ok(model) => {
                    self.handle_message(Message::Store(StoreReply::Founded(Box::new(model))))
                }
                Err(error) => {
                    self.handle_message(Message::Store(StoreReply::Failed(error.to_string())))
                }
            },
            Effect::Store(StoreRequest::StopImport) => {
                if let Some(desk) = &self.store_thread {
                    desk.stop_import();
                }
            }
            Effect::Read(ReadRequest::Search(asking, from, limit)) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers.start_search(
                        *asking,
                        from,
                        limit,
                        &model.who,
                        current_time(&self.screen),
                    );
                }
            }
            Effect::Read(ReadRequest::Recall(letter, version)) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers.request_recall(
                        letter,
                        version,
                        &model.who,
                        current_time(&self.screen),
                    );
                }
            }
            Effect::Read(ReadRequest::Gather(window)) => {
                if let Screen::Office(model) = &self.screen {
                    self.readers
                        .request_topics(window, &model.who, current_time(&self.screen));
                }
            }
            Effect::Read(ReadRequest::StopSearch) => self.readers.cancel_search(),
            Effect::Store(request) => {
                let now = current_time(&self.screen);
                let writes = may_wait_for_lock(&request);
                if self
                    .store_thread
                    .as_ref()
                    .is_some_and(|desk| desk.send(request.clone(), now))
                {
                    self.pending += 1;
                    if writes {
                        self.waiting_since.get_or_insert_with(Instant::now);
                    }
                } else {
                    self.handle_without_store(request, now);
                }
            }
        }
    }
}

/// Reports whether a request writes, and so may have to wait for a lock.
fn may_wait_for_lock(request: &StoreRequest) -> bool {
    matches!(
        request,
        StoreRequest::Perform { .. }
            | StoreRequest::SaveDraft(..)
            | StoreRequest::DropDraft(..)
            | StoreRequest::DropOtherDraft(..)
            | StoreRequest::Read(_)
            | StoreRequest::Receive(..)
            | StoreRequest::Prefer(..)
            | StoreRequest::PublishBulletin(_)
            | StoreRequest::Settings(SettingsRequest::Change(_) | SettingsRequest::Load(..))
    )
}

/// Returns the time until the clock on the screen is outdated.
fn until_next_minute() -> Duration {
    let now = Timestamp::now();
    let passed = now.as_millisecond().rem_euclid(60_000).unsigned_abs();
    // A few milliseconds more, so that the minute has passed when the timer fires.
    Duration::from_millis(60_000 - passed + 5)
}
