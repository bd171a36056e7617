//! Keyset pagination: each page is a range scan of an index, equally fast anywhere in a million
//! letters.

use std::collections::BTreeSet;

use rusqlite::ToSql;

use super::summaries::SUMMARY_COLUMNS;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{Filter, PageCursor, Summary};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

/// Returns the key column and the condition of a queue; each pair has an index in the schema.
fn queue_index(queue: Queue) -> (&'static str, &'static str) {
    match queue {
        Queue::Inbox => ("rank", "queue = 'inbox'"),
        Queue::Triage => ("rank", "queue = 'triage'"),
        Queue::Assignment => ("rank", "queue = 'assignment'"),
        Queue::Drafting => ("rank", "queue = 'drafting'"),
        Queue::Ended => ("rank", "queue = 'ended'"),
        Queue::Overdue => ("due_at", "due_at IS NOT NULL AND due_at <= :horizon"),
        Queue::Review => ("review_key", "review_key IS NOT NULL"),
        Queue::All => ("0", "true"),
    }
}

/// Returns the conditions of the scans that make up a page: first the rest of the rows with the
/// same key, then the other keys. Two scans, because SQLite uses only the first column of a row
/// value for the seek, and an import without dates gives all its letters the same key.
fn seek_conditions(queue: Queue, from: PageCursor) -> &'static [&'static str] {
    match (queue, from) {
        (_, PageCursor::Start | PageCursor::End) => &[""],
        (Queue::All, PageCursor::At(..) | PageCursor::Around(..)) => &["AND id >= :id"],
        (Queue::All, PageCursor::After(..)) => &["AND id > :id"],
        (Queue::All, PageCursor::Before(..)) => &["AND id < :id"],
        (_, PageCursor::At(..) | PageCursor::Around(..)) => {
            &["AND KEY = :key AND id >= :id", "AND KEY > :key"]
        }
        (_, PageCursor::After(..)) => &["AND KEY = :key AND id > :id", "AND KEY > :key"],
        (_, PageCursor::Before(..)) => &["AND KEY = :key AND id < :id", "AND KEY < :key"],
    }
}

fn is_backwards(from: PageCursor) -> bool {
    match from {
        PageCursor::Before(..) | PageCursor::End => true,
        PageCursor::Start | PageCursor::At(..) | PageCursor::After(..) | PageCursor::Around(..) => {
            false
        }
    }
}

/// Returns the condition that a letter is assigned to a unit.
fn assigned_to(unit: &str) -> String {
    format!(" AND id IN (SELECT letter FROM assignment WHERE unit = :{unit} AND stands = 1)")
}

/// Returns the condition that a word matches the official number. Digits alone match only its
/// sequence number, because the year is in every number.
fn number_condition(word: &str, n: usize) -> String {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        // `printf` formats the NULL of a letter without a number as 0000.
        format!("(number_seq NOT NULL AND instr(printf('%04d', number_seq), :word{n}))")
    } else {
        format!("instr(lower(number), :word{n})")
    }
}

/// Limit of distinct words in a filter. No letter has more in its title, writer, number and unit,
/// so a longer filter matches nothing.
const MAX_FILTER_WORDS: usize = 64;

impl Store {
    /// Returns the units whose name or alias contains a word.
    fn units_matching<'a>(&'a self, word: &'a str) -> impl Iterator<Item = UnitId> + 'a {
        let has = move |name: &String| name.to_ascii_lowercase().contains(word);
        let units = self.office.units.all().iter();
        units
            .filter(move |unit| has(&unit.name) || unit.aliases.iter().any(has))
            .map(|unit| unit.id)
    }

    /// Returns a page of a queue in the queue's order, at most `limit` rows.
    pub fn page(
        &self,
        queue: Queue,
        filter: &Filter,
        from: PageCursor,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        if let PageCursor::Around(key, id) = from {
            let mut rows = self.page(queue, filter, PageCursor::Before(key, id), limit / 2, now)?;
            rows.extend(self.page(
                queue,
                filter,
                PageCursor::At(key, id),
                limit - limit / 2,
                now,
            )?);
            return Ok(rows);
        }
        let mut rows = Vec::new();
        for cut in seek_conditions(queue, from) {
            let left = limit.saturating_sub(rows.len());
            if left > 0 {
                rows.extend(self.scan_range(queue, filter, cut, from, left, now)?);
            }
        }
        if is_backwards(from) {
            rows.reverse();
        }
        Ok(rows)
    }

