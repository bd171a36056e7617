//! Adapts a form to its answers: fields that appear and disappear, and notices that are drafted
//! from the ground chosen.

use super::{ActionForm, FormPurpose};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::letter::cause::{CallOutcome, CorrectedField, InstructionOutcome};
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{EndingReference, Regulation, RequiredReference};
use crate::domain::workflow::Ask;
use crate::domain::workflow::notice;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::form::FieldInput;

/// Hides the fields that are not asked for with the present answers, and drafts the notice if its
/// ground has changed.
pub fn update_visibility(work: &mut ActionForm, letter: &Letter, regulation: &Regulation) {
    let FormPurpose::Act(verb) = work.purpose else {
        return;
    };
    let form = &work.form;
    let because = regulation
        .find_direct_reply_reason(&form.value(Ask::Because.code()))
        .map(|because| because.names);
    let restricted = regulation
        .find_category(&form.value(Ask::Category.code()))
        .is_some_and(|category| category.restricted);
    let route = if verb == Verb::ReplyDirectly {
        Route::Direct
    } else {
        Route::Assigned
    };
    let names = regulation
        .find_ending(&form.value(Ask::Ending.code()))
        .and_then(|ending| ending.names);
    let field = CorrectedField::parse(&form.value(Ask::Field.code()));
    let concluded = regulation
        .find_ground(&form.value(Ask::Ground.code()))
        .is_some_and(|ground| ground.names_earlier);
    let outcome = InstructionOutcome::parse(&form.value(Ask::Outcome.code())).unwrap_or_default();
    let happened = !form.value(Ask::HappenedAt.code()).is_empty();
    let tiers = regulation.route_limits(route).has_distinct_tiers();
    let units = [form.value(Ask::Lead.code()), form.value(Ask::Co.code())].join(" ");
    let mut units = units
        .split_whitespace()
        .filter_map(|unit| unit.parse().ok().map(UnitId));
    let again = units.any(|unit| letter.was_returned_by(unit));
    let hidden = |code: &str| match code {
        code if verb == Verb::End && code == Ask::Ground.code() => {
            names != Some(EndingReference::Ground)
        }
        code if verb == Verb::End && code == Ask::To.code() => names != Some(EndingReference::To),
        code if code == Ask::Into.code() => names != Some(EndingReference::Letter),
        code if verb == Verb::Correct && code == Ask::Category.code() => {
            field != Some(CorrectedField::Category)
        }
        code if verb == Verb::Correct && code == Ask::Source.code() => {
            field != Some(CorrectedField::Channel)
        }
        code if verb == Verb::Correct && code == Ask::Accused.code() => {
            field != Some(CorrectedField::Accused)
        }
        code if verb == Verb::Correct && code == Ask::Type.code() => {
            field != Some(CorrectedField::Type)
        }
        code if verb == Verb::Correct && code == Ask::Subject.code() => {
            field != Some(CorrectedField::Subject)
        }
        code if verb == Verb::Correct && code == Ask::Wish.code() => {
            field != Some(CorrectedField::Wish)
        }
        code if code == Ask::Type.code() => regulation.types.is_empty(),
        code if code == Ask::Subject.code() => regulation.subjects.is_empty(),
        code if verb == Verb::Decline && code == Ask::Earlier.code() => !concluded,
        code if code == Ask::Document.code() => !concluded,
        code if verb == Verb::Instruct && letter.stage == Stage::Assigned => {
            // Units have it: only words are added.
            code != Ask::Text.code()
        }
        code if verb == Verb::Instruct && code == Ask::ToLeader.code() => {
            outcome != InstructionOutcome::Pass
        }
        code if verb == Verb::Instruct && code == Ask::To.code() => {
            outcome != InstructionOutcome::Refer
        }
        code if verb == Verb::Instruct
            && [Ask::Lead, Ask::Co, Ask::OwnLimit]
                .map(Ask::code)
                .contains(&code) =>
        {
            outcome != InstructionOutcome::Assign
        }
        code if code == Ask::Next.code() => form.value(Ask::Accept.code()) != "accept",
        code if [Ask::Solved, Ask::Attitude, Ask::Result]
            .map(Ask::code)
            .contains(&code) =>
        {
            form.value(Ask::Called.code()) != CallOutcome::Reached.code()
        }
        code if code == Ask::Promised.code() => form.value(Ask::Promise.code()).is_empty(),
        code if code == Ask::CloseWhy.code() => !letter
            .call_backs
            .last()
            .is_some_and(|(_, call)| call.is_bad()),
        code if code == Ask::Below.code() => letter.climbed == 0,
        // Only a head who handled it themselves is in charge by some mandate.
        code if code == Ask::Mandate.code() => {
            let head = form.value(Ask::Head.code());
            let unit = work
                .unit
                .or_else(|| form.value(Ask::Unit.code()).parse().ok().map(UnitId));
            let held = unit.and_then(|unit| letter.held_by(unit));
            let signed = held.and_then(|held| held.signed.as_ref());
            let person = signed.map_or_else(
                || form.value(Ask::Person.code()),
                |(_, person)| person.clone(),
            );
            head.trim().is_empty() || head.trim() != person.trim()
        }
        code if verb == Verb::Waive && code == Ask::Grant.code() => !letter
            .current_assignments()
            .any(|held| held.waiver_asked.is_some()),
        // Who signed for it has handled it.
        code if verb == Verb::Feedback && code == Ask::Person.code() => {
            let unit = work
                .unit
                .or_else(|| form.value(Ask::Unit.code()).parse().ok().map(UnitId));
            unit.and_then(|unit| letter.held_by(unit))
                .is_none_or(|held| held.signed.is_some())
        }
        code if code == Ask::LateWhy.code() => !happened,
        code if code == Ask::Value.code() => matches!(
            field,
            None | Some(
                CorrectedField::Category
                    | CorrectedField::Channel
                    | CorrectedField::Accused
                    | CorrectedField::Type
                    | CorrectedField::Subject
                    | CorrectedField::Wish
            )
        ),
        code if verb == Verb::ReplyDirectly && code == Ask::Earlier.code() => {
            because != Some(RequiredReference::Earlier)
        }
        code if code == Ask::Policy.code() => because != Some(RequiredReference::Policy),
        code if code == Ask::Accused.code() => verb == Verb::Accept && !restricted,
        code if code == Ask::Tier.code() => !tiers,
        code if code == Ask::Again.code() => !again,
        code if code == Ask::Unit.code() => work.unit.is_some(),
        // With several letters, each gets a notice with its own writer and title.
        code if code == Ask::Notice.code() => {
            work.jobs.len() > 1 || work.draft_letter() != letter.id
        }
        _ => false,
    };
    let hidden: Vec<bool> = form.fields.iter().map(|field| hidden(field.code)).collect();
    for (field, hidden) in work.form.fields.iter_mut().zip(hidden) {
        field.hidden = hidden;
    }
    draft_notice(work, verb, letter, regulation);
}

