//! The fields of a form: one for each answer that an action asks for.

use crate::document::card::Card;
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::{Unit, UnitId};
use crate::domain::letter::cause::{
    CallOutcome, CorrectedField, Fault, InstructionOutcome, ReopenCause, Solved, TakeBackCause,
    Wish,
};
use crate::domain::letter::event::{Notified, ReplyChannel, UrgingChannel};
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::summary::Summary;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Tier, Worded, numbered_words};
use crate::domain::similarity::recall::Recall;
use crate::domain::time::deadline::LimitUnit;
use crate::domain::workflow::Ask;
use crate::domain::workflow::decide::late::PAPER_VERBS;
use crate::domain::workflow::notice;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::editor::{Editor, LineEditor};
use crate::tui::widgets::form::{FieldInput, Form, FormField};
use crate::tui::widgets::path::{PathField, PathPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Where the choices of the fields come from.
pub(in crate::tui) struct FieldSources<'a> {
    pub verb: Verb,
    pub regulation: &'a Regulation,
    pub office: &'a Office,
    pub card: &'a Card,
    pub recall: Option<&'a Recall>,
    /// The units for which the action is possible.
    pub units: &'a [UnitId],
}

/// Returns the label of an answer's field. `To` is another party in each action, and a leader's own
/// limit is counted as the regulation's is.
fn field_label(ask: Ask, verb: Verb, regulation: &Regulation) -> String {
    match ask {
        Ask::To if matches!(verb, Verb::Urge | Verb::Remind) => say!("ask-urged"),
        Ask::Person if verb != Verb::SignFor => say!("ask-handler"),
        Ask::OwnLimit if regulation.limit.unit == LimitUnit::CalendarDays => {
            say!("ask-own-limit-calendar")
        }
        _ => say!(&format!("ask-{}", ask.code())),
    }
}

