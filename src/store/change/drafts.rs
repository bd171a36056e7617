//! Drafts: text not recorded yet, saved while it is typed and restored after a crash.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, ToSql, named_params};

use crate::domain::directory::staff::Staff;
use crate::domain::letter::draft::{Draft, DraftRef, REPLY_PURPOSE};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

/// The result of saving a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftSaved {
    /// It was saved as the draft; a conflicting version of another window, if there is one.
    AsDraft(Option<Box<Draft>>),
    /// Another window has saved a different text since this one was read. This one was saved as a
    /// conflicting version; the draft itself is returned.
    AsConflict(Box<Draft>),
}

/// A window in which somebody writes: one opening of the database.
pub struct DraftWindow {
    /// Its unique identifier.
    session: String,
    /// The revisions of drafts that it saved.
    saved: BTreeMap<(LetterId, String), u32>,
    /// The texts that it saved or tried to save last: after an error they may be stored
    /// nevertheless.
    tried: BTreeMap<(LetterId, String), String>,
}

impl DraftWindow {
    /// Creates a window with a new identifier.
    pub fn begin() -> DraftWindow {
        DraftWindow {
            session: crate::store::sqlite::connection::new_session_id(),
            saved: BTreeMap::new(),
            tried: BTreeMap::new(),
        }
    }
}

/// Returns the first revision of a new draft. It is random, because a window that still holds a
/// revision of a deleted draft must not mistake this one for its own.
fn first_revision() -> u32 {
    let once = blake3::hash(crate::store::sqlite::connection::new_session_id().as_bytes());
    let [a, b, c, d, ..] = *once.as_bytes();
    // Halved, so that it can be counted up without overflow.
    u32::from_le_bytes([a, b, c, d]) >> 1 | 1
}

fn read_draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        text: row.get("text")?,
        line: usize::try_from(row.get::<_, i64>("line")?).unwrap_or_default(),
        col: usize::try_from(row.get::<_, i64>("col")?).unwrap_or_default(),
        base_version: row.get("base")?,
        saved_at: Timestamp::from_millisecond(row.get("saved_at")?).unwrap_or_default(),
        revision: row.get("revision")?,
        conflict_window: row.get("session")?,
    })
}

