//! The menu of a letter: opened, moved through, and what it runs.

use ratatui::crossterm::event::KeyEvent;

use super::lists;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Command, FormCommand, Move, Scope};
use crate::tui::model::letter_menu::letter_menu;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::letter_menu::EntryAction;
use crate::tui::view::menu_entries_area;

/// Opens the menu of the displayed letter.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match letter_menu(model) {
        Some(menu) => model.overlay = Some(Overlay::LetterMenu(Box::new(menu))),
        None => model.report_refusal(say!("no-letter-here")),
    }
    Vec::new()
}

/// Carries out a command of the menu.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let screen = ratatui::layout::Rect::new(0, 0, model.size.0, model.size.1);
    let Some(Overlay::LetterMenu(menu)) = &mut model.overlay else {
        return Vec::new();
    };
    let area = menu_entries_area(menu, screen);
    let (room, page) = (
        usize::from(area.width),
        isize::try_from(area.height.max(2) - 1).unwrap_or(1),
    );
    match command {
        Command::Move(Move::Up) => menu.move_vertically(-1, room),
        Command::Move(Move::Down) => menu.move_vertically(1, room),
        Command::Move(Move::PageUp) => menu.move_vertically(-page, room),
        Command::Move(Move::PageDown) => menu.move_vertically(page, room),
        Command::Move(Move::First) => menu.point_at(0),
        Command::Move(Move::Last) => menu.point_at(usize::MAX),
        Command::Move(Move::Left) => menu.move_sideways(false),
        Command::Move(Move::Right) => menu.move_sideways(true),
        Command::Form(FormCommand::Enter) => {
            let chosen = menu.current().map(|entry| entry.action);
            return chosen
                .map(|action| choose(model, action))
                .unwrap_or_default();
        }
        Command::Leave => model.overlay = None,
        Command::Help => {
            model.overlay = None;
            return lists::run(model, Command::Help);
        }
        _ => {}
    }
    Vec::new()
}

/// Runs the entry that has this key in the lists, if it is in the menu.
pub(super) fn press_letter(model: &mut Model, key: &KeyEvent, shown: &str) -> Vec<Effect> {
    let Some(Overlay::LetterMenu(menu)) = &model.overlay else {
        return Vec::new();
    };
    let command = keymap::find_command(Scope::Lists, key);
    match command.and_then(|command| menu.find(command)) {
        Some(entry) => {
            let action = entry.action;
            choose(model, action)
        }
        None if shown.is_ascii() => {
            model.report_refusal(say!("menu-no-such-key", key = shown));
            Vec::new()
        }
        None => {
            model.report_refusal(say!("menu-input-method"));
            Vec::new()
        }
    }
}

/// Chooses the entry at a cell of the screen, or closes the menu where there is none.
pub(super) fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    let screen = ratatui::layout::Rect::new(0, 0, model.size.0, model.size.1);
    let Some(Overlay::LetterMenu(menu)) = &mut model.overlay else {
        return Vec::new();
    };
    let area = menu_entries_area(menu, screen);
    if !area.contains((column, row).into()) {
        return Vec::new();
    }
    let line = menu.top + usize::from(row - area.y);
    let x = usize::from(column - area.x);
    let lines = menu.lines(usize::from(area.width));
    let hit = lines.get(line).and_then(|line| {
        let mut places = line.places.iter();
        places.find(|place| (place.x..place.x + place.cells).contains(&x))
    });
    let Some(entry) = hit.map(|place| place.entry) else {
        return Vec::new();
    };
    menu.point_at(entry);
    run(model, Command::Form(FormCommand::Enter))
}

fn choose(model: &mut Model, action: EntryAction) -> Vec<Effect> {
    match action {
        EntryAction::Run(command) | EntryAction::Explain(command) => {
            model.overlay = None;
            lists::run(model, command)
        }
        EntryAction::Fold => {
            if let Some(Overlay::LetterMenu(menu)) = &mut model.overlay {
                menu.toggle_fold();
            }
            Vec::new()
        }
    }
}
