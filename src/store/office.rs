//! Loads the office from the database: regulations, calendar, units, staff.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::de::DeserializeOwned;

use super::error::StoreError;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::{Unit, UnitId, Units};
use crate::domain::office::Office;
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::PhraseChanges;
use crate::domain::regulation::Regulation;
use crate::domain::time::calendar::{Calendar, DayMark, HalfDay, ListedDay, LocalDay, YearList};
use crate::domain::time::{Date, Timestamp};

/// Returns the sequence number of the latest event of the office.
pub fn latest_office_event(connection: &Connection) -> Result<i64, StoreError> {
    let seq = connection
        .prepare_cached("SELECT seq FROM event WHERE letter IS NULL ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    seq.ok_or(StoreError::Foreign)
}

/// Reloads the office if somebody changed it, and keeps its current time. Session and export events
/// change nothing in it.
pub fn refresh_office(connection: &Connection, office: &mut Office) -> Result<(), StoreError> {
    let newest = latest_office_event(connection)?;
    if newest == office.examined_seq {
        return Ok(());
    }
    let changed = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM event WHERE letter IS NULL AND seq > :looked
                            AND kind NOT IN ('session_began', 'session_ended', 'exported'))",
        )?
        .query_row(named_params! { ":looked": office.examined_seq }, |row| {
            row.get(0)
        })?;
    // A record that has become shorter is another one, e.g. restored from a backup.
    if changed || newest < office.examined_seq {
        let now = office.now;
        *office = load(connection)?;
        office.set_now(now);
    }
    office.examined_seq = newest;
    Ok(())
}

/// Refuses if `who` is not an active member of staff.
pub fn require_active_staff(connection: &Connection, who: &str) -> Result<(), StoreError> {
    let is: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM staff WHERE id = :who AND active = 1)")?
        .query_row(named_params! { ":who": who }, |row| row.get(0))?;
    if is {
        Ok(())
    } else {
        Err(StoreError::NotStaff(who.to_owned()))
    }
}

/// Loads the whole office. Its time is the epoch until the caller sets it.
pub fn load(connection: &Connection) -> Result<Office, StoreError> {
    let seq = latest_office_event(connection)?;
    let practice = connection.query_row(
        "SELECT json_extract(body, '$.practice') FROM event WHERE letter IS NULL ORDER BY seq LIMIT 1",
        [],
        |row| row.get::<_, Option<bool>>(0),
    )?;
    let settings = load_settings(connection)?;
    let mut regulations = BTreeMap::new();
    let mut begins = Vec::new();
    let mut read = connection.prepare("SELECT id, text, \"from\" FROM regulation ORDER BY seq")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let mut regulation = Regulation::parse(&row.get::<_, String>("text")?)?;
        for (field, value) in &settings {
            field.apply(value, &mut regulation);
        }
        let regulation = Arc::new(regulation);
        let from: Option<String> = row.get("from")?;
        let from = from
            .map(|from| from.parse::<Date>().map_err(|_| StoreError::Foreign))
            .transpose()?;
        begins.push((from, regulation.clone()));
        regulations.insert(row.get::<_, String>("id")?, regulation);
    }
    // The regulation before any date is set: the last one without a first day, or else the first
    // one.
    let first = begins
        .iter()
        .rfind(|(from, _)| from.is_none())
        .or(begins.first());
    Ok(Office {
        seq,
        examined_seq: seq,
        now: Timestamp::UNIX_EPOCH,
        practice: practice.unwrap_or(false),
        regulation: first
            .map(|(_, first)| first.clone())
            .ok_or(StoreError::Foreign)?,
        effective_from: Arc::new(begins),
        regulations: Arc::new(regulations),
        calendar: Arc::new(load_calendar(connection)?),
        units: Arc::new(load_units(connection)?),
        staff: Arc::new(load_staff(connection, true)?),
        phrases: Arc::new(load_phrases(connection)?),
        settings: Arc::new(settings),
    })
}

