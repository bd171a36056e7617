//! Describes refusals in a sentence: the situation and the next step.

use super::RefusalReason;
use crate::domain::time::{Offset, Timestamp};
use crate::domain::workflow::{Transition, find_transition};

fn format_deadline(at: Timestamp, offset: &Offset) -> String {
    at.to_civil(*offset).to_minute()
}

impl RefusalReason {
    /// Returns the sentence, without the article.
    pub(super) fn to_sentence(&self) -> String {
        match self {
            RefusalReason::Stage { verb, stage } => {
                let from = find_transition(*verb)
                    .map(Transition::from_label)
                    .unwrap_or_default();
                say!(
                    "refusal-stage",
                    verb = verb.phrase(),
                    stage = stage.label(),
                    from = from
                )
            }
            RefusalReason::Role { verb, who, may } => {
                let may = may
                    .iter()
                    .map(|role| role.label())
                    .collect::<Vec<_>>()
                    .join(&say!("list-or"));
                say!(
                    "refusal-role",
                    verb = verb.phrase(),
                    who = who.as_str(),
                    may = may
                )
            }
            RefusalReason::Missing(ask) => say!(&format!("missing-{}", ask.code())),
            RefusalReason::NotSealed => say!("refusal-not-sealed"),
            RefusalReason::UnknownCode { ask, code, known } => say!(
                "refusal-unknown-code",
                ask = say!(&format!("ask-{}", ask.code())),
                code = code.as_str(),
                known = known.as_str()
            ),
            RefusalReason::NotAtUnit { unit } => say!("refusal-not-at-unit", unit = unit.as_str()),
            RefusalReason::NoSuchUnit => say!("refusal-no-such-unit"),
            RefusalReason::SameLetter => say!("refusal-same-letter"),
            RefusalReason::AlreadyLinked => say!("refusal-already-linked"),
            RefusalReason::MajorUninstructed => say!("refusal-major-uninstructed"),
            RefusalReason::AlreadySigned => say!("refusal-already-signed"),
            RefusalReason::NothingDrafted => say!("refusal-nothing-drafted"),
            RefusalReason::AlreadyMajor => say!("refusal-already-major"),
            RefusalReason::NoDeadline => say!("refusal-no-deadline"),
            RefusalReason::NotYourUnit => say!("refusal-not-your-unit"),
            RefusalReason::NotAtAnyUnit => say!("refusal-not-at-any-unit"),
            RefusalReason::AlreadyAnswered => say!("refusal-already-answered"),
            RefusalReason::NothingAnswered => say!("refusal-nothing-answered"),
            RefusalReason::NotACoUnit => say!("refusal-not-a-co-unit"),
            RefusalReason::CoUnitsOpen { n } => say!("refusal-co-units-open", n = *n),
            RefusalReason::SameUnit { unit } => say!("refusal-same-unit", unit = unit.as_str()),
            RefusalReason::SeveralUninstructed => say!("refusal-several-uninstructed"),
            RefusalReason::ReturnedBefore { unit } => {
                say!("refusal-returned-before", unit = unit.as_str())
            }
            RefusalReason::Accused { unit } => say!("refusal-accused", unit = unit.as_str()),
            RefusalReason::NoReturns => say!("refusal-no-returns"),
            RefusalReason::ReturnTooLate { until, offset } => {
                say!(
                    "refusal-return-too-late",
                    until = format_deadline(*until, offset)
                )
            }
            RefusalReason::NoExtensions => say!("refusal-no-extensions"),
            RefusalReason::ExtensionTooLate { until, offset } => {
                say!(
                    "refusal-extension-too-late",
                    until = format_deadline(*until, offset)
                )
            }
            RefusalReason::ExtensionPending => say!("refusal-extension-pending"),
            RefusalReason::NoExtensionAsked => say!("refusal-no-extension-asked"),
            RefusalReason::OwnRequest => say!("refusal-own-request"),
            RefusalReason::ExtensionTimes { most } => say!("refusal-extension-times", most = *most),
            RefusalReason::ExtensionDays { most } => say!("refusal-extension-days", most = *most),
            RefusalReason::ExtensionWhole { most } => say!("refusal-extension-whole", most = *most),
            RefusalReason::LimitTooLong { most } => say!("refusal-limit-too-long", most = *most),
            RefusalReason::NoSuchPassage => say!("refusal-no-such-passage"),
            RefusalReason::NotAnswered => say!("refusal-not-answered"),
            RefusalReason::RepeatsThis => say!("refusal-repeats-this"),
            RefusalReason::TooLong { has, most } => {
                say!("refusal-too-long", has = *has, most = *most)
            }
            RefusalReason::RepeatsThrough => say!("refusal-repeats-through"),
            RefusalReason::NotLate { until, offset } => {
                say!("refusal-not-late", until = format_deadline(*until, offset))
            }
            RefusalReason::InquiriesNotAllowed => say!("refusal-no-asking"),
            RefusalReason::NoOpenInquiry => say!("refusal-not-asked"),
            RefusalReason::InquiryOpen { until, offset } => {
                say!("refusal-waiting", until = format_deadline(*until, offset))
            }
            RefusalReason::InstructionLapsed => say!("refusal-instruction-lapsed"),
            RefusalReason::NotMajor => say!("refusal-not-major"),
            RefusalReason::OwnProposal => say!("refusal-own-proposal"),
            RefusalReason::NotOwnRequest => say!("refusal-not-own-request"),
            RefusalReason::ClosedEarlier => say!("refusal-closed-earlier"),
            RefusalReason::EndedByLeader => say!("refusal-ended-by-leader"),
            RefusalReason::OwnDecline => say!("refusal-own-decline"),
            RefusalReason::FeedbackStands => say!("refusal-feedback-stands"),
            RefusalReason::NoLateEntry { verb } => {
                say!("refusal-no-late-entry", verb = verb.phrase())
            }
            RefusalReason::LateByCentre => say!("refusal-late-by-centre"),
            RefusalReason::BeforeLast { since, offset } => {
                say!(
                    "refusal-before-last",
                    since = format_deadline(*since, offset)
                )
            }
            RefusalReason::LateTooLong { until, offset } => {
                say!(
                    "refusal-late-too-long",
                    until = format_deadline(*until, offset)
                )
            }
            RefusalReason::HeadIsSigner => say!("refusal-head-is-signer"),
            RefusalReason::LeadByLeader => say!("refusal-lead-by-leader"),
            RefusalReason::NotVoid => say!("refusal-not-void"),
            RefusalReason::AnsweredAlready => say!("refusal-answered-already"),
            RefusalReason::AfterRegistration => say!("refusal-after-registration"),
            RefusalReason::NothingToCorrect => say!("refusal-nothing-to-correct"),
            RefusalReason::NotAccepted => say!("refusal-not-accepted"),
            RefusalReason::NoSuchTime { text } => {
                say!("refusal-no-such-time", text = text.as_str())
            }
            RefusalReason::FutureTime => say!("refusal-future-time"),
            RefusalReason::UnrestrictedByLeader => say!("refusal-unrestricted-by-leader"),
            RefusalReason::OwnDraft => say!("refusal-own-draft"),
            RefusalReason::AlreadyPublished => say!("refusal-already-published"),
            RefusalReason::NoSuchScore => say!("refusal-no-such-score"),
            RefusalReason::NotLinked => say!("refusal-not-linked"),
            RefusalReason::NoLeader => say!("refusal-no-leader"),
            RefusalReason::NotReported => say!("refusal-not-reported"),
            RefusalReason::NotRestricted => say!("refusal-not-restricted"),
            RefusalReason::NotReader { who } => say!("refusal-not-reader", who = who.as_str()),
            RefusalReason::OtherRestricted { who } => {
                say!("refusal-other-restricted", who = who.as_str())
            }
            RefusalReason::NoSuchReader { who } => {
                say!("refusal-no-such-reader", who = who.as_str())
            }
            RefusalReason::OwnApproval => say!("refusal-own-approval"),
            RefusalReason::NotAddressee => say!("refusal-not-addressee"),
            RefusalReason::RestrictedUnpublished => say!("refusal-restricted-unpublished"),
            RefusalReason::WritersWish => say!("refusal-writers-wish"),
            RefusalReason::NothingPromised => say!("refusal-nothing-promised"),
            RefusalReason::EnteredForAnother => say!("refusal-entered-for-another"),
            RefusalReason::NothingEntered => say!("refusal-nothing-entered"),
            RefusalReason::NoPause => say!("refusal-no-pause"),
            RefusalReason::RestrictedContact => say!("refusal-restricted-contact"),
            RefusalReason::ContactNotAllowed => say!("refusal-contact-not-allowed"),
            RefusalReason::NoReturnAsked => say!("refusal-no-return-asked"),
            RefusalReason::ReturnPending => say!("refusal-return-pending"),
            RefusalReason::LateAlready => say!("refusal-late-already"),
            RefusalReason::WaiverPending => say!("refusal-waiver-pending"),
            RefusalReason::RestrictedWay => say!("refusal-restricted-way"),
            RefusalReason::NotSigned => say!("refusal-not-signed"),
            RefusalReason::NoSuchName => say!("refusal-no-such-name"),
            RefusalReason::AlreadyAssigned => say!("refusal-already-assigned"),
            RefusalReason::UnsolvedCall => say!("refusal-unsolved-call"),
            RefusalReason::NoSuchDate => say!("refusal-no-such-date"),
            RefusalReason::NamedByOffice => say!("refusal-named-by-office"),
            RefusalReason::NoScoresUnreached => say!("refusal-no-scores-unreached"),
            RefusalReason::NextByLeader => say!("refusal-next-by-leader"),
            RefusalReason::NoOtherLeader => say!("refusal-no-other-leader"),
            RefusalReason::NoWaiverAsked => say!("refusal-no-waiver-asked"),
            RefusalReason::CalledEnough { most } => say!("refusal-called-enough", most = *most),
            RefusalReason::OfThePast => say!("refusal-of-the-past"),
            RefusalReason::UnitClosed { unit } => {
                say!("refusal-unit-closed", unit = unit.as_str())
            }
            RefusalReason::NoWay { way: "email" } => say!("refusal-no-email"),
            RefusalReason::NoWay { way: "letter" } => say!("refusal-no-letter"),
            RefusalReason::NoWay { way: _ } => say!("refusal-no-phone"),
            RefusalReason::ContactAllowed => say!("refusal-contact-allowed"),
        }
    }
}
