//! What is due today: requested, shown, its letters opened where they can be acted on.

use crate::document::month::month_lines;
use crate::document::trend::trend_lines;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::{ReceiptTrend, TodayFigure};
use crate::tui::effect::{Effect, StoreRequest};
use crate::tui::model::{Model, Overlay, TextPopup};
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::state::settings::SettingsPage;
use crate::tui::state::today;
use crate::tui::update::settings;

/// Months that the calendar shows.
pub(super) const MONTHS: u8 = 12;

/// Requests the figures of the day.
pub(super) fn open() -> Vec<Effect> {
    vec![Effect::Store(StoreRequest::Today)]
}

/// Shows the figures.
pub(super) fn show(model: &mut Model, figures: Vec<TodayFigure>, trend: Option<ReceiptTrend>) {
    if model.overlay.is_none() && model.reply_editor.is_none() {
        let menu = today::today_menu(&figures, trend.as_ref(), &model.office, model.now);
        (model.today, model.trend) = (figures, trend);
        model.overlay = Some(Overlay::Menu(Box::new(menu)));
    }
}

/// Opens the letters behind the chosen figure, or the calendar.
pub(super) fn open_chosen(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = menu.picker.chosen().map(|choice| choice.value.clone());
    let chosen = chosen.unwrap_or_default();
    if chosen == today::CALENDAR_CHOICE {
        let day = model.office.regulation.hours.to_civil(model.now).date();
        model.menus_below.push(menu);
        model.overlay = Some(Overlay::Text(TextPopup {
            title: say!("today-calendar"),
            lines: month_lines(&model.office.calendar, day, MONTHS),
            ..TextPopup::default()
        }));
        return Vec::new();
    }
    if let (today::TREND_CHOICE, Some(trend)) = (chosen.as_str(), &model.trend) {
        let popup = TextPopup {
            title: say!("today-trend-title"),
            lines: trend_lines(trend),
            ..TextPopup::default()
        };
        model.menus_below.push(menu);
        model.overlay = Some(Overlay::Text(popup));
        return Vec::new();
    }
    if chosen == today::SETTINGS_CHOICE {
        let effects = settings::open(model, SettingsPage::Root);
        model.overlay = Some(Overlay::Menu(menu));
        return effects;
    }
    let figure = chosen.parse().ok().and_then(|n: usize| model.today.get(n));
    let figure = figure.map(|figure| (today::label(figure.item), figure.letters.clone()));
    match figure {
        Some((title, letters)) if !letters.is_empty() => {
            model.menus_below.push(menu);
            vec![Effect::Store(StoreRequest::Letters(title, letters))]
        }
        _ => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}

/// Goes to the chosen letter in its pane, where it can be acted on.
pub(super) fn go_to_chosen(model: &mut Model, menu: &Menu) -> Vec<Effect> {
    let id = menu.picker.chosen_as().map(LetterId);
    model.menus_below.clear();
    model.bulletin = None;
    id.map(|id| model.locate(id)).into_iter().collect()
}

/// Returns what a menu of letters is for: those behind a figure of the day are gone to.
pub(super) fn letters_purpose(model: &Model) -> MenuPurpose {
    let below = model.menus_below.last().map(|menu| menu.purpose);
    match below {
        Some(MenuPurpose::Today) => MenuPurpose::TodayLetters,
        _ => MenuPurpose::Letters,
    }
}
