//! Keyset pagination: each page is a range scan of an index, equally fast anywhere in a million
//! letters.

use std::collections::BTreeSet;

use rusqlite::ToSql;

use super::summaries::SUMMARY_COLUMNS;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::{Filter, ListOrder, PageCursor, SortKey, Summary};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

/// Returns the key column and the condition of a queue in its own order; each pair has an index in
/// the schema.
fn queue_index(queue: Queue) -> (&'static str, &'static str) {
    match queue {
        Queue::Inbox => ("rank", "queue = 'inbox'"),
        Queue::Triage => ("rank", "queue = 'triage'"),
        Queue::Assignment => ("rank", "queue = 'assignment'"),
        Queue::Drafting => ("rank", "queue = 'drafting'"),
        Queue::Ended => ("rank", "queue = 'ended'"),
        Queue::Overdue => ("due_at", "due_at IS NOT NULL AND due_at <= :horizon"),
        Queue::Review => ("review_key", "review_key IS NOT NULL"),
        Queue::All => ("id", "true"),
    }
}

/// Returns the key of another order, of which a letter without a value has the first place. It has
/// no index: the rows of the queue are sorted.
fn sort_expression(by: SortKey) -> Option<String> {
    Some(match by {
        SortKey::Queue => return None,
        SortKey::Received => "coalesce(received_at, 0)".to_owned(),
        SortKey::Number => "coalesce(number_year * 10000000 + number_seq, 0)".to_owned(),
        SortKey::Unit => "coalesce(lead, 0)".to_owned(),
        SortKey::Due => "coalesce(due_at, 0)".to_owned(),
        SortKey::Stage => {
            let stages = (0..).zip(Stage::ALL);
            let whens = stages.map(|(n, stage)| format!(" WHEN '{}' THEN {n}", stage.code()));
            format!("CASE stage{} ELSE 0 END", whens.collect::<String>())
        }
    })
}

/// Returns the conditions of the scans that make up a page: first the rest of the rows with the
/// same key, then the other keys. Two scans, because SQLite uses only the first column of a row
/// value for the seek, and an import without dates gives all its letters the same key.
fn seek_conditions(by_id: bool, from: PageCursor, descending: bool) -> Vec<String> {
    let (ahead, back) = if descending { ("<", ">") } else { (">", "<") };
    let (sign, or_equal) = match from {
        PageCursor::Start | PageCursor::End => return vec![String::new()],
        PageCursor::At(..) | PageCursor::Around(..) => (ahead, "="),
        PageCursor::After(..) => (ahead, ""),
        PageCursor::Before(..) => (back, ""),
    };
    if by_id {
        return vec![format!("AND id {sign}{or_equal} :id")];
    }
    vec![
        format!("AND KEY = :key AND id {sign}{or_equal} :id"),
        format!("AND KEY {sign} :key"),
    ]
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

/// Reports whether a statement has this parameter, and not only a longer one that begins with it.
fn has_parameter(sql: &str, name: &str) -> bool {
    sql.match_indices(name).any(|(at, _)| {
        let after = sql[at + name.len()..].chars().next();
        !after.is_some_and(|char| char.is_ascii_alphanumeric() || char == '_')
    })
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
        let order = filter.view.order;
        let by_id = queue == Queue::All && order.by == SortKey::Queue;
        for cut in seek_conditions(by_id, from, order.descending) {
            let left = limit.saturating_sub(rows.len());
            if left > 0 {
                rows.extend(self.scan_range(queue, filter, &cut, from, left, now)?);
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
        (key, id): (i64, LetterId),
        order: ListOrder,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (column, condition) = queue_index(queue);
        let column = sort_expression(order.by).unwrap_or_else(|| column.to_owned());
        let back = if order.descending { ">" } else { "<" };
        let sql = format!(
            "SELECT count(*) FROM letter WHERE {condition} AND {column} {back}= :key AND ({column} {back} :key OR id {back} :id)"
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
        let order = filter.view.order;
        let key = sort_expression(order.by).unwrap_or_else(|| key.to_owned());
        let order = match is_backwards(from) != order.descending {
            false if key == "id" => "id".to_owned(),
            true if key == "id" => "id DESC".to_owned(),
            false => format!("{key}, id"),
            true => format!("{key} DESC, id DESC"),
        };
        let cut = cut.replace("KEY", &key);
        let view = &filter.view;
        let words: BTreeSet<String> = view
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
        if view.unit.is_some() {
            narrowed.push_str(&assigned_to("unit"));
        }
        for (wanted, condition) in [
            (view.late, "due_at < :now"),
            (
                view.mine,
                "EXISTS (SELECT 1 FROM event WHERE event.letter = letter.id AND event.version > 1 AND event.who = :me)",
            ),
            (view.of_type.is_some(), "of_type = :of_type"),
            (filter.subject.is_some(), "subject = :subject"),
            (filter.category.is_some(), "category = :category"),
            (
                filter.received_from.is_some(),
                "received_at >= :received_from",
            ),
            (
                filter.received_before.is_some(),
                "received_at < :received_before",
            ),
        ] {
            if wanted {
                narrowed.push_str(&format!(" AND {condition}"));
            }
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
        let unit = view.unit.map(|unit| unit.0);
        let sight = filter.scope.unit.map(|unit| unit.0);
        let reader = filter
            .scope
            .reader
            .as_deref()
            .map(crate::store::record::projection::reader_pattern);
        let (at, id) = from.anchor().map_or((0, 0), |(key, id)| (key, id.0));
        let at_ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        let (received_from, received_before) =
            (at_ms(filter.received_from), at_ms(filter.received_before));
        let now = now.as_millisecond();
        let names: Vec<String> = (0..words.len()).map(|n| format!(":word{n}")).collect();
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit)];
        for (name, value) in [
            (":horizon", &horizon as &dyn ToSql),
            (":unit", &unit),
            (":sight", &sight),
            (":reader", &reader),
            (":key", &at),
            (":id", &id),
            (":now", &now),
            (":me", &filter.reader),
            (":of_type", &view.of_type),
            (":subject", &filter.subject),
            (":category", &filter.category),
            (":received_from", &received_from),
            (":received_before", &received_before),
        ] {
            // SQLite rejects a parameter that the statement does not contain.
            if has_parameter(&sql, name) {
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

    /// Returns the key of a letter in a queue in this order, to continue a listing after it; `None`
    /// if it is not in that queue.
    pub fn queue_key(
        &self,
        queue: Queue,
        order: ListOrder,
        id: LetterId,
    ) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension;
        let (key, condition) = queue_index(queue);
        let key = sort_expression(order.by).unwrap_or_else(|| key.to_owned());
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