/// Builds the field of an answer.
pub(in crate::tui) fn build_field(ask: Ask, sources: &FieldSources<'_>) -> FormField {
    let FieldSources {
        verb,
        regulation,
        office,
        card,
        recall,
        units,
    } = *sources;
    let label = field_label(ask, verb, regulation);
    let new = |kind| FormField::new(ask.code(), label, kind);
    let line = || FieldInput::Line(LineEditor::default());
    let files = || FieldInput::Path(Box::new(PathField::new(PathPurpose::ReadMany, "")));
    let coded_pick = |choices: Vec<PickerOption>| FieldInput::Pick(Picker::new(choices));
    // Nothing is preselected, so that passing over the field chooses nothing; but what holds unless
    // somebody says otherwise, and the only choice that there is.
    let unchosen = |choices: Vec<PickerOption>| {
        let only = choices.len() == 1;
        let pick = Picker::new(choices);
        FieldInput::Pick(if only { pick } else { pick.without_choice() })
    };
    match ask {
        Ask::Category => new(unchosen(coded_choices(&regulation.categories))),
        Ask::Ground => new(unchosen(coded_choices(&regulation.grounds))),
        Ask::Because => new(unchosen(coded_choices(&regulation.direct_reply))),
        Ask::Major | Ask::Sealed | Ask::Keep => new(FieldInput::Check(false)),
        Ask::Ending => new(unchosen(coded_choices(&regulation.endings))),
        Ask::Type => new(unchosen(coded_choices(&regulation.types))).optional(),
        Ask::Subject => new(unchosen(coded_choices(&regulation.subjects))).optional(),
        Ask::Wish => new(coded_pick(wish_choices())),
        Ask::Step => new(unchosen(coded_choices(&regulation.ladder))).optional(),
        Ask::Outcome => {
            let outcomes = InstructionOutcome::OF_SHEET
                .iter()
                .map(|outcome| PickerOption::new(outcome.code(), outcome.label()));
            new(coded_pick(outcomes.collect()))
        }
        Ask::Called => {
            let outcomes = CallOutcome::ALL
                .iter()
                .map(|outcome| PickerOption::new(outcome.code(), outcome.label()));
            new(unchosen(outcomes.collect()))
        }
        Ask::Solved => {
            let answers = Solved::ALL
                .iter()
                .map(|solved| PickerOption::new(solved.code(), solved.label()));
            new(unchosen(answers.collect()))
        }
        Ask::Attitude | Ask::Result => new(unchosen(score_choices())).optional(),
        Ask::Accept => {
            let answers = ["accept", "reject"]
                .map(|code| PickerOption::new(code, say!(&format!("return-{code}"))));
            new(unchosen(answers.into()))
        }
        Ask::ToLeader | Ask::SignedBy => new(unchosen(leader_choices(office))),
        Ask::Next => new(unchosen(unit_choices(office.units.open()))).optional(),
        Ask::Below => new(FieldInput::Check(false)),
        Ask::Title | Ask::CloseWhy => new(line()),
        Ask::Phone | Ask::Promise | Ask::Promised | Ask::Demand | Ask::Document | Ask::Mandate => {
            new(line()).optional()
        }
        Ask::Person if verb == Verb::Assign => new(line()).optional(),
        Ask::Revised => new(FieldInput::Text(Box::new(Editor::new("")))).optional(),
        Ask::Cause if verb == Verb::Reopen => {
            let causes = ReopenCause::ALL
                .iter()
                .map(|cause| PickerOption::new(cause.code(), cause.label()));
            new(unchosen(causes.collect()))
        }
        Ask::Cause => {
            let causes = TakeBackCause::ALL
                .iter()
                .map(|cause| PickerOption::new(cause.code(), cause.label()));
            new(unchosen(causes.collect()))
        }
        Ask::Fault => {
            let faults = Fault::ALL
                .iter()
                .map(|fault| PickerOption::new(fault.code(), fault.label()));
            new(unchosen(faults.collect()))
        }
        Ask::Field => {
            let fields = CorrectedField::ALL
                .iter()
                .map(|field| PickerOption::new(field.code(), field.label()));
            new(unchosen(fields.collect()))
        }
        Ask::Files if PAPER_VERBS.contains(&verb) => new(files()),
        Ask::HappenedAt if PAPER_VERBS.contains(&verb) => new(time_line()),
        Ask::Value => new(line()),
        Ask::HappenedAt => new(time_line()).optional(),
        Ask::LateWhy => new(line()).optional(),
        Ask::Told => {
            // "Not told" comes first and is therefore preselected: it holds until somebody informs
            // the writer.
            let told = [
                Notified::None,
                Notified::Phone,
                Notified::Email,
                Notified::Letter,
                Notified::Visit,
            ];
            let told = told
                .into_iter()
                .filter(|told| has_way(&card.letter, told.code()))
                .map(|told| PickerOption::new(told.code(), say!(&format!("told-{}", told.code()))));
            new(coded_pick(told.collect()))
        }
        Ask::Way => {
            // A question is for the writer alone: the telephone comes first, the web site later.
            let mut ways = ReplyChannel::ALL;
            if verb == Verb::AskWriter {
                ways.rotate_left(2);
            }
            let restricted = card.letter.restriction.is_some() && verb == Verb::Send;
            let ways = ways
                .into_iter()
                .filter(|way| has_way(&card.letter, way.code()))
                .filter(|way| !restricted || *way != ReplyChannel::Website)
                .map(|way| PickerOption::new(way.code(), say!(&format!("way-{}", way.code()))));
            new(unchosen(ways.collect()))
        }
        Ask::Contact => {
            let ways = UrgingChannel::ALL
                .map(|way| PickerOption::new(way.code(), say!(&format!("contact-{}", way.code()))));
            new(unchosen(ways.into()))
        }
        Ask::Source => {
            let known = [
                Channel::Phone,
                Channel::Website,
                Channel::Visit,
                Channel::Email,
                Channel::Paper,
            ];
            let known = known
                .map(|of| PickerOption::new(of.code(), say!(&format!("source-{}", of.code()))));
            new(unchosen(known.into()))
        }
        Ask::Score => new(unchosen(score_choices())),
        Ask::Grant => {
            let answers = ["grant", "deny"]
                .map(|code| PickerOption::new(code, say!(&format!("grant-{code}"))));
            new(unchosen(answers.into()))
        }
        Ask::Tier => {
            let tiers = Tier::ALL
                .map(|tier| PickerOption::new(tier.code(), say!(&format!("tier-{}", tier.code()))));
            new(coded_pick(tiers.into()))
        }
        Ask::Lead => {
            let field = new(unchosen(unit_choices(office.units.open())));
            if verb == Verb::Propose {
                field.optional()
            } else {
                field
            }
        }
        Ask::Accused => {
            // "No unit is named" is an answer of its own, so that passing over the field does not
            // give it.
            let none = PickerOption::new("0", say!("accused-none"));
            let choices = std::iter::once(none)
                .chain(unit_choices(office.units.open()))
                .collect();
            new(unchosen(choices))
        }
        Ask::Co => new(FieldInput::Pick(
            Picker::new(unit_choices(office.units.open())).with_ticks(),
        ))
        .optional(),
        Ask::Unit => {
            let known = units.iter().filter_map(|unit| office.units.get(*unit));
            new(unchosen(unit_choices(known)))
        }
        Ask::Readers => {
            let staff = office
                .staff
                .iter()
                .map(|staff| PickerOption::new(staff.id.clone(), staff.name_with_role()));
            new(FieldInput::Pick(Picker::new(staff.collect()).with_ticks())).optional()
        }
        Ask::Earlier | Ask::Letter | Ask::Into => {
            let pick = Picker::new(earlier_choices(card, recall)).looked_up();
            new(FieldInput::Pick(pick))
        }
        Ask::Linked => {
            let linked: Vec<Summary> = card
                .earlier
                .iter()
                .filter(|row| card.letter.repeats.contains(&row.id))
                .cloned()
                .collect();
            new(coded_pick(letter_choices(&linked, card.letter.id)))
        }
        Ask::Policy | Ask::Person | Ask::Head | Ask::Why | Ask::To | Ask::Days | Ask::Again => {
            new(line())
        }
        Ask::Passage => {
            let paragraphs = card
                .letter
                .draft
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty());
            new(unchosen(
                paragraphs
                    .map(|line| PickerOption::new(line, line))
                    .collect(),
            ))
            .optional()
        }
        Ask::Files if verb == Verb::Attach => new(files()),
        Ask::Files => new(files()).optional(),
        Ask::Note | Ask::Words | Ask::Answer | Ask::OwnLimit => new(line()).optional(),
        Ask::Text => new(FieldInput::Text(Box::new(Editor::new("")))),
        Ask::Question | Ask::Notice => new(FieldInput::Text(Box::new(Editor::new("")))).optional(),
    }
}

