//! Letters whose writers were asked and did not answer in time: they are declined by themselves, and stay in the inbox until
//! somebody has seen to the writer.

use jiff::Timestamp;

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::workflow::action::Action;
use crate::store::Store;
use crate::store::error::StoreError;

impl Store {
    /// Declines what has waited long enough, in the name of the administrator whose program noticed. Returns those letters.
    pub fn lapse(&mut self, who: &Staff, at: Timestamp) -> Result<Vec<Letter>, StoreError> {
        if !who.is_one_of(&[Role::Administrator]) {
            return Ok(Vec::new());
        }
        let waited = self
            .connection
            .prepare_cached("SELECT id, version FROM letter WHERE waiting = 1 AND due_at < :now")?
            .query_map(
                rusqlite::named_params! { ":now": at.as_millisecond() },
                |row| Ok((LetterId(row.get("id")?), row.get::<_, u32>("version")?)),
            )?
            .collect::<Result<Vec<_>, _>>()?;
        let mut lapsed = Vec::new();
        for (id, seen) in waited {
            match self.perform(id, seen, Action::Lapse, who, at) {
                Ok(letter) => lapsed.push(letter),
                // Another program was first, or he is not on its list of readers: it is somebody else's to see to.
                Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(lapsed)
    }
}
