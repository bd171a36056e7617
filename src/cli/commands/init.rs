//! `init`: creates a database; the caller becomes the first administrator.

use crate::app::entry;
use crate::app::error::AppError;
use crate::app::setup::new_office;
use crate::cli::args::{Init, Xinxiang};
use crate::cli::{open, output};
use crate::domain::office_field::OfficeField;
use crate::domain::settings::{AccountRef, Founding};
use crate::domain::time::Timestamp;
use crate::platform::account;
use crate::platform::file_guard::FileGuard;
use crate::store::Store;

/// Creates the database and prints what is in it.
pub fn run(args: &Xinxiang, init: &Init) -> Result<(), AppError> {
    let path = open::database_path(args)?;
    let set = |field, value: &Option<String>| value.clone().map(|value| (field, value));
    let settings = [
        set(OfficeField::Name, &init.office),
        set(OfficeField::Number, &init.number),
    ];
    let founding = Founding {
        practice: init.practice,
        settings: settings.into_iter().flatten().collect(),
        founder: init.founder.clone(),
        leader: init.leader.clone(),
        leader_account: init.leader_uid.map(AccountRef::Uid),
        units: init.units.clone(),
        regulation: init.regulation.clone(),
    };
    let founding = new_office(
        &founding,
        account::calling_user(),
        account::calling_uid(),
        &FileGuard::of(&path),
    )?;
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
    ))?;
    if !office.has_leader() {
        output::eprint_line(&say!("cli-founded-without-leader"));
    }
    Ok(())
}
