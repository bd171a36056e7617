//! Guards: conditions for an action beyond the letter's stage. Rules that need the answers, such as
//! that several units need an instruction, are in `decide`.

use super::refusal::RefusalReason;
use super::verb::Verb;
use crate::domain::directory::staff::{DelegationScope, Role, Staff};
use crate::domain::letter::cause::{CallOutcome, Wish};
use crate::domain::letter::follow_up::CallBack;
use crate::domain::letter::stage::Stage;
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

pub(super) fn always(_: &GuardContext<'_>) -> Result<(), RefusalReason> {
    Ok(())
}

pub(super) fn refuse_if(is: bool, why: RefusalReason) -> Result<(), RefusalReason> {
    if is { Err(why) } else { Ok(()) }
}

pub(super) fn can_ask_writer(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let rules = asking.regulation.inquiry_rules.as_ref();
    refuse_if(rules.is_none(), RefusalReason::InquiriesNotAllowed)?;
    refuse_if(
        asking.letter.stage == Stage::Assigned && rules.is_some_and(|rules| !rules.pauses),
        RefusalReason::NoPause,
    )?;
    match asking.letter.open_inquiry() {
        Some(asked) => Err(RefusalReason::InquiryOpen {
            until: asked.limit.due.at,
            offset: asking.regulation.hours.offset,
        }),
        None => Ok(()),
    }
}

pub(super) fn inquiry_open(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(
        asking.letter.open_inquiry().is_none(),
        RefusalReason::NoOpenInquiry,
    )
}

pub(super) fn inquiry_expired(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    match asking.letter.open_inquiry() {
        None => Err(RefusalReason::NoOpenInquiry),
        Some(asked) if asking.at <= asked.limit.due.at => Err(RefusalReason::InquiryOpen {
            until: asked.limit.due.at,
            offset: asking.regulation.hours.offset,
        }),
        Some(_) => Ok(()),
    }
}

/// A leader was asked about a letter for which that is needed (article 6(2)).
pub(super) fn instructed_if_major(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    refuse_if(
        letter.major && !letter.has_valid_instruction(),
        RefusalReason::MajorUninstructed,
    )?;
    // The leader who named a unit is asked again when it does not keep the letter.
    refuse_if(
        letter.instruction.is_some() && !letter.has_valid_instruction(),
        RefusalReason::InstructionLapsed,
    )
}

pub(super) fn has_draft(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(
        asking.letter.draft.trim().is_empty(),
        RefusalReason::NothingDrafted,
    )
}

pub(super) fn not_own_draft(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(
        asking.letter.drafter == asking.who.id,
        RefusalReason::OwnDraft,
    )?;
    is_addressed(asking)?;
    // Nobody climbs the ladder alone.
    let climbed = asking
        .letter
        .verdicts
        .iter()
        .rev()
        .take(asking.letter.climbed);
    let own = climbed
        .filter(|verdict| verdict.approved)
        .any(|verdict| verdict.who == asking.who.id);
    refuse_if(own, RefusalReason::OwnApproval)
}

/// A sheet or a draft that goes to one leader is decided by that leader, or by whoever stands in for
/// them.
pub(super) fn is_addressed(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let GuardContext {
        verb, letter, who, ..
    } = asking;
    let Some(leader) = &letter.addressee else {
        return Ok(());
    };
    let scope = match verb {
        Verb::Instruct => DelegationScope::Instruct,
        _ => DelegationScope::Review,
    };
    let day = asking.regulation.hours.to_civil(asking.at).date();
    let reviews = matches!(verb, Verb::Approve | Verb::SendBack);
    // The steps below a leader are not addressed.
    let below = reviews && !letter.approver.is_leader();
    refuse_if(
        !below && who.id != *leader && !who.stands_in_for(leader, scope, day),
        RefusalReason::NotAddressee,
    )
}

pub(super) fn may_publish(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    refuse_if(
        letter.restriction.is_some(),
        RefusalReason::RestrictedUnpublished,
    )?;
    refuse_if(
        letter.wish == Some(Wish::Confidential),
        RefusalReason::WritersWish,
    )?;
    refuse_if(
        matches!(letter.publication, Some(Publication::Published(_))),
        RefusalReason::AlreadyPublished,
    )
}

