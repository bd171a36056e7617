//! `unit`: the directory of units.

use serde_json::json;

use crate::app::error::AppError;
use crate::app::settings;
use crate::cli::args::{Unit as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::unit::{Unit, UnitField, UnitId};
use crate::domain::settings::SettingsChange;
use crate::store::Store;
use crate::text::width::pad_right;

/// Runs a command about units.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let mut lookalike = None;
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
        command => {
            let (id, change) = settings_change(&store, command)?;
            if let SettingsChange::AddUnits(units) = &change
                && let Some(unit) = units.first()
            {
                let known = store.office().units.find_lookalike(&unit.name);
                lookalike = known.map(|known| known.name.clone());
            }
            let done = settings::apply(change, &mut store, &who, now)?;
            id.or(done.unit)
        }
    };
    let units = &store.office().units;
    let Some(unit) = id.and_then(|id| units.get(id)) else {
        return Ok(());
    };
    if args.json {
        return output::print_json(&unit_json(unit));
    }
    let aliases = unit.aliases.join(&say!("list-and"));
    output::print_line(&match aliases.is_empty() {
        true => unit.name.clone(),
        false => say!("cli-unit-is", name = unit.name.as_str(), aliases = aliases),
    })?;
    match lookalike {
        Some(known) => output::print_line(&say!("unit-lookalike", name = known)),
        None => Ok(()),
    }
}

/// Builds the change that a command asks for, with the unit that it is about.
fn settings_change(
    store: &Store,
    command: Command,
) -> Result<(Option<UnitId>, SettingsChange), AppError> {
    let change = |unit: &str, field, value| -> Result<_, AppError> {
        let id = store.find_unit(unit)?;
        Ok((Some(id), SettingsChange::ChangeUnit(id, field, value)))
    };
    Ok(match command {
        Command::List => (None, SettingsChange::AddUnits(Vec::new())),
        Command::Add {
            name,
            kind,
            aliases,
        } => {
            let unit = Unit {
                id: UnitId(0),
                name,
                kind,
                aliases,
                ..Unit::default()
            };
            (None, SettingsChange::AddUnits(vec![unit]))
        }
        Command::Alias { unit, alias } => {
            let id = store.find_unit(&unit)?;
            (Some(id), SettingsChange::AddAlias(id, alias))
        }
        Command::Rename { unit, name, why } => {
            let id = store.find_unit(&unit)?;
            (Some(id), SettingsChange::RenameUnit(id, name, why))
        }
        Command::Merge { unit, into, why } => {
            let (id, into) = (store.find_unit(&unit)?, store.find_unit(&into)?);
            (Some(id), SettingsChange::CloseUnit(id, Some(into), why))
        }
        Command::Close { unit, why } => {
            let id = store.find_unit(&unit)?;
            (Some(id), SettingsChange::CloseUnit(id, None, why))
        }
        Command::Reopen { unit, why } => {
            let id = store.find_unit(&unit)?;
            (Some(id), SettingsChange::ReopenUnit(id, why))
        }
        Command::Kind { unit, value } => change(&unit, UnitField::Kind, value)?,
        Command::Head { unit, value } => change(&unit, UnitField::Head, value)?,
        Command::Mail { unit, value } => change(&unit, UnitField::Mail, value)?,
    })
}

fn unit_json(unit: &Unit) -> serde_json::Value {
    json!({
        "id": unit.id.0, "name": unit.name, "kind": unit.kind, "aliases": unit.aliases, "duties": unit.duties,
        "head": unit.head, "mail": unit.mail, "closed": unit.closed,
        "merged_into": unit.merged_into.map(|into| into.0),
        "former": unit.former.iter().map(|(_, name)| name).collect::<Vec<_>>(),
    })
}
