//! Sessions over SSH or sudo in the record: who connected, from where, and how it ended.

use std::collections::BTreeMap;

use rusqlite::Connection;
use std::time::Duration;

use crate::domain::letter::LetterId;
use crate::domain::office_event::{OfficeEvent, SessionEnd};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::change::append;
use crate::store::error::StoreError;
use crate::store::record::events::RawEvent;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The sequence number of the event that began it.
    pub id: i64,
    /// The short name of the member of staff.
    pub staff: String,
    /// The remote address, or the user of the operating system.
    pub from: String,
    /// When it began.
    pub began: Timestamp,
    /// The command, if the session ran a single reading command.
    pub command: Option<String>,
    /// When and how it ended; `None` if the program was killed or still runs.
    pub ended: Option<(Timestamp, SessionEnd)>,
    /// The attachments saved for download, oldest first.
    pub saved: Vec<SavedFile>,
}

/// An attachment that was saved for download in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// When it was saved.
    pub at: Timestamp,
    /// The letter it belongs to.
    pub letter: LetterId,
    /// The number of the attachment, from 1.
    pub attachment: usize,
    /// Its size in bytes.
    pub bytes: u64,
}

/// An attempt to read a restricted letter by somebody who is not on its list of readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedReading {
    /// When it was refused.
    pub at: Timestamp,
    /// The short name of the person.
    pub who: String,
    /// The letter.
    pub letter: LetterId,
}

/// The window in which reading commands are counted.
const READING_WINDOW: Duration = Duration::from_secs(60);

/// From this many reading commands of one person within the window, a repeated one is not recorded
/// again.
const MAX_READINGS: u32 = 20;

/// Returns the session that recorded the same reading command within the window, if the person has
/// run many.
fn find_repeated_reading(
    connection: &Connection,
    event: &OfficeEvent,
    at: Timestamp,
) -> Result<Option<i64>, StoreError> {
    if !matches!(
        event,
        OfficeEvent::SessionBegan {
            command: Some(_),
            ..
        }
    ) {
        return Ok(None);
    }
    let mut read = connection.prepare_cached(
        "SELECT seq, at, kind, body FROM event WHERE letter IS NULL ORDER BY seq DESC",
    )?;
    let (since, until) = (
        at.saturating_sub(READING_WINDOW).as_millisecond(),
        at.as_millisecond(),
    );
    let (mut rows, mut readings, mut same) = (read.query([])?, 0, None);
    while let Some(row) = rows.next()?
        && row.get::<_, i64>("at")? >= since
    {
        if row.get::<_, i64>("at")? > until
            || row.get_ref("kind")?.as_str().ok() != Some(event.kind())
        {
            continue;
        }
        let other = serde_json::from_str::<OfficeEvent>(&row.get::<_, String>("body")?).ok();
        if same.is_none() && other.as_ref() == Some(event) {
            same = Some(row.get("seq")?);
        }
        if let (
            Some(OfficeEvent::SessionBegan {
                staff,
                command: Some(_),
                ..
            }),
            OfficeEvent::SessionBegan { staff: who, .. },
        ) = (&other, event)
        {
            readings += u32::from(staff == who);
        }
    }
    Ok(same.filter(|_| readings >= MAX_READINGS))
}

impl Store {
    /// Returns the latest refused attempts to read restricted letters, newest first; one for each
    /// person, letter and day.
    pub fn refused_readings(&self, limit: usize) -> Result<Vec<RefusedReading>, StoreError> {
        let mut read = self.connection.prepare(
            "SELECT seq, event.letter AS letter, event.version AS version, at, who, kind, body, previous, hash
             FROM letter JOIN event ON event.letter = letter.id
             WHERE readers IS NOT NULL AND kind = 'read_refused' ORDER BY seq DESC LIMIT :limit",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read.query_map(
            rusqlite::named_params! { ":limit": limit },
            RawEvent::from_row,
        )?;
        let attempts = rows.map(|raw| {
            let RawEvent {
                at, who, letter, ..
            } = raw?;
            let at = Timestamp::from_millisecond(at).ok_or(StoreError::Foreign)?;
            Ok(RefusedReading {
                at,
                who,
                letter: LetterId(letter.unwrap_or_default()),
            })
        });
        attempts.collect()
    }

    /// Records that an attachment is saved for download in a session.
    pub fn record_saved_attachment(
        &mut self,
        staff: &str,
        letter: LetterId,
        attachment: usize,
        bytes: u64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let event = OfficeEvent::AttachmentSaved {
            letter,
            attachment,
            bytes,
        };
        self.change_directory(staff, |connection| {
            append::append_office(connection, at, staff, &event)
        })
        .map(|_| ())
    }

    /// Records that a session began. Returns its sequence number, which identifies the session. If
    /// a person runs many reading commands within a minute, a repeated one is not recorded again,
    /// so that a script in a loop does not fill the record.
    pub fn begin_session(
        &mut self,
        staff: &str,
        from: &str,
        command: Option<String>,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let event = OfficeEvent::SessionBegan {
            staff: staff.to_owned(),
            from: from.to_owned(),
            command,
        };
        self.change_directory(staff, |connection| {
            match find_repeated_reading(connection, &event, at)? {
                Some(session) => Ok(session),
                None => append::append_office(connection, at, staff, &event),
            }
        })
    }

    /// Records that a session ended, even if the member of staff has been disabled since.
    pub fn end_session(
        &mut self,
        staff: &str,
        session: i64,
        how: SessionEnd,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_system_write(staff)?;
        append::append_office(
            &transaction,
            at,
            staff,
            &OfficeEvent::SessionEnded { session, how },
        )?;
        transaction.commit()
    }

    /// Returns the latest sessions, newest first.
    pub fn sessions(&self, limit: usize) -> Result<Vec<Session>, StoreError> {
        let mut read = self.connection.prepare(
            "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event
             WHERE letter IS NULL AND kind IN ('session_began', 'session_ended', 'attachment_saved') ORDER BY seq DESC",
        )?;
        let mut rows = read.query([])?;
        let (mut sessions, mut ends) = (Vec::new(), BTreeMap::new());
        let mut saves: BTreeMap<String, Vec<SavedFile>> = BTreeMap::new();
        while sessions.len() < limit
            && let Some(row) = rows.next()?
        {
            let raw = RawEvent::from_row(row)?;
            let at = Timestamp::from_millisecond(raw.at).ok_or(StoreError::Foreign)?;
            // The SQL condition admits no other kinds.
            match raw.decode::<OfficeEvent>() {
                Some(OfficeEvent::SessionEnded { session, how }) => {
                    _ = ends.insert(session, (at, how))
                }
                Some(OfficeEvent::SessionBegan {
                    staff,
                    from,
                    command,
                }) => {
                    let ended = ends.remove(&raw.seq);
                    // A session with a single reading command saves nothing, so saved files belong
                    // to the one before.
                    let saved = command
                        .is_none()
                        .then(|| saves.remove(&staff))
                        .flatten()
                        .unwrap_or_default();
                    let saved = saved.into_iter().rev().collect();
                    sessions.push(Session {
                        id: raw.seq,
                        staff,
                        from,
                        began: at,
                        command,
                        ended,
                        saved,
                    });
                }
                Some(OfficeEvent::AttachmentSaved {
                    letter,
                    attachment,
                    bytes,
                }) => {
                    saves.entry(raw.who.clone()).or_default().push(SavedFile {
                        at,
                        letter,
                        attachment,
                        bytes,
                    });
                }
                Some(_) | None => return Err(StoreError::Foreign),
            }
        }
        Ok(sessions)
    }
}
