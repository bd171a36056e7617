//! Guards for actions on assignments: to which units' assignments an action applies now, and why
//! not to the others.

use super::refusal::Why;
use super::verb::Verb;
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::workflow::{GuardContext, Row, find};

/// Checks an action against one active assignment for which the person may act.
type Check = fn(&GuardContext<'_>, &Assignment) -> Result<(), Why>;

/// The actions that concern a single unit, with their checks.
const TURNS: &[(Verb, Check)] = &[
    (Verb::SignFor, sign_for),
    (Verb::Return, give_back),
    (Verb::AskExtension, ask_extension),
    (Verb::DecideExtension, decide_extension),
    (Verb::Feedback, feedback),
    (Verb::SendBackFeedback, send_back),
    (Verb::Waive, waive),
    (Verb::Explain, explain),
    (Verb::Urge, urge),
];

/// Returns the units to whose assignment the action applies, in order of assignment.
pub fn units(asking: &GuardContext<'_>) -> Vec<UnitId> {
    let applies = |held: &&Assignment| check(asking, held).is_ok();
    asking
        .letter
        .current()
        .filter(applies)
        .map(|held| held.unit)
        .collect()
}

/// The guard of these actions: at least one assignment must fit. Otherwise it returns the reason
/// for the first assignment for which the person may act.
pub fn any(asking: &GuardContext<'_>) -> Result<(), Why> {
    let mut first = None;
    for held in asking.letter.current().filter(|held| held.stands()) {
        match check(asking, held) {
            Ok(()) => return Ok(()),
            Err(Why::NotYourUnit) => {}
            Err(why) => first = first.or(Some(why)),
        }
    }
    let held = asking.letter.current().any(Assignment::stands);
    Err(first.unwrap_or(if held {
        Why::NotYourUnit
    } else {
        Why::NotAtAnyUnit
    }))
}

/// Checks the action against one assignment.
pub fn check(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    if !held.stands() {
        return Err(Why::NotAtAnyUnit);
    }
    // A person who has the role of more than a liaison may act for every unit.
    let others = |row: &Row| {
        row.roles
            .iter()
            .any(|role| *role != Role::Liaison && asking.who.is_one_of(&[*role]))
    };
    let for_all = find(asking.verb).is_some_and(others);
    // The lead unit, not the co-unit itself, waives a co-unit's opinion.
    let lead = asking.letter.lead().map(|lead| lead.unit);
    let his = if asking.verb == Verb::Waive {
        lead
    } else {
        Some(held.unit)
    };
    if !for_all && asking.who.unit != his {
        return Err(Why::NotYourUnit);
    }
    match TURNS.iter().find(|(verb, _)| *verb == asking.verb) {
        Some((_, check)) => check(asking, held),
        None => Ok(()),
    }
}

fn owes(held: &Assignment) -> Result<(), Why> {
    if held.open() {
        Ok(())
    } else {
        Err(Why::AlreadyAnswered)
    }
}

fn sign_for(_: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    if held.signed.is_some() {
        Err(Why::AlreadySigned)
    } else {
        Ok(())
    }
}

fn give_back(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    if !held.feedbacks.is_empty() {
        return Err(Why::AlreadyAnswered);
    }
    match &held.return_by {
        None => Err(Why::NoReturns),
        Some(limit) if asking.at > limit.due.at => Err(Why::ReturnTooLate {
            until: limit.due.at,
            hours: asking.regulation.hours,
        }),
        Some(_) => Ok(()),
    }
}

/// After the deadline no other condition matters: the attempt is refused and recorded by the rule
/// itself.
fn ask_extension(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    let Some(rule) = asking.regulation.extensions else {
        return Err(Why::NoExtensions);
    };
    if asking.at > held.due.at {
        return Ok(());
    }
    if held.pending().is_some() {
        return Err(Why::ExtensionPending);
    }
    let granted = u32::try_from(held.granted().count()).unwrap_or(u32::MAX);
    if granted >= rule.times {
        Err(Why::ExtensionTimes { most: rule.times })
    } else {
        Ok(())
    }
}

fn decide_extension(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    match held.pending() {
        None => Err(Why::NoExtensionAsked),
        Some(extension) if extension.asked.who == asking.who.id => Err(Why::OwnRequest),
        Some(_) => Ok(()),
    }
}

fn feedback(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    let waiting = asking
        .letter
        .current()
        .filter(|co| co.co && co.open())
        .count();
    if held.co || waiting == 0 {
        Ok(())
    } else {
        Err(Why::CoUnitsOpen { n: waiting })
    }
}

fn send_back(_: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    if held.feedback().is_some() {
        Ok(())
    } else {
        Err(Why::NothingAnswered)
    }
}

fn waive(_: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    if held.co {
        owes(held)
    } else {
        Err(Why::NotACoUnit)
    }
}

fn explain(_: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)
}

fn urge(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    owes(held)?;
    if held.pending().is_some() {
        // A request made within the deadline counts as an explanation; the unit now waits for the
        // centre.
        return Err(Why::ExtensionPending);
    }
    let until = held.due.at;
    if asking.at > until {
        Ok(())
    } else {
        Err(Why::NotLate {
            until,
            hours: asking.regulation.hours,
        })
    }
}
