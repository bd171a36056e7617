//! A letter: its text, what was decided about it, what comes next.

use super::card::CardInputs;
use super::facts::{Fact, letter_facts};
use super::lines::{Line, Lines};
use super::tone::Tone;
use crate::document::recall;
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::Summary;
use crate::domain::letter::{Assignment, Feedback, Letter, Remark};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::working_time_left;
use crate::text::dates;
use crate::text::sanitize::one_line;
use crate::text::size::format_size;

/// Returns a letter's text and what the office has done with it, as plain lines.
pub fn plain_lines(inputs: &CardInputs<'_>, cells: usize) -> Vec<String> {
    let mut lines = Lines::new(cells);
    push_contents(&mut lines, inputs, false);
    lines.into_lines().iter().map(ToString::to_string).collect()
}

/// Renders the whole letter.
pub fn render_letter(inputs: &CardInputs<'_>, cells: usize) -> Vec<Line> {
    let mut lines = Lines::new(cells).with_marks(inputs.highlight_terms);
    let letter = &inputs.card.letter;
    let reviewed = is_reviewed(inputs);
    if inputs.brief || reviewed {
        lines.push_title(&one_line(&letter.title), Tone::Strong);
    }
    if reviewed {
        // What is approved is read first: the reply, then what it rests on.
        push_draft(&mut lines, letter);
        push_feedbacks(&mut lines, letter, inputs.office, inputs.now);
        lines.push_gap();
    }
    if !inputs.brief {
        push_facts(&mut lines, inputs, !reviewed);
        push_screening(&mut lines, inputs);
    }
    push_contents(&mut lines, inputs, reviewed);
    if let Some(recall) = inputs
        .recall
        .filter(|_| matches!(inputs.card.letter.queue(), Queue::Inbox | Queue::Triage))
    {
        recall::push_recall(&mut lines, recall, inputs);
    }
    lines.into_lines()
}

/// Returns the number of lines down to the end of the reply that waits for a review, which comes
/// first; `None` if none waits.
pub fn review_end(inputs: &CardInputs<'_>, cells: usize) -> Option<usize> {
    if !is_reviewed(inputs) {
        return None;
    }
    let mut lines = Lines::new(cells);
    let letter = &inputs.card.letter;
    lines.push_title(&one_line(&letter.title), Tone::Strong);
    push_draft(&mut lines, letter);
    Some(lines.into_lines().len())
}

/// Reports whether the reply waits for a review.
fn is_reviewed(inputs: &CardInputs<'_>) -> bool {
    let CardInputs { card, brief, .. } = *inputs;
    card.letter.stage == Stage::InReview && !brief && !card.sealed
}

/// Adds the facts about the letter.
fn push_facts(lines: &mut Lines, inputs: &CardInputs<'_>, titled: bool) {
    let CardInputs {
        card,
        office,
        now,
        brief: _,
        highlight_terms: _,
        recall: _,
    } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    let left = letter
        .current_due()
        .map(|due| working_time_left(now, due.at, hours, &office.calendar));
    let urgent = left.map_or(Tone::Text, |left| {
        Tone::of_urgency(left.urgency(office.regulation.warn_minutes))
    });
    for (fact, text) in letter_facts(letter, office, now) {
        match fact {
            Fact::Title if titled => lines.push_title(&one_line(&text), Tone::Strong),
            Fact::Title => {}
            // The frame shows these.
            Fact::Number | Fact::Stage => {}
            Fact::Due => lines.push_fact(&fact.label(), &text, urgent),
            Fact::Extension
            | Fact::Urged
            | Fact::Reported
            | Fact::Asked
            | Fact::Entered
            | Fact::Request
            | Fact::Promise => lines.push_fact(&fact.label(), &text, Tone::Close),
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
            | Fact::Ending
            | Fact::Changed
            | Fact::Amended
            | Fact::Round
            | Fact::Addressee
            | Fact::Further
            | Fact::Parts
            | Fact::Signatories
            | Fact::Wish
            | Fact::Past
            | Fact::Demand
            | Fact::Contact
            | Fact::Reminded
            | Fact::CallBack
            | Fact::Published
            | Fact::Rating
            | Fact::Readers => lines.push_fact(&fact.label(), &text, Tone::Text),
        }
    }
}

