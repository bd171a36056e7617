//! The reasons for a refusal, with the code of each and whether another answer would help.

use crate::domain::directory::staff::Role;
use crate::domain::letter::stage::Stage;
use crate::domain::time::Timestamp;
use crate::domain::time::hours::Hours;
use crate::domain::workflow::answer::Ask;
use crate::domain::workflow::verb::Verb;

/// The reason why a rule refused an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The letter's stage does not allow the action.
    Stage {
        /// The action.
        verb: Verb,
        /// The letter's stage.
        stage: Stage,
    },
    /// The person has none of the required roles.
    Role {
        /// The action.
        verb: Verb,
        /// The person's name.
        who: String,
        /// The roles that may perform the action.
        may: &'static [Role],
    },
    /// An answer is missing.
    Missing(Ask),
    /// The feedback does not bear the unit's seal.
    NotSealed,
    /// The regulation has no such category, ground or reason.
    UnknownCode {
        /// The answer in question.
        ask: Ask,
        /// The given code.
        code: String,
        /// The known codes, as a list.
        known: String,
    },
    /// The unit does not have the letter.
    NotAtUnit {
        /// The unit's name.
        unit: String,
    },
    /// The unit does not exist.
    NoSuchUnit,
    /// A letter cannot repeat itself.
    SameLetter,
    /// The letter is already linked to that letter.
    AlreadyLinked,
    /// A major letter cannot be assigned before an instruction.
    MajorUninstructed,
    /// The unit has already signed for the letter.
    AlreadySigned,
    /// There is no draft to submit.
    NothingDrafted,
    /// The letter is already marked as major.
    AlreadyMajor,
    /// The deadline lies beyond the end of the calendar.
    NoDeadline,
    /// The letter is not at the unit for which the person acts.
    NotYourUnit,
    /// No unit has the letter.
    NotAtAnyUnit,
    /// The unit no longer owes an answer.
    AlreadyAnswered,
    /// The unit has not answered.
    NothingAnswered,
    /// The unit is the lead unit, not a co-unit.
    NotACoUnit,
    /// Some co-units have not given their opinion.
    CoUnitsOpen {
        /// How many.
        n: usize,
    },
    /// A unit is named twice.
    SameUnit {
        /// The unit's name.
        unit: String,
    },
    /// A letter for several units cannot be assigned before an instruction.
    SeveralUninstructed,
    /// The unit has returned the letter before; assigning it again needs a reason.
    ReturnedBefore {
        /// The unit's name.
        unit: String,
    },
    /// The letter reports the people of this unit.
    Accused {
        /// The unit's name.
        unit: String,
    },
    /// The regulation does not allow returns.
    NoReturns,
    /// The period for returning the letter has ended.
    ReturnTooLate {
        /// The end of the period.
        until: Timestamp,
        /// The office's time zone and hours.
        hours: Hours,
    },
    /// The regulation does not allow extensions.
    NoExtensions,
    /// The extension was requested after the deadline; the attempt is recorded.
    ExtensionTooLate {
        /// The deadline.
        until: Timestamp,
        /// The office's time zone and hours.
        hours: Hours,
    },
    /// An extension already waits for a decision.
    ExtensionPending,
    /// No extension was requested.
    NoExtensionAsked,
    /// The person who requested an extension may not decide it.
    OwnRequest,
    /// The maximum number of extensions has been granted.
    ExtensionTimes {
        /// The maximum number.
        most: u32,
    },
    /// The extension is too long.
    ExtensionDays {
        /// The maximum number of days.
        most: u32,
    },
    /// The deadline with all extensions would be too long.
    ExtensionWhole {
        /// The maximum number of days in total, including the original deadline.
        most: u32,
    },
    /// A leader's own deadline is too long.
    LimitTooLong {
        /// The maximum number of days.
        most: u32,
    },
    /// The draft does not contain the passage.
    NoSuchPassage,
    /// The earlier letter has no reply.
    NotAnswered,
    /// The other letter is linked as a repeat of this one.
    RepeatsThis,
    /// The other letter is indirectly linked as a repeat of this one.
    RepeatsThrough,
    /// A text is too long.
    TooLong {
        /// Its length in characters.
        has: usize,
        /// The maximum length in characters.
        most: usize,
    },
    /// The unit is not late.
    NotLate {
        /// The unit's deadline.
        until: Timestamp,
        /// The office's time zone and hours.
        hours: Hours,
    },
    /// The regulation does not allow questions to the writer.
    NoAsking,
    /// No question to the writer is open.
    NotAsked,
    /// The writer still has time to answer.
    Waiting {
        /// The deadline for the answer.
        until: Timestamp,
        /// The office's time zone and hours.
        hours: Hours,
    },
    /// Nobody may approve their own draft.
    OwnDraft,
    /// The reply is already published.
    AlreadyPublished,
    /// The score is not between 1 and 5.
    NoSuchScore,
    /// The letter is not linked to that letter.
    NotLinked,
    /// No report to the leaders is pending.
    NotReported,
    /// Everybody at the centre may read the letter, so no reading is recorded.
    NotRestricted,
    /// The person is not on the list of readers.
    NotReader {
        /// The person's name.
        who: String,
    },
    /// The person is not on the list of readers of the other letter.
    OtherRestricted {
        /// The person's name.
        who: String,
    },
    /// No such member of staff exists.
    NoSuchReader {
        /// The given staff id.
        who: String,
    },
    /// The liaison may already see the writer's contact details.
    ContactAllowed,
}

