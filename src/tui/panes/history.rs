//! What happened to a letter, what was just done, and why its deadline is when it is: in words.

use crate::domain::action::Verb;
use crate::domain::deadline;
use crate::domain::event::{Event, Recorded};
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::tui::dates;
use crate::tui::widgets::sanitise::one_line;

/// Why the deadline of the lead unit is when it is, line by line.
pub fn deadline(letter: &Letter, office: &Office, regulation: &Regulation) -> Vec<String> {
    let Some(held) = letter.lead() else { return Vec::new() };
    let counted = deadline::count(held.assigned_at, &regulation.limit, &regulation.hours, &office.calendar);
    let mut lines =
        vec![say!("deadline-of", unit = office.units.name(held.unit), at = office.written(held.assigned_at))];
    if let Some(counted) = counted {
        lines.extend(dates::explain(&counted, office));
    }
    lines
}

/// An event in a line: when, who, what.
pub fn line(recorded: &Recorded, office: &Office) -> String {
    format!("{}  {}  {}", office.written(recorded.at), office.staff_name(&recorded.who), recorded.event.words())
}

/// An event with its words, for the history.
pub fn lines(recorded: &Recorded, office: &Office) -> Vec<String> {
    let mut lines = vec![line(recorded, office)];
    let more = match &recorded.event {
        Event::Received { source, .. } => source.file.clone(),
        Event::Accepted { number, category, .. } => Some(format!("{number} · {category}")),
        Event::Declined { ground, told } => Some(format!("{ground} · {}", say!(&format!("told-{}", told.code())))),
        Event::RepliedDirectly { because, policy, .. } => {
            let words = office.regulation.because(because).map(|because| because.words().to_owned());
            Some(words.into_iter().chain(policy.clone()).collect::<Vec<_>>().join(" · "))
        }
        Event::Proposed { text, .. } | Event::Instructed { text } | Event::Noted { text } => Some(text.clone()),
        Event::Assigned { unit, due } => {
            Some(say!("history-assigned", unit = office.units.name(*unit), due = office.written(due.at)))
        }
        Event::SignedFor { person, .. } => Some(person.clone()),
        Event::FeedbackGiven { text, head, late, .. } => {
            let late = if *late { say!("history-late") } else { String::new() };
            Some(say!("history-feedback", head = head.as_str(), late = late, text = text.as_str()))
        }
        Event::Drafted { text } => Some(say!("history-drafted", n = text.chars().count())),
        Event::Approved { note } => note.clone(),
        Event::SentBack { why } => Some(why.clone()),
        Event::Sent { by, .. } => Some(say!(&format!("way-{}", by.code()))),
        Event::Linked { to } => Some(format!("#{to}")),
        Event::Submitted | Event::Closed | Event::MarkedMajor => None,
    };
    lines.extend(more.into_iter().flat_map(|more| more.lines().map(|line| format!("    {line}")).collect::<Vec<_>>()));
    lines
}

/// What was done, in a sentence.
pub fn done(verb: Verb, letters: &[Letter]) -> String {
    let did = say!(&format!("did-{}", verb.code()));
    match letters {
        [letter] => {
            let name = letter.number.as_ref().map_or_else(|| one_line(&letter.title).into_owned(), |n| n.text.clone());
            say!("done-one", did = did, name = name)
        }
        letters => say!("done-many", did = did, n = letters.len()),
    }
}
