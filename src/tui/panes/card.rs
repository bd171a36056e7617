//! The letter: what it says, what was decided about it, what comes next.

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::Line;

use super::lines::Lines;
use crate::domain::action::Verb;
use crate::domain::deadline;
use crate::domain::event::{Event, Recorded};
use crate::domain::letter::{Assignment, Letter, LetterId};
use crate::domain::number::Number;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::remaining::remaining;
use crate::domain::stage::{Queue, Stage};
use crate::domain::summary::Summary;
use crate::tui::model::{Card, Model};
use crate::tui::theme::Theme;
use crate::tui::widgets::sanitise::one_line;
use crate::tui::{dates, menu};

/// What the lines of the letter depend on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    letter: LetterId,
    version: u32,
    cells: usize,
    minute: i64,
    theme: Theme,
    review: bool,
    office: i64,
}

/// The lines of the letter that is shown, kept while nothing that they depend on changes.
#[derive(Debug, Default)]
pub struct CardView {
    key: Option<Key>,
    lines: Vec<Line<'static>>,
    /// The first line that is drawn.
    pub top: usize,
    last_top: usize,
}

impl CardView {
    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.last_top);
    }

    /// The lines in view, `cells` wide and `height` high, and how many there are.
    pub fn lines(&mut self, model: &Inputs<'_>, cells: usize, height: usize) -> (&[Line<'static>], usize) {
        let Inputs { card, office, now, theme, review } = *model;
        let key = Key {
            letter: card.letter.id,
            version: card.letter.version,
            cells,
            minute: now.as_second() / 60,
            theme,
            review,
            office: office.seq,
        };
        if self.key.as_ref() != Some(&key) {
            if self.key.as_ref().is_none_or(|before| before.letter != key.letter) {
                self.top = 0;
            }
            self.lines = whole(model, cells);
            self.key = Some(key);
        }
        self.last_top = self.lines.len().saturating_sub(height);
        self.top = self.top.min(self.last_top);
        let until = (self.top + height).min(self.lines.len());
        (self.lines.get(self.top..until).unwrap_or_default(), self.lines.len())
    }
}

/// What the lines are made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The letter.
    pub card: &'a Card,
    /// The office.
    pub office: &'a Office,
    /// Now.
    pub now: Timestamp,
    /// The colours.
    pub theme: Theme,
    /// Whether a leader reads it: what is proposed comes before the rest.
    pub review: bool,
}

impl Model {
    /// What the letter's lines are made of.
    pub fn inputs<'a>(&'a self, card: &'a Card) -> Inputs<'a> {
        let review = self.pane == Queue::Review;
        Inputs { card, office: &self.office, now: self.now, theme: self.theme, review }
    }
}

