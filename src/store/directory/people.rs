//! Changes of units and staff after they were added: names, heads, mergers, portfolios, delegations.

use rusqlite::{Connection, named_params};
use serde::Serialize;

use super::{record_office_event, role_codes, staff_state};
use crate::domain::directory::names;
use crate::domain::directory::staff::{Delegation, Portfolio, Role, Staff};
use crate::domain::directory::unit::{UnitField, UnitId};
use crate::domain::office_event::OfficeEvent;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::{Store, office};

/// Writes a value as the JSON of a column.
fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()).into())
}

/// Applies such an event to the tables.
pub(super) fn apply(connection: &Connection, event: &OfficeEvent) -> Result<(), StoreError> {
    match event {
        OfficeEvent::UnitRenamed {
            id,
            was,
            name,
            since,
            why: _,
        } => {
            let text: String = connection.query_row(
                "SELECT former FROM unit WHERE id = :id",
                named_params! { ":id": id.0 },
                |row| row.get(0),
            )?;
            let mut former: Vec<(Timestamp, String)> = office::from_json(&text);
            former.push((*since, was.clone()));
            connection.execute(
                "UPDATE unit SET name = :name, former = :former WHERE id = :id",
                named_params! { ":id": id.0, ":name": name, ":former": to_json(&former)? },
            )?;
        }
        OfficeEvent::UnitChanged { id, field, value } => {
            let value = Some(value).filter(|value| !value.is_empty());
            let sql = match field {
                UnitField::Kind => "UPDATE unit SET kind = coalesce(:value, '') WHERE id = :id",
                UnitField::Head => "UPDATE unit SET head = :value WHERE id = :id",
                UnitField::Mail => "UPDATE unit SET mail = :value WHERE id = :id",
            };
            connection.execute(sql, named_params! { ":id": id.0, ":value": value })?;
        }
        OfficeEvent::UnitMerged { id, into, why: _ } => {
            connection.execute(
                "UPDATE unit SET closed = 1, merged = :into WHERE id = :id",
                named_params! { ":id": id.0, ":into": into.0 },
            )?;
        }
        OfficeEvent::UnitClosed { id, why: _ } => {
            connection.execute(
                "UPDATE unit SET closed = 1 WHERE id = :id",
                named_params! { ":id": id.0 },
            )?;
        }
        OfficeEvent::UnitReopened { id, why: _ } => {
            connection.execute(
                "UPDATE unit SET closed = 0, merged = NULL WHERE id = :id",
                named_params! { ":id": id.0 },
            )?;
        }
        OfficeEvent::StaffRenamed { id, name } => {
            connection.execute(
                "UPDATE staff SET name = :name WHERE id = :id",
                named_params! { ":id": id, ":name": name },
            )?;
        }
        OfficeEvent::StaffMoved { id, unit } => {
            connection.execute(
                "UPDATE staff SET unit = :unit WHERE id = :id",
                named_params! { ":id": id, ":unit": unit.0 },
            )?;
        }
        OfficeEvent::StaffPortfolio { id, portfolio } => {
            connection.execute(
                "UPDATE staff SET portfolio = :portfolio WHERE id = :id",
                named_params! { ":id": id, ":portfolio": to_json(portfolio)? },
            )?;
        }
        OfficeEvent::StaffDelegated { id, delegation } => {
            change_delegations(connection, id, |all| all.push(delegation.clone()))?;
        }
        OfficeEvent::DelegationEnded { id, of } => {
            change_delegations(connection, id, |all| all.retain(|known| known.of != *of))?;
        }
        _ => {}
    }
    Ok(())
}

