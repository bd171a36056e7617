//! The settings: pages, forms over them, and what the store answers.

use crate::document::month::month_lines;
use crate::domain::directory::staff::Role;
use crate::domain::office::Office;
use crate::domain::settings::{SettingsChange, SettingsOverview};
use crate::tui::effect::{Effect, SettingsRequest, StoreRequest};
use crate::tui::model::notices::NOTICES_PREFERENCE;
use crate::tui::model::{Model, Overlay, TextPopup};
use crate::tui::state::form::ActionForm;
use crate::tui::state::menu::Menu;
use crate::tui::state::settings::answers::SettingsAnswer;
use crate::tui::state::settings::forms::SettingsForm;
use crate::tui::state::settings::pages::PageInputs;
use crate::tui::state::settings::{SettingsAction, SettingsPage};
use crate::tui::update::{forms, popups, today};

/// Opens a page as soon as what it shows is read. Liaisons see their own letters only.
pub(super) fn open(model: &mut Model, page: SettingsPage) -> Vec<Effect> {
    if model.who.is_liaison_only() {
        let role = Role::Administrator.label();
        let what = say!("command-settings");
        model.report_refusal(say!(
            "cli-needs-role",
            who = model.who.name.as_str(),
            role = role,
            what = what
        ));
        return Vec::new();
    }
    model.settings_page = Some(page);
    vec![Effect::Store(StoreRequest::Settings(SettingsRequest::Read))]
}

fn page_menu(model: &Model, page: SettingsPage) -> Box<Menu> {
    let inputs = PageInputs {
        office: &model.office,
        overview: &model.settings,
        who: &model.who,
        now: model.now,
        notices: model.notices,
    };
    Box::new(inputs.menu(page))
}

/// Builds a menu anew if it is a page of the settings: what it shows may have changed. The cursor
/// stays on its row.
pub(super) fn rebuilt(model: &Model, menu: Box<Menu>) -> Box<Menu> {
    let Some(settings) = &menu.settings else {
        return menu;
    };
    let chosen = menu.picker.chosen().map(|choice| choice.value.clone());
    let mut fresh = page_menu(model, settings.page.clone());
    fresh.picker.choose_value(&chosen.unwrap_or_default());
    fresh
}

/// Carries out the chosen entry.
pub(super) fn open_chosen(model: &mut Model, menu: Box<Menu>) -> Vec<Effect> {
    let chosen = menu.picker.chosen_as();
    let actions = menu.settings.as_ref().map(|settings| &settings.actions);
    let action = actions
        .zip(chosen)
        .and_then(|(actions, n): (_, usize)| actions.get(n).cloned());
    let request = |request| vec![Effect::Store(StoreRequest::Settings(request))];
    match action {
        Some(SettingsAction::Page(page)) => {
            let next = page_menu(model, page);
            model.menus_below.push(menu);
            model.overlay = Some(Overlay::Menu(next));
            Vec::new()
        }
        Some(SettingsAction::Form(form)) if !form.is_allowed(&model.who) => {
            let who = model.who.name.clone();
            model.overlay = Some(Overlay::Menu(menu));
            model.report_refusal(say!("settings-not-allowed", who = who));
            Vec::new()
        }
        Some(SettingsAction::Form(form)) => {
            model.menus_below.push(menu);
            open_form(model, &form)
        }
        Some(SettingsAction::Months) => {
            model.menus_below.push(menu);
            let day = model.office.regulation.hours.to_civil(model.now).date();
            model.overlay = Some(Overlay::Text(TextPopup {
                title: say!("today-calendar"),
                lines: month_lines(&model.office.calendar, day, today::MONTHS),
                ..TextPopup::default()
            }));
            Vec::new()
        }
        Some(SettingsAction::Backup) => {
            model.overlay = Some(Overlay::Menu(menu));
            request(SettingsRequest::Backup)
        }
        Some(SettingsAction::CloseDay) => {
            model.overlay = Some(Overlay::Menu(menu));
            request(SettingsRequest::CloseDay)
        }
        Some(SettingsAction::Check) => {
            model.overlay = Some(Overlay::Menu(menu));
            request(SettingsRequest::Check)
        }
        Some(SettingsAction::ToggleNotices) => {
            model.notices = !model.notices;
            model.overlay = Some(Overlay::Menu(rebuilt(model, menu)));
            let value = if model.notices { "on" } else { "off" };
            let prefer = StoreRequest::Prefer(NOTICES_PREFERENCE, value.to_owned());
            vec![Effect::Store(prefer)]
        }
        Some(SettingsAction::Nothing) | None => {
            model.overlay = Some(Overlay::Menu(menu));
            Vec::new()
        }
    }
}

