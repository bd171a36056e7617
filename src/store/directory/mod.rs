//! The directory: units, staff, regulations and calendar; each change is an event of the office.

pub mod bulletins;
pub mod calendars;
pub mod create;
mod people;
pub mod sessions;
mod settings;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::error::StoreError;
use super::{Store, office};
use crate::domain::directory::names;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::{Unit, UnitId};
use crate::domain::office_event::OfficeEvent;
use crate::domain::regulation::Regulation;
use crate::domain::time::calendar::{HalfDay, LocalDay, YearList};
use crate::domain::time::{Date, Timestamp};
use crate::store::change::append;

/// Appends an event of the office and applies it to the tables.
pub(super) fn record_office_event(
    connection: &Connection,
    at: Timestamp,
    who: &str,
    event: &OfficeEvent,
) -> Result<(), StoreError> {
    let seq = append::append_office(connection, at, who, event)?;
    apply_office_event(connection, seq, event)
}

/// Applies an event of the office to the tables. `verify` replays the events with it into tables of
/// its own.
pub fn apply_office_event(
    connection: &Connection,
    seq: i64,
    event: &OfficeEvent,
) -> Result<(), StoreError> {
    match event {
        // These exist only in the record.
        OfficeEvent::Founded { practice: _ }
        | OfficeEvent::Exported { events: _ }
        | OfficeEvent::AttachmentSaved { .. }
        | OfficeEvent::SessionBegan { .. }
        | OfficeEvent::SessionEnded { .. } => {}
        OfficeEvent::RegulationLoaded { id, text, from } => {
            let from = from.map(|from| from.to_string());
            connection.execute(
                "INSERT INTO regulation (seq, id, text, \"from\") VALUES (:seq, :id, :text, :from)",
                named_params! { ":seq": seq, ":id": id, ":text": text, ":from": from },
            )?;
        }
        OfficeEvent::CalendarLoaded { list } => {
            connection.execute(
                "DELETE FROM calendar_day WHERE list = :year",
                named_params! { ":year": list.year },
            )?;
            connection.execute(
                "INSERT OR IGNORE INTO calendar_year (year) VALUES (:year)",
                named_params! { ":year": list.year },
            )?;
            let mut insert = connection.prepare_cached(
                "INSERT INTO calendar_day (list, date, kind, name) VALUES (:year, :date, :kind, :name)",
            )?;
            for day in &list.days {
                insert.execute(named_params! {
                    ":year": list.year, ":date": day.date.to_string(), ":kind": day.kind.code(), ":name": day.name,
                })?;
            }
        }
        OfficeEvent::LocalDayDeclared { day } => {
            let LocalDay {
                date,
                kind,
                part,
                name,
                why,
            } = day;
            connection.execute(
                "INSERT INTO local_day (date, kind, part, name, why) VALUES (:date, :kind, :part, :name, :why)",
                named_params! {
                    ":date": date.to_string(), ":kind": kind.code(), ":part": part.map(HalfDay::code), ":name": name,
                    ":why": why,
                },
            )?;
        }
        OfficeEvent::LocalDayDropped { date, why: _ } => {
            connection.execute(
                "DELETE FROM local_day WHERE date = :date",
                named_params! { ":date": date.to_string() },
            )?;
        }
        OfficeEvent::UnitAdded { unit } => {
            let Unit {
                id,
                name,
                kind,
                aliases,
                duties,
                head,
                mail,
                closed: _,
                merged_into: _,
                former: _,
            } = unit;
            connection.execute(
                "INSERT INTO unit (id, name, kind, duties, head, mail) VALUES (:id, :name, :kind, :duties, :head, :mail)",
                named_params! {
                    ":id": id.0, ":name": name, ":kind": kind, ":duties": duties, ":head": head, ":mail": mail,
                },
            )?;
            for alias in aliases {
                add_alias(connection, *id, alias)?;
            }
        }
        OfficeEvent::UnitAliased { id, alias } => add_alias(connection, *id, alias)?,
        OfficeEvent::UnitRenamed { .. }
        | OfficeEvent::UnitChanged { .. }
        | OfficeEvent::UnitMerged { .. }
        | OfficeEvent::UnitClosed { .. }
        | OfficeEvent::UnitReopened { .. }
        | OfficeEvent::StaffRenamed { .. }
        | OfficeEvent::StaffMoved { .. }
        | OfficeEvent::StaffPortfolio { .. }
        | OfficeEvent::StaffDelegated { .. }
        | OfficeEvent::DelegationEnded { .. } => people::apply(connection, event)?,
        OfficeEvent::StaffAdded { staff } => {
            let Staff {
                id,
                name,
                roles,
                unit,
                uid,
                portfolio: _,
                delegations: _,
            } = staff;
            connection.execute(
                "INSERT INTO staff (id, name, roles, unit, uid, active) VALUES (:id, :name, :roles, :unit, :uid, 1)",
                named_params! {
                    ":id": id, ":name": name, ":roles": role_codes(roles), ":unit": unit.map(|unit| unit.0), ":uid": uid,
                },
            )?;
        }
        OfficeEvent::StaffRoles { id, roles } => {
            connection.execute(
                "UPDATE staff SET roles = :roles WHERE id = :id",
                named_params! { ":id": id, ":roles": role_codes(roles) },
            )?;
        }
        OfficeEvent::StaffDisabled { id } => {
            connection.execute(
                "UPDATE staff SET active = 0, uid = NULL WHERE id = :id",
                named_params! { ":id": id },
            )?;
        }
        OfficeEvent::StaffEnabled { id, uid } => {
            connection.execute(
                "UPDATE staff SET active = 1, uid = :uid WHERE id = :id",
                named_params! { ":id": id, ":uid": uid },
            )?;
        }
        OfficeEvent::OfficeChanged { .. }
        | OfficeEvent::PhraseSet { .. }
        | OfficeEvent::PhraseRemoved { .. } => settings::apply(connection, event)?,
        OfficeEvent::BulletinDrafted { period, text } => {
            connection.execute(
                "INSERT OR REPLACE INTO bulletin_draft (period, text) VALUES (:period, :text)",
                named_params! { ":period": period, ":text": text },
            )?;
        }
        OfficeEvent::BulletinPublished { period, figures } => {
            connection.execute(
                "INSERT INTO bulletin (period, seq, body) VALUES (:period, :seq, :body)",
                named_params! { ":period": period, ":seq": seq, ":body": figures.to_string() },
            )?;
        }
    }
    Ok(())
}

