//! The quantities of a regulation: deadlines, extensions, returns, the ladder of urging, the
//! weights of the score.

use serde::{Deserialize, Serialize};

use crate::domain::regulation::approver::Approver;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::Span;

/// The urgency or complexity of a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// 紧急: urgent.
    Urgent,
    /// 一般: ordinary.
    #[default]
    Ordinary,
    /// 复杂: complex.
    Complex,
}

impl Tier {
    /// All tiers, in the order of the form.
    pub const ALL: [Tier; 3] = [Tier::Ordinary, Tier::Urgent, Tier::Complex];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Tier::Urgent => "urgent",
            Tier::Ordinary => "ordinary",
            Tier::Complex => "complex",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.code() == code)
    }

    /// Reports whether this is the ordinary tier, which records omit.
    pub fn is_ordinary(&self) -> bool {
        *self == Tier::Ordinary
    }
}

/// The event from which an assignment's deadline is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitStart {
    /// The assignment.
    #[default]
    Assigned,
    /// The signing, if it happens in time; until then, the assignment.
    Signed,
    /// The receipt by the centre.
    Received,
}

/// The deadlines of one route by tier. A tier without its own deadline uses the ordinary one, if
/// there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierLimits {
    /// 一般: ordinary.
    pub ordinary: Option<Span>,
    /// 紧急: urgent.
    pub urgent: Option<Span>,
    /// 复杂: complex.
    pub complex: Option<Span>,
}

impl TierLimits {
    /// Returns the deadline of a tier.
    pub fn for_tier(&self, tier: Tier) -> Option<Span> {
        match tier {
            Tier::Ordinary => self.ordinary,
            Tier::Urgent => self.urgent.or(self.ordinary),
            Tier::Complex => self.complex.or(self.ordinary),
        }
    }

    /// Reports whether the tier is the ordinary one or has its own deadline.
    pub fn has_tier(&self, tier: Tier) -> bool {
        match tier {
            Tier::Ordinary => true,
            Tier::Urgent => self.urgent.is_some(),
            Tier::Complex => self.complex.is_some(),
        }
    }

    /// Reports whether any tier has its own deadline.
    pub fn has_distinct_tiers(&self) -> bool {
        self.urgent.is_some() || self.complex.is_some()
    }
}

/// The rules for extending a unit's deadline (article 6(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRules {
    /// The maximum number of days per extension, in the unit of time of the deadline.
    pub days: u32,
    /// The maximum number of extensions per assignment.
    pub times: u32,
    /// The maximum number of days in total, including the original deadline; absent if there is
    /// none.
    pub whole: Option<u32>,
    /// Whether the lead unit's deadline follows that of a co-unit that was extended.
    #[serde(default)]
    pub lead_follows: bool,
}

/// What happens to the deadline when a unit returns a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnClock {
    /// The next unit gets a full deadline.
    Restarts,
    /// The deadline keeps running during triage and for the next unit.
    Runs,
}

/// Who decides that a letter is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnDecider {
    /// The unit that returns it.
    #[default]
    Unit,
    /// The centre.
    Centre,
}

/// The rules for returning a letter for which a unit is not responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnRules {
    /// The period after the assignment in which the letter may be returned.
    pub within: Span,
    /// What happens to the deadline.
    pub clock: ReturnClock,
    /// Who decides.
    #[serde(default)]
    pub decided_by: ReturnDecider,
}

/// The rules for signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningRules {
    /// The time that a unit has to sign for a letter.
    pub within: Span,
}

/// The people who approve a draft of one route, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// The route.
    pub route: Route,
    /// Who approves, the last at the end.
    pub steps: Vec<Approver>,
}

/// The centre's own deadlines, by stage; absent if there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageLimits {
    /// From receipt to acceptance.
    pub registration: Option<Span>,
    /// From acceptance to a route.
    pub triage: Option<Span>,
    /// From the last answer of a unit to the submission of the draft.
    pub drafting: Option<Span>,
    /// From submission to the leader's decision.
    pub review: Option<Span>,
}

/// The rules for asking the writer of an incomplete letter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InquiryRules {
    /// The time the writer has to answer.
    pub wait: Span,
    /// The code of the ground on which the letter is declined if no answer comes.
    pub ground: String,
    /// The template of the question.
    pub question: String,
    /// Whether a writer may be asked while units have the letter, whose deadlines stand still
    /// meanwhile.
    #[serde(default)]
    pub pauses: bool,
}

/// Who must approve a direct reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectReview {
    /// A leader, as for any reply.
    #[default]
    Leader,
    /// A leader, or somebody at the centre other than the drafter.
    Colleague,
    /// Nobody: a submitted draft may be sent.
    #[serde(alias = "none")]
    Nobody,
}

/// A step of the ladder of urging (article 6(4)).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgingStep {
    /// The code, such as `remind`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// The time until the next step is due; absent for the last step.
    pub next: Option<Span>,
    /// Whether the bulletin names the unit publicly.
    #[serde(default)]
    pub named: bool,
}

/// The weights of the components of a unit's score, in per cent; they add up to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreWeights {
    /// The share of letters answered in time.
    pub in_time: u32,
    /// The mean satisfaction, out of 5.
    pub satisfaction: u32,
    /// The share of answers not sent back.
    pub not_sent_back: u32,
    /// The share of letters not complained about again.
    pub not_repeated: u32,
}