fn open_form(model: &mut Model, form: &SettingsForm) -> Vec<Effect> {
    let mut work = form.build(&model.office, model.now);
    SettingsForm::update_visibility(&mut work.form);
    forms::open_form(model, work)
}

/// Makes the change that the answers of a form ask for.
pub(super) fn submit(model: &mut Model, form: &SettingsForm) -> Vec<Effect> {
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return Vec::new();
    };
    match form.answer(
        &work.form,
        &model.office,
        &model.settings.accounts,
        model.now,
    ) {
        Ok(SettingsAnswer::Change(change)) => {
            let known = lookalike(&change, &model.office);
            if let Some(known) = known.filter(|_| work.form.confirm.is_none()) {
                work.form.confirm = Some(say!("unit-lookalike-ask", name = known));
                return Vec::new();
            }
            vec![Effect::Store(StoreRequest::Settings(
                SettingsRequest::Change(change),
            ))]
        }
        Ok(SettingsAnswer::Load(file, path, from)) => vec![Effect::Store(StoreRequest::Settings(
            SettingsRequest::Load(file, path, from),
        ))],
        Err((code, sentence)) => {
            work.form.fail_at(code, sentence);
            Vec::new()
        }
    }
}

/// Returns the unit that a unit to be added may be.
fn lookalike(change: &SettingsChange, office: &Office) -> Option<String> {
    let SettingsChange::AddUnits(units) = change else {
        return None;
    };
    let [unit] = &units[..] else { return None };
    let known = office.units.find_lookalike(&unit.name)?;
    Some(known.name.clone())
}

/// Shows a page, or the page under the form whose change was made.
pub(super) fn apply_overview(
    model: &mut Model,
    overview: SettingsOverview,
    done: Option<String>,
) -> Vec<Effect> {
    model.settings = overview;
    let mut effects = Vec::new();
    if done.is_some() {
        if let Some(Overlay::Form(work)) = &model.overlay
            && is_settings_form(work)
        {
            effects.extend(
                work.draft_ref().map(|draft| {
                    Effect::Store(StoreRequest::DropDraft(work.draft_letter(), draft))
                }),
            );
            popups::close_topmost(model);
        }
        if let Some(Overlay::Menu(menu)) = model
            .overlay
            .take_if(|shown| matches!(shown, Overlay::Menu(menu) if menu.settings.is_some()))
        {
            let fresh = rebuilt(model, menu);
            model.overlay = Some(Overlay::Menu(fresh));
        }
    }
    // What was withdrawn or removed has no page any more.
    while matches!(&model.overlay, Some(Overlay::Menu(menu)) if is_gone(model, menu)) {
        popups::close_topmost(model);
    }
    if let Some(page) = model.settings_page.take()
        && model.reply_editor.is_none()
    {
        if let Some(Overlay::Menu(menu)) = model.overlay.take() {
            model.menus_below.push(menu);
        }
        let menu = page_menu(model, page);
        model.overlay = Some(Overlay::Menu(menu));
    }
    if let Some(sentence) = done {
        model.report_done(sentence);
    }
    effects
}

/// Reports whether the page of a menu is about something that is no longer there.
fn is_gone(model: &Model, menu: &Menu) -> bool {
    match menu.settings.as_ref().map(|settings| &settings.page) {
        Some(SettingsPage::LocalDay(date)) => model.office.calendar.local(*date).is_none(),
        Some(SettingsPage::Phrase(code)) => {
            let phrases = model.office.phrases.phrases();
            phrases.iter().all(|phrase| phrase.code != *code)
        }
        _ => false,
    }
}

/// Shows a text over the page that it was asked for from.
pub(super) fn show_text(model: &mut Model, title: String, lines: Vec<String>) {
    if let Some(Overlay::Menu(menu)) = model.overlay.take() {
        model.menus_below.push(menu);
    }
    model.overlay = Some(Overlay::Text(TextPopup {
        title,
        lines,
        ..TextPopup::default()
    }));
}

fn is_settings_form(work: &ActionForm) -> bool {
    matches!(
        work.purpose,
        crate::tui::state::form::FormPurpose::Settings(_)
    )
}

/// Says that nobody can instruct or approve, and opens the page that mends it.
pub(super) fn open_for_leader(model: &mut Model) -> Vec<Effect> {
    let administers = model.who.is_one_of(&[Role::Administrator]);
    let effects = match administers {
        true => open(model, SettingsPage::People),
        false => Vec::new(),
    };
    model.report_refusal(say!("refusal-no-leader"));
    effects
}
