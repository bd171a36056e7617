//! Hot topics: clusters the letters of the last days by what they are about.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::named_params;
use std::time::Duration;

use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::summary::AccessScope;
use crate::domain::similarity::recall::{Topic, TopicWindow};
use crate::domain::similarity::{
    AnswerState, ComparableText, DocumentFrequencies, SIMILAR_TOPIC, cluster_topics,
};
use crate::domain::text::bigram::Bigram;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::nearest::{document_frequencies, original_text};
use crate::store::letters::access::{READABLE_SQL, readable_params};

/// Limit of letters; the newest are taken.
const MAX_LETTERS: i64 = 20_000;

/// From this sample size on, document frequencies come from the sample itself instead of the index.
const MIN_SAMPLE: usize = 1_000;

/// The period counted as recent.
const RECENT: Duration = Duration::from_hours(7 * 24);

struct ReceivedRow {
    id: LetterId,
    title: String,
    writer: Option<String>,
    stage: Stage,
    lead: Option<UnitId>,
    at: Timestamp,
}

impl Store {
    /// Returns the topics of the last days among the letters that `who` may read, ordered by the
    /// letters in the second half of the window, then by size. Letters without a time of receipt
    /// are left out.
    pub fn hot_topics(
        &self,
        who: &Staff,
        now: Timestamp,
        window: TopicWindow,
    ) -> Result<Vec<Topic>, StoreError> {
        let length = Duration::from_hours(24 * u64::from(window.days));
        let from = now.saturating_sub(length);
        let half = now.saturating_sub(length / 2);
        let week = now.saturating_sub(RECENT);
        let (rows, texts): (Vec<ReceivedRow>, Vec<ComparableText>) =
            self.received_since(from, now, who)?.into_iter().unzip();
        let common = if texts.len() < MIN_SAMPLE {
            Some(self.index_frequencies(&texts)?)
        } else {
            None
        };
        let mut found = Vec::new();
        for gathered in cluster_topics(&texts, common.as_ref(), SIMILAR_TOPIC) {
            if gathered.letters.len() < window.min_writers.max(1) {
                continue;
            }
            let letters: Vec<&ReceivedRow> =
                gathered.letters.iter().rev().map(|at| &rows[*at]).collect();
            let count =
                |is: &dyn Fn(&ReceivedRow) -> bool| letters.iter().filter(|row| is(row)).count();
            let mut units: BTreeMap<UnitId, usize> = BTreeMap::new();
            letters
                .iter()
                .filter_map(|row| row.lead)
                .for_each(|unit| *units.entry(unit).or_default() += 1);
            let mut units: Vec<(UnitId, usize)> = units.into_iter().collect();
            units.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            let names: BTreeSet<&str> = letters
                .iter()
                .filter_map(|row| row.writer.as_deref())
                .collect();
            let writers = names.len() + count(&|row| row.writer.is_none());
            if writers < window.min_writers {
                continue;
            }
            let since = count(&|row| row.at > half);
            found.push(Topic {
                centre: rows[gathered.centre].id,
                title: rows[gathered.centre].title.clone(),
                letters: letters.iter().map(|row| row.id).collect(),
                writers,
                recent: count(&|row| row.at > week),
                before: letters.len() - since,
                since,
                open: count(&|row| AnswerState::from_stage(row.stage) == AnswerState::Open),
                answered: count(&|row| AnswerState::from_stage(row.stage) == AnswerState::Answered),
                units: units.into_iter().map(|(unit, _)| unit).collect(),
            });
        }
        found.sort_by_key(|topic| std::cmp::Reverse((topic.since, topic.letters.len())));
        Ok(found)
    }

    /// Returns the letters received in a period, oldest first, with their original texts.
    fn received_since(
        &self,
        from: Timestamp,
        until: Timestamp,
        who: &Staff,
    ) -> Result<Vec<(ReceivedRow, ComparableText)>, StoreError> {
        let (unit, reader) = readable_params(&AccessScope::for_staff(who));
        let mut read = self.connection.prepare_cached(&format!(
            "SELECT id, title, writer, stage, lead, received_at FROM letter
             WHERE received_at > :from AND received_at <= :until AND {READABLE_SQL}
             ORDER BY received_at DESC, id DESC LIMIT :most"
        ))?;
        let mut rows = read.query(named_params! {
            ":from": from.as_millisecond(), ":until": until.as_millisecond(), ":unit": unit,
            ":reader": reader, ":most": MAX_LETTERS,
        })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id = LetterId(row.get("id")?);
            let Some((title, body)) = original_text(&self.connection, id)? else {
                continue;
            };
            let at = Timestamp::from_millisecond(row.get("received_at")?).unwrap_or_default();
            let stage = Stage::parse(&row.get::<_, String>("stage")?)
                .ok_or(StoreError::CorruptRecord(id.0))?;
            let lead = row.get::<_, Option<i64>>("lead")?.map(UnitId);
            let row = ReceivedRow {
                id,
                title: row.get("title")?,
                writer: row.get("writer")?,
                stage,
                lead,
                at,
            };
            found.push((row, ComparableText::new(title, body)));
        }
        found.reverse();
        Ok(found)
    }

    fn index_frequencies(
        &self,
        texts: &[ComparableText],
    ) -> Result<DocumentFrequencies, StoreError> {
        let mut grams: Vec<Bigram> = texts
            .iter()
            .flat_map(|words| words.bigrams.iter().copied())
            .collect();
        grams.sort_unstable();
        grams.dedup();
        let (found, all) = document_frequencies(&self.connection, &grams)?;
        let mut common = DocumentFrequencies::new(all);
        found
            .into_iter()
            .for_each(|found| common.set(found.gram, found.letters));
        Ok(common)
    }
}
