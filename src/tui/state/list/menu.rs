//! The menu of a list: its order, and what it shows of its queue.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{ListOrder, ListView, SortKey};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Value of the choice that takes all narrowing away.
const ALL: &str = "all";
/// Value of the choice that shows late letters alone.
const LATE: &str = "late";
/// Value of the choice that shows letters alone on which the user has acted.
const MINE: &str = "mine";
/// Value of the choice that opens the units.
pub const UNITS: &str = "units";
/// Value of the choice that opens the types.
pub const TYPES: &str = "types";

/// Returns by what a queue can be sorted, in the order of the menu.
fn sort_keys(queue: Queue) -> Vec<SortKey> {
    let has_unit = !matches!(queue, Queue::Inbox | Queue::Triage);
    let has_number = queue != Queue::Inbox;
    let all = SortKey::ALL.into_iter();
    all.filter(|key| match key {
        SortKey::Unit => has_unit,
        SortKey::Number => has_number,
        SortKey::Stage => matches!(queue, Queue::Triage | Queue::Review | Queue::Ended),
        SortKey::Due => matches!(queue, Queue::Inbox | Queue::Triage | Queue::Drafting),
        SortKey::Queue | SortKey::Received => true,
    })
    .collect()
}

/// Returns the menu of a list.
pub fn list_menu(queue: Queue, view: &ListView, office: &Office) -> Menu {
    let tick = |is: bool| {
        if is {
            say!("list-menu-on")
        } else {
            String::new()
        }
    };
    let mut options = Vec::new();
    for by in sort_keys(queue) {
        for descending in [false, true] {
            let order = ListOrder { by, descending };
            let label = match descending {
                false => say!("list-sort", key = by.label()),
                true => say!("list-sort-back", key = by.label()),
            };
            let label = format!("{label}\t{}", tick(view.order == order));
            options.push(PickerOption::new(order.code(), label));
        }
    }
    let only = |value: &str, words: String, is: bool| {
        PickerOption::new(value, format!("{words}\t{}", tick(is)))
    };
    options.push(only(LATE, say!("list-only-late"), view.late));
    options.push(only(MINE, say!("list-only-mine"), view.mine));
    options.push(only(UNITS, say!("list-only-unit"), view.unit.is_some()));
    if !office.regulation.types.is_empty() {
        options.push(only(TYPES, say!("list-only-type"), view.of_type.is_some()));
    }
    if view.is_narrowed() {
        options.insert(0, PickerOption::new(ALL, say!("list-show-all")));
    }
    let title = say!("list-menu-title");
    Menu::new(MenuPurpose::ListView, title, Picker::new(options))
}

/// Returns the menu of the units or of the types, to show those letters alone.
pub fn narrowing_menu(which: &str, office: &Office) -> Menu {
    let options = if which == UNITS {
        let units = office.units.open();
        units
            .map(|unit| PickerOption {
                value: format!("unit:{}", unit.id.0),
                label: unit.name.clone(),
                aliases: unit.aliases.clone(),
            })
            .collect()
    } else {
        let types = office.regulation.types.iter();
        types
            .map(|kind| PickerOption::new(format!("type:{}", kind.code()), kind.words()))
            .collect()
    };
    let title = match which == UNITS {
        true => say!("list-only-unit"),
        false => say!("list-only-type"),
    };
    Menu::new(MenuPurpose::ListView, title, Picker::new(options))
}

/// Returns the view after a choice of the menu; `None` if it opens another menu.
pub fn chosen_view(view: &ListView, chosen: &str) -> Option<ListView> {
    let mut view = view.clone();
    match chosen {
        ALL => {
            view = ListView {
                order: view.order,
                ..ListView::default()
            }
        }
        LATE => view.late = !view.late,
        MINE => view.mine = !view.mine,
        // A second time shows all units again.
        UNITS if view.unit.is_some() => view.unit = None,
        TYPES if view.of_type.is_some() => view.of_type = None,
        UNITS | TYPES => return None,
        other => {
            if let Some(id) = other.strip_prefix("unit:") {
                view.unit = id.parse().ok().map(UnitId);
            } else if let Some(code) = other.strip_prefix("type:") {
                view.of_type = Some(code.to_owned());
            } else {
                view.order = ListOrder::parse(other).unwrap_or_default();
            }
        }
    }
    Some(view)
}

/// Returns what a list shows of its queue, in words; empty if it shows all.
pub fn narrowing_label(view: &ListView, office: &Office) -> String {
    let unit = view.unit.map(|unit| office.units.short_name(unit));
    let of_type = view.of_type.as_deref().map(|code| {
        let known = office.regulation.find_type(code);
        known.map_or_else(|| code.to_owned(), |kind| kind.words().to_owned())
    });
    let parts = [
        view.late.then(|| say!("list-only-late")),
        view.mine.then(|| say!("list-only-mine")),
        unit,
        of_type,
        Some(view.text.trim().to_owned()).filter(|text| !text.is_empty()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(&say!("list-and"))
}
