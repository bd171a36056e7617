//! `init`: a new database; the caller becomes its first administrator.

use std::borrow::Cow;

use super::args::{Init, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::calendar::YearList;
use crate::domain::holidays::line_of;
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
    let table = table.trim_start_matches('\u{feff}');
    let heading = table.lines().next().unwrap_or_default();
    let separator = [',', '\t', ';', '，', '；'].into_iter().find(|separator| heading.contains(*separator));
    // The `csv` crate separates by a byte: one that texts do not have stands for a wide separator.
    let wide = separator.filter(|separator| !separator.is_ascii());
    let table = wide.map_or(Cow::Borrowed(table), |wide| Cow::Owned(table.replace(wide, "\u{1f}")));
    let delimiter = separator.and_then(|separator| u8::try_from(separator).ok()).unwrap_or(b',');
    let delimiter = if wide.is_some() { 0x1f } else { delimiter };
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(table.as_bytes());
    let bad = |row: u64, why: String| CliError::UnitsTable(row, why);
    let headings = reader.headers().map_err(|error| bad(1, crate::words::of_csv(&error)))?.clone();
    let column = |names: &[&str]| headings.iter().position(|heading| names.contains(&heading.trim()));
    let name = column(&["name", "unit", "名称", "单位", "单位名称"])
        .ok_or_else(|| bad(1, say!("cli-units-no-name-column")))?;
    let kind = column(&["kind", "类别", "类型"]);
    let aliases = column(&["aliases", "alias", "别名", "简称"]);
    let duties = column(&["duties", "职责"]);
    let mut units = Vec::new();
    for (nth, record) in (2_u64..).zip(reader.records()) {
        let record = record.map_err(|error| bad(nth, crate::words::of_csv(&error)))?;
        let row = line_of(&record, &table) as u64;
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            return Err(bad(row, say!("cli-units-open-quote")));
        }
        if record.iter().skip(headings.len()).any(|cell| !is_blank(cell)) {
            return Err(bad(row, say!("cli-units-extra-cells")));
        }
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
    if units.is_empty() {
        return Err(bad(1, say!("cli-units-none")));
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_units_is_read_by_its_separator() {
        for separator in [",", ";", "\t", "，"] {
            let table = format!("名称{separator}类别\n区水利局{separator}部门\n桥头镇{separator}镇\n");
            let names: Vec<String> = units(&table).unwrap().into_iter().map(|unit| unit.name).collect();
            assert_eq!(names, ["区水利局", "桥头镇"], "{separator:?}");
        }
    }

    #[test]
    fn no_unit_is_lost_in_silence() {
        let open = "名称,类别,职责\n区水利局,部门,\"管水\n桥头镇,镇,\n";
        assert!(matches!(units(open), Err(CliError::UnitsTable(2, _))));
        assert!(matches!(units("名称,类别\n\n区水利局,部门,水利局\n"), Err(CliError::UnitsTable(3, _))));
        assert!(matches!(units("名称,类别\n"), Err(CliError::UnitsTable(1, _))));
    }
}