fn change_delegations(
    connection: &Connection,
    id: &str,
    change: impl FnOnce(&mut Vec<Delegation>),
) -> Result<(), StoreError> {
    let text: String = connection.query_row(
        "SELECT delegations FROM staff WHERE id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?;
    let mut all: Vec<Delegation> = office::from_json(&text);
    change(&mut all);
    connection.execute(
        "UPDATE staff SET delegations = :all WHERE id = :id",
        named_params! { ":id": id, ":all": to_json(&all)? },
    )?;
    Ok(())
}

/// Returns an active member of staff.
fn active(connection: &Connection, id: &str) -> Result<Staff, StoreError> {
    let all = office::load_staff(connection, true)?;
    all.into_iter()
        .find(|staff| staff.id == id)
        .ok_or_else(|| StoreError::NoStaff(id.to_owned()))
}

impl Store {
    /// Sets the roles of a member of staff; nothing is recorded if they have exactly these.
    pub fn set_roles(
        &mut self,
        id: &str,
        roles: Vec<Role>,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| match staff_state(connection, id)? {
            Some((true, now)) if now == role_codes(&roles) => Ok(()),
            Some((true, _)) => record_office_event(
                connection,
                at,
                who,
                &OfficeEvent::StaffRoles {
                    id: id.to_owned(),
                    roles,
                },
            ),
            Some((false, _)) => Err(StoreError::StaffDisabled(id.to_owned())),
            None => Err(StoreError::NoStaff(id.to_owned())),
        })
    }

    /// Disables a member of staff; nothing is recorded if they already are.
    pub fn disable_staff(&mut self, id: &str, who: &str, at: Timestamp) -> Result<(), StoreError> {
        self.change_directory(who, |connection| match staff_state(connection, id)? {
            Some((true, _)) => record_office_event(
                connection,
                at,
                who,
                &OfficeEvent::StaffDisabled { id: id.to_owned() },
            ),
            Some((false, _)) => Ok(()),
            None => Err(StoreError::NoStaff(id.to_owned())),
        })
    }

    /// Enables a disabled member of staff with their former roles, and sets the account of an active
    /// one; nothing is recorded if nothing changes.
    pub fn enable_staff(
        &mut self,
        id: &str,
        uid: Option<u32>,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| match staff_state(connection, id)? {
            Some((true, _)) if uid.is_none() || uid == active(connection, id)?.uid => Ok(()),
            Some(_) => {
                let taken: bool = connection.query_row(
                    "SELECT EXISTS (SELECT 1 FROM staff WHERE uid = :uid AND id <> :id)",
                    named_params! { ":uid": uid, ":id": id },
                    |row| row.get(0),
                )?;
                if taken {
                    return Err(StoreError::StaffExists(id.to_owned()));
                }
                let disabled = office::load_staff(connection, false)?;
                if let Some(back) = disabled.iter().find(|staff| staff.id == id) {
                    names::check_person_name_free(
                        id,
                        &back.name,
                        &office::load_staff(connection, true)?,
                    )?;
                }
                record_office_event(
                    connection,
                    at,
                    who,
                    &OfficeEvent::StaffEnabled {
                        id: id.to_owned(),
                        uid,
                    },
                )
            }
            None => Err(StoreError::NoStaff(id.to_owned())),
        })
    }

    /// Returns the disabled members of staff, ordered by short name.
    pub fn disabled_staff(&self) -> Result<Vec<Staff>, StoreError> {
        office::load_staff(&self.connection, false)
    }

    /// Gives a unit another name; the history keeps the name of the time.
    ///
    /// # Errors
    /// A name that is blank, invisible or another unit's.
    pub fn rename_unit(
        &mut self,
        id: UnitId,
        name: &str,
        why: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let units = office::load_units(connection)?;
            let unit = units
                .get(id)
                .ok_or_else(|| StoreError::NoUnit(units.name(id), String::new()))?;
            let name = names::check_unit_name(name, unit, &units)?;
            if name == unit.name {
                return Ok(());
            }
            let event = OfficeEvent::UnitRenamed {
                id,
                was: unit.name.clone(),
                name,
                since: crate::store::record::events::to_milliseconds(at),
                why: why.to_owned(),
            };
            record_office_event(connection, at, who, &event)
        })
    }

    /// Changes the kind, the head or the address of a unit; nothing is recorded if it is so already.
    ///
    /// # Errors
    /// A head's name without a letter, an address without `@`.
    pub fn change_unit(
        &mut self,
        id: UnitId,
        field: UnitField,
        value: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let units = office::load_units(connection)?;
            let unit = units
                .get(id)
                .ok_or_else(|| StoreError::NoUnit(units.name(id), String::new()))?;
            let value = value.trim();
            let present = match field {
                UnitField::Kind => Some(unit.kind.clone()),
                UnitField::Head => unit.head.clone(),
                UnitField::Mail => unit.mail.clone(),
            };
            if present.unwrap_or_default() == value {
                return Ok(());
            }
            let value = match field {
                UnitField::Mail if value.is_empty() => String::new(),
                UnitField::Mail => names::check_address(value)?,
                UnitField::Head if value.is_empty() => String::new(),
                UnitField::Head => names::check_person_name(value)?,
                UnitField::Kind => names::check_name(value)?,
            };
            let event = OfficeEvent::UnitChanged { id, field, value };
            record_office_event(connection, at, who, &event)
        })
    }

    /// Merges a unit into another, or closes it. Letters that it has stay with it until they are
    /// answered or taken back.
    ///
    /// # Errors
    /// A unit that is closed already, or a merger into itself or a closed unit.
    pub fn close_unit(
        &mut self,
        id: UnitId,
        into: Option<UnitId>,
        why: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let units = office::load_units(connection)?;
            let open = |id: UnitId| {
                units
                    .open()
                    .find(|unit| unit.id == id)
                    .ok_or_else(|| StoreError::UnitClosed(units.name(id)))
            };
            open(id)?;
            let why = why.to_owned();
            let event = match into {
                Some(into) => {
                    open(into)?;
                    if units.successor(into) == id {
                        return Err(StoreError::UnitClosed(units.name(into)));
                    }
                    OfficeEvent::UnitMerged { id, into, why }
                }
                None => OfficeEvent::UnitClosed { id, why },
            };
            record_office_event(connection, at, who, &event)
        })
    }

    /// Has a unit take letters again that was closed or merged by mistake, or is needed again.
    ///
    /// # Errors
    /// A unit that takes letters, or whose name another one has meanwhile.
    pub fn reopen_unit(
        &mut self,
        id: UnitId,
        why: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let units = office::load_units(connection)?;
            let unit = units.get(id).filter(|unit| unit.closed);
            let unit = unit.ok_or_else(|| StoreError::UnitOpen(units.name(id)))?;
            if units.open().any(|other| other.name == unit.name) {
                return Err(StoreError::UnitOpen(unit.name.clone()));
            }
            let why = why.to_owned();
            record_office_event(connection, at, who, &OfficeEvent::UnitReopened { id, why })
        })
    }

    /// Gives a member of staff another name.
    pub fn rename_staff(
        &mut self,
        id: &str,
        name: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let staff = active(connection, id)?;
            let name = names::check_name(name)?;
            names::check_person_name_free(id, &name, &office::load_staff(connection, true)?)?;
            if staff.name == name {
                return Ok(());
            }
            let id = id.to_owned();
            record_office_event(connection, at, who, &OfficeEvent::StaffRenamed { id, name })
        })
    }

    /// Moves a liaison to another unit.
    pub fn move_staff(
        &mut self,
        id: &str,
        unit: UnitId,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            if active(connection, id)?.unit == Some(unit) {
                return Ok(());
            }
            let id = id.to_owned();
            record_office_event(connection, at, who, &OfficeEvent::StaffMoved { id, unit })
        })
    }

    /// Sets what a leader is in charge of.
    pub fn set_portfolio(
        &mut self,
        id: &str,
        portfolio: Portfolio,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            if active(connection, id)?.portfolio == portfolio {
                return Ok(());
            }
            let id = id.to_owned();
            let event = OfficeEvent::StaffPortfolio { id, portfolio };
            record_office_event(connection, at, who, &event)
        })
    }

    /// Gives a leader's work to another leader for some days. The leader may have left.
    ///
    /// # Errors
    /// Somebody who is no leader.
    pub fn delegate(
        &mut self,
        id: &str,
        delegation: Delegation,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let delegate = active(connection, id)?;
            let mut all = office::load_staff(connection, true)?;
            all.extend(office::load_staff(connection, false)?);
            let leader = all.iter().find(|staff| staff.id == delegation.of);
            let leader = leader.ok_or_else(|| StoreError::NoStaff(delegation.of.clone()))?;
            for person in [&delegate, leader] {
                if !person.is_one_of(&[Role::Leader]) {
                    return Err(StoreError::NoLeader(person.name.clone()));
                }
            }
            let id = id.to_owned();
            let event = OfficeEvent::StaffDelegated { id, delegation };
            record_office_event(connection, at, who, &event)
        })
    }

    /// Ends a delegation before its last day; nothing is recorded if there is none.
    pub fn end_delegation(
        &mut self,
        id: &str,
        of: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let known = active(connection, id)?.delegations;
            if known.iter().all(|delegation| delegation.of != of) {
                return Ok(());
            }
            let (id, of) = (id.to_owned(), of.to_owned());
            record_office_event(
                connection,
                at,
                who,
                &OfficeEvent::DelegationEnded { id, of },
            )
        })
    }
}