fn add_alias(connection: &Connection, unit: UnitId, alias: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO unit_alias (unit, position, alias)
         SELECT :unit, coalesce(max(position), 0) + 1, :alias FROM unit_alias WHERE unit = :unit",
        named_params! { ":unit": unit.0, ":alias": alias },
    )?;
    Ok(())
}

fn role_codes(roles: &[Role]) -> String {
    roles
        .iter()
        .map(|role| role.code())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Records the creation of the office.
pub fn record_founding(
    connection: &Connection,
    practice: bool,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    record_office_event(connection, at, who, &OfficeEvent::Founded { practice })
}

/// Puts a regulation into force for letters received from a day on, or from the beginning if no day
/// is given.
pub fn load_regulation(
    connection: &Connection,
    (id, text): (&str, &str),
    from: Option<Date>,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let known = connection
        .query_row(
            "SELECT 1 FROM regulation WHERE id = :id",
            named_params! { ":id": id },
            |_| Ok(()),
        )
        .optional()?;
    if known.is_some() {
        return Err(StoreError::RegulationExists(id.to_owned()));
    }
    record_office_event(
        connection,
        at,
        who,
        &OfficeEvent::RegulationLoaded {
            id: id.to_owned(),
            text: text.to_owned(),
            from,
        },
    )
}

/// Loads a holiday list of a year.
pub fn load_calendar(
    connection: &Connection,
    list: &YearList,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    record_office_event(
        connection,
        at,
        who,
        &OfficeEvent::CalendarLoaded { list: list.clone() },
    )
}

/// Adds a unit under the next free id. Refuses a name or alias that is unreadable or taken, in
/// whatever spelling.
pub fn add_unit(
    connection: &Connection,
    unit: Unit,
    who: &str,
    at: Timestamp,
) -> Result<UnitId, StoreError> {
    let mut unit = names::check_unit(unit, &office::load_units(connection)?)?;
    unit.id = UnitId(connection.query_row(
        "SELECT coalesce(max(id), 0) + 1 FROM unit",
        [],
        |row| row.get(0),
    )?);
    let id = unit.id;
    record_office_event(connection, at, who, &OfficeEvent::UnitAdded { unit })?;
    Ok(id)
}

/// Adds a member of staff. Refuses a short name or system user that is taken, and a name that is
/// unreadable or belongs to somebody else.
pub fn add_staff(
    connection: &Connection,
    staff: Staff,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    if let Some((false, _)) = staff_state(connection, &staff.id)? {
        return Err(StoreError::StaffDisabled(staff.id));
    }
    let taken: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM staff WHERE id = :id OR uid = :uid)",
        named_params! { ":id": staff.id, ":uid": staff.uid },
        |row| row.get(0),
    )?;
    if taken {
        return Err(StoreError::StaffExists(staff.id));
    }
    let staff = names::check_staff(staff, &office::load_staff(connection, true)?)?;
    record_office_event(connection, at, who, &OfficeEvent::StaffAdded { staff })
}

/// Returns whether a member of staff is active, and the codes of their roles; `None` if they never
/// existed.
fn staff_state(connection: &Connection, id: &str) -> Result<Option<(bool, String)>, StoreError> {
    let row = |row: &rusqlite::Row<'_>| Ok((row.get("active")?, row.get("roles")?));
    let sql = "SELECT active, roles FROM staff WHERE id = :id";
    Ok(connection
        .query_row(sql, named_params! { ":id": id }, row)
        .optional()?)
}

impl Store {
    /// Changes the directory in one transaction, then refreshes the office.
    pub(super) fn change_directory<T>(
        &mut self,
        who: &str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (transaction, ..) = self.begin_write(who)?;
        let answer = work(&transaction)?;
        transaction.commit()?;
        office::refresh_office(&self.connection, &mut self.office)?;
        Ok(answer)
    }

