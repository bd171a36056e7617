//! Menus: the command palette, the phrases, the attachments and other lists to pick from.

use crate::domain::letter::LetterId;
use crate::domain::letter::event::RecordedEvent;
use crate::tui::keymap::{self, Command};
use crate::tui::state::settings::SettingsMenu;
use crate::tui::widgets::pick::Picker;

/// What a menu is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuPurpose {
    /// Every command that is available now.
    Commands,
    /// Phrases for the reply.
    Phrases,
    /// The attachments of the letter.
    Attachments,
    /// What was done with the letter.
    History,
    /// The papers of the letter.
    Papers,
    /// The texts of the letter, to copy.
    Copy,
    /// What is due today.
    Today,
    /// The letters behind a figure of the day, to go to.
    TodayLetters,
    /// Topics that many people write about.
    Topics,
    /// The letters behind a figure of the bulletin, or of a topic.
    Letters,
    /// The earlier versions of the draft.
    DraftVersions,
    /// The order of a list, and what it shows.
    ListView,
    /// A page of the settings.
    Settings,
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
    /// What the entries of a page of the settings do.
    pub settings: Option<SettingsMenu>,
    /// The events that the entries of a history show.
    pub events: Vec<RecordedEvent>,
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
            settings: None,
            events: Vec::new(),
        }
    }
}

/// Value of the choice that opens the whole help.
pub const WHOLE_HELP: &str = "help";

/// Returns the command that the palette points at.
pub fn chosen_command(menu: &Menu) -> Option<Command> {
    let n: usize = menu.picker.chosen_as()?;
    keymap::custom::bindings()
        .get(n)
        .map(|binding| binding.command)
}
