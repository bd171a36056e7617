//! The change that the answers of a form ask for.

use std::path::PathBuf;

use super::forms::{self, SettingsForm, roles_of};
use crate::domain::directory::names;
use crate::domain::directory::staff::{Delegation, DelegationScope, Portfolio, Staff};
use crate::domain::directory::unit::{Unit, UnitId, split_aliases};
use crate::domain::office::Office;
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::{Phrase, PhraseKind};
use crate::domain::settings::SettingsChange;
use crate::domain::time::calendar::{DayMark, HalfDay, ImportConsent, LocalDay};
use crate::domain::time::spoken::parse_coming_day;
use crate::domain::time::{Date, Timestamp};
use crate::tui::effect::SettingsFile;
use crate::tui::widgets::form::Form;

/// The code of a field that cannot be read, and why.
pub type FieldError = (&'static str, String);

/// What the answers of a form ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsAnswer {
    /// A change.
    Change(Box<SettingsChange>),
    /// A file to read, which is one then; a regulation is in force from a day on.
    Load(SettingsFile, PathBuf, Option<Date>),
}

fn unit_of(form: &Form) -> Option<UnitId> {
    form.value("unit").parse().ok().map(UnitId)
}

impl SettingsForm {
    /// Returns what the answers ask for; if one cannot be read, the code of its field, and why as a
    /// sentence.
    pub fn answer(
        &self,
        form: &Form,
        office: &Office,
        accounts: &[(String, u32)],
        now: Timestamp,
    ) -> Result<SettingsAnswer, FieldError> {
        let change = match self {
            SettingsForm::Office => {
                let known = forms::office_values(office);
                let changed = |(field, was): &(OfficeField, String)| {
                    let value = form.value(field.code());
                    (value.trim() != was).then_some((*field, value))
                };
                SettingsChange::SetOffice(known.iter().filter_map(changed).collect())
            }
            SettingsForm::AddStaff => {
                let (uid, login) = account_of(form, accounts)?;
                SettingsChange::AddStaff(Staff {
                    id: free_id(office, &login),
                    name: form.value("person-name"),
                    roles: roles_of(form),
                    unit: unit_of(form),
                    uid,
                    ..Staff::default()
                })
            }
            SettingsForm::RenameStaff(id) => {
                SettingsChange::RenameStaff(id.clone(), form.value("person-name"))
            }
            SettingsForm::Roles(id) => {
                SettingsChange::SetRoles(id.clone(), roles_of(form), unit_of(form))
            }
            SettingsForm::MoveStaff(id) => {
                let unit = unit_of(form).ok_or_else(|| ("unit", say!("form-incomplete")))?;
                SettingsChange::MoveStaff(id.clone(), unit)
            }
            SettingsForm::Portfolio(id) => {
                let (units, categories) = (form.value("units"), form.value("categories"));
                let units = units.split_whitespace();
                let portfolio = Portfolio {
                    units: units.filter_map(|id| id.parse().ok().map(UnitId)).collect(),
                    categories: categories.split_whitespace().map(str::to_owned).collect(),
                };
                SettingsChange::SetPortfolio(id.clone(), portfolio)
            }
            SettingsForm::Delegate(id) => {
                let scopes = form.value("scopes");
                let delegation = Delegation {
                    of: id.clone(),
                    from: day(form, "from", office, now)?,
                    until: day(form, "until", office, now)?,
                    scopes: scopes
                        .split_whitespace()
                        .filter_map(DelegationScope::parse)
                        .collect(),
                    why: form.value("why"),
                };
                SettingsChange::Delegate(form.value("to"), delegation)
            }
            SettingsForm::EndDelegation(to, of) => {
                SettingsChange::EndDelegation(to.clone(), of.clone())
            }
            SettingsForm::DisableStaff(id) => SettingsChange::DisableStaff(id.clone()),
            SettingsForm::EnableStaff(id) | SettingsForm::Account(id) => {
                SettingsChange::EnableStaff(id.clone(), account_of(form, accounts)?.0)
            }
            SettingsForm::AddUnit => {
                let some = |code| Some(form.value(code)).filter(|text| !text.is_empty());
                SettingsChange::AddUnits(vec![Unit {
                    name: form.value("name"),
                    kind: form.value("kind"),
                    aliases: split_aliases(&form.value("aliases")),
                    duties: form.value("duties"),
                    head: some("head"),
                    mail: some("mail"),
                    ..Unit::default()
                }])
            }
            SettingsForm::ImportUnits => return Ok(load(SettingsFile::Units, form, None)),
            SettingsForm::RenameUnit(id) => {
                SettingsChange::RenameUnit(*id, form.value("name"), form.value("why"))
            }
            SettingsForm::AddAlias(id) => SettingsChange::AddAlias(*id, form.value("alias")),
            SettingsForm::ChangeUnit(id, field) => {
                SettingsChange::ChangeUnit(*id, *field, form.value("value"))
            }
            SettingsForm::MergeUnit(id) => {
                SettingsChange::CloseUnit(*id, unit_of(form), form.value("why"))
            }
            SettingsForm::CloseUnit(id) => SettingsChange::CloseUnit(*id, None, form.value("why")),
            SettingsForm::ReopenUnit(id) => SettingsChange::ReopenUnit(*id, form.value("why")),
            SettingsForm::Phrase(code) => {
                let categories = form.value("categories");
                SettingsChange::SetPhrase(Phrase {
                    code: code.clone().unwrap_or_default(),
                    name: form.value("name"),
                    kind: PhraseKind::parse(&form.value("phrase-kind"))
                        .ok_or_else(|| ("phrase-kind", say!("form-incomplete")))?,
                    categories: categories.split_whitespace().map(str::to_owned).collect(),
                    text: form.value("text"),
                })
            }
            SettingsForm::RemovePhrase(code) => SettingsChange::RemovePhrase(code.clone()),
            SettingsForm::AddDay => SettingsChange::DeclareDay(LocalDay {
                date: day(form, "date", office, now)?,
                kind: match form.value("day-kind").as_str() {
                    "on" => DayMark::Workday,
                    _ => DayMark::Holiday,
                },
                part: HalfDay::parse(&form.value("day-part")),
                name: form.value("name"),
                why: form.value("why"),
            }),
            SettingsForm::DropDay(date) => SettingsChange::DropDay(*date, form.value("why")),
            SettingsForm::ImportCalendar => {
                let consent = ImportConsent {
                    replace: form.is_ticked("replace"),
                    incomplete: form.is_ticked("incomplete"),
                };
                return Ok(load(SettingsFile::Calendar(consent), form, None));
            }
            SettingsForm::LoadRegulation => {
                let from = day(form, "from", office, now)?;
                return Ok(load(SettingsFile::Regulation, form, Some(from)));
            }
        };
        Ok(SettingsAnswer::Change(Box::new(change)))
    }
}

