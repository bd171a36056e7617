//! The fields of a form: one for each answer that an action asks for.

use crate::domain::directory::unit::{Unit, UnitId};
use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Contact, Told, Way};
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Tier, Worded};
use crate::domain::similarity::recall::Recall;
use crate::domain::workflow::Ask;
use crate::domain::workflow::notice;
use crate::domain::workflow::verb::Verb;
use crate::tui::model::Card;
use crate::tui::widgets::editor::{Editor, LineEditor};
use crate::tui::widgets::form::{Field, Form, Kind};
use crate::tui::widgets::pick::{Choice, Pick};

/// Where the choices of the fields come from.
pub(super) struct Sources<'a> {
    pub verb: Verb,
    pub regulation: &'a Regulation,
    pub office: &'a Office,
    pub card: &'a Card,
    pub recall: Option<&'a Recall>,
    /// The units for which the action is possible.
    pub units: &'a [UnitId],
}

/// Builds the field of an answer.
pub(super) fn field(ask: Ask, sources: &Sources<'_>) -> Field {
    let Sources {
        verb,
        regulation,
        office,
        card,
        recall,
        units,
    } = *sources;
    let label = say!(&format!("ask-{}", ask.code()));
    let new = |kind| Field::new(ask.code(), label, kind);
    let line = || Kind::Line(LineEditor::default());
    let coded_pick = |choices: Vec<Choice>| Kind::Pick(Pick::new(choices));
    match ask {
        Ask::Category => new(Kind::Pick(
            Pick::new(coded(&regulation.categories)).unchosen(),
        )),
        Ask::Ground => new(Kind::Pick(Pick::new(coded(&regulation.grounds)).unchosen())),
        Ask::Because => new(Kind::Pick(
            Pick::new(coded(&regulation.direct_reply)).unchosen(),
        )),
        Ask::Major | Ask::Sealed => new(Kind::Check(false)),
        Ask::Told => {
            // "Not told" comes first and is therefore preselected: it holds until somebody informs
            // the writer.
            let told = [Told::None, Told::Phone, Told::Email, Told::Letter];
            let told =
                told.map(|told| Choice::new(told.code(), say!(&format!("told-{}", told.code()))));
            new(coded_pick(told.into()))
        }
        Ask::Way => {
            // A question is for the writer alone: the telephone comes first, the web site later.
            let mut ways = Way::ALL;
            if verb == Verb::AskWriter {
                ways.rotate_left(2);
            }
            let ways =
                ways.map(|way| Choice::new(way.code(), say!(&format!("way-{}", way.code()))));
            new(coded_pick(ways.into()))
        }
        Ask::Contact => {
            let ways = Contact::ALL
                .map(|way| Choice::new(way.code(), say!(&format!("contact-{}", way.code()))));
            new(coded_pick(ways.into()))
        }
        Ask::Source => {
            let known = [
                Channel::Phone,
                Channel::Website,
                Channel::Visit,
                Channel::Email,
                Channel::Paper,
            ];
            let known =
                known.map(|of| Choice::new(of.code(), say!(&format!("channel-{}", of.code()))));
            new(coded_pick(known.into()))
        }
        Ask::Score => {
            let scores =
                [5, 4, 3, 2, 1].map(|n| Choice::new(n.to_string(), say!(&format!("score-{n}"))));
            new(Kind::Pick(Pick::new(scores.into()).unchosen()))
        }
        Ask::Grant => {
            let answers =
                ["grant", "deny"].map(|code| Choice::new(code, say!(&format!("grant-{code}"))));
            new(Kind::Pick(Pick::new(answers.into()).unchosen()))
        }
        Ask::Tier => {
            let tiers = Tier::ALL
                .map(|tier| Choice::new(tier.code(), say!(&format!("tier-{}", tier.code()))));
            new(coded_pick(tiers.into()))
        }
        Ask::Lead => {
            let field = new(Kind::Pick(
                Pick::new(unit_choices(office.units.all())).unchosen(),
            ));
            if verb == Verb::Propose {
                field.optional()
            } else {
                field
            }
        }
        Ask::Accused => {
            // "No unit is named" is an answer of its own, so that passing over the field does not
            // give it.
            let none = Choice::new("0", say!("accused-none"));
            let choices = std::iter::once(none)
                .chain(unit_choices(office.units.all()))
                .collect();
            new(Kind::Pick(Pick::new(choices).unchosen()))
        }
        Ask::Co => new(Kind::Pick(
            Pick::new(unit_choices(office.units.all())).many(),
        ))
        .optional(),
        Ask::Unit => {
            let known = units.iter().filter_map(|unit| office.units.get(*unit));
            new(Kind::Pick(Pick::new(unit_choices(known)).unchosen()))
        }
        Ask::Readers => {
            let staff = office
                .staff
                .iter()
                .map(|staff| Choice::new(staff.id.clone(), staff.titled()));
            new(Kind::Pick(Pick::new(staff.collect()).many())).optional()
        }
        Ask::Earlier | Ask::Letter => {
            let mut pick = Pick::new(earlier_choices(card, recall));
            pick.live = true;
            new(Kind::Pick(pick))
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
            new(Kind::Pick(
                Pick::new(paragraphs.map(|line| Choice::new(line, line)).collect()).unchosen(),
            ))
            .optional()
        }
        Ask::Note | Ask::Words | Ask::Answer | Ask::OwnLimit | Ask::Files => new(line()).optional(),
        Ask::Text => new(Kind::Text(Box::new(Editor::new("")))),
        Ask::Question | Ask::Notice => new(Kind::Text(Box::new(Editor::new("")))).optional(),
    }
}

