//! Writes a segment of the text index: the pages that FTS5 would write for many letters at once.
//!
//! FTS5 looks up each token in a hash table in memory before it sorts them. With hundreds of tokens
//! per letter that is most of the time of a large import. Here the tokens are sorted first. The
//! format is that of SQLite's `fts5_index.c` (its comments name every field), without positions
//! (`detail=none`) and without the optional index of long posting lists.
//!
//! Measured, the whole import is 2.5 times as fast as with plain FTS5, tuned, for letters of as many
//! words as people use (`docs/benchmarks.md`); under 1.5 this module is to go.

use crate::domain::text::bigram::Bigram;

/// The page size of FTS5 (`pgsz`).
const PAGE_BYTES: usize = 4050;

/// The page header: two 16-bit offsets, of the first rowid if it precedes any term, and of the
/// footer.
const HEADER_BYTES: usize = 4;

/// The prefix of terms in the main index, as opposed to a prefix index.
const MAIN_INDEX: u8 = b'0';

/// The maximum number of letters in a segment; a transaction has fewer.
const MAX_LETTERS: usize = 1 << POSITION_BITS;
// The position of a letter takes the lower 18 bits of a pair, and the code of a token the other 46.
const POSITION_BITS: u32 = 18;

/// The pages of a segment, and the terms that lead to them.
#[derive(Default)]
pub(super) struct Segment {
    /// The pages, numbered from 1.
    pub pages: Vec<Vec<u8>>,
    /// For each page that begins with a term: its separator key and its number.
    pub begins: Vec<(Vec<u8>, i64)>,
    /// The id and the token count of each letter.
    pub letters: Vec<(i64, u64)>,
}

/// Collects the tokens of letters in order to sort them.
#[derive(Default)]
pub(super) struct TokenSorter {
    pairs: Vec<u64>,
    letters: Vec<(i64, u64)>,
}

impl TokenSorter {
    /// Adds the tokens of a letter. Ids must ascend.
    pub(super) fn add(&mut self, id: i64, grams: &[Bigram]) {
        let place = self.letters.len() as u64;
        self.pairs.extend(
            grams
                .iter()
                .map(|gram| gram.to_code() << POSITION_BITS | place),
        );
        self.letters.push((id, grams.len() as u64));
    }

    /// Returns the segment of all letters and clears the tokens, retaining the allocation.
    pub(super) fn take_segment(&mut self) -> Segment {
        self.pairs.sort_unstable();
        let letters = std::mem::take(&mut self.letters);
        let mut writer = SegmentWriter {
            page: vec![0; HEADER_BYTES],
            ..SegmentWriter::default()
        };
        let mut token = String::new();
        let mut last = None;
        for pair in self.pairs.drain(..) {
            let gram = Bigram::from_code(pair >> POSITION_BITS);
            if last != Some(gram) {
                token.clear();
                gram.write(&mut token);
                writer.write_term(token.as_bytes());
                last = Some(gram);
            }
            writer.write_rowid(letters[(pair & (MAX_LETTERS as u64 - 1)) as usize].0);
        }
        Segment {
            letters,
            ..writer.finish()
        }
    }
}

#[derive(Default)]
struct SegmentWriter {
    segment: Segment,
    page: Vec<u8>,
    /// The offsets of the terms on the page, delta-encoded.
    footer: Vec<u8>,
    last_begin: usize,
    term: Vec<u8>,
    /// The previous rowid in the posting list of the term; `None` at its start.
    before: Option<i64>,
}

impl SegmentWriter {
    fn flush(&mut self) {
        let end = u16::try_from(self.page.len()).unwrap_or(u16::MAX);
        self.page[2..4].copy_from_slice(&end.to_be_bytes());
        self.page.append(&mut self.footer);
        self.segment
            .pages
            .push(std::mem::replace(&mut self.page, vec![0; HEADER_BYTES]));
        self.last_begin = 0;
    }

    fn write_term(&mut self, token: &[u8]) {
        let mut term = Vec::with_capacity(token.len() + 1);
        term.push(MAIN_INDEX);
        term.extend_from_slice(token);
        if self.page.len() + self.footer.len() + term.len() + 2 >= PAGE_BYTES
            && self.page.len() > HEADER_BYTES
        {
            self.flush();
        }
        let first_of_page = self.footer.is_empty();
        put_varint(&mut self.footer, (self.page.len() - self.last_begin) as u64);
        self.last_begin = self.page.len();
        let shared = self
            .term
            .iter()
            .zip(&term)
            .take_while(|(a, b)| a == b)
            .count();
        if first_of_page {
            let number = self.segment.pages.len() as i64 + 1;
            // The shortest prefix that is greater than the previous term suffices as separator.
            let begin = if self.term.is_empty() {
                Vec::new()
            } else {
                term[..shared + 1].to_vec()
            };
            self.segment.begins.push((begin, number));
            put_varint(&mut self.page, term.len() as u64);
            self.page.extend_from_slice(&term);
        } else {
            put_varint(&mut self.page, shared as u64);
            put_varint(&mut self.page, (term.len() - shared) as u64);
            self.page.extend_from_slice(&term[shared..]);
        }
        self.term = term;
        self.before = None;
    }

    fn write_rowid(&mut self, id: i64) {
        if self.page.len() + self.footer.len() >= PAGE_BYTES {
            self.flush();
        }
        let continued = self.page.len() == HEADER_BYTES;
        if continued {
            self.page[..2].copy_from_slice(&(HEADER_BYTES as u16).to_be_bytes());
        }
        // The first rowid of a posting list is written in full, and so is the first on a page that
        // continues one.
        let number = self
            .before
            .filter(|_| !continued)
            .map_or(id, |before| id - before);
        put_varint(&mut self.page, number as u64);
        self.before = Some(id);
    }

    fn finish(mut self) -> Segment {
        if self.page.len() > HEADER_BYTES {
            self.flush();
        }
        self.segment
    }
}

/// Appends a number as a SQLite varint: seven bits per byte, the highest first.
pub(super) fn put_varint(bytes: &mut Vec<u8>, number: u64) {
    // More than 56 bits take nine bytes, of which the last has eight bits.
    if number >> 56 != 0 {
        let shift = |n: u32| (number >> (8 + 7 * (7 - n)) & 0x7F) as u8 | 0x80;
        bytes.extend((0..8).map(shift));
        bytes.push(number as u8);
        return;
    }
    let groups = (64 - (number | 1).leading_zeros()).div_ceil(7);
    bytes.extend(
        (0..groups)
            .rev()
            .map(|n| (number >> (7 * n) & 0x7F) as u8 | if n == 0 { 0 } else { 0x80 }),
    );
}

/// Reads a SQLite varint; `None` if the bytes end.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for n in 0..9 {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        if n == 8 {
            return Some(number << 8 | u64::from(*first));
        }
        number = number << 7 | u64::from(first & 0x7F);
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_sqlite_does() {
        for (number, length) in [
            (0, 1),
            (127, 1),
            (128, 2),
            (16_383, 2),
            (16_384, 3),
            (1 << 35, 6),
            ((1 << 56) - 1, 8),
            (u64::MAX, 9),
        ] {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, number);
            assert_eq!(
                (bytes.len(), take_varint(&mut bytes.as_slice())),
                (length, Some(number))
            );
        }
        assert_eq!(take_varint(&mut [0x81].as_slice()), None);
    }
}
