//! Puts into words what happened to a letter, what was just done, and how its deadlines come about.

mod details;

pub(super) use details::call_line;
use details::event_details;

use crate::domain::letter::Letter;
use crate::domain::letter::event::{DeadlineKind, Notified, RecordedEvent};
use crate::domain::letter::stage::Stage;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::time::deadline::{Due, LimitUnit, Term};
use crate::domain::workflow::action::Verb;
use crate::text::dates;
use crate::text::sanitize::{for_display, one_line};

/// Explains each running deadline, line by line.
pub fn deadline_lines(letter: &Letter, office: &Office, regulation: &Regulation) -> Vec<String> {
    let mut lines = Vec::new();
    // A time limit for returning the letter is left out once it has passed: nothing depends on it
    // any more.
    let passed = |which: &DeadlineKind, due: &Due| {
        matches!(which, DeadlineKind::Return(_)) && due.at < office.now
    };
    for (which, _, term) in letter
        .running_deadlines(regulation)
        .into_iter()
        .filter(|(which, due, _)| !passed(which, due))
    {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let of = match which {
            DeadlineKind::Stage if letter.open_inquiry().is_some() => say!("clock-answer"),
            DeadlineKind::Stage => say!("clock-stage", stage = letter.stage.label()),
            DeadlineKind::Route if letter.stage == Stage::Registered => say!("clock-returned"),
            DeadlineKind::Route => say!("clock-direct"),
            DeadlineKind::Unit(unit)
                if letter
                    .held_by(unit)
                    .is_some_and(|held| !held.feedbacks.is_empty()) =>
            {
                say!("clock-unit-again", unit = office.units.name(unit))
            }
            DeadlineKind::Unit(unit) => say!("clock-unit", unit = office.units.name(unit)),
            DeadlineKind::Return(unit) => say!("clock-return", unit = office.units.name(unit)),
            DeadlineKind::Step(unit) => say!("clock-step", unit = office.units.name(unit)),
            DeadlineKind::Sign(unit) => say!("clock-sign", unit = office.units.name(unit)),
        };
        lines.push(say!(
            "deadline-of",
            of = of,
            at = office.format_minute(term.from)
        ));
        lines.push(limit_text(&term));
        if let Some(counted) = term.compute_deadline(&regulation.hours, &office.calendar) {
            lines.extend(dates::explain_deadline(&counted, office));
        }
    }
    lines
}

/// Returns the length of a limit, with what was granted on top.
fn limit_text(term: &Term) -> String {
    let amount = term.limit.amount;
    let days = match term.limit.unit {
        LimitUnit::WorkingDays => say!("limit-working-days", n = amount),
        LimitUnit::CalendarDays => say!("limit-calendar-days", n = amount),
    };
    let days = match term.extended.iter().map(|span| span.amount).sum::<u32>() {
        0 => days,
        more => say!("limit-extended", days = days, more = more),
    };
    match term.paused.iter().map(|span| span.amount).sum::<u32>() {
        0 => days,
        more => say!("limit-paused", days = days, more = more),
    }
}

/// Returns an event as one line: when, who, what.
pub fn event_line(recorded: &RecordedEvent, office: &Office) -> String {
    let name = office.staff_name(&recorded.who);
    format!(
        "{}  {}  {}",
        office.format_minute(recorded.at),
        one_line(&name),
        recorded.event.label()
    )
}

/// Returns an event with its details, for the history; `regulation` is the one under which the
/// letter was received.
pub fn event_lines(
    recorded: &RecordedEvent,
    office: &Office,
    regulation: &Regulation,
) -> Vec<String> {
    let mut lines = vec![event_line(recorded, office)];
    let more = event_details(recorded, office, regulation).unwrap_or_default();
    if let Some(late) = &recorded.late {
        let why = late.why.as_deref().unwrap_or_default();
        let at = office.format_minute(late.at);
        let line = match &late.by {
            Some(by) => say!("history-signed", who = office.staff_name(by), at = at),
            None => say!("history-happened", at = at, why = one_line(why)),
        };
        lines.push(format!("    {}", line.trim_end()));
    }
    // Every further line is indented, so that no text can look like an event of its own.
    lines.extend(
        for_display(more.trim_end())
            .split('\n')
            .filter(|_| !more.is_empty())
            .map(|line| format!("    {line}")),
    );
    lines
}

/// Returns how a letter ended without a reply, with what the ending names.
pub(super) fn ending_line(
    regulation: &Regulation,
    because: &str,
    named: [Option<String>; 3],
    why: &str,
    told: Notified,
) -> String {
    let words = regulation
        .find_ending(because)
        .map_or_else(|| because.to_owned(), |kind| kind.words().to_owned());
    let told = say!(&format!("told-{}", told.code()));
    let parts = std::iter::once(words).chain(named.into_iter().flatten());
    parts
        .chain([why.to_owned(), told])
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Returns a sentence that says what was done.
pub fn done_sentence(verb: Verb, letters: &[Letter]) -> String {
    let did = say!(&format!("did-{}", verb.code()));
    match letters {
        [letter] => {
            let name = letter
                .number
                .as_ref()
                .map_or_else(|| one_line(&letter.title).into_owned(), |n| n.text.clone());
            say!("done-one", did = did, name = name)
        }
        letters => say!("done-many", did = did, n = letters.len()),
    }
}
