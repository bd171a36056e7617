//! The reader thread of an import: reads ahead while the store writes.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender};

use super::Import;
use crate::app::import::read_ahead::{Room, weight};
use crate::domain::time::Offset;
use crate::intake::sandbox::{Reading, Stop};
use crate::intake::{Found, Progress, Rejection, SourceFile};

/// One item of the reader: what it found, and how many bytes of all files were read by then.
pub type Step = (Found, u64);

/// The reader's end of the channel.
pub struct Ahead<'a> {
    pub next: SyncSender<Step>,
    pub room: &'a Room,
}

/// The store's end of the channel. Dropping it unblocks and stops the reader, also after an error.
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

/// Reads all files in order, on one thread; the child process that parses them ends with it.
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
            // A closed channel means that the import was stopped.
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
