//! The FTS5 structure record, which lists the segments of an index (`fts5_index.c`, "Structure
//! Records", version 2).

use super::segment::{put_varint, take_varint};

/// Marks version 2 of the format, which supports deletes in a contentless index.
const VERSION_2: [u8; 4] = [0xFF, 0, 0, 1];

/// The level for large segments; those of single letters are merged below it.
const LARGE_LEVEL: usize = 2;

/// The record: a write counter, and the segments of each level with eight numbers each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Structure {
    cookie: [u8; 4],
    written: u64,
    levels: Vec<Level>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Level {
    merging: u64,
    segments: Vec<[u64; 8]>,
}

const SEGMENT_FIELD: usize = 0;
const ORIGIN_FIELD: usize = 4;

impl Structure {
    /// Parses the record; `None` if it has another version.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Structure> {
        let cookie = bytes.get(..4)?.try_into().ok()?;
        bytes = bytes.get(4..)?.strip_prefix(&VERSION_2)?;
        let (levels, _segments, written) = (
            take_varint(&mut bytes)?,
            take_varint(&mut bytes)?,
            take_varint(&mut bytes)?,
        );
        let mut structure = Structure {
            cookie,
            written,
            levels: Vec::new(),
        };
        for _ in 0..levels {
            let mut level = Level {
                merging: take_varint(&mut bytes)?,
                segments: Vec::new(),
            };
            for _ in 0..take_varint(&mut bytes)? {
                let mut segment = [0; 8];
                for number in &mut segment {
                    *number = take_varint(&mut bytes)?;
                }
                level.segments.push(segment);
            }
            structure.levels.push(level);
        }
        Some(structure)
    }

    /// Serialises the record for FTS5.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = [self.cookie, VERSION_2].concat();
        let segments: usize = self.levels.iter().map(|level| level.segments.len()).sum();
        for number in [self.levels.len() as u64, segments as u64, self.written] {
            put_varint(&mut bytes, number);
        }
        for level in &self.levels {
            put_varint(&mut bytes, level.merging);
            put_varint(&mut bytes, level.segments.len() as u64);
            level
                .segments
                .iter()
                .flatten()
                .for_each(|number| put_varint(&mut bytes, *number));
        }
        bytes
    }

    fn all_segments(&self) -> impl Iterator<Item = &[u64; 8]> {
        self.levels.iter().flat_map(|level| &level.segments)
    }

    /// Returns the next origin, which distinguishes letters written next from earlier ones.
    pub(super) fn next_origin(&self) -> u64 {
        self.all_segments()
            .map(|segment| segment[ORIGIN_FIELD])
            .max()
            .unwrap_or_default()
            + 1
    }

    /// Adds a segment with these numbers of pages (at least one) and letters as the newest. Returns
    /// its id.
    pub(super) fn add(&mut self, pages: u64, letters: u64) -> u64 {
        let id = (1..)
            .find(|id| {
                self.all_segments()
                    .all(|segment| segment[SEGMENT_FIELD] != *id)
            })
            .unwrap_or_default();
        let origin = self.next_origin();
        // FTS5 merges into the last segment of the next level and takes the origins of a merge from
        // its first and last input. So all segments go into one level, oldest first (as
        // `fts5IndexOptimizeStruct` does), with no merge in progress.
        let level = LARGE_LEVEL.max(self.levels.len().saturating_sub(1));
        let mut segments: Vec<_> = self
            .levels
            .drain(..)
            .rev()
            .flat_map(|level| level.segments)
            .collect();
        segments.push([id, 1, pages, origin, origin, 0, 0, letters]);
        self.levels.resize(level, Level::default());
        self.levels.push(Level {
            merging: 0,
            segments,
        });
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_added_with_the_next_id_and_origin() {
        let empty = [0, 0, 0, 7, 0xFF, 0, 0, 1, 0, 0, 0];
        let mut structure = Structure::read(&empty).unwrap();
        assert_eq!(
            (structure.write(), structure.next_origin()),
            (empty.to_vec(), 1)
        );
        assert_eq!((structure.add(300, 20_000), structure.add(5, 10)), (1, 2));
        assert_eq!(structure.next_origin(), 3);
        assert_eq!(Structure::read(&structure.write()), Some(structure));
        assert_eq!(Structure::read(&[0, 0, 0, 7, 1, 1, 1, 1]), None);
        assert_eq!(Structure::read(&[]), None);
    }
}
