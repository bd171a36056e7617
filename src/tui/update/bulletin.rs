//! Commands of the bulletin, and the letters behind its figures.

use super::{conflict, forms, lists, reload_screen, save_drafts, search};
use crate::document::bulletin;
use crate::domain::letter::Letter;
use crate::domain::letter::summary::Summary;
use crate::report::bulletin::BulletinPublication;
use crate::report::publish::{check_may_edit, check_may_publish};
use crate::report::{Period, Report};
use crate::tui::effect::Effect;
use crate::tui::effect::{StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::{Move, ReportCommand};
use crate::tui::model::help;
use crate::tui::model::{Model, Overlay, TextPopup};
use crate::tui::state;
use crate::tui::state::bulletin::BulletinState;
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::form::{self, FormPurpose};
use crate::tui::state::menu::Menu;
use crate::tui::state::settings::SettingsPage;
use crate::tui::update::{settings, today, topics};

/// Opens the bulletin of the current quarter; an open one is computed again for its period.
pub(super) fn open_bulletin(model: &mut Model) -> Vec<Effect> {
    let today = model.office.regulation.hours.to_civil(model.now).date();
    let period = model
        .bulletin
        .as_ref()
        .map_or_else(|| Period::quarter_of(today), |board| board.period);
    model.search.typing = false;
    if model.bulletin.is_none() {
        model.bulletin = Some(Box::new(BulletinState::new(period)));
    }
    vec![Effect::Store(StoreRequest::Bulletin(period))]
}

/// Carries out a command of the bulletin.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let today = model.office.regulation.hours.to_civil(model.now).date();
    let height = model.bulletin_height();
    let Some(board) = &mut model.bulletin else {
        return Vec::new();
    };
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    match command {
        Command::Move(Move::Up) => board.move_vertically(false, height),
        Command::Move(Move::Down) => board.move_vertically(true, height),
        Command::Move(Move::Left) => board.move_sideways(false, height),
        Command::Move(Move::Right) => board.move_sideways(true, height),
        Command::Move(Move::PageUp) => board.move_by_page(-page, height),
        Command::Move(Move::PageDown) => board.move_by_page(page, height),
        Command::Move(Move::First) => board.move_to_end(false, height),
        Command::Move(Move::Last) => board.move_to_end(true, height),
        Command::Report(ReportCommand::PreviousPeriod) => {
            return show_period(board, board.period.previous());
        }
        Command::Report(ReportCommand::NextPeriod) => {
            return show_period(board, board.period.next());
        }
        Command::Report(ReportCommand::WholeYear) => {
            return show_period(board, board.toggled_period(today));
        }
        Command::Bulletin => return open_bulletin(model),
        Command::HotTopics => return topics::open_topics(model),
        Command::Export => return forms::open_export(model),
        Command::Today => return today::open(),
        Command::Settings => return settings::open(model, SettingsPage::Root),
        Command::Search => return search::open_search(model),
        Command::Open => {
            let Some(place) = board.current_figure() else {
                return Vec::new();
            };
            if !place.letters.is_empty() {
                return vec![Effect::Store(StoreRequest::Letters(
                    place.title.clone(),
                    place.letters.clone(),
                ))];
            }
            let title = place.title.clone();
            model.report_refusal(say!("bulletin-no-letters", figure = title));
        }
        Command::Report(ReportCommand::PublishBulletin) => confirm_publication(model),
        Command::Report(ReportCommand::EditText) => {
            let period = board.period;
            match check_editable(model) {
                Ok(()) => return vec![Effect::Store(StoreRequest::BulletinText(period, true))],
                Err(why) => model.report_refusal(why),
            }
        }
        Command::Report(ReportCommand::ReadText) if !model.who.is_liaison_only() => {
            return vec![Effect::Store(StoreRequest::BulletinText(
                board.period,
                false,
            ))];
        }
        Command::Report(ReportCommand::ReadText) => {
            model.report_refusal(say!("bulletin-text-inner"));
        }
        Command::Go(queue) => {
            model.bulletin = None;
            return lists::open_pane(model, queue);
        }
        Command::Leave => {
            model.bulletin = None;
            return reload_screen(model);
        }
        Command::Help => model.overlay = Some(Overlay::Text(help::help_popup(model))),
        Command::Theme => {
            model.theme = model.theme.toggled();
            return vec![Effect::Store(StoreRequest::Prefer(
                "theme",
                model.theme.code().to_owned(),
            ))];
        }
        Command::Redraw => return vec![Effect::Terminal(TerminalRequest::Redraw)],
        Command::Quit => {
            let mut effects = save_drafts(model);
            effects.push(Effect::Terminal(TerminalRequest::Quit));
            return effects;
        }
        // Not bound over the bulletin.
        Command::Do(_)
        | Command::List(_)
        | Command::Compare(_)
        | Command::Report(ReportCommand::NextWindow)
        | Command::Form(_)
        | Command::Edit(_) => {}
    }
    Vec::new()
}

fn show_period(board: &mut BulletinState, period: Period) -> Vec<Effect> {
    board.show_period(period);
    vec![Effect::Store(StoreRequest::Bulletin(period))]
}

