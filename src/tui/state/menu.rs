//! Menus: the command palette, the phrases, the attachments and other lists to pick from.

use crate::domain::letter::LetterId;
use crate::text::size::format_size;
use crate::tui::keymap::ListCommand;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::model::Model;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// What a menu is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuPurpose {
    /// Every command that is available now.
    Commands,
    /// Phrases for the reply.
    Phrases,
    /// The attachments of the letter.
    Attachments,
    /// Topics that many people write about.
    Topics,
    /// The letters behind a figure of the bulletin, or of a topic.
    Letters,
    /// The confirmation before the bulletin is published.
    Publish,
    /// The confirmation before text that could not be saved is discarded.
    Abandon,
}

/// Picker with a title.
#[derive(Debug)]
pub struct Menu {
    /// What the menu is for.
    pub purpose: MenuPurpose,
    /// The title.
    pub title: String,
    /// Column headings over the choices; empty if there are none.
    pub column_headings: String,
    /// The choices, with their filter.
    pub picker: Picker,
    /// The letter that it is about, if any.
    pub letter: Option<LetterId>,
}

impl Menu {
    /// Creates a menu without column headings.
    pub fn new(of: MenuPurpose, title: String, pick: Picker) -> Menu {
        Menu {
            purpose: of,
            title,
            column_headings: String::new(),
            picker: pick,
            letter: None,
        }
    }
}

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

/// Returns the command that the palette points at.
pub fn chosen_command(menu: &Menu) -> Option<Command> {
    let n: usize = menu.picker.chosen()?.value.parse().ok()?;
    keymap::KEYMAP.get(n).map(|binding| binding.command)
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
