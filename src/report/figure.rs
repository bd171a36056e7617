//! Figures: a count with the letters behind it, and the items that are counted.

use std::collections::BTreeSet;

use crate::domain::letter::LetterId;

/// A count and its letters. A letter may count more than once: twice at a unit, urged three times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// The count.
    pub n: u64,
    /// The distinct letters, by intake ID.
    pub letters: BTreeSet<LetterId>,
}

impl Figure {
    /// Zero, with no letters.
    pub const NONE: &Figure = &Figure {
        n: 0,
        letters: BTreeSet::new(),
    };

    /// Adds one for a letter.
    pub fn add(&mut self, letter: LetterId) {
        self.n += 1;
        self.letters.insert(letter);
    }
}

/// The items that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// 收件: received in the period.
    Received,
    /// 受理: accepted.
    Accepted,
    /// 不予受理: declined.
    Declined,
    /// 转交: referred to another body.
    Referred,
    /// 交办: given to a lead unit.
    Assigned,
    /// 直接答复: replies that the centre sent without a unit.
    Direct,
    /// 终止: ended without a reply.
    Ended,
    /// 重新办理: reopened.
    Reopened,
    /// 重复: linked to an earlier letter.
    Linked,
    /// 公开: published replies.
    Published,
    /// 不予公开: replies withheld from publication.
    Withheld,
    /// 办结: of the letters accepted in the period, those that were answered or ended.
    Settled,
    /// 回访: letters whose writers were called back.
    CalledBack,
    /// 满意: replies whose writers gave 4 or 5.
    Satisfied,
    /// 承办: assignments to the unit.
    Handled,
    /// 按时: answered, and never late.
    InTime,
    /// 逾期: answered, and late.
    Late,
    /// 因协办逾期: a lead unit answered late because a co-unit did.
    ThroughCo,
    /// 逾期未办: late, and not answered.
    LateOpen,
    /// 在办: not answered, and not late yet.
    Open,
    /// 已反馈: answered at least once; the denominator of the share sent back.
    Answered,
    /// 延时: with a granted extension.
    Extended,
    /// 退件: returned, or withdrawn with the lead unit's return; counted in no other figure.
    Returned,
    /// 退回重办: with an answer that the centre sent back.
    SentBack,
    /// 催办: urgings.
    Urgings,
    /// 通报批评: urgings at a step that names the unit in the bulletin.
    Named,
    /// 回复: replies sent.
    Replied,
    /// 重复投诉: reopened, or another letter was linked to it.
    Repeats,
}

impl Item {
    /// The items of a unit's row, in order.
    pub const OF_UNIT: [Item; 14] = [
        Item::Handled,
        Item::InTime,
        Item::Late,
        Item::ThroughCo,
        Item::LateOpen,
        Item::Open,
        Item::Answered,
        Item::Extended,
        Item::Returned,
        Item::SentBack,
        Item::Urgings,
        Item::Named,
        Item::Replied,
        Item::Repeats,
    ];

    /// The items of the centre's totals, in order.
    pub const OF_CENTRE: [Item; 15] = [
        Item::Received,
        Item::Accepted,
        Item::Declined,
        Item::Referred,
        Item::Assigned,
        Item::Direct,
        Item::Replied,
        Item::Ended,
        Item::Reopened,
        Item::Linked,
        Item::Published,
        Item::Withheld,
        Item::Settled,
        Item::CalledBack,
        Item::Satisfied,
    ];

