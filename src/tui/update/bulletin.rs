//! Commands of the bulletin, and the letters behind its figures.

use super::{hot, lists, refresh, save, search};
use crate::domain::letter::Letter;
use crate::domain::letter::summary::Summary;
use crate::report::publish::may_publish;
use crate::report::{Period, Report};
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay, Reading};
use crate::tui::panes::{bulletin, help};
use crate::tui::state;
use crate::tui::state::bulletin::Board;
use crate::tui::state::menu::Menu;

/// Opens the bulletin of the current quarter; an open one is computed again for its period.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let today = model.office.regulation.hours.civil(model.now).date();
    let period = model
        .bulletin
        .as_ref()
        .map_or_else(|| Period::of(today), |board| board.period);
    model.search.typing = false;
    if model.bulletin.is_none() {
        model.bulletin = Some(Box::new(Board::new(period)));
    }
    vec![Effect::Bulletin(period)]
}

/// Carries out a command of the bulletin.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let today = model.office.regulation.hours.civil(model.now).date();
    let height = model.board_height();
    let Some(board) = &mut model.bulletin else {
        return Vec::new();
    };
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    match command {
        Command::Up => board.along(false, height),
        Command::Down => board.along(true, height),
        Command::Left => board.beside(false, height),
        Command::Right => board.beside(true, height),
        Command::PageUp => board.leaf(-page, height),
        Command::PageDown => board.leaf(page, height),
        Command::First => board.end(false, height),
        Command::Last => board.end(true, height),
        Command::PreviousPeriod => return go(board, board.period.previous()),
        Command::NextPeriod => return go(board, board.period.next()),
        Command::WholeYear => return go(board, board.other(today)),
        Command::Bulletin => return open(model),
        Command::Hot => return hot::open(model),
        Command::Search => return search::open(model),
        Command::Open => {
            let Some(place) = board.place() else {
                return Vec::new();
            };
            if !place.letters.is_empty() {
                return vec![Effect::Letters(place.title.clone(), place.letters.clone())];
            }
            let title = place.title.clone();
            model.refuse(say!("bulletin-no-letters", figure = title));
        }
        Command::PublishBulletin => ask(model),
        Command::Go(queue) => {
            model.bulletin = None;
            return lists::go(model, queue);
        }
        Command::Leave => {
            model.bulletin = None;
            return refresh(model);
        }
        Command::Help => model.overlay = Some(Overlay::Reading(help::help(model))),
        Command::Theme => {
            model.theme = model.theme.other();
            return vec![Effect::Prefer("theme", model.theme.code().to_owned())];
        }
        Command::Redraw => return vec![Effect::Redraw],
        Command::Quit => {
            let mut effects = save(model);
            effects.push(Effect::Quit);
            return effects;
        }
        // Not bound over the bulletin.
        Command::Do(_)
        | Command::Alike
        | Command::Repeat
        | Command::PreviousPane
        | Command::Order
        | Command::OtherDays
        | Command::Complete
        | Command::NextPane
        | Command::Switch
        | Command::Mark
        | Command::Filter
        | Command::Palette
        | Command::History
        | Command::Deadline
        | Command::ByHand
        | Command::Import
        | Command::Attachments
        | Command::Enter
        | Command::NextField
        | Command::PreviousField
        | Command::Finish
        | Command::Save
        | Command::SaveAndSubmit
        | Command::Phrases
        | Command::Versions
        | Command::KeepMine
        | Command::TakeTheirs
        | Command::Edit(_) => {}
    }
    Vec::new()
}

fn go(board: &mut Board, period: Period) -> Vec<Effect> {
    board.go(period);
    vec![Effect::Bulletin(period)]
}

/// Asks for confirmation before publishing, or reports why it is not possible.
fn ask(model: &mut Model) {
    let Some(board) = &model.bulletin else { return };
    let Some(report) = &board.report else { return };
    if let Some(published) = &report.bulletin.published {
        let (at, who) = (
            model.office.written(published.at),
            model.office.staff_name(&published.who),
        );
        return model.refuse(say!("bulletin-frozen", at = at, who = who));
    }
    match may_publish(board.period, &model.who, &model.office, model.now) {
        Ok(()) => {
            model.overlay = Some(Overlay::Menu(Box::new(state::bulletin::confirmation(
                board.period,
            ))))
        }
        Err(why) => model.refuse(why),
    }
}

/// Applies the computed bulletin.
pub fn counted(model: &mut Model, report: Box<Report>) {
    if let Some(board) = &mut model.bulletin {
        board.take(report);
    }
}

/// Reports whether letters are still expected: those of a figure, or those of a topic.
fn asked(model: &Model) -> bool {
    model.overlay.is_none() && (model.bulletin.is_some() || !model.under.is_empty())
}

/// Shows the letters behind a figure as a menu.
pub fn listed(model: &mut Model, title: String, rows: &[Summary]) {
    if asked(model) {
        model.overlay = Some(Overlay::Menu(Box::new(state::bulletin::letters(
            title, rows,
        ))));
    }
}

/// Shows a letter behind a figure.
pub fn shown(model: &mut Model, letter: &Letter) {
    if asked(model) {
        let lines = bulletin::letter(letter, &model.office, model.now);
        model.overlay = Some(Overlay::Reading(Reading {
            title: Model::heading(letter),
            lines,
            top: 0,
            column: 0,
        }));
    }
}

/// Opens the chosen letter. The menu stays below, to return to.
pub fn picked(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let id = menu
        .pick
        .chosen()
        .and_then(|choice| choice.value.parse().ok())
        .map(crate::domain::letter::LetterId);
    match id {
        Some(id) => {
            model.under.push(menu);
            vec![Effect::Show(id)]
        }
        None => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}

/// Publishes the bulletin if the menu was answered with yes.
pub fn answered(model: &Model, menu: &Menu) -> Vec<Effect> {
    let yes = menu
        .pick
        .chosen()
        .is_some_and(|choice| choice.value == state::bulletin::PUBLISH);
    let period = model
        .bulletin
        .as_ref()
        .map(|board| board.period)
        .filter(|_| yes);
    period.map(Effect::PublishBulletin).into_iter().collect()
}
