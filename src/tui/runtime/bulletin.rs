//! What the desk does for the bulletin: counting, publishing, the letters behind a figure.

use jiff::Timestamp;

use crate::app::bulletin::{make, publish};
use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Sight;
use crate::report::Period;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// The figures of a period.
pub fn count(
    store: &Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    Ok(vec![Message::Bulletin(Box::new(make(
        store, period, who, now,
    )?))])
}

/// Publishes a period, and counts it anew.
pub fn freeze(
    store: &mut Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let done = match publish(store, period, who, now) {
        Ok(()) => Message::Done(say!("bulletin-done", period = period.words())),
        Err(AppError::Store(error)) => Message::Failed(error.to_string()),
        Err(refused) => Message::Failed(refused.to_string()),
    };
    let mut messages = count(store, period, who, now)?;
    messages.push(done);
    Ok(messages)
}

/// The letters behind a figure, as he may see them: a liaison those that his unit has still.
pub fn list(
    store: &Store,
    title: String,
    mut ids: Vec<LetterId>,
    who: &Staff,
) -> Result<Vec<Message>, StoreError> {
    if who.is_liaison_only() {
        let mut his = Vec::new();
        for id in ids {
            if store.may_read(id, who)? {
                his.push(id);
            }
        }
        ids = his;
    }
    Ok(vec![Message::Letters(
        title,
        store.summaries(&ids, &Sight::of(who))?,
    )])
}

/// A letter of a figure. A restricted one is opened in its list, where reading it is recorded; here it lies sealed.
pub fn show(store: &Store, id: LetterId, who: &Staff) -> Result<Vec<Message>, StoreError> {
    Ok(vec![Message::Shown(Box::new(store.glance(id, who)?))])
}
