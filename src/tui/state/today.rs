//! What is due today, as a menu whose figures open their letters.

use super::menu::{Menu, MenuPurpose};
use crate::document::trend::trend_columns;
use crate::domain::letter::summary::{ReceiptTrend, TodayFigure, TodayItem};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::text::dates;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Value of the choice that opens the calendar.
pub const CALENDAR_CHOICE: &str = "calendar";

/// Value of the choice that opens the settings.
pub const SETTINGS_CHOICE: &str = "settings";

/// Value of the choice that opens the letters by month.
pub const TREND_CHOICE: &str = "trend";

/// Returns the menu of the figures, with the trend, the calendar and the settings at its end.
pub fn today_menu(
    figures: &[TodayFigure],
    trend: Option<&ReceiptTrend>,
    office: &Office,
    now: Timestamp,
) -> Menu {
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
    let trend = trend.map(|trend| {
        let n = trend.months.last().map_or(0, |(_, n)| *n);
        let said = say!("today-trend", n = n, before = trend.before);
        PickerOption::new(TREND_CHOICE, format!("{said}\t{}", trend_columns(trend)))
    });
    let figures = figures.iter().enumerate().map(row);
    let options = figures.chain(trend).chain(more);
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
