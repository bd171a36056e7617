//! The history of a letter and its attachments, to read.

use crate::domain::letter::LetterId;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::workflow::verb::Verb;
use crate::intake::AttachmentContents;
use crate::report::paper::possible_papers;
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::menus::{attachment_popup, event_popup, history_menu};
use crate::tui::model::{Model, Overlay, TextPopup};
use crate::tui::state::form;
use crate::tui::state::menu::Menu;
use crate::tui::update::{conflict, forms};

/// Shows the history of the selected letter.
pub(in crate::tui::update) fn show_history(
    model: &mut Model,
    letter: LetterId,
    events: &[RecordedEvent],
) {
    if conflict::show_earlier(model, letter, events) {
        return;
    }
    if model.selected_letter() != Some(letter)
        || model.overlay.is_some()
        || model.reply_editor.is_some()
    {
        return;
    }
    let menu = history_menu(model, letter, events);
    model.overlay = Some(Overlay::Menu(Box::new(menu)));
}

/// Shows what an attachment holds, over the menu of the attachments.
pub(in crate::tui::update) fn show_attachment(
    model: &mut Model,
    attachment: (LetterId, usize),
    contents: AttachmentContents,
) {
    let Some(popup) = attachment_popup(model, attachment, contents) else {
        return;
    };
    if let Some(Overlay::Menu(menu)) = model.overlay.take() {
        model.menus_below.push(menu);
    }
    model.overlay = Some(Overlay::Text(popup));
}

/// Opens the form that saves the attachment that is shown.
pub(super) fn save_attachment(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Text(TextPopup {
        attachment: Some((id, position)),
        ..
    })) = &model.overlay
    else {
        return Vec::new();
    };
    let card = model.card.as_ref();
    let letter = card
        .map(|card| &card.letter)
        .filter(|letter| letter.id == *id);
    let work = letter
        .and_then(|letter| form::attachment_form(letter, &model.folders.attachments, *position));
    model.menus_below.clear();
    work.map(|work| forms::open_form(model, work))
        .unwrap_or_default()
}

/// Opens an event of the history: a version of the draft beside the present one, where it can be
/// taken up again; everything else to read.
pub(super) fn open_event(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = menu.picker.chosen_as::<usize>();
    let recorded = chosen.and_then(|n| menu.events.get(n).cloned());
    let Some(recorded) = recorded else {
        model.overlay = Some(Overlay::Menu(menu));
        return Vec::new();
    };
    let version = conflict::earlier_version(&recorded);
    if version.is_some() && model.offers_in_lists(Command::Do(Verb::Draft)) {
        model.open_reply_editor();
        conflict::compare_with(model, version);
        return Vec::new();
    }
    let popup = event_popup(model, &recorded, version.as_ref());
    model.menus_below.push(menu);
    model.overlay = Some(Overlay::Text(popup));
    Vec::new()
}

/// Opens the form that saves the chosen paper.
pub(super) fn open_paper(model: &mut Model, menu: &Menu) -> Vec<Effect> {
    let chosen = menu.picker.chosen_as::<usize>();
    let letter = model
        .current_letter()
        .filter(|letter| Some(letter.id) == menu.letter);
    let work = letter.zip(chosen).and_then(|(letter, n)| {
        let papers = possible_papers(letter, &model.who);
        let (kind, unit) = papers.get(n).copied()?;
        let name = unit.map_or_else(String::new, |unit| model.office.units.short_name(unit));
        let folder = &model.folders.attachments;
        Some(form::paper_form(letter, (kind, unit), folder, &name))
    });
    work.map(|work| forms::open_form(model, work))
        .unwrap_or_default()
}
