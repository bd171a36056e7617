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

use super::guard::Guard;
use crate::app::error::AppError;
use crate::domain::letter::presence::Present;
use crate::domain::time::Timestamp;
use crate::platform::filesystem::{self, Place};
use crate::store::Store;
use crate::store::sqlite::disk_space::Reminder;
use crate::store::sqlite::lease;
use crate::store::sqlite::presence::Presence;
use crate::tui::message::Message;
use crate::tui::runtime::terminal;

/// Interval between checks of the database and of presence.
const EVERY: Duration = Duration::from_millis(500);

/// Interval of the presence heartbeat, and of the check of the lease.
const BEAT: Duration = Duration::from_secs(5);

/// Interval between checks of free disk space.
const ROOM_EVERY: Duration = Duration::from_secs(60);

/// Byte that wakes the thread from within the program; any other byte comes from a signal handler.
const WAKE: u8 = b'.';

/// State shared with the event loop.
#[derive(Clone, Default, PartialEq)]
struct Told {
    me: Option<Present>,
    ended: bool,
}

/// Handle of the watch thread.
pub struct Handle {
    told: Arc<Mutex<Told>>,
    wake: UnixStream,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Updates this program's presence; the thread is woken if it has changed.
    pub fn now(&mut self, me: Option<Present>) {
        self.tell(|told| Told { me, ..told });
    }

    fn tell(&mut self, change: impl FnOnce(Told) -> Told) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(told.clone());
        if changed != *told {
            *told = changed;
            // If the write fails, the thread notices within half a second.
            let _ = self.wake.write(&[WAKE]);
        }
    }

    /// Withdraws this program's presence, and joins the thread.
    pub fn finish(mut self) {
        self.tell(|told| Told {
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
pub fn start(database: PathBuf, tx: Sender<Message>) -> Result<Handle, AppError> {
    let (waking, signalled) = UnixStream::pair()?;
    for signal in [SIGHUP, SIGINT, SIGTERM, SIGQUIT] {
        signal_hook::low_level::pipe::register(signal, signalled.try_clone()?)?;
    }
    waking.set_read_timeout(Some(EVERY))?;
    let told = Arc::new(Mutex::new(Told::default()));
    let watch = Watch {
        database,
        tx,
        told: told.clone(),
        store: None,
        seen: None,
        presence: None,
        others: Vec::new(),
    };
    let guard = Guard(watch.tx.clone());
    let thread = std::thread::spawn(move || {
        let _guard = guard;
        watch.work(waking);
    });
    Ok(Handle {
        told,
        wake: signalled,
        thread,
    })
}

struct Watch {
    database: PathBuf,
    tx: Sender<Message>,
    told: Arc<Mutex<Told>>,
    store: Option<Store>,
    seen: Option<i64>,
    presence: Option<Presence>,
    others: Vec<Present>,
}

impl Watch {
    fn work(mut self, mut waking: UnixStream) {
        // Before the first start there is no database yet.
        self.store = Store::open(&self.database).ok();
        self.seen = self
            .store
            .as_ref()
            .and_then(|store| store.data_version().ok());
        let (mut beaten, mut last) = (Instant::now(), None);
        // `None` outside: not known yet. The initial state was found out at startup.
        let (mut leased, mut looked): (Option<Option<String>>, Option<Instant>) = (None, None);
        let (begun, mut reminder, mut next_look) =
            (Instant::now(), Reminder::default(), Duration::ZERO);
        loop {
            let mut byte = [0];
            match waking.read(&mut byte) {
                Ok(0) => return,
                Ok(_) if byte == [WAKE] => {}
                Ok(_) if self.tx.send(Message::Hangup).is_err() => return,
                Ok(_) => {}
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                    ) => {}
                Err(_) => return,
            }
            let told = self
                .told
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            if told.ended {
                if let Some(presence) = &mut self.presence {
                    presence.leave();
                }
                return;
            }
            if told.me.is_some() && looked.is_none_or(|looked| looked.elapsed() >= BEAT) {
                looked = Some(Instant::now());
                let of_the_disk = self.store.as_ref().and_then(Store::hindrance);
                let now = Some(of_the_disk.or_else(|| hindrance(&self.database)));
                if now != leased
                    && self
                        .tx
                        .send(Message::Leased(now.clone().flatten()))
                        .is_err()
                {
                    return;
                }
                leased = now;
            }
            let due = beaten.elapsed() >= BEAT;
            if told.me.is_some() && (due || told.me != last) {
                beaten = Instant::now();
                self.beat(told.me.as_ref());
                last = told.me;
            }
            if terminal::is_gone() {
                // The terminal is gone without a signal: the input thread would read nothing for
                // ever.
                let _ = self.tx.send(Message::Hangup);
                return;
            }
            if begun.elapsed() >= next_look {
                next_look = begun.elapsed() + ROOM_EVERY;
                // If nothing can be written at all, that is shown instead.
                let store = self
                    .store
                    .as_ref()
                    .filter(|store| store.hindrance().is_none());
                let sentence = store.and_then(Store::room).and_then(|room| room.words());
                if reminder.is_due(sentence.is_some(), begun.elapsed())
                    && sentence
                        .is_some_and(|sentence| self.tx.send(Message::DiskLow(sentence)).is_err())
                {
                    return;
                }
            }
            if self.look().is_none() {
                return;
            }
        }
    }

    fn beat(&mut self, me: Option<&Present>) {
        if self.presence.is_none() {
            self.presence = Presence::beside(&self.database);
        }
        if let (Some(presence), Some(me)) = (&mut self.presence, me) {
            presence.beat(me, Timestamp::now().as_millisecond());
        }
    }

    /// Reports commits of other processes and changes of presence. `None` means that the receiver
    /// is gone.
    fn look(&mut self) -> Option<()> {
        if self.store.is_none() {
            self.store = Store::open(&self.database).ok();
        }
        let again = self
            .store
            .as_mut()
            .is_some_and(|store| matches!(store.fresh(), Ok(true)));
        let now = self
            .store
            .as_ref()
            .and_then(|store| store.data_version().ok());
        if again || (self.seen.is_some() && now != self.seen) {
            self.tx.send(Message::Changed).ok()?;
        }
        self.seen = now;
        if let Some(presence) = &mut self.presence {
            // While the presence file is busy, the last known state stays.
            if let Some(others) = presence.others(Timestamp::now().as_millisecond())
                && others != self.others
            {
                self.others = others.clone();
                self.tx.send(Message::Others(others)).ok()?;
            }
        }
        Some(())
    }
}

/// Returns why this process may not write to a database on a network disk: another process holds
/// the lease, or has taken it away. `None` on a local disk.
pub fn hindrance(database: &Path) -> Option<String> {
    let database = database.canonicalize().ok()?;
    if filesystem::of(filesystem::folder(&database)) == Place::Local {
        return None;
    }
    lease::hindrance(&database).map(|error| error.to_string())
}