fn load_calendar(connection: &Connection) -> Result<Calendar, StoreError> {
    let mut lists: BTreeMap<i16, YearList> = BTreeMap::new();
    let mut read = connection.prepare(
        "SELECT year, date, kind, name FROM calendar_year LEFT JOIN calendar_day ON list = year ORDER BY year, date",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let year = row.get("year")?;
        let list = lists.entry(year).or_insert_with(|| YearList {
            year,
            days: Vec::new(),
        });
        let (Some(date), Some(kind), Some(name)) = (
            row.get::<_, Option<String>>("date")?,
            row.get::<_, Option<String>>("kind")?,
            row.get::<_, Option<String>>("name")?,
        ) else {
            continue;
        };
        let kind = parse_mark(&kind);
        let date = date.parse().map_err(|_| StoreError::Foreign)?;
        list.days.push(ListedDay { date, kind, name });
    }
    let mut calendar = Calendar::new(lists.into_values());
    let mut read = connection.prepare("SELECT date, kind, part, name, why FROM local_day")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        calendar.add_local_day(LocalDay {
            date: row
                .get::<_, String>("date")?
                .parse()
                .map_err(|_| StoreError::Foreign)?,
            kind: parse_mark(&row.get::<_, String>("kind")?),
            part: row
                .get::<_, Option<String>>("part")?
                .and_then(|part| HalfDay::parse(&part)),
            name: row.get("name")?,
            why: row.get("why")?,
        });
    }
    Ok(calendar)
}

fn parse_mark(code: &str) -> DayMark {
    if code == DayMark::Workday.code() {
        DayMark::Workday
    } else {
        DayMark::Holiday
    }
}

/// Loads what the office has set about itself.
pub fn load_settings(connection: &Connection) -> Result<BTreeMap<OfficeField, String>, StoreError> {
    let mut read = connection.prepare("SELECT field, value FROM office_setting")?;
    let rows = read.query_map([], |row| {
        Ok((row.get::<_, String>("field")?, row.get("value")?))
    })?;
    let mut settings = BTreeMap::new();
    for row in rows {
        let (field, value) = row?;
        settings.extend(OfficeField::parse(&field).map(|field| (field, value)));
    }
    Ok(settings)
}

/// Loads what the office has changed in the phrases. One that does not parse counts as removed:
/// `verify` reports the row.
pub fn load_phrases(connection: &Connection) -> Result<PhraseChanges, StoreError> {
    let mut read = connection.prepare("SELECT code, body FROM phrase")?;
    let rows = read.query_map([], |row| {
        Ok((row.get("code")?, row.get::<_, Option<String>>("body")?))
    })?;
    let mut changes = PhraseChanges::default();
    for row in rows {
        let (code, body): (String, _) = row?;
        let phrase = body.and_then(|body| serde_json::from_str(&body).ok());
        changes.0.insert(code, phrase);
    }
    Ok(changes)
}

/// Loads the directory of units with their aliases.
pub fn load_units(connection: &Connection) -> Result<Units, StoreError> {
    let mut units: Vec<Unit> = Vec::new();
    let mut read = connection.prepare(
        "SELECT id, name, kind, duties, head, mail, closed, merged, former, alias FROM unit LEFT JOIN unit_alias ON unit = id ORDER BY id, position",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let id = UnitId(row.get("id")?);
        let alias: Option<String> = row.get("alias")?;
        match units.last_mut().filter(|last| last.id == id) {
            Some(last) => last.aliases.extend(alias),
            None => units.push(Unit {
                id,
                name: row.get("name")?,
                kind: row.get("kind")?,
                aliases: alias.into_iter().collect(),
                duties: row.get("duties")?,
                head: row.get("head")?,
                mail: row.get("mail")?,
                closed: row.get("closed")?,
                merged_into: row.get::<_, Option<i64>>("merged")?.map(UnitId),
                former: from_json(&row.get::<_, String>("former")?),
            }),
        }
    }
    Ok(Units::new(units))
}

/// Loads the members of staff who are active, or those who were disabled.
pub fn load_staff(connection: &Connection, active: bool) -> Result<Vec<Staff>, StoreError> {
    let mut read = connection.prepare(
        "SELECT id, name, roles, unit, uid, portfolio, delegations FROM staff WHERE active = :active ORDER BY id",
    )?;
    let rows = read.query_map(named_params! { ":active": active }, |row| {
        let roles: String = row.get("roles")?;
        Ok(Staff {
            id: row.get("id")?,
            name: row.get("name")?,
            roles: roles.split(' ').filter_map(Role::parse).collect(),
            unit: row.get::<_, Option<i64>>("unit")?.map(UnitId),
            uid: row.get("uid")?,
            portfolio: from_json(&row.get::<_, String>("portfolio")?),
            delegations: from_json(&row.get::<_, String>("delegations")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads a value from the JSON of a column. What does not parse is what it was by default: `verify`
/// reports the row.
pub fn from_json<T: DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}
