//! `regulation`: lists and checks regulations, and puts a new one into force from a day on.

use serde_json::json;

use crate::app::entry;
use crate::app::error::AppError;
use crate::app::settings;
use crate::cli::args::{Regulation as Command, Xinxiang};
use crate::cli::{open, output};
use crate::domain::regulation::Regulation;
use crate::domain::settings::SettingsChange;
use crate::domain::time::Date;
use crate::intake::text::office_file;
use crate::platform::file_guard::FileGuard;
use crate::store::{Store, StoreError};
use crate::text::width::pad_right;

/// Runs `regulation list`, `check` or `import`.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    match command {
        Command::List => {
            let mut store = Store::open(&open::database_path(args)?)?;
            let now = entry::current_time(store.office())?;
            store.set_now(now);
            print_regulations(args, &store)
        }
        Command::Check { file } => {
            let regulation = parse_regulation(&office_file::read_office_text(
                &file,
                &FileGuard::of(&open::database_path(args)?),
            )?)?;
            if args.json {
                return output::print_json(
                    &json!({ "id": regulation.id, "title": regulation.title.localized() }),
                );
            }
            output::print_line(&say!(
                "cli-regulation-good",
                title = regulation.title.localized()
            ))
        }
        Command::Import { file, from } => {
            let (mut store, who, now) = open::open_as_actor(args)?;
            let text = office_file::read_office_text(&file, &store.guard())?;
            let date = |text: String| {
                text.parse::<Date>()
                    .map_err(|_| AppError::Usage(say!("cli-bad-date", value = text.as_str())))
            };
            let from = from.map(date).transpose()?;
            settings::apply(
                SettingsChange::LoadRegulation(text, from),
                &mut store,
                &who,
                now,
            )?;
            print_regulations(args, &store)
        }
    }
}

fn parse_regulation(text: &str) -> Result<Regulation, AppError> {
    Regulation::parse(text).map_err(|error| AppError::Store(StoreError::Regulation(error)))
}

fn print_regulations(args: &Xinxiang, store: &Store) -> Result<(), AppError> {
    let office = store.office();
    let in_force = |id: &str| id == office.regulation.id;
    if args.json {
        let all = office.effective_from.iter().map(|(from, regulation)| {
            json!({
                "id": regulation.id, "title": regulation.title.localized(), "from": from.map(|from| from.to_string()),
                "in_force": in_force(&regulation.id),
            })
        });
        return output::print_json(&all.collect());
    }
    for (from, regulation) in office.effective_from.iter() {
        let from = from.map_or_else(
            || say!("regulation-from-beginning"),
            |from| from.to_string(),
        );
        let force = if in_force(&regulation.id) {
            say!("regulation-in-force")
        } else {
            String::new()
        };
        let line = [
            pad_right(&regulation.id, 12),
            pad_right(&from, 12),
            pad_right(&force, 10),
        ]
        .join(" ");
        output::print_line(&format!("{line} {}", regulation.title.localized()))?;
    }
    Ok(())
}
