//! Menus, texts to read, and the filter line of a list.

mod reading;

use super::{bulletin, lists};
use crate::tui::effect::Effect;
use crate::tui::effect::{StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::{FormCommand, Move, ReportCommand};
use crate::tui::model::help;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::menu::{self, Menu, MenuPurpose};
use crate::tui::state::{copy, phrases};
use crate::tui::update::{conflict, list_view, settings, today, topics};
use crate::tui::widgets::editor::EditorCommand;
use crate::tui::widgets::pick::{Picker, PickerOption};

use reading::{open_event, open_paper, save_attachment};
pub(super) use reading::{show_attachment, show_history};

/// What terminals take at most: xterm and tmux stop at 100,000 bytes of base64.
const MAX_COPY_BYTES: usize = 74_994;

/// Carries out a command of a menu or of a text to read.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Form(FormCommand::Enter) {
        return accept_choice(model);
    }
    if command == Command::Report(ReportCommand::NextWindow) {
        return topics::next_time_window(model);
    }
    if command == Command::Leave {
        close_topmost(model);
    }
    let page = page_height(model);
    for (of, by) in [
        (Command::Move(Move::Up), -1),
        (Command::Move(Move::Down), 1),
        (Command::Move(Move::PageUp), -page),
        (Command::Move(Move::PageDown), page),
    ] {
        if of == command {
            scroll_by(model, by);
        }
    }
    Vec::new()
}

/// Closes the topmost pop-up, and returns to the form or menu that it was opened from.
pub(super) fn close_topmost(model: &mut Model) {
    let form = model.coworkers.unsaved_form.take().map(Overlay::Form);
    model.overlay = form.or_else(|| {
        let menu = model.menus_below.pop()?;
        Some(Overlay::Menu(settings::rebuilt(model, menu)))
    });
}

/// Asks whether to discard what could not be saved: leaving must not lose it without a
/// confirmation.
pub(super) fn confirm_discard(model: &mut Model) {
    if let Some(Overlay::Form(work)) = model.overlay.take() {
        model.coworkers.unsaved_form = Some(work);
    }
    let choices = [
        ("stay", say!("abandon-stay")),
        (super::DISCARD, say!("abandon-leave")),
    ];
    let choices = choices
        .into_iter()
        .map(|(code, words)| PickerOption::new(code.to_owned(), words))
        .collect();
    let menu = Menu::new(
        MenuPurpose::Abandon,
        say!("abandon-ask"),
        Picker::new(choices),
    );
    model.overlay = Some(Overlay::Menu(Box::new(menu)));
}

/// Returns the number of lines of a page in a text to read.
fn page_height(model: &Model) -> isize {
    isize::try_from(model.size.1.saturating_sub(6)).unwrap_or(1)
}

fn scroll_by(model: &mut Model, by: isize) {
    match &mut model.overlay {
        Some(Overlay::Text(reading)) => reading.top = reading.top.saturating_add_signed(by),
        Some(Overlay::Menu(menu)) => menu.picker.move_cursor(by),
        Some(
            Overlay::Form(_)
            | Overlay::Filter(..)
            | Overlay::Import(_)
            | Overlay::LetterMenu(_)
            | Overlay::Similar(_),
        )
        | None => {}
    }
}

/// Handles typed text: in a menu it filters; in a text to read the movement keys scroll.
pub(super) fn insert_text(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Menu(menu)) = &mut model.overlay {
        menu.picker.insert_typed(text);
        return Vec::new();
    }
    let page = page_height(model);
    for char in text.chars() {
        match char {
            'j' => scroll_by(model, 1),
            'k' => scroll_by(model, -1),
            ' ' => scroll_by(model, page),
            'g' => scroll_by(model, isize::MIN),
            'G' => scroll_by(model, isize::MAX),
            'q' | '?' => close_topmost(model),
            's' => return save_attachment(model),
            _ => {}
        }
    }
    Vec::new()
}

/// Handles an editing key: in the filter of a menu, or as movement in a text to read.
pub(super) fn handle_edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Menu(menu)) => {
            menu.picker.run_edit(command);
        }
        Some(Overlay::Text(_)) => {
            if let Some(by) = command.scroll_delta(1) {
                scroll_by(model, by);
            }
        }
        Some(
            Overlay::Form(_)
            | Overlay::Filter(..)
            | Overlay::Import(_)
            | Overlay::LetterMenu(_)
            | Overlay::Similar(_),
        )
        | None => {}
    }
    Vec::new()
}

