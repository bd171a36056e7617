//! The bulletin on the store thread: computing, publishing, the letters behind a figure.

use crate::app::bulletin::{
    bulletin_draft, bulletin_text, edit_bulletin, load_report, publish_bulletin,
};
use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::{DraftRef, MANUAL_ENTRY_ID};
use crate::domain::letter::summary::AccessScope;
use crate::domain::time::Timestamp;
use crate::report::Period;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;
use crate::tui::message::StoreReply;

/// Computes the bulletin of a period.
pub(super) fn compute_report(
    store: &Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    Ok(vec![Message::Store(StoreReply::Bulletin(Box::new(
        load_report(store, period, who, now)?,
    )))])
}

/// Publishes the bulletin of a period, and computes it again. A refusal is a message, not an error.
pub(super) fn publish_report(
    store: &mut Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let done = match publish_bulletin(store, period, who, now) {
        Ok(()) => Message::Store(StoreReply::Done(say!(
            "bulletin-done",
            period = period.label()
        ))),
        Err(AppError::Store(error)) => Message::Store(StoreReply::Failed(error.to_string())),
        Err(refused) => Message::Store(StoreReply::Failed(refused.to_string())),
    };
    let mut messages = compute_report(store, period, who, now)?;
    messages.push(done);
    Ok(messages)
}

/// Reads the text of a bulletin: as it is edited, or with its fields filled.
pub(super) fn read_text(
    store: &Store,
    (period, edited): (Period, bool),
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let text = match edited {
        true => bulletin_draft(store, period)?,
        false => bulletin_text(store, period, who, now)?,
    };
    let reply = StoreReply::BulletinText(period, edited, text);
    Ok(vec![Message::Store(reply)])
}

/// Records the text of a bulletin, and deletes the draft that it was typed into. A refusal is a
/// message, not an error.
pub(super) fn record_text(
    store: &mut Store,
    (period, text, base): (Period, &str, &str),
    draft: &DraftRef,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let reply = match edit_bulletin(store, period, text, Some(base), who, now) {
        Ok(()) => {
            store.drop_draft(MANUAL_ENTRY_ID, draft, &who.id)?;
            StoreReply::BulletinEdited(say!("bulletin-edited", period = period.label()))
        }
        Err(AppError::BulletinDiffers(recorded)) => StoreReply::BulletinDiffers(recorded),
        Err(refused) => StoreReply::Failed(refused.to_string()),
    };
    Ok(vec![Message::Store(reply)])
}

/// Reads the letters behind a figure, as far as the person may see them: liaisons see those that
/// their unit still has.
pub(super) fn list_letters(
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
    Ok(vec![Message::Store(StoreReply::Letters(
        title,
        store.summaries(&ids, &AccessScope::for_staff(who))?,
    ))])
}

/// Reads a letter behind a figure. A restricted one stays sealed: it is opened from its list, where
/// the access is recorded.
pub(super) fn show_letter(
    store: &Store,
    id: LetterId,
    who: &Staff,
) -> Result<Vec<Message>, StoreError> {
    Ok(vec![Message::Store(StoreReply::Shown(Box::new(
        store.peek(id, who)?,
    )))])
}