/// The facts of a letter, label and text, in order: for the screen and for the command line.
pub fn facts(letter: &Letter, office: &Office, now: Timestamp) -> Vec<(String, String)> {
    let regulation = office.regulation_of(&letter.regulation);
    let hours = &regulation.hours;
    let mut facts = Vec::new();
    let mut fact = |key: &str, text: String| facts.push((say!(key), text));
    fact("fact-title", letter.title.clone());
    if let Some(number) = &letter.number {
        fact("fact-number", number.text.clone());
    }
    fact(
        "fact-stage",
        say!("stage-since", stage = letter.stage.words(), at = dates::full(letter.stage_since, now, hours)),
    );
    let received = letter.received_at.map_or_else(|| say!("received-unknown"), |at| dates::full(at, now, hours));
    let channel = say!(&format!("channel-{}", letter.channel.code()));
    fact("fact-received", format!("{received} · {channel}"));
    fact("fact-writer", writer(letter));
    if let Some(code) = &letter.category {
        let words = regulation.category(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact("fact-category", format!("{code} {words}"));
    }
    if letter.major {
        fact("fact-major", say!("major-yes"));
    }
    if let Some((code, told)) = &letter.ground {
        let words = regulation.ground(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact("fact-ground", format!("{code} {words} · {}", say!(&format!("told-{}", told.code()))));
    }
    if let Some((code, _, policy)) = &letter.direct {
        let words = regulation.because(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact("fact-direct", policy.iter().fold(words, |words, policy| format!("{words} · {policy}")));
    }
    for held in &letter.assignments {
        fact("fact-unit", assignment(held, office, now));
        if letter.stage == Stage::Assigned && held.feedback.is_none() {
            let left = remaining(now, held.due.at, hours, &office.calendar).words();
            let mut due = format!("{} · {left}", dates::full(held.due.at, now, hours));
            if held.due.provisional {
                due.push_str(&say!("due-is-provisional"));
            }
            fact("fact-due", due);
        }
    }
    facts
}

fn writer(letter: &Letter) -> String {
    let mut parts = vec![letter.writer.name.clone().unwrap_or_else(|| say!("anonymous-long"))];
    parts.extend(letter.writer.phone.clone());
    parts.extend(letter.writer.email.clone());
    parts.extend(letter.writer.address.clone());
    if letter.writer.unreachable() {
        parts.push(say!("unreachable"));
    }
    parts.join(" · ")
}

fn assignment(held: &Assignment, office: &Office, now: Timestamp) -> String {
    let hours = &office.regulation.hours;
    let name = office.units.name(held.unit);
    let at = dates::full(held.assigned_at, now, hours);
    match &held.signed {
        Some((signed, person)) => {
            let signed = dates::full(*signed, now, hours);
            say!("unit-signed", unit = name, at = at, signed = signed, person = person.as_str())
        }
        None => say!("unit-unsigned", unit = name, at = at),
    }
}

/// The whole letter in lines.
fn whole(inputs: &Inputs<'_>, cells: usize) -> Vec<Line<'static>> {
    let Inputs { card, office, now, theme, review } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    let mut lines = Lines::new(cells, theme);
    let left = letter.due().map(|due| remaining(now, due.at, hours, &office.calendar));
    let urgent = left.map_or(Style::new(), |left| theme.urgency(left.urgency(office.regulation.warn_minutes)));
    let due_label = say!("fact-due");
    for (n, (label, text)) in facts(letter, office, now).into_iter().enumerate() {
        if n == 0 {
            lines.text(&one_line(&text), theme.strong());
        } else {
            lines.fact(&label, &text, if label == due_label { urgent } else { theme.text() });
        }
    }
    if !card.earlier.is_empty() {
        lines.heading(&say!("heading-earlier"));
        for row in &card.earlier {
            lines.text(&earlier(row, letter, now, office), theme.text());
        }
    }
    let verdict = letter.verdicts.last().filter(|verdict| letter.sent_back && !verdict.approved);
    if let Some(verdict) = verdict {
        lines.heading(&say!("heading-sent-back", who = office.staff_name(&verdict.who)));
        lines.text(&verdict.text, theme.late());
    }
    if review {
        proposed(&mut lines, letter, office, now);
    }
    lines.gap();
    lines.text(&letter.body, theme.text());
    for (n, attachment) in letter.attachments.iter().enumerate() {
        if n == 0 {
            lines.heading(&say!("heading-attachments"));
        }
        lines.text(&format!("{}  {}", attachment.name, menu::size(attachment.size)), theme.text());
    }
    for remark in &letter.remarks {
        lines.text(remark, theme.quiet());
    }
    if !review {
        proposed(&mut lines, letter, office, now);
    }
    if let Some(reply) = &letter.reply {
        let by = say!(&format!("way-{}", reply.by.code()));
        lines.heading(&say!("heading-reply", by = by, at = dates::full(reply.at, now, hours)));
        lines.quoted(&reply.text);
    } else if let Some(verdict) = letter.verdicts.last().filter(|verdict| verdict.approved && !verdict.text.is_empty())
    {
        lines.heading(&say!("heading-approved", who = office.staff_name(&verdict.who)));
        lines.quoted(&verdict.text);
    }
    for (n, note) in letter.notes.iter().enumerate() {
        if n == 0 {
            lines.heading(&say!("heading-notes"));
        }
        let at = dates::full(note.at, now, hours);
        lines.text(
            &say!("note-line", who = office.staff_name(&note.who), at = at, text = note.text.as_str()),
            theme.text(),
        );
    }
    lines.done()
}

/// Proposal, instruction, feedback and draft: what the office has made of it so far.
fn proposed(lines: &mut Lines, letter: &Letter, office: &Office, now: Timestamp) {
    let hours = &office.regulation.hours;
    if let Some((proposal, lead)) = &letter.proposal {
        lines.heading(&say!("heading-proposal", who = office.staff_name(&proposal.who)));
        lines.quoted(&proposal.text);
        if let Some(lead) = lead {
            lines.quoted(&say!("proposal-lead", unit = office.units.name(*lead)));
        }
    }
    if let Some(instruction) = &letter.instruction {
        let at = dates::full(instruction.at, now, hours);
        lines.heading(&say!("heading-instruction", who = office.staff_name(&instruction.who), at = at));
        lines.quoted(&instruction.text);
    }
    for held in &letter.assignments {
        if let Some(feedback) = &held.feedback {
            let key = if feedback.late { "heading-feedback-late" } else { "heading-feedback" };
            let at = dates::full(feedback.at, now, hours);
            lines.heading(&say!(key, unit = office.units.name(held.unit), head = feedback.head.as_str(), at = at));
            lines.quoted(&feedback.text);
        }
    }
    if letter.reply.is_none() && !letter.draft.trim().is_empty() {
        lines.heading(&say!("heading-draft"));
        lines.quoted(&letter.draft);
    }
}

fn earlier(row: &Summary, letter: &Letter, now: Timestamp, office: &Office) -> String {
    let number = match &row.number {
        Some(text) => Number { year: 0, seq: 0, text: text.clone() }.short().to_owned(),
        None => format!("#{}", row.id.0),
    };
    let hours = &office.regulation.hours;
    let same_writer = row.writer.is_some() && row.writer == letter.writer.name;
    let why = match (letter.repeats.contains(&row.id), same_writer) {
        (true, _) => say!("earlier-linked"),
        (false, true) => say!("earlier-same-text-same-writer"),
        (false, false) => say!("earlier-same-text"),
    };
    let since = dates::relative(row.stage_since, now, hours);
    format!("{number} {} · {} {since} · {why}", one_line(&row.title), row.stage.words())
}

/// Why the deadline of the lead unit is when it is, line by line.
pub fn deadline(letter: &Letter, office: &Office, regulation: &Regulation) -> Vec<String> {
    let Some(held) = letter.lead() else { return Vec::new() };
    let counted = deadline::count(held.assigned_at, &regulation.limit, &regulation.hours, &office.calendar);
    let mut lines =
        vec![say!("deadline-of", unit = office.units.name(held.unit), at = office.written(held.assigned_at))];
    if let Some(counted) = counted {
        lines.extend(crate::tui::dates::explain(&counted, office));
    }
    lines
}

/// An event in a line: when, who, what.
pub fn history_line(recorded: &Recorded, office: &Office) -> String {
    format!("{}  {}  {}", office.written(recorded.at), office.staff_name(&recorded.who), recorded.event.words())
}

/// An event with its words, for the history.
pub fn history(recorded: &Recorded, office: &Office) -> Vec<String> {
    let mut lines = vec![history_line(recorded, office)];
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
        Event::DueMoved { due, .. } => Some(office.written(due.at)),
        Event::Submitted | Event::Closed | Event::MarkedMajor => None,
    };
    lines.extend(more.into_iter().flat_map(|more| more.lines().map(|line| format!("    {line}")).collect::<Vec<_>>()));
    lines
}

/// What was done, in a sentence.
pub fn done(verb: Verb, letters: &[Letter]) -> String {
    match letters {
        [letter] => {
            let name = letter.number.as_ref().map_or_else(|| one_line(&letter.title).into_owned(), |n| n.text.clone());
            say!("done-one", verb = verb.words(), name = name)
        }
        letters => say!("done-many", verb = verb.words(), n = letters.len()),
    }
}
