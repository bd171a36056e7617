//! A figure: how many, and the letters that it counts; and what is counted.

use std::collections::BTreeSet;

use crate::domain::letter::LetterId;

/// How many, and of which letters. A letter may count several times: twice at a unit, urged three times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// How many.
    pub n: u64,
    /// The letters, each once, by intake id.
    pub letters: BTreeSet<LetterId>,
}

impl Figure {
    /// No letters.
    pub const NONE: &Figure = &Figure {
        n: 0,
        letters: BTreeSet::new(),
    };

    /// Counts something of a letter.
    pub fn add(&mut self, letter: LetterId) {
        self.n += 1;
        self.letters.insert(letter);
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// 收件: received in the period.
    Received,
    /// 受理: accepted.
    Accepted,
    /// 不予受理.
    Declined,
    /// 移交.
    Referred,
    /// 交办: given to a lead unit.
    Assigned,
    /// 直接答复: replies that the centre sent without a unit.
    Direct,
    /// 重办: reopened.
    Reopened,
    /// 重复: linked to an earlier letter.
    Linked,
    /// 公开.
    Published,
    /// 不予公开.
    Withheld,
    /// 承办: assignments to the unit.
    Handled,
    /// 按时: answered, and never late.
    InTime,
    /// 逾期: answered, and late.
    Late,
    /// 逾期未办: late, and not answered.
    LateOpen,
    /// 在办: not answered, and there is time.
    Open,
    /// 已反馈: answered at least once; the denominator of what was sent back.
    Answered,
    /// 延时: with a granted extension.
    Extended,
    /// 退办: returned, waived or withdrawn, and in no other figure.
    Returned,
    /// 退回重办: with an answer that the centre sent back.
    SentBack,
    /// 催办.
    Urgings,
    /// 点名: urged on a step that the bulletin names.
    Named,
    /// 回复: replies sent.
    Replied,
    /// 重复投诉: reopened, or another letter was linked to it.
    Repeats,
}

impl Item {
    /// What is counted of a unit, in order.
    pub const OF_UNIT: [Item; 13] = [
        Item::Handled,
        Item::InTime,
        Item::Late,
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

    /// What is counted of the centre, in order.
    pub const OF_CENTRE: [Item; 11] = [
        Item::Received,
        Item::Accepted,
        Item::Declined,
        Item::Referred,
        Item::Assigned,
        Item::Direct,
        Item::Replied,
        Item::Reopened,
        Item::Linked,
        Item::Published,
        Item::Withheld,
    ];

    /// The code in JSON; that of a unit's assignments is `received`, as in the columns of the office.
    pub fn code(self) -> &'static str {
        match self {
            Item::Received | Item::Handled => "received",
            Item::Accepted => "accepted",
            Item::Declined => "declined",
            Item::Referred => "referred",
            Item::Assigned => "assigned",
            Item::Direct => "direct",
            Item::Reopened => "reopened",
            Item::Linked => "repeats",
            Item::Published => "published",
            Item::Withheld => "withheld",
            Item::InTime => "in_time",
            Item::Late => "late",
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

    /// What it is called.
    pub fn words(self) -> String {
        match self {
            Item::Received => say!("figure-received"),
            Item::Accepted => say!("figure-accepted"),
            Item::Declined => say!("figure-declined"),
            Item::Referred => say!("figure-referred"),
            Item::Assigned => say!("figure-assigned"),
            Item::Direct => say!("figure-direct"),
            Item::Reopened => say!("figure-reopened"),
            Item::Linked => say!("figure-linked"),
            Item::Published => say!("figure-published"),
            Item::Withheld => say!("figure-withheld"),
            Item::Handled => say!("figure-handled"),
            Item::InTime => say!("figure-in-time"),
            Item::Late => say!("figure-late"),
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

/// The working hours that answers took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Took {
    /// The average, to a tenth of an hour; `None` where nothing was answered.
    pub mean: Option<f64>,
    /// The median, to a tenth of an hour.
    pub median: Option<f64>,
}

impl Took {
    /// Of so many working minutes each.
    pub fn of(mut minutes: Vec<i64>) -> Took {
        minutes.sort_unstable();
        let hours = |minutes: f64| round(minutes / 60.0, 10.0);
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
        Took {
            mean: mean.map(hours),
            median: median.map(hours),
        }
    }
}

/// How content the writers are with replies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The average of the latest ratings, from 1 to 5, to a hundredth; `None` where there is none.
    pub mean: Option<f64>,
    /// The replies that were rated.
    pub rated: Figure,
    /// The replies that nobody has rated.
    pub unknown: Figure,
}

/// `part` of `whole`, to a hundredth of a per cent; `None` where there is no whole.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| round(part as f64 / whole as f64, 10_000.0))
}

/// A number, rounded to the given fraction of one.
pub fn round(number: f64, fraction: f64) -> f64 {
    (number * fraction).round() / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(
            Took::of(vec![]),
            Took {
                mean: None,
                median: None
            }
        );
        assert_eq!(
            Took::of(vec![90]),
            Took {
                mean: Some(1.5),
                median: Some(1.5)
            }
        );
        assert_eq!(
            Took::of(vec![600, 60, 120, 240]),
            Took {
                mean: Some(4.3),
                median: Some(3.0)
            }
        );
        assert_eq!(Took::of(vec![600, 60, 120]).median, Some(2.0));
    }
}