/// Carries out what the menu points at, or closes the text that was read.
pub(super) fn accept_choice(model: &mut Model) -> Vec<Effect> {
    let menu = match model.overlay.take() {
        Some(Overlay::Menu(menu)) => menu,
        Some(Overlay::Text(_)) => {
            close_topmost(model);
            return Vec::new();
        }
        None => return Vec::new(),
        other @ Some(
            Overlay::Form(_)
            | Overlay::Filter(..)
            | Overlay::Import(_)
            | Overlay::LetterMenu(_)
            | Overlay::Similar(_),
        ) => {
            model.overlay = other;
            return Vec::new();
        }
    };
    match menu.purpose {
        MenuPurpose::Commands
            if menu
                .picker
                .chosen()
                .is_some_and(|choice| choice.value == menu::WHOLE_HELP) =>
        {
            model.menus_below.push(menu);
            model.overlay = Some(Overlay::Text(help::help_popup(model)));
            Vec::new()
        }
        MenuPurpose::Commands => menu::chosen_command(&menu)
            .map(|command| lists::run(model, command))
            .unwrap_or_default(),
        MenuPurpose::Today => today::open_chosen(model, menu),
        MenuPurpose::TodayLetters => today::go_to_chosen(model, &menu),
        MenuPurpose::DraftVersions => conflict::compare_chosen(model, &menu),
        MenuPurpose::ListView => list_view::apply_chosen(model, menu),
        MenuPurpose::Settings => settings::open_chosen(model, menu),
        MenuPurpose::Copy => copy_chosen(model, &menu),
        MenuPurpose::Topics => topics::open_topic_letters(model, menu),
        MenuPurpose::Letters => bulletin::open_chosen_letter(model, menu),
        MenuPurpose::Publish => bulletin::publish_if_confirmed(model, &menu),
        MenuPurpose::Abandon => {
            if menu
                .picker
                .chosen()
                .is_some_and(|choice| choice.value == super::DISCARD)
            {
                // Only what could not be saved is discarded.
                (model.overlay, model.reply_editor) = (None, None);
                model.coworkers.unsaved_form = None;
                return model
                    .selected_letter()
                    .map(|letter| Effect::Store(StoreRequest::Open(letter)))
                    .into_iter()
                    .collect();
            }
            model.overlay = model.coworkers.unsaved_form.take().map(Overlay::Form);
            Vec::new()
        }
        MenuPurpose::Phrases => {
            let text = model
                .current_letter()
                .and_then(|letter| phrases::chosen_text(&menu, &model.office, model.now, letter));
            if let (Some(text), Some(writing)) = (text, &mut model.reply_editor) {
                writing.insert_paragraphs(&text);
            }
            Vec::new()
        }
        MenuPurpose::Attachments => {
            let show = menu.letter.zip(menu.picker.chosen_as());
            let show =
                show.map(|(letter, at)| Effect::Store(StoreRequest::ShowAttachment(letter, at)));
            model.overlay = Some(Overlay::Menu(menu));
            show.into_iter().collect()
        }
        MenuPurpose::History => open_event(model, menu),
        MenuPurpose::Papers => open_paper(model, &menu),
    }
}

/// Copies the chosen text of the letter.
fn copy_chosen(model: &mut Model, menu: &Menu) -> Vec<Effect> {
    let letter = model
        .current_letter()
        .filter(|letter| Some(letter.id) == menu.letter);
    let texts = letter.map(|letter| copy::letter_texts(letter, &model.office, model.now));
    let chosen = menu
        .picker
        .chosen()
        .and_then(|choice| choice.value.parse::<usize>().ok());
    let text = texts
        .zip(chosen)
        .and_then(|(texts, n)| texts.into_iter().nth(n));
    text.map(|text| copy_text(model, text.text))
        .unwrap_or_default()
}

/// Puts a text into the clipboard of the terminal, or says that it is too long for it.
pub(super) fn copy_text(model: &mut Model, text: String) -> Vec<Effect> {
    if text.is_empty() {
        return Vec::new();
    }
    if text.len() > MAX_COPY_BYTES {
        model.report_refusal(say!("copy-too-long", limit = MAX_COPY_BYTES / 3));
        return Vec::new();
    }
    model.report_done(say!("copied", n = text.chars().count()));
    vec![Effect::Terminal(TerminalRequest::Copy(text))]
}

/// Carries out a command of the filter line. Leaving restores the previous filter. Keys that follow
/// are queued until the list is reloaded: they are meant for its new rows.
pub(super) fn run_filter(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(Overlay::Filter(_, before)) = model.overlay.take() else {
        return Vec::new();
    };
    let effect = match model.list_mut() {
        Some(list) if command == Command::Leave => Some(list.set_filter(before)),
        Some(_) | None => None,
    };
    model.busy = model.list().is_some_and(|list| list.is_loading());
    effect.into_iter().collect()
}

/// Applies the filter line to the list.
pub(super) fn apply_filter(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Filter(line, _)) = &model.overlay else {
        return Vec::new();
    };
    let filter = line.text().to_owned();
    let marks = model.list().map_or(0, |list| list.marked.len());
    let list = model.list_mut().filter(|list| list.view.text != filter);
    let effects = list.map(|list| list.set_filter(filter));
    model.report_dropped_marks(marks);
    effects.into_iter().collect()
}
