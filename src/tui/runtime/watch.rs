//! The watch thread: reports commits of other processes, who else is at work, the state of the
//! lease and the disk, and when the terminal or the machine goes down.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use super::guard::PanicGuard;
use crate::app::error::AppError;
use crate::domain::letter::presence::Coworker;
use crate::domain::time::Timestamp;
use crate::platform::filesystem::{self, FilesystemKind};
use crate::store::Store;
use crate::store::sqlite::disk_space::LowSpaceReminder;
use crate::store::sqlite::lease;
use crate::store::sqlite::presence::Presence;
use crate::tui::message::Message;
use crate::tui::message::{ScreenEvent, StoreReply, WatchEvent};
use crate::tui::runtime::terminal;

/// Interval between checks of the database and of presence.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// Interval of the presence heartbeat, and of the check of the lease.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(5);

/// Interval between checks of free disk space.
const DISK_CHECK_INTERVAL: Duration = Duration::from_secs(60);

/// Byte that wakes the thread from within the program; any other byte comes from a signal handler.
const WAKE_BYTE: u8 = b'.';

/// State shared with the event loop.
#[derive(Clone, Default, PartialEq)]
struct SharedState {
    me: Option<Coworker>,
    ended: bool,
}

/// Handle of the watch thread.
pub(super) struct WatchThread {
    shared: Arc<Mutex<SharedState>>,
    wake: UnixStream,
    thread: JoinHandle<()>,
}

impl WatchThread {
    /// Updates this program's presence; the thread is woken if it has changed.
    pub(super) fn set_presence(&mut self, me: Option<Coworker>) {
        self.update_shared(|told| SharedState { me, ..told });
    }

    fn update_shared(&mut self, change: impl FnOnce(SharedState) -> SharedState) {
        let mut told = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(told.clone());
        if changed != *told {
            *told = changed;
            // If the write fails, the thread notices within half a second.
            let _ = self.wake.write(&[WAKE_BYTE]);
        }
    }

