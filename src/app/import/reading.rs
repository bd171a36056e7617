//! Reads on while the store takes what was read.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender};

use jiff::tz::Offset;

use super::Import;
use crate::app::import::read_ahead::{Room, weight};
use crate::intake::sandbox::{Reading, Stop};
use crate::intake::{Found, Progress, Rejection, SourceFile};

/// What the reader hands on: what it found, and how many bytes of all files were read by then.
pub type Step = (Found, u64);

/// What is read ahead.
pub struct Ahead<'a> {
    pub next: SyncSender<Step>,
    pub room: &'a Room,
}

/// The end of the store's side: the reader waits for nobody any more.
pub struct Closing<'a> {
    pub read: Receiver<Step>,
    pub room: &'a Room,
    pub stop: Stop,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.room.close();
        self.stop.stop();
    }
}

/// Reads all files, one after another, on one thread: the child that reads ends with it.
pub fn read_all(
    files: &[SourceFile],
    import: &Import,
    offset: Offset,
    mut reading: Reading,
    ahead: Ahead<'_>,
) {
    let mut before = 0;
    for file in files {
        let mut stopped = false;
        let mut sink = |found, at: Progress| {
            ahead.room.take(weight(&found));
            // Whoever takes no more has stopped the import.
            stopped = ahead.next.send((found, before + at.done_bytes)).is_err();
            if stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        if let Err(error) = reading.letters(file, &import.overrides, offset, &mut sink) {
            let rejection = Found::Rejected(Rejection::of(&file.name, error));
            stopped = ahead.next.send((rejection, before + file.bytes)).is_err();
        }
        if stopped {
            return;
        }
        before += file.bytes;
    }
}