/// Fills in what is known: the proposal for an instruction, the regulation's question to the
/// writer, the present readers of a restricted letter.
pub(super) fn prefill(form: &mut Form, verb: Verb, card: &Card, regulation: &Regulation) {
    let letter = &card.letter;
    if let (Verb::Instruct | Verb::Assign, Some((_, lead, co))) = (verb, &letter.proposal) {
        let co: Vec<String> = co.iter().map(|unit| unit.0.to_string()).collect();
        choose(
            form,
            Ask::Lead,
            &lead.map(|lead| lead.0.to_string()).unwrap_or_default(),
        );
        choose(form, Ask::Co, &co.join(" "));
        if verb == Verb::Instruct && lead.is_some() {
            write(form, Ask::Text, &say!("instruct-agree"));
        }
    }
    if let (Verb::AskWriter, Some(asking)) = (verb, &regulation.asking) {
        write(
            form,
            Ask::Question,
            &notice::fill(&asking.question, letter, regulation),
        );
    }
    if let (Verb::Restrict, Some(restriction)) = (verb, &letter.restriction) {
        choose(
            form,
            Ask::Accused,
            &restriction
                .accused
                .map(|unit| unit.0.to_string())
                .unwrap_or_default(),
        );
        choose(form, Ask::Readers, &restriction.readers.join(" "));
    }
    form.at = 0;
}

fn choose(form: &mut Form, ask: Ask, value: &str) {
    if let Some(Field {
        kind: Kind::Pick(pick),
        ..
    }) = form.field(ask.code())
    {
        match pick.ticked().is_some() {
            true => pick.tick(
                &value
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            ),
            false => pick.choose(value),
        }
    }
}

fn write(form: &mut Form, ask: Ask, text: &str) {
    if let Some(Field {
        kind: Kind::Text(editor),
        ..
    }) = form.field(ask.code())
    {
        editor.set_text(text);
    }
}

fn coded<T: Worded>(entries: &[T]) -> Vec<Choice> {
    let choice = |entry: &T| Choice {
        value: entry.code().to_owned(),
        label: coded_label(entry.code(), entry.words()),
        other: entry.in_all().into_iter().map(str::to_owned).collect(),
    };
    entries.iter().map(choice).collect()
}

/// Returns `3(5) 需行政机关协调解决的问题` for a code `3.5`: items are numbered the way the article
/// does it.
fn coded_label(code: &str, words: &str) -> String {
    match code.split_once('.') {
        Some((article, item)) => format!("{article}({item}) {words}"),
        None => words.to_owned(),
    }
}

fn unit_choices<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Vec<Choice> {
    let choice = |unit: &Unit| Choice {
        value: unit.id.0.to_string(),
        label: unit.name.clone(),
        other: unit.aliases.clone(),
    };
    units.into_iter().map(choice).collect()
}

/// Returns the earlier letters that a picker offers before anything is typed: those with the same
/// text, those that are linked, and similar ones.
pub fn earlier_choices(card: &Card, recall: Option<&Recall>) -> Vec<Choice> {
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
pub fn letter_choices(letters: &[Summary], not: LetterId) -> Vec<Choice> {
    let label = |row: &Summary| {
        let number = row.called();
        let writer = row.writer.clone().unwrap_or_else(|| say!("anonymous"));
        let title = crate::text::sanitize::one_line(&row.title).into_owned();
        format!(
            "{number} {title} · {} · {}",
            crate::text::sanitize::one_line(&writer),
            row.stage.words()
        )
    };
    letters
        .iter()
        .filter(|row| row.id != not)
        .map(|row| Choice::new(row.id.0.to_string(), label(row)))
        .collect()
}
