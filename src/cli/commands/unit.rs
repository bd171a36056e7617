//! `unit`: the directory of units.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::{Unit as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::{Unit, UnitField, UnitId};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::text::width::pad_right;

/// Runs a command about units.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let id = match command {
        Command::List => {
            let units = store.office().units.clone();
            if args.json {
                return output::print_json(&units.all().iter().map(unit_json).collect());
            }
            for unit in units.all() {
                let closed = match unit.merged_into {
                    Some(into) => say!("cli-unit-merged", into = units.name(into)),
                    None if unit.closed => say!("cli-unit-closed"),
                    None => String::new(),
                };
                let line = format!(
                    "{} {} {} {closed}",
                    pad_right(&unit.kind, 8),
                    pad_right(&unit.name, 30),
                    unit.aliases.join(&say!("list-and"))
                );
                output::print_line(line.trim_end())?;
            }
            return Ok(());
        }
        Command::Add {
            name,
            kind,
            aliases,
        } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-unit-add"))?;
            store.add_unit(
                Unit {
                    id: UnitId(0),
                    name,
                    kind,
                    aliases,
                    ..Unit::default()
                },
                &who.id,
                now,
            )?
        }
        Command::Alias { unit, alias } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-unit-alias"))?;
            let id = store.find_unit(&unit)?;
            store.add_alias(id, &alias, &who.id, now)?;
            id
        }
        Command::Rename { unit, name, why } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-unit-rename"))?;
            let id = store.find_unit(&unit)?;
            store.rename_unit(id, &name, &why, &who.id, now)?;
            id
        }
        Command::Merge { unit, into, why } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-unit-merge"))?;
            let (id, into) = (store.find_unit(&unit)?, store.find_unit(&into)?);
            store.close_unit(id, Some(into), &why, &who.id, now)?;
            id
        }
        Command::Close { unit, why } => {
            open::require_role(&who, Role::Administrator, &say!("cli-about-unit-close"))?;
            let id = store.find_unit(&unit)?;
            store.close_unit(id, None, &why, &who.id, now)?;
            id
        }
        Command::Kind { unit, value } => {
            change(&mut store, &who, now, &unit, UnitField::Kind, &value)?
        }
        Command::Head { unit, value } => {
            change(&mut store, &who, now, &unit, UnitField::Head, &value)?
        }
        Command::Mail { unit, value } => {
            change(&mut store, &who, now, &unit, UnitField::Mail, &value)?
        }
    };
    let units = &store.office().units;
    let Some(unit) = units.get(id) else {
        return Ok(());
    };
    if args.json {
        return output::print_json(&unit_json(unit));
    }
    output::print_line(&say!(
        "cli-unit-is",
        name = unit.name.as_str(),
        aliases = unit.aliases.join(&say!("list-and"))
    ))
}

fn change(
    store: &mut Store,
    who: &Staff,
    now: Timestamp,
    unit: &str,
    field: UnitField,
    value: &str,
) -> Result<UnitId, AppError> {
    open::require_role(who, Role::Administrator, &say!("cli-about-unit-head"))?;
    let id = store.find_unit(unit)?;
    store.change_unit(id, field, value, &who.id, now)?;
    Ok(id)
}

fn unit_json(unit: &Unit) -> serde_json::Value {
    json!({
        "id": unit.id.0, "name": unit.name, "kind": unit.kind, "aliases": unit.aliases, "duties": unit.duties,
        "head": unit.head, "mail": unit.mail, "closed": unit.closed,
        "merged_into": unit.merged_into.map(|into| into.0),
        "former": unit.former.iter().map(|(_, name)| name).collect::<Vec<_>>(),
    })
}
