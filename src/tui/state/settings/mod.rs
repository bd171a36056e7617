//! The settings: pages of entries, each of which opens another page, a form or a text.

pub mod answers;
pub mod forms;
pub mod pages;
mod people;
mod titles;

use crate::domain::directory::unit::UnitId;
use crate::domain::time::Date;
use crate::tui::state::settings::forms::SettingsForm;

/// A page of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsPage {
    /// All pages.
    Root,
    /// The members of staff.
    People,
    /// A member of staff, by staff id.
    Person(String),
    /// The units.
    Units,
    /// A unit.
    Unit(UnitId),
    /// The phrases.
    Phrases,
    /// A phrase, by code.
    Phrase(String),
    /// The days off and the days that are made up for.
    Calendar,
    /// A day of the office's own.
    LocalDay(Date),
    /// The regulations.
    Regulations,
    /// The backups.
    Backups,
}

/// What an entry of a page does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsAction {
    /// Opens a page.
    Page(SettingsPage),
    /// Opens a form.
    Form(SettingsForm),
    /// Shows the calendar of the months to come.
    Months,
    /// Makes a backup.
    Backup,
    /// Shows the page that closes the day.
    CloseDay,
    /// Checks the installation.
    Check,
    /// Turns the notices on or off.
    ToggleNotices,
    /// Only says something.
    Nothing,
}

/// The entries of a page, beside the menu that shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsMenu {
    /// The page.
    pub page: SettingsPage,
    /// What each entry does, in the order of the menu's choices.
    pub actions: Vec<SettingsAction>,
}
