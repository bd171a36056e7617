//! The forms of the settings, and the change that their answers make.

use crate::domain::directory::staff::{DelegationScope, Role, Staff};
use crate::domain::directory::unit::{Unit, UnitField, UnitId};
use crate::domain::office::Office;
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::PhraseKind;
use crate::domain::regulation::Worded;
use crate::domain::settings::may_change;
use crate::domain::time::calendar::HalfDay;
use crate::domain::time::{Date, Timestamp};
use crate::tui::state::form::{ActionForm, FormPurpose};
use crate::tui::widgets::editor::{Editor, LineEditor};
use crate::tui::widgets::form::{FieldInput, Form, FormField};
use crate::tui::widgets::path::{PathField, PathPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// A form of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsForm {
    /// Name, signature and numbers of the office.
    Office,
    /// A new member of staff.
    AddStaff,
    /// Another name, of this staff id.
    RenameStaff(String),
    /// The roles.
    Roles(String),
    /// Another unit.
    MoveStaff(String),
    /// What a leader is in charge of.
    Portfolio(String),
    /// Another leader does their work.
    Delegate(String),
    /// The end of that: who did it, and whose work.
    EndDelegation(String, String),
    /// They left.
    DisableStaff(String),
    /// They are back.
    EnableStaff(String),
    /// They have another account of the machine.
    Account(String),
    /// A new unit.
    AddUnit,
    /// Units from a table.
    ImportUnits,
    /// Another name of a unit.
    RenameUnit(UnitId),
    /// An alias.
    AddAlias(UnitId),
    /// The kind, the head or the address.
    ChangeUnit(UnitId, UnitField),
    /// Into another unit.
    MergeUnit(UnitId),
    /// No longer takes letters.
    CloseUnit(UnitId),
    /// Takes letters again.
    ReopenUnit(UnitId),
    /// A phrase, new if it has no code.
    Phrase(Option<String>),
    /// Removes a phrase.
    RemovePhrase(String),
    /// A day of the office's own.
    AddDay,
    /// Withdraws it.
    DropDay(Date),
    /// The holidays of a year, from a file.
    ImportCalendar,
    /// A regulation, from a file.
    LoadRegulation,
}

fn line(code: &'static str, text: &str) -> FormField {
    let label = say!(&format!("settings-field-{code}"));
    FormField::new(code, label, FieldInput::Line(LineEditor::new(text)))
}

fn check(code: &'static str) -> FormField {
    let label = say!(&format!("settings-field-{code}"));
    FormField::new(code, label, FieldInput::Check(false)).optional()
}

fn path() -> FormField {
    let input = FieldInput::Path(Box::new(PathField::new(PathPurpose::Read, "")));
    FormField::new("path", say!("settings-field-path"), input)
}

fn pick(code: &'static str, picker: Picker) -> FormField {
    let label = say!(&format!("settings-field-{code}"));
    FormField::new(code, label, FieldInput::Pick(picker))
}

fn ticks(code: &'static str, options: Vec<PickerOption>, ticked: &[String]) -> FormField {
    let mut picker = Picker::new(options).with_ticks();
    picker.set_ticked(ticked);
    pick(code, picker)
}

fn role_options() -> Vec<PickerOption> {
    let option = |role: &Role| PickerOption::new(role.code(), role.label());
    Role::ALL.iter().map(option).collect()
}

fn unit_options(office: &Office, but: Option<UnitId>) -> Vec<PickerOption> {
    let units = office.units.open().filter(|unit| Some(unit.id) != but);
    let option = |unit: &Unit| PickerOption {
        value: unit.id.0.to_string(),
        label: unit.name.clone(),
        aliases: unit.aliases.clone(),
    };
    units.map(option).collect()
}

fn category_options(office: &Office) -> Vec<PickerOption> {
    let categories = office.regulation.categories.iter();
    let option = |category: &crate::domain::regulation::Category| {
        PickerOption::new(category.code.clone(), category.words())
    };
    categories.map(option).collect()
}

