//! Creates an office: a new database with regulation, calendar, units and first administrator, in
//! one transaction.

use std::path::Path;

use crate::domain::directory::names;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::Unit;
use crate::domain::office_field::OfficeField;
use crate::domain::regulation::Regulation;
use crate::domain::time::Timestamp;
use crate::domain::time::calendar::YearList;
use crate::store::error::StoreError;
use crate::store::{Store, directory, office, open};

/// The regulation of Weibin district.
pub const DEFAULT_REGULATION: &str = include_str!("../../../assets/regulations/weibin.toml");

/// The units of Weibin district: `name,kind,aliases,duties`.
pub const DEFAULT_UNITS: &str = include_str!("../../../assets/units/weibin.csv");

/// The published holiday lists.
pub const PUBLISHED_CALENDARS: [&str; 7] = [
    include_str!("../../../assets/calendar/2020.toml"),
    include_str!("../../../assets/calendar/2021.toml"),
    include_str!("../../../assets/calendar/2022.toml"),
    include_str!("../../../assets/calendar/2023.toml"),
    include_str!("../../../assets/calendar/2024.toml"),
    include_str!("../../../assets/calendar/2025.toml"),
    include_str!("../../../assets/calendar/2026.toml"),
];

/// The contents of a new office.
pub struct NewOffice {
    /// The text of the regulation file.
    pub regulation: String,
    /// The units; ids are assigned during creation.
    pub units: Vec<Unit>,
    /// The holiday lists.
    pub calendars: Vec<YearList>,
    /// Whether it is a practice office, whose clock may be moved.
    pub practice: bool,
    /// What the office sets about itself, over what the regulation says.
    pub settings: Vec<(OfficeField, String)>,
    /// The first members of staff; the first of them is recorded as the founder.
    pub staff: Vec<Staff>,
}

/// Returns the caller as first administrator, with login name and full name adapted to the rules
/// for names.
pub fn first_administrator((login, name): (String, String), uid: u32) -> Staff {
    let id = names::id_from(&login);
    let name = names::name_from(&name, &id);
    Staff {
        id,
        name,
        roles: vec![Role::Administrator],
        uid: Some(uid),
        ..Staff::default()
    }
}

impl Store {
    /// Creates a new database. Refuses if the path already holds an office, even one that another
    /// process created a moment ago.
    pub fn create(path: &Path, founding: &NewOffice, at: Timestamp) -> Result<Store, StoreError> {
        let regulation = Regulation::parse(&founding.regulation)?;
        let who = founding
            .staff
            .first()
            .map_or("init", |staff| staff.id.as_str());
        let mut make = |connection: &rusqlite::Connection| -> Result<(), StoreError> {
            directory::record_founding(connection, founding.practice, who, at)?;
            directory::load_regulation(
                connection,
                (&regulation.id, &founding.regulation),
                None,
                who,
                at,
            )?;
            for (field, value) in &founding.settings {
                directory::settings::set_field(connection, *field, value, who, at)?;
            }
            for list in &founding.calendars {
                directory::load_calendar(connection, list, who, at)?;
            }
            for unit in &founding.units {
                directory::add_unit(connection, unit.clone(), who, at)?;
            }
            for staff in &founding.staff {
                directory::add_staff(connection, staff.clone(), who, at)?;
            }
            Ok(())
        };
        let (connection, created) = open::connect(path, Some(&mut make))?;
        if !created {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let office = office::load(&connection)?;
        Ok(Store {
            connection,
            path: crate::store::resolve_links(path),
            office,
            lease: None,
            reads_only: false,
            window: crate::store::change::drafts::DraftWindow::begin(),
        })
    }
}
