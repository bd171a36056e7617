//! What somebody is writing and has not recorded yet: saved while he types, there again after a crash.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Store;
use super::error::StoreError;
use crate::domain::draft::{Draft, REPLY};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::staff::Staff;
use crate::domain::stage::Stage;

/// Forgets a draft that is done with.
pub fn forget(connection: &Connection, letter: LetterId, purpose: &str, staff: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM draft WHERE letter = :letter AND purpose = :purpose AND staff = :staff")?
        .execute(named_params! { ":letter": letter.0, ":purpose": purpose, ":staff": staff })?;
    Ok(())
}

impl Store {
    /// Saves a draft. `purpose` is `reply`, or the action whose form it is.
    pub fn save_draft(
        &mut self,
        letter: LetterId,
        purpose: &str,
        staff: &str,
        draft: &Draft,
    ) -> Result<(), StoreError> {
        let Draft { text, line, col, base, saved_at } = draft;
        self.connection
            .prepare_cached(
                "INSERT INTO draft (letter, purpose, staff, text, line, col, base, saved_at)
                 VALUES (:letter, :purpose, :staff, :text, :line, :col, :base, :saved_at)
                 ON CONFLICT (letter, purpose, staff)
                 DO UPDATE SET text = excluded.text, line = excluded.line, col = excluded.col, base = excluded.base, saved_at = excluded.saved_at",
            )?
            .execute(named_params! {
                ":letter": letter.0, ":purpose": purpose, ":staff": staff, ":text": text,
                ":line": i64::try_from(*line).unwrap_or(i64::MAX), ":col": i64::try_from(*col).unwrap_or(i64::MAX),
                ":base": base, ":saved_at": saved_at.as_millisecond(),
            })?;
        Ok(())
    }

    /// The draft of a member of staff, where there is one.
    pub fn draft(&self, letter: LetterId, purpose: &str, staff: &str) -> Result<Option<Draft>, StoreError> {
        let draft = self
            .connection
            .prepare_cached(
                "SELECT text, line, col, base, saved_at FROM draft
                 WHERE letter = :letter AND purpose = :purpose AND staff = :staff",
            )?
            .query_row(named_params! { ":letter": letter.0, ":purpose": purpose, ":staff": staff }, |row| {
                Ok(Draft {
                    text: row.get("text")?,
                    line: usize::try_from(row.get::<_, i64>("line")?).unwrap_or_default(),
                    col: usize::try_from(row.get::<_, i64>("col")?).unwrap_or_default(),
                    base: row.get("base")?,
                    saved_at: Timestamp::from_millisecond(row.get("saved_at")?).unwrap_or_default(),
                })
            })
            .optional()?;
        Ok(draft)
    }

    /// Forgets a draft that is done with.
    pub fn drop_draft(&mut self, letter: LetterId, purpose: &str, staff: &str) -> Result<(), StoreError> {
        forget(&self.connection, letter, purpose, staff)
    }

    /// Offers the reply of the earlier letter as the draft of one that is answered directly because of it. Where he was writing
    /// something already, that stays.
    pub fn offer_reply(&mut self, letter: &Letter, who: &Staff, at: Timestamp) -> Result<(), StoreError> {
        let Some(earlier) = letter.direct.as_ref().and_then(|direct| direct.earlier) else { return Ok(()) };
        let earlier = self.letter(earlier)?;
        // The reply of a restricted letter is read by its readers, and that is recorded.
        let restricted = earlier.restriction.is_some();
        if restricted && !earlier.may_read(who) {
            return Ok(());
        }
        let id = earlier.id;
        let reply = earlier.reply.or_else(|| earlier.rounds.into_iter().rev().find_map(|round| round.reply));
        let writing = self.draft(letter.id, REPLY, &who.id)?.is_some() || !letter.draft.is_empty();
        if let Some(reply) = reply.filter(|_| !writing && letter.stage == Stage::Drafting) {
            if restricted {
                self.read(id, who, at)?;
            }
            let text = crate::domain::notice::readdressed(&reply.text, letter);
            let draft = Draft { text, line: 0, col: 0, base: letter.version, saved_at: at };
            self.save_draft(letter.id, REPLY, &who.id, &draft)?;
        }
        Ok(())
    }

    /// What a member of staff likes, by name.
    pub fn preference(&self, staff: &str, name: &str) -> Result<Option<String>, StoreError> {
        let value = self
            .connection
            .prepare_cached("SELECT value FROM preference WHERE staff = :staff AND name = :name")?
            .query_row(named_params! { ":staff": staff, ":name": name }, |row| row.get(0))
            .optional()?;
        Ok(value)
    }

    /// Remembers what a member of staff likes.
    pub fn prefer(&mut self, staff: &str, name: &str, value: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO preference (staff, name, value) VALUES (:staff, :name, :value)
                 ON CONFLICT (staff, name) DO UPDATE SET value = excluded.value",
            )?
            .execute(named_params! { ":staff": staff, ":name": name, ":value": value })?;
        Ok(())
    }
}