/// Returns a line for a time, with how it may be written.
fn time_line() -> FieldInput {
    FieldInput::Line(LineEditor::default().with_placeholder(&say!("time-placeholder")))
}

/// Reports whether the writer can be reached in a way, given by its code.
fn has_way(letter: &Letter, way: &str) -> bool {
    let writer = &letter.writer;
    let known = match way {
        "phone" => &writer.phone,
        "email" => &writer.email,
        "letter" => &writer.address,
        _ => return true,
    };
    known.as_deref().is_some_and(|text| !text.trim().is_empty())
}

/// Fills in what is known: the proposal for an instruction, the regulation's question to the
/// writer, the present readers of a restricted letter.
pub(in crate::tui) fn prefill(form: &mut Form, verb: Verb, card: &Card, regulation: &Regulation) {
    let letter = &card.letter;
    if let (Verb::Instruct | Verb::Assign, Some((_, lead, co))) = (verb, &letter.proposal) {
        let co: Vec<String> = co.iter().map(|unit| unit.0.to_string()).collect();
        set_choice(
            form,
            Ask::Lead,
            &lead.map(|lead| lead.0.to_string()).unwrap_or_default(),
        );
        set_choice(form, Ask::Co, &co.join(" "));
        if verb == Verb::Instruct && lead.is_some() {
            set_text(form, Ask::Text, &say!("instruct-agree"));
        }
    }
    if let (Verb::AskWriter, Some(asking)) = (verb, &regulation.inquiry_rules) {
        set_text(
            form,
            Ask::Question,
            &notice::fill_template(&asking.question, letter, regulation),
        );
    }
    if let (Verb::Restrict, Some(restriction)) = (verb, &letter.restriction) {
        set_choice(
            form,
            Ask::Accused,
            &restriction
                .accused
                .map(|unit| unit.0.to_string())
                .unwrap_or_default(),
        );
        set_choice(form, Ask::Readers, &restriction.readers.join(" "));
    }
    if verb == Verb::Approve {
        set_text(form, Ask::Revised, &letter.draft);
    }
}

