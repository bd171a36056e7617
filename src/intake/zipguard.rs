//! A workbook is a ZIP: weighs it unpacked, before a reader that trusts it takes it into memory.

use std::fs::File;
use std::io::{BufReader, Read};

use super::error::IntakeError;
use super::source::SourceFile;

/// The most that a workbook may be unpacked, in MiB.
pub(super) const UNPACKED_MIB: u64 = 256;
const ENTRIES: usize = 2_000;
/// Strings that a workbook may say it holds; calamine makes room for as many as are said.
const STRINGS: u64 = 2_000_000;

/// Unpacks every entry to nowhere and counts, since the sizes that a ZIP gives for itself may be lies.
pub(super) fn weigh(source: &SourceFile) -> Result<(), IntakeError> {
    let damaged = || IntakeError::Workbook { file: source.name.clone() };
    let too_big = || IntakeError::TooBig { file: source.name.clone(), limit: UNPACKED_MIB };
    let file = File::open(&source.path).map_err(|error| IntakeError::io(&source.name, &error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| damaged())?;
    if archive.len() > ENTRIES {
        return Err(too_big());
    }
    let mut left = UNPACKED_MIB * 1024 * 1024;
    let mut chunk = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged())?;
        let mut claims = Claims::default();
        loop {
            let read = entry.read(&mut chunk).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(too_big)?;
            if claims.feed(&chunk[..read]) > STRINGS {
                return Err(too_big());
            }
        }
    }
    Ok(())
}

/// Looks for `uniqueCount="…"` in a stream, in any encoding of XML.
#[derive(Default)]
struct Claims {
    matched: usize,
    /// Past the name: the number so far.
    number: Option<u64>,
    largest: u64,
}

impl Claims {
    fn feed(&mut self, bytes: &[u8]) -> u64 {
        const NAME: &[u8] = b"uniqueCount";
        for &byte in bytes.iter().filter(|byte| **byte != 0) {
            if let Some(number) = self.number {
                match byte {
                    b'0'..=b'9' => {
                        let number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                        self.number = Some(number);
                        self.largest = self.largest.max(number);
                        continue;
                    }
                    b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' if number == 0 => continue,
                    _ => self.number = None,
                }
            }
            if NAME.get(self.matched) == Some(&byte) {
                self.matched += 1;
                if self.matched == NAME.len() {
                    self.matched = 0;
                    self.number = Some(0);
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
            let mut claims = Claims::default();
            let xml = br#"<sst count="1" uniqueCount = '4000000000'>"#;
            let (a, b) = xml.split_at(cut);
            claims.feed(a);
            assert_eq!(claims.feed(b), 4_000_000_000);
        }
    }
}
