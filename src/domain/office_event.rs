//! What happened to the office itself: its founding, its regulation, its calendar, its units and people.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::{Unit, UnitId};
use crate::domain::letter::LetterId;
use crate::domain::time::calendar::{LocalDay, YearList};

/// An event of the office, in the same record as the letters' and as lasting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfficeEvent {
    /// The database was made.
    Founded {
        /// Whether it is a practice database, whose clock may be moved.
        practice: bool,
    },
    /// A regulation came into force for letters received from now on.
    RegulationLoaded {
        /// Its identity.
        id: String,
        /// The file, whole.
        text: String,
        /// The day from which it is in force; missing is from the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
    },
    /// A year's list of holidays was loaded.
    CalendarLoaded {
        /// The list.
        list: YearList,
    },
    /// The office declared a day, or half of one, off or at work, whatever the State Council's list says of it.
    LocalDayDeclared {
        /// What it declared.
        day: LocalDay,
    },
    /// The office took such a declaration back.
    LocalDayDropped {
        /// The day.
        date: Date,
        /// On whose word, or why.
        why: String,
    },
    /// A unit was added.
    UnitAdded {
        /// The unit.
        unit: Unit,
    },
    /// A unit got another name that it goes by.
    UnitAliased {
        /// The unit.
        id: UnitId,
        /// The name.
        alias: String,
    },
    /// A member of staff was added.
    StaffAdded {
        /// He.
        staff: Staff,
    },
    /// A member of staff got other roles.
    StaffRoles {
        /// His short name.
        id: String,
        /// His roles from now on.
        roles: Vec<Role>,
    },
    /// A quarter was published (article 7): its figures stand as they were.
    BulletinPublished {
        /// `2026Q3`.
        period: String,
        /// The figures, in the form in which they are printed.
        figures: Value,
    },
    /// An export of all of it was begun: the record up to here, and the files. It is recorded before the first byte, so that none goes out
    /// unrecorded; one that failed is recorded, too.
    Exported {
        /// How many events there were before.
        events: u64,
    },
    /// Somebody from outside saved an attachment of a letter into the folder from which files are fetched. It is recorded before the
    /// first byte; what failed then is recorded, too.
    AttachmentSaved {
        /// Of which letter.
        letter: LetterId,
        /// Which of its attachments, from 1.
        attachment: usize,
        /// How long it is, in bytes.
        bytes: u64,
    },
    /// A member of staff left: he can no longer act.
    StaffDisabled {
        /// His short name.
        id: String,
    },
    /// One who had left is back, with the roles that he had.
    StaffEnabled {
        /// His short name.
        id: String,
        /// The user of the operating system that is he from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uid: Option<u32>,
    },
    /// Somebody came in over SSH or through sudo. Its place in the record names the session.
    SessionBegan {
        /// His short name.
        staff: String,
        /// The address that he came from, or `uid 1002`.
        from: String,
        /// What he asked for, where that was one reading: such a session has no end of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command: Option<String>,
    },
    /// He left.
    SessionEnded {
        /// The place in the record where it began.
        session: i64,
        /// How it ended.
        how: SessionEnd,
    },
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// He left by himself.
    Left,
    /// The connection or the terminal went away.
    Hangup,
    /// It was locked, and nobody came back.
    Locked,
    /// The program failed.
    Failed,
    /// The member of staff was disabled meanwhile.
    Disabled,
}

impl SessionEnd {
    /// The code in the record and in JSON.
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
    /// The code of the variant, as it stands in the record.
    pub fn kind(&self) -> &'static str {
        match self {
            OfficeEvent::Founded { .. } => "founded",
            OfficeEvent::RegulationLoaded { .. } => "regulation_loaded",
            OfficeEvent::CalendarLoaded { .. } => "calendar_loaded",
            OfficeEvent::LocalDayDeclared { .. } => "local_day_declared",
            OfficeEvent::LocalDayDropped { .. } => "local_day_dropped",
            OfficeEvent::UnitAdded { .. } => "unit_added",
            OfficeEvent::UnitAliased { .. } => "unit_aliased",
            OfficeEvent::StaffAdded { .. } => "staff_added",
            OfficeEvent::StaffRoles { .. } => "staff_roles",
            OfficeEvent::StaffDisabled { .. } => "staff_disabled",
            OfficeEvent::StaffEnabled { .. } => "staff_enabled",
            OfficeEvent::BulletinPublished { .. } => "bulletin_published",
            OfficeEvent::Exported { .. } => "exported",
            OfficeEvent::AttachmentSaved { .. } => "attachment_saved",
            OfficeEvent::SessionBegan { .. } => "session_began",
            OfficeEvent::SessionEnded { .. } => "session_ended",
        }
    }
}
