//! Changes of an office's settings, what a new office knows of itself, and what the pages of the
//! settings show beyond the office.

use std::path::PathBuf;

use crate::domain::directory::staff::{Delegation, Portfolio, Role, Staff};
use crate::domain::directory::unit::{Unit, UnitField, UnitId};
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::Phrase;
use crate::domain::time::Date;
use crate::domain::time::calendar::{ImportConsent, LocalDay, YearList};

/// A change of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsChange {
    /// Adds a member of staff.
    AddStaff(Staff),
    /// Renames a member of staff: staff id, name.
    RenameStaff(String, String),
    /// Sets the roles of a member of staff, and the unit of a liaison who has none yet.
    SetRoles(String, Vec<Role>, Option<UnitId>),
    /// Moves a liaison to another unit.
    MoveStaff(String, UnitId),
    /// Sets what a leader is in charge of.
    SetPortfolio(String, Portfolio),
    /// Gives a leader's work to another leader: the staff id of whoever does it, what and when.
    Delegate(String, Delegation),
    /// Ends a delegation: the staff id of whoever did it, and of the leader.
    EndDelegation(String, String),
    /// Disables a member of staff.
    DisableStaff(String),
    /// Enables a member of staff, with their user of the operating system.
    EnableStaff(String, Option<u32>),
    /// Adds units.
    AddUnits(Vec<Unit>),
    /// Adds an alias to a unit.
    AddAlias(UnitId, String),
    /// Renames a unit: name, reason.
    RenameUnit(UnitId, String, String),
    /// Changes the kind, head or address of a unit.
    ChangeUnit(UnitId, UnitField, String),
    /// Closes a unit, which another takes over if one is named: reason.
    CloseUnit(UnitId, Option<UnitId>, String),
    /// Has a closed unit take letters again: reason.
    ReopenUnit(UnitId, String),
    /// Adds a phrase, or changes the one with its code.
    SetPhrase(Phrase),
    /// Removes a phrase.
    RemovePhrase(String),
    /// Sets settings of the office itself.
    SetOffice(Vec<(OfficeField, String)>),
    /// Declares a day of the office's own.
    DeclareDay(LocalDay),
    /// Withdraws such a day: reason.
    DropDay(Date, String),
    /// Loads holiday lists, with what the importer has agreed to.
    LoadCalendars(Vec<YearList>, ImportConsent),
    /// Puts a regulation into force for letters received from a day on; today if none is given.
    LoadRegulation(String, Option<Date>),
}

/// Reports whether a person may change the settings: the administrator all of them, and a delegation
/// of the work of `leader` also the office and that leader.
pub fn may_change(who: &Staff, leader: Option<&str>) -> bool {
    let delegates = leader.is_some_and(|leader| leader == who.id || who.is_one_of(&[Role::Office]));
    delegates || who.is_one_of(&[Role::Administrator])
}

/// A user of the operating system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountRef {
    /// By login name.
    Login(String),
    /// By user id.
    Uid(u32),
}

/// What a new office knows of itself beyond what Weibin has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Founding {
    /// Whether it is a practice office, whose clock may be moved.
    pub practice: bool,
    /// Its name and the format of its numbers.
    pub settings: Vec<(OfficeField, String)>,
    /// The name of the first administrator, if it is not that of the account.
    pub founder: Option<String>,
    /// The name of the first leader.
    pub leader: Option<String>,
    /// Their user of the operating system.
    pub leader_account: Option<AccountRef>,
    /// A table of units instead of Weibin's.
    pub units: Option<PathBuf>,
    /// A regulation file instead of Weibin's.
    pub regulation: Option<PathBuf>,
}

/// What the pages of the settings show beyond the office itself.
#[derive(Clone, Debug, Default)]
pub struct SettingsOverview {
    /// The members of staff who were disabled.
    pub disabled: Vec<Staff>,
    /// The users of this machine: login name and user id.
    pub accounts: Vec<(String, u32)>,
    /// The folder in which backups are made from the screen.
    pub backup_folder: PathBuf,
    /// The newest backup in that folder, and when it was made (RFC 3339).
    pub last_backup: Option<(PathBuf, String)>,
}
