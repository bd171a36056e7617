//! Shows the suggestions in the fields of a form: moved to the front, marked, with the reason. None
//! of them is selected for the user.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, RequiredReference, Worded};
use crate::domain::screening::{WordLists, screen_letter};
use crate::domain::similarity::Relation;
use crate::domain::similarity::recall::Recall;
use crate::domain::suggestion::Suggestion;
use crate::domain::workflow::Ask;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::form::{FieldInput, Form, FormField};

/// Moves what is suggested to the front of each field, and gives the reasons under the fields.
pub(in crate::tui) fn add_suggestions(
    form: &mut Form,
    verb: Verb,
    letter: &Letter,
    recall: Option<&Recall>,
    office: &Office,
    regulation: &Regulation,
) {
    if verb == Verb::Decline {
        suggest_screened_grounds(form, letter, regulation);
    }
    let Some(recall) = recall else { return };
    let advice = &recall.suggestions;
    if verb == Verb::Accept {
        let name = |code: &String| {
            regulation
                .find_category(code)
                .map(|entry| entry.words().to_owned())
        };
        suggest_field(
            form,
            Ask::Category,
            recall,
            &advice.category,
            Clone::clone,
            name,
        );
    }
    if verb == Verb::Decline {
        let name = |code: &String| {
            regulation
                .find_ground(code)
                .map(|entry| entry.words().to_owned())
        };
        suggest_field(
            form,
            Ask::Ground,
            recall,
            &advice.ground,
            Clone::clone,
            name,
        );
    }
    if matches!(verb, Verb::Assign | Verb::Propose) {
        let value = |unit: &UnitId| unit.0.to_string();
        let name = |unit: &UnitId| Some(office.units.name(*unit));
        suggest_field(form, Ask::Lead, recall, &advice.lead, value, name);
        suggest_field(form, Ask::Co, recall, &advice.co, value, name);
    }
    if verb == Verb::ReplyDirectly {
        suggest_direct_reply(form, recall, regulation);
    }
}

fn suggest_field<L>(
    form: &mut Form,
    ask: Ask,
    recall: &Recall,
    choices: &[Suggestion<L>],
    value: impl Fn(&L) -> String,
    name: impl Fn(&L) -> Option<String>,
) {
    let Some(first) = choices.first().filter(|first| first.is_shown()) else {
        return;
    };
    move_to_front(
        form,
        ask,
        &choices
            .iter()
            .map(|choice| value(&choice.label))
            .collect::<Vec<_>>(),
    );
    // What has no reason to show is better not said.
    let why = Some(recall.explain(first)).filter(|why| !why.is_empty());
    if let Some((name, why)) = name(&first.label).zip(why) {
        form.hints
            .push(say!("form-suggested", name = name, why = why));
    }
}

/// Suggests the grounds for which screening found a passage in the letter.
fn suggest_screened_grounds(form: &mut Form, letter: &Letter, regulation: &Regulation) {
    let pointed = screen_letter(&letter.title, &letter.body, WordLists::embedded());
    for row in pointed.rows(&letter.title, &letter.body, regulation) {
        if let Some(ground) = row.ground {
            move_to_front(form, Ask::Ground, &[ground.code().to_owned()]);
            form.hints.push(say!(
                "form-suggested-passage",
                name = ground.words(),
                passage = row.excerpt.as_str()
            ));
        }
    }
}

/// Suggests a direct reply with the earlier letter, for a repeat of one that is answered.
fn suggest_direct_reply(form: &mut Form, recall: &Recall, regulation: &Regulation) {
    let answered = |class: Relation| match class {
        Relation::SameText | Relation::SameMatterNothingNew | Relation::SameMatterNewFacts => true,
        Relation::SameMatterOpen | Relation::SameMatterDeclined | Relation::Similar => false,
    };
    let earlier: Vec<&crate::domain::similarity::recall::SimilarLetter> = recall
        .similar
        .iter()
        .filter(|similar| similar.reply.is_some() && answered(similar.relation))
        .collect();
    let because = regulation
        .direct_reply
        .iter()
        .find(|because| because.names == RequiredReference::Earlier);
    if let (Some(first), Some(because)) = (earlier.first(), because) {
        move_to_front(form, Ask::Because, &[because.code().to_owned()]);
        move_to_front(
            form,
            Ask::Earlier,
            &earlier
                .iter()
                .map(|one| one.summary.id.0.to_string())
                .collect::<Vec<_>>(),
        );
        let name = because.words().to_owned();
        form.hints.push(say!(
            "form-suggested-earlier",
            name = name,
            letter = first.summary.short_name()
        ));
    }
}

fn move_to_front(form: &mut Form, ask: Ask, values: &[String]) {
    if let Some(FormField {
        input: FieldInput::Pick(pick),
        ..
    }) = form.field_mut(ask.code())
    {
        pick.move_to_front(values);
    }
}
