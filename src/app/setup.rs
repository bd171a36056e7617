//! Creates the data of a new office: the regulation of Weibin, with its units or units from a
//! table.

use std::borrow::Cow;

use super::error::AppError;
use crate::domain::directory::names::{self, is_blank};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::{Unit, UnitId, Units, split_aliases};
use crate::domain::office_field::OfficeField;
use crate::domain::regulation::Regulation;
use crate::domain::settings::{AccountRef, Founding};
use crate::domain::time::calendar::YearList;
use crate::domain::time::holidays::line_of;
use crate::intake::text::office_file;
use crate::platform::account;
use crate::platform::file_guard::FileGuard;
use crate::store::StoreError;
use crate::store::directory::create::{self, NewOffice};

/// Returns the data of a new office; files are read, but for the database's own.
///
/// # Errors
/// If a file cannot be read or is no table of units, or if there is no such account.
pub fn new_office(
    founding: &Founding,
    user: (String, String),
    uid: u32,
    own: &FileGuard,
) -> Result<NewOffice, AppError> {
    let mut office = weibin_office(founding.practice, user, uid)?;
    if let Some(file) = &founding.regulation {
        office.regulation = office_file::read_office_text(file, own)?;
    }
    if let Some(file) = &founding.units {
        office.units = parse_units(&office_file::read_office_text(file, own)?)?;
    }
    let regulation = Regulation::parse(&office.regulation).map_err(StoreError::Regulation)?;
    // What the regulation says anyway needs no setting.
    let settings = founding
        .settings
        .iter()
        .filter(|(field, value)| match field {
            OfficeField::Name => *value != regulation.office.zh,
            OfficeField::Number => *value != regulation.number.to_text(),
            OfficeField::Authority => true,
        });
    office.settings = settings.cloned().collect();
    if let (Some(name), Some(founder)) = (&founding.founder, office.staff.first_mut()) {
        founder.name.clone_from(name);
    }
    if let Some(name) = &founding.leader {
        let (id, uid) = match &founding.leader_account {
            Some(AccountRef::Login(login)) => (names::id_from(login), Some(find_uid(login)?)),
            Some(AccountRef::Uid(uid)) => (LEADER_ID.to_owned(), Some(*uid)),
            None => (LEADER_ID.to_owned(), None),
        };
        office.staff.push(Staff {
            id,
            name: name.clone(),
            roles: vec![Role::Leader],
            uid,
            ..Staff::default()
        });
    }
    Ok(office)
}
/// Returns the user id of an account of this machine.
fn find_uid(login: &str) -> Result<u32, AppError> {
    let mut accounts = account::list_accounts().into_iter();
    let account = accounts.find(|account| account.login == login);
    account
        .map(|account| account.uid)
        .ok_or_else(|| AppError::Usage(say!("settings-no-account", login = login)))
}

/// Staff id of a first leader who does not log in.
const LEADER_ID: &str = "leader";

/// Returns the name of the mailbox and the format of numbers of the regulation that comes with the
/// program.
pub fn default_names() -> (String, String) {
    Regulation::parse(create::DEFAULT_REGULATION)
        .map(|regulation| (regulation.office.zh, regulation.number.to_text()))
        .unwrap_or_default()
}

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
        settings: Vec::new(),
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
        let aliases = split_aliases(&cell(aliases));
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
