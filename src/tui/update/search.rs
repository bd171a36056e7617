//! The search: what is typed is asked at once, what is found is a list.

use super::lists;
use crate::domain::letter::stage::Queue;
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::message::{Hits, Page, Tally};
use crate::tui::model::{Focus, Model};
use crate::tui::widgets::editor::EditorCommand;

/// Goes to the search, and into its line. What was typed and found before is still there, and is searched again.
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

/// Leaves the search for the pane that one came from.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    lists::go(model, model.search.from)
}

/// Carries out a command of the line.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Enter if model.search.at.is_some() => return complete(model),
        Command::Enter if model.search.insist() => {}
        Command::Complete => return complete(model),
        Command::Down if model.search.point(true) => {}
        Command::Up => _ = model.search.point(false),
        // What lies over the list goes first.
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
        // Not bound in the line.
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

/// Text that was typed or pasted together.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    model.search.line.insert(text);
    changed(model, false)
}

/// A movement in the line, or a change of it.
pub fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let before = (model.search.line.revision(), model.search.line.cursor());
    model.search.line.command(command);
    if before == (model.search.line.revision(), model.search.line.cursor()) {
        return Vec::new();
    }
    changed(model, false)
}

/// Takes what is offered; where nothing is, offers what may be typed here.
fn complete(model: &mut Model) -> Vec<Effect> {
    let taken = model.search.complete();
    changed(model, !taken)
}

/// The line changed, or the cursor in it: what reads otherwise than before is asked, and the search before is given up.
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

/// Best first, or newest first.
pub fn order(model: &mut Model) -> Vec<Effect> {
    model.search.best = !model.search.best;
    let query = model
        .list()
        .and_then(|list| list.asking.as_ref())
        .map(|asking| asking.query.clone());
    query.map(|query| ask(model, query)).unwrap_or_default()
}

/// Searches again, and quietly: the letters may have changed, or the day.
pub fn again(model: &mut Model) -> Option<Effect> {
    let query = model.search.read(&model.office, model.now);
    let list = model.lists.get_mut(&Queue::All)?;
    if let (Some(query), Some(asking)) = (query, &mut list.asking) {
        asking.query = query;
    }
    list.refresh()
}

/// A page of what is found.
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

/// How many are found. A count that stands is not taken back while the same is counted again.
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

/// The search failed.
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
