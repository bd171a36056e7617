//! Finds which newly received letters repeat the text of an earlier one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::named_params;

use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::IncomingLetter;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::record::projection::text_hash;

/// Limits of the groups that are listed, and of the letters in each.
const MAX_GROUPS: usize = 1_000;
const MAX_GROUP_LETTERS: usize = 100;

/// The letters that repeat the text of an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Number of repeating letters.
    pub letters: u64,
    /// Number of distinct texts that are repeated.
    pub texts: u64,
    /// The letters of each text, the original before its repeats; largest groups first. At most
    /// 1,000 groups of 100 letters.
    pub groups: Vec<Vec<LetterId>>,
}

/// Predicts for a dry run what [`Store`] would report after receiving letters, by hashing their
/// texts.
#[derive(Debug, Default)]
pub struct ExpectedRepeats {
    texts: HashMap<[u8; 8], (Option<LetterId>, u64)>,
}

impl ExpectedRepeats {
    /// Adds a letter that would be new and that `who` would receive.
    pub fn add(
        &mut self,
        store: &Store,
        letter: &IncomingLetter,
        who: &str,
    ) -> Result<(), StoreError> {
        let hash = text_hash(&letter.title, &letter.body);
        let (_, letters) = match self.texts.entry(hash) {
            Entry::Occupied(text) => text.into_mut(),
            Entry::Vacant(text) => text.insert((store.earliest_with_text(hash, who)?, 0)),
        };
        *letters += 1;
        Ok(())
    }

    /// Returns how many of the letters repeat an earlier text. Groups list only letters that exist.
    pub fn into_repeats(self) -> Repeats {
        let mut repeats = Repeats::default();
        let mut groups = Vec::new();
        for (earliest, letters) in self.texts.into_values() {
            // Without an earlier letter, the first of the new ones is the original.
            let letters = letters - u64::from(earliest.is_none());
            repeats.letters += letters;
            repeats.texts += u64::from(letters > 0);
            groups.extend(earliest.map(|earliest| (std::cmp::Reverse(letters), earliest)));
        }
        groups.sort_unstable();
        repeats.groups = groups
            .into_iter()
            .take(MAX_GROUPS)
            .map(|(_, earliest)| vec![earliest])
            .collect();
        repeats
    }
}

impl Store {
    /// Returns the earliest letter with this text that `who` may read.
    fn earliest_with_text(&self, hash: [u8; 8], who: &str) -> Result<Option<LetterId>, StoreError> {
        let mut read = self.connection.prepare_cached(
            "SELECT min(id) AS id FROM letter WHERE text_hash = :hash AND (readers IS NULL OR instr(readers, :who))",
        )?;
        let id: Option<i64> = read.query_row(
            named_params! { ":hash": hash, ":who": crate::store::record::projection::reader_pattern(who) },
            |row| row.get("id"),
        )?;
        Ok(id.map(LetterId))
    }

    /// Returns which of these letters, in order of receipt, repeat the text of an earlier one that
    /// `who` may read.
    pub fn find_repeats(&self, new: &[LetterId], who: &str) -> Result<Repeats, StoreError> {
        let (Some(first), Some(last)) = (new.first(), new.last()) else {
            return Ok(Repeats::default());
        };
        let mut read = self.connection.prepare_cached(
            "SELECT id, text_hash FROM letter WHERE id BETWEEN :first AND :last AND repeated = 1 ORDER BY id",
        )?;
        let mut rows = read.query(named_params! { ":first": first.0, ":last": last.0 })?;
        let mut groups: HashMap<[u8; 8], Vec<LetterId>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let id = LetterId(row.get("id")?);
            // Another process may have received letters in between.
            if new.binary_search(&id).is_ok() {
                groups.entry(row.get("text_hash")?).or_default().push(id);
            }
        }
        let mut named = Vec::with_capacity(groups.len());
        let mut letters = 0;
        for (hash, mut group) in groups {
            let Some(first) = self.earliest_with_text(hash, who)? else {
                continue;
            };
            // A letter that is linked to another one counts as repeated, but may be the first of
            // its own text.
            group.retain(|id| *id != first);
            letters += group.len() as u64;
            if !group.is_empty() {
                group.insert(0, first);
                named.push(group);
            }
        }
        named.sort_by_key(|group| (std::cmp::Reverse(group.len()), group.first().copied()));
        let texts = named.len() as u64;
        named.truncate(MAX_GROUPS);
        named
            .iter_mut()
            .for_each(|group| group.truncate(MAX_GROUP_LETTERS));
        Ok(Repeats {
            letters,
            texts,
            groups: named,
        })
    }
}