/// Reports whether a notice is exactly the draft of some ground, as it is when a saved form is
/// restored and nobody has edited it.
fn is_template_notice(text: &str, letter: &Letter, regulation: &Regulation) -> bool {
    regulation
        .grounds
        .iter()
        .any(|ground| notice::fill_template(&ground.notice, letter, regulation).trim() == text)
}

/// Drafts the notice from the ground, or from where the letter is referred to, until somebody edits
/// its text.
fn draft_notice(work: &mut ActionForm, verb: Verb, letter: &Letter, regulation: &Regulation) {
    let drafted = if verb == Verb::Decline {
        let ground = regulation.find_ground(&work.form.value(Ask::Ground.code()));
        ground
            .map(|ground| notice::fill_template(&ground.notice, letter, regulation))
            .unwrap_or_default()
    } else if verb == Verb::Refer {
        let to = work.form.value(Ask::To.code());
        notice::fill_template(&regulation.referral_notice, letter, regulation).replace("{to}", &to)
    } else {
        return;
    };
    if let Some(field) = work.form.field_mut(Ask::Notice.code())
        && let FieldInput::Text(editor) = &mut field.input
        && (editor.text().trim() == work.drafted_notice.trim()
            || is_template_notice(editor.text().trim(), letter, regulation))
        && drafted != work.drafted_notice
    {
        editor.set_text(&drafted);
        work.drafted_notice = drafted;
    }
}
