//! Input at the first start.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::tui::effect::Effect;
use crate::tui::keymap::input::Input;
use crate::tui::keymap::{self, Scope};
use crate::tui::state::welcome::Welcome;
use crate::tui::view::{FormHit, lay_out_form, welcome_choice_at};
use crate::tui::widgets::editor::{EditorCommand, typed_char};
use crate::tui::widgets::form::FormOutcome;

/// Handles what is typed.
pub(super) fn handle_input(welcome: &mut Welcome, typed: Input) -> Vec<Effect> {
    let Some(form) = &mut welcome.form else {
        let Input::Key(key) = typed else {
            return Vec::new();
        };
        let command = keymap::find_command(Scope::Popup, &key);
        return command
            .map(|command| welcome.run_command(command))
            .unwrap_or_default();
    };
    let outcome = match typed {
        Input::Typed(text) => form.insert_typed(&text),
        Input::Paste(text) => form.paste(&text),
        Input::Key(key) => {
            if let Some(command) = keymap::find_command(Scope::Form, &key) {
                return welcome.run_form(command);
            }
            match (typed_char(&key), EditorCommand::from_key(&key)) {
                (Some(char), _) => form.insert_typed(&char.to_string()),
                (None, Some(command)) => form.run_edit(command),
                (None, None) => FormOutcome::Open,
            }
        }
    };
    welcome.apply_outcome(outcome)
}

/// Handles a click: on a choice, a field or the button.
pub(super) fn click(welcome: &mut Welcome, event: &MouseEvent) -> Vec<Effect> {
    if event.kind != MouseEventKind::Down(MouseButton::Left) {
        return Vec::new();
    }
    let screen = Rect::new(0, 0, welcome.size.0, welcome.size.1);
    let at = Position::new(event.column, event.row);
    let Some(form) = &mut welcome.form else {
        return match welcome_choice_at(welcome, screen, at) {
            Some(choice) => {
                welcome.selected = choice;
                welcome.accept_choice()
            }
            None => Vec::new(),
        };
    };
    let outcome = match lay_out_form(form, screen).hit(form, at) {
        Some(FormHit::Button) => form.finish(),
        Some(FormHit::Field(field)) if form.confirm.is_none() => {
            form.focus(field);
            FormOutcome::Open
        }
        Some(FormHit::Choice(row)) if form.confirm.is_none() => {
            form.choose_row(row);
            FormOutcome::Open
        }
        Some(_) | None => FormOutcome::Open,
    };
    welcome.apply_outcome(outcome)
}
