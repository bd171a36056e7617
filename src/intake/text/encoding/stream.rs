//! Reads a text file as a stream of UTF-8, line by line.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{BIG5, Decoder, Encoding, GB18030, GBK, UTF_8};

use super::decode_chunk;
use crate::intake::error::IntakeError;
use crate::intake::source::SourceFile;
use crate::intake::text::charset;
use crate::platform::limits::{MIB, TEXT_MIB};

const CHUNK: usize = 16 * 1024;
/// The length in bytes beyond which a line is decoded in parts: a JSON file may be a single line.
const MAX_LINE_BYTES: usize = 256 * 1024;

/// The progress of a stream, shared with its consumer.
#[derive(Clone, Debug, Default)]
pub(in crate::intake) struct ReadMeter {
    total_bytes: Rc<Cell<u64>>,
    bytes_since_lap: Rc<Cell<u64>>,
}

impl ReadMeter {
    /// Returns the number of bytes of the file that were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.total_bytes.get()
    }

    /// Adds bytes of the file that were read.
    pub(crate) fn add(&self, bytes: u64) {
        self.total_bytes.set(self.total_bytes.get() + bytes);
    }

    /// Marks the end of a row, message or value, and restarts the limit on the length of the next
    /// one.
    pub(crate) fn lap(&self) {
        self.bytes_since_lap.set(0);
    }

    /// Reports whether the stream stopped because one row exceeded the limit.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.bytes_since_lap.get() > TEXT_MIB * MIB
    }
}

/// A file in any encoding as a stream of UTF-8 without its byte order mark; invalid bytes become
/// U+FFFD.
///
/// A line that is not in the encoding of the file is decoded in its own, since files are put
/// together from several.
pub(in crate::intake) struct Utf8Stream<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    raw: Vec<u8>,
    /// The beginning of a line whose end was not read yet.
    open_line: Vec<u8>,
    ready: Vec<u8>,
    given_bytes: usize,
    started: bool,
    ended: bool,
    meter: ReadMeter,
}

impl<R: Read> Utf8Stream<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding, meter: ReadMeter) -> Utf8Stream<R> {
        Utf8Stream {
            inner,
            encoding,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            open_line: Vec::new(),
            ready: Vec::new(),
            given_bytes: 0,
            started: false,
            ended: false,
            meter,
        }
    }

    /// Decodes the complete lines. The rest waits for its line end, unless it is very long.
    fn decode_lines(&mut self, read: usize) {
        let before = self.open_line.len();
        self.open_line.extend_from_slice(&self.raw[..read]);
        let last = |from: usize, is: fn(u8) -> bool| {
            self.open_line[from..]
                .iter()
                .rposition(|byte| is(*byte))
                .map_or(0, |at| from + at + 1)
        };
        let end = match last(before, |byte| byte == b'\n') {
            _ if self.ended => self.open_line.len(),
            0 if self.open_line.len() < MAX_LINE_BYTES => 0,
            // No character of several bytes ends in a byte below 0x30, so it is safe to split
            // there.
            0 => match last(if before < MAX_LINE_BYTES { 0 } else { before }, |byte| {
                byte < 0x30
            }) {
                // A row of this length is refused anyway, so it may be split anywhere.
                0 if self.open_line.len() as u64 > TEXT_MIB * MIB => self.open_line.len(),
                end => end,
            },
            end => end,
        };
        let mut lines = &self.open_line[..end];
        if end > 0 && !std::mem::replace(&mut self.started, true) {
            lines = strip_bom(lines);
        }
        self.ready.clear();
        if lines.is_ascii() || (self.encoding == UTF_8 && std::str::from_utf8(lines).is_ok()) {
            self.ready.extend_from_slice(lines);
        } else {
            for text in lines.split_inclusive(|byte| *byte == b'\n') {
                self.ready
                    .extend_from_slice(decode_line(text, self.encoding).as_bytes());
            }
        }
        self.open_line.drain(..end);
    }
}

/// Reports whether a byte 0x0A is always a line end in this encoding. In UTF-16 it may be half of a
/// character.
pub(super) fn has_lines(encoding: &'static Encoding) -> bool {
    [UTF_8, GB18030, GBK, BIG5].contains(&encoding)
}

/// Returns the bytes after a UTF-8 byte order mark.
pub(super) fn strip_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Decodes a line in the encoding of the file, or in its own if it does not fit.
pub(super) fn decode_line<'a>(line: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    let utf8 = std::str::from_utf8(line);
    match utf8 {
        Ok(text) if encoding == UTF_8 || line.is_ascii() => return Cow::Borrowed(text),
        Ok(_) => None,
        Err(_) if encoding == UTF_8 => None,
        Err(_) => encoding.decode_without_bom_handling_and_without_replacement(line),
    }
    .unwrap_or_else(|| Cow::Owned(charset::decode_among(line, encoding)))
}

impl<R: Read> Read for Utf8Stream<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given_bytes == self.ready.len() && !self.ended {
            let read = self.inner.read(&mut self.raw)?;
            self.ended = read == 0;
            self.meter.add(read as u64);
            if has_lines(self.encoding) {
                self.decode_lines(read);
            } else {
                decode_chunk(
                    &mut self.decoder,
                    &self.raw[..read],
                    &mut self.ready,
                    self.ended,
                );
            }
            self.given_bytes = 0;
        }
        let count = out.len().min(self.ready.len() - self.given_bytes);
        out[..count].copy_from_slice(&self.ready[self.given_bytes..self.given_bytes + count]);
        self.given_bytes += count;
        self.meter
            .bytes_since_lap
            .set(self.meter.bytes_since_lap.get() + count as u64);
        if self.meter.is_over_limit() {
            return Err(io::Error::other("row without end"));
        }
        Ok(count)
    }
}

/// Opens a text file as UTF-8.
pub(in crate::intake) fn open_utf8(
    source: &SourceFile,
    encoding: &'static Encoding,
    meter: &ReadMeter,
) -> Result<Utf8Stream<File>, IntakeError> {
    let file = source
        .open()
        .map_err(|error| IntakeError::from_io(&source.name, &error))?;
    Ok(Utf8Stream::new(file, encoding, meter.clone()))
}
