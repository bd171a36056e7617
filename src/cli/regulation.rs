//! `regulation`: which regulations there are, and putting another into force from a day on.

use jiff::civil::Date;
use serde_json::json;

use super::args::{Regulation as Command, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::regulation::Regulation;
use crate::domain::staff::Role;
use crate::files;
use crate::store::{Store, StoreError, own_files};
use crate::tui::widgets::fit::pad_right;

/// Lists, checks, imports.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), CliError> {
    match command {
        Command::List => {
            let mut store = Store::open(&place::database(args)?)?;
            let now = place::now(store.office())?;
            store.turn(now);
            print(args, &store)
        }
        Command::Check { file } => {
            let regulation = checked(&files::text(&file, &own_files(&place::database(args)?))?)?;
            if args.json {
                return output::document(&json!({ "id": regulation.id, "title": regulation.title.words() }));
            }
            output::line(&say!("cli-regulation-good", title = regulation.title.words()))
        }
        Command::Import { file, from } => {
            let (mut store, who, now) = place::enter(args)?;
            place::must_be(&who, Role::Administrator, &say!("cli-about-regulation-import"))?;
            let text = files::text(&file, &own_files(store.path()))?;
            checked(&text)?;
            let today = store.office().regulation.hours.civil(now).date();
            let from = match from {
                Some(text) => {
                    text.parse::<Date>().map_err(|_| CliError::Usage(say!("cli-bad-date", value = text.as_str())))?
                }
                None => today,
            };
            if from < today {
                // What has been received has its regulation, and keeps it.
                return Err(CliError::Usage(say!("cli-regulation-past", date = from.to_string())));
            }
            store.add_regulation(&text, from, &who.id, now)?;
            store.turn(now);
            print(args, &store)
        }
    }
}

fn checked(text: &str) -> Result<Regulation, CliError> {
    Regulation::parse(text).map_err(|error| CliError::Store(StoreError::Regulation(error)))
}

fn print(args: &Xinxiang, store: &Store) -> Result<(), CliError> {
    let office = store.office();
    let in_force = |id: &str| id == office.regulation.id;
    if args.json {
        let all = office.begins.iter().map(|(from, regulation)| {
            json!({
                "id": regulation.id, "title": regulation.title.words(), "from": from.map(|from| from.to_string()),
                "in_force": in_force(&regulation.id),
            })
        });
        return output::document(&all.collect());
    }
    for (from, regulation) in office.begins.iter() {
        let from = from.map_or_else(|| say!("regulation-from-beginning"), |from| from.to_string());
        let force = if in_force(&regulation.id) { say!("regulation-in-force") } else { String::new() };
        let line = [pad_right(&regulation.id, 12), pad_right(&from, 12), pad_right(&force, 10)].join(" ");
        output::line(&format!("{line} {}", regulation.title.words()))?;
    }
    Ok(())
}
