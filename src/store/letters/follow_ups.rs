//! What follows replies: writers to be called back, and promises to be kept; and the number of
//! letters received.

use rusqlite::named_params;

use crate::domain::letter::LetterId;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

impl Store {
    /// Returns the letters that are replied to and not closed, those that wait longest first.
    pub fn replied_letters(&self) -> Result<Vec<LetterId>, StoreError> {
        self.letter_ids("queue = 'ended' AND stage = 'replied' ORDER BY stage_since, id")
    }

    /// Returns the letters whose replies promise something that is still open, by its last day.
    pub fn promising_letters(&self) -> Result<Vec<LetterId>, StoreError> {
        self.letter_ids("due_at IS NOT NULL AND queue = 'ended' ORDER BY due_at, id")
    }

    /// Returns the number of letters received from an instant on and before another.
    pub fn count_received(&self, from: Timestamp, until: Timestamp) -> Result<u64, StoreError> {
        let count = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM letter
                 WHERE received_at IS NOT NULL AND received_at >= :from AND received_at < :until",
            )?
            .query_row(
                named_params! {
                    ":from": from.as_millisecond(),
                    ":until": until.as_millisecond(),
                },
                |row| row.get::<_, i64>(0),
            )?;
        Ok(count.unsigned_abs())
    }

    fn letter_ids(&self, condition: &str) -> Result<Vec<LetterId>, StoreError> {
        let sql = format!("SELECT id FROM letter WHERE {condition}");
        let mut read = self.connection.prepare_cached(&sql)?;
        let ids = read.query_map([], |row| row.get(0).map(LetterId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
