//! `init`: a new database; the caller becomes its first administrator.

use super::args::{Init, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::calendar::YearList;
use crate::domain::names::{self, is_blank};
use crate::domain::unit::{Unit, UnitId, Units};
use crate::files;
use crate::store::Store;
use crate::store::found::{self, Founding};
use crate::store::own_files;

/// Makes the database.
pub fn run(args: &Xinxiang, init: &Init) -> Result<(), CliError> {
    let path = place::database(args)?;
    let mut founding = weibin(init.practice, place::user(), place::uid())?;
    if let Some(file) = &init.regulation {
        founding.regulation = files::text(file, &own_files(&path))?;
    }
    if let Some(file) = &init.units {
        founding.units = units(&files::text(file, &own_files(&path))?)?;
    }
    let administrator = founding.staff.first().map(|staff| staff.id.clone()).unwrap_or_default();
    let now = if init.practice { place::practice_now()? } else { jiff::Timestamp::now() };
    let store = Store::found(&path, &founding, now)?;
    let office = store.office();
    if args.json {
        return output::document(&serde_json::json!({
            "database": path, "practice": office.practice, "regulation": office.regulation.id,
            "units": office.units.all().len(), "administrator": administrator,
        }));
    }
    output::line(&say!(
        "cli-founded",
        office = office.regulation.office.words(),
        path = path.display().to_string(),
        units = office.units.all().len(),
        user = administrator
    ))
}

/// An office after Weibin's regulation, with its units and calendar.
pub fn weibin(practice: bool, user: (String, String), uid: u32) -> Result<Founding, CliError> {
    let calendars = found::CALENDARS.iter().map(|text| YearList::parse(text)).collect::<Result<Vec<_>, _>>();
    Ok(Founding {
        regulation: found::REGULATION.to_owned(),
        units: units(found::UNITS)?,
        calendars: calendars.map_err(|error| CliError::Usage(error.to_string()))?,
        practice,
        staff: vec![found::first_administrator(user, uid)],
    })
}

/// Reads a table of units: `name` (or 名称/单位), and where there are `kind` (类别), `aliases` (别名, separated by 、) and `duties` (职责).
pub fn units(table: &str) -> Result<Vec<Unit>, CliError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let bad = |row: u64, why: String| CliError::UnitsTable(row, why);
    let headings = reader.headers().map_err(|error| bad(1, crate::words::of_csv(&error)))?.clone();
    let column = |names: &[&str]| headings.iter().position(|heading| names.contains(&heading.trim()));
    let name = column(&["name", "unit", "名称", "单位", "单位名称"])
        .ok_or_else(|| bad(1, say!("cli-units-no-name-column")))?;
    let kind = column(&["kind", "类别", "类型"]);
    let aliases = column(&["aliases", "alias", "别名", "简称"]);
    let duties = column(&["duties", "职责"]);
    let mut units = Vec::new();
    for (row, record) in (2_u64..).zip(reader.records()) {
        let record = record.map_err(|error| bad(row, crate::words::of_csv(&error)))?;
        let cell = |column: Option<usize>| column.and_then(|n| record.get(n)).unwrap_or_default().trim().to_owned();
        let name = cell(Some(name));
        if is_blank(&name) {
            return Err(bad(row, say!("cli-units-no-name")));
        }
        let aliases = cell(aliases);
        let aliases = aliases.split(['、', '，', ',', ';', '；']).map(str::trim).filter(|alias| !is_blank(alias));
        let aliases = aliases.map(str::to_owned).collect();
        let unit = Unit { id: UnitId(0), name, kind: cell(kind), aliases, duties: cell(duties) };
        // Checked here as well, for here the row is known.
        let checked =
            names::check_unit(unit, &Units::new(units.clone())).map_err(|error| bad(row, error.to_string()))?;
        units.push(checked);
    }
    Ok(units)
}
