//! The letter: what it says, what was decided about it, what comes next.

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::Line;

use super::lines::Lines;
use crate::domain::letter::{Assignment, Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::domain::remaining::remaining;
use crate::domain::stage::Stage;
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
        let Inputs { card, office, now, theme } = *model;
        let key = Key {
            letter: card.letter.id,
            version: card.letter.version,
            cells,
            minute: now.as_second() / 60,
            theme,
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
}

impl Model {
    /// What the letter's lines are made of.
    pub fn inputs<'a>(&'a self, card: &'a Card) -> Inputs<'a> {
        Inputs { card, office: &self.office, now: self.now, theme: self.theme }
    }
}

/// What is known of a letter besides its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Its title.
    Title,
    /// Its official number.
    Number,
    /// Where it stands, and since when.
    Stage,
    /// When and how it came.
    Received,
    /// Who wrote.
    Writer,
    /// Its category.
    Category,
    /// That it needs an instruction.
    Major,
    /// Why it was declined.
    Ground,
    /// Why it is answered directly.
    Direct,
    /// The unit that has it.
    Unit,
    /// The unit's limit.
    Due,
}

impl Fact {
    /// The label, in a word.
    pub fn label(self) -> String {
        match self {
            Fact::Title => say!("fact-title"),
            Fact::Number => say!("fact-number"),
            Fact::Stage => say!("fact-stage"),
            Fact::Received => say!("fact-received"),
            Fact::Writer => say!("fact-writer"),
            Fact::Category => say!("fact-category"),
            Fact::Major => say!("fact-major"),
            Fact::Ground => say!("fact-ground"),
            Fact::Direct => say!("fact-direct"),
            Fact::Unit => say!("fact-unit"),
            Fact::Due => say!("fact-due"),
        }
    }
}

/// The facts of a letter, in order: for the screen and for the command line.
pub fn facts(letter: &Letter, office: &Office, now: Timestamp) -> Vec<(Fact, String)> {
    let regulation = office.regulation_of(&letter.regulation);
    let hours = &regulation.hours;
    let mut facts = Vec::new();
    let mut fact = |fact: Fact, text: String| facts.push((fact, text));
    fact(Fact::Title, letter.title.clone());
    if let Some(number) = &letter.number {
        fact(Fact::Number, number.text.clone());
    }
    fact(
        Fact::Stage,
        say!("stage-since", stage = letter.stage.words(), at = dates::full(letter.stage_since, now, hours)),
    );
    let received = letter.received_at.map_or_else(|| say!("received-unknown"), |at| dates::full(at, now, hours));
    let channel = say!(&format!("channel-{}", letter.channel.code()));
    fact(Fact::Received, format!("{received} · {channel}"));
    fact(Fact::Writer, writer(letter));
    if let Some(code) = &letter.category {
        let words = regulation.category(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact(Fact::Category, format!("{code} {words}"));
    }
    if letter.major {
        fact(Fact::Major, say!("major-yes"));
    }
    if let Some((code, told)) = &letter.ground {
        let words = regulation.ground(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact(Fact::Ground, format!("{code} {words} · {}", say!(&format!("told-{}", told.code()))));
    }
    if let Some((code, _, policy)) = &letter.direct {
        let words = regulation.because(code).map(|entry| entry.words().to_owned()).unwrap_or_default();
        fact(Fact::Direct, policy.iter().fold(words, |words, policy| format!("{words} · {policy}")));
    }
    for held in &letter.assignments {
        fact(Fact::Unit, assignment(held, office, now));
        if letter.stage == Stage::Assigned && held.feedback.is_none() {
            let left = remaining(now, held.due.at, hours, &office.calendar).words();
            let mut due = format!("{} · {left}", dates::full(held.due.at, now, hours));
            if held.due.provisional {
                due.push_str(&say!("due-is-provisional"));
            }
            fact(Fact::Due, due);
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
    let Inputs { card, office, now, theme } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    let mut lines = Lines::new(cells, theme);
    let left = letter.due().map(|due| remaining(now, due.at, hours, &office.calendar));
    let urgent = left.map_or(Style::new(), |left| theme.urgency(left.urgency(office.regulation.warn_minutes)));
    for (fact, text) in facts(letter, office, now) {
        match fact {
            Fact::Title => lines.head(&one_line(&text), theme.strong()),
            // The frame says these.
            Fact::Number | Fact::Stage => {}
            Fact::Due => lines.fact(&fact.label(), &text, urgent),
            Fact::Received | Fact::Writer | Fact::Category | Fact::Major | Fact::Ground | Fact::Direct | Fact::Unit => {
                lines.fact(&fact.label(), &text, theme.text())
            }
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
    proposed(&mut lines, letter, office, now);
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
    let number = row.called();
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
