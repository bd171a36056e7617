//! `office`: what the office sets about itself.

use serde_json::{Map, json};

use crate::app::error::AppError;
use crate::app::settings;
use crate::cli::args::Xinxiang;
use crate::cli::args::office_args::Office as Command;
use crate::cli::{open, output};
use crate::domain::office_field::OfficeField;
use crate::domain::settings::SettingsChange;
use crate::text::width::pad_right;

/// Runs a command about the office, and prints what is set then.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    if let Command::Set { setting, value } = command {
        let field = OfficeField::parse(&setting).into_iter();
        let fields = field.map(|field| (field, value.clone())).collect();
        settings::apply(SettingsChange::SetOffice(fields), &mut store, &who, now)?;
    }
    let office = store.office();
    if args.json {
        let field = |field: OfficeField| {
            let value = json!({
                "value": office.setting(field), "set": office.settings.contains_key(&field),
            });
            (field.code().to_owned(), value)
        };
        let all: Map<_, _> = OfficeField::ALL.into_iter().map(field).collect();
        return output::print_json(&all.into());
    }
    for field in OfficeField::ALL {
        let label = pad_right(&field.label(), 24);
        output::print_line(&format!("{label} {}", office.setting(field)))?;
    }
    Ok(())
}
