//! `staff`: the directory of people who may act.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::{Staff as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Delegation, DelegationScope, Portfolio, Role, Staff};
use crate::domain::directory::unit::UnitId;
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
        Command::Add {
            id,
            name,
            roles,
            unit,
            uid,
        } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-add"))?;
            let unit = unit.map(|unit| store.find_unit(&unit)).transpose()?;
            let roles: Vec<Role> = roles.iter().filter_map(|role| Role::parse(role)).collect();
            require_unit(&roles, unit)?;
            store.add_staff(
                Staff {
                    id,
                    name,
                    roles,
                    unit,
                    uid,
                    ..Staff::default()
                },
                &who.id,
                now,
            )?;
        }
        Command::Role { id, roles } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-role"))?;
            let roles: Vec<Role> = roles.iter().filter_map(|role| Role::parse(role)).collect();
            require_administrator(&store, &id, &roles)?;
            require_unit(
                &roles,
                store.office().staff(&id).and_then(|staff| staff.unit),
            )?;
            store.set_roles(&id, roles, &who.id, now)?;
        }
        Command::Disable { id } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-disable"))?;
            require_administrator(&store, &id, &[])?;
            store.disable_staff(&id, &who.id, now)?;
        }
        Command::Enable { id, uid } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-enable"))?;
            store.enable_staff(&id, uid, &who.id, now)?;
        }
        Command::Name { id, name } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-name"))?;
            store.rename_staff(&id, &name, &who.id, now)?;
        }
        Command::Move { id, unit } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-staff-move"))?;
            let unit = store.find_unit(&unit)?;
            store.move_staff(&id, unit, &who.id, now)?;
        }
        Command::Portfolio {
            id,
            units,
            categories,
        } => {
            open::require_role(
                &who,
                Role::Administrator,
                &say!("cli-about-staff-portfolio"),
            )?;
            let units: Result<Vec<UnitId>, _> =
                units.iter().map(|name| store.find_unit(name)).collect();
            let regulation = &store.office().regulation;
            if let Some(unknown) = categories
                .iter()
                .find(|code| regulation.find_category(code).is_none())
            {
                return Err(AppError::Usage(say!(
                    "cli-no-category",
                    code = unknown.as_str()
                )));
            }
            let portfolio = Portfolio {
                units: units?,
                categories,
            };
            store.set_portfolio(&id, portfolio, &who.id, now)?;
        }
        Command::Delegate {
            id,
            to,
            from,
            until,
            scopes,
            why,
            end,
        } => {
            // A leader delegates their own work; the administrator and the office enter it.
            if who.id != id && !who.is_one_of(&[Role::Administrator, Role::Office]) {
                open::require_role(&who, Role::Administrator, &say!("cli-about-staff-delegate"))?;
            }
            if end {
                store.end_delegation(&to, &id, &who.id, now)?;
            } else {
                let delegation = delegation(&store, now, id, from, until, &scopes, why)?;
                store.delegate(&to, delegation, &who.id, now)?;
            }
        }
    }
    print_staff(args, &store)
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
    if until < from {
        return Err(AppError::Usage(say!("cli-delegation-days")));
    }
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

/// Fails for a liaison without a unit, who could see no letters.
fn require_unit(roles: &[Role], unit: Option<UnitId>) -> Result<(), AppError> {
    if roles.contains(&Role::Liaison) && unit.is_none() {
        return Err(AppError::Usage(say!("cli-liaison-unit")));
    }
    Ok(())
}

/// Fails if no administrator would remain: only an administrator can change the directory.
fn require_administrator(store: &Store, id: &str, roles: &[Role]) -> Result<(), AppError> {
    let others = store
        .office()
        .staff
        .iter()
        .any(|staff| staff.id != id && staff.roles.contains(&Role::Administrator));
    if others || roles.contains(&Role::Administrator) {
        Ok(())
    } else {
        Err(AppError::Refused(say!("cli-last-administrator")))
    }
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
        let more: Vec<String> = std::iter::once(uid)
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
