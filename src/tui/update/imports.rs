//! Commands of the import window.

use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::FormCommand;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::import::{ImportStep, ImportWindow};
use crate::tui::view::import_entry_at;
use crate::tui::widgets::editor::EditorCommand;
use ratatui::layout::Rect;

fn import_window(model: &mut Model) -> Option<&mut ImportWindow> {
    match &mut model.overlay {
        Some(Overlay::Import(importing)) => Some(importing),
        Some(
            Overlay::Form(_)
            | Overlay::Text(_)
            | Overlay::Menu(_)
            | Overlay::LetterMenu(_)
            | Overlay::Filter(..)
            | Overlay::Similar(_),
        )
        | None => None,
    }
}

/// Returns the request for the entries of the folder that the path is in, if they are not known.
pub(super) fn list_folder(model: &mut Model) -> Vec<Effect> {
    let folder = import_window(model).and_then(|importing| importing.path.folder_to_list());
    let list = |folder| Effect::Store(StoreRequest::ListFolder(folder));
    folder.map(list).into_iter().collect()
}

/// Carries out a command of the import window.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let mut effects = run_command(model, command);
    effects.extend(list_folder(model));
    effects
}

fn run_command(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(importing) = import_window(model) else {
        return Vec::new();
    };
    match command {
        Command::Form(FormCommand::Enter | FormCommand::Finish) => match importing.enter() {
            Some(effects) => effects,
            None => {
                model.overlay = None;
                Vec::new()
            }
        },
        Command::Form(FormCommand::NextField) if matches!(importing.step, ImportStep::Path) => {
            importing.path.complete();
            Vec::new()
        }
        Command::Form(FormCommand::NextField) => {
            importing.move_by(1);
            Vec::new()
        }
        Command::Form(FormCommand::PreviousField) => {
            importing.move_by(-1);
            Vec::new()
        }
        Command::Leave => match importing.step {
            ImportStep::Columns(_) | ImportStep::Folder(..) => {
                importing.step = ImportStep::Path;
                Vec::new()
            }
            ImportStep::Running(..) => vec![Effect::Store(StoreRequest::StopImport)],
            ImportStep::Path | ImportStep::Ended(_) => {
                model.overlay = None;
                Vec::new()
            }
        },
        Command::Edit(command) => handle_edit(model, command),
        other => {
            debug_assert!(!matches!(other, Command::Do(_)), "not bound in a form");
            Vec::new()
        }
    }
}

/// Inserts typed or pasted text into the path.
pub(super) fn insert_text(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(importing) = import_window(model)
        && matches!(importing.step, ImportStep::Path)
    {
        importing.path.insert(text);
        importing.error = None;
    }
    list_folder(model)
}

/// Handles an editing key: in the path, or among the columns.
pub(super) fn handle_edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let Some(importing) = import_window(model) else {
        return Vec::new();
    };
    if matches!(importing.step, ImportStep::Path) {
        importing.error = None;
        importing.path.run_edit(command);
        return list_folder(model);
    }
    if let Some(by) = command.scroll_delta(10) {
        importing.move_by(by);
    } else if command == EditorCommand::Left || command == EditorCommand::Right {
        importing.cycle_column(command == EditorCommand::Right);
    }
    Vec::new()
}

/// Handles a click on an entry of the folder: it is opened, or the file taken.
pub(super) fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    let screen = Rect::new(0, 0, model.size.0, model.size.1);
    let Some(importing) = import_window(model) else {
        return Vec::new();
    };
    if let Some(row) = import_entry_at(importing, screen, (column, row).into()) {
        importing.path.choose_row(row);
    }
    list_folder(model)
}
