//! What many people write about just now: the letters of the last days, gathered into topics.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::named_params;

use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::summary::Sight;
use crate::domain::similarity::recall::{Topic, Window};
use crate::domain::similarity::{Commonness, LIKE, Standing, Words, topics};
use crate::domain::text::bigram::Gram;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::nearest::{as_it_came, counted};
use crate::store::letters::access::{READABLE, seen};

/// Of more letters than this, the newest are looked at.
const MOST: i64 = 20_000;

/// So many letters tell by themselves how common a pair of characters is.
const ENOUGH: usize = 1_000;

/// What is recent.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

struct Row {
    id: LetterId,
    title: String,
    writer: Option<String>,
    stage: Stage,
    lead: Option<UnitId>,
    at: Timestamp,
}

impl Store {
    /// The topics of the last days, of the letters that somebody may read: first those of which most came in the second half of the
    /// window, then the larger. A letter without a time of receipt is in no window.
    pub fn hot(
        &self,
        who: &Staff,
        now: Timestamp,
        window: Window,
    ) -> Result<Vec<Topic>, StoreError> {
        let length = SignedDuration::from_hours(24 * i64::from(window.days));
        let from = now.checked_sub(length).unwrap_or(Timestamp::MIN);
        let half = now.checked_sub(length / 2).unwrap_or(Timestamp::MIN);
        let week = now.checked_sub(WEEK).unwrap_or(Timestamp::MIN);
        let (rows, texts): (Vec<Row>, Vec<Words>) =
            self.received_since(from, now, who)?.into_iter().unzip();
        let common = if texts.len() < ENOUGH {
            Some(self.commonness(&texts)?)
        } else {
            None
        };
        let mut found = Vec::new();
        for gathered in topics(&texts, common.as_ref(), LIKE) {
            if gathered.letters.len() < window.least.max(1) {
                continue;
            }
            let letters: Vec<&Row> = gathered.letters.iter().rev().map(|at| &rows[*at]).collect();
            let count = |is: &dyn Fn(&Row) -> bool| letters.iter().filter(|row| is(row)).count();
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
            if writers < window.least {
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
                open: count(&|row| Standing::of(row.stage) == Standing::Open),
                answered: count(&|row| Standing::of(row.stage) == Standing::Answered),
                units: units.into_iter().map(|(unit, _)| unit).collect(),
            });
        }
        found.sort_by_key(|topic| std::cmp::Reverse((topic.since, topic.letters.len())));
        Ok(found)
    }

    /// The letters received in a time, oldest first, with their words as they came.
    fn received_since(
        &self,
        from: Timestamp,
        until: Timestamp,
        who: &Staff,
    ) -> Result<Vec<(Row, Words)>, StoreError> {
        let (unit, reader) = seen(&Sight::of(who));
        let mut read = self.connection.prepare_cached(&format!(
            "SELECT id, title, writer, stage, lead, received_at FROM letter
             WHERE received_at > :from AND received_at <= :until AND {READABLE}
             ORDER BY received_at DESC, id DESC LIMIT :most"
        ))?;
        let mut rows = read.query(named_params! {
            ":from": from.as_millisecond(), ":until": until.as_millisecond(), ":unit": unit,
            ":reader": reader, ":most": MOST,
        })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id = LetterId(row.get("id")?);
            let Some((title, body)) = as_it_came(&self.connection, id)? else {
                continue;
            };
            let at = Timestamp::from_millisecond(row.get("received_at")?).unwrap_or_default();
            let stage =
                Stage::parse(&row.get::<_, String>("stage")?).ok_or(StoreError::Broken(id.0))?;
            let lead = row.get::<_, Option<i64>>("lead")?.map(UnitId);
            let row = Row {
                id,
                title: row.get("title")?,
                writer: row.get("writer")?,
                stage,
                lead,
                at,
            };
            found.push((row, Words::new(title, body)));
        }
        found.reverse();
        Ok(found)
    }

    fn commonness(&self, texts: &[Words]) -> Result<Commonness, StoreError> {
        let mut grams: Vec<Gram> = texts
            .iter()
            .flat_map(|words| words.grams.iter().copied())
            .collect();
        grams.sort_unstable();
        grams.dedup();
        let (found, all) = counted(&self.connection, &grams)?;
        let mut common = Commonness::new(all);
        found
            .into_iter()
            .for_each(|found| common.set(found.gram, found.letters));
        Ok(common)
    }
}