fn set_choice(form: &mut Form, ask: Ask, value: &str) {
    if let Some(FormField {
        input: FieldInput::Pick(pick),
        ..
    }) = form.field_mut(ask.code())
    {
        match pick.ticked().is_some() {
            true => pick.set_ticked(
                &value
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            ),
            false => pick.choose_value(value),
        }
    }
}

fn set_text(form: &mut Form, ask: Ask, text: &str) {
    if let Some(FormField {
        input: FieldInput::Text(editor),
        ..
    }) = form.field_mut(ask.code())
    {
        editor.set_text(text);
    }
}

fn coded_choices<T: Worded>(entries: &[T]) -> Vec<PickerOption> {
    let choice = |entry: &T| PickerOption {
        value: entry.code().to_owned(),
        label: numbered_words(entry.code(), entry.words()),
        // The code as well, which is what the command line and the search call it.
        aliases: (entry.in_all().into_iter().map(str::to_owned))
            .chain([entry.code().to_owned()])
            .collect(),
    };
    entries.iter().map(choice).collect()
}

/// Returns the leaders, by name.
fn leader_choices(office: &Office) -> Vec<PickerOption> {
    let leaders = office.staff.iter();
    leaders
        .filter(|staff| staff.is_one_of(&[Role::Leader]))
        .map(|staff| PickerOption::new(staff.id.clone(), staff.name.clone()))
        .collect()
}

/// Returns the scores, the best first.
fn score_choices() -> Vec<PickerOption> {
    let scores = [5, 4, 3, 2, 1];
    scores
        .map(|n| PickerOption::new(n.to_string(), say!(&format!("score-{n}"))))
        .into()
}

/// Returns what a writer may wish as to publication.
pub(super) fn wish_choices() -> Vec<PickerOption> {
    let wishes = Wish::ALL.iter();
    wishes
        .map(|wish| PickerOption::new(wish.code(), wish.label()))
        .collect()
}

fn unit_choices<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Vec<PickerOption> {
    let choice = |unit: &Unit| PickerOption {
        value: unit.id.0.to_string(),
        label: unit.name.clone(),
        aliases: unit.aliases.clone(),
    };
    units.into_iter().map(choice).collect()
}

/// Returns the earlier letters that a picker offers before anything is typed: those with the same
/// text, those that are linked, and similar ones.
pub fn earlier_choices(card: &Card, recall: Option<&Recall>) -> Vec<PickerOption> {
    let mut earlier = card.earlier.clone();
    for row in recall
        .iter()
        .flat_map(|recall| &recall.similar)
        .map(|similar| &similar.summary)
    {
        if earlier.iter().all(|known| known.id != row.id) {
            earlier.push(row.clone());
        }
    }
    letter_choices(&earlier, card.letter.id)
}

/// Returns the choices of a picker of letters, leaving out the letter `not` itself.
pub fn letter_choices(letters: &[Summary], not: LetterId) -> Vec<PickerOption> {
    let label = |row: &Summary| {
        let number = row.short_name();
        let writer = row.writer.clone().unwrap_or_else(|| say!("anonymous"));
        let title = crate::text::sanitize::one_line(&row.title).into_owned();
        format!(
            "{number} {title} · {} · {}",
            crate::text::sanitize::one_line(&writer),
            row.stage.label()
        )
    };
    letters
        .iter()
        .filter(|row| row.id != not)
        .map(|row| PickerOption::new(row.id.0.to_string(), label(row)))
        .collect()
}
