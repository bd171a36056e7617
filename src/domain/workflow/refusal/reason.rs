//! The reasons for a refusal, with the code of each and whether another answer would help.

use crate::domain::directory::staff::Role;
use crate::domain::letter::stage::Stage;
use crate::domain::time::{Offset, Timestamp};
use crate::domain::workflow::ask::Ask;
use crate::domain::workflow::verb::Verb;

/// Defines the reasons as one table: the variant with its facts, the code in the JSON form of an
/// error, and whether another `answer` would help or the `situation` itself refuses.
macro_rules! refusals {
    (@answer) => { true };
    (@situation) => { false };
    ($(
        $(#[$doc:meta])*
        $name:ident
        $( ( $inner:ty ) )?
        $( { $( $(#[$field_doc:meta])* $field:ident: $type:ty, )* } )?
        => $kind:literal, $helps:ident;
    )*) => {
        /// The reason why a rule refused an action.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum RefusalReason {
            $(
                $(#[$doc])*
                $name $( ( $inner ) )? $( { $( $(#[$field_doc])* $field: $type, )* } )?,
            )*
        }

        impl RefusalReason {
            /// Reports whether the action could succeed with another answer, in which case the
            /// form stays open.
            pub fn wants_answer(&self) -> bool {
                match self { $( RefusalReason::$name { .. } => refusals!(@$helps), )* }
            }

            /// Returns the code used in the JSON form of an error. Two reasons that a person may
            /// not tell apart, or that a script handles alike, share one.
            pub fn kind(&self) -> &'static str {
                match self { $( RefusalReason::$name { .. } => $kind, )* }
            }
        }
    };
}

refusals! {
    /// The letter's stage does not allow the action.
    Stage {
        /// The action.
        verb: Verb,
        /// The letter's stage.
        stage: Stage,
    } => "stage", situation;
    /// The person has none of the required roles.
    Role {
        /// The action.
        verb: Verb,
        /// The person's name.
        who: String,
        /// The roles that may perform the action.
        may: &'static [Role],
    } => "role", situation;
    /// An answer is missing.
    Missing(Ask) => "missing_answer", answer;
    /// The feedback does not bear the unit's seal.
    NotSealed => "not_sealed", answer;
    /// The regulation has no such category, ground or reason.
    UnknownCode {
        /// The answer in question.
        ask: Ask,
        /// The given code.
        code: String,
        /// The known codes, as a list.
        known: String,
    } => "unknown_code", answer;
    /// The unit does not have the letter.
    NotAtUnit {
        /// The unit's name.
        unit: String,
    } => "not_at_unit", answer;
    /// The unit does not exist.
    NoSuchUnit => "no_such_unit", answer;
    /// A letter cannot repeat itself.
    SameLetter => "same_letter", answer;
    /// The letter is already linked to that letter.
    AlreadyLinked => "already_linked", answer;
    /// A major letter cannot be assigned before an instruction.
    MajorUninstructed => "major_uninstructed", situation;
    /// The unit has already signed for the letter.
    AlreadySigned => "already_signed", situation;
    /// There is no draft to submit.
    NothingDrafted => "nothing_drafted", situation;
    /// The letter is already marked as major.
    AlreadyMajor => "already_major", situation;
    /// The deadline lies beyond the end of the calendar.
    NoDeadline => "no_deadline", situation;
    /// The letter is not at the unit for which the person acts.
    NotYourUnit => "not_your_unit", situation;
    /// No unit has the letter.
    NotAtAnyUnit => "not_at_any_unit", situation;
    /// The unit no longer owes an answer.
    AlreadyAnswered => "already_answered", situation;
    /// The unit has not answered.
    NothingAnswered => "nothing_answered", situation;
    /// The unit is the lead unit, not a co-unit.
    NotACoUnit => "not_a_co_unit", answer;
    /// Some co-units have not given their opinion.
    CoUnitsOpen {
        /// How many.
        n: usize,
    } => "co_units_open", situation;
    /// A unit is named twice.
    SameUnit {
        /// The unit's name.
        unit: String,
    } => "same_unit", answer;
    /// A letter for several units cannot be assigned before an instruction.
    SeveralUninstructed => "several_uninstructed", answer;
    /// The unit has returned the letter before; assigning it again needs a reason.
    ReturnedBefore {
        /// The unit's name.
        unit: String,
    } => "returned_before", answer;
    /// The letter reports the people of this unit.
    Accused {
        /// The unit's name.
        unit: String,
    } => "accused", answer;
    /// The regulation does not allow returns.
    NoReturns => "no_returns", situation;
    /// The period for returning the letter has ended.
    ReturnTooLate {
        /// The end of the period.
        until: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "return_too_late", situation;
    /// The regulation does not allow extensions.
    NoExtensions => "no_extensions", situation;
    /// The extension was requested after the deadline; the attempt is recorded.
    ExtensionTooLate {
        /// The deadline.
        until: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "extension_too_late", situation;
    /// An extension already waits for a decision.
    ExtensionPending => "extension_pending", situation;
    /// No extension was requested.
    NoExtensionAsked => "no_extension_asked", situation;
    /// The person who requested an extension may not decide it.
    OwnRequest => "own_request", situation;
    /// The maximum number of extensions has been granted.
    ExtensionTimes {
        /// The maximum number.
        most: u32,
    } => "extension_times", situation;
    /// The extension is too long.
    ExtensionDays {
        /// The maximum number of days.
        most: u32,
    } => "extension_days", answer;
    /// The deadline with all extensions would be too long.
    ExtensionWhole {
        /// The maximum number of days in total, including the original deadline.
        most: u32,
    } => "extension_whole", answer;
    /// A leader's own deadline is too long.
    LimitTooLong {
        /// The maximum number of days.
        most: u32,
    } => "limit_too_long", answer;
    /// The draft does not contain the passage.
    NoSuchPassage => "no_such_passage", answer;
    /// The earlier letter has no reply.
    NotAnswered => "not_answered", answer;
    /// The other letter is linked as a repeat of this one.
    RepeatsThis => "repeats_this", answer;
    /// The other letter is indirectly linked as a repeat of this one.
    RepeatsThrough => "repeats_this", answer;
    /// A text is too long.
    TooLong {
        /// Its length in characters.
        has: usize,
        /// The maximum length in characters.
        most: usize,
    } => "too_long", answer;
    /// The unit is not late.
    NotLate {
        /// The unit's deadline.
        until: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "not_late", situation;
    /// The regulation does not allow questions to the writer.
    InquiriesNotAllowed => "no_asking", situation;
    /// No question to the writer is open.
    NoOpenInquiry => "not_asked", situation;
    /// The writer still has time to answer.
    InquiryOpen {
        /// The deadline for the answer.
        until: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "waiting", situation;
    /// Nobody may approve their own draft.
    OwnDraft => "own_draft", situation;
    /// The reply is already published.
    AlreadyPublished => "already_published", situation;
    /// The score is not between 1 and 5.
    NoSuchScore => "no_such_score", answer;
    /// The letter is not linked to that letter.
    NotLinked => "not_linked", answer;
    /// The office has no leader yet, so nobody could instruct or approve.
    NoLeader => "no_leader", situation;
    /// No report to the leaders is pending.
    NotReported => "not_reported", situation;
    /// Everybody at the centre may read the letter, so no reading is recorded.
    NotRestricted => "not_restricted", situation;
    /// The person is not on the list of readers.
    NotReader {
        /// The person's name.
        who: String,
    } => "not_reader", situation;
    /// The person is not on the list of readers of the other letter.
    OtherRestricted {
        /// The person's name.
        who: String,
    } => "not_reader", answer;
    /// No such member of staff exists.
    NoSuchReader {
        /// The given staff id.
        who: String,
    } => "no_such_reader", answer;
    /// The instruction named a unit that no longer has the letter; the leader is asked again.
    InstructionLapsed => "instruction_lapsed", situation;
    /// The letter is not marked as major.
    NotMajor => "not_major", situation;
    /// Who proposed the handling may not instruct it.
    OwnProposal => "own_proposal", situation;
    /// Somebody else submitted or proposed it.
    NotOwnRequest => "not_own_request", situation;
    /// The letter was closed on an earlier day.
    ClosedEarlier => "closed_earlier", situation;
    /// A leader must end this letter.
    EndedByLeader => "ended_by_leader", situation;
    /// Who declined or ended the letter may not revoke it.
    OwnDecline => "own_decline", situation;
    /// The unit's answer stands; it is to be sent back instead.
    FeedbackStands => "feedback_stands", situation;
    /// Such an act is not registered afterwards.
    NoLateEntry {
        /// The action.
        verb: Verb,
    } => "no_late_entry", answer;
    /// The centre registers what others did before.
    LateByCentre => "late_by_centre", answer;
    /// It cannot have happened before the letter came there, or before what the unit did last.
    BeforeLast {
        /// That instant.
        since: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "before_last", answer;
    /// It happened longer ago than the regulation lets anybody register without the office.
    LateTooLong {
        /// Until when it could be registered.
        until: Timestamp,
        /// The offset of the time in the sentence.
        offset: Offset,
    } => "late_too_long", answer;
    /// The head who reviews an answer is not the person who handled it.
    HeadIsSigner => "head_is_signer", answer;
    /// A leader named the lead unit, or would have had to, and replaces it.
    LeadByLeader => "lead_by_leader", situation;
    /// A letter that was answered before has happened, and is not void.
    NotVoid => "not_void", answer;
    /// The letter was answered; the mistake in its reply is corrected, or it is reopened.
    AnsweredAlready => "answered_already", situation;
    /// The letter was registered before that.
    AfterRegistration => "after_registration", answer;
    /// The field already has this value.
    NothingToCorrect => "nothing_to_correct", answer;
    /// The field is decided at acceptance, and the letter is not accepted.
    NotAccepted => "not_accepted", answer;
    /// The text is no date and time.
    NoSuchTime {
        /// The given text.
        text: String,
    } => "no_such_time", answer;
    /// The instant lies in the future.
    FutureTime => "future_time", answer;
    /// Only a leader on the list of readers may take a letter out of a restricted category.
    UnrestrictedByLeader => "unrestricted_by_leader", answer;
    /// The liaison may already see the writer's contact details.
    ContactAllowed => "contact_allowed", situation;
    /// Nobody approves a draft at two steps of the ladder.
    OwnApproval => "own_approval", situation;
    /// The sheet or the draft goes to another leader.
    NotAddressee => "not_addressee", situation;
    /// A restricted letter is not published.
    RestrictedUnpublished => "restricted_unpublished", situation;
    /// The writer does not want it published.
    WritersWish => "writers_wish", situation;
    /// The reply promises nothing that is still to be done.
    NothingPromised => "nothing_promised", situation;
    /// It was entered for another leader.
    EnteredForAnother => "entered_for_another", situation;
    /// Nothing was entered from a paper, or somebody has acted on it.
    NothingEntered => "nothing_entered", situation;
    /// The regulation does not let deadlines stand still while the writer is asked.
    NoPause => "no_pause", situation;
    /// The writer of a restricted letter is contacted by the centre alone.
    RestrictedContact => "restricted_contact", situation;
    /// The unit may not see how to reach the writer.
    ContactNotAllowed => "contact_not_allowed", situation;
    /// The unit has not asked to return the letter.
    NoReturnAsked => "no_return_asked", situation;
    /// The unit has asked to return the letter, and the centre has not decided.
    ReturnPending => "return_pending", situation;
    /// The unit is late; it is urged.
    LateAlready => "late_already", situation;
    /// The lead unit has asked already.
    WaiverPending => "waiver_pending", situation;
    /// The reply to a restricted letter is not given on the web site.
    RestrictedWay => "restricted_way", answer;
    /// Nobody has signed for the letter.
    NotSigned => "not_signed", answer;
    /// The text is not a name.
    NoSuchName => "no_such_name", answer;
    /// Units have the letter already.
    AlreadyAssigned => "already_assigned", answer;
    /// The writer said that the matter is not solved.
    UnsolvedCall => "unsolved_call", answer;
    /// The text is not a day to come.
    NoSuchDate => "no_such_date", answer;
    /// Criticism by name is the office's (article 7).
    NamedByOffice => "named_by_office", answer;
    /// Only a writer who was reached gives scores.
    NoScoresUnreached => "no_scores_unreached", answer;
    /// A leader has instructed; the leader is asked again.
    NextByLeader => "next_by_leader", answer;
    /// The other is no leader, or the same.
    NoOtherLeader => "no_other_leader", answer;
    /// The lead unit has not asked to do without the opinion.
    NoWaiverAsked => "no_waiver_asked", answer;
    /// It was tried often enough to reach the writer.
    CalledEnough {
        /// The number of tries.
        most: usize,
    } => "called_enough", situation;
    /// The letter is of before the office had this program.
    OfThePast => "of_the_past", situation;
    /// The unit takes no letters any more.
    UnitClosed {
        /// The unit's name.
        unit: String,
    } => "unit_closed", answer;
    /// The writer gave no such way of reaching them.
    NoWay {
        /// The code of the way.
        way: &'static str,
    } => "no_way", answer;
}