    /// Returns the code in JSON. A unit's assignments have the code `received`, like the office's
    /// own column.
    pub fn code(self) -> &'static str {
        match self {
            Item::Received | Item::Handled => "received",
            Item::Accepted => "accepted",
            Item::Declined => "declined",
            Item::Referred => "referred",
            Item::Assigned => "assigned",
            Item::Direct => "direct",
            Item::Ended => "ended",
            Item::Reopened => "reopened",
            Item::Linked => "repeats",
            Item::Published => "published",
            Item::Withheld => "withheld",
            Item::Settled => "settled",
            Item::CalledBack => "called_back",
            Item::Satisfied => "satisfied",
            Item::InTime => "in_time",
            Item::Late => "late",
            Item::ThroughCo => "late_through_co",
            Item::LateOpen => "late_open",
            Item::Open => "open",
            Item::Answered => "answered",
            Item::Extended => "extended",
            Item::Returned => "returned",
            Item::SentBack => "sent_back",
            Item::Urgings => "urgings",
            Item::Named => "named",
            Item::Replied => "replied",
            Item::Repeats => "repeats",
        }
    }

    /// Returns the label in the language in force.
    pub fn label(self) -> String {
        match self {
            Item::Received => say!("figure-received"),
            Item::Accepted => say!("figure-accepted"),
            Item::Declined => say!("figure-declined"),
            Item::Referred => say!("figure-referred"),
            Item::Assigned => say!("figure-assigned"),
            Item::Direct => say!("figure-direct"),
            Item::Ended => say!("figure-ended"),
            Item::Reopened => say!("figure-reopened"),
            Item::Linked => say!("figure-linked"),
            Item::Published => say!("figure-published"),
            Item::Withheld => say!("figure-withheld"),
            Item::Settled => say!("figure-settled"),
            Item::CalledBack => say!("figure-called-back"),
            Item::Satisfied => say!("figure-satisfied"),
            Item::Handled => say!("figure-handled"),
            Item::InTime => say!("figure-in-time"),
            Item::Late => say!("figure-late"),
            Item::ThroughCo => say!("figure-through-co"),
            Item::LateOpen => say!("figure-late-open"),
            Item::Open => say!("figure-open"),
            Item::Answered => say!("figure-answered"),
            Item::Extended => say!("figure-extended"),
            Item::Returned => say!("figure-returned"),
            Item::SentBack => say!("figure-sent-back"),
            Item::Urgings => say!("figure-urgings"),
            Item::Named => say!("figure-named"),
            Item::Replied => say!("figure-replied"),
            Item::Repeats => say!("figure-repeats"),
        }
    }
}

/// The working hours from assignment to answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AnswerHours {
    /// The mean, rounded to a tenth of an hour; `None` where nothing was answered.
    pub mean: Option<f64>,
    /// The median, rounded to a tenth of an hour.
    pub median: Option<f64>,
}

impl AnswerHours {
    /// Computes both from the working minutes of each answer.
    pub fn from_minutes(mut minutes: Vec<i64>) -> AnswerHours {
        minutes.sort_unstable();
        let hours = |minutes: f64| round_to(minutes / 60.0, 10.0);
        let middle = |at: usize| minutes.get(at).map(|minutes| *minutes as f64);
        let n = minutes.len();
        let median = match (n % 2, n.checked_sub(1)) {
            (_, None) => None,
            (1, _) => middle(n / 2),
            (_, _) => middle(n / 2 - 1)
                .zip(middle(n / 2))
                .map(|(left, right)| (left + right) / 2.0),
        };
        let mean = (n > 0).then(|| minutes.iter().sum::<i64>() as f64 / n as f64);
        AnswerHours {
            mean: mean.map(hours),
            median: median.map(hours),
        }
    }
}

/// The writers' satisfaction with replies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Satisfaction {
    /// The mean of the latest ratings, from 1 to 5, rounded to a hundredth; `None` where there is
    /// none.
    pub mean: Option<f64>,
    /// Rated replies.
    pub rated: Figure,
    /// Replies without a rating.
    pub unknown: Figure,
}

/// Returns `part / whole`, rounded to a hundredth of a per cent; `None` where `whole` is zero.
pub fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| round_to(part as f64 / whole as f64, 10_000.0))
}

/// Rounds to a multiple of `1 / fraction`.
pub fn round_to(number: f64, fraction: f64) -> f64 {
    (number * fraction).round() / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(
            AnswerHours::from_minutes(vec![]),
            AnswerHours {
                mean: None,
                median: None
            }
        );
        assert_eq!(
            AnswerHours::from_minutes(vec![90]),
            AnswerHours {
                mean: Some(1.5),
                median: Some(1.5)
            }
        );
        assert_eq!(
            AnswerHours::from_minutes(vec![600, 60, 120, 240]),
            AnswerHours {
                mean: Some(4.3),
                median: Some(3.0)
            }
        );
        assert_eq!(
            AnswerHours::from_minutes(vec![600, 60, 120]).median,
            Some(2.0)
        );
    }
}