/// Adds what screening found to look at before a decision: each with its passage, and the ground on
/// which such letters are declined.
fn push_screening(lines: &mut Lines, inputs: &CardInputs<'_>) {
    let CardInputs { card, office, .. } = *inputs;
    let letter = &card.letter;
    if card.sealed || !matches!(letter.queue(), Queue::Inbox | Queue::Triage) {
        return;
    }
    // Screening is part of the recall: reading its lists of words here would delay the first
    // screen.
    let Some(pointed) = inputs.recall.map(|recall| &recall.screening) else {
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
            lines.push_heading(&say!("heading-pointed"));
        }
        let shown = match row.count {
            1 => say!("pointed-one", passage = row.excerpt.as_str()),
            n => say!("pointed-many", passage = row.excerpt.as_str(), n = n),
        };
        let text = match row.ground {
            Some(ground) => say!("pointed-ground", shown = shown, ground = ground.words()),
            None => shown,
        };
        lines.push_fact(
            &row.kind.label(),
            &text,
            if row.ground.is_some() {
                Tone::Close
            } else {
                Tone::Text
            },
        );
    }
}

/// Adds the text, and what the office has done with it; with `reviewed`, without the draft and the
/// answers that stand before it.
fn push_contents(lines: &mut Lines, inputs: &CardInputs<'_>, reviewed: bool) {
    let CardInputs {
        card,
        office,
        now,
        brief: _,
        highlight_terms: _,
        recall: _,
    } = *inputs;
    let letter = &card.letter;
    let hours = &office.regulation_of(&letter.regulation).hours;
    if !card.earlier.is_empty() {
        lines.push_heading(&say!("heading-earlier"));
        for row in &card.earlier {
            lines.push_entry(&earlier_line(row, letter, now, office), Tone::Text);
        }
    }
    let verdict = letter
        .verdicts
        .last()
        .filter(|verdict| letter.sent_back && !verdict.approved);
    if let Some(verdict) = verdict {
        lines.push_heading(&say!(
            "heading-sent-back",
            who = office.staff_name(&verdict.who)
        ));
        lines.push_barred(&verdict.text, Tone::Late);
        if let Some(passage) = &verdict.passage {
            lines.push_entry(&say!("passage-line", text = passage.as_str()), Tone::Late);
        }
    }
    lines.push_gap();
    if letter.body.trim().is_empty() {
        lines.push_text(&say!("letter-without-text"), Tone::Close);
    } else {
        lines.push_barred(&letter.body, Tone::Text);
    }
    if let Some(asked) = &letter.inquiry {
        lines.push_heading(&say!("heading-asked"));
        lines.push_quoted(&asked.question.text);
    }
    if let Some(answer) = letter
        .inquiry
        .as_ref()
        .and_then(|asked| asked.answer.as_ref())
    {
        lines.push_heading(&say!(
            "heading-answer",
            at = dates::format_full(answer.at, now, hours)
        ));
        lines.push_barred(&answer.text, Tone::Text);
    }
    if let Some(declined) = letter
        .declined
        .as_ref()
        .filter(|declined| !declined.notice.is_empty())
    {
        lines.push_heading(&say!("heading-notice"));
        lines.push_quoted(&declined.notice);
    }
    for (n, attachment) in letter
        .attachments
        .iter()
        .take(letter.enclosed_count)
        .enumerate()
    {
        if n == 0 {
            lines.push_heading(&say!("heading-attachments"));
        }
        // The name is a stranger's text and must not begin a line.
        let name = one_line(&attachment.name);
        lines.push_entry(
            &format!("{}  {name}  {}", n + 1, format_size(attachment.size)),
            Tone::Text,
        );
    }
    for remark in &letter.remarks {
        lines.push_entry(remark, Tone::Quiet);
    }
    push_progress(lines, letter, office, now, reviewed);
    if let Some(reply) = &letter.reply {
        let by = say!(&format!("way-{}", reply.by.code()));
        lines.push_heading(&say!(
            "heading-reply",
            by = by,
            at = dates::format_full(reply.at, now, hours)
        ));
        lines.push_quoted(&reply.text);
    } else if let Some(verdict) = letter
        .latest_verdict()
        .filter(|verdict| verdict.approved && !verdict.text.is_empty())
    {
        lines.push_heading(&say!(
            "heading-approved",
            who = office.staff_name(&verdict.who)
        ));
        lines.push_quoted(&verdict.text);
    }
    for (n, note) in letter.notes.iter().enumerate() {
        if n == 0 {
            lines.push_heading(&say!("heading-notes"));
        }
        let at = dates::format_full(note.at, now, hours);
        lines.push_entry(
            &say!(
                "note-line",
                who = office.staff_name(&note.who),
                at = at,
                text = note.text.as_str()
            ),
            Tone::Text,
        );
    }
}

