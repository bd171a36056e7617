//! The letter on the screen: its text, what was decided about it, what comes next.

use ratatui::style::Style;
use ratatui::text::Line;

use super::facts::{Fact, facts};
use super::lines::Lines;
use super::remembered;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::Summary;
use crate::domain::letter::{Assignment, Feedback, Letter, LetterId, Remark};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::domain::similarity::recall::Recall;
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::remaining;
use crate::text::dates;
use crate::text::sanitize::one_line;
use crate::tui::model::{Card, Model};
use crate::tui::state::menu;
use crate::tui::theme::Theme;

/// Cache key: everything on which the lines of the letter depend.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    letter: LetterId,
    version: u32,
    sealed: bool,
    cells: usize,
    minute: i64,
    theme: Theme,
    office: i64,
    earlier: Vec<Summary>,
    brief: bool,
    marks: Vec<String>,
    recalled: bool,
}

/// The lines of the displayed letter, cached while their key does not change, with the scroll
/// position.
#[derive(Debug, Default)]
pub struct CardView {
    key: Option<Key>,
    lines: Vec<Line<'static>>,
    /// First line that is drawn.
    pub top: usize,
    last_top: usize,
}

impl CardView {
    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.last_top);
    }

    /// Returns the lines in view, `cells` wide and `height` high, and the number of all lines.
    pub fn lines(
        &mut self,
        model: &Inputs<'_>,
        cells: usize,
        height: usize,
    ) -> (&[Line<'static>], usize) {
        let Inputs {
            card,
            recall,
            office,
            now,
            theme,
            brief,
            marks,
        } = *model;
        let key = Key {
            letter: card.letter.id,
            version: card.letter.version,
            sealed: card.sealed,
            cells,
            minute: now.as_second() / 60,
            theme,
            office: office.seq,
            earlier: card.earlier.clone(),
            brief,
            marks: marks.to_vec(),
            recalled: recall.is_some_and(|recall| recall.version == card.letter.version),
        };
        if self.key.as_ref() != Some(&key) {
            if self
                .key
                .as_ref()
                .is_none_or(|before| before.letter != key.letter)
            {
                self.top = 0;
            }
            self.lines = whole(model, cells);
            self.key = Some(key);
        }
        self.last_top = self.lines.len().saturating_sub(height);
        self.top = self.top.min(self.last_top);
        let until = (self.top + height).min(self.lines.len());
        (
            self.lines.get(self.top..until).unwrap_or_default(),
            self.lines.len(),
        )
    }
}

/// Everything from which the lines are made.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The letter.
    pub card: &'a Card,
    /// Similar letters and suggestions for it.
    pub recall: Option<&'a Recall>,
    /// The office.
    pub office: &'a Office,
    /// The current time.
    pub now: Timestamp,
    /// The colours.
    pub theme: Theme,
    /// Whether there is room for the text alone, without the facts.
    pub brief: bool,
    /// Normalised words of the search, to highlight.
    pub marks: &'a [String],
}

impl Model {
    /// Returns the similar letters and suggestions for a letter, if they are loaded.
    pub fn recalled(&self, letter: LetterId) -> Option<&Recall> {
        self.recall
            .as_ref()
            .filter(|recall| recall.letter == letter)
    }

    /// Returns the inputs from which the letter's lines are made.
    pub fn inputs<'a>(&'a self, card: &'a Card) -> Inputs<'a> {
        let marks = if self.searching() {
            &self.search.marks[..]
        } else {
            &[]
        };
        let recall = self.recalled(card.letter.id).filter(|_| !card.sealed);
        Inputs {
            card,
            recall,
            office: &self.office,
            now: self.now,
            theme: self.theme,
            brief: false,
            marks,
        }
    }
}

/// Returns a letter's text and what the office has done with it, as plain lines.
pub fn plain(inputs: &Inputs<'_>, cells: usize) -> Vec<String> {
    let mut lines = Lines::new(cells, inputs.theme);
    story(&mut lines, inputs);
    lines.done().iter().map(ToString::to_string).collect()
}

