//! `staff`: the directory of people who may act.

use serde_json::json;

use crate::app::error::AppError;
use crate::app::settings;
use crate::cli::args::{Staff as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Delegation, DelegationScope, Portfolio, Role, Staff};
use crate::domain::directory::unit::UnitId;
use crate::domain::settings::SettingsChange;
use crate::domain::time::{Date, Timestamp};
use crate::store::Store;
use crate::text::width::pad_right;

/// Runs the subcommands of `staff`.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    match command {
        Command::List => {}
        Command::Sessions { limit } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-sessions"))?;
            return super::sessions::print_sessions(args, &store, limit);
        }
        Command::Refused { limit } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-refused"))?;
            return super::sessions::print_refused(args, &store, limit);
        }
        command => {
            let change = settings_change(&store, now, command)?;
            if let Some(change) = change {
                settings::apply(change, &mut store, &who, now)?;
            }
        }
    }
    print_staff(args, &store)
}

/// Builds the change that a command asks for; `None` for a command that changes nothing.
fn settings_change(
    store: &Store,
    now: Timestamp,
    command: Command,
) -> Result<Option<SettingsChange>, AppError> {
    let parse_roles =
        |roles: Vec<String>| roles.iter().filter_map(|role| Role::parse(role)).collect();
    Ok(Some(match command {
        Command::List | Command::Sessions { .. } | Command::Refused { .. } => return Ok(None),
        Command::Add {
            id,
            name,
            roles,
            unit,
            uid,
        } => SettingsChange::AddStaff(Staff {
            id,
            name,
            roles: parse_roles(roles),
            unit: unit.map(|unit| store.find_unit(&unit)).transpose()?,
            uid,
            ..Staff::default()
        }),
        Command::Role { id, roles } => SettingsChange::SetRoles(id, parse_roles(roles), None),
        Command::Disable { id } => SettingsChange::DisableStaff(id),
        Command::Enable { id, uid } => SettingsChange::EnableStaff(id, uid),
        Command::Name { id, name } => SettingsChange::RenameStaff(id, name),
        Command::Move { id, unit } => SettingsChange::MoveStaff(id, store.find_unit(&unit)?),
        Command::Portfolio {
            id,
            units,
            categories,
        } => {
            let units: Result<Vec<UnitId>, _> =
                units.iter().map(|name| store.find_unit(name)).collect();
            let portfolio = Portfolio {
                units: units?,
                categories,
            };
            SettingsChange::SetPortfolio(id, portfolio)
        }
        Command::Delegate {
            id, to, end: true, ..
        } => SettingsChange::EndDelegation(to, id),
        Command::Delegate {
            id,
            to,
            from,
            until,
            scopes,
            why,
            end: _,
        } => {
            let delegation = delegation(store, now, id, from, until, &scopes, why)?;
            SettingsChange::Delegate(to, delegation)
        }
    }))
}

/// Builds the delegation that the flags describe: from today on, of everything, if not said otherwise.
fn delegation(
    store: &Store,
    now: Timestamp,
    of: String,
    from: Option<String>,
    until: Option<String>,
    scopes: &[String],
    why: String,
) -> Result<Delegation, AppError> {
    let day = |text: &str| -> Result<Date, AppError> {
        text.trim()
            .parse()
            .map_err(|_| AppError::Usage(say!("cli-bad-date", value = text)))
    };
    let today = store.office().regulation.hours.to_civil(now).date();
    let from = from.as_deref().map(day).transpose()?.unwrap_or(today);
    let until = day(&until.unwrap_or_default())?;
    let scopes: Vec<DelegationScope> = scopes
        .iter()
        .filter_map(|code| DelegationScope::parse(code))
        .collect();
    let scopes = match scopes.is_empty() {
        true => DelegationScope::ALL.to_vec(),
        false => scopes,
    };
    Ok(Delegation {
        of,
        from,
        until,
        scopes,
        why,
    })
}

fn print_staff(args: &Xinxiang, store: &Store) -> Result<(), AppError> {
    let (office, disabled) = (store.office(), store.disabled_staff()?);
    let all = office
        .staff
        .iter()
        .map(|staff| (staff, false))
        .chain(disabled.iter().map(|staff| (staff, true)));
    if args.json {
        return output::print_json(
            &all.map(|(staff, disabled)| {
                json!({
                    "id": staff.id, "name": staff.name, "uid": staff.uid,
                    "roles": staff.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
                    "unit": staff.unit.map(|unit| office.units.name(unit)), "disabled": disabled,
                    "portfolio": {
                        "units": staff.portfolio.units.iter().map(|unit| office.units.name(*unit)).collect::<Vec<_>>(),
                        "categories": staff.portfolio.categories,
                    },
                    "delegations": staff.delegations,
                })
            })
            .collect(),
        );
    }
    for (staff, disabled) in all {
        let roles = staff
            .roles
            .iter()
            .map(|role| role.label())
            .collect::<Vec<_>>()
            .join(&say!("list-and"));
        let uid = staff
            .uid
            .map(|uid| format!("uid {uid}"))
            .unwrap_or_default();
        let uid = if disabled {
            say!("cli-staff-disabled")
        } else {
            uid
        };
        let today = office.regulation.hours.to_civil(office.now).date();
        let stands_in = staff
            .delegations
            .iter()
            .filter(|delegation| delegation.until >= today)
            .map(|delegation| {
                say!(
                    "cli-staff-delegate",
                    of = office.staff_name(&delegation.of),
                    from = delegation.from.to_string(),
                    until = delegation.until.to_string()
                )
            });
        let charge = staff
            .portfolio
            .units
            .iter()
            .map(|unit| office.units.name(*unit));
        let charge = charge.chain(staff.portfolio.categories.iter().cloned());
        let unit = staff.unit.map(|unit| office.units.name(unit));
        let more: Vec<String> = std::iter::once(uid)
            .chain(unit)
            .chain(charge)
            .chain(stands_in)
            .filter(|text| !text.is_empty())
            .collect();
        let line = format!(
            "{} {} {} {}",
            pad_right(&staff.id, 12),
            pad_right(&staff.name, 10),
            pad_right(&roles, 24),
            more.join(&say!("list-and"))
        );
        output::print_line(&line)?;
    }
    Ok(())
}
