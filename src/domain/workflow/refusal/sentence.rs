//! Describes refusals in a sentence: the situation and the next step.

use super::Why;
use crate::domain::time::Timestamp;
use crate::domain::time::hours::Hours;
use crate::domain::workflow::{Row, find};

fn written(at: Timestamp, hours: &Hours) -> String {
    hours.civil(at).to_minute()
}

impl Why {
    /// Returns the sentence, without the article.
    pub(super) fn sentence(&self) -> String {
        match self {
            Why::Stage { verb, stage } => {
                let from = find(*verb).map(Row::from_words).unwrap_or_default();
                say!(
                    "refusal-stage",
                    verb = verb.words(),
                    stage = stage.words(),
                    from = from
                )
            }
            Why::Role { verb, who, may } => {
                let may = may
                    .iter()
                    .map(|role| role.words())
                    .collect::<Vec<_>>()
                    .join(&say!("list-or"));
                say!(
                    "refusal-role",
                    verb = verb.words(),
                    who = who.as_str(),
                    may = may
                )
            }
            Why::Missing(ask) => say!(&format!("missing-{}", ask.code())),
            Why::NotSealed => say!("refusal-not-sealed"),
            Why::UnknownCode { ask, code, known } => say!(
                "refusal-unknown-code",
                ask = say!(&format!("ask-{}", ask.code())),
                code = code.as_str(),
                known = known.as_str()
            ),
            Why::NotAtUnit { unit } => say!("refusal-not-at-unit", unit = unit.as_str()),
            Why::NoSuchUnit => say!("refusal-no-such-unit"),
            Why::SameLetter => say!("refusal-same-letter"),
            Why::AlreadyLinked => say!("refusal-already-linked"),
            Why::MajorUninstructed => say!("refusal-major-uninstructed"),
            Why::AlreadySigned => say!("refusal-already-signed"),
            Why::NothingDrafted => say!("refusal-nothing-drafted"),
            Why::AlreadyMajor => say!("refusal-already-major"),
            Why::NoDeadline => say!("refusal-no-deadline"),
            Why::NotYourUnit => say!("refusal-not-your-unit"),
            Why::NotAtAnyUnit => say!("refusal-not-at-any-unit"),
            Why::AlreadyAnswered => say!("refusal-already-answered"),
            Why::NothingAnswered => say!("refusal-nothing-answered"),
            Why::NotACoUnit => say!("refusal-not-a-co-unit"),
            Why::CoUnitsOpen { n } => say!("refusal-co-units-open", n = *n),
            Why::SameUnit { unit } => say!("refusal-same-unit", unit = unit.as_str()),
            Why::SeveralUninstructed => say!("refusal-several-uninstructed"),
            Why::ReturnedBefore { unit } => say!("refusal-returned-before", unit = unit.as_str()),
            Why::Accused { unit } => say!("refusal-accused", unit = unit.as_str()),
            Why::NoReturns => say!("refusal-no-returns"),
            Why::ReturnTooLate { until, hours } => {
                say!("refusal-return-too-late", until = written(*until, hours))
            }
            Why::NoExtensions => say!("refusal-no-extensions"),
            Why::ExtensionTooLate { until, hours } => {
                say!("refusal-extension-too-late", until = written(*until, hours))
            }
            Why::ExtensionPending => say!("refusal-extension-pending"),
            Why::NoExtensionAsked => say!("refusal-no-extension-asked"),
            Why::OwnRequest => say!("refusal-own-request"),
            Why::ExtensionTimes { most } => say!("refusal-extension-times", most = *most),
            Why::ExtensionDays { most } => say!("refusal-extension-days", most = *most),
            Why::ExtensionWhole { most } => say!("refusal-extension-whole", most = *most),
            Why::LimitTooLong { most } => say!("refusal-limit-too-long", most = *most),
            Why::NoSuchPassage => say!("refusal-no-such-passage"),
            Why::NotAnswered => say!("refusal-not-answered"),
            Why::RepeatsThis => say!("refusal-repeats-this"),
            Why::TooLong { has, most } => say!("refusal-too-long", has = *has, most = *most),
            Why::RepeatsThrough => say!("refusal-repeats-through"),
            Why::NotLate { until, hours } => {
                say!("refusal-not-late", until = written(*until, hours))
            }
            Why::NoAsking => say!("refusal-no-asking"),
            Why::NotAsked => say!("refusal-not-asked"),
            Why::Waiting { until, hours } => {
                say!("refusal-waiting", until = written(*until, hours))
            }
            Why::OwnDraft => say!("refusal-own-draft"),
            Why::AlreadyPublished => say!("refusal-already-published"),
            Why::NoSuchScore => say!("refusal-no-such-score"),
            Why::NotLinked => say!("refusal-not-linked"),
            Why::NotReported => say!("refusal-not-reported"),
            Why::NotRestricted => say!("refusal-not-restricted"),
            Why::NotReader { who } => say!("refusal-not-reader", who = who.as_str()),
            Why::OtherRestricted { who } => say!("refusal-other-restricted", who = who.as_str()),
            Why::NoSuchReader { who } => say!("refusal-no-such-reader", who = who.as_str()),
            Why::ContactAllowed => say!("refusal-contact-allowed"),
        }
    }
}
