//! Builds the action that the answers of a form describe.

use std::path::PathBuf;

use super::ActionForm;
use crate::domain::workflow::Ask;
use crate::domain::workflow::action::{Action, Verb};
use crate::domain::workflow::answers::Answers;
use crate::domain::workflow::decide::late::GivenTime;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::path::PATH_SEPARATOR;

/// Returns the answers of a form.
fn answers(verb: Verb, work: &ActionForm) -> Option<Answers> {
    let row = crate::domain::workflow::find_transition(verb)?;
    let mut answers = Answers::default();
    // What a leader signed on paper is asked for besides.
    let paper = [Ask::SignedBy, Ask::HappenedAt];
    for ask in row.asks.iter().chain(&paper) {
        answers.set(*ask, work.form.value(ask.code()));
    }
    // The unit is not asked for where the person or the letter leaves no choice.
    if let Some(unit) = work.unit {
        answers.set_units(Ask::Unit, &[unit]);
    }
    Some(answers)
}

/// Builds the action of a form; `None` if an answer is missing without which there is none.
pub fn build_action(verb: Verb, work: &ActionForm) -> Option<Action> {
    Action::from_answers(verb, &answers(verb, work)?).ok()
}

/// Returns when the act of a form happened, if it is registered afterwards.
pub fn given_time(verb: Verb, work: &ActionForm) -> Option<GivenTime> {
    answers(verb, work)?.given_time(!named_files(work).is_empty())
}

/// Returns the files that the form names; the store thread reads them.
pub fn named_files(work: &ActionForm) -> Vec<PathBuf> {
    paths_of(&work.form, Ask::Files.code())
}

/// Returns the paths of a field for several files.
pub fn paths_of(form: &Form, code: &str) -> Vec<PathBuf> {
    let value = form.value(code);
    let paths = value.split(PATH_SEPARATOR).filter(|path| !path.is_empty());
    paths.map(PathBuf::from).collect()
}
