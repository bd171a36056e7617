//! Sessions from outside, as the record has them: who came in, from where, and how it ended.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::events::{self, Raw};
use crate::domain::office_event::{OfficeEvent, SessionEnd};

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its place in the record.
    pub id: i64,
    /// Who.
    pub staff: String,
    /// The address, or the user of the operating system.
    pub from: String,
    /// When it began.
    pub began: Timestamp,
    /// What was asked for, where it was one reading.
    pub command: Option<String>,
    /// When it ended, and how; missing where the program was killed, or is still at work.
    pub ended: Option<(Timestamp, SessionEnd)>,
}

impl Store {
    /// Records that somebody came in. Returns the place in the record, which names the session.
    pub fn session_began(
        &mut self,
        staff: &str,
        from: &str,
        command: Option<String>,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let event = OfficeEvent::SessionBegan { staff: staff.to_owned(), from: from.to_owned(), command };
        self.change(staff, |connection| events::append_office(connection, at, staff, &event))
    }

    /// Records that he left, also where he is disabled by then.
    pub fn session_ended(
        &mut self,
        staff: &str,
        session: i64,
        how: SessionEnd,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (transaction, ..) = self.write_as_system(staff)?;
        events::append_office(&transaction, at, staff, &OfficeEvent::SessionEnded { session, how })?;
        transaction.commit()
    }

    /// The last sessions, the newest first.
    pub fn sessions(&self, limit: usize) -> Result<Vec<Session>, StoreError> {
        let mut read = self.connection.prepare(
            "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event
             WHERE letter IS NULL AND kind IN ('session_began', 'session_ended') ORDER BY seq DESC",
        )?;
        let mut rows = read.query([])?;
        let (mut sessions, mut ends) = (Vec::new(), BTreeMap::new());
        while sessions.len() < limit
            && let Some(row) = rows.next()?
        {
            let raw = Raw::from_row(row)?;
            let at = Timestamp::from_millisecond(raw.at).map_err(|_| StoreError::Foreign)?;
            // Of one kind or the other, as the condition has it.
            match raw.decode::<OfficeEvent>() {
                Some(OfficeEvent::SessionEnded { session, how }) => _ = ends.insert(session, (at, how)),
                Some(OfficeEvent::SessionBegan { staff, from, command }) => {
                    let ended = ends.remove(&raw.seq);
                    sessions.push(Session { id: raw.seq, staff, from, began: at, command, ended });
                }
                Some(_) | None => return Err(StoreError::Foreign),
            }
        }
        Ok(sessions)
    }
}
