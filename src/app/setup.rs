//! Creates the data of a new office: the regulation of Weibin, with its units or units from a
//! table.

use std::borrow::Cow;

use super::error::AppError;
use crate::domain::directory::names::{self, is_blank};
use crate::domain::directory::unit::{Unit, UnitId, Units};
use crate::domain::time::calendar::YearList;
use crate::domain::time::holidays::line_of;
use crate::store::directory::create::{self, NewOffice};

/// Returns a new office with Weibin's regulation, units and calendars.
pub fn weibin_office(
    practice: bool,
    user: (String, String),
    uid: u32,
) -> Result<NewOffice, AppError> {
    let calendars = create::PUBLISHED_CALENDARS
        .iter()
        .map(|text| YearList::parse(text))
        .collect::<Result<Vec<_>, _>>();
    Ok(NewOffice {
        regulation: create::DEFAULT_REGULATION.to_owned(),
        units: parse_units(create::DEFAULT_UNITS)?,
        calendars: calendars.map_err(|error| AppError::Usage(error.to_string()))?,
        practice,
        staff: vec![create::first_administrator(user, uid)],
    })
}

/// Parses a table of units: the column `name` (名称/单位), and optionally `kind` (类别), `aliases`
/// (别名, separated by 、) and `duties` (职责). The separator is taken from the heading.
pub fn parse_units(table: &str) -> Result<Vec<Unit>, AppError> {
    let table = table.trim_start_matches('\u{feff}');
    let heading = table.lines().next().unwrap_or_default();
    let separator = [',', '\t', ';', '，', '；']
        .into_iter()
        .find(|separator| heading.contains(*separator));
    // The `csv` crate takes a one-byte separator: a wide one is replaced by U+001F, which texts do
    // not contain.
    let wide = separator.filter(|separator| !separator.is_ascii());
    let table = wide.map_or(Cow::Borrowed(table), |wide| {
        Cow::Owned(table.replace(wide, "\u{1f}"))
    });
    let delimiter = separator
        .and_then(|separator| u8::try_from(separator).ok())
        .unwrap_or(b',');
    let delimiter = if wide.is_some() { 0x1f } else { delimiter };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(table.as_bytes());
    let bad = |row: u64, why: String| AppError::UnitsTable(row, why);
    let headings = reader
        .headers()
        .map_err(|error| bad(1, crate::i18n::describe_csv_error(&error)))?
        .clone();
    let column = |names: &[&str]| {
        headings
            .iter()
            .position(|heading| names.contains(&heading.trim()))
    };
    let name = column(&["name", "unit", "名称", "单位", "单位名称"])
        .ok_or_else(|| bad(1, say!("cli-units-no-name-column")))?;
    let kind = column(&["kind", "类别", "类型"]);
    let aliases = column(&["aliases", "alias", "别名", "简称"]);
    let duties = column(&["duties", "职责"]);
    let mut units = Vec::new();
    for (nth, record) in (2_u64..).zip(reader.records()) {
        let record = record.map_err(|error| bad(nth, crate::i18n::describe_csv_error(&error)))?;
        let row = line_of(&record, &table) as u64;
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            return Err(bad(row, say!("cli-units-open-quote")));
        }
        if record
            .iter()
            .skip(headings.len())
            .any(|cell| !is_blank(cell))
        {
            return Err(bad(row, say!("cli-units-extra-cells")));
        }
        let cell = |column: Option<usize>| {
            column
                .and_then(|n| record.get(n))
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let name = cell(Some(name));
        if is_blank(&name) {
            return Err(bad(row, say!("cli-units-no-name")));
        }
        let aliases = cell(aliases);
        let aliases = aliases
            .split(['、', '，', ',', ';', '；'])
            .map(str::trim)
            .filter(|alias| !is_blank(alias));
        let aliases = aliases.map(str::to_owned).collect();
        let unit = Unit {
            id: UnitId(0),
            name,
            kind: cell(kind),
            aliases,
            duties: cell(duties),
            ..Unit::default()
        };
        // Checked when recorded, too; here the error can name the row.
        let checked = names::check_unit(unit, &Units::new(units.clone()))
            .map_err(|error| bad(row, error.to_string()))?;
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
            let table =
                format!("名称{separator}类别\n区水利局{separator}部门\n桥头镇{separator}镇\n");
            let names: Vec<String> = parse_units(&table)
                .unwrap()
                .into_iter()
                .map(|unit| unit.name)
                .collect();
            assert_eq!(names, ["区水利局", "桥头镇"], "{separator:?}");
        }
    }

    #[test]
    fn no_unit_is_lost_in_silence() {
        let open = "名称,类别,职责\n区水利局,部门,\"管水\n桥头镇,镇,\n";
        assert!(matches!(parse_units(open), Err(AppError::UnitsTable(2, _))));
        assert!(matches!(
            parse_units("名称,类别\n\n区水利局,部门,水利局\n"),
            Err(AppError::UnitsTable(3, _))
        ));
        assert!(matches!(
            parse_units("名称,类别\n"),
            Err(AppError::UnitsTable(1, _))
        ));
    }
}