impl Why {
    /// Reports whether the action could succeed with another answer, in which case the form stays
    /// open.
    pub fn wants_answer(&self) -> bool {
        match self {
            Why::Missing(_)
            | Why::NotSealed
            | Why::UnknownCode { .. }
            | Why::NotAtUnit { .. }
            | Why::NoSuchUnit
            | Why::SameLetter
            | Why::AlreadyLinked
            | Why::NotACoUnit
            | Why::SameUnit { .. }
            | Why::SeveralUninstructed
            | Why::ReturnedBefore { .. }
            | Why::Accused { .. }
            | Why::ExtensionDays { .. }
            | Why::ExtensionWhole { .. }
            | Why::LimitTooLong { .. }
            | Why::NotAnswered
            | Why::NoSuchPassage
            | Why::RepeatsThis
            | Why::RepeatsThrough
            | Why::TooLong { .. }
            | Why::NoSuchScore
            | Why::NotLinked
            | Why::OtherRestricted { .. }
            | Why::NoSuchReader { .. } => true,
            Why::Stage { .. }
            | Why::Role { .. }
            | Why::MajorUninstructed
            | Why::AlreadySigned
            | Why::NothingDrafted
            | Why::AlreadyMajor
            | Why::NoDeadline
            | Why::NotYourUnit
            | Why::NotAtAnyUnit
            | Why::AlreadyAnswered
            | Why::NothingAnswered
            | Why::CoUnitsOpen { .. }
            | Why::NoReturns
            | Why::ReturnTooLate { .. }
            | Why::NoExtensions
            | Why::ExtensionTooLate { .. }
            | Why::ExtensionPending
            | Why::NoExtensionAsked
            | Why::OwnRequest
            | Why::ExtensionTimes { .. }
            | Why::NotLate { .. }
            | Why::NoAsking
            | Why::NotAsked
            | Why::Waiting { .. }
            | Why::OwnDraft
            | Why::AlreadyPublished
            | Why::NotReported
            | Why::NotRestricted
            | Why::NotReader { .. }
            | Why::ContactAllowed => false,
        }
    }

    /// Returns the code used in the JSON form of an error. `RepeatsThis` and `RepeatsThrough` share
    /// one, as do `NotReader` and `OtherRestricted`.
    pub fn kind(&self) -> &'static str {
        match self {
            Why::Stage { .. } => "stage",
            Why::Role { .. } => "role",
            Why::Missing(_) => "missing_answer",
            Why::NotSealed => "not_sealed",
            Why::UnknownCode { .. } => "unknown_code",
            Why::NotAtUnit { .. } => "not_at_unit",
            Why::NoSuchUnit => "no_such_unit",
            Why::SameLetter => "same_letter",
            Why::AlreadyLinked => "already_linked",
            Why::MajorUninstructed => "major_uninstructed",
            Why::AlreadySigned => "already_signed",
            Why::NothingDrafted => "nothing_drafted",
            Why::AlreadyMajor => "already_major",
            Why::NoDeadline => "no_deadline",
            Why::NotYourUnit => "not_your_unit",
            Why::NotAtAnyUnit => "not_at_any_unit",
            Why::AlreadyAnswered => "already_answered",
            Why::NothingAnswered => "nothing_answered",
            Why::NotACoUnit => "not_a_co_unit",
            Why::CoUnitsOpen { .. } => "co_units_open",
            Why::SameUnit { .. } => "same_unit",
            Why::SeveralUninstructed => "several_uninstructed",
            Why::ReturnedBefore { .. } => "returned_before",
            Why::Accused { .. } => "accused",
            Why::NoReturns => "no_returns",
            Why::ReturnTooLate { .. } => "return_too_late",
            Why::NoExtensions => "no_extensions",
            Why::ExtensionTooLate { .. } => "extension_too_late",
            Why::ExtensionPending => "extension_pending",
            Why::NoExtensionAsked => "no_extension_asked",
            Why::OwnRequest => "own_request",
            Why::ExtensionTimes { .. } => "extension_times",
            Why::ExtensionDays { .. } => "extension_days",
            Why::ExtensionWhole { .. } => "extension_whole",
            Why::LimitTooLong { .. } => "limit_too_long",
            Why::NoSuchPassage => "no_such_passage",
            Why::NotAnswered => "not_answered",
            Why::RepeatsThis | Why::RepeatsThrough => "repeats_this",
            Why::TooLong { .. } => "too_long",
            Why::NotLate { .. } => "not_late",
            Why::NoAsking => "no_asking",
            Why::NotAsked => "not_asked",
            Why::Waiting { .. } => "waiting",
            Why::OwnDraft => "own_draft",
            Why::AlreadyPublished => "already_published",
            Why::NoSuchScore => "no_such_score",
            Why::NotLinked => "not_linked",
            Why::NotReported => "not_reported",
            Why::NotRestricted => "not_restricted",
            Why::NotReader { .. } | Why::OtherRestricted { .. } => "not_reader",
            Why::NoSuchReader { .. } => "no_such_reader",
            Why::ContactAllowed => "contact_allowed",
        }
    }
}
