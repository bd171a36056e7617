//! Reads mails from files: one a file, many in an mbox, many in a Maildir; each at most 64 MiB in
//! memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::mail::{MailLocation, is_header, read_raw, skip_blank_start};
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::source::{SourceFile, file_name};
use crate::intake::{Progress, ReadResult, Sink};
use crate::platform::limits::{MAIL_MIB, MIB};

const MAX_MESSAGE_BYTES: u64 = MAIL_MIB * MIB;

/// Reads a file that holds one mail.
pub(in crate::intake) fn read_single(
    source: &SourceFile,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let found = source
        .open()
        .and_then(|file| read_file(file, &source.name, offset));
    let found = found.map_err(|error| IntakeError::from_io(&source.name, &error))?;
    let _ = sink(
        found,
        Progress {
            done_bytes: source.bytes,
            total_bytes: source.bytes,
        },
    );
    Ok(())
}

/// Reads a Maildir, message by message.
pub(in crate::intake) fn read_maildir(
    source: &SourceFile,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let mut done = 0;
    for path in source.messages.iter().flatten() {
        let name = file_name(path);
        done += path.metadata().map_or(0, |about| about.len());
        let found = File::open(path)
            .and_then(|file| read_file(file, &name, offset))
            .unwrap_or_else(|error| {
                ReadResult::Rejected(Rejection::for_file(
                    &name,
                    IntakeError::from_io(&name, &error),
                ))
            });
        let progress = Progress {
            done_bytes: done.min(source.bytes),
            total_bytes: source.bytes,
        };
        if sink(found, progress).is_break() {
            break;
        }
    }
    Ok(())
}

fn read_file(file: File, name: &str, offset: Offset) -> io::Result<ReadResult> {
    let bytes = file.metadata()?.len().min(MAX_MESSAGE_BYTES);
    let mut raw = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default() + 1);
    // One byte more than allowed, so that the check for the length sees the excess.
    file.take(MAX_MESSAGE_BYTES + 1).read_to_end(&mut raw)?;
    Ok(read_raw(
        raw,
        MailLocation {
            file: name,
            row: None,
            offset,
        },
    ))
}

/// Reads an mbox, message by message.
///
/// A message begins at a `From ` line that has an address or a date and that a header follows. The
/// line before must be empty unless the `From ` line has both. The very first needs only its `From
/// `. Any other `From ` line is text.
pub(in crate::intake) fn read_mbox(
    source: &SourceFile,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let file = source
        .open()
        .map_err(|error| IntakeError::from_io(&source.name, &error))?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut parting = MboxSplitter::default();
    // Old systems end lines with a carriage return alone.
    let end = match reader.fill_buf() {
        Ok(head) if !head.contains(&b'\n') && head.contains(&b'\r') => b'\r',
        Ok(_) | Err(_) => b'\n',
    };
    let mut done = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        // Bounds the memory for a line without an end: it comes in pieces, of which only the first
        // can be a `From ` line.
        let read = match (&mut reader).take(64 * 1024).read_until(end, &mut line) {
            Ok(read) => read as u64,
            Err(error) if parting.number == 0 => {
                return Err(IntakeError::from_io(&source.name, &error));
            }
            Err(_) => {
                let (row, why) = (Some(parting.number), RejectReason::BrokenOff);
                let _ = sink(
                    ReadResult::Rejected(Rejection {
                        file: source.name.clone(),
                        row,
                        why,
                    }),
                    Progress {
                        done_bytes: source.bytes,
                        total_bytes: source.bytes,
                    },
                );
                return Ok(());
            }
        };
        if end == b'\r' && line.last() == Some(&end) {
            line.pop();
            line.push(b'\n');
        }
        let ended = if read == 0 {
            parting.finish()
        } else {
            parting.push_line(&line)
        };
        if let Some((message, number)) = ended {
            let progress = Progress {
                done_bytes: done.min(source.bytes),
                total_bytes: source.bytes,
            };
            if sink(message.read_mail(&source.name, number, offset), progress).is_break() {
                return Ok(());
            }
        }
        done += read;
        if read == 0 {
            return Ok(());
        }
    }
}

/// The state of splitting an mbox into messages.
struct MboxSplitter {
    message: MboxMessage,
    /// The position of the message, from 1; 0 before the first.
    number: u64,
    /// A line that begins a message if a header follows, and whether any header will do.
    pending: Option<(Vec<u8>, bool)>,
    /// Whether the previous line was empty.
    after_blank: bool,
    /// Whether the next piece begins a line, and does not continue a long one.
    at_line_start: bool,
}

impl Default for MboxSplitter {
    fn default() -> MboxSplitter {
        MboxSplitter {
            message: MboxMessage::default(),
            number: 0,
            pending: None,
            after_blank: true,
            at_line_start: true,
        }
    }
}

