//! The reasons for a refusal, with the code of each and whether another answer would help.

use crate::domain::directory::staff::Role;
use crate::domain::letter::stage::Stage;
use crate::domain::time::Timestamp;
use crate::domain::time::hours::Hours;
use crate::domain::workflow::ask::Ask;
use crate::domain::workflow::verb::Verb;

/// The reason why a rule refused an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalReason {
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
    InquiriesNotAllowed,
    /// No question to the writer is open.
    NoOpenInquiry,
    /// The writer still has time to answer.
    InquiryOpen {
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

impl RefusalReason {
    /// Reports whether the action could succeed with another answer, in which case the form stays
    /// open.
    pub fn wants_answer(&self) -> bool {
        match self {
            RefusalReason::Missing(_)
            | RefusalReason::NotSealed
            | RefusalReason::UnknownCode { .. }
            | RefusalReason::NotAtUnit { .. }
            | RefusalReason::NoSuchUnit
            | RefusalReason::SameLetter
            | RefusalReason::AlreadyLinked
            | RefusalReason::NotACoUnit
            | RefusalReason::SameUnit { .. }
            | RefusalReason::SeveralUninstructed
            | RefusalReason::ReturnedBefore { .. }
            | RefusalReason::Accused { .. }
            | RefusalReason::ExtensionDays { .. }
            | RefusalReason::ExtensionWhole { .. }
            | RefusalReason::LimitTooLong { .. }
            | RefusalReason::NotAnswered
            | RefusalReason::NoSuchPassage
            | RefusalReason::RepeatsThis
            | RefusalReason::RepeatsThrough
            | RefusalReason::TooLong { .. }
            | RefusalReason::NoSuchScore
            | RefusalReason::NotLinked
            | RefusalReason::OtherRestricted { .. }
            | RefusalReason::NoSuchReader { .. } => true,
            RefusalReason::Stage { .. }
            | RefusalReason::Role { .. }
            | RefusalReason::MajorUninstructed
            | RefusalReason::AlreadySigned
            | RefusalReason::NothingDrafted
            | RefusalReason::AlreadyMajor
            | RefusalReason::NoDeadline
            | RefusalReason::NotYourUnit
            | RefusalReason::NotAtAnyUnit
            | RefusalReason::AlreadyAnswered
            | RefusalReason::NothingAnswered
            | RefusalReason::CoUnitsOpen { .. }
            | RefusalReason::NoReturns
            | RefusalReason::ReturnTooLate { .. }
            | RefusalReason::NoExtensions
            | RefusalReason::ExtensionTooLate { .. }
            | RefusalReason::ExtensionPending
            | RefusalReason::NoExtensionAsked
            | RefusalReason::OwnRequest
            | RefusalReason::ExtensionTimes { .. }
            | RefusalReason::NotLate { .. }
            | RefusalReason::InquiriesNotAllowed
            | RefusalReason::NoOpenInquiry
            | RefusalReason::InquiryOpen { .. }
            | RefusalReason::OwnDraft
            | RefusalReason::AlreadyPublished
            | RefusalReason::NotReported
            | RefusalReason::NotRestricted
            | RefusalReason::NotReader { .. }
            | RefusalReason::ContactAllowed => false,
        }
    }

    /// Returns the code used in the JSON form of an error. `RepeatsThis` and `RepeatsThrough` share
    /// one, as do `NotReader` and `OtherRestricted`.
    pub fn kind(&self) -> &'static str {
        match self {
            RefusalReason::Stage { .. } => "stage",
            RefusalReason::Role { .. } => "role",
            RefusalReason::Missing(_) => "missing_answer",
            RefusalReason::NotSealed => "not_sealed",
            RefusalReason::UnknownCode { .. } => "unknown_code",
            RefusalReason::NotAtUnit { .. } => "not_at_unit",
            RefusalReason::NoSuchUnit => "no_such_unit",
            RefusalReason::SameLetter => "same_letter",
            RefusalReason::AlreadyLinked => "already_linked",
            RefusalReason::MajorUninstructed => "major_uninstructed",
            RefusalReason::AlreadySigned => "already_signed",
            RefusalReason::NothingDrafted => "nothing_drafted",
            RefusalReason::AlreadyMajor => "already_major",
            RefusalReason::NoDeadline => "no_deadline",
            RefusalReason::NotYourUnit => "not_your_unit",
            RefusalReason::NotAtAnyUnit => "not_at_any_unit",
            RefusalReason::AlreadyAnswered => "already_answered",
            RefusalReason::NothingAnswered => "nothing_answered",
            RefusalReason::NotACoUnit => "not_a_co_unit",
            RefusalReason::CoUnitsOpen { .. } => "co_units_open",
            RefusalReason::SameUnit { .. } => "same_unit",
            RefusalReason::SeveralUninstructed => "several_uninstructed",
            RefusalReason::ReturnedBefore { .. } => "returned_before",
            RefusalReason::Accused { .. } => "accused",
            RefusalReason::NoReturns => "no_returns",
            RefusalReason::ReturnTooLate { .. } => "return_too_late",
            RefusalReason::NoExtensions => "no_extensions",
            RefusalReason::ExtensionTooLate { .. } => "extension_too_late",
            RefusalReason::ExtensionPending => "extension_pending",
            RefusalReason::NoExtensionAsked => "no_extension_asked",
            RefusalReason::OwnRequest => "own_request",
            RefusalReason::ExtensionTimes { .. } => "extension_times",
            RefusalReason::ExtensionDays { .. } => "extension_days",
            RefusalReason::ExtensionWhole { .. } => "extension_whole",
            RefusalReason::LimitTooLong { .. } => "limit_too_long",
            RefusalReason::NoSuchPassage => "no_such_passage",
            RefusalReason::NotAnswered => "not_answered",
            RefusalReason::RepeatsThis | RefusalReason::RepeatsThrough => "repeats_this",
            RefusalReason::TooLong { .. } => "too_long",
            RefusalReason::NotLate { .. } => "not_late",
            RefusalReason::InquiriesNotAllowed => "no_asking",
            RefusalReason::NoOpenInquiry => "not_asked",
            RefusalReason::InquiryOpen { .. } => "waiting",
            RefusalReason::OwnDraft => "own_draft",
            RefusalReason::AlreadyPublished => "already_published",
            RefusalReason::NoSuchScore => "no_such_score",
            RefusalReason::NotLinked => "not_linked",
            RefusalReason::NotReported => "not_reported",
            RefusalReason::NotRestricted => "not_restricted",
            RefusalReason::NotReader { .. } | RefusalReason::OtherRestricted { .. } => "not_reader",
            RefusalReason::NoSuchReader { .. } => "no_such_reader",
            RefusalReason::ContactAllowed => "contact_allowed",
        }
    }
}
