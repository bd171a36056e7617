//! A change of a setting, and who may make it.

use crate::app::error::AppError;
use crate::domain::directory::names::LONGEST_NAME;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::UnitId;
use crate::domain::regulation::Regulation;
use crate::domain::settings::{SettingsChange, may_change};
use crate::domain::time::Timestamp;
use crate::domain::time::calendar::{LocalDay, check_day_text};
use crate::store::Store;
use crate::store::directory::calendars::MovedDeadline;

/// The longest reason for a day of the office's own, in characters.
pub const MAX_REASON_CHARS: usize = 200;

/// What a change did beside what it says.
#[derive(Debug, Default)]
pub struct SettingsDone {
    /// The deadlines that moved.
    pub moved: Vec<MovedDeadline>,
    /// Id of the unit that was added last.
    pub unit: Option<UnitId>,
}

/// Fails unless a person has a role; `what` names the operation in the message.
pub fn require_role(who: &Staff, role: Role, what: &str) -> Result<(), AppError> {
    if who.roles.contains(&role) {
        return Ok(());
    }
    Err(AppError::NeedsRole(say!(
        "cli-needs-role",
        who = who.name.as_str(),
        role = role.label(),
        what = what
    )))
}

/// Returns what a change does, for a refusal.
fn about(change: &SettingsChange) -> String {
    say!(match change {
        SettingsChange::AddStaff(_) => "cli-about-staff-add",
        SettingsChange::RenameStaff(..) => "cli-about-staff-name",
        SettingsChange::SetRoles(..) => "cli-about-staff-role",
        SettingsChange::MoveStaff(..) => "cli-about-staff-move",
        SettingsChange::SetPortfolio(..) => "cli-about-staff-portfolio",
        SettingsChange::Delegate(..) | SettingsChange::EndDelegation(..) => {
            "cli-about-staff-delegate"
        }
        SettingsChange::DisableStaff(_) => "cli-about-staff-disable",
        SettingsChange::EnableStaff(..) => "cli-about-staff-enable",
        SettingsChange::AddUnits(_) => "cli-about-unit-add",
        SettingsChange::AddAlias(..) => "cli-about-unit-alias",
        SettingsChange::RenameUnit(..) => "cli-about-unit-rename",
        SettingsChange::ChangeUnit(..) => "cli-about-unit-head",
        SettingsChange::CloseUnit(_, Some(_), _) => "cli-about-unit-merge",
        SettingsChange::CloseUnit(_, None, _) => "cli-about-unit-close",
        SettingsChange::ReopenUnit(..) => "cli-about-unit-reopen",
        SettingsChange::SetPhrase(_) | SettingsChange::RemovePhrase(_) => "cli-about-phrase",
        SettingsChange::SetOffice(_) => "cli-about-office-set",
        SettingsChange::DeclareDay(_) => "cli-about-calendar-add",
        SettingsChange::DropDay(..) => "cli-about-calendar-drop",
        SettingsChange::LoadCalendars(..) => "cli-about-calendar-import",
        SettingsChange::LoadRegulation(..) => "cli-about-regulation-import",
    })
}

/// Fails unless the person may make the change.
fn check_person(change: &SettingsChange, who: &Staff) -> Result<(), AppError> {
    let leader = match change {
        SettingsChange::Delegate(_, delegation) => Some(delegation.of.as_str()),
        SettingsChange::EndDelegation(_, of) => Some(of.as_str()),
        _ => None,
    };
    match may_change(who, leader) {
        true => Ok(()),
        false => require_role(who, Role::Administrator, &about(change)),
    }
}