    /// Withdraws this program's presence, and joins the thread.
    pub(super) fn finish(mut self) {
        self.update_shared(|told| SharedState {
            ended: true,
            ..told
        });
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

/// Starts the thread. SIGHUP, SIGINT, SIGTERM and SIGQUIT wake it at once.
///
/// # Errors
/// If the pipe or a signal handler cannot be set up.
pub(super) fn start_watch(database: PathBuf, tx: Sender<Message>) -> Result<WatchThread, AppError> {
    let (waking, signalled) = UnixStream::pair()?;
    for signal in [SIGHUP, SIGINT, SIGTERM, SIGQUIT] {
        signal_hook::low_level::pipe::register(signal, signalled.try_clone()?)?;
    }
    waking.set_read_timeout(Some(CHECK_INTERVAL))?;
    let told = Arc::new(Mutex::new(SharedState::default()));
    let watch = WatchWorker {
        database,
        tx,
        shared: told.clone(),
        store: None,
        seen_version: None,
        presence: None,
        others: Vec::new(),
    };
    let guard = PanicGuard(watch.tx.clone());
    let thread = std::thread::spawn(move || {
        let _guard = guard;
        watch.run_checks(waking);
    });
    Ok(WatchThread {
        shared: told,
        wake: signalled,
        thread,
    })
}

struct WatchWorker {
    database: PathBuf,
    tx: Sender<Message>,
    shared: Arc<Mutex<SharedState>>,
    store: Option<Store>,
    seen_version: Option<i64>,
    presence: Option<Presence>,
    others: Vec<Coworker>,
}

impl WatchWorker {
    fn run_checks(mut self, mut waking: UnixStream) {
        // Before the first start there is no database yet.
        self.store = Store::open(&self.database).ok();
        self.seen_version = self
            .store
            .as_ref()
            .and_then(|store| store.data_version().ok());
        let (mut beaten, mut last) = (Instant::now(), None);
        // `None` outside: not known yet. The initial state was found out at startup.
        let (mut leased, mut looked): (Option<Option<String>>, Option<Instant>) = (None, None);
        let (begun, mut reminder, mut next_look) =
            (Instant::now(), LowSpaceReminder::default(), Duration::ZERO);
        loop {
            let mut byte = [0];
            match waking.read(&mut byte) {
                Ok(0) => return,
                Ok(_) if byte == [WAKE_BYTE] => {}
                Ok(_)
                    if self
                        .tx
                        .send(Message::Terminal(ScreenEvent::Hangup))
                        .is_err() =>
                {
                    return;
                }
                Ok(_) => {}
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                    ) => {}
                Err(_) => return,
            }
            let told = self
                .shared
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            if told.ended {
                if let Some(presence) = &mut self.presence {
                    presence.leave();
                }
                return;
            }
            if told.me.is_some()
                && looked.is_none_or(|looked| looked.elapsed() >= HEARTBEAT_INTERVAL)
            {
                looked = Some(Instant::now());
                let of_the_disk = self.store.as_ref().and_then(Store::read_only_reason);
                let now = Some(of_the_disk.or_else(|| lease_hindrance(&self.database)));
                if now != leased
                    && self
                        .tx
                        .send(Message::Watch(WatchEvent::Leased(now.clone().flatten())))
                        .is_err()
                {
                    return;
                }
                leased = now;
            }
            let due = beaten.elapsed() >= HEARTBEAT_INTERVAL;
            if told.me.is_some() && (due || told.me != last) {
                beaten = Instant::now();
                self.send_heartbeat(told.me.as_ref());
                last = told.me;
            }
            if terminal::is_gone() {
                // The terminal is gone without a signal: the input thread would read nothing for
                // ever.
                let _ = self.tx.send(Message::Terminal(ScreenEvent::Hangup));
                return;
            }
            if begun.elapsed() >= next_look {
                next_look = begun.elapsed() + DISK_CHECK_INTERVAL;
                // If nothing can be written at all, that is shown instead.
                let store = self
                    .store
                    .as_ref()
                    .filter(|store| store.read_only_reason().is_none());
                let sentence = store
                    .and_then(Store::disk_space)
                    .and_then(|room| room.low_warning());
                if reminder.is_due(sentence.is_some(), begun.elapsed())
                    && sentence.is_some_and(|sentence| {
                        self.tx
                            .send(Message::Store(StoreReply::DiskLow(sentence)))
                            .is_err()
                    })
                {
                    return;
                }
            }
            if self.check_changes().is_none() {
                return;
            }
        }
    }

    fn send_heartbeat(&mut self, me: Option<&Coworker>) {
        if self.presence.is_none() {
            self.presence = Presence::for_database(&self.database);
        }
        if let (Some(presence), Some(me)) = (&mut self.presence, me) {
            presence.heartbeat(me, Timestamp::now().as_millisecond());
        }
    }

    /// Reports commits of other processes and changes of presence. `None` means that the receiver
    /// is gone.
    fn check_changes(&mut self) -> Option<()> {
        if self.store.is_none() {
            self.store = Store::open(&self.database).ok();
        }
        let again = self
            .store
            .as_mut()
            .is_some_and(|store| matches!(store.reopen_if_writable(), Ok(true)));
        let now = self
            .store
            .as_ref()
            .and_then(|store| store.data_version().ok());
        if again || (self.seen_version.is_some() && now != self.seen_version) {
            self.tx.send(Message::Watch(WatchEvent::Changed)).ok()?;
        }
        self.seen_version = now;
        if let Some(presence) = &mut self.presence {
            // While the presence file is busy, the last known state stays.
            if let Some(others) = presence.list_others(Timestamp::now().as_millisecond())
                && others != self.others
            {
                self.others = others.clone();
                self.tx
                    .send(Message::Watch(WatchEvent::Others(others)))
                    .ok()?;
            }
        }
        Some(())
    }
}

/// Returns why this process may not write to a database on a network disk: another process holds
/// the lease, or has taken it away. `None` on a local disk.
pub(super) fn lease_hindrance(database: &Path) -> Option<String> {
    let database = database.canonicalize().ok()?;
    if filesystem::filesystem_kind(filesystem::parent_folder(&database)) == FilesystemKind::Local {
        return None;
    }
    lease::find_refusal(&database).map(|error| error.to_string())
}
