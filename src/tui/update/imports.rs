//! Commands of the import window.

use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::FormCommand;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::import::{ImportStep, ImportWindow};
use crate::tui::widgets::editor::EditorCommand;

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

/// Carries out a command of the import window.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
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
            vec![Effect::Store(StoreRequest::Complete(
                importing.path.text().to_owned(),
            ))]
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
        if text.chars().nth(1).is_some() && text.starts_with(['/', '~']) {
            // A pasted absolute path replaces what is there.
            importing.path.set_text("");
        }
        importing.path.insert(text);
        importing.error = None;
        importing.completions.clear();
    }
    Vec::new()
}

/// Handles an editing key: in the path, or among the columns.
pub(super) fn handle_edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let Some(importing) = import_window(model) else {
        return Vec::new();
    };
    if matches!(importing.step, ImportStep::Path) {
        importing.error = None;
        importing.path.run_command(command);
        return Vec::new();
    }
    if let Some(by) = command.scroll_delta(10) {
        importing.move_by(by);
    } else if command == EditorCommand::Left || command == EditorCommand::Right {
        importing.cycle_column(command == EditorCommand::Right);
    }
    Vec::new()
}