/// Makes the change.
///
/// # Errors
/// If the person may not make it, or if a rule of the directory refuses it.
pub fn apply(
    change: SettingsChange,
    store: &mut Store,
    who: &Staff,
    now: Timestamp,
) -> Result<SettingsDone, AppError> {
    check_person(&change, who)?;
    let by = who.id.as_str();
    let mut done = SettingsDone::default();
    match change {
        SettingsChange::AddStaff(staff) => {
            require_unit(&staff.roles, staff.unit)?;
            store.add_staff(staff, by, now)?;
        }
        SettingsChange::RenameStaff(id, name) => store.rename_staff(&id, &name, by, now)?,
        SettingsChange::SetRoles(id, roles, unit) => {
            require_administrator(store, &id, &roles)?;
            let has = store.office().staff(&id).and_then(|staff| staff.unit);
            require_unit(&roles, unit.or(has))?;
            if let Some(unit) = unit.filter(|_| roles.contains(&Role::Liaison)) {
                store.move_staff(&id, unit, by, now)?;
            }
            store.set_roles(&id, roles, by, now)?;
        }
        SettingsChange::MoveStaff(id, unit) => store.move_staff(&id, unit, by, now)?,
        SettingsChange::SetPortfolio(id, portfolio) => {
            let regulation = &store.office().regulation;
            let unknown = |code: &&String| regulation.find_category(code).is_none();
            if let Some(code) = portfolio.categories.iter().find(unknown) {
                return Err(AppError::Usage(say!(
                    "cli-no-category",
                    code = code.as_str()
                )));
            }
            store.set_portfolio(&id, portfolio, by, now)?;
        }
        SettingsChange::Delegate(to, delegation) => {
            if delegation.until < delegation.from {
                return Err(AppError::Usage(say!("cli-delegation-days")));
            }
            store.delegate(&to, delegation, by, now)?;
        }
        SettingsChange::EndDelegation(to, of) => store.end_delegation(&to, &of, by, now)?,
        SettingsChange::DisableStaff(id) => {
            require_administrator(store, &id, &[])?;
            store.disable_staff(&id, by, now)?;
        }
        SettingsChange::EnableStaff(id, uid) => store.enable_staff(&id, uid, by, now)?,
        SettingsChange::AddUnits(units) => done.unit = store.add_units(units, by, now)?,
        SettingsChange::AddAlias(id, alias) => store.add_alias(id, &alias, by, now)?,
        SettingsChange::RenameUnit(id, name, why) => {
            store.rename_unit(id, &name, &why, by, now)?;
        }
        SettingsChange::ChangeUnit(id, field, value) => {
            store.change_unit(id, field, &value, by, now)?;
        }
        SettingsChange::CloseUnit(id, into, why) => {
            store.close_unit(id, into, &why, by, now)?;
        }
        SettingsChange::ReopenUnit(id, why) => store.reopen_unit(id, &why, by, now)?,
        SettingsChange::SetPhrase(phrase) => {
            store.set_phrase(phrase, by, now)?;
        }
        SettingsChange::RemovePhrase(code) => store.remove_phrase(&code, by, now)?,
        SettingsChange::SetOffice(fields) => {
            // All of them are checked first: none is recorded if one is refused.
            for (field, value) in &fields {
                field
                    .check(value)
                    .map_err(crate::store::StoreError::OfficeField)?;
            }
            for (field, value) in fields {
                store.set_office_field(field, &value, by, now)?;
            }
        }
        SettingsChange::DeclareDay(day) => {
            let day = LocalDay {
                name: check_text(&day.name, LONGEST_NAME)?,
                why: check_text(&day.why, MAX_REASON_CHARS)?,
                ..day
            };
            done.moved = store.declare_day(day, false, by, now)?;
        }
        SettingsChange::DropDay(date, why) => {
            let why = check_text(&why, MAX_REASON_CHARS)?;
            done.moved = store.drop_day(date, &why, false, by, now)?;
        }
        SettingsChange::LoadCalendars(lists, consent) => {
            done.moved = store.import_calendar(lists, consent, false, by, now)?.moved;
        }
        SettingsChange::LoadRegulation(text, from) => {
            Regulation::parse(&text).map_err(crate::store::StoreError::Regulation)?;
            let today = store.office().regulation.hours.to_civil(now).date();
            let from = from.unwrap_or(today);
            if from < today {
                // Letters that were received stay under the regulation of their day.
                return Err(AppError::Usage(say!(
                    "cli-regulation-past",
                    date = from.to_string()
                )));
            }
            store.add_regulation(&text, from, by, now)?;
            store.set_now(now);
        }
    }
    Ok(done)
}

/// Checks the name of a day of the office's own, or the reason for it.
pub fn check_text(text: &str, most: usize) -> Result<String, AppError> {
    check_day_text(text, most).map_err(|error| AppError::Refused(error.to_string()))
}

/// Fails for a liaison without a unit, who could see no letters.
fn require_unit(roles: &[Role], unit: Option<UnitId>) -> Result<(), AppError> {
    if roles.contains(&Role::Liaison) && unit.is_none() {
        return Err(AppError::Usage(say!("cli-liaison-unit")));
    }
    Ok(())
}

/// Fails if no administrator would remain: only an administrator can change the directory.
fn require_administrator(store: &Store, id: &str, roles: &[Role]) -> Result<(), AppError> {
    let mut staff = store.office().staff.iter();
    let others = staff.any(|staff| staff.id != id && staff.roles.contains(&Role::Administrator));
    if others || roles.contains(&Role::Administrator) {
        Ok(())
    } else {
        Err(AppError::Refused(say!("cli-last-administrator")))
    }
}