/// Asks for confirmation before publishing, or reports why it is not possible.
fn confirm_publication(model: &mut Model) {
    let Some(board) = &model.bulletin else { return };
    let Some(report) = &board.report else { return };
    if let Some(published) = &report.bulletin.published {
        return model.report_refusal(frozen(model, published));
    }
    match check_may_publish(board.period, &model.who, &model.office, model.now) {
        Ok(()) => {
            model.overlay = Some(Overlay::Menu(Box::new(state::bulletin::publish_menu(
                board.period,
            ))))
        }
        Err(why) => model.report_refusal(why),
    }
}

/// Reports whether the person may edit the text of the bulletin that is shown, or why not.
fn check_editable(model: &Model) -> Result<(), String> {
    let Some(board) = &model.bulletin else {
        return Ok(());
    };
    let published = board
        .report
        .as_ref()
        .and_then(|report| report.bulletin.published.as_ref());
    if let Some(published) = published {
        return Err(frozen(model, published));
    }
    check_may_edit(board.period, &model.who, &model.office).map_err(|why| why.to_string())
}

fn frozen(model: &Model, published: &BulletinPublication) -> String {
    let (at, who) = (
        model.office.format_minute(published.at),
        model.office.staff_name(&published.who),
    );
    say!("bulletin-frozen", at = at, who = who)
}

/// Opens the text of the bulletin that was asked for, to edit or to read.
pub(super) fn open_text(
    model: &mut Model,
    period: Period,
    edited: bool,
    text: &str,
) -> Vec<Effect> {
    let shown = model.bulletin.as_ref().map(|board| board.period);
    if shown != Some(period) || model.overlay.is_some() {
        return Vec::new();
    }
    if edited {
        return forms::open_form(model, form::bulletin_form(period, text));
    }
    model.overlay = Some(Overlay::Text(TextPopup {
        title: say!("bulletin-text-title", period = period.label()),
        lines: text.lines().map(str::to_owned).collect(),
        ..TextPopup::default()
    }));
    Vec::new()
}

/// Closes the form whose text was recorded.
pub(super) fn text_recorded(model: &mut Model, sentence: String) -> Vec<Effect> {
    let is_text = |overlay: &mut Overlay| matches!(overlay, Overlay::Form(work) if matches!(work.purpose, FormPurpose::BulletinText(_)));
    model.overlay.take_if(is_text);
    model.report_done(sentence);
    Vec::new()
}

/// Compares the text in the form with the one that somebody else has recorded since.
pub(super) fn compare_texts(model: &mut Model, recorded: &str) {
    let by = None;
    let text = serde_json::json!({ "text": recorded }).to_string();
    if let Some(Overlay::Form(work)) = &mut model.overlay
        && matches!(work.purpose, FormPurpose::BulletinText(_))
    {
        work.other_version = Some(OtherVersion::Recorded {
            text,
            version: 0,
            by,
        });
        model.report_refusal(say!("bulletin-differs"));
        conflict::open_comparison(model);
    }
}

/// Applies the computed bulletin.
pub(super) fn apply_report(model: &mut Model, report: Box<Report>) {
    if let Some(board) = &mut model.bulletin {
        board.set_report(report);
    }
}

/// Reports whether letters are still expected: those of a figure, or those of a topic.
fn expects_letters(model: &Model) -> bool {
    model.overlay.is_none() && (model.bulletin.is_some() || !model.menus_below.is_empty())
}

/// Shows the letters behind a figure as a menu.
pub(super) fn show_letters(model: &mut Model, title: String, rows: &[Summary]) {
    if expects_letters(model) {
        let menu = Menu {
            purpose: today::letters_purpose(model),
            ..state::bulletin::letters_menu(title, rows)
        };
        model.overlay = Some(Overlay::Menu(Box::new(menu)));
    }
}

/// Shows a letter behind a figure.
pub(super) fn show_letter(model: &mut Model, letter: &Letter) {
    if expects_letters(model) {
        let lines = bulletin::letter_lines(letter, &model.office, model.now);
        model.overlay = Some(Overlay::Text(TextPopup {
            title: Model::letter_heading(letter),
            lines,
            ..TextPopup::default()
        }));
    }
}

/// Opens the chosen letter. The menu stays below, to return to.
pub(super) fn open_chosen_letter(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let id = menu.picker.chosen_as().map(crate::domain::letter::LetterId);
    match id {
        Some(id) => {
            model.menus_below.push(menu);
            vec![Effect::Store(StoreRequest::Show(id))]
        }
        None => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}

/// Publishes the bulletin if the menu was answered with yes, or opens its text to read first.
pub(super) fn publish_if_confirmed(model: &Model, menu: &Menu) -> Vec<Effect> {
    let answer = menu.picker.chosen().map(|choice| choice.value.as_str());
    let request = model.bulletin.as_ref().and_then(|board| match answer? {
        state::bulletin::PUBLISH_CHOICE => Some(StoreRequest::PublishBulletin(board.period)),
        state::bulletin::READ_CHOICE => Some(StoreRequest::BulletinText(board.period, false)),
        _ => None,
    });
    request.map(Effect::Store).into_iter().collect()
}
