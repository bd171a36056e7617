//! The events of the office itself: its founding, regulations, calendar, units and staff.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::directory::staff::{Delegation, Portfolio, Role, Staff};
use crate::domain::directory::unit::{Unit, UnitField, UnitId};
use crate::domain::letter::LetterId;
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::Phrase;
use crate::domain::time::calendar::{LocalDay, YearList};
use crate::domain::time::{Date, Timestamp};

/// An event of the office, stored in the same permanent record as the events of letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfficeEvent {
    /// The office was founded: its database was created.
    Founded {
        /// Whether it is a practice office, whose clock may be moved.
        practice: bool,
    },
    /// A regulation came into force for letters received from now on.
    RegulationLoaded {
        /// Its id.
        id: String,
        /// The complete file.
        text: String,
        /// The day from which it is in force; missing means from the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
    },
    /// A year's holiday calendar was loaded.
    CalendarLoaded {
        /// The calendar.
        list: YearList,
    },
    /// The office declared a day, or half of one, as off or as working, overriding the State
    /// Council's calendar.
    LocalDayDeclared {
        /// The declaration.
        day: LocalDay,
    },
    /// The office withdrew such a declaration.
    LocalDayDropped {
        /// The day.
        date: Date,
        /// The authority or reason.
        why: String,
    },
    /// A unit was added.
    UnitAdded {
        /// The unit.
        unit: Unit,
    },
    /// A unit got an alias.
    UnitAliased {
        /// The unit.
        id: UnitId,
        /// The alias.
        alias: String,
    },
    /// A unit got another name.
    UnitRenamed {
        /// The unit.
        id: UnitId,
        /// Its former name.
        was: String,
        /// Its name now.
        name: String,
        /// The instant from which it is called so.
        since: Timestamp,
        /// The reason.
        why: String,
    },
    /// The kind, the head or the address of a unit changed.
    UnitChanged {
        /// The unit.
        id: UnitId,
        /// What changed.
        field: UnitField,
        /// The value now; empty for none.
        value: String,
    },
    /// A unit was merged into another, which takes its letters from now on.
    UnitMerged {
        /// The unit.
        id: UnitId,
        /// The other.
        into: UnitId,
        /// The reason.
        why: String,
    },
    /// A unit no longer takes letters.
    UnitClosed {
        /// The unit.
        id: UnitId,
        /// The reason.
        why: String,
    },
    /// A unit takes letters again.
    UnitReopened {
        /// The unit.
        id: UnitId,
        /// The reason.
        why: String,
    },
    /// A member of staff got another name.
    StaffRenamed {
        /// The staff id.
        id: String,
        /// The name now.
        name: String,
    },
    /// A liaison went to another unit.
    StaffMoved {
        /// The staff id.
        id: String,
        /// The unit.
        unit: UnitId,
    },
    /// What a leader is in charge of changed.
    StaffPortfolio {
        /// The staff id.
        id: String,
        /// The units and categories.
        portfolio: Portfolio,
    },
    /// A leader's work was given to another leader for some days.
    StaffDelegated {
        /// The staff id of whoever does it.
        id: String,
        /// What, whose and when.
        delegation: Delegation,
    },
    /// A delegation ended before its last day.
    DelegationEnded {
        /// The staff id of whoever did it.
        id: String,
        /// The staff id of the leader.
        of: String,
    },
    /// A member of staff was added.
    StaffAdded {
        /// The member of staff.
        staff: Staff,
    },
    /// The roles of a member of staff changed.
    StaffRoles {
        /// The staff id.
        id: String,
        /// The new roles.
        roles: Vec<Role>,
    },
    /// A quarter's bulletin was published (article 7), which fixes its figures.
    BulletinPublished {
        /// The quarter, such as `2026Q3`.
        period: String,
        /// The figures, as printed in JSON.
        figures: Value,
    },
    /// The text of a bulletin was edited, before it is published.
    BulletinDrafted {
        /// The period, such as `2026Q3`.
        period: String,
        /// The text, with its fields between 〔 and 〕.
        text: String,
    },
    /// A setting of the office changed.
    OfficeChanged {
        /// Which one.
        field: OfficeField,
        /// The value now; empty means what the regulation says.
        value: String,
    },
    /// A phrase was added, or took the place of the one with its code.
    PhraseSet {
        /// The phrase.
        phrase: Phrase,
    },
    /// A phrase was removed.
    PhraseRemoved {
        /// Its code.
        code: String,
    },
    /// An export of the complete record and the files was started. The event is recorded before the
    /// first byte, so that no export goes unrecorded; failed ones are recorded as well.
    Exported {
        /// The number of events before this one.
        events: u64,
    },
    /// Somebody in a remote session saved an attachment to their exchange folder. The event is
    /// recorded before the first byte; a failed attempt is recorded as well.
    AttachmentSaved {
        /// The letter.
        letter: LetterId,
        /// The number of the attachment, from 1.
        attachment: usize,
        /// Its length in bytes.
        bytes: u64,
    },
    /// A member of staff left and can no longer act.
    StaffDisabled {
        /// The staff id.
        id: String,
    },
    /// A former member of staff returned with their previous roles.
    StaffEnabled {
        /// The staff id.
        id: String,
        /// The person's new user id in the operating system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uid: Option<u32>,
    },
    /// A session over SSH or through sudo started. The event's sequence number identifies the
    /// session.
    SessionBegan {
        /// The staff id.
        staff: String,
        /// The remote address, or `uid 1002`.
        from: String,
        /// The requested command, if the session consists of a single read; such a session has no
        /// end event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command: Option<String>,
    },
    /// A session ended.
    SessionEnded {
        /// The sequence number of the event that started it.
        session: i64,
        /// How it ended.
        how: SessionEnd,
    },
}

