//! Where mails lie: one a file, many in an mbox, many in a Maildir; each at most 64 MiB in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use super::error::IntakeError;
use super::limits::{MAIL_MIB, MIB};
use super::mail::read_raw;
use super::rejection::{Rejection, Why};
use super::source::{SourceFile, name_of};
use super::{Found, Progress, Sink};

const MESSAGE_BYTES: u64 = MAIL_MIB * MIB;

/// Reads one mail.
pub(super) fn read_single(source: &SourceFile, sink: &mut Sink<'_>) -> Result<(), IntakeError> {
    let found = source.open().and_then(|file| read_file(file, &source.name));
    let found = found.map_err(|error| IntakeError::io(&source.name, &error))?;
    let _ = sink(found, Progress { done_bytes: source.bytes, total_bytes: source.bytes });
    Ok(())
}

/// Reads a Maildir, message by message.
pub(super) fn read_maildir(source: &SourceFile, sink: &mut Sink<'_>) -> Result<(), IntakeError> {
    let mut done = 0;
    for path in source.messages.iter().flatten() {
        let name = name_of(path);
        done += path.metadata().map_or(0, |about| about.len());
        let found = File::open(path)
            .and_then(|file| read_file(file, &name))
            .unwrap_or_else(|error| Found::Rejected(Rejection::of(&name, IntakeError::io(&name, &error))));
        let progress = Progress { done_bytes: done.min(source.bytes), total_bytes: source.bytes };
        if sink(found, progress).is_break() {
            break;
        }
    }
    Ok(())
}

fn read_file(file: File, name: &str) -> io::Result<Found> {
    let bytes = file.metadata()?.len().min(MESSAGE_BYTES);
    let mut raw = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default() + 1);
    file.take(MESSAGE_BYTES + 1).read_to_end(&mut raw)?;
    Ok(read_raw(raw, name, None))
}

/// Reads an mbox: a message begins at a `From ` line with a time and a year in it (the very first needs none).
pub(super) fn read_mbox(source: &SourceFile, sink: &mut Sink<'_>) -> Result<(), IntakeError> {
    let file = source.open().map_err(|error| IntakeError::io(&source.name, &error))?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut message = Message::default();
    let mut number = 0;
    let mut done = 0;
    let mut line = Vec::new();
    let mut line_begins = true;
    let mut hand_on = |number: u64, message: &mut Message, done: u64| {
        let progress = Progress { done_bytes: done.min(source.bytes), total_bytes: source.bytes };
        sink(std::mem::take(message).read(&source.name, number), progress)
    };
    loop {
        line.clear();
        // A line without end comes in pieces; only its first piece can be a From_ line.
        let read = match (&mut reader).take(64 * 1024).read_until(b'\n', &mut line) {
            Ok(read) => read as u64,
            Err(error) if number == 0 => return Err(IntakeError::io(&source.name, &error)),
            Err(_) => {
                let why = Why::BrokenOff;
                let _ = sink(
                    Found::Rejected(Rejection { file: source.name.clone(), row: Some(number), why }),
                    Progress { done_bytes: source.bytes, total_bytes: source.bytes },
                );
                return Ok(());
            }
        };
        done += read;
        if read == 0 {
            break;
        }
        if number == 0 && !line.starts_with(b"From ") {
            continue;
        }
        if line_begins && is_from_line(&line, number == 0) {
            if number > 0 && hand_on(number, &mut message, done - read).is_break() {
                return Ok(());
            }
            number += 1;
        } else {
            message.push(&line, line_begins);
        }
        line_begins = line.ends_with(b"\n");
    }
    if number > 0 {
        let _ = hand_on(number, &mut message, done);
    }
    Ok(())
}

/// `From somebody Mon May  9 10:11:12 2022`: letters that begin a paragraph with "From now on" are not one.
fn is_from_line(line: &[u8], first: bool) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let clock = rest.windows(5).any(|five| {
        five[0].is_ascii_digit()
            && five[1].is_ascii_digit()
            && five[2] == b':'
            && five[3].is_ascii_digit()
            && five[4].is_ascii_digit()
    });
    let year = rest.windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    first || (clock && year)
}

#[derive(Default)]
struct Message {
    raw: Vec<u8>,
    too_long: bool,
}

impl Message {
    /// Adds a line, one `>` of a quoted `>From ` taken off.
    fn push(&mut self, line: &[u8], line_begins: bool) {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted = line_begins && quotes > 0 && line[quotes..].starts_with(b"From ");
        if self.raw.len() as u64 + line.len() as u64 > MESSAGE_BYTES {
            self.too_long = true;
            self.raw.clear();
        }
        self.raw.extend_from_slice(&line[usize::from(quoted)..]);
    }

    fn read(mut self, file: &str, number: u64) -> Found {
        if self.too_long {
            let why = Why::TooLong { limit: MAIL_MIB };
            return Found::Rejected(Rejection { file: file.to_owned(), row: Some(number), why });
        }
        self.raw.shrink_to_fit();
        read_raw(self.raw, file, Some(number))
    }
}
