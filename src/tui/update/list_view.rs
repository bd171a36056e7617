//! The order of a list, and what it shows of its queue.

use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{ListOrder, ListView};
use crate::tui::effect::{Effect, StoreRequest};
use crate::tui::model::{Model, Overlay};
use crate::tui::state::list::menu as list_menu;
use crate::tui::state::menu::Menu;
use crate::tui::update::{lists, search};

/// Opens the menu of the list; in the search, switches between its two orders.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if model.is_searching() {
        return search::toggle_order(model);
    }
    if let Some(list) = model.list() {
        let menu = list_menu::list_menu(model.pane, &list.view, &model.office);
        model.overlay = Some(Overlay::Menu(Box::new(menu)));
    }
    Vec::new()
}

/// Applies the choice, or opens the menu that it leads to.
pub(super) fn apply_chosen(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = menu.picker.chosen().map(|choice| choice.value.clone());
    let (Some(chosen), Some(list)) = (chosen, model.list()) else {
        return Vec::new();
    };
    match list_menu::chosen_view(&list.view, &chosen) {
        Some(view) => {
            model.menus_below.clear();
            set_view(model, view)
        }
        None => {
            let next = list_menu::narrowing_menu(&chosen, &model.office);
            model.menus_below.push(menu);
            model.overlay = Some(Overlay::Menu(Box::new(next)));
            Vec::new()
        }
    }
}

/// Sorts the list; by the key that it is sorted by, the other way round.
pub(super) fn sort(model: &mut Model, order: ListOrder) -> Vec<Effect> {
    let Some(list) = model.list() else {
        return Vec::new();
    };
    let turned = ListOrder {
        descending: !list.view.order.descending,
        ..order
    };
    let order = if list.view.order.by == order.by {
        turned
    } else {
        order
    };
    let view = ListView {
        order,
        ..list.view.clone()
    };
    set_view(model, view)
}

/// Shows the list as it was chosen; the order is remembered for the person. The letter that is
/// selected stays selected if it is still shown.
fn set_view(model: &mut Model, view: ListView) -> Vec<Effect> {
    let pane = model.pane;
    let Some(list) = model.list_mut() else {
        return Vec::new();
    };
    let order = (list.view.order != view.order).then_some(view.order);
    let (selected, marks) = (list.selected, list.marked.len());
    let mut effects = vec![list.set_view(view)];
    list.selected = selected;
    let remembered = order.zip(order_preference(pane));
    effects.extend(
        remembered.map(|(order, name)| Effect::Store(StoreRequest::Prefer(name, order.code()))),
    );
    model.busy = true;
    effects.extend(lists::preview_selected(model, selected));
    model.report_dropped_marks(marks);
    effects
}

/// Returns the name under which the order of a queue is remembered.
pub(crate) fn order_preference(queue: Queue) -> Option<&'static str> {
    Some(match queue {
        Queue::Inbox => "order-inbox",
        Queue::Triage => "order-triage",
        Queue::Assignment => "order-assignment",
        Queue::Drafting => "order-drafting",
        Queue::Overdue => "order-overdue",
        Queue::Review => "order-review",
        Queue::Ended => "order-ended",
        Queue::All => return None,
    })
}