pub(super) fn may_call_back(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let unreached = |(_, call): &(Timestamp, CallBack)| call.outcome == CallOutcome::Unreachable;
    let calls = &asking.letter.call_backs;
    refuse_if(
        calls.len() >= CallBack::TRIES && calls.iter().all(unreached),
        RefusalReason::CalledEnough {
            most: CallBack::TRIES,
        },
    )
}

pub(super) fn has_promised(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(
        asking.letter.open_promise().is_none(),
        RefusalReason::NothingPromised,
    )
}

/// The leader for whom something was entered contests it, as long as nobody has acted on it.
pub(super) fn entered_for(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    match &asking.letter.paper {
        Some(paper) if paper.by == asking.who.id => Ok(()),
        Some(_) => Err(RefusalReason::EnteredForAnother),
        None => Err(RefusalReason::NothingEntered),
    }
}

pub(super) fn has_links(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(asking.letter.repeats.is_empty(), RefusalReason::NotLinked)
}

pub(super) fn not_major(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(asking.letter.major, RefusalReason::AlreadyMajor)
}

pub(super) fn report_pending(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    let entered = letter
        .paper
        .as_ref()
        .is_some_and(|paper| paper.by == asking.who.id);
    refuse_if(
        !letter.report_pending && !entered,
        RefusalReason::NotReported,
    )
}

pub(super) fn is_restricted(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(
        asking.letter.restriction.is_none(),
        RefusalReason::NotRestricted,
    )
}

pub(super) fn contact_not_allowed(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(asking.letter.contact_allowed, RefusalReason::ContactAllowed)
}

pub(super) fn is_major(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    refuse_if(!asking.letter.major, RefusalReason::NotMajor)
}

/// Who proposed a handling does not instruct it.
pub(super) fn instructs(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    if asking.letter.stage == Stage::Assigned {
        return Ok(());
    }
    let own = asking
        .letter
        .proposal
        .as_ref()
        .is_some_and(|(words, ..)| words.who == asking.who.id);
    refuse_if(own, RefusalReason::OwnProposal)?;
    is_addressed(asking)
}

/// What was submitted or proposed is recalled by whoever did it.
pub(super) fn own_request(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    let own = match letter.stage {
        Stage::InReview => letter.submitter == asking.who.id,
        // Nobody has acted on what nobody reviews.
        Stage::Approved => letter.review_waived && letter.submitter == asking.who.id,
        _ => letter
            .proposal
            .as_ref()
            .is_some_and(|(words, ..)| words.who == asking.who.id),
    };
    refuse_if(!own, RefusalReason::NotOwnRequest)
}

pub(super) fn closed_today(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let day = |at| asking.regulation.hours.to_civil(at).date();
    refuse_if(
        day(asking.at) != day(asking.letter.stage_since),
        RefusalReason::ClosedEarlier,
    )
}

/// A letter that a leader has instructed, or whose readers are listed, is ended by a leader.
pub(super) fn ends_by_leader(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    // An answered letter whose reply is corrected gets its corrected reply.
    refuse_if(letter.reply.is_some(), RefusalReason::AnsweredAlready)?;
    let leaders = letter.instruction.is_some() || letter.restriction.is_some();
    refuse_if(
        leaders && !asking.who.is_one_of(&[Role::Leader]),
        RefusalReason::EndedByLeader,
    )
}

/// Another person than the one who declined or ended a letter revokes that.
pub(super) fn not_own_decline(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let letter = asking.letter;
    let declined = letter
        .declined
        .as_ref()
        .filter(|declined| !declined.automatic)
        .map(|declined| &declined.by);
    let ended = letter.ending.as_ref().map(|ending| &ending.words.who);
    let own = |who: Option<&String>| who.is_some_and(|who| *who == asking.who.id);
    refuse_if(
        asking.who.is_one_of(&[Role::Administrator])
            && !asking.who.is_one_of(&[Role::Leader, Role::Office])
            && own(ended.or(declined)),
        RefusalReason::OwnDecline,
    )
}
