//! The rules: an action on a letter, in a context, becomes events or a refusal.

use jiff::Timestamp;

use super::action::Action;
use super::calendar::Calendar;
use super::deadline;
use super::event::Event;
use super::letter::Letter;
use super::refusal::{Refusal, Why};
use super::regulation::{Article, Names, Regulation, Worded};
use super::staff::Staff;
use super::unit::{UnitId, Units};
use super::workflow::{Ask, offer};

/// All that a rule may know besides the letter. The domain never asks the machine.
pub struct Context<'a> {
    /// Who acts.
    pub who: &'a Staff,
    /// The instant.
    pub at: Timestamp,
    /// The regulation that the letter came under.
    pub regulation: &'a Regulation,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The directory of units.
    pub units: &'a Units,
    /// The next free place in the number series of the year in which `at` lies.
    pub next_number: u32,
}

/// Decides. The events are in the order in which they happened; a refusal has changed nothing.
pub fn decide(letter: &Letter, action: Action, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let row = offer(letter, action.verb(), context.who, context.regulation)?;
    let refuse = |why: Why| Refusal::new(why, Some(context.regulation.article(row.article).clone()));
    let filled =
        |ask: Ask, text: String| if text.trim().is_empty() { Err(refuse(Why::Missing(ask))) } else { Ok(text) };
    let events = match action {
        Action::Accept { category, major } => {
            known(Ask::Category, &category, &context.regulation.categories)
                .map_err(|why| Refusal::new(why, Some(context.regulation.article(Article::Scope).clone())))?;
            let year = context.regulation.hours.civil(context.at).year();
            let number = context.regulation.number.write(year, context.next_number);
            vec![Event::Accepted { number, category, major }]
        }
        Action::Decline { ground, told } => {
            known(Ask::Ground, &ground, &context.regulation.grounds).map_err(&refuse)?;
            vec![Event::Declined { ground, told }]
        }
        Action::ReplyDirectly { because, earlier, policy } => {
            let reason = known(Ask::Because, &because, &context.regulation.direct_reply).map_err(&refuse)?;
            match reason.names {
                Names::Earlier => {
                    let Some(earlier) = earlier else { return Err(refuse(Why::Missing(Ask::Earlier))) };
                    another(letter, earlier).map_err(&refuse)?;
                    vec![Event::RepliedDirectly { because, earlier: Some(earlier), policy: None }]
                }
                Names::Policy => {
                    let policy = filled(Ask::Policy, policy.unwrap_or_default())?;
                    vec![Event::RepliedDirectly { because, earlier: None, policy: Some(policy) }]
                }
            }
        }
        Action::Propose { text, lead } => {
            let text = filled(Ask::Text, text)?;
            if let Some(lead) = lead {
                exists(lead, context).map_err(&refuse)?;
            }
            vec![Event::Proposed { text, lead }]
        }
        Action::Instruct { text, lead } => {
            let text = filled(Ask::Text, text)?;
            vec![Event::Instructed { text }, assigned(lead, context).map_err(&refuse)?]
        }
        Action::Assign { lead } => vec![assigned(lead, context).map_err(&refuse)?],
        Action::SignFor { unit, person } => {
            has_it(letter, unit, context).map_err(&refuse)?;
            vec![Event::SignedFor { unit, person: filled(Ask::Person, person)? }]
        }
        Action::Feedback { unit, text, head, sealed } => {
            let due = has_it(letter, unit, context).map_err(&refuse)?;
            let text = filled(Ask::Text, text)?;
            let head = filled(Ask::Head, head)?;
            if !sealed {
                return Err(refuse(Why::NotSealed));
            }
            vec![Event::FeedbackGiven { unit, text, head, late: context.at > due }]
        }
        Action::Draft { text } => vec![Event::Drafted { text: filled(Ask::Text, text)? }],
        Action::Submit => vec![Event::Submitted],
        Action::Approve { note } => {
            vec![Event::Approved { note: note.filter(|note| !note.trim().is_empty()) }]
        }
        Action::SendBack { why } => vec![Event::SentBack { why: filled(Ask::Why, why)? }],
        Action::Send { by } => vec![Event::Sent { by, text: letter.draft.clone() }],
        Action::Close => vec![Event::Closed],
        Action::Link { to } => {
            another(letter, to).map_err(&refuse)?;
            if letter.repeats.contains(&to) {
                return Err(refuse(Why::AlreadyLinked));
            }
            vec![Event::Linked { to }]
        }
        Action::MarkMajor => vec![Event::MarkedMajor],
        Action::Note { text } => vec![Event::Noted { text: filled(Ask::Text, text)? }],
    };
    Ok(events)
}

fn known<'a, T: Worded>(ask: Ask, code: &str, entries: &'a [T]) -> Result<&'a T, Why> {
    if code.is_empty() {
        return Err(Why::Missing(ask));
    }
    entries.iter().find(|entry| entry.code() == code).ok_or_else(|| Why::UnknownCode {
        ask,
        code: code.to_owned(),
        known: entries.iter().map(Worded::code).collect::<Vec<_>>().join(&crate::say!("list-and")),
    })
}

fn another(letter: &Letter, other: super::letter::LetterId) -> Result<(), Why> {
    if other == letter.id { Err(Why::SameLetter) } else { Ok(()) }
}

fn exists(unit: UnitId, context: &Context<'_>) -> Result<(), Why> {
    context.units.get(unit).map(|_| ()).ok_or(Why::NoSuchUnit)
}

fn assigned(lead: UnitId, context: &Context<'_>) -> Result<Event, Why> {
    exists(lead, context)?;
    let Regulation { limit, hours, .. } = context.regulation;
    let deadline = deadline::count(context.at, limit, hours, context.calendar).ok_or(Why::NoDeadline)?;
    Ok(Event::Assigned { unit: lead, due: deadline.due })
}

/// The limit of the unit that has the letter.
fn has_it(letter: &Letter, unit: UnitId, context: &Context<'_>) -> Result<Timestamp, Why> {
    let held = letter.assignments.iter().rev().find(|held| held.unit == unit && held.feedback.is_none());
    held.map(|held| held.due.at).ok_or_else(|| Why::NotAtUnit { unit: context.units.name(unit) })
}
