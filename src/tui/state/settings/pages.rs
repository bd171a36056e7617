//! The pages of the settings, built from the office.

use super::{SettingsAction, SettingsMenu, SettingsPage};
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::{UnitField, UnitId};
use crate::domain::office::Office;
use crate::domain::settings::SettingsOverview;
use crate::domain::time::Timestamp;
use crate::text::width::fit;
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::state::settings::forms::SettingsForm;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// An entry: its text, with what stands at the right edge after a tab, and what it does.
pub(super) type Entry = (String, SettingsAction);

/// What the pages are built from.
pub struct PageInputs<'a> {
    /// The office.
    pub office: &'a Office,
    /// What the office does not have in itself.
    pub overview: &'a SettingsOverview,
    /// The user.
    pub who: &'a Staff,
    /// The current time.
    pub now: Timestamp,
    /// Whether notices are given.
    pub notices: bool,
}

impl PageInputs<'_> {
    /// Builds the menu of a page.
    pub fn menu(&self, page: SettingsPage) -> Menu {
        let (title, entries) = match &page {
            SettingsPage::Root => (say!("settings-title"), self.root()),
            SettingsPage::People => (say!("settings-people"), self.people()),
            SettingsPage::Person(id) => (self.person_name(id), self.person(id)),
            SettingsPage::Units => (say!("settings-units"), self.units()),
            SettingsPage::Unit(id) => (self.office.units.name(*id), self.unit(*id)),
            SettingsPage::Phrases => (say!("settings-phrases"), self.phrases()),
            SettingsPage::Phrase(code) => (self.phrase_name(code), phrase(code)),
            SettingsPage::Calendar => (say!("settings-calendar"), self.calendar()),
            SettingsPage::LocalDay(date) => (
                date.to_string(),
                vec![form("settings-drop-day", SettingsForm::DropDay(*date))],
            ),
            SettingsPage::Regulations => (say!("settings-regulations"), self.regulations()),
            SettingsPage::Backups => (say!("settings-backups"), self.backups()),
        };
        let (labels, actions): (Vec<String>, Vec<SettingsAction>) = entries.into_iter().unzip();
        let option = |(n, label): (usize, String)| PickerOption {
            value: n.to_string(),
            label,
            aliases: self.other_names(actions.get(n)),
        };
        let options = labels.into_iter().enumerate().map(option);
        let mut menu = Menu::new(MenuPurpose::Settings, title, Picker::new(options.collect()));
        menu.settings = Some(SettingsMenu { page, actions });
        menu
    }

    /// Returns the other names by which an entry is found.
    fn other_names(&self, action: Option<&SettingsAction>) -> Vec<String> {
        match action {
            Some(SettingsAction::Page(SettingsPage::Unit(id))) => {
                let unit = self.office.units.get(*id);
                unit.map(|unit| unit.aliases.clone()).unwrap_or_default()
            }
            Some(SettingsAction::Page(SettingsPage::Person(id))) => vec![id.clone()],
            _ => Vec::new(),
        }
    }

    fn root(&self) -> Vec<Entry> {
        let office = self.office;
        let people = match office.has_leader() {
            true => say!("settings-count-people", n = office.staff.len()),
            false => say!("settings-no-leader"),
        };
        let years: Vec<i16> = office.calendar.listed_years().collect();
        let year = office.regulation.hours.to_civil(self.now).year();
        let span = match (years.first(), years.last()) {
            (Some(first), Some(last)) => format!("{first}–{last}"),
            _ => String::new(),
        };
        let calendar = match years.contains(&(year + 1)) {
            true => span,
            false => say!(
                "settings-unpublished",
                span = span,
                year = (year + 1).to_string()
            ),
        };
        let backup = match &self.overview.last_backup {
            Some((_, at)) => say!("settings-last-backup", at = day_of(at)),
            None => say!("settings-no-backup"),
        };
        let notices = match self.notices {
            true => say!("settings-on"),
            false => say!("settings-off"),
        };
        let page = |key: &str, right: String, page| {
            (
                format!("{}\t{right}", say!(key)),
                SettingsAction::Page(page),
            )
        };
        vec![
            (
                format!("{}\t{}", say!("settings-office"), office.name()),
                SettingsAction::Form(SettingsForm::Office),
            ),
            page(
                "settings-you",
                self.who.name_with_role(),
                SettingsPage::Person(self.who.id.clone()),
            ),
            page("settings-people", people, SettingsPage::People),
            page(
                "settings-units",
                say!("settings-count-units", n = office.units.open().count()),
                SettingsPage::Units,
            ),
            page(
                "settings-phrases",
                say!("settings-count-phrases", n = office.phrases.phrases().len()),
                SettingsPage::Phrases,
            ),
            page("settings-calendar", calendar, SettingsPage::Calendar),
            page(
                "settings-regulations",
                fit(office.regulation.title.localized(), 40),
                SettingsPage::Regulations,
            ),
            page("settings-backups", backup, SettingsPage::Backups),
            (say!("settings-close-day"), SettingsAction::CloseDay),
            (say!("settings-check"), SettingsAction::Check),
            (
                format!("{}\t{notices}", say!("settings-notices")),
                SettingsAction::ToggleNotices,
            ),
        ]
    }

    fn units(&self) -> Vec<Entry> {
        let mut entries = vec![
            form("settings-add-unit", SettingsForm::AddUnit),
            form("settings-import-units", SettingsForm::ImportUnits),
        ];
        let units = self.office.units.all().iter();
        entries.extend(units.map(|unit| {
            let right = match unit.merged_into {
                Some(into) => say!("cli-unit-merged", into = self.office.units.short_name(into)),
                None if unit.closed => say!("cli-unit-closed"),
                None => unit.kind.clone(),
            };
            let page = SettingsPage::Unit(unit.id);
            (
                format!("{}\t{right}", unit.name),
                SettingsAction::Page(page),
            )
        }));
        entries
    }

    fn unit(&self, id: UnitId) -> Vec<Entry> {
        let Some(unit) = self.office.units.get(id) else {
            return Vec::new();
        };
        if unit.closed {
            return vec![
                (say!("settings-unit-closed"), SettingsAction::Nothing),
                form("settings-reopen-unit", SettingsForm::ReopenUnit(id)),
            ];
        }
        let with = |key: &str, value: &str, form| {
            let label = format!("{}\t{value}", say!(key));
            (label, SettingsAction::Form(form))
        };
        let field = |key: &str, field, value: Option<&str>| {
            let value = value.unwrap_or_default();
            with(key, value, SettingsForm::ChangeUnit(id, field))
        };
        let aliases = unit.aliases.join(&say!("list-and"));
        vec![
            form("settings-rename-unit", SettingsForm::RenameUnit(id)),
            with("settings-alias", &aliases, SettingsForm::AddAlias(id)),
            field("settings-kind", UnitField::Kind, Some(&unit.kind)),
            field("settings-head", UnitField::Head, unit.head.as_deref()),
            field("settings-mail", UnitField::Mail, unit.mail.as_deref()),
            form("settings-merge", SettingsForm::MergeUnit(id)),
            form("settings-close-unit", SettingsForm::CloseUnit(id)),
        ]
    }

    fn phrases(&self) -> Vec<Entry> {
        let mut entries = vec![form("settings-add-phrase", SettingsForm::Phrase(None))];
        let phrases = self.office.phrases.phrases().into_iter();
        entries.extend(phrases.map(|phrase| {
            let label = format!("{}\t{}", phrase.name, phrase.kind.label());
            let page = SettingsPage::Phrase(phrase.code);
            (label, SettingsAction::Page(page))
        }));
        entries
    }

    fn phrase_name(&self, code: &str) -> String {
        let phrases = self.office.phrases.phrases();
        let phrase = phrases.into_iter().find(|phrase| phrase.code == code);
        phrase.map_or_else(String::new, |phrase| phrase.name)
    }

    fn calendar(&self) -> Vec<Entry> {
        let mut entries = vec![
            (say!("settings-months"), SettingsAction::Months),
            form("settings-add-day", SettingsForm::AddDay),
            form("settings-import-calendar", SettingsForm::ImportCalendar),
        ];
        let year = self.office.regulation.hours.to_civil(self.now).year();
        for year in [year - 1, year, year + 1] {
            for day in self.office.calendar.local_days(year) {
                let label = format!("{} {}\t{}", day.date, day.name, day.label());
                let page = SettingsPage::LocalDay(day.date);
                entries.push((label, SettingsAction::Page(page)));
            }
        }
        entries
    }

    fn regulations(&self) -> Vec<Entry> {
        let mut entries = vec![form(
            "settings-load-regulation",
            SettingsForm::LoadRegulation,
        )];
        let all = self.office.effective_from.iter();
        entries.extend(all.map(|(from, regulation)| {
            let from = from.map_or_else(
                || say!("regulation-from-beginning"),
                |from| from.to_string(),
            );
            let right = match regulation.id == self.office.regulation.id {
                true => say!("regulation-in-force"),
                false => from,
            };
            let title = regulation.title.localized();
            (format!("{title}\t{right}"), SettingsAction::Nothing)
        }));
        entries
    }

    fn backups(&self) -> Vec<Entry> {
        let folder = self.overview.backup_folder.display().to_string();
        let mut entries = vec![(say!("settings-backup-now"), SettingsAction::Backup)];
        entries.push(match &self.overview.last_backup {
            Some((_, at)) => (
                format!("{}\t{}", say!("settings-last"), day_of(at)),
                SettingsAction::Nothing,
            ),
            None => (say!("settings-no-backup"), SettingsAction::Nothing),
        });
        entries.push((
            say!("settings-backup-folder", folder = folder),
            SettingsAction::Nothing,
        ));
        entries
    }
}

/// Returns the entry of a form.
pub(super) fn form(key: &str, form: SettingsForm) -> Entry {
    (say!(key), SettingsAction::Form(form))
}

fn phrase(code: &str) -> Vec<Entry> {
    let code = code.to_owned();
    vec![
        form(
            "settings-edit-phrase",
            SettingsForm::Phrase(Some(code.clone())),
        ),
        form("settings-remove-phrase", SettingsForm::RemovePhrase(code)),
    ]
}

/// Returns day and time of an instant in RFC 3339, as people read them.
fn day_of(instant: &str) -> String {
    instant.get(..16).unwrap_or(instant).replace('T', " ")
}
