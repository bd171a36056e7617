//! Which of the letters that were just received repeat the text of an earlier one.

use std::collections::HashMap;

use rusqlite::named_params;

use super::Store;
use super::error::StoreError;
use crate::domain::letter::LetterId;

/// So many groups are named, and so many letters of each.
const GROUPS: usize = 1_000;
const LETTERS: usize = 100;

/// The letters that repeat the text of an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// How many they are.
    pub letters: u64,
    /// How many texts they repeat.
    pub texts: u64,
    /// The letters of each text, the first that had it before those that repeat it; the largest groups first. Of very many, not all
    /// are named.
    pub groups: Vec<Vec<LetterId>>,
}

impl Store {
    /// Which of these letters, in the order in which they were received, repeat the text of an earlier one that somebody may read.
    pub fn repeats(&self, new: &[LetterId], who: &str) -> Result<Repeats, StoreError> {
        let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(Repeats::default()) };
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
        let mut earliest = self.connection.prepare_cached(
            "SELECT min(id) AS id FROM letter WHERE text_hash = :hash AND (readers IS NULL OR instr(readers, :who))",
        )?;
        let mut named = Vec::with_capacity(groups.len());
        let mut letters = 0;
        for (hash, mut group) in groups {
            let first = LetterId(
                earliest.query_row(named_params! { ":hash": hash, ":who": super::sight::listed(who) }, |row| {
                    row.get("id")
                })?,
            );
            // One that is linked already to another text is no repeat of its own.
            group.retain(|id| *id != first);
            letters += group.len() as u64;
            if !group.is_empty() {
                group.insert(0, first);
                named.push(group);
            }
        }
        named.sort_by_key(|group| (std::cmp::Reverse(group.len()), group.first().copied()));
        let texts = named.len() as u64;
        named.truncate(GROUPS);
        named.iter_mut().for_each(|group| group.truncate(LETTERS));
        Ok(Repeats { letters, texts, groups: named })
    }
}
