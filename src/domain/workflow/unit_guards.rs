//! Guards for actions on assignments: to which units' assignments an action applies now, and why
//! not to the others.

use super::refusal::RefusalReason;
use super::verb::Verb;
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::workflow::{GuardContext, Transition, find_transition};

/// Checks an action against one active assignment for which the person may act.
type AssignmentCheck = fn(&GuardContext<'_>, &Assignment) -> Result<(), RefusalReason>;

/// The actions that concern a single unit, with their checks.
const UNIT_CHECKS: &[(Verb, AssignmentCheck)] = &[
    (Verb::SignFor, sign_for),
    (Verb::Return, give_back),
    (Verb::DecideReturn, decide_return),
    (Verb::TakeBack, take_back),
    (Verb::AskExtension, ask_extension),
    (Verb::DecideExtension, decide_extension),
    (Verb::Feedback, check_feedback),
    (Verb::SendBackFeedback, send_back),
    (Verb::AskWaiver, ask_waiver),
    (Verb::Waive, check_waiver),
    (Verb::Explain, check_explanation),
    (Verb::ReportMajor, report_major),
    (Verb::ContactWriter, contact_writer),
    (Verb::Remind, remind),
    (Verb::Urge, check_urging),
];

/// Returns the units to whose assignment the action applies, in order of assignment.
pub fn applicable_units(asking: &GuardContext<'_>) -> Vec<UnitId> {
    let applies = |held: &&Assignment| check_assignment(asking, held).is_ok();
    asking
        .letter
        .current_assignments()
        .filter(applies)
        .map(|held| held.unit)
        .collect()
}

/// The guard of these actions: at least one assignment must fit. Otherwise it returns the reason
/// for the first assignment for which the person may act.
pub fn any_assignment(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    let mut first = None;
    for held in asking
        .letter
        .current_assignments()
        .filter(|held| held.is_active())
    {
        match check_assignment(asking, held) {
            Ok(()) => return Ok(()),
            Err(RefusalReason::NotYourUnit) => {}
            Err(why) => first = first.or(Some(why)),
        }
    }
    let held = asking
        .letter
        .current_assignments()
        .any(Assignment::is_active);
    Err(first.unwrap_or(if held {
        RefusalReason::NotYourUnit
    } else {
        RefusalReason::NotAtAnyUnit
    }))
}

/// Checks the action against one assignment.
pub fn check_assignment(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    if !held.is_active() {
        return Err(RefusalReason::NotAtAnyUnit);
    }
    // A person who has the role of more than a liaison may act for every unit.
    let others = |row: &Transition| {
        row.roles
            .iter()
            .any(|role| *role != Role::Liaison && asking.who.is_one_of(&[*role]))
    };
    let for_all = find_transition(asking.verb).is_some_and(others);
    // The lead unit, not the co-unit itself, asks to do without a co-unit's opinion.
    let lead = asking.letter.lead_assignment().map(|lead| lead.unit);
    let acting = if asking.verb == Verb::AskWaiver {
        lead
    } else {
        Some(held.unit)
    };
    if !for_all && asking.who.unit != acting {
        return Err(RefusalReason::NotYourUnit);
    }
    match UNIT_CHECKS.iter().find(|(verb, _)| *verb == asking.verb) {
        Some((_, check)) => check(asking, held),
        None => Ok(()),
    }
}

/// The guard of changes among the units: there is a lead unit, and it has not answered.
fn lead_owes_answer(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    match asking.letter.lead_assignment() {
        None => Err(RefusalReason::NotAtAnyUnit),
        Some(lead) if lead.is_open() => Ok(()),
        Some(_) => Err(RefusalReason::FeedbackStands),
    }
}

/// The guard of more co-units: several units need an instruction (article 6(2)), which a leader's
/// word now is.
pub fn may_add_units(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    lead_owes_answer(asking)?;
    let instructed = asking.letter.has_valid_instruction() || asking.who.is_one_of(&[Role::Leader]);
    if instructed {
        Ok(())
    } else {
        Err(RefusalReason::SeveralUninstructed)
    }
}

/// The guard of another lead unit: whom a leader named, or would have had to name, a leader replaces
/// (article 6(2)).
pub fn may_change_lead(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    lead_owes_answer(asking)?;
    let letter = asking.letter;
    let leaders = letter.instruction.is_some() || letter.major;
    if leaders && !asking.who.is_one_of(&[Role::Leader]) {
        Err(RefusalReason::LeadByLeader)
    } else {
        Ok(())
    }
}

/// The guard of contacts with the writer: of a restricted letter, only the centre has any.
pub fn may_contact(asking: &GuardContext<'_>) -> Result<(), RefusalReason> {
    any_assignment(asking)?;
    if asking.letter.restriction.is_some() {
        Err(RefusalReason::RestrictedContact)
    } else if !asking.letter.contact_allowed {
        Err(RefusalReason::ContactNotAllowed)
    } else {
        Ok(())
    }
}

fn decide_return(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    match held.return_asked {
        Some(_) => Ok(()),
        None => Err(RefusalReason::NoReturnAsked),
    }
}

fn report_major(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    if asking.letter.major {
        Err(RefusalReason::AlreadyMajor)
    } else {
        Ok(())
    }
}

fn contact_writer(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)
}

