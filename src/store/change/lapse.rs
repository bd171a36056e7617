//! Letters whose writers did not complete them in time: they are declined automatically and stay in
//! the inbox until somebody has notified the writer.

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::Action;
use crate::store::Store;
use crate::store::change::perform::{Actor, Change};
use crate::store::error::StoreError;

impl Store {
    /// Declines letters that have waited too long, in the name of the administrator whose program
    /// noticed. Returns those letters; for anybody else, none.
    pub fn expire_waiting(
        &mut self,
        who: &Staff,
        at: Timestamp,
    ) -> Result<Vec<Letter>, StoreError> {
        if !who.is_one_of(&[Role::Administrator]) {
            return Ok(Vec::new());
        }
        let waited = self
            .connection
            .prepare_cached(
                "SELECT id, version, stage FROM letter WHERE waiting = 1 AND due_at < :now",
            )?
            .query_map(
                rusqlite::named_params! { ":now": at.as_millisecond() },
                |row| {
                    let received = row.get::<_, String>("stage")? == Stage::Received.code();
                    Ok((
                        LetterId(row.get("id")?),
                        row.get::<_, u32>("version")?,
                        received,
                    ))
                },
            )?
            .collect::<Result<Vec<_>, _>>()?;
        let mut lapsed = Vec::new();
        for (id, seen, received) in waited {
            // Units that have the letter go on without the answer.
            let action = match received {
                true => Action::Lapse,
                false => Action::Resume,
            };
            match self.perform(Change::of(id, seen, action), Actor::new(who, at)) {
                Ok(letter) if received => lapsed.push(letter),
                Ok(_) => {}
                // Another program was faster, or the administrator may not read the letter, which
                // is then left to others.
                Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(lapsed)
    }
}
