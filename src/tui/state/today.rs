//! What is due today, as a menu whose figures open their letters.

use super::menu::{Menu, MenuPurpose};
use crate::domain::letter::summary::{TodayFigure, TodayItem};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::text::dates;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Value of the choice that opens the calendar.
pub const CALENDAR_CHOICE: &str = "calendar";

/// Value of the choice that opens the settings.
pub const SETTINGS_CHOICE: &str = "settings";

/// Returns the menu of the figures, with the calendar and the settings at its end.
pub fn today_menu(figures: &[TodayFigure], office: &Office, now: Timestamp) -> Menu {
    let row = |(n, figure): (usize, &TodayFigure)| {
        let label = label(figure.item);
        let count = figure.letters.len();
        let count = match figure.item {
            TodayItem::WithLeader if count > 0 => {
                say!("today-oldest", n = count, days = figure.oldest_days)
            }
            _ => count.to_string(),
        };
        PickerOption::new(n.to_string(), format!("{label}\t{count}"))
    };
    let more = [
        PickerOption::new(CALENDAR_CHOICE, say!("today-calendar")),
        PickerOption::new(SETTINGS_CHOICE, say!("settings-title")),
    ];
    let options = figures.iter().enumerate().map(row).chain(more);
    let title = say!(
        "today-title",
        date = dates::format_clock(now, &office.regulation.hours)
    );
    Menu::new(MenuPurpose::Today, title, Picker::new(options.collect()))
}

/// Returns the name of what has to be done.
pub fn label(item: TodayItem) -> String {
    say!(&format!("today-{}", item.code()))
}
