//! Menus of what can be done now.

use crate::text::size::format_size;
use crate::text::width::pad_right;
use crate::tui::keymap::ListCommand;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::model::Model;
use crate::tui::state::menu::{self, Menu, MenuPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Returns the command palette, which is the help as well: the commands that are available now, each
/// with its keys and what it does, and the whole help at its end.
pub fn command_palette(model: &Model) -> Menu {
    let mut choices = Vec::new();
    for (n, binding) in keymap::custom::bindings().iter().enumerate() {
        if binding.scope != Scope::Lists
            || !model.offers_in_lists(binding.command)
            || matches!(
                binding.command,
                Command::List(ListCommand::Palette) | Command::Help
            )
        {
            continue;
        }
        let keys: Vec<String> = binding.keys.iter().map(|key| key.label()).collect();
        let label = binding.command.label();
        let about = match binding.command {
            Command::Do(verb) => say!(&format!("about-{}", verb.code())),
            _ => String::new(),
        };
        choices.push(PickerOption {
            value: n.to_string(),
            label: format!(
                "{} {about}\t{}",
                pad_right(&label, LABEL_CELLS),
                keys.join(" ")
            ),
            aliases: vec![label, about],
        });
    }
    choices.push(PickerOption::new(
        menu::WHOLE_HELP,
        say!("palette-whole-help"),
    ));
    Menu::new(
        MenuPurpose::Commands,
        say!("palette-title"),
        Picker::new(choices),
    )
}

/// Width of a command's label in the palette, in cells.
const LABEL_CELLS: usize = 18;

/// Returns the menu of the attachments of the displayed letter.
pub fn attachment_menu(model: &Model) -> Option<Menu> {
    let letter = model.current_letter()?;
    let choices = letter
        .attachments
        .iter()
        .enumerate()
        .map(|(n, attachment)| {
            PickerOption::new(
                n.to_string(),
                format!("{}\t{}", attachment.name, format_size(attachment.size)),
            )
        });
    let menu = Menu::new(
        MenuPurpose::Attachments,
        say!("attachments-title"),
        Picker::new(choices.collect()),
    );
    Some(Menu {
        letter: Some(letter.id),
        ..menu
    })
}
