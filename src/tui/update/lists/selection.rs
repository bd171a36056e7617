//! The selection of a list, and what is marked in it.

use crate::domain::letter::LetterId;
use crate::domain::letter::summary::ListView;
use crate::tui::effect::{Effect, StoreRequest};
use crate::tui::model::{Focus, Model};
use crate::tui::update::search;

/// Marks the selected letter and the next one; back over marked letters, takes the marks away.
pub(super) fn extend(model: &mut Model, by: isize) -> Vec<Effect> {
    let Some(list) = model.list_mut() else {
        return Vec::new();
    };
    let next = list.neighbour(by).map(|row| row.id);
    if next.is_some_and(|id| list.marked.contains_key(&id)) && list.is_selected_marked() {
        list.toggle_mark();
    } else {
        list.mark_selected();
    }
    let effects = move_selection(model, by);
    if let Some(list) = model.list_mut().filter(|list| list.selected == next) {
        list.mark_selected();
    }
    effects
}

impl Model {
    /// Says how many marks a change of the list has taken away, if there were any before.
    pub(in crate::tui::update) fn report_dropped_marks(&mut self, before: usize) {
        let now = self.list().map_or(0, |list| list.marked.len());
        if before > now {
            self.report_done(say!("marks-dropped", n = before - now));
        }
    }
}

/// Moves the selection, or scrolls the letter while it has the focus.
pub(in crate::tui::update) fn move_selection(model: &mut Model, by: isize) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model.card_view.scroll(by);
        return Vec::new();
    }
    let before = model.selected_letter();
    let Some((load, owed)) = model.list_mut().map(|list| list.move_selection(by)) else {
        return Vec::new();
    };
    if owed != 0 {
        // A held key outruns the disk: the remaining steps follow once the rows have arrived.
        (model.pending_steps, model.busy) = (owed, true);
    }
    let mut effects: Vec<Effect> = load.into_iter().collect();
    effects.extend(preview_selected(model, before));
    effects
}

/// Moves the selection to the first or the last letter, or scrolls the letter as far.
pub(super) fn move_to_end(model: &mut Model, last: bool) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model
            .card_view
            .scroll(if last { isize::MAX } else { isize::MIN });
        return Vec::new();
    }
    let before = model.selected_letter();
    let moved = model.list_mut().and_then(|list| {
        if last {
            list.select_last()
        } else {
            list.select_first()
        }
    });
    model.busy |= moved.is_some();
    let mut effects: Vec<Effect> = moved.into_iter().collect();
    effects.extend(preview_selected(model, before));
    effects
}

/// Returns the effect that reads the selected letter, if the selection has moved. From one letter
/// to another the read is debounced instead.
pub(in crate::tui::update) fn preview_selected(
    model: &mut Model,
    before: Option<LetterId>,
) -> Option<Effect> {
    let selected = model.selected_letter();
    if selected == before {
        return None;
    }
    model.card_view.scroll(isize::MIN);
    // Over a slow connection the preview costs more than the list: it follows once the selection
    // rests.
    model.preview_pending = before.is_some();
    selected
        .filter(|_| !model.preview_pending)
        .map(|letter| Effect::Store(StoreRequest::Open(letter)))
}

/// Goes back by one step: to the list, without marks, without a search, to the whole list.
pub(super) fn step_back(model: &mut Model) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model.focus = Focus::List;
        return Vec::new();
    }
    let Some(list) = model.list_mut() else {
        return Vec::new();
    };
    if !list.marked.is_empty() {
        list.marked.clear();
        return Vec::new();
    }
    if list.search_request.is_some() {
        return search::leave_search(model);
    }
    // The letter that is selected stays selected among the others.
    let selected = list.selected_row().map(|row| (row.key, row.id));
    let order = list.view.order;
    let effect = match selected {
        Some((key, id)) => list.go_to(key, id, order),
        None => list.set_view(ListView {
            order,
            ..ListView::default()
        }),
    };
    model.busy = true;
    vec![effect]
}
