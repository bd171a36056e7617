//! The form of an action, built from the workflow's row.

use crate::document::card::Card;
use crate::domain::directory::staff::Role;
use crate::domain::letter::summary::Summary;
use crate::domain::regulation::Worded;
use crate::domain::workflow::unit_guards;
use crate::domain::workflow::verb::Verb;
use crate::domain::workflow::{Ask, GuardContext, Transition};
use crate::text::sanitize::one_line;
use crate::tui::effect::ActionTarget;
use crate::tui::model::Model;
use crate::tui::state::form::{ActionForm, FormPurpose, fields, suggest, update_visibility};
use crate::tui::widgets::form::Form;

/// Builds the form of an action on letters, the first of which is displayed.
pub fn action_form(
    row: &Transition,
    jobs: Vec<ActionTarget>,
    model: &Model,
    card: &Card,
) -> ActionForm {
    let letter = &card.letter;
    let regulation = model.regulation_of(letter);
    let title = match jobs[..] {
        [job] => {
            // A marked letter need not be the one that is displayed next to the list.
            let listed = model
                .list()
                .and_then(|list| list.rows.iter().find(|row| row.id == job.letter));
            let title = listed.map_or(letter.title.as_str(), |row| row.title.as_str());
            say!("work-title", verb = row.verb.label(), title = title)
        }
        _ => say!("work-title-many", verb = row.verb.label(), n = jobs.len()),
    };
    let asking = GuardContext {
        verb: row.verb,
        letter,
        who: &model.who,
        regulation,
        at: model.now,
    };
    let units = if row.asks.contains(&Ask::Unit) {
        unit_guards::applicable_units(&asking)
    } else {
        Vec::new()
    };
    let recall = model.recall_for(letter.id);
    let sources = fields::FieldSources {
        verb: row.verb,
        regulation,
        office: &model.office,
        card,
        recall,
        units: &units,
    };
    // The centre registers what others did before; a unit says what it does now.
    let registers = model.who.is_one_of(&[Role::Administrator, Role::Office]);
    let late = |ask: &Ask| matches!(ask, Ask::HappenedAt | Ask::LateWhy);
    let paper: &[Ask] = match model.registers_paper(row.verb, letter) {
        true => &[Ask::SignedBy, Ask::HappenedAt, Ask::Files],
        false => &[],
    };
    let fields = row
        .asks_about(letter)
        .iter()
        .filter(|ask| registers || !late(ask))
        // Of several letters each is about the unit that has it.
        .filter(|ask| jobs.len() == 1 || **ask != Ask::Unit)
        .chain(paper)
        .map(|ask| fields::build_field(*ask, &sources))
        .collect();
    let unit = match units[..] {
        [only] => Some(only),
        [first, ..] if jobs.len() > 1 => Some(first),
        _ => None,
    };
    let several = letter
        .current_assignments()
        .filter(|held| held.is_active())
        .count()
        > 1;
    // The title names the step of the escalation that an urging will be.
    let held = unit
        .filter(|_| row.verb == Verb::Urge && jobs.len() == 1)
        .and_then(|unit| letter.held_by(unit));
    let step = held
        .and_then(|held| held.due_urging_step(regulation, model.now))
        .map(|step| step.words().to_owned());
    let title = match step.filter(|step| *step != row.verb.label()) {
        Some(step) => say!("work-title-step", step = step, title = title),
        None => title,
    };
    // If the unit is implied although several act on the letter, the title names it.
    let title = match unit.filter(|_| several && jobs.len() == 1) {
        Some(unit) => say!(
            "work-title-unit",
            unit = model.office.units.short_name(unit),
            title = title
        ),
        None => title,
    };
    let mut form = Form::new(title, row.verb.label(), fields);
    form.hints.extend(several_names(model, &jobs));
    if !paper.is_empty() {
        form.hints.push(say!("paper-entry-hint"));
    }
    if matches!(row.verb, Verb::Decline | Verb::Refer) && model.office.has_foreign_regulation() {
        let title = regulation.title.localized();
        form.hints.push(say!("foreign-regulation", title = title));
    }
    if jobs.len() == 1 {
        suggest::add_suggestions(
            &mut form,
            row.verb,
            letter,
            recall,
            &model.office,
            regulation,
        );
    }
    fields::prefill(&mut form, row.verb, card, regulation);
    if row.verb == Verb::Approve
        && jobs.len() == 1
        && !model.card_view.has_seen_reply(&model.card_inputs(card))
    {
        form.hints.push(say!(
            "approve-unseen",
            end = last_words(&letter.draft),
            n = letter.draft.chars().count()
        ));
    }
    let mut work = ActionForm {
        jobs,
        shown_letter: Some(letter.id),
        needs_confirmation: row.confirm,
        unit,
        ..ActionForm::without_letter(FormPurpose::Act(row.verb), form)
    };
    update_visibility(&mut work, letter, regulation);
    work.fill_contacts(&model.contacts, &model.office.units);
    work.form.focus_first_missing();
    work
}

/// Letters of a form for several that are named in it.
const NAMED: usize = 4;

/// Returns which letters a form is about, if they are several: the first by name.
fn several_names(model: &Model, jobs: &[ActionTarget]) -> Option<String> {
    let rows = model.list().into_iter().flat_map(|list| &list.rows);
    let rows = rows.filter(|row| jobs.iter().any(|job| job.letter == row.id));
    let name = |row: &Summary| format!("{} {}", row.short_name(), one_line(&row.title));
    let names: Vec<String> = rows.take(NAMED).map(name).collect();
    let names = names.join(&say!("list-and"));
    (jobs.len() > 1).then(|| match jobs.len() > NAMED {
        true => say!("work-several-more", names = names, n = jobs.len()),
        false => names,
    })
}

/// Characters of a reply's end that are shown to somebody who has not read so far.
const END_CHARS: usize = 60;

/// Returns the end of a text, on one line.
fn last_words(text: &str) -> String {
    let line = one_line(text.trim_end());
    let skipped = line.chars().count().saturating_sub(END_CHARS);
    line.chars().skip(skipped).collect()
}