    /// Counts the letters of a queue before this row.
    pub fn count_before(
        &self,
        queue: Queue,
        key: i64,
        id: LetterId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (column, condition) = queue_index(queue);
        let sql = format!(
            "SELECT count(*) FROM letter WHERE {condition} AND {column} <= :key AND ({column} < :key OR id < :id)"
        );
        let horizon = self.warning_horizon(now).as_millisecond();
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":key", &key), (":id", &id.0)];
        if queue == Queue::Overdue {
            parameters.push((":horizon", &horizon));
        }
        let n: i64 = self
            .connection
            .prepare_cached(&sql)?
            .query_row(parameters.as_slice(), |row| row.get(0))?;
        Ok(n.unsigned_abs())
    }

    /// Returns the rows of one range, in the direction of the scan.
    fn scan_range(
        &self,
        queue: Queue,
        filter: &Filter,
        cut: &str,
        from: PageCursor,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        let (key, condition) = queue_index(queue);
        // Without a key column the whole table is scanned by its primary key.
        let order = match (queue, is_backwards(from)) {
            (Queue::All, false) => "id".to_owned(),
            (Queue::All, true) => "id DESC".to_owned(),
            (_, false) => format!("{key}, id"),
            (_, true) => format!("{key} DESC, id DESC"),
        };
        let cut = cut.replace("KEY", key);
        let words: BTreeSet<String> = filter
            .text
            .split_whitespace()
            .map(str::to_ascii_lowercase)
            .collect();
        if words.len() > MAX_FILTER_WORDS {
            return Ok(Vec::new());
        }
        let words: Vec<String> = words.into_iter().collect();
        let mut narrowed = String::new();
        // Text that may not be read may not be searched either.
        let readable = if filter.scope.reader.is_some() && filter.scope.unit.is_none() {
            "(readers IS NULL OR instr(readers, :reader))"
        } else {
            "true"
        };
        for (n, word) in words.iter().enumerate() {
            let units: Vec<String> = self
                .units_matching(word)
                .map(|unit| unit.0.to_string())
                .collect();
            narrowed.push_str(&format!(
                " AND ({readable} AND (instr(lower(title), :word{n}) OR instr(lower(writer), :word{n})) OR {} OR lead IN ({}))",
                number_condition(word, n),
                units.join(", ")
            ));
        }
        if filter.unit.is_some() {
            narrowed.push_str(&assigned_to("unit"));
        }
        if filter.scope.unit.is_some() {
            narrowed.push_str(&assigned_to("sight"));
        }
        let sql = format!(
            "SELECT {SUMMARY_COLUMNS}, {key} AS key
             FROM letter WHERE {condition} {cut} {narrowed} ORDER BY {order} LIMIT :limit"
        );
        let mut read = self.connection.prepare_cached(&sql)?;
        let horizon = self.warning_horizon(now).as_millisecond();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let unit = filter.unit.map(|unit| unit.0);
        let sight = filter.scope.unit.map(|unit| unit.0);
        let reader = filter
            .scope
            .reader
            .as_deref()
            .map(crate::store::record::projection::reader_pattern);
        let (at, id) = from.anchor().map_or((0, 0), |(key, id)| (key, id.0));
        let names: Vec<String> = (0..words.len()).map(|n| format!(":word{n}")).collect();
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit)];
        for (name, value) in [
            (":horizon", &horizon as &dyn ToSql),
            (":unit", &unit),
            (":sight", &sight),
            (":reader", &reader),
            (":key", &at),
            (":id", &id),
        ] {
            // SQLite rejects a parameter that the statement does not contain.
            if sql.contains(name) {
                parameters.push((name, value));
            }
        }
        parameters.extend(
            names
                .iter()
                .zip(&words)
                .map(|(name, word)| (name.as_str(), word as &dyn ToSql)),
        );
        let rows = read.query_map(parameters.as_slice(), |row| {
            super::summaries::read_summary(row, &filter.scope)
        })?;
        let mut rows: Vec<Summary> = rows.collect::<Result<_, _>>()?;
        self.clear_hidden_repeats(&mut rows, &filter.scope)?;
        Ok(rows)
    }

    /// Returns the key of a letter in a queue, to continue a listing after it; `None` if it is not
    /// in that queue.
    pub fn queue_key(&self, queue: Queue, id: LetterId) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension;
        let (key, condition) = queue_index(queue);
        // Whether a deadline is close depends on the clock; that there is one does not.
        let condition = if queue == Queue::Overdue {
            "due_at IS NOT NULL"
        } else {
            condition
        };
        let sql = format!("SELECT {key} FROM letter WHERE id = :id AND {condition}");
        let key = self
            .connection
            .prepare_cached(&sql)?
            .query_row(rusqlite::named_params! { ":id": id.0 }, |row| {
                row.get::<_, Option<i64>>(0)
            })
            .optional()?;
        Ok(key.flatten())
    }
}
