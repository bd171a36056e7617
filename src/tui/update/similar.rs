//! Repeated letters: compared with earlier ones, linked to them, and answered directly with the
//! earlier reply.

use super::forms;
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::workflow;
use crate::domain::workflow::action::{Action, Verb};
use crate::tui::effect::StoreRequest;
use crate::tui::effect::{ActionTarget, Effect};
use crate::tui::keymap::Command;
use crate::tui::keymap::{CompareCommand, Move};
use crate::tui::model;
use crate::tui::model::{Focus, Model, Overlay};
use crate::tui::state::list::LetterList;
use crate::tui::state::similar::PendingRepeat;
use crate::tui::state::similar::{Comparison, repeat_reason};

/// Opens the comparison with the most similar letter.
pub fn open_comparison(model: &mut Model) -> Vec<Effect> {
    if let Some(letter) = model.current_letter().map(|letter| letter.id) {
        let earlier = model
            .recall_for(letter)
            .and_then(|recall| recall.similar.first())
            .map(|one| one.summary.id);
        model.overlay = earlier.map(|earlier| Overlay::Similar(Comparison::new(letter, earlier)));
    }
    Vec::new()
}

/// Carries out a command of the comparison.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(12).max(1));
    if command == Command::Compare(CompareCommand::AnswerRepeat) {
        return answer_as_repeat(model);
    }
    if command == Command::Do(Verb::Link) {
        return link_letters(model);
    }
    if command == Command::Leave {
        model.overlay = None;
    }
    let Some(Overlay::Similar(comparing)) = &mut model.overlay else {
        return Vec::new();
    };
    if let (Some(recall), Command::Move(Move::Up | Move::Down)) = (&model.recall, command) {
        comparing.show_adjacent(recall, command == Command::Move(Move::Down));
    }
    if command == Command::Move(Move::PageUp) {
        comparing.top = comparing.top.saturating_sub(page);
    }
    if command == Command::Move(Move::PageDown) {
        comparing.top += page;
    }
    Vec::new()
}

/// Closes the comparison, and returns the letter, the id of the earlier one, and the code of the
/// reason for a direct reply; `None` for the code if the earlier letter has no reply.
fn close_comparison(model: &mut Model) -> Option<(Letter, LetterId, Option<String>)> {
    let Some(Overlay::Similar(comparing)) = &model.overlay else {
        return None;
    };
    let letter = model
        .card
        .as_ref()
        .map(|card| &card.letter)
        .filter(|letter| letter.id == comparing.letter)?;
    let similar = model
        .recall
        .as_ref()
        .and_then(|recall| comparing.earlier(recall))?;
    let because = repeat_reason(similar, model.regulation_of(letter)).map(str::to_owned);
    let both = (letter.clone(), similar.summary.id, because);
    model.overlay = None;
    Some(both)
}

/// Reports whether an action is allowed; if not, shows why.
fn is_allowed(model: &mut Model, letter: &Letter, verb: Verb) -> bool {
    let offered = workflow::check_permitted(
        letter,
        verb,
        &model.who,
        model.regulation_of(letter),
        model.now,
    );
    if let Err(refusal) = &offered {
        model.report_refusal(refusal);
    }
    offered.is_ok()
}

fn link_letters(model: &mut Model) -> Vec<Effect> {
    let Some((letter, earlier, _)) = close_comparison(model) else {
        return Vec::new();
    };
    if letter.repeats.contains(&earlier) {
        model.report_refusal(say!("alike-linked"));
        return Vec::new();
    }
    if !is_allowed(model, &letter, Verb::Link) {
        return Vec::new();
    }
    perform_actions(Verb::Link, &letter, vec![Action::Link { to: earlier }])
}

/// Links the letters and starts a direct reply from the earlier one; a letter that is not accepted
/// yet is accepted first.
fn answer_as_repeat(model: &mut Model) -> Vec<Effect> {
    let Some((letter, earlier, because)) = close_comparison(model) else {
        return Vec::new();
    };
    let Some(because) = because else {
        model.report_refusal(say!("alike-unanswered"));
        return Vec::new();
    };
    let repeat = PendingRepeat {
        letter: letter.id,
        earlier,
        reason_code: because,
    };
    if letter.stage == Stage::Received {
        if !is_allowed(model, &letter, Verb::Accept) {
            return Vec::new();
        }
        model.pending_repeat = Some(repeat);
        let (Some(row), Some(card)) = (workflow::find_transition(Verb::Accept), model.card.take())
        else {
            return Vec::new();
        };
        let jobs = vec![ActionTarget {
            letter: letter.id,
            seen_version: letter.version,
        }];
        let work = model::form::action_form(row, jobs, model, &card);
        model.card = Some(card);
        model.report_done(say!("alike-accept-first"));
        return forms::open_form(model, work);
    }
    if !is_allowed(model, &letter, Verb::ReplyDirectly) {
        return Vec::new();
    }
    model.pending_repeat = Some(repeat);
    continue_repeat(model, &letter)
}

/// Continues a repeat once the letter is accepted: links it and starts the direct reply,
/// atomically.
pub fn continue_repeat(model: &mut Model, letter: &Letter) -> Vec<Effect> {
    let Some(repeat) = model
        .pending_repeat
        .clone()
        .filter(|repeat| repeat.letter == letter.id)
    else {
        return Vec::new();
    };
    if letter.stage != Stage::Registered {
        model.pending_repeat = None;
        return Vec::new();
    }
    let link =
        (!letter.repeats.contains(&repeat.earlier)).then_some(Action::Link { to: repeat.earlier });
    let reply = Action::ReplyDirectly {
        because: repeat.reason_code,
        earlier: Some(repeat.earlier),
        policy: None,
        tier: Default::default(),
    };
    perform_actions(
        Verb::ReplyDirectly,
        letter,
        link.into_iter().chain([reply]).collect(),
    )
}

/// Moves on to the draft of the direct reply, which is filled with the earlier reply.
pub fn open_repeat_draft(model: &mut Model, letter: LetterId) -> Vec<Effect> {
    model.pending_repeat = None;
    // The letter that entered drafting last is at the end: the list is reloaded from there.
    model
        .lists
        .insert(Queue::Drafting, LetterList::new(Queue::Drafting));
    model.pane = Queue::Drafting;
    model.focus = Focus::List;
    let effects = model
        .list_mut()
        .and_then(|list| list.select_last())
        .into_iter()
        .collect();
    model.deferred_command = Some((letter, Command::Do(Verb::Draft)));
    model.busy = true;
    effects
}

fn perform_actions(verb: Verb, letter: &Letter, actions: Vec<Action>) -> Vec<Effect> {
    let jobs = vec![ActionTarget {
        letter: letter.id,
        seen_version: letter.version,
    }];
    vec![Effect::Store(StoreRequest::Perform {
        verb,
        jobs,
        actions,
        draft: None,
        files: Vec::new(),
        given_time: None,
    })]
}
