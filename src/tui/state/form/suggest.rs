//! Shows the suggestions in the fields of a form: moved to the front, marked, with the reason. None
//! of them is selected for the user.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::regulation::{Names, Regulation, Worded};
use crate::domain::screening::{Lists, of_letter};
use crate::domain::similarity::Alike;
use crate::domain::similarity::recall::Recall;
use crate::domain::suggestion::Choice;
use crate::domain::workflow::Ask;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::form::{Field, Form, Kind};

/// Moves what is suggested to the front of each field, and gives the reasons under the fields.
pub(super) fn suggest(
    form: &mut Form,
    verb: Verb,
    letter: &Letter,
    recall: Option<&Recall>,
    office: &Office,
    regulation: &Regulation,
) {
    if verb == Verb::Decline {
        pointed(form, letter, regulation);
    }
    let Some(recall) = recall else { return };
    let advice = &recall.advice;
    if verb == Verb::Accept {
        let name = |code: &String| {
            regulation
                .category(code)
                .map(|entry| entry.words().to_owned())
        };
        field(
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
                .ground(code)
                .map(|entry| entry.words().to_owned())
        };
        field(
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
        field(form, Ask::Lead, recall, &advice.lead, value, name);
        field(form, Ask::Co, recall, &advice.co, value, name);
    }
    if verb == Verb::ReplyDirectly {
        direct(form, recall, regulation);
    }
}

fn field<L>(
    form: &mut Form,
    ask: Ask,
    recall: &Recall,
    choices: &[Choice<L>],
    value: impl Fn(&L) -> String,
    name: impl Fn(&L) -> Option<String>,
) {
    let Some(first) = choices.first() else { return };
    first_in(
        form,
        ask,
        &choices
            .iter()
            .map(|choice| value(&choice.label))
            .collect::<Vec<_>>(),
    );
    if let Some(name) = name(&first.label) {
        form.hints
            .push(say!("form-suggested", name = name, why = recall.why(first)));
    }
}

/// Suggests the grounds for which screening found a passage in the letter.
fn pointed(form: &mut Form, letter: &Letter, regulation: &Regulation) {
    let pointed = of_letter(&letter.title, &letter.body, Lists::embedded());
    for row in pointed.rows(&letter.title, &letter.body, regulation) {
        if let Some(ground) = row.ground {
            first_in(form, Ask::Ground, &[ground.code().to_owned()]);
            form.hints.push(say!(
                "form-suggested-passage",
                name = ground.words(),
                passage = row.shown.as_str()
            ));
        }
    }
}

/// Suggests a direct reply with the earlier letter, for a repeat of one that is answered.
fn direct(form: &mut Form, recall: &Recall, regulation: &Regulation) {
    let answered = |class: Alike| match class {
        Alike::SameText | Alike::SameMatterNothingNew | Alike::SameMatterNewFacts => true,
        Alike::SameMatterOpen | Alike::SameMatterDeclined | Alike::Similar => false,
    };
    let earlier: Vec<&crate::domain::similarity::recall::Similar> = recall
        .similar
        .iter()
        .filter(|similar| similar.reply.is_some() && answered(similar.class))
        .collect();
    let because = regulation
        .direct_reply
        .iter()
        .find(|because| because.names == Names::Earlier);
    if let (Some(first), Some(because)) = (earlier.first(), because) {
        first_in(form, Ask::Because, &[because.code().to_owned()]);
        first_in(
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
            letter = first.summary.called()
        ));
    }
}

fn first_in(form: &mut Form, ask: Ask, values: &[String]) {
    if let Some(Field {
        kind: Kind::Pick(pick),
        ..
    }) = form.field(ask.code())
    {
        pick.suggest(values);
    }
}
