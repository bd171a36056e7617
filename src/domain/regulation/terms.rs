//! The numbers of a regulation: limits, extensions, returns, the ladder of urging, the weights of the score.

use serde::{Deserialize, Serialize};

use crate::domain::time::deadline::Span;

/// How pressing, or how hard, a letter is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// 紧急.
    Urgent,
    /// 一般.
    #[default]
    Ordinary,
    /// 复杂.
    Complex,
}

impl Tier {
    /// All, in the order of the form.
    pub const ALL: [Tier; 3] = [Tier::Ordinary, Tier::Urgent, Tier::Complex];

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Tier::Urgent => "urgent",
            Tier::Ordinary => "ordinary",
            Tier::Complex => "complex",
        }
    }

    /// The tier with this code.
    pub fn parse(code: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.code() == code)
    }

    /// Whether this is the ordinary one, which records need not say.
    pub fn is_ordinary(&self) -> bool {
        *self == Tier::Ordinary
    }
}

/// From when the limit of an assignment is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Starts {
    /// From the assignment.
    #[default]
    Assigned,
    /// From the signing, where that is in time; until then, from the assignment.
    Signed,
    /// From the receipt by the centre.
    Received,
}

/// The limits of one route; what is not set is the ordinary one's, and where that is not set there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// 一般.
    pub ordinary: Option<Span>,
    /// 紧急.
    pub urgent: Option<Span>,
    /// 复杂.
    pub complex: Option<Span>,
}

impl Tiers {
    /// The limit of a tier.
    pub fn of(&self, tier: Tier) -> Option<Span> {
        match tier {
            Tier::Ordinary => self.ordinary,
            Tier::Urgent => self.urgent.or(self.ordinary),
            Tier::Complex => self.complex.or(self.ordinary),
        }
    }

    /// Whether the tiers differ.
    pub fn differ(&self) -> bool {
        self.urgent.is_some() || self.complex.is_some()
    }
}

/// What a unit may ask for that cannot make its limit (article 6(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extensions {
    /// At most so many days at a time, counted as the limit counts.
    pub days: u32,
    /// At most so many times for one assignment.
    pub times: u32,
    /// At most so many days in all, the limit among them; absent: no ceiling of the whole.
    pub whole: Option<u32>,
}

/// What becomes of the limit when a unit returns a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnClock {
    /// The next unit gets a whole limit.
    Restarts,
    /// The limit runs on, in triage and for the next unit.
    Runs,
}

/// How a unit that is not responsible returns a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returns {
    /// Within this long of the assignment.
    pub within: Span,
    /// What becomes of the limit.
    pub clock: ReturnClock,
}

/// The centre's own limits for a stage; absent is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageLimits {
    /// From receipt to acceptance.
    pub registration: Option<Span>,
    /// From acceptance to a route.
    pub triage: Option<Span>,
    /// From submission to the leader's word.
    pub review: Option<Span>,
}

/// Asking the writer of an incomplete letter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// How long the answer is waited for.
    pub wait: Span,
    /// The ground on which the letter is declined where no answer comes.
    pub ground: String,
    /// The question to the writer, as it is drafted.
    pub question: String,
}

/// Who has to approve a direct reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectReview {
    /// A leader, as for every reply.
    #[default]
    Leader,
    /// A leader, or somebody else at the centre than the drafter.
    Colleague,
    /// Nobody: what is submitted may be sent.
    Nobody,
}

/// A step of the ladder of urging (article 6(4)).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `remind`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
    /// How long after this step the next one is due; absent on the last.
    pub next: Option<Span>,
    /// Whether the bulletin names the unit.
    #[serde(default)]
    pub named: bool,
}

/// The weights of the parts of a unit's score, which add up to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// The share answered in time.
    pub in_time: u32,
    /// The mean satisfaction, of 5.
    pub satisfaction: u32,
    /// The share not sent back.
    pub not_sent_back: u32,
    /// The share not complained about again.
    pub not_repeated: u32,
}
