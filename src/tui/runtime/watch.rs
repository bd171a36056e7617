//! The watch: tells when another process committed, who else is at work, and when the terminal or the machine goes down.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use super::guard::Guard;
use crate::app::error::AppError;
use crate::domain::letter::presence::Present;
use crate::platform::filesystem::{self, Place};
use crate::store::Store;
use crate::store::sqlite::disk_space::Reminder;
use crate::store::sqlite::lease;
use crate::store::sqlite::presence::Presence;
use crate::tui::message::Message;
use crate::tui::runtime::terminal;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(500);

/// How often the others are told that one is still there, and a lease is looked after.
const BEAT: Duration = Duration::from_secs(5);

/// How often it looks whether the disk is nearly full.
const ROOM_EVERY: Duration = Duration::from_secs(60);

/// What wakes it from within; anything else is a signal.
const WAKE: u8 = b'.';

/// What it tells the others.
#[derive(Clone, Default, PartialEq)]
struct Told {
    me: Option<Present>,
    ended: bool,
}

/// The watch at work on its own thread.
pub struct Handle {
    told: Arc<Mutex<Told>>,
    wake: UnixStream,
    thread: JoinHandle<()>,
}

impl Handle {
    /// This is what one has open now: the others are told where it is something else than before.
    pub fn now(&mut self, me: Option<Present>) {
        self.tell(|told| Told { me, ..told });
    }

    fn tell(&mut self, change: impl FnOnce(Told) -> Told) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(told.clone());
        if changed != *told {
            *told = changed;
            // Without it, it sees so itself within half a second.
            let _ = self.wake.write(&[WAKE]);
        }
    }

    /// Waits until the others know that one has left.
    pub fn finish(mut self) {
        self.tell(|told| Told {
            ended: true,
            ..told
        });
        // A watch that panicked has said so; the program ends either way.
        let _ = self.thread.join();
    }
}

/// Starts the thread. A signal wakes it at once.
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
        // Not known yet: what it is at the beginning, the screen has found out itself.
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
                // Gone, and nobody has sent a signal: the thread of the keys would read nothing for ever.
                let _ = self.tx.send(Message::Hangup);
                return;
            }
            if begun.elapsed() >= next_look {
                next_look = begun.elapsed() + ROOM_EVERY;
                // Where nothing is written at all, that stands there.
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

    /// Looks what others did. `None` where nobody listens.
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
            // Where the file is busy, those of before are still the ones that are known.
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

/// Why this process may not write now, on a network disk: another has the lease, or took it away.
pub fn hindrance(database: &Path) -> Option<String> {
    let database = database.canonicalize().ok()?;
    if filesystem::of(filesystem::folder(&database)) == Place::Local {
        return None;
    }
    lease::hindrance(&database).map(|error| error.to_string())
}