fn remind(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    if asking.at > held.due.at {
        Err(RefusalReason::LateAlready)
    } else {
        Ok(())
    }
}

fn take_back(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    if held.valid_feedback().is_some() {
        Err(RefusalReason::FeedbackStands)
    } else {
        Ok(())
    }
}

fn owes_answer(held: &Assignment) -> Result<(), RefusalReason> {
    if held.is_open() {
        Ok(())
    } else {
        Err(RefusalReason::AlreadyAnswered)
    }
}

fn sign_for(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    if held.signed.is_some() {
        Err(RefusalReason::AlreadySigned)
    } else {
        Ok(())
    }
}

fn give_back(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    if !held.feedbacks.is_empty() {
        return Err(RefusalReason::AlreadyAnswered);
    }
    if held.return_asked.is_some() {
        return Err(RefusalReason::ReturnPending);
    }
    match &held.return_by {
        None => Err(RefusalReason::NoReturns),
        Some(limit) if asking.at > limit.due.at => Err(RefusalReason::ReturnTooLate {
            until: limit.due.at,
            offset: asking.regulation.hours.offset,
        }),
        Some(_) => Ok(()),
    }
}

/// After the deadline no other condition matters: the attempt is refused and recorded by the rule
/// itself.
fn ask_extension(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    let Some(rule) = asking.regulation.extensions else {
        return Err(RefusalReason::NoExtensions);
    };
    if asking.at > held.due.at {
        return Ok(());
    }
    if held.pending_extension().is_some() {
        return Err(RefusalReason::ExtensionPending);
    }
    let granted = u32::try_from(held.granted_extensions().count()).unwrap_or(u32::MAX);
    if granted >= rule.times {
        Err(RefusalReason::ExtensionTimes { most: rule.times })
    } else {
        Ok(())
    }
}

fn decide_extension(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    match held.pending_extension() {
        None => Err(RefusalReason::NoExtensionAsked),
        Some(extension) if extension.request.who == asking.who.id => Err(RefusalReason::OwnRequest),
        Some(_) => Ok(()),
    }
}

fn check_feedback(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    let waiting = asking
        .letter
        .current_assignments()
        .filter(|co| co.co && co.is_open())
        .count();
    if held.co || waiting == 0 {
        Ok(())
    } else {
        Err(RefusalReason::CoUnitsOpen { n: waiting })
    }
}

fn send_back(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    if held.valid_feedback().is_some() {
        Ok(())
    } else {
        Err(RefusalReason::NothingAnswered)
    }
}

fn check_waiver(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    if held.co {
        owes_answer(held)
    } else {
        Err(RefusalReason::NotACoUnit)
    }
}

fn ask_waiver(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    check_waiver(asking, held)?;
    match held.waiver_asked {
        Some(_) => Err(RefusalReason::WaiverPending),
        None => Ok(()),
    }
}

fn check_explanation(_: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)
}

fn check_urging(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), RefusalReason> {
    owes_answer(held)?;
    if held.pending_extension().is_some() {
        // A request made within the deadline counts as an explanation; the unit now waits for the
        // centre.
        return Err(RefusalReason::ExtensionPending);
    }
    if let Some(asked) = asking.letter.open_inquiry() {
        // The deadline stands still meanwhile.
        return Err(RefusalReason::InquiryOpen {
            until: asked.limit.due.at,
            offset: asking.regulation.hours.offset,
        });
    }
    let until = held.due.at;
    if asking.at > until || held.is_unsigned(asking.at) {
        Ok(())
    } else {
        Err(RefusalReason::NotLate {
            until,
            offset: asking.regulation.hours.offset,
        })
    }
}
