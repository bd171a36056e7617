//! Frequent topics: requested, shown, opened.

use crate::domain::similarity::recall::{Topic, TopicWindow};
use crate::tui::effect::Effect;
use crate::tui::effect::{ReadRequest, StoreRequest};
use crate::tui::model::{Model, Overlay};
use crate::tui::state::menu::{Menu, MenuPurpose};

/// Opens the topics menu and requests the topics. Liaisons have no access to it.
pub(crate) fn open_topics(model: &mut Model) -> Vec<Effect> {
    if model.who.is_liaison_only() {
        model.report_refusal(say!("hot-not-yours"));
        return Vec::new();
    }
    model.overlay = Some(Overlay::Menu(Box::new(model.hot_topics.start_gathering())));
    vec![Effect::Read(ReadRequest::Gather(model.hot_topics.window))]
}

/// Switches to the next time window, and gathers the topics again.
pub(crate) fn next_time_window(model: &mut Model) -> Vec<Effect> {
    if !matches!(&model.overlay, Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Topics) {
        return Vec::new();
    }
    model.hot_topics.next_window();
    open_topics(model)
}

/// Fills the menu with the topics, unless it was closed or its time window changed meanwhile.
pub(crate) fn show_topics(
    model: &mut Model,
    window: TopicWindow,
    topics: Result<Vec<Topic>, String>,
) {
    let Some(Overlay::Menu(menu)) = &mut model.overlay else {
        return;
    };
    if menu.purpose != MenuPurpose::Topics
        || model.hot_topics.window != window
        || model.hot_topics.topics.is_some()
    {
        return;
    }
    match topics {
        Ok(topics) => model.hot_topics.fill_menu(menu, topics, &model.office),
        Err(sentence) => {
            model.overlay = None;
            model.report_refusal(sentence);
        }
    }
}

/// Opens the letters of the chosen topic. The topics menu stays below, to return to.
pub(crate) fn open_topic_letters(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = model
        .hot_topics
        .chosen_topic(&menu)
        .map(|topic| (topic.title.clone(), topic.letters.clone()));
    match chosen {
        Some((title, letters)) => {
            model.menus_below.push(menu);
            vec![Effect::Store(StoreRequest::Letters(
                say!("hot-topic", title = title),
                letters,
            ))]
        }
        None => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}
