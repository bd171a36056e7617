//! The situations in which a rule refuses, with the code of each and whether a better answer would mend it.

use jiff::Timestamp;

use crate::domain::directory::staff::Role;
use crate::domain::letter::stage::Stage;
use crate::domain::time::hours::Hours;
use crate::domain::workflow::answer::Ask;
use crate::domain::workflow::verb::Verb;

/// The situation in which a rule refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The letter is not at a stage from which this can be done.
    Stage {
        /// The action.
        verb: Verb,
        /// Where the letter stands.
        stage: Stage,
    },
    /// The person has none of the roles that may.
    Role {
        /// The action.
        verb: Verb,
        /// Who tried.
        who: String,
        /// Who may.
        may: &'static [Role],
    },
    /// An answer is missing.
    Missing(Ask),
    /// The feedback does not bear the unit's seal.
    NotSealed,
    /// No such category, ground or reason in this regulation.
    UnknownCode {
        /// What was asked.
        ask: Ask,
        /// What was given.
        code: String,
        /// What there is.
        known: String,
    },
    /// The unit does not have this letter.
    NotAtUnit {
        /// The unit's name.
        unit: String,
    },
    /// There is no such unit.
    NoSuchUnit,
    /// A letter cannot repeat itself.
    SameLetter,
    /// It is linked to that letter already.
    AlreadyLinked,
    /// A major letter cannot be assigned before an instruction.
    MajorUninstructed,
    /// The unit has signed for it already.
    AlreadySigned,
    /// There is no draft to submit.
    NothingDrafted,
    /// It is marked major already.
    AlreadyMajor,
    /// The deadline lies beyond the end of the calendar.
    NoDeadline,
    /// The letter is not at the unit that he acts for.
    NotYourUnit,
    /// No unit has the letter.
    NotAtAnyUnit,
    /// The unit owes no answer any more.
    AlreadyAnswered,
    /// The unit has not answered.
    NothingAnswered,
    /// The unit does not help, it leads.
    NotACoUnit,
    /// Co-units have not given their opinions.
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
    /// The unit has returned it before: that it gets it again needs a reason.
    ReturnedBefore {
        /// The unit's name.
        unit: String,
    },
    /// The letter reports the people of that very unit.
    Accused {
        /// The unit's name.
        unit: String,
    },
    /// The regulation knows no returns.
    NoReturns,
    /// The time for returning it has passed.
    ReturnTooLate {
        /// Until when.
        until: Timestamp,
        /// The office's hours.
        hours: Hours,
    },
    /// The regulation knows no extensions.
    NoExtensions,
    /// It was asked for after the limit; the attempt is recorded.
    ExtensionTooLate {
        /// The limit.
        until: Timestamp,
        /// The office's hours.
        hours: Hours,
    },
    /// One waits for a decision already.
    ExtensionPending,
    /// None was asked for.
    NoExtensionAsked,
    /// Somebody else than he who asked decides.
    OwnRequest,
    /// As many as may be were granted.
    ExtensionTimes {
        /// How many may be.
        most: u32,
    },
    /// Not so many days at a time.
    ExtensionDays {
        /// How many may be.
        most: u32,
    },
    /// Not so many days in all.
    ExtensionWhole {
        /// How many may be, the limit among them.
        most: u32,
    },
    /// A limit of the leader's own is longer than any.
    LimitTooLong {
        /// How many days may be.
        most: u32,
    },
    /// The draft has no such passage.
    NoSuchPassage,
    /// An earlier letter is wanted that has a reply.
    NotAnswered,
    /// The other letter is linked to this one as its repeat.
    RepeatsThis,
    /// The other letter is linked to this one through others.
    RepeatsThrough,
    /// What was written is too long.
    TooLong {
        /// How many characters it has.
        has: usize,
        /// How many it may have.
        most: usize,
    },
    /// The unit is not late.
    NotLate {
        /// Its limit.
        until: Timestamp,
        /// The office's hours.
        hours: Hours,
    },
    /// The regulation knows no asking of the writer.
    NoAsking,
    /// The writer was not asked, or has answered.
    NotAsked,
    /// The writer has time until then to answer.
    Waiting {
        /// Until when.
        until: Timestamp,
        /// The office's hours.
        hours: Hours,
    },
    /// No one approves his own draft.
    OwnDraft,
    /// It is public already.
    AlreadyPublished,
    /// A score is from 1 to 5.
    NoSuchScore,
    /// It is linked to no such letter.
    NotLinked,
    /// There is nothing of which the leaders are to hear.
    NotReported,
    /// Everybody at the centre may read it: no reading is recorded.
    NotRestricted,
    /// He is not on the list of readers.
    NotReader {
        /// His name.
        who: String,
    },
    /// They are not on the list of readers of the other letter that is named.
    OtherRestricted {
        /// Their name.
        who: String,
    },
    /// There is no such member of staff.
    NoSuchReader {
        /// What was given.
        who: String,
    },
    /// The liaison may see how to reach the writer already.
    ContactAllowed,
}

impl Why {
    /// Whether the same action would pass with a (better) answer: the form stays open.
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

    /// The code in the JSON form of an error.
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