    /// Records that a full export begins now.
    pub fn record_export(&mut self, who: &str, at: Timestamp) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let events: i64 =
                connection.query_row("SELECT coalesce(max(seq), 0) FROM event", [], |row| {
                    row.get(0)
                })?;
            record_office_event(
                connection,
                at,
                who,
                &OfficeEvent::Exported {
                    events: events.unsigned_abs(),
                },
            )
        })
    }

    /// Adds a unit; its id is assigned here.
    pub fn add_unit(&mut self, unit: Unit, who: &str, at: Timestamp) -> Result<UnitId, StoreError> {
        self.change_directory(who, |connection| add_unit(connection, unit, who, at))
    }

    /// Adds units, all of them or none. Returns the id of the last one.
    pub fn add_units(
        &mut self,
        units: Vec<Unit>,
        who: &str,
        at: Timestamp,
    ) -> Result<Option<UnitId>, StoreError> {
        self.change_directory(who, |connection| {
            let mut last = None;
            for unit in units {
                last = Some(add_unit(connection, unit, who, at)?);
            }
            Ok(last)
        })
    }

    /// Adds an alias to a unit.
    pub fn add_alias(
        &mut self,
        id: UnitId,
        alias: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let units = office::load_units(connection)?;
            let unit = units
                .get(id)
                .ok_or_else(|| StoreError::NoUnit(units.name(id), String::new()))?;
            let alias = names::check_alias(alias, unit, &units)?;
            record_office_event(connection, at, who, &OfficeEvent::UnitAliased { id, alias })
        })
    }

    /// Adds a member of staff.
    pub fn add_staff(&mut self, staff: Staff, who: &str, at: Timestamp) -> Result<(), StoreError> {
        self.change_directory(who, |connection| add_staff(connection, staff, who, at))
    }

    /// Puts a regulation into force for letters received from a day on.
    pub fn add_regulation(
        &mut self,
        text: &str,
        from: Date,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let regulation = Regulation::parse(text)?;
        self.change_directory(who, |connection| {
            load_regulation(connection, (&regulation.id, text), Some(from), who, at)
        })
    }

    fn require_staff(&self, id: &str) -> Result<&Staff, StoreError> {
        match self.office.staff(id) {
            Some(staff) => Ok(staff),
            None => Err(match staff_state(&self.connection, id)? {
                Some(_) => self.disabled_error(id.to_owned()),
                None => StoreError::NoStaff(id.to_owned()),
            }),
        }
    }

    /// Returns the error for a disabled caller, with the administrators to contact.
    fn disabled_error(&self, id: String) -> StoreError {
        StoreError::CallerDisabled(id, self.office.administrator_names())
    }

    /// Returns the disabled member of staff who last had this user of the operating system.
    fn former_staff_of(&self, uid: u32) -> Result<Option<String>, StoreError> {
        let sql = "SELECT staff.id FROM event
                   JOIN staff ON staff.id = coalesce(json_extract(body, '$.staff.id'), json_extract(body, '$.id'))
                   WHERE letter IS NULL AND kind IN ('staff_added', 'staff_enabled') AND active = 0
                     AND coalesce(json_extract(body, '$.staff.uid'), json_extract(body, '$.uid')) = :uid
                   ORDER BY seq DESC LIMIT 1";
        Ok(self
            .connection
            .query_row(sql, named_params! { ":uid": uid }, |row| row.get(0))
            .optional()?)
    }

    /// Returns the unit with this name or alias; the error lists similar names.
    pub fn find_unit(&self, name: &str) -> Result<UnitId, StoreError> {
        let units = &self.office.units;
        units.find_by_name(name).map(|unit| unit.id).ok_or_else(|| {
            let near = units
                .find_similar(name, 5)
                .iter()
                .map(|unit| unit.name.as_str())
                .collect::<Vec<_>>();
            StoreError::NoUnit(name.to_owned(), near.join(&say!("list-and")))
        })
    }

    /// Returns the acting member of staff: with `named` (`--as`), which only the owner of the file
    /// may use, that person; otherwise the one bound to the user of the operating system.
    pub fn acting_staff(&self, named: Option<&str>, uid: u32) -> Result<Staff, StoreError> {
        let Some(id) = named else {
            let bound = self
                .office
                .staff
                .iter()
                .find(|staff| staff.uid == Some(uid));
            return match bound {
                Some(bound) => Ok(bound.clone()),
                None => {
                    let was = self.former_staff_of(uid)?;
                    Err(was.map_or(StoreError::UnknownUser(uid), |id| self.disabled_error(id)))
                }
            };
        };
        if self.owner_uid()? != uid {
            return Err(StoreError::NotOwner);
        }
        self.require_staff(id).cloned()
    }

    /// Returns the uid of the owner of the file.
    pub fn owner_uid(&self) -> Result<u32, StoreError> {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(&self.path)
            .map_err(|error| StoreError::Io(self.path.clone(), error))?;
        Ok(file.uid())
    }
}