fn load(file: SettingsFile, form: &Form, from: Option<Date>) -> SettingsAnswer {
    SettingsAnswer::Load(file, PathBuf::from(form.value("path")), from)
}

/// Reads a day to come, as people write it.
fn day(
    form: &Form,
    code: &'static str,
    office: &Office,
    now: Timestamp,
) -> Result<Date, FieldError> {
    let text = form.value(code);
    let today = office.regulation.hours.to_civil(now).date();
    parse_coming_day(&text, today)
        .ok_or_else(|| (code, say!("cli-bad-date", value = text.as_str())))
}

/// Returns the user of the operating system that a form names, and their login name.
fn account_of(
    form: &Form,
    accounts: &[(String, u32)],
) -> Result<(Option<u32>, String), FieldError> {
    let login = form.value("account");
    if login.is_empty() {
        return Ok((None, login));
    }
    match accounts.iter().find(|(known, _)| *known == login) {
        Some((_, uid)) => Ok((Some(*uid), login)),
        None => Err(("account", say!("settings-no-account", login = login))),
    }
}

/// Returns a staff id that nobody has: after the login name, or counted.
fn free_id(office: &Office, login: &str) -> String {
    let taken = |id: &str| office.staff(id).is_some();
    if !login.is_empty() && !taken(&names::id_from(login)) {
        return names::id_from(login);
    }
    let mut n = office.staff.len() + 1;
    while taken(&format!("staff{n}")) {
        n += 1;
    }
    format!("staff{n}")
}
