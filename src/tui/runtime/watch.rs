//! The watch: tells when another process committed, and when the terminal or the machine goes down.

use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::cli::error::CliError;
use crate::store::Store;
use crate::store::room::Reminder;
use crate::tui::message::Message;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(500);

/// How often it looks whether the disk is nearly full.
const ROOM_EVERY: Duration = Duration::from_secs(60);

/// Starts the thread. A signal wakes it at once.
pub fn start(database: PathBuf, tx: Sender<Message>) -> Result<(), CliError> {
    let (mut wake, signalled) = UnixStream::pair()?;
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::low_level::pipe::register(signal, signalled.try_clone()?)?;
    }
    wake.set_read_timeout(Some(EVERY))?;
    std::thread::spawn(move || {
        // Before the first start there is no database yet.
        let mut store = Store::open(&database).ok();
        let mut seen = store.as_ref().and_then(|store| store.data_version().ok());
        let (begun, mut reminder, mut next_look) = (Instant::now(), Reminder::default(), Duration::ZERO);
        loop {
            let mut byte = [0];
            match wake.read(&mut byte) {
                Ok(_) => {
                    // Whether anybody still listens is of no matter now.
                    let _ = tx.send(Message::Hangup);
                    return;
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {
                }
                Err(_) => return,
            }
            if store.is_none() {
                store = Store::open(&database).ok();
            }
            if begun.elapsed() >= next_look {
                next_look = begun.elapsed() + ROOM_EVERY;
                let sentence = store.as_ref().and_then(Store::room).and_then(|room| room.words());
                if reminder.is_due(sentence.is_some(), begun.elapsed())
                    && sentence.is_some_and(|sentence| tx.send(Message::DiskLow(sentence)).is_err())
                {
                    return;
                }
            }
            let now = store.as_ref().and_then(|store| store.data_version().ok());
            if seen.is_some() && now != seen && tx.send(Message::Changed).is_err() {
                return;
            }
            seen = now;
        }
    });
    Ok(())
}
