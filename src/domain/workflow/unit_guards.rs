//! Whose turn it is at the units: to which of a letter's assignments an action applies now, and why not to the others.

use super::refusal::Why;
use super::verb::Verb;
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::workflow::{GuardContext, Row, find};

/// Whether an action can be done with one assignment, which stands and is the person's to act for.
type Check = fn(&GuardContext<'_>, &Assignment) -> Result<(), Why>;

/// The actions that are about one unit.
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

/// The units with whose assignment the action can be done, in the order of assignment.
pub fn units(asking: &GuardContext<'_>) -> Vec<UnitId> {
    let applies = |held: &&Assignment| check(asking, held).is_ok();
    asking
        .letter
        .current()
        .filter(applies)
        .map(|held| held.unit)
        .collect()
}

/// The guard: with at least one. Where there is none, the reason is that of the first that is his to act for.
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

/// Whether the action can be done with one assignment.
pub fn check(asking: &GuardContext<'_>, held: &Assignment) -> Result<(), Why> {
    if !held.stands() {
        return Err(Why::NotAtAnyUnit);
    }
    // He who may do it in another role than a liaison's does it for every unit.
    let others = |row: &Row| {
        row.roles
            .iter()
            .any(|role| *role != Role::Liaison && asking.who.is_one_of(&[*role]))
    };
    let for_all = find(asking.verb).is_some_and(others);
    // That the opinion of a co-unit is not needed, the lead unit says.
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

/// After the limit nothing else is looked at: the attempt is refused, and recorded.
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
        // It has explained itself within the limit, and waits for the centre.
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