/// Returns the roles that are ticked.
pub(super) fn roles_of(form: &Form) -> Vec<Role> {
    let roles = form.value("roles");
    roles.split_whitespace().filter_map(Role::parse).collect()
}

impl SettingsForm {
    /// Returns the code under which the draft of the form is saved: only the text of a phrase is
    /// long enough for one.
    pub fn draft_code(&self) -> Option<String> {
        match self {
            SettingsForm::Phrase(code) => {
                Some(format!("phrase-{}", code.as_deref().unwrap_or("new")))
            }
            _ => None,
        }
    }

    /// Reports whether the user may make the change that the form is for.
    pub fn is_allowed(&self, who: &Staff) -> bool {
        let leader = match self {
            SettingsForm::Delegate(of) | SettingsForm::EndDelegation(_, of) => Some(of.as_str()),
            _ => None,
        };
        may_change(who, leader)
    }

    /// Builds the form with what is known.
    pub fn build(&self, office: &Office, now: Timestamp) -> ActionForm {
        let today = office.regulation.hours.to_civil(now).date().to_string();
        let fields = match self {
            SettingsForm::Office => {
                let field = |(field, value): (OfficeField, String)| {
                    let input = FieldInput::Line(LineEditor::new(&value));
                    FormField::new(field.code(), field.label(), input).optional()
                };
                office_values(office).into_iter().map(field).collect()
            }
            SettingsForm::AddStaff => vec![
                line("person-name", ""),
                ticks("roles", role_options(), &[]),
                pick(
                    "unit",
                    Picker::new(unit_options(office, None)).without_choice(),
                )
                .optional(),
                line("account", "").optional(),
            ],
            SettingsForm::RenameStaff(id) => vec![line("person-name", &office.staff_name(id))],
            SettingsForm::Roles(id) => {
                let roles = office.staff(id).map(|staff| staff.roles.clone());
                let codes = roles.unwrap_or_default().into_iter();
                let codes: Vec<String> = codes.map(|role| role.code().to_owned()).collect();
                let units = Picker::new(unit_options(office, None)).without_choice();
                vec![
                    ticks("roles", role_options(), &codes),
                    pick("unit", units).optional(),
                ]
            }
            SettingsForm::MoveStaff(id) => {
                let but = office.staff(id).and_then(|staff| staff.unit);
                vec![pick(
                    "unit",
                    Picker::new(unit_options(office, but)).without_choice(),
                )]
            }
            SettingsForm::Portfolio(id) => {
                let portfolio = office.staff(id).map(|staff| staff.portfolio.clone());
                let portfolio = portfolio.unwrap_or_default();
                let units: Vec<String> =
                    portfolio.units.iter().map(|id| id.0.to_string()).collect();
                vec![
                    ticks("units", unit_options(office, None), &units).optional(),
                    ticks(
                        "categories",
                        category_options(office),
                        &portfolio.categories,
                    )
                    .optional(),
                ]
            }
            SettingsForm::Delegate(id) => {
                let others = office
                    .staff
                    .iter()
                    .filter(|staff| staff.id != *id && staff.is_one_of(&[Role::Leader]));
                let others =
                    others.map(|staff| PickerOption::new(staff.id.clone(), staff.name.clone()));
                let scopes = DelegationScope::ALL.map(|scope| {
                    PickerOption::new(
                        scope.code(),
                        say!(&format!("settings-scope-{}", scope.code())),
                    )
                });
                let all = DelegationScope::ALL.map(|scope| scope.code().to_owned());
                vec![
                    pick("to", Picker::new(others.collect()).without_choice()),
                    line("from", &today),
                    line("until", ""),
                    ticks("scopes", scopes.to_vec(), &all),
                    line("why", ""),
                ]
            }
            SettingsForm::EnableStaff(_) => vec![line("account", "").optional()],
            SettingsForm::Account(_) => vec![line("account", "")],
            SettingsForm::EndDelegation(..)
            | SettingsForm::DisableStaff(_)
            | SettingsForm::RemovePhrase(_) => Vec::new(),
            SettingsForm::AddUnit => vec![
                line("name", ""),
                line("kind", &say!("settings-default-kind")),
                line("aliases", "").optional(),
                line("duties", "").optional(),
                line("head", "").optional(),
                line("mail", "").optional(),
            ],
            SettingsForm::ImportUnits => vec![path()],
            SettingsForm::ImportCalendar => vec![path(), check("replace"), check("incomplete")],
            SettingsForm::RenameUnit(id) => {
                vec![line("name", &office.units.name(*id)), line("why", "")]
            }
            SettingsForm::AddAlias(_) => vec![line("alias", "")],
            SettingsForm::ChangeUnit(id, field) => {
                let unit = office.units.get(*id);
                let value = unit.and_then(|unit| match field {
                    UnitField::Kind => Some(unit.kind.clone()),
                    UnitField::Head => unit.head.clone(),
                    UnitField::Mail => unit.mail.clone(),
                });
                vec![line("value", &value.unwrap_or_default()).optional()]
            }
            SettingsForm::MergeUnit(id) => vec![
                pick(
                    "unit",
                    Picker::new(unit_options(office, Some(*id))).without_choice(),
                ),
                line("why", ""),
            ],
            SettingsForm::CloseUnit(_) | SettingsForm::ReopenUnit(_) | SettingsForm::DropDay(_) => {
                vec![line("why", "")]
            }
            SettingsForm::Phrase(code) => {
                let phrases = office.phrases.phrases();
                let known = phrases
                    .iter()
                    .find(|phrase| Some(&phrase.code) == code.as_ref());
                let kinds = PhraseKind::ALL
                    .map(|kind| PickerOption::new(kind.code(), kind.label()))
                    .to_vec();
                let mut kinds = Picker::new(kinds).without_choice();
                let empty = (String::new(), String::new(), Vec::new());
                let (name, text, categories) = known.map_or(empty, |known| {
                    kinds.choose_value(known.kind.code());
                    (
                        known.name.clone(),
                        known.text.clone(),
                        known.categories.clone(),
                    )
                });
                let editor = FieldInput::Text(Box::new(Editor::new(&text)));
                vec![
                    line("name", &name),
                    pick("phrase-kind", kinds),
                    ticks("categories", category_options(office), &categories).optional(),
                    FormField::new("text", say!("settings-field-text"), editor),
                ]
            }
            SettingsForm::AddDay => {
                let option = |code: &str, key: &str| PickerOption::new(code, say!(key));
                let marks = vec![
                    option("off", "settings-day-off"),
                    option("on", "settings-day-on"),
                ];
                let parts = vec![
                    option("", "settings-day-whole"),
                    option(HalfDay::Am.code(), "settings-day-morning"),
                    option(HalfDay::Pm.code(), "settings-day-afternoon"),
                ];
                vec![
                    line("date", ""),
                    pick("day-kind", Picker::new(marks).without_choice()),
                    pick("day-part", Picker::new(parts)).optional(),
                    line("name", ""),
                    line("why", ""),
                ]
            }
            SettingsForm::LoadRegulation => vec![path(), line("from", &today)],
        };
        let title = say!(self.title_key());
        let mut form = Form::new(title, say!("settings-submit"), fields);
        form.hints = self.hints();
        form.focus_first_missing();
        ActionForm::without_letter(FormPurpose::Settings(self.clone()), form)
    }

    /// Shows the fields that the answers so far need: the unit only of a liaison.
    pub fn update_visibility(form: &mut Form) {
        let liaison = roles_of(form).contains(&Role::Liaison);
        let asks_roles = form.fields.iter().any(|field| field.code == "roles");
        for field in &mut form.fields {
            if asks_roles && field.code == "unit" {
                (field.hidden, field.required) = (!liaison, liaison);
            }
        }
    }
}

/// Returns what is set about the office.
pub(super) fn office_values(office: &Office) -> Vec<(OfficeField, String)> {
    let value = |field| (field, office.setting(field));
    OfficeField::ALL.into_iter().map(value).collect()
}
