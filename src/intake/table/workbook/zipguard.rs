//! Checks the unpacked size of a ZIP workbook before a reader that trusts it loads it into memory.

use std::io::{BufReader, Read};

use crate::intake::error::IntakeError;
use crate::intake::source::SourceFile;
use crate::platform::limits::{ARCHIVE_ENTRIES, MIB, SHARED_MIB, SHARED_STRINGS, UNPACKED_MIB};

/// Unpacks every entry without storing it and counts the bytes, since the sizes declared in a ZIP
/// may be false.
pub(in crate::intake) fn check_unpacked_size(source: &SourceFile) -> Result<(), IntakeError> {
    let damaged = || IntakeError::Workbook {
        file: source.name.clone(),
    };
    let too_big = || IntakeError::TooBig {
        file: source.name.clone(),
        limit: UNPACKED_MIB,
    };
    let shared_too_big = || IntakeError::TooBig {
        file: source.name.clone(),
        limit: SHARED_MIB,
    };
    let file = source
        .open()
        .map_err(|error| IntakeError::from_io(&source.name, &error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| damaged())?;
    if archive.len() > ARCHIVE_ENTRIES {
        return Err(too_big());
    }
    let mut left = UNPACKED_MIB * MIB;
    let mut chunk = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged())?;
        let mut claims = StringCounter::default();
        let mut shared = SHARED_MIB * MIB;
        let held = entry
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        loop {
            let read = entry.read(&mut chunk).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(too_big)?;
            if held {
                shared = shared.checked_sub(read as u64).ok_or_else(shared_too_big)?;
            }
            if claims.feed_bytes(&chunk[..read]) > SHARED_STRINGS || claims.strings > SHARED_STRINGS
            {
                return Err(too_big());
            }
        }
    }
    Ok(())
}

/// Finds `uniqueCount="…"` in a stream and counts the `<si` elements.
///
/// Zero bytes are skipped, so UTF-16 works as well as UTF-8.
#[derive(Default)]
struct StringCounter {
    matched: usize,
    /// The number so far, once the name was matched.
    current_number: Option<u64>,
    largest: u64,
    /// The number of start tags `<si`, with or without a prefix.
    strings: u64,
    in_name: usize,
}

impl StringCounter {
    fn feed_bytes(&mut self, bytes: &[u8]) -> u64 {
        const NAME: &[u8] = b"uniqueCount";
        for &byte in bytes.iter().filter(|byte| **byte != 0) {
            self.in_name = match (self.in_name, byte) {
                (_, b'<' | b':') => 1,
                (1, b's') => 2,
                (2, b'i') => 3,
                (3, b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'/') => {
                    self.strings += 1;
                    0
                }
                (_, _) => 0,
            };
            if let Some(number) = self.current_number {
                match byte {
                    b'0'..=b'9' => {
                        let number = number
                            .saturating_mul(10)
                            .saturating_add(u64::from(byte - b'0'));
                        self.current_number = Some(number);
                        self.largest = self.largest.max(number);
                        continue;
                    }
                    b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' if number == 0 => continue,
                    _ => self.current_number = None,
                }
            }
            if NAME.get(self.matched) == Some(&byte) {
                self.matched += 1;
                if self.matched == NAME.len() {
                    self.matched = 0;
                    self.current_number = Some(0);
                }
            } else {
                self.matched = usize::from(byte == NAME[0]);
            }
        }
        self.largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_found_however_it_is_cut() {
        for cut in 1..30 {
            let mut claims = StringCounter::default();
            let xml = br#"<sst count="1" uniqueCount = '4000000000'>"#;
            let (a, b) = xml.split_at(cut);
            claims.feed_bytes(a);
            assert_eq!(claims.feed_bytes(b), 4_000_000_000);
        }
        let mut claims = StringCounter::default();
        claims.feed_bytes(b"<sst><si><t>x</t></s");
        claims.feed_bytes(b"i><x:si xml:space='preserve'/><six/></sst>");
        assert_eq!(
            claims.strings, 2,
            "of ends, and of names that only begin so, none is counted"
        );
    }
}
