//! Commands of the import window.

use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::import::{Importing, Step};
use crate::tui::widgets::editor::EditorCommand;

fn window(model: &mut Model) -> Option<&mut Importing> {
    match &mut model.overlay {
        Some(Overlay::Import(importing)) => Some(importing),
        Some(
            Overlay::Work(_)
            | Overlay::Reading(_)
            | Overlay::Menu(_)
            | Overlay::Filter(..)
            | Overlay::Alike(_),
        )
        | None => None,
    }
}

/// Carries out a command of the import window.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(importing) = window(model) else {
        return Vec::new();
    };
    match command {
        Command::Enter | Command::Finish => match importing.enter() {
            Some(effects) => effects,
            None => {
                model.overlay = None;
                Vec::new()
            }
        },
        Command::NextField if matches!(importing.step, Step::Path) => {
            vec![Effect::Complete(importing.path.text().to_owned())]
        }
        Command::NextField => {
            importing.step_by(1);
            Vec::new()
        }
        Command::PreviousField => {
            importing.step_by(-1);
            Vec::new()
        }
        Command::Leave => match importing.step {
            Step::Columns(_) | Step::Folder(..) => {
                importing.step = Step::Path;
                Vec::new()
            }
            Step::Running(..) => vec![Effect::StopImport],
            Step::Path | Step::Ended(_) => {
                model.overlay = None;
                Vec::new()
            }
        },
        Command::Edit(command) => edit(model, command),
        other => {
            debug_assert!(!matches!(other, Command::Do(_)), "not bound in a form");
            Vec::new()
        }
    }
}

/// Inserts typed or pasted text into the path.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(importing) = window(model)
        && matches!(importing.step, Step::Path)
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
pub fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let Some(importing) = window(model) else {
        return Vec::new();
    };
    if matches!(importing.step, Step::Path) {
        importing.error = None;
        importing.path.command(command);
        return Vec::new();
    }
    if let Some(by) = command.vertical(10) {
        importing.step_by(by);
    } else if command == EditorCommand::Left || command == EditorCommand::Right {
        importing.turn(command == EditorCommand::Right);
    }
    Vec::new()
}
