//! `staff`: the directory of people who may act.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::{Staff as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::UnitId;
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
    }
    print_staff(args, &store)
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
        output::print_line(&format!(
            "{} {} {} {uid}",
            pad_right(&staff.id, 12),
            pad_right(&staff.name, 10),
            pad_right(&roles, 24)
        ))?;
    }
    Ok(())
}