impl MboxSplitter {
    /// Adds a line. Returns the message that ended before it, and its position.
    fn push_line(&mut self, line: &[u8]) -> Option<(MboxMessage, u64)> {
        let begins = std::mem::replace(&mut self.at_line_start, line.ends_with(b"\n"));
        if self.number == 0 {
            let line = skip_blank_start(line);
            self.number = u64::from(line.starts_with(b"From ") || line.starts_with(b">From "));
            return None;
        }
        let mut ended = None;
        if let Some((pending, any)) = self.pending.take() {
            // Some mailers write another `>From ` line between the `From ` line and the headers.
            if begins
                && (is_known_header(line)
                    || (any && is_header(line))
                    || line.starts_with(b">From "))
            {
                ended = Some((std::mem::take(&mut self.message), self.number));
                self.number += 1;
            } else {
                self.message.push_line(&pending, true);
            }
        }
        match FromLine::parse(line).filter(|from| begins && from.may_begin(self.after_blank)) {
            Some(from) => {
                self.pending = Some((line.to_vec(), self.after_blank && from.has_weekday))
            }
            None => self.message.push_line(line, begins),
        }
        self.after_blank = begins && line.trim_ascii().is_empty();
        ended
    }

    /// Returns the last message and its position.
    fn finish(&mut self) -> Option<(MboxMessage, u64)> {
        if let Some((pending, _)) = self.pending.take() {
            self.message.push_line(&pending, true);
        }
        (self.number > 0).then(|| (std::mem::take(&mut self.message), self.number))
    }
}

/// The properties of a `From ` line that decide whether it begins a message.
struct FromLine {
    /// The first word is an address.
    has_address: bool,
    /// There is no other word.
    address_only: bool,
    /// It has a year and a time of day.
    has_date: bool,
    /// The date has a day of the week, or is a Chinese one: `Mon May  9 10:11:12 2022`.
    has_weekday: bool,
}

impl FromLine {
    fn parse(line: &[u8]) -> Option<FromLine> {
        const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
        let rest = line.strip_prefix(b"From ")?;
        let clock = rest.windows(5).any(
            |five| matches!(five, [a, b, b':', c, d] if [a, b, c, d].into_iter().all(|byte| byte.is_ascii_digit())),
        );
        let year = rest
            .windows(4)
            .any(|four| four.iter().all(u8::is_ascii_digit));
        let chinese =
            std::str::from_utf8(rest).is_ok_and(|rest| rest.contains('年') && rest.contains('月'));
        let mut words = rest
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty());
        let address = words.next().is_some_and(|word| word.contains(&b'@'));
        let weekday =
            |word: &[u8]| word.get(..3).is_some_and(|day| DAYS.contains(&day)) && word.len() < 5;
        let (mut alone, mut named) = (true, false);
        for word in words {
            alone = false;
            named |= weekday(word);
        }
        let dated = year && (clock || chinese);
        Some(FromLine {
            has_address: address,
            address_only: alone,
            has_date: dated,
            has_weekday: dated && (chinese || named),
        })
    }

    /// Reports whether a message may begin here; `blank` is whether the previous line is empty.
    fn may_begin(&self, blank: bool) -> bool {
        if blank {
            self.has_weekday || (self.has_address && (self.has_date || self.address_only))
        } else {
            self.has_address && self.has_date
        }
    }
}

/// Reports whether a line begins a header that is usual in mails.
fn is_known_header(line: &[u8]) -> bool {
    const NAMES: [&str; 19] = [
        "from",
        "to",
        "cc",
        "date",
        "subject",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
        "reply-to",
        "sender",
        "status",
        "references",
        "in-reply-to",
        "envelope-to",
        "dkim-signature",
        "user-agent",
        "authentication-results",
    ];
    let name = line
        .split(|byte| *byte == b':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let name = std::str::from_utf8(&name).unwrap_or_default();
    is_header(line)
        && (NAMES.contains(&name)
            || ["content-", "x-", "list-", "resent-", "arc-"]
                .iter()
                .any(|part| name.starts_with(part)))
}

#[derive(Default)]
struct MboxMessage {
    raw: Vec<u8>,
    too_long: bool,
}

impl MboxMessage {
    /// Adds a line and removes one `>` of a quoted `>From ` (the mboxrd convention).
    fn push_line(&mut self, line: &[u8], line_begins: bool) {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted = line_begins && quotes > 0 && line[quotes..].starts_with(b"From ");
        if self.raw.len() as u64 + line.len() as u64 > MAX_MESSAGE_BYTES {
            self.too_long = true;
            self.raw.clear();
        }
        self.raw.extend_from_slice(&line[usize::from(quoted)..]);
    }

    fn read_mail(mut self, file: &str, number: u64, offset: Offset) -> ReadResult {
        if self.too_long {
            let why = RejectReason::TooLong { limit: MAIL_MIB };
            return ReadResult::Rejected(Rejection {
                file: file.to_owned(),
                row: Some(number),
                why,
            });
        }
        self.raw.shrink_to_fit();
        read_raw(
            self.raw,
            MailLocation {
                file,
                row: Some(number),
                offset,
            },
        )
    }
}
