//! Detects the encoding of a text file from its bytes, and opens the file as a stream of UTF-8.

mod stream;

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::intake::error::IntakeError;
use crate::intake::source::SourceFile;
pub(in crate::intake) use stream::{Meter, open};

const CHUNK: usize = 16 * 1024;
/// The number of bytes that are fed to chardetng, which reads no better with more.
const ENOUGH: usize = 1024 * 1024;

/// Detects the encoding: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if few bytes
/// are invalid, else what chardetng guesses for Chinese text.
pub(in crate::intake) fn detect(source: &SourceFile) -> Result<&'static Encoding, IntakeError> {
    let failed = |error: io::Error| IntakeError::io(&source.name, &error);
    let mut file = source.open().map_err(failed)?;
    let mut guess = Guess::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(failed)?;
        if read == 0 {
            return Ok(guess.end());
        }
        if let Some(encoding) = guess.feed(&chunk[..read]) {
            return Ok(encoding);
        }
    }
}

/// Detects the encoding of bytes in memory, by the same rules as for a file.
pub(in crate::intake) fn detect_bytes(bytes: &[u8]) -> &'static Encoding {
    let mut guess = Guess::new();
    guess.feed(bytes).unwrap_or_else(|| guess.end())
}

/// Decodes a text in any encoding that Chinese offices save. Each line may have its own encoding,
/// since files are put together from several.
pub fn decoded(bytes: &[u8]) -> String {
    let encoding = detect_bytes(bytes);
    if !stream::has_lines(encoding) {
        return encoding.decode(bytes).0.into_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    for line in stream::without_mark(bytes).split_inclusive(|byte| *byte == b'\n') {
        text.push_str(&stream::line(line, encoding));
    }
    text
}

struct Guess {
    started: bool,
    utf8: Decoder,
    decoded: Vec<u8>,
    detector: EncodingDetector,
    weighed: usize,
    good: u64,
    bad: u64,
    bytes: u64,
    last: u8,
    zeros: u64,
    /// The number of separators and line ends as UTF-16 writes them, little and big endian.
    little: u64,
    big: u64,
    gb: Decoder,
    gb_bad: bool,
}

impl Guess {
    fn new() -> Guess {
        Guess {
            started: false,
            utf8: UTF_8.new_decoder_without_bom_handling(),
            decoded: Vec::new(),
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            weighed: 0,
            good: 0,
            bad: 0,
            bytes: 0,
            last: 0,
            zeros: 0,
            little: 0,
            big: 0,
            gb: GB18030.new_decoder_without_bom_handling(),
            gb_bad: false,
        }
    }

    fn feed(&mut self, bytes: &[u8]) -> Option<&'static Encoding> {
        if !self.started {
            self.started = true;
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Some(encoding);
            }
        }
        const SIGNS: &[u8] = b",;\t\r\n\" ";
        for &byte in bytes {
            if self.bytes % 2 == 1 {
                self.little += u64::from(byte == 0 && SIGNS.contains(&self.last));
                self.big += u64::from(self.last == 0 && SIGNS.contains(&byte));
            }
            self.zeros += u64::from(byte == 0);
            self.last = byte;
            self.bytes += 1;
        }
        decode(&mut self.utf8, bytes, &mut self.decoded, false);
        self.good += self.decoded.iter().filter(|byte| **byte >= 0xc2).count() as u64;
        let bad = self
            .decoded
            .windows(3)
            .filter(|three| *three == [0xef, 0xbf, 0xbd])
            .count() as u64;
        self.bad += bad;
        self.good -= bad.min(self.good);
        if self.bad > 0 {
            self.gb_bad |= decode(&mut self.gb, bytes, &mut self.decoded, false);
            if self.weighed < ENOUGH {
                self.detector
                    .feed(bytes.get(..ENOUGH).unwrap_or(bytes), false);
                self.weighed += bytes.len();
            }
        }
        None
    }

    fn end(mut self) -> &'static Encoding {
        // At least a twentieth of the multi-byte characters is invalid.
        let hardly_utf8 = self.bad * 20 >= self.good;
        let (most, least) = (self.little.max(self.big), self.little.min(self.big));
        if most > 1
            && least * 10 <= most
            && (self.zeros * 10 >= self.bytes || (self.bad > 0 && hardly_utf8))
        {
            return if self.little > self.big {
                UTF_16LE
            } else {
                UTF_16BE
            };
        }
        if self.bad == 0 || !hardly_utf8 {
            return UTF_8;
        }
        self.detector.feed(b"", true);
        let guess = self.detector.guess(Some(b"cn"), Utf8Detection::Deny);
        if guess == GBK || (guess != BIG5 && !self.gb_bad) {
            GB18030
        } else {
            guess
        }
    }
}

/// Decodes one chunk to UTF-8 in `into`, and returns whether there were invalid bytes.
fn decode(decoder: &mut Decoder, bytes: &[u8], into: &mut Vec<u8>, last: bool) -> bool {
    let room = decoder
        .max_utf8_buffer_length(bytes.len())
        .unwrap_or(bytes.len() * 3 + 16);
    into.resize(room, 0);
    let (_, _, written, bad) = decoder.decode_to_utf8(bytes, into, last);
    into.truncate(written);
    bad
}
