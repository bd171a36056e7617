//! Frequent topics: requested, shown, opened.

use crate::domain::similarity::recall::{Topic, Window};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::menu::{Menu, Of};

/// Opens the topics menu and requests the topics. Liaisons have no access to it.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if model.who.is_liaison_only() {
        model.refuse(say!("hot-not-yours"));
        return Vec::new();
    }
    model.overlay = Some(Overlay::Menu(Box::new(model.hot.begin())));
    vec![Effect::Gather(model.hot.window)]
}

/// Switches to the next time window, and gathers the topics again.
pub fn other_days(model: &mut Model) -> Vec<Effect> {
    if !matches!(&model.overlay, Some(Overlay::Menu(menu)) if menu.of == Of::Topics) {
        return Vec::new();
    }
    model.hot.turn();
    open(model)
}

/// Fills the menu with the topics, unless it was closed or its time window changed meanwhile.
pub fn gathered(model: &mut Model, window: Window, topics: Result<Vec<Topic>, String>) {
    let Some(Overlay::Menu(menu)) = &mut model.overlay else {
        return;
    };
    if menu.of != Of::Topics || model.hot.window != window || model.hot.topics.is_some() {
        return;
    }
    match topics {
        Ok(topics) => model.hot.fill(menu, topics, &model.office),
        Err(sentence) => {
            model.overlay = None;
            model.refuse(sentence);
        }
    }
}

/// Opens the letters of the chosen topic. The topics menu stays below, to return to.
pub fn picked(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = model
        .hot
        .chosen(&menu)
        .map(|topic| (topic.title.clone(), topic.letters.clone()));
    match chosen {
        Some((title, letters)) => {
            model.under.push(menu);
            vec![Effect::Letters(say!("hot-topic", title = title), letters)]
        }
        None => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}
