//! Walks the candidates: those in the index and, while it is rebuilt, all letters that are not
//! indexed yet.

use rusqlite::named_params;

use super::Candidates;
use crate::domain::letter::LetterId;
use crate::store::error::StoreError;

/// The start and direction of a walk; without a letter it starts at that end.
#[derive(Clone, Copy)]
pub(crate) enum WalkFrom {
    /// Letters received before it, newest first.
    Before(Option<LetterId>),
    /// Letters received after it, oldest first.
    After(Option<LetterId>),
}

/// Receives a candidate and whether it is certain to match; returns whether to continue.
type Visitor<'a> = &'a mut dyn FnMut(LetterId, bool) -> Result<bool, StoreError>;

impl Candidates<'_> {
    fn bind(&self, statement: &mut rusqlite::Statement<'_>) -> rusqlite::Result<()> {
        for (n, text) in self.texts.iter().enumerate() {
            if let Some(place) = statement.parameter_index(&format!(":text{n}"))? {
                statement.raw_bind_parameter(place, text)?;
            }
        }
        Ok(())
    }

    /// Reports whether the searcher may see a letter.
    fn may_see(&self, id: i64) -> bool {
        !self.denied.contains(&id) && self.allowed.as_ref().is_none_or(|only| only.contains(&id))
    }

    fn condition(&self) -> &str {
        if self.row.is_empty() {
            "true"
        } else {
            &self.row
        }
    }

    /// Walks the candidates on one side of a letter, nearest first, until `take` returns `false`.
    pub(crate) fn for_each(&self, side: WalkFrom, take: Visitor<'_>) -> Result<(), StoreError> {
        let (mut first, mut before) = (self.span.0, self.span.1.saturating_add(1));
        let order = match side {
            WalkFrom::Before(id) => {
                before = before.min(id.map_or(i64::MAX, |id| id.0));
                "DESC"
            }
            WalkFrom::After(id) => {
                first = first.max(id.map_or(i64::MIN, |id| id.0.saturating_add(1)));
                "ASC"
            }
        };
        let Some(tokens) = &self.tokens else {
            return self
                .walk_rows(first, before, order, self.exact, take)
                .map(drop);
        };
        let indexed = |take: Visitor<'_>| {
            self.walk_index(tokens, first, before.min(self.unindexed), order, take)
        };
        let unindexed = |take: Visitor<'_>| {
            let first = first.max(self.unindexed);
            if first < before {
                self.walk_rows(first, before, order, false, take)
            } else {
                Ok(true)
            }
        };
        match side {
            WalkFrom::Before(_) => _ = unindexed(take)? && indexed(take)?,
            WalkFrom::After(_) => _ = indexed(take)? && unindexed(take)?,
        }
        Ok(())
    }

    /// Walks the letters that the index yields for the tokens. Returns whether to continue.
    fn walk_index(
        &self,
        tokens: &str,
        first: i64,
        before: i64,
        order: &str,
        take: Visitor<'_>,
    ) -> Result<bool, StoreError> {
        let connection = &self.store.connection;
        let asks_row = !self.row.is_empty()
            || !self.number.is_empty()
            || self.writer != (Vec::new(), Vec::new());
        let row = format!(
            "SELECT writer, number FROM letter WHERE id = :id AND {}",
            self.condition()
        );
        let mut row = connection.prepare_cached(&row)?;
        let sql = format!(
            "SELECT rowid FROM letter_text
             WHERE letter_text MATCH :tokens AND rowid < :before AND rowid >= :first ORDER BY rowid {order}"
        );
        let mut read = connection.prepare_cached(&sql)?;
        let mut rows =
            read.query(named_params! { ":tokens": tokens, ":before": before, ":first": first })?;
        self.bind(&mut row)?;
        let place = row.parameter_index(":id")?.unwrap_or(1);
        while let Some(found) = rows.next()? {
            let id: i64 = found.get(0)?;
            if !self.may_see(id) {
                continue;
            }
            if asks_row {
                row.raw_bind_parameter(place, id)?;
                let mut rows = row.raw_query();
                if !rows
                    .next()?
                    .map(|row| self.check_row(row))
                    .transpose()?
                    .unwrap_or(false)
                {
                    continue;
                }
            }
            if !take(LetterId(id), self.exact)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Walks the rows of all letters. Returns whether to continue.
    fn walk_rows(
        &self,
        first: i64,
        before: i64,
        order: &str,
        sure: bool,
        take: Visitor<'_>,
    ) -> Result<bool, StoreError> {
        // `NOT INDEXED` forces a walk by id: with an index on a condition, SQLite would have to
        // sort for the order.
        let sql = format!(
            "SELECT id, writer, number FROM letter NOT INDEXED
             WHERE id < :before AND id >= :first AND {} ORDER BY id {order}",
            self.condition()
        );
        let mut read = self.store.connection.prepare_cached(&sql)?;
        self.bind(&mut read)?;
        for (name, value) in [(":before", before), (":first", first)] {
            if let Some(place) = read.parameter_index(name)? {
                read.raw_bind_parameter(place, value)?;
            }
        }
        let mut rows = read.raw_query();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            if self.may_see(id) && self.check_row(row)? && !take(LetterId(id), sure)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn check_row(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
        Ok(self.matches_row(
            row.get_ref("writer")?.as_str_or_null()?,
            row.get_ref("number")?.as_str_or_null()?,
        ))
    }
}
