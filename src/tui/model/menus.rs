//! Menus of what can be done now.

use crate::text::size::format_size;
use crate::tui::keymap::ListCommand;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::model::Model;
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Returns the command palette: the commands that are available now, each with its keys.
pub fn command_palette(model: &Model) -> Menu {
    let mut choices = Vec::new();
    for (n, binding) in keymap::KEYMAP.iter().enumerate() {
        if binding.scope != Scope::Lists
            || !model.offers_in_lists(binding.command)
            || binding.command == Command::List(ListCommand::Palette)
        {
            continue;
        }
        let keys: Vec<String> = binding.keys.iter().map(|key| key.label()).collect();
        choices.push(PickerOption::new(
            n.to_string(),
            format!("{}\t{}", binding.command.label(), keys.join(" ")),
        ));
    }
    Menu::new(
        MenuPurpose::Commands,
        say!("palette-title"),
        Picker::new(choices),
    )
}

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
