//! Detects the encoding of a text file from its bytes, and opens the file as a stream of UTF-8.

mod stream;

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::intake::error::IntakeError;
use crate::intake::source::SourceFile;
pub(in crate::intake) use stream::{ReadMeter, open_utf8};

const CHUNK: usize = 16 * 1024;
/// The number of bytes that are fed to chardetng, which reads no better with more.
const DETECTOR_BYTES: usize = 1024 * 1024;

/// Detects the encoding: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if few bytes
/// are invalid, else what chardetng guesses for Chinese text.
pub(in crate::intake) fn detect_encoding(
    source: &SourceFile,
) -> Result<&'static Encoding, IntakeError> {
    let failed = |error: io::Error| IntakeError::from_io(&source.name, &error);
    let mut file = source.open().map_err(failed)?;
    let mut guess = EncodingGuess::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(failed)?;
        if read == 0 {
            return Ok(guess.finish());
        }
        if let Some(encoding) = guess.feed_bytes(&chunk[..read]) {
            return Ok(encoding);
        }
    }
}

/// Detects the encoding of bytes in memory, by the same rules as for a file.
pub(in crate::intake) fn detect_bytes(bytes: &[u8]) -> &'static Encoding {
    let mut guess = EncodingGuess::new();
    guess.feed_bytes(bytes).unwrap_or_else(|| guess.finish())
}

/// Decodes a text in any encoding that Chinese offices save. Each line may have its own encoding,
/// since files are put together from several.
pub fn decode_bytes(bytes: &[u8]) -> String {
    let encoding = detect_bytes(bytes);
    if !stream::has_lines(encoding) {
        return encoding.decode(bytes).0.into_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    for line in stream::strip_bom(bytes).split_inclusive(|byte| *byte == b'\n') {
        text.push_str(&stream::decode_line(line, encoding));
    }
    text
}

struct EncodingGuess {
    started: bool,
    utf8: Decoder,
    decoded: Vec<u8>,
    detector: EncodingDetector,
    detector_fed: usize,
    valid_chars: u64,
    invalid_chars: u64,
    bytes: u64,
    last: u8,
    zeros: u64,
    /// The number of separators and line ends as UTF-16 writes them, little and big endian.
    little_endian_signs: u64,
    big_endian_signs: u64,
    gb: Decoder,
    gb_bad: bool,
}

impl EncodingGuess {
    fn new() -> EncodingGuess {
        EncodingGuess {
            started: false,
            utf8: UTF_8.new_decoder_without_bom_handling(),
            decoded: Vec::new(),
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            detector_fed: 0,
            valid_chars: 0,
            invalid_chars: 0,
            bytes: 0,
            last: 0,
            zeros: 0,
            little_endian_signs: 0,
            big_endian_signs: 0,
            gb: GB18030.new_decoder_without_bom_handling(),
            gb_bad: false,
        }
    }

    fn feed_bytes(&mut self, bytes: &[u8]) -> Option<&'static Encoding> {
        if !self.started {
            self.started = true;
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Some(encoding);
            }
        }
        const SIGNS: &[u8] = b",;\t\r\n\" ";
        for &byte in bytes {
            if self.bytes % 2 == 1 {
                self.little_endian_signs += u64::from(byte == 0 && SIGNS.contains(&self.last));
                self.big_endian_signs += u64::from(self.last == 0 && SIGNS.contains(&byte));
            }
            self.zeros += u64::from(byte == 0);
            self.last = byte;
            self.bytes += 1;
        }
        decode_chunk(&mut self.utf8, bytes, &mut self.decoded, false);
        self.valid_chars += self.decoded.iter().filter(|byte| **byte >= 0xc2).count() as u64;
        let bad = self
            .decoded
            .windows(3)
            .filter(|three| *three == [0xef, 0xbf, 0xbd])
            .count() as u64;
        self.invalid_chars += bad;
        self.valid_chars -= bad.min(self.valid_chars);
        if self.invalid_chars > 0 {
            self.gb_bad |= decode_chunk(&mut self.gb, bytes, &mut self.decoded, false);
            if self.detector_fed < DETECTOR_BYTES {
                self.detector
                    .feed(bytes.get(..DETECTOR_BYTES).unwrap_or(bytes), false);
                self.detector_fed += bytes.len();
            }
        }
        None
    }

    fn finish(mut self) -> &'static Encoding {
        // At least a twentieth of the multi-byte characters is invalid.
        let hardly_utf8 = self.invalid_chars * 20 >= self.valid_chars;
        let (most, least) = (
            self.little_endian_signs.max(self.big_endian_signs),
            self.little_endian_signs.min(self.big_endian_signs),
        );
        if most > 1
            && least * 10 <= most
            && (self.zeros * 10 >= self.bytes || (self.invalid_chars > 0 && hardly_utf8))
        {
            return if self.little_endian_signs > self.big_endian_signs {
                UTF_16LE
            } else {
                UTF_16BE
            };
        }
        if self.invalid_chars == 0 || !hardly_utf8 {
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
fn decode_chunk(decoder: &mut Decoder, bytes: &[u8], into: &mut Vec<u8>, last: bool) -> bool {
    let room = decoder
        .max_utf8_buffer_length(bytes.len())
        .unwrap_or(bytes.len() * 3 + 16);
    into.resize(room, 0);
    let (_, _, written, bad) = decoder.decode_to_utf8(bytes, into, last);
    into.truncate(written);
    bad
}
