//! Complete histories of the letters that were active in a period, from which bulletins are
//! counted.

use rusqlite::named_params;

use super::events::RawEvent;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

impl Store {
    /// Passes to `take`, in order of ids, every letter that was received or had an event between
    /// `since` and `until`, or that another letter was linked to as its repeat in that time; each
    /// with all its events, oldest first.
    pub fn for_each_history(
        &self,
        since: Timestamp,
        until: Timestamp,
        mut take: impl FnMut(LetterId, &[RecordedEvent]),
    ) -> Result<(), StoreError> {
        // One pass over the events is cheaper than an index on `at`, which every append would have
        // to maintain.
        let mut read = self.connection.prepare_cached(
            "WITH moved (letter, kind, body) AS (
                 SELECT letter, kind, body FROM event WHERE letter IS NOT NULL AND at BETWEEN :since AND :until
             ), meant (id) AS (
                 SELECT letter FROM moved
                 UNION SELECT body ->> '$.to' FROM moved WHERE kind = 'linked'
                 UNION SELECT id FROM letter WHERE received_at BETWEEN :since AND :until
             )
             SELECT seq, letter, version, at, who, kind, body, previous, hash FROM meant JOIN event ON letter = id
             ORDER BY id, version",
        )?;
        let mut rows = read.query(
            named_params! { ":since": since.as_millisecond(), ":until": until.as_millisecond() },
        )?;
        let mut life: Vec<RecordedEvent> = Vec::new();
        let mut whose = None;
        while let Some(row) = rows.next()? {
            let raw = RawEvent::from_row(row)?;
            let letter = raw.letter.map(LetterId);
            if letter != whose
                && let Some(before) = std::mem::replace(&mut whose, letter)
            {
                take(before, &life);
                life.clear();
            }
            life.push(
                raw.to_recorded()
                    .ok_or(StoreError::CorruptRecord(raw.letter.unwrap_or_default()))?,
            );
        }
        if let Some(last) = whose {
            take(last, &life);
        }
        Ok(())
    }
}
