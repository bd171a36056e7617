//! The reader thread of an import: reads ahead while the store writes.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender};

use super::ImportRequest;
use crate::app::import::read_ahead::{ByteBudget, reserved_bytes};
use crate::domain::time::Offset;
use crate::intake::sandbox::{SandboxSession, StopHandle};
use crate::intake::{Progress, ReadResult, Rejection, SourceFile};

/// One item of the reader: what it found, and how many bytes of all files were read by then.
pub(crate) type ReadItem = (ReadResult, u64);

/// The reader's end of the channel.
pub(crate) struct ReaderEnd<'a> {
    pub sender: SyncSender<ReadItem>,
    pub budget: &'a ByteBudget,
}

/// The store's end of the channel. Dropping it unblocks and stops the reader, also after an error.
pub(crate) struct WriterEnd<'a> {
    pub receiver: Receiver<ReadItem>,
    pub budget: &'a ByteBudget,
    pub stop: StopHandle,
}

impl Drop for WriterEnd<'_> {
    fn drop(&mut self) {
        self.budget.close();
        self.stop.stop();
    }
}

/// Reads all files in order, on one thread; the child process that parses them ends with it.
pub(crate) fn read_all(
    files: &[SourceFile],
    import: &ImportRequest,
    offset: Offset,
    mut reading: SandboxSession,
    ahead: ReaderEnd<'_>,
) {
    let mut before = 0;
    for file in files {
        let mut stopped = false;
        let mut sink = |found, at: Progress| {
            ahead.budget.reserve(reserved_bytes(&found));
            // A closed channel means that the import was stopped.
            stopped = ahead.sender.send((found, before + at.done_bytes)).is_err();
            if stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        if let Err(error) = reading.read_letters(file, &import.overrides, offset, &mut sink) {
            let rejection = ReadResult::Rejected(Rejection::for_file(&file.name, error));
            stopped = ahead.sender.send((rejection, before + file.bytes)).is_err();
        }
        if stopped {
            return;
        }
        before += file.bytes;
    }
}
