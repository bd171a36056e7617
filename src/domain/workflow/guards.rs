//! Guards: conditions for an action beyond the letter's stage.

use super::refusal::Why;
use super::verb::Verb;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::{Letter, Publication};
use crate::domain::regulation::Regulation;
use crate::domain::time::Timestamp;

/// What a guard may inspect: who wants to do what, with which letter, under which regulation, and
/// when.
pub struct GuardContext<'a> {
    /// The action.
    pub verb: Verb,
    /// The letter.
    pub letter: &'a Letter,
    /// The member of staff who acts.
    pub who: &'a Staff,
    /// The regulation in force when the letter was received.
    pub regulation: &'a Regulation,
    /// The current time.
    pub at: Timestamp,
}

pub(super) fn any(_: &GuardContext<'_>) -> Result<(), Why> {
    Ok(())
}

pub(super) fn unless(is: bool, why: Why) -> Result<(), Why> {
    if is { Err(why) } else { Ok(()) }
}

pub(super) fn may_ask(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.regulation.asking.is_none(), Why::NoAsking)?;
    match asking.letter.waiting() {
        Some(asked) => Err(Why::Waiting {
            until: asked.limit.due.at,
            hours: asking.regulation.hours,
        }),
        None => Ok(()),
    }
}

pub(super) fn waits(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.waiting().is_none(), Why::NotAsked)
}

pub(super) fn waited(asking: &GuardContext<'_>) -> Result<(), Why> {
    match asking.letter.waiting() {
        None => Err(Why::NotAsked),
        Some(asked) if asking.at <= asked.limit.due.at => Err(Why::Waiting {
            until: asked.limit.due.at,
            hours: asking.regulation.hours,
        }),
        Some(_) => Ok(()),
    }
}

pub(super) fn instructed_if_major(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(
        asking.letter.major && !asking.letter.instructed(),
        Why::MajorUninstructed,
    )
}

pub(super) fn drafted(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.draft.trim().is_empty(), Why::NothingDrafted)
}

pub(super) fn not_his_own(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.drafter == asking.who.id, Why::OwnDraft)
}

pub(super) fn not_published(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(
        matches!(asking.letter.publication, Some(Publication::Published(_))),
        Why::AlreadyPublished,
    )
}

pub(super) fn linked(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.repeats.is_empty(), Why::NotLinked)
}

pub(super) fn not_major(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.major, Why::AlreadyMajor)
}

pub(super) fn reported(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(!asking.letter.reported, Why::NotReported)
}

pub(super) fn restricted(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.restriction.is_none(), Why::NotRestricted)
}

pub(super) fn not_in_contact(asking: &GuardContext<'_>) -> Result<(), Why> {
    unless(asking.letter.contact, Why::ContactAllowed)
}