/// Adds the proposal, the instruction, the feedback and the draft.
fn push_progress(
    lines: &mut Lines,
    letter: &Letter,
    office: &Office,
    now: Timestamp,
    reviewed: bool,
) {
    let hours = &office.regulation.hours;
    if let Some((proposal, lead, co)) = &letter.proposal {
        lines.push_heading(&say!(
            "heading-proposal",
            who = office.staff_name(&proposal.who)
        ));
        lines.push_quoted(&proposal.text);
        if let Some(lead) = lead {
            lines.push_entry(
                &say!("proposal-lead", unit = office.units.name(*lead)),
                Tone::Text,
            );
        }
        if !co.is_empty() {
            let units = co
                .iter()
                .map(|unit| office.units.name(*unit))
                .collect::<Vec<_>>()
                .join(&say!("list-and"));
            lines.push_entry(&say!("proposal-co", units = units), Tone::Text);
        }
    }
    if let Some(instruction) = &letter.instruction {
        let at = dates::format_full(instruction.at, now, hours);
        lines.push_heading(&say!(
            "heading-instruction",
            who = office.staff_name(&instruction.who),
            at = at
        ));
        lines.push_quoted(&instruction.text);
    }
    if !reviewed {
        push_feedbacks(lines, letter, office, now);
        push_draft(lines, letter);
    }
    if let Some(reply) = letter.rounds.last().and_then(|round| round.reply.as_ref()) {
        lines.push_heading(&say!("heading-earlier-reply"));
        lines.push_quoted(&reply.text);
    }
}

fn push_feedbacks(lines: &mut Lines, letter: &Letter, office: &Office, now: Timestamp) {
    for held in letter.current_assignments() {
        for feedback in &held.feedbacks {
            push_feedback(lines, letter, held, feedback, office, now);
        }
    }
}

fn push_draft(lines: &mut Lines, letter: &Letter) {
    if letter.reply.is_none() && !letter.draft.trim().is_empty() {
        lines.push_heading(&say!("heading-draft"));
        lines.push_quoted(&letter.draft);
    }
}

fn push_feedback(
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
    let at = dates::format_full(feedback.at, now, hours);
    lines.push_heading(&say!(
        key,
        unit = office.units.name(held.unit),
        head = feedback.head.as_str(),
        at = at
    ));
    lines.push_quoted(&feedback.text);
    for file in letter
        .attachments
        .get(feedback.attached.clone())
        .unwrap_or_default()
    {
        let name = one_line(&file.name).into_owned();
        lines.push_entry(
            &say!("feedback-file", name = name, size = format_size(file.size)),
            Tone::Text,
        );
    }
    if let Some(Remark { who, at, text }) = &feedback.sent_back {
        let (who, at) = (office.staff_name(who), dates::format_full(*at, now, hours));
        lines.push_entry(
            &say!(
                "heading-sent-back-why",
                who = who,
                at = at,
                why = text.as_str()
            ),
            Tone::Text,
        );
    }
}

fn earlier_line(row: &Summary, letter: &Letter, now: Timestamp, office: &Office) -> String {
    let number = row.short_name();
    let hours = &office.regulation.hours;
    let same_writer = row.writer.is_some() && row.writer == letter.writer.name;
    let named = letter
        .direct_reply
        .as_ref()
        .is_some_and(|direct| direct.earlier == Some(row.id));
    let why = match (letter.repeats.contains(&row.id), same_writer) {
        (true, _) => say!("earlier-linked"),
        (false, _) if named => say!("earlier-named"),
        (false, true) => say!("earlier-same-text-same-writer"),
        (false, false) => say!("earlier-same-text"),
    };
    let since = dates::format_relative(row.stage_since, now, hours);
    format!(
        "{number} {} · {} {since} · {why}",
        one_line(&row.title),
        row.stage.label()
    )
}