/// The reason why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// The user left.
    Left,
    /// The connection or the terminal was closed.
    Hangup,
    /// It was locked, and the user did not return in time.
    Locked,
    /// The program failed.
    Failed,
    /// The member of staff was disabled during the session.
    Disabled,
}

impl SessionEnd {
    /// Returns the code used in the record and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            SessionEnd::Left => "left",
            SessionEnd::Hangup => "hangup",
            SessionEnd::Locked => "locked",
            SessionEnd::Failed => "failed",
            SessionEnd::Disabled => "disabled",
        }
    }
}

impl OfficeEvent {
    /// Returns the variant's code, as used in the record.
    pub fn kind(&self) -> &'static str {
        match self {
            OfficeEvent::Founded { .. } => "founded",
            OfficeEvent::RegulationLoaded { .. } => "regulation_loaded",
            OfficeEvent::CalendarLoaded { .. } => "calendar_loaded",
            OfficeEvent::LocalDayDeclared { .. } => "local_day_declared",
            OfficeEvent::LocalDayDropped { .. } => "local_day_dropped",
            OfficeEvent::UnitAdded { .. } => "unit_added",
            OfficeEvent::UnitAliased { .. } => "unit_aliased",
            OfficeEvent::UnitRenamed { .. } => "unit_renamed",
            OfficeEvent::UnitChanged { .. } => "unit_changed",
            OfficeEvent::UnitMerged { .. } => "unit_merged",
            OfficeEvent::UnitClosed { .. } => "unit_closed",
            OfficeEvent::UnitReopened { .. } => "unit_reopened",
            OfficeEvent::StaffRenamed { .. } => "staff_renamed",
            OfficeEvent::StaffMoved { .. } => "staff_moved",
            OfficeEvent::StaffPortfolio { .. } => "staff_portfolio",
            OfficeEvent::StaffDelegated { .. } => "staff_delegated",
            OfficeEvent::DelegationEnded { .. } => "delegation_ended",
            OfficeEvent::StaffAdded { .. } => "staff_added",
            OfficeEvent::StaffRoles { .. } => "staff_roles",
            OfficeEvent::StaffDisabled { .. } => "staff_disabled",
            OfficeEvent::StaffEnabled { .. } => "staff_enabled",
            OfficeEvent::BulletinPublished { .. } => "bulletin_published",
            OfficeEvent::BulletinDrafted { .. } => "bulletin_drafted",
            OfficeEvent::OfficeChanged { .. } => "office_changed",
            OfficeEvent::PhraseSet { .. } => "phrase_set",
            OfficeEvent::PhraseRemoved { .. } => "phrase_removed",
            OfficeEvent::Exported { .. } => "exported",
            OfficeEvent::AttachmentSaved { .. } => "attachment_saved",
            OfficeEvent::SessionBegan { .. } => "session_began",
            OfficeEvent::SessionEnded { .. } => "session_ended",
        }
    }
}