/// Renders the whole letter.
fn whole(inputs: &Inputs<'_>, cells: usize) -> Vec<Line<'static>> {
    let mut lines = Lines::new(cells, inputs.theme).marking(inputs.marks);
    if inputs.brief {
        lines.head(&one_line(&inputs.card.letter.title), inputs.theme.strong());
    } else {
        known(&mut lines, inputs);
        pointed(&mut lines, inputs);
    }
    story(&mut lines, inputs);
    if let Some(recall) = inputs
        .recall
        .filter(|_| matches!(inputs.card.letter.queue(), Queue::Inbox | Queue::Triage))
    {
        remembered::lines(&mut lines, recall, inputs);
    }
    lines.done()
}

/// Adds the facts about the letter.
fn known(lines: &mut Lines, inputs: &Inputs<'_>) {
    let Inputs {
        card,
        office,
        now,
        theme,
        brief: _,
        marks: _,
        recall: _,
    } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    let left = letter
        .due()
        .map(|due| remaining(now, due.at, hours, &office.calendar));
    let urgent = left.map_or(Style::new(), |left| {
        theme.urgency(left.urgency(office.regulation.warn_minutes))
    });
    for (fact, text) in facts(letter, office, now) {
        match fact {
            Fact::Title => lines.head(&one_line(&text), theme.strong()),
            // The frame shows these.
            Fact::Number | Fact::Stage => {}
            Fact::Due => lines.fact(&fact.label(), &text, urgent),
            Fact::Extension | Fact::Urged | Fact::Reported | Fact::Asked => {
                lines.fact(&fact.label(), &text, theme.close())
            }
            Fact::Source
            | Fact::Received
            | Fact::Writer
            | Fact::Category
            | Fact::Major
            | Fact::Ground
            | Fact::Referred
            | Fact::Direct
            | Fact::Unit
            | Fact::Co
            | Fact::Explained
            | Fact::Returned
            | Fact::Round
            | Fact::Published
            | Fact::Rating
            | Fact::Readers => lines.fact(&fact.label(), &text, theme.text()),
        }
    }
}

/// Adds what screening found to look at before a decision: each with its passage, and the ground on
/// which such letters are declined.
fn pointed(lines: &mut Lines, inputs: &Inputs<'_>) {
    let Inputs {
        card,
        office,
        theme,
        ..
    } = *inputs;
    let letter = &card.letter;
    if card.sealed || !matches!(letter.queue(), Queue::Inbox | Queue::Triage) {
        return;
    }
    // Screening is part of the recall: reading its lists of words here would delay the first
    // screen.
    let Some(pointed) = inputs.recall.map(|recall| &recall.pointed) else {
        return;
    };
    for (n, row) in pointed
        .rows(
            &letter.title,
            &letter.body,
            office.regulation_of(&letter.regulation),
        )
        .iter()
        .enumerate()
    {
        if n == 0 {
            lines.heading(&say!("heading-pointed"));
        }
        let shown = match row.count {
            1 => say!("pointed-one", passage = row.shown.as_str()),
            n => say!("pointed-many", passage = row.shown.as_str(), n = n),
        };
        let text = match row.ground {
            Some(ground) => say!("pointed-ground", shown = shown, ground = ground.words()),
            None => shown,
        };
        lines.fact(
            &row.kind.words(),
            &text,
            if row.ground.is_some() {
                theme.close()
            } else {
                theme.text()
            },
        );
    }
}

/// Adds the text, and what the office has done with it.
fn story(lines: &mut Lines, inputs: &Inputs<'_>) {
    let Inputs {
        card,
        office,
        now,
        theme,
        brief: _,
        marks: _,
        recall: _,
    } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    if !card.earlier.is_empty() {
        lines.heading(&say!("heading-earlier"));
        for row in &card.earlier {
            lines.entry(&earlier(row, letter, now, office), theme.text());
        }
    }
    let verdict = letter
        .verdicts
        .last()
        .filter(|verdict| letter.sent_back && !verdict.approved);
    if let Some(verdict) = verdict {
        lines.heading(&say!(
            "heading-sent-back",
            who = office.staff_name(&verdict.who)
        ));
        lines.said(&verdict.text, theme.late());
        if let Some(passage) = &verdict.passage {
            lines.entry(&say!("passage-line", text = passage.as_str()), theme.late());
        }
    }
    lines.gap();
    if letter.body.trim().is_empty() {
        lines.text(&say!("letter-without-text"), theme.close());
    } else {
        lines.said(&letter.body, theme.text());
    }
    if let Some(asked) = &letter.asked {
        lines.heading(&say!("heading-asked"));
        lines.quoted(&asked.question.text);
    }
    if let Some(answer) = letter
        .asked
        .as_ref()
        .and_then(|asked| asked.answer.as_ref())
    {
        lines.heading(&say!(
            "heading-answer",
            at = dates::full(answer.at, now, hours)
        ));
        lines.said(&answer.text, theme.text());
    }
    if let Some(declined) = letter
        .declined
        .as_ref()
        .filter(|declined| !declined.notice.is_empty())
    {
        lines.heading(&say!("heading-notice"));
        lines.quoted(&declined.notice);
    }
    for (n, attachment) in letter.attachments.iter().take(letter.enclosed).enumerate() {
        if n == 0 {
            lines.heading(&say!("heading-attachments"));
        }
        // The name is a stranger's text and must not begin a line.
        let name = one_line(&attachment.name);
        lines.entry(
            &format!("{}  {name}  {}", n + 1, menu::size(attachment.size)),
            theme.text(),
        );
    }
    for remark in &letter.remarks {
        lines.entry(remark, theme.quiet());
    }
    proposed(lines, letter, office, now);
    if let Some(reply) = &letter.reply {
        let by = say!(&format!("way-{}", reply.by.code()));
        lines.heading(&say!(
            "heading-reply",
            by = by,
            at = dates::full(reply.at, now, hours)
        ));
        lines.quoted(&reply.text);
    } else if let Some(verdict) = letter
        .verdict()
        .filter(|verdict| verdict.approved && !verdict.text.is_empty())
    {
        lines.heading(&say!(
            "heading-approved",
            who = office.staff_name(&verdict.who)
        ));
        lines.quoted(&verdict.text);
    }
    for (n, note) in letter.notes.iter().enumerate() {
        if n == 0 {
            lines.heading(&say!("heading-notes"));
        }
        let at = dates::full(note.at, now, hours);
        lines.entry(
            &say!(
                "note-line",
                who = office.staff_name(&note.who),
                at = at,
                text = note.text.as_str()
            ),
            theme.text(),
        );
    }
}

/// Adds the proposal, the instruction, the feedback and the draft.
fn proposed(lines: &mut Lines, letter: &Letter, office: &Office, now: Timestamp) {
    let hours = &office.regulation.hours;
    if let Some((proposal, lead, co)) = &letter.proposal {
        lines.heading(&say!(
            "heading-proposal",
            who = office.staff_name(&proposal.who)
        ));
        lines.quoted(&proposal.text);
        if let Some(lead) = lead {
            lines.entry(
                &say!("proposal-lead", unit = office.units.name(*lead)),
                Style::new(),
            );
        }
        if !co.is_empty() {
            let units = co
                .iter()
                .map(|unit| office.units.name(*unit))
                .collect::<Vec<_>>()
                .join(&say!("list-and"));
            lines.entry(&say!("proposal-co", units = units), Style::new());
        }
    }
    if let Some(instruction) = &letter.instruction {
        let at = dates::full(instruction.at, now, hours);
        lines.heading(&say!(
            "heading-instruction",
            who = office.staff_name(&instruction.who),
            at = at
        ));
        lines.quoted(&instruction.text);
    }
    for held in letter.current() {
        for feedback in &held.feedbacks {
            answered(lines, letter, held, feedback, office, now);
        }
    }
    if letter.reply.is_none() && !letter.draft.trim().is_empty() {
        lines.heading(&say!("heading-draft"));
        lines.quoted(&letter.draft);
    }
    if let Some(reply) = letter.rounds.last().and_then(|round| round.reply.as_ref()) {
        lines.heading(&say!("heading-earlier-reply"));
        lines.quoted(&reply.text);
    }
}

fn answered(
    lines: &mut Lines,
    letter: &Letter,
    held: &Assignment,
    feedback: &Feedback,
    office: &Office,
    now: Timestamp,
) {
    let hours = &office.regulation.hours;
    let key = match (&feedback.sent_back, feedback.late) {
        (Some(_), true) => "heading-feedback-sent-back-late",
        (Some(_), false) => "heading-feedback-sent-back",
        (None, true) => "heading-feedback-late",
        (None, false) => "heading-feedback",
    };
    let at = dates::full(feedback.at, now, hours);
    lines.heading(&say!(
        key,
        unit = office.units.name(held.unit),
        head = feedback.head.as_str(),
        at = at
    ));
    lines.quoted(&feedback.text);
    for file in letter
        .attachments
        .get(feedback.attached.clone())
        .unwrap_or_default()
    {
        let name = one_line(&file.name).into_owned();
        lines.entry(
            &say!("feedback-file", name = name, size = menu::size(file.size)),
            Style::new(),
        );
    }
    if let Some(Remark { who, at, text }) = &feedback.sent_back {
        let (who, at) = (office.staff_name(who), dates::full(*at, now, hours));
        lines.entry(
            &say!(
                "heading-sent-back-why",
                who = who,
                at = at,
                why = text.as_str()
            ),
            Style::new(),
        );
    }
}

fn earlier(row: &Summary, letter: &Letter, now: Timestamp, office: &Office) -> String {
    let number = row.called();
    let hours = &office.regulation.hours;
    let same_writer = row.writer.is_some() && row.writer == letter.writer.name;
    let named = letter
        .direct
        .as_ref()
        .is_some_and(|direct| direct.earlier == Some(row.id));
    let why = match (letter.repeats.contains(&row.id), same_writer) {
        (true, _) => say!("earlier-linked"),
        (false, _) if named => say!("earlier-named"),
        (false, true) => say!("earlier-same-text-same-writer"),
        (false, false) => say!("earlier-same-text"),
    };
    let since = dates::relative(row.stage_since, now, hours);
    format!(
        "{number} {} · {} {since} · {why}",
        one_line(&row.title),
        row.stage.words()
    )
}
