//! `init`: creates a database; the caller becomes the first administrator.

use crate::app::entry;
use crate::app::error::AppError;
use crate::app::setup::{parse_units, weibin_office};
use crate::cli::args::{Init, Xinxiang};
use crate::cli::{open, output};
use crate::domain::time::Timestamp;
use crate::intake::text::office_file;
use crate::platform::account;
use crate::platform::file_guard::FileGuard;
use crate::store::Store;

/// Creates the database and prints what is in it.
pub fn run(args: &Xinxiang, init: &Init) -> Result<(), AppError> {
    let path = open::database_path(args)?;
    let mut founding = weibin_office(
        init.practice,
        account::calling_user(),
        account::calling_uid(),
    )?;
    if let Some(file) = &init.regulation {
        founding.regulation = office_file::read_office_text(file, &FileGuard::of(&path))?;
    }
    if let Some(file) = &init.units {
        founding.units = parse_units(&office_file::read_office_text(file, &FileGuard::of(&path))?)?;
    }
    let administrator = founding
        .staff
        .first()
        .map(|staff| staff.id.clone())
        .unwrap_or_default();
    let now = if init.practice {
        entry::practice_time()?
    } else {
        Timestamp::now()
    };
    let store = Store::create(&path, &founding, now)?;
    let office = store.office();
    if args.json {
        return output::print_json(&serde_json::json!({
            "database": path, "practice": office.practice, "regulation": office.regulation.id,
            "units": office.units.all().len(), "administrator": administrator,
        }));
    }
    output::print_line(&say!(
        "cli-founded",
        office = office.name(),
        path = path.display().to_string(),
        units = office.units.all().len(),
        user = administrator
    ))
}