/// Returns the draft, then the conflicting versions of other windows, newest first.
fn load_drafts(
    connection: &Connection,
    letter: LetterId,
    purpose: &str,
    staff: &str,
) -> Result<Vec<Draft>, StoreError> {
    let mut read = connection.prepare_cached(
        "SELECT text, line, col, base, saved_at, revision, NULL AS session, 0 AS place FROM draft
         WHERE letter = :letter AND purpose = :purpose AND staff = :staff
         UNION ALL
         SELECT text, line, col, base, saved_at, 0, session, 1 FROM draft_beside
         WHERE letter = :letter AND purpose = :purpose AND staff = :staff
         ORDER BY place, saved_at DESC",
    )?;
    let rows = read.query_map(
        named_params! { ":letter": letter.0, ":purpose": purpose, ":staff": staff },
        read_draft,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn delete_conflict(
    connection: &Connection,
    letter: LetterId,
    purpose: &str,
    staff: &str,
    session: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM draft_beside
             WHERE letter = :letter AND purpose = :purpose AND staff = :staff AND session = :session",
        )?
        .execute(named_params! { ":letter": letter.0, ":purpose": purpose, ":staff": staff, ":session": session })?;
    Ok(())
}

/// Deletes a finished draft: the revision that was read, or what this window made of it. Texts of
/// other windows stay.
pub(in crate::store) fn delete_draft(
    connection: &Connection,
    letter: LetterId,
    kept: &DraftRef,
    staff: &str,
    window: &DraftWindow,
) -> Result<(), StoreError> {
    let DraftRef { purpose, revision } = kept;
    let key = (letter, purpose.clone());
    let own = window.saved.get(&key).copied().unwrap_or(*revision);
    connection
        .prepare_cached(
            "DELETE FROM draft WHERE letter = :letter AND purpose = :purpose AND staff = :staff
             AND (revision IN (:read, :own) OR text = :tried)",
        )?
        .execute(named_params! {
            ":letter": letter.0, ":purpose": purpose, ":staff": staff, ":read": revision, ":own": own,
            ":tried": window.tried.get(&key),
        })?;
    delete_conflict(connection, letter, purpose, staff, &window.session)
}

impl Store {
    /// Saves a draft. `purpose` is `reply`, or the action whose form it belongs to. If another
    /// window has saved since this one read, its text is not overwritten (optimistic lock); each
    /// window learns of the other's text.
    pub fn save_draft(
        &mut self,
        letter: LetterId,
        purpose: &str,
        staff: &str,
        draft: &Draft,
    ) -> Result<DraftSaved, StoreError> {
        let (transaction, _, window) = self.begin_write(staff)?;
        let key = (letter, purpose.to_owned());
        let own = window.saved.get(&key).copied();
        let Draft {
            text,
            line,
            col,
            base_version: base,
            saved_at,
            revision,
            conflict_window: beside,
        } = draft;
        let (mut there, mut other) = (None, None);
        let own_rows = [beside.as_ref(), Some(&window.session)];
        for draft in load_drafts(&transaction, letter, purpose, staff)? {
            if draft.conflict_window.is_none() {
                there = Some(draft);
            } else if !own_rows.contains(&draft.conflict_window.as_ref()) && draft.text != *text {
                other.get_or_insert(Box::new(draft));
            }
        }
        let newest = there.as_ref().map(|there| there.revision);
        let tried = window.tried.insert(key.clone(), text.clone());
        // A save that reported an error may be stored nevertheless.
        let ours =
            tried.is_some_and(|tried| there.as_ref().is_some_and(|there| there.text == tried));
        let stale =
            !ours && newest.is_some_and(|newest| newest != *revision && Some(newest) != own);
        let next = newest.map_or_else(first_revision, |newest| newest + 1);
        let (line, col) = (
            i64::try_from(*line).unwrap_or(i64::MAX),
            i64::try_from(*col).unwrap_or(i64::MAX),
        );
        let (table, column, key_of): (_, _, &dyn ToSql) = if stale {
            ("draft_beside", "session", &window.session)
        } else {
            ("draft", "revision", &next)
        };
        transaction
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO {table} (letter, purpose, staff, {column}, text, line, col, base, saved_at)
                 VALUES (:letter, :purpose, :staff, :key, :text, :line, :col, :base, :saved_at)"
            ))?
            .execute(named_params! {
                ":letter": letter.0, ":purpose": purpose, ":staff": staff, ":key": key_of, ":text": text,
                ":line": line, ":col": col, ":base": base, ":saved_at": saved_at.as_millisecond(),
            })?;
        if !stale {
            delete_conflict(
                &transaction,
                letter,
                purpose,
                staff,
                beside.as_deref().unwrap_or(&window.session),
            )?;
        }
        transaction.commit()?;
        match there {
            Some(there) if stale => Ok(DraftSaved::AsConflict(Box::new(there))),
            Some(_) | None => {
                window.saved.insert(key, next);
                Ok(DraftSaved::AsDraft(other))
            }
        }
    }

    /// Returns the draft of a member of staff, or else the newest conflicting version.
    pub fn draft(
        &self,
        letter: LetterId,
        purpose: &str,
        staff: &str,
    ) -> Result<Option<Draft>, StoreError> {
        Ok(self.drafts(letter, purpose, staff)?.into_iter().next())
    }

    /// Returns the draft of a member of staff, then the conflicting versions of their other
    /// windows, newest first.
    pub fn drafts(
        &self,
        letter: LetterId,
        purpose: &str,
        staff: &str,
    ) -> Result<Vec<Draft>, StoreError> {
        load_drafts(&self.connection, letter, purpose, staff)
    }

    /// Deletes a finished draft.
    pub fn drop_draft(
        &mut self,
        letter: LetterId,
        kept: &DraftRef,
        staff: &str,
    ) -> Result<(), StoreError> {
        let (transaction, _, window) = self.begin_write(staff)?;
        delete_draft(&transaction, letter, kept, staff, window)?;
        transaction.commit()
    }

    /// Deletes a conflicting version, of this window or of another, after the writer has chosen.
    pub fn drop_draft_conflict(
        &mut self,
        letter: LetterId,
        purpose: &str,
        staff: &str,
        session: Option<&str>,
    ) -> Result<(), StoreError> {
        let (transaction, _, window) = self.begin_write(staff)?;
        delete_conflict(
            &transaction,
            letter,
            purpose,
            staff,
            session.unwrap_or(&window.session),
        )?;
        transaction.commit()
    }

    /// Creates a draft from the reply to an earlier letter, for a letter that is answered directly
    /// because of it. A draft already begun stays.
    pub fn draft_earlier_reply(
        &mut self,
        letter: &Letter,
        who: &Staff,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(earlier) = letter
            .direct_reply
            .as_ref()
            .and_then(|direct| direct.earlier)
        else {
            return Ok(());
        };
        let earlier = self.load_letter(earlier)?;
        // The reply to a restricted letter is only for its readers, and reading it is recorded.
        let restricted = earlier.restriction.is_some();
        if restricted && !earlier.may_read(who) {
            return Ok(());
        }
        let id = earlier.id;
        let reply = earlier.reply.or_else(|| {
            earlier
                .rounds
                .into_iter()
                .rev()
                .find_map(|round| round.reply)
        });
        let writing =
            self.draft(letter.id, REPLY_PURPOSE, &who.id)?.is_some() || !letter.draft.is_empty();
        if let Some(reply) = reply.filter(|_| !writing && letter.stage == Stage::Drafting) {
            if restricted {
                self.read(id, who, at)?;
            }
            let text = crate::domain::workflow::notice::readdress_reply(&reply.text, letter);
            let draft = Draft {
                text,
                line: 0,
                col: 0,
                base_version: letter.version,
                saved_at: at,
                revision: 0,
                conflict_window: None,
            };
            self.save_draft(letter.id, REPLY_PURPOSE, &who.id, &draft)?;
        }
        Ok(())
    }

    /// Returns the preferences of a member of staff by name.
    pub fn preferences(&self, staff: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT name, value FROM preference WHERE staff = :staff")?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let rows = select.query_map(named_params! { ":staff": staff }, row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores a preference of a member of staff.
    pub fn set_preference(
        &mut self,
        staff: &str,
        name: &str,
        value: &str,
    ) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_write(staff)?;
        transaction
            .prepare_cached(
                "INSERT INTO preference (staff, name, value) VALUES (:staff, :name, :value)
                 ON CONFLICT (staff, name) DO UPDATE SET value = excluded.value",
            )?
            .execute(named_params! { ":staff": staff, ":name": name, ":value": value })?;
        transaction.commit()
    }
}
