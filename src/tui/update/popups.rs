//! Menus, texts to read, and the filter line of a list.

use super::{bulletin, forms, hot, lists};
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::menu::{self, Menu, Of};
use crate::tui::state::{form, phrases};
use crate::tui::widgets::editor::EditorCommand;
use crate::tui::widgets::pick::{Choice, Pick};

/// Carries out a command of a menu or of a text to read.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Enter {
        return enter(model);
    }
    if command == Command::OtherDays {
        return hot::other_days(model);
    }
    if command == Command::Leave {
        close(model);
    }
    let page = page(model);
    for (of, by) in [
        (Command::Up, -1),
        (Command::Down, 1),
        (Command::PageUp, -page),
        (Command::PageDown, page),
    ] {
        if of == command {
            step(model, by);
        }
    }
    Vec::new()
}

/// Closes the topmost pop-up, and returns to the form or menu that it was opened from.
pub fn close(model: &mut Model) {
    let form = model.company.unsaved.take().map(Overlay::Work);
    model.overlay = form.or_else(|| model.under.pop().map(Overlay::Menu));
}

/// Asks whether to discard what could not be saved: leaving must not lose it without a
/// confirmation.
pub fn ask_to_abandon(model: &mut Model) {
    if let Some(Overlay::Work(work)) = model.overlay.take() {
        model.company.unsaved = Some(work);
    }
    let choices = [
        ("stay", say!("abandon-stay")),
        (super::ABANDON, say!("abandon-leave")),
    ];
    let choices = choices
        .into_iter()
        .map(|(code, words)| Choice::new(code.to_owned(), words))
        .collect();
    let menu = Menu::new(Of::Abandon, say!("abandon-ask"), Pick::new(choices));
    model.overlay = Some(Overlay::Menu(Box::new(menu)));
}

/// Returns the number of lines of a page in a text to read.
fn page(model: &Model) -> isize {
    isize::try_from(model.size.1.saturating_sub(6)).unwrap_or(1)
}

fn step(model: &mut Model, by: isize) {
    match &mut model.overlay {
        Some(Overlay::Reading(reading)) => reading.top = reading.top.saturating_add_signed(by),
        Some(Overlay::Menu(menu)) => menu.pick.step(by),
        Some(Overlay::Work(_) | Overlay::Filter(..) | Overlay::Import(_) | Overlay::Alike(_))
        | None => {}
    }
}

/// Handles typed text: in a menu it filters; in a text to read the movement keys scroll.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Menu(menu)) = &mut model.overlay {
        menu.pick.typed(text);
        return Vec::new();
    }
    let page = page(model);
    for char in text.chars() {
        match char {
            'j' => step(model, 1),
            'k' => step(model, -1),
            ' ' => step(model, page),
            'g' => step(model, isize::MIN),
            'G' => step(model, isize::MAX),
            'q' | '?' => close(model),
            _ => {}
        }
    }
    Vec::new()
}

/// Handles an editing key: in the filter of a menu, or as movement in a text to read.
pub fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Menu(menu)) => {
            menu.pick.edit(command);
        }
        Some(Overlay::Reading(_)) => {
            if let Some(by) = command.vertical(1) {
                step(model, by);
            }
        }
        Some(Overlay::Work(_) | Overlay::Filter(..) | Overlay::Import(_) | Overlay::Alike(_))
        | None => {}
    }
    Vec::new()
}

fn enter(model: &mut Model) -> Vec<Effect> {
    let menu = match model.overlay.take() {
        Some(Overlay::Menu(menu)) => menu,
        Some(Overlay::Reading(_)) => {
            close(model);
            return Vec::new();
        }
        None => return Vec::new(),
        other @ Some(
            Overlay::Work(_) | Overlay::Filter(..) | Overlay::Import(_) | Overlay::Alike(_),
        ) => {
            model.overlay = other;
            return Vec::new();
        }
    };
    match menu.of {
        Of::Commands => menu::chosen_command(&menu)
            .map(|command| lists::run(model, command))
            .unwrap_or_default(),
        Of::Topics => hot::picked(model, menu),
        Of::Letters => bulletin::picked(model, menu),
        Of::Publish => bulletin::answered(model, &menu),
        Of::Abandon => {
            if menu
                .pick
                .chosen()
                .is_some_and(|choice| choice.value == super::ABANDON)
            {
                // Only what could not be saved is discarded.
                (model.overlay, model.writing) = (None, None);
                model.company.unsaved = None;
                return model.selected().map(Effect::Open).into_iter().collect();
            }
            model.overlay = model.company.unsaved.take().map(Overlay::Work);
            Vec::new()
        }
        Of::Phrases => {
            let text = model
                .letter()
                .and_then(|letter| phrases::chosen(&menu, model, letter));
            if let (Some(text), Some(writing)) = (text, &mut model.writing) {
                writing.editor.insert(&text);
            }
            Vec::new()
        }
        Of::Attachments => {
            let position = menu
                .pick
                .chosen()
                .and_then(|choice| choice.value.parse().ok());
            let letter = model
                .card
                .as_ref()
                .map(|card| &card.letter)
                .filter(|letter| Some(letter.id) == menu.letter);
            let work = letter.zip(position).and_then(|(letter, position)| {
                form::save_attachment(letter, &model.folders.saved, position)
            });
            work.map(|work| forms::open(model, work))
                .unwrap_or_default()
        }
    }
}

/// Carries out a command of the filter line. Leaving restores the previous filter. Keys that follow
/// are queued until the list is reloaded: they are meant for its new rows.
pub fn run_filter(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(Overlay::Filter(_, before)) = model.overlay.take() else {
        return Vec::new();
    };
    let effect = match model.list_mut() {
        Some(list) if command == Command::Leave => Some(list.narrow(before)),
        Some(_) | None => None,
    };
    model.busy = model.list().is_some_and(|list| list.loading());
    effect.into_iter().collect()
}

/// Applies the filter line to the list.
pub fn narrow(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Filter(line, _)) = &model.overlay else {
        return Vec::new();
    };
    let filter = line.text().to_owned();
    let list = model.list_mut().filter(|list| list.filter != filter);
    list.map(|list| list.narrow(filter)).into_iter().collect()
}
