//! The search pane: every edit of the query starts a new search, whose results are a list.

use super::lists;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::ListView;
use crate::tui::effect::Effect;
use crate::tui::effect::TerminalRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::{FormCommand, Move};
use crate::tui::message::ResultsPage;
use crate::tui::model::{Focus, Model};
use crate::tui::state::list::ListPage;
use crate::tui::state::search::HitCount;
use crate::tui::widgets::editor::EditorCommand;

/// Opens the search pane with its query line focused. The previous query is searched again.
pub(super) fn open_search(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.bulletin.take().is_some() || !model.is_searching() {
        if !model.is_searching() {
            model.search.previous_pane = model.pane;
        }
        effects = lists::open_pane(model, Queue::All);
    }
    model.focus = Focus::List;
    model.search.typing = true;
    effects
}

/// Returns to the pane from which the search was opened.
pub(super) fn leave_search(model: &mut Model) -> Vec<Effect> {
    lists::open_pane(model, model.search.previous_pane)
}

/// Carries out a command of the query line.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Form(FormCommand::Enter) if model.search.selected_completion.is_some() => {
            return complete_query(model);
        }
        Command::Form(FormCommand::Enter) if model.search.submit_query() => {}
        Command::Form(FormCommand::Complete) => return complete_query(model),
        Command::Move(Move::Down) if model.search.select_completion(true) => {}
        Command::Move(Move::Up) => _ = model.search.select_completion(false),
        // The completions lie over the list and close first.
        Command::Leave if !model.search.completions.is_empty() => {
            model.search.completions.clear();
            model.search.selected_completion = None;
        }
        Command::Form(FormCommand::Enter) | Command::Leave | Command::Move(Move::Down) => {
            model.search.typing = false;
            model.search.completions.clear();
        }
        Command::Move(Move::PageUp | Move::PageDown) => {
            return lists::move_by_page(model, command == Command::Move(Move::PageDown));
        }
        Command::Edit(command) => return edit_query(model, command),
        Command::Redraw => return vec![Effect::Terminal(TerminalRequest::Redraw)],
        // Not bound in the query line.
        Command::Do(_)
        | Command::Go(_)
        | Command::List(_)
        | Command::Bulletin
        | Command::Search
        | Command::HotTopics
        | Command::Export
        | Command::Today
        | Command::Settings
        | Command::Report(_)
        | Command::Move(Move::Left | Move::Right | Move::First | Move::Last)
        | Command::Open
        | Command::Compare(_)
        | Command::Help
        | Command::Theme
        | Command::Quit
        | Command::Form(
            FormCommand::NextField
            | FormCommand::PreviousField
            | FormCommand::Finish
            | FormCommand::Save
            | FormCommand::SaveAndSubmit
            | FormCommand::Phrases
            | FormCommand::QuoteFeedback
            | FormCommand::Versions,
        ) => {}
    }
    Vec::new()
}

/// Inserts typed or pasted text.
pub(super) fn insert_text(model: &mut Model, text: &str) -> Vec<Effect> {
    model.search.line.insert(text);
    query_changed(model, false)
}

/// Handles an editing key; moving the cursor changes the completions.
pub(super) fn edit_query(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let before = (model.search.line.revision(), model.search.line.cursor());
    model.search.line.run_command(command);
    if before == (model.search.line.revision(), model.search.line.cursor()) {
        return Vec::new();
    }
    query_changed(model, false)
}

/// Accepts the selected completion; without one, offers completions at the cursor.
fn complete_query(model: &mut Model) -> Vec<Effect> {
    let taken = model.search.accept_completion();
    query_changed(model, !taken)
}

/// Updates the completions, and searches if the line now reads as another query. `wanted` offers
/// completions even where no word has been begun.
fn query_changed(model: &mut Model, wanted: bool) -> Vec<Effect> {
    let (office, now) = (&model.office, model.now);
    model.search.update_completions(office, now, wanted);
    let Some(query) = model.search.parse_query(office, now) else {
        return Vec::new();
    };
    if model
        .list()
        .and_then(|list| list.search_request.as_ref())
        .is_some_and(|asking| asking.query == query)
    {
        return Vec::new();
    }
    start_search(model, query)
}

fn start_search(model: &mut Model, query: crate::domain::query::Query) -> Vec<Effect> {
    let empty = query.is_empty();
    model.search.highlight_terms = query
        .highlight_terms()
        .into_iter()
        .map(str::to_owned)
        .collect();
    model.search.tally = if empty {
        HitCount::None
    } else {
        HitCount::Counting(0)
    };
    model.pending_steps = 0;
    if empty {
        model.card = None;
        model.search.excerpts.clear();
    }
    let best = model.search.best_first;
    model
        .list_mut()
        .map(|list| list.start_search(query, best))
        .into_iter()
        .collect()
}

/// Toggles the order of the results: by relevance, or newest first.
pub(super) fn toggle_order(model: &mut Model) -> Vec<Effect> {
    model.search.best_first = !model.search.best_first;
    let query = model
        .list()
        .and_then(|list| list.search_request.as_ref())
        .map(|asking| asking.query.clone());
    query
        .map(|query| start_search(model, query))
        .unwrap_or_default()
}

/// Repeats the search without resetting the selection: letters or the date may have changed.
pub(super) fn repeat_search(model: &mut Model) -> Option<Effect> {
    let query = model.search.parse_query(&model.office, model.now);
    let list = model.lists.get_mut(&Queue::All)?;
    if let (Some(query), Some(asking)) = (query, &mut list.search_request) {
        asking.query = query;
    }
    list.refresh()
}

/// Applies a page of results, unless the query has changed since.
pub(super) fn apply_results(model: &mut Model, hits: ResultsPage) -> Vec<Effect> {
    let ResultsPage {
        generation,
        from,
        limit,
        rows,
        excerpts,
    } = hits;
    let before = model.selected_letter();
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return Vec::new();
    };
    if list
        .search_request
        .as_ref()
        .is_none_or(|asking| asking.generation != generation)
    {
        return Vec::new();
    }
    let page = ListPage {
        queue: Queue::All,
        view: ListView::default(),
        from,
        limit,
        rows,
        rows_before: None,
    };
    let again = list.apply_page(page);
    model.search.excerpts.extend(excerpts);
    model
        .search
        .excerpts
        .retain(|id, _| list.rows.iter().any(|row| row.id == *id));
    if !model.is_searching() {
        return again.into_iter().collect();
    }
    if model.wanted_letter().is_none() {
        model.card = None;
    }
    again
        .into_iter()
        .chain(lists::preview_selected(model, before))
        .collect()
}

/// Applies a count of results. A recount does not replace a finished count with its partial one.
pub(super) fn apply_count(model: &mut Model, generation: u64, tally: HitCount) {
    let asking = model
        .lists
        .get(&Queue::All)
        .and_then(|list| list.search_request.as_ref());
    let same = asking.is_some_and(|asking| asking.generation == generation);
    let stands = matches!(
        model.search.tally,
        HitCount::Exact(_) | HitCount::AtLeast(_)
    );
    if same && !(stands && matches!(tally, HitCount::Counting(_))) {
        model.search.tally = tally;
    }
}

/// Reports a failed search, unless the query has changed since.
pub(super) fn report_failure(model: &mut Model, generation: u64, sentence: String) {
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return;
    };
    if list
        .search_request
        .as_ref()
        .is_some_and(|asking| asking.generation == generation)
    {
        list.cancel_loading();
        model.pending_steps = 0;
        model.search.tally = HitCount::None;
        model.report_refusal(sentence);
    }
}
