//! Puts into words what happened to a letter, what was just done, and how its deadlines come about.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::letter::cause::CorrectedField;
use crate::domain::letter::event::{DeadlineKind, Event, Notified, RecordedEvent};
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::time::Timestamp;
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
    match term.extended.iter().map(|span| span.amount).sum::<u32>() {
        0 => days,
        more => say!("limit-extended", days = days, more = more),
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
    let more = event_details(&recorded.event, office, regulation).unwrap_or_default();
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

/// Returns the details of an event; `None` if there are none.
fn event_details(event: &Event, office: &Office, regulation: &Regulation) -> Option<String> {
    let told = |told: &Notified| say!(&format!("told-{}", told.code()));
    let unit = |unit: &UnitId, text: &str| Some(format!("{} · {text}", office.units.name(*unit)));
    match event {
        Event::Received { source, .. } => source.file.clone(),
        Event::Accepted {
            number, category, ..
        } => Some(format!("{number} · {category}")),
        Event::Declined {
            ground, told: how, ..
        } => Some(format!("{ground} · {}", told(how))),
        Event::Referred {
            to, why, told: how, ..
        } => Some(say!(
            "referred-to",
            to = to.as_str(),
            why = why.as_str(),
            told = told(how)
        )),
        Event::WriterTold { told: how } => Some(told(how)),
        Event::RepliedDirectly {
            because, policy, ..
        } => {
            let words = regulation
                .find_direct_reply_reason(because)
                .map(|because| because.words().to_owned());
            Some(
                words
                    .into_iter()
                    .chain(policy.clone())
                    .collect::<Vec<_>>()
                    .join(" · "),
            )
        }
        Event::Proposed { text, .. }
        | Event::Instructed { text }
        | Event::WriterAsked { text, .. }
        | Event::WriterAnswered { text, .. }
        | Event::Noted { text } => Some(text.clone()),
        Event::Assigned { unit, due, co, .. } => {
            let key = if *co {
                "history-assigned-co"
            } else {
                "history-assigned"
            };
            Some(say!(
                key,
                unit = office.units.name(*unit),
                due = office.format_minute(due.at)
            ))
        }
        Event::SignedFor {
            unit: of, person, ..
        } => unit(of, person),
        Event::Returned { unit: of, why, .. }
        | Event::FeedbackSentBack { unit: of, why, .. }
        | Event::OpinionWaived { unit: of, why } => unit(of, why),
        Event::Explained { unit: of, text } => unit(of, text),
        Event::ExtensionAsked {
            unit: of,
            days,
            why,
        }
        | Event::ExtensionTooLate {
            unit: of,
            days,
            why,
        } => unit(
            of,
            &say!("history-extension", days = *days, why = why.as_str()),
        ),
        Event::ExtensionDecided {
            unit: of,
            granted: _,
            why,
            limit,
            told: how,
        } => {
            let why = why.clone().unwrap_or_default();
            let words = match limit {
                Some(limit) => say!(
                    "history-granted",
                    due = office.format_minute(limit.due.at),
                    why = why
                ),
                None => say!("history-denied", why = why),
            };
            let words = if how.is_none() {
                words
            } else {
                format!("{words} · {}", told(how))
            };
            unit(of, words.trim_end())
        }
        Event::FeedbackGiven {
            unit: of,
            text,
            head,
            late,
            ..
        } => {
            let late = if *late {
                say!("history-late")
            } else {
                String::new()
            };
            unit(
                of,
                &say!(
                    "history-feedback",
                    head = head.as_str(),
                    late = late,
                    text = text.as_str()
                ),
            )
        }
        Event::Urged {
            unit: of,
            step,
            by,
            to,
            answer,
            ..
        } => {
            let step = regulation
                .find_step(step)
                .map(|step| step.words().to_owned())
                .unwrap_or_default();
            let way = say!(&format!("contact-{}", by.code()));
            let parts = [step, way, to.clone()]
                .into_iter()
                .chain(answer.clone())
                .collect::<Vec<_>>();
            unit(of, &parts.join(" · "))
        }
        Event::Drafted { text } => Some(say!("history-drafted", n = text.chars().count())),
        Event::Approved { note } => note.clone(),
        Event::SentBack { why, passage } => {
            let passage = passage
                .as_ref()
                .map(|text| say!("passage-line", text = text.as_str()));
            Some(
                std::iter::once(why.clone())
                    .chain(passage)
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
        }
        Event::Sent { by, .. } => Some(say!(&format!("way-{}", by.code()))),
        Event::Withheld { why } | Event::UnmarkedMajor { why } | Event::Revoked { why, .. } => {
            Some(why.clone())
        }
        Event::Reopened { cause, why, .. } => Some(format!("{} · {why}", cause.label())),
        Event::TakenBack {
            unit: of,
            cause,
            why,
            ..
        } => unit(of, &format!("{} · {why}", cause.label())),
        Event::LeadChanged {
            was,
            now,
            kept,
            why,
        } => Some(say!(
            if *kept {
                "history-lead-changed-kept"
            } else {
                "history-lead-changed"
            },
            was = office.units.name(*was),
            now = office.units.name(*now),
            why = why.as_str()
        )),
        Event::Amended { why, fault } => Some(format!("{} · {why}", fault.label())),
        Event::Ended {
            because,
            why,
            told: how,
            to,
            into,
            ground,
        } => {
            let named = [to.clone(), into.map(|id| format!("#{id}")), ground.clone()];
            Some(ending_line(regulation, because, named, why, *how))
        }
        // A way of reaching the writer is left out: a liaison reads the history, too.
        Event::Corrected { field, why, .. } if field.is_contact() => {
            Some(format!("{} · {why}", field.label()))
        }
        Event::Corrected {
            field,
            was,
            now,
            why,
            ..
        } => Some(say!(
            "history-corrected",
            field = field.label(),
            was = corrected_text(*field, was, office),
            now = corrected_text(*field, now, office),
            why = why.as_str()
        )),
        Event::Attached { attachments, note } => Some(
            attachments
                .iter()
                .map(|file| file.name.clone())
                .chain(note.clone())
                .collect::<Vec<_>>()
                .join(" · "),
        ),
        Event::Rated {
            score,
            source,
            note,
        } => {
            let source = say!(&format!("source-{}", source.code()));
            let line = say!("rating-line", score = i64::from(*score), source = source);
            Some(
                std::iter::once(line)
                    .chain(note.clone())
                    .collect::<Vec<_>>()
                    .join(" · "),
            )
        }
        Event::Linked { to } | Event::Unlinked { to } => Some(format!("#{to}")),
        Event::Acknowledged { text } => text.clone(),
        Event::Restricted { readers, .. } => Some(
            readers
                .iter()
                .map(|id| office.staff_name(id))
                .collect::<Vec<_>>()
                .join(&say!("list-and")),
        ),
        Event::DeadlineMoved { was, due, which: _ } => Some(say!(
            "history-moved",
            was = office.format_minute(was.at),
            due = office.format_minute(due.at)
        )),
        Event::Submitted { .. }
        | Event::ReviewWaived
        | Event::Recalled
        | Event::Unclosed
        | Event::Published
        | Event::Closed
        | Event::MarkedMajor { .. }
        | Event::Read
        | Event::ReadRefused
        | Event::ContactAllowed => None,
    }
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

/// Returns a value of a corrected field as it is shown.
fn corrected_text(field: CorrectedField, value: &str, office: &Office) -> String {
    let shown = match field {
        CorrectedField::Channel => Channel::ALL
            .into_iter()
            .find(|known| known.code() == value)
            .map(|known| say!(&format!("channel-{}", known.code()))),
        CorrectedField::Received => value
            .parse::<Timestamp>()
            .ok()
            .map(|at| office.format_minute(at)),
        CorrectedField::Accused => value
            .parse()
            .ok()
            .map(|unit| office.units.name(UnitId(unit))),
        CorrectedField::Title
        | CorrectedField::Writer
        | CorrectedField::Phone
        | CorrectedField::Email
        | CorrectedField::Address
        | CorrectedField::OwnNumber
        | CorrectedField::Category => None,
    };
    match shown {
        Some(shown) => shown,
        None if value.is_empty() => say!("history-nothing"),
        None => value.to_owned(),
    }
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
