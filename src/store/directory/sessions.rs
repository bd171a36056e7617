//! Sessions from outside, as the record has them: who came in, from where, and how it ended.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::domain::letter::LetterId;
use crate::domain::office_event::{OfficeEvent, SessionEnd};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::record::events::{self, Raw};

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
    /// What was saved to be fetched, oldest first.
    pub saved: Vec<SavedFile>,
}

/// An attachment that was saved in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// When.
    pub at: Timestamp,
    /// Of which letter.
    pub letter: LetterId,
    /// Which of its attachments, from 1.
    pub attachment: usize,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// That somebody asked to read a restricted letter without being on its list of readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// Who: a short name.
    pub who: String,
    /// Which letter.
    pub letter: LetterId,
}

/// Within so long, readings are counted.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// Where so many readings of one person were recorded within a minute, the same reading is not recorded again.
const MANY: u32 = 20;

/// Where the same reading was recorded within the last minute, among many.
fn asked_just_now(
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
    let (since, until) = ((at - MINUTE).as_millisecond(), at.as_millisecond());
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
    Ok(same.filter(|_| readings >= MANY))
}

impl Store {
    /// The last attempts to read a restricted letter that were refused, the newest first; of each person, letter and day, one.
    pub fn refused_readings(&self, limit: usize) -> Result<Vec<Attempt>, StoreError> {
        let mut read = self.connection.prepare(
            "SELECT seq, event.letter AS letter, event.version AS version, at, who, kind, body, previous, hash
             FROM letter JOIN event ON event.letter = letter.id
             WHERE readers IS NOT NULL AND kind = 'read_refused' ORDER BY seq DESC LIMIT :limit",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read.query_map(rusqlite::named_params! { ":limit": limit }, Raw::from_row)?;
        let attempts = rows.map(|raw| {
            let Raw {
                at, who, letter, ..
            } = raw?;
            let at = Timestamp::from_millisecond(at).map_err(|_| StoreError::Foreign)?;
            Ok(Attempt {
                at,
                who,
                letter: LetterId(letter.unwrap_or_default()),
            })
        });
        attempts.collect()
    }

    /// Records that somebody from outside saves an attachment to be fetched.
    pub fn attachment_saved(
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
        self.change(staff, |connection| {
            events::append_office(connection, at, staff, &event)
        })
        .map(|_| ())
    }

    /// Records that somebody came in. Returns the place in the record, which names the session. Where the same person has asked for many
    /// readings within a minute, one that is in the record already is not recorded again: a script in a loop does not fill it.
    pub fn session_began(
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
        self.change(staff, |connection| {
            match asked_just_now(connection, &event, at)? {
                Some(session) => Ok(session),
                None => events::append_office(connection, at, staff, &event),
            }
        })
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
        events::append_office(
            &transaction,
            at,
            staff,
            &OfficeEvent::SessionEnded { session, how },
        )?;
        transaction.commit()
    }

    /// The last sessions, the newest first.
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
            let raw = Raw::from_row(row)?;
            let at = Timestamp::from_millisecond(raw.at).map_err(|_| StoreError::Foreign)?;
            // Of one kind or the other, as the condition has it.
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
                    // A session with one reading saves nothing: what was saved then belongs to the one before.
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
