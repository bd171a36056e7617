//! Lists are windows: pages by key, from an index, the same cost anywhere in a million letters.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Row, ToSql};

use super::Store;
use super::error::StoreError;
use crate::domain::deadline::Due;
use crate::domain::letter::LetterId;
use crate::domain::stage::{Queue, Stage};
use crate::domain::summary::{Filter, PageFrom, Summary};
use crate::domain::unit::UnitId;

/// The key, the condition and the direction of a queue; each is an index of the schema.
fn walk(queue: Queue) -> (&'static str, &'static str) {
    match queue {
        Queue::Inbox => ("rank", "queue = 'inbox'"),
        Queue::Triage => ("rank", "queue = 'triage'"),
        Queue::Assignment => ("rank", "queue = 'assignment'"),
        Queue::Drafting => ("rank", "queue = 'drafting'"),
        Queue::Ended => ("rank", "queue = 'ended'"),
        Queue::Overdue => ("due_at", "due_at IS NOT NULL AND due_at <= :horizon"),
        Queue::Review => ("stage_since", "stage IN ('awaiting_instruction', 'in_review')"),
        Queue::All => ("0", "true"),
    }
}

/// No letter has more different words than this in its title, writer, number and unit: a longer filter finds nothing.
const WORDS: usize = 64;

impl Store {
    /// The units whose name or alias has a word in it.
    fn units_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = UnitId> + 'a {
        let has = move |name: &String| name.to_ascii_lowercase().contains(word);
        let units = self.office.units.all().iter();
        units.filter(move |unit| has(&unit.name) || unit.aliases.iter().any(has)).map(|unit| unit.id)
    }

    /// A page of a queue, in the queue's order, at most `limit` rows.
    pub fn page(
        &self,
        queue: Queue,
        filter: &Filter,
        from: PageFrom,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        let (key, condition) = walk(queue);
        let (cut, place, backwards) = match from {
            PageFrom::Start => ("", None, false),
            PageFrom::At(key, id) => ("AND (KEY, id) >= (:key, :id)", Some((key, id)), false),
            PageFrom::After(key, id) => ("AND (KEY, id) > (:key, :id)", Some((key, id)), false),
            PageFrom::Before(key, id) => ("AND (KEY, id) < (:key, :id)", Some((key, id)), true),
            PageFrom::End => ("", None, true),
        };
        // Without a key of its own the whole file is walked by id, by its primary key.
        let order = match (queue, backwards) {
            (Queue::All, false) => "id".to_owned(),
            (Queue::All, true) => "id DESC".to_owned(),
            (_, false) => format!("{key}, id"),
            (_, true) => format!("{key} DESC, id DESC"),
        };
        let cut = if queue == Queue::All {
            cut.replace("(KEY, id)", "id").replace("(:key, :id)", ":id")
        } else {
            cut.replace("KEY", key)
        };
        let words: BTreeSet<String> = filter.text.split_whitespace().map(str::to_ascii_lowercase).collect();
        if words.len() > WORDS {
            return Ok(Vec::new());
        }
        let words: Vec<String> = words.into_iter().collect();
        let mut narrowed = String::new();
        for (n, word) in words.iter().enumerate() {
            let units: Vec<String> = self.units_with(word).map(|unit| unit.0.to_string()).collect();
            narrowed.push_str(&format!(
                " AND (instr(lower(title), :word{n}) OR instr(lower(writer), :word{n}) OR instr(lower(number), :word{n})
                   OR lead IN ({}))",
                units.join(", ")
            ));
        }
        if filter.unit.is_some() {
            narrowed.push_str(" AND lead = :unit");
        }
        let sql = format!(
            "SELECT id, version, stage, stage_since, number, title, writer, channel, received_at, due_at, provisional, lead,
                signed, major, attached, repeated, sent_back, {key} AS key
             FROM letter WHERE {condition} {cut} {narrowed} ORDER BY {order} LIMIT :limit"
        );
        let mut read = self.connection.prepare_cached(&sql)?;
        let horizon = self.horizon(now).as_millisecond();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let names: Vec<String> = (0..words.len()).map(|n| format!(":word{n}")).collect();
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit)];
        let unit = filter.unit.map(|unit| unit.0);
        if queue == Queue::Overdue {
            parameters.push((":horizon", &horizon));
        }
        if let Some((key, id)) = &place {
            parameters.push((":id", &id.0));
            if queue != Queue::All {
                parameters.push((":key", key));
            }
        }
        if unit.is_some() {
            parameters.push((":unit", &unit));
        }
        parameters.extend(names.iter().zip(&words).map(|(name, word)| (name.as_str(), word as &dyn ToSql)));
        let rows = read.query_map(parameters.as_slice(), summary)?;
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        if backwards {
            rows.reverse();
        }
        Ok(rows)
    }

    /// The key of a letter in a queue, to go on after it; `None` where it is not in that queue.
    pub fn key(&self, queue: Queue, id: LetterId) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension;
        let (key, condition) = walk(queue);
        // Whether a limit is close depends on the clock; that it has one does not.
        let condition = if queue == Queue::Overdue { "due_at IS NOT NULL" } else { condition };
        let sql = format!("SELECT {key} FROM letter WHERE id = :id AND {condition}");
        let key = self
            .connection
            .prepare_cached(&sql)?
            .query_row(rusqlite::named_params! { ":id": id.0 }, |row| row.get::<_, Option<i64>>(0))
            .optional()?;
        Ok(key.flatten())
    }

    /// The summaries of these letters, in this order; those that do not exist are left out.
    pub fn summaries(&self, ids: &[LetterId]) -> Result<Vec<Summary>, StoreError> {
        let mut read = self.connection.prepare_cached(
            "SELECT id, version, stage, stage_since, number, title, writer, channel, received_at, due_at, provisional, lead,
                signed, major, attached, repeated, sent_back, rank AS key
             FROM letter WHERE id = :id",
        )?;
        let mut found = Vec::new();
        for id in ids {
            let rows = read.query_map(rusqlite::named_params! { ":id": id.0 }, summary)?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }
}

fn summary(row: &Row<'_>) -> rusqlite::Result<Summary> {
    let instant = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default();
    let provisional = row.get("provisional")?;
    let stage: String = row.get("stage")?;
    Ok(Summary {
        id: LetterId(row.get("id")?),
        version: row.get("version")?,
        stage: Stage::parse(&stage).ok_or(rusqlite::Error::InvalidQuery)?,
        stage_since: instant(row.get("stage_since")?),
        number: row.get("number")?,
        title: row.get("title")?,
        writer: row.get("writer")?,
        channel: row.get("channel")?,
        received_at: row.get::<_, Option<i64>>("received_at")?.map(instant),
        due: row.get::<_, Option<i64>>("due_at")?.map(|at| Due { at: instant(at), provisional }),
        lead: row.get::<_, Option<i64>>("lead")?.map(UnitId),
        signed: row.get("signed")?,
        major: row.get("major")?,
        attached: row.get("attached")?,
        repeated: row.get("repeated")?,
        sent_back: row.get("sent_back")?,
        key: row.get("key")?,
    })
}
