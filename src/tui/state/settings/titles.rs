//! What the forms of the settings say: their titles, questions and hints.

use super::forms::SettingsForm;
use crate::domain::directory::unit::UnitField;
use crate::domain::office::Office;

impl SettingsForm {
    /// Returns the key of the form's title, which says what it does.
    pub(super) fn title_key(&self) -> &'static str {
        match self {
            SettingsForm::Office => "settings-office",
            SettingsForm::AddStaff => "settings-add-person",
            SettingsForm::RenameStaff(_) => "settings-rename",
            SettingsForm::Roles(_) => "settings-roles",
            SettingsForm::MoveStaff(_) => "settings-move",
            SettingsForm::Portfolio(_) => "settings-portfolio",
            SettingsForm::Delegate(_) => "settings-delegate",
            SettingsForm::EndDelegation(..) => "settings-end",
            SettingsForm::DisableStaff(_) => "settings-disable",
            SettingsForm::EnableStaff(_) => "settings-enable",
            SettingsForm::Account(_) => "settings-account",
            SettingsForm::AddUnit => "settings-add-unit",
            SettingsForm::ImportUnits => "settings-import-units",
            SettingsForm::RenameUnit(_) => "settings-rename-unit",
            SettingsForm::AddAlias(_) => "settings-alias",
            SettingsForm::ChangeUnit(_, UnitField::Kind) => "settings-kind",
            SettingsForm::ChangeUnit(_, UnitField::Head) => "settings-head",
            SettingsForm::ChangeUnit(_, UnitField::Mail) => "settings-mail",
            SettingsForm::MergeUnit(_) => "settings-merge",
            SettingsForm::CloseUnit(_) => "settings-close-unit",
            SettingsForm::ReopenUnit(_) => "settings-reopen-unit",
            SettingsForm::Phrase(None) => "settings-add-phrase",
            SettingsForm::Phrase(Some(_)) => "settings-edit-phrase",
            SettingsForm::RemovePhrase(_) => "settings-remove-phrase",
            SettingsForm::AddDay => "settings-add-day",
            SettingsForm::DropDay(_) => "settings-drop-day",
            SettingsForm::ImportCalendar => "settings-import-calendar",
            SettingsForm::LoadRegulation => "settings-load-regulation",
        }
    }

    /// Returns the question of a form that has no fields.
    pub fn question(&self, office: &Office) -> String {
        match self {
            SettingsForm::DisableStaff(id) => {
                say!("settings-ask-disable", name = office.staff_name(id))
            }
            SettingsForm::EndDelegation(to, of) => say!(
                "settings-ask-end",
                to = office.staff_name(to),
                of = office.staff_name(of)
            ),
            SettingsForm::RemovePhrase(code) => {
                let phrases = office.phrases.phrases();
                let phrase = phrases.into_iter().find(|phrase| phrase.code == *code);
                let name = phrase.map_or_else(String::new, |phrase| phrase.name);
                say!("settings-ask-remove", name = name)
            }
            _ => String::new(),
        }
    }

    /// Returns what to know before answering.
    pub(super) fn hints(&self) -> Vec<String> {
        let keys: &[&str] = match self {
            SettingsForm::Office => &["settings-hint-office"],
            SettingsForm::AddStaff | SettingsForm::EnableStaff(_) | SettingsForm::Account(_) => {
                &["settings-hint-account"]
            }
            SettingsForm::ImportUnits => &["settings-hint-units"],
            SettingsForm::Phrase(_) => &["settings-hint-phrase"],
            SettingsForm::AddDay => &["settings-hint-day"],
            SettingsForm::ImportCalendar => &["settings-hint-calendar"],
            SettingsForm::LoadRegulation => &["settings-hint-regulation"],
            SettingsForm::CloseUnit(_) | SettingsForm::MergeUnit(_) => &["settings-hint-close"],
            _ => &[],
        };
        keys.iter().map(|key| say!(key)).collect()
    }
}
