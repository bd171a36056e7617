//! Finding a letter by what people call it, and counting the queues.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use super::Store;
use super::error::StoreError;
use crate::domain::letter::LetterId;
use crate::domain::remaining::latest_within;
use crate::domain::stage::Queue;
use crate::domain::summary::Counts;

impl Store {
    /// The letter that is meant by an official number (whole, or its `0042号` where only one year has it) or an intake id.
    pub fn find(&self, named: &str) -> Result<LetterId, StoreError> {
        let named = named.trim();
        let by_number: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM letter WHERE number = :number")?
            .query_row(named_params! { ":number": named }, |row| row.get(0))
            .optional()?;
        let by_id = || named.parse::<i64>().ok();
        let id = match by_number.or_else(by_id) {
            Some(id) => Some(id),
            None => self.by_end_of_number(named)?,
        };
        let Some(id) = id else {
            return Err(StoreError::NoLetter(named.to_owned()));
        };
        let known: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM letter WHERE id = :id")?
            .query_row(named_params! { ":id": id }, |row| row.get(0))
            .optional()?;
        known.map(LetterId).ok_or_else(|| StoreError::NoLetter(named.to_owned()))
    }

    /// The letter whose number ends like this, where it is one only: `0042号`.
    fn by_end_of_number(&self, end: &str) -> Result<Option<i64>, StoreError> {
        if !end.contains(|char: char| char.is_ascii_digit()) {
            return Ok(None);
        }
        let mut read = self.connection.prepare_cached(
            "SELECT id FROM letter WHERE number IS NOT NULL AND substr(number, -length(:end)) = :end LIMIT 2",
        )?;
        let found =
            read.query_map(named_params! { ":end": end }, |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        Ok(if let [only] = found[..] { Some(only) } else { None })
    }

    /// The counts of all queues at an instant.
    pub fn counts(&self, now: Timestamp) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        let mut read = self.connection.prepare_cached("SELECT queue, n FROM tally")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let n = row.get::<_, i64>("n")?.unsigned_abs();
            if let Some(queue) = Queue::parse(&row.get::<_, String>("queue")?) {
                counts.set(queue, n);
            }
        }
        let one = |sql: &str, until: i64| -> Result<u64, StoreError> {
            let n: i64 =
                self.connection.prepare_cached(sql)?.query_row(named_params! { ":until": until }, |row| row.get(0))?;
            Ok(n.unsigned_abs())
        };
        let horizon = self.horizon(now).as_millisecond();
        let overdue = one("SELECT count(*) FROM letter WHERE due_at IS NOT NULL AND due_at <= :until", horizon)?;
        counts.set(Queue::Overdue, overdue);
        let review = one(
            "SELECT count(*) FROM letter WHERE stage IN ('awaiting_instruction', 'in_review') AND stage_since <= :until",
            i64::MAX,
        )?;
        counts.set(Queue::Review, review);
        Ok(counts)
    }

    /// A limit up to this instant is past or close: it stands in the overdue queue.
    pub fn horizon(&self, now: Timestamp) -> Timestamp {
        let regulation = &self.office.regulation;
        latest_within(now, regulation.warn_minutes, &regulation.hours, &self.office.calendar)
    }
}
