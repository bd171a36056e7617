//! Adapts a form to its answers: fields that appear and disappear, and notices that are drafted
//! from the ground chosen.

use super::{Purpose, Work};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Names, Regulation};
use crate::domain::workflow::Ask;
use crate::domain::workflow::notice;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::form::Kind;

/// Hides the fields that are not asked for with the present answers, and drafts the notice if its
/// ground has changed.
pub fn settle(work: &mut Work, letter: &Letter, regulation: &Regulation) {
    let Purpose::Act(verb) = work.purpose else {
        return;
    };
    let form = &work.form;
    let because = regulation
        .because(&form.value(Ask::Because.code()))
        .map(|because| because.names);
    let restricted = regulation
        .category(&form.value(Ask::Category.code()))
        .is_some_and(|category| category.restricted);
    let route = if verb == Verb::ReplyDirectly {
        Route::Direct
    } else {
        Route::Assigned
    };
    let tiers = regulation.tiers(route).differ();
    let units = [form.value(Ask::Lead.code()), form.value(Ask::Co.code())].join(" ");
    let mut units = units
        .split_whitespace()
        .filter_map(|unit| unit.parse().ok().map(UnitId));
    let again = units.any(|unit| letter.returned_by(unit));
    let hidden = |code: &str| match code {
        code if code == Ask::Earlier.code() => because != Some(Names::Earlier),
        code if code == Ask::Policy.code() => because != Some(Names::Policy),
        code if code == Ask::Accused.code() => verb == Verb::Accept && !restricted,
        code if code == Ask::Tier.code() => !tiers,
        code if code == Ask::Again.code() => !again,
        code if code == Ask::Unit.code() => work.unit.is_some(),
        // With several letters, each gets a notice with its own writer and title.
        code if code == Ask::Notice.code() => work.jobs.len() > 1 || work.letter() != letter.id,
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
fn untouched(text: &str, letter: &Letter, regulation: &Regulation) -> bool {
    regulation
        .grounds
        .iter()
        .any(|ground| notice::fill(&ground.notice, letter, regulation).trim() == text)
}

/// Drafts the notice from the ground, or from where the letter is referred to, until somebody edits
/// its text.
fn draft_notice(work: &mut Work, verb: Verb, letter: &Letter, regulation: &Regulation) {
    let drafted = if verb == Verb::Decline {
        let ground = regulation.ground(&work.form.value(Ask::Ground.code()));
        ground
            .map(|ground| notice::fill(&ground.notice, letter, regulation))
            .unwrap_or_default()
    } else if verb == Verb::Refer {
        let to = work.form.value(Ask::To.code());
        notice::fill(&regulation.referral_notice, letter, regulation).replace("{to}", &to)
    } else {
        return;
    };
    if let Some(field) = work.form.field(Ask::Notice.code())
        && let Kind::Text(editor) = &mut field.kind
        && (editor.text().trim() == work.drafted.trim()
            || untouched(editor.text().trim(), letter, regulation))
        && drafted != work.drafted
    {
        editor.set_text(&drafted);
        work.drafted = drafted;
    }
}
