//! `unit`: the directory of units.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::{Unit as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::{Unit, UnitId};
use crate::text::width::pad_right;

/// Runs `unit list`, `add` or `alias`.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let id = match command {
        Command::List => {
            let units = store.office().units.clone();
            if args.json {
                return output::print_json(&units.all().iter().map(unit_json).collect());
            }
            for unit in units.all() {
                output::print_line(&format!(
                    "{} {} {}",
                    pad_right(&unit.kind, 8),
                    pad_right(&unit.name, 30),
                    unit.aliases.join(&say!("list-and"))
                ))?;
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
                    duties: String::new(),
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

fn unit_json(unit: &Unit) -> serde_json::Value {
    json!({ "id": unit.id.0, "name": unit.name, "kind": unit.kind, "aliases": unit.aliases, "duties": unit.duties })
}
