//! The search pane: every edit of the query starts a new search, whose results are a list.

use super::lists;
use crate::domain::letter::stage::Queue;
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::message::{Hits, Page, Tally};
use crate::tui::model::{Focus, Model};
use crate::tui::widgets::editor::EditorCommand;

/// Opens the search pane with its query line focused. The previous query is searched again.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.bulletin.take().is_some() || !model.searching() {
        if !model.searching() {
            model.search.from = model.pane;
        }
        effects = lists::go(model, Queue::All);
    }
    model.focus = Focus::List;
    model.search.typing = true;
    effects
}

/// Returns to the pane from which the search was opened.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    lists::go(model, model.search.from)
}

/// Carries out a command of the query line.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Enter if model.search.at.is_some() => return complete(model),
        Command::Enter if model.search.insist() => {}
        Command::Complete => return complete(model),
        Command::Down if model.search.point(true) => {}
        Command::Up => _ = model.search.point(false),
        // The completions lie over the list and close first.
        Command::Leave if !model.search.offered.is_empty() => {
            model.search.offered.clear();
            model.search.at = None;
        }
        Command::Enter | Command::Leave | Command::Down => {
            model.search.typing = false;
            model.search.offered.clear();
        }
        Command::PageUp | Command::PageDown => {
            return lists::page(model, command == Command::PageDown);
        }
        Command::Edit(command) => return edit(model, command),
        Command::Redraw => return vec![Effect::Redraw],
        // Not bound in the query line.
        Command::Do(_)
        | Command::Go(_)
        | Command::PreviousPane
        | Command::NextPane
        | Command::Bulletin
        | Command::Search
        | Command::Order
        | Command::Hot
        | Command::OtherDays
        | Command::PreviousPeriod
        | Command::NextPeriod
        | Command::WholeYear
        | Command::PublishBulletin
        | Command::Left
        | Command::Right
        | Command::First
        | Command::Last
        | Command::Switch
        | Command::Open
        | Command::Mark
        | Command::Alike
        | Command::Repeat
        | Command::Filter
        | Command::Palette
        | Command::Help
        | Command::History
        | Command::Deadline
        | Command::ByHand
        | Command::Import
        | Command::Attachments
        | Command::Theme
        | Command::Quit
        | Command::NextField
        | Command::PreviousField
        | Command::Finish
        | Command::Save
        | Command::SaveAndSubmit
        | Command::Phrases
        | Command::Versions
        | Command::KeepMine
        | Command::TakeTheirs => {}
    }
    Vec::new()
}

/// Inserts typed or pasted text.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    model.search.line.insert(text);
    changed(model, false)
}

/// Handles an editing key; moving the cursor changes the completions.
pub fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let before = (model.search.line.revision(), model.search.line.cursor());
    model.search.line.command(command);
    if before == (model.search.line.revision(), model.search.line.cursor()) {
        return Vec::new();
    }
    changed(model, false)
}

/// Accepts the selected completion; without one, offers completions at the cursor.
fn complete(model: &mut Model) -> Vec<Effect> {
    let taken = model.search.complete();
    changed(model, !taken)
}

/// Updates the completions, and searches if the line now reads as another query. `wanted` offers
/// completions even where no word has been begun.
fn changed(model: &mut Model, wanted: bool) -> Vec<Effect> {
    let (office, now) = (&model.office, model.now);
    model.search.offer(office, now, wanted);
    let Some(query) = model.search.read(office, now) else {
        return Vec::new();
    };
    if model
        .list()
        .and_then(|list| list.asking.as_ref())
        .is_some_and(|asking| asking.query == query)
    {
        return Vec::new();
    }
    ask(model, query)
}

fn ask(model: &mut Model, query: crate::domain::query::Query) -> Vec<Effect> {
    let empty = query.is_empty();
    model.search.marks = query.marks().into_iter().map(str::to_owned).collect();
    model.search.tally = if empty {
        Tally::None
    } else {
        Tally::Counting(0)
    };
    model.owed = 0;
    if empty {
        model.card = None;
        model.search.excerpts.clear();
    }
    let best = model.search.best;
    model
        .list_mut()
        .map(|list| list.search(query, best))
        .into_iter()
        .collect()
}

/// Toggles the order of the results: by relevance, or newest first.
pub fn order(model: &mut Model) -> Vec<Effect> {
    model.search.best = !model.search.best;
    let query = model
        .list()
        .and_then(|list| list.asking.as_ref())
        .map(|asking| asking.query.clone());
    query.map(|query| ask(model, query)).unwrap_or_default()
}

/// Repeats the search without resetting the selection: letters or the date may have changed.
pub fn again(model: &mut Model) -> Option<Effect> {
    let query = model.search.read(&model.office, model.now);
    let list = model.lists.get_mut(&Queue::All)?;
    if let (Some(query), Some(asking)) = (query, &mut list.asking) {
        asking.query = query;
    }
    list.refresh()
}

/// Applies a page of results, unless the query has changed since.
pub fn found(model: &mut Model, hits: Hits) -> Vec<Effect> {
    let Hits {
        generation,
        from,
        limit,
        rows,
        excerpts,
    } = hits;
    let before = model.selected();
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return Vec::new();
    };
    if list
        .asking
        .as_ref()
        .is_none_or(|asking| asking.generation != generation)
    {
        return Vec::new();
    }
    let page = Page {
        queue: Queue::All,
        filter: String::new(),
        from,
        limit,
        rows,
        before: None,
    };
    let again = list.take(page);
    model.search.excerpts.extend(excerpts);
    model
        .search
        .excerpts
        .retain(|id, _| list.rows.iter().any(|row| row.id == *id));
    if !model.searching() {
        return again.into_iter().collect();
    }
    if model.wanted().is_none() {
        model.card = None;
    }
    again
        .into_iter()
        .chain(lists::opened(model, before))
        .collect()
}

/// Applies a count of results. A recount does not replace a finished count with its partial one.
pub fn counted(model: &mut Model, generation: u64, tally: Tally) {
    let asking = model
        .lists
        .get(&Queue::All)
        .and_then(|list| list.asking.as_ref());
    let same = asking.is_some_and(|asking| asking.generation == generation);
    let stands = matches!(model.search.tally, Tally::All(_) | Tally::AtLeast(_));
    if same && !(stands && matches!(tally, Tally::Counting(_))) {
        model.search.tally = tally;
    }
}

/// Reports a failed search, unless the query has changed since.
pub fn failed(model: &mut Model, generation: u64, sentence: String) {
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return;
    };
    if list
        .asking
        .as_ref()
        .is_some_and(|asking| asking.generation == generation)
    {
        list.give_up();
        model.owed = 0;
        model.search.tally = Tally::None;
        model.refuse(sentence);
    }
}
