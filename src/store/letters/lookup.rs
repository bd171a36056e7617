//! Looks up a letter by number or id, and counts the queues.

use rusqlite::{ToSql, named_params};

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{AccessScope, Counts};
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::latest_within;
use crate::store::Store;
use crate::store::error::StoreError;

impl Store {
    /// Finds a letter by its official number (whole, or any part that only one letter has: `0042号`,
    /// `0042`, `2026-0042`) or by its intake id (`42`, `#42`).
    pub fn find_letter(&self, named: &str) -> Result<LetterId, StoreError> {
        self.find_letter_at(named, None)
    }

    /// Finds a letter by the same names, among those assigned to a unit if one is given.
    pub(in crate::store) fn find_letter_at(
        &self,
        named: &str,
        unit: Option<UnitId>,
    ) -> Result<LetterId, StoreError> {
        let unit = unit.map(|unit| unit.0);
        let named = named.trim();
        let unknown = || StoreError::NoLetter(named.to_owned());
        // People type the brackets that their keyboard has.
        let bracketed = named.replace(['[', '［'], "〔").replace([']', '］'], "〕");
        for number in [named, &bracketed] {
            let found = self.find_unique(
                "number = :number",
                &[(":number", &number), (":unit", &unit)],
            )?;
            if let Some(id) = found {
                return Ok(id);
            }
        }
        let digits = |text: &str| {
            text.parse::<i64>()
                .ok()
                .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let id = named.strip_prefix('#').unwrap_or(named);
        let found = if let Some(id) = digits(id).filter(|_| !id.starts_with('0')) {
            self.find_unique("id = :id", &[(":id", &id), (":unit", &unit)])?
        } else {
            // The sequence number, with or without the year. A leading zero means that it is not an
            // intake id.
            let end = bracketed.trim_end_matches('号');
            let (year, seq) = match end.rsplit_once(['〕', '-']) {
                Some((year, seq)) => {
                    let year = year.trim_start_matches(|char: char| !char.is_ascii_digit());
                    (Some(digits(year).ok_or_else(unknown)?), seq)
                }
                None => (None, end),
            };
            let seq = digits(seq).ok_or_else(unknown)?;
            self.find_unique(
                "number_seq IS NOT NULL AND number_seq = :seq AND number_year = coalesce(:year, number_year)",
                &[(":seq", &seq), (":year", &year), (":unit", &unit)],
            )?
        };
        found.ok_or_else(unknown)
    }

    /// Returns the only letter that satisfies the condition, assigned to `:unit` unless that is
    /// null; `None` if there is none or more than one.
    fn find_unique(
        &self,
        condition: &str,
        parameters: &[(&str, &dyn ToSql)],
    ) -> Result<Option<LetterId>, StoreError> {
        let at_unit = "EXISTS (SELECT 1 FROM assignment WHERE unit = :unit AND letter = letter.id AND stands = 1)";
        // Two rows are enough to know that the match is ambiguous.
        let sql = format!(
            "SELECT id FROM letter WHERE {condition} AND (:unit IS NULL OR {at_unit}) LIMIT 2"
        );
        let mut read = self.connection.prepare_cached(&sql)?;
        let found = read
            .query_map(parameters, |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        Ok(if let [only] = found[..] {
            Some(LetterId(only))
        } else {
            None
        })
    }

    /// Counts the letters of all queues at an instant, limited to the unit of a liaison.
    pub fn queue_counts(&self, now: Timestamp, sight: &AccessScope) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        let unit = sight.unit.map(|unit| unit.0);
        // A unit has few letters, so they are counted; for all letters the table `tally` is
        // maintained.
        let of_unit = "id IN (SELECT letter FROM assignment WHERE unit = :unit AND stands = 1)";
        let (sql, seen) = match unit {
            None => (
                "SELECT queue, n FROM tally WHERE :unit IS NULL".to_owned(),
                "(:unit IS NULL)",
            ),
            Some(_) => (
                format!("SELECT queue, count(*) AS n FROM letter WHERE {of_unit} GROUP BY queue"),
                of_unit,
            ),
        };
        let mut read = self.connection.prepare_cached(&sql)?;
        let mut rows = read.query(named_params! { ":unit": unit })?;
        while let Some(row) = rows.next()? {
            let n = row.get::<_, i64>("n")?.unsigned_abs();
            if let Some(queue) = Queue::parse(&row.get::<_, String>("queue")?) {
                counts.set(queue, n);
            }
        }
        let one = |condition: &str, until: i64| -> Result<u64, StoreError> {
            let sql = format!("SELECT count(*) FROM letter WHERE {condition} AND {seen}");
            let mut read = self.connection.prepare_cached(&sql)?;
            let n: i64 = read
                .query_row(named_params! { ":until": until, ":unit": unit }, |row| {
                    row.get(0)
                })?;
            Ok(n.unsigned_abs())
        };
        let horizon = self.warning_horizon(now).as_millisecond();
        counts.set(
            Queue::Overdue,
            one("due_at IS NOT NULL AND due_at <= :until", horizon)?,
        );
        counts.late = one(
            "due_at IS NOT NULL AND due_at < :until",
            now.as_millisecond(),
        )?;
        counts.set(
            Queue::Review,
            one("review_key IS NOT NULL AND review_key <= :until", i64::MAX)?,
        );
        Ok(counts)
    }

    /// Returns the instant up to which a deadline counts as overdue or close, and so is in the
    /// overdue queue.
    pub fn warning_horizon(&self, now: Timestamp) -> Timestamp {
        let regulation = &self.office.regulation;
        latest_within(
            now,
            regulation.warn_minutes,
            &regulation.hours,
            &self.office.calendar,
        )
    }
}
