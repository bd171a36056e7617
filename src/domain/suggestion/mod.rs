//! Suggests decisions about a letter by a weighted vote of its nearest earlier letters, and
//! explains each with the words and letters on which it is based.
//!
//! Until there is a history, the labels' own words count: a unit's names and duties, a category's
//! examples.

mod decision;
mod text;
mod why;
mod words;

use super::letter::LetterId;
use crate::domain::directory::unit::UnitId;
use crate::domain::regulation::route::Route;
use crate::domain::text::bigram::Gram;

pub use decision::Decision;
pub use text::{Near, Text, nearest_first};

/// The maximum number of suggestions per field.
pub const OFFERED: usize = 3;

/// The maximum number of earlier letters cited per suggestion.
pub const NAMED: usize = 3;

/// A suggestion with at least this margin over the next one is right in 19 of 20 cases, measured on
/// real letters.
pub const SURE: f64 = 0.15;

/// The factor for bigrams in a title.
const TITLE: f64 = 3.0;

/// The pseudo-count that smooths a bigram's distribution over the labels: with less evidence it
/// counts less.
const NEEDED: f64 = 4.0;

/// Smoothing and limit of the factor that balances labels with many letters against those with few.
const WEIGHED: f64 = 8.0;
const AT_MOST: f64 = 8.0;

/// The weight of a bigram among the label's own words.
const OWN: f64 = 12.0;

/// A suggested choice, with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<L> {
    /// The suggested value.
    pub label: L,
    /// Its share of the evidence; the shares of all labels add up to 1.
    pub score: f64,
    /// Its lead over the next suggestion.
    pub margin: f64,
    /// The words of the letter that support it, as written there, strongest first.
    pub words: Vec<String>,
    /// The subset of `words` that belongs to the label itself: to its name, duties or examples.
    pub own: Vec<String>,
    /// The nearest earlier letters with this decision, nearest first.
    pub from: Vec<LetterId>,
}

impl<L> Choice<L> {
    /// Reports whether the margin is large enough to prefill the field.
    pub fn sure(&self) -> bool {
        self.margin >= SURE
    }

    /// Returns the same suggestion with another label.
    pub fn under<M>(self, label: M) -> Choice<M> {
        let Choice {
            label: _,
            score,
            margin,
            words,
            own,
            from,
        } = self;
        Choice {
            label,
            score,
            margin,
            words,
            own,
            from,
        }
    }
}

/// A suggested route.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Road {
    /// 直接答复: a direct reply, with the code of its reason.
    Direct(String),
    /// 交办: an assignment.
    Assigned,
}

impl Road {
    /// Returns the route without its reason.
    pub fn route(&self) -> Route {
        match self {
            Road::Direct(_) => Route::Direct,
            Road::Assigned => Route::Assigned,
        }
    }

    /// Returns the code of the reason.
    pub fn because(&self) -> Option<&str> {
        match self {
            Road::Direct(because) => Some(because),
            Road::Assigned => None,
        }
    }
}

/// The suggestions for a letter, by field; a field is empty if nothing supports any value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advice {
    /// The codes of categories.
    pub category: Vec<Choice<String>>,
    /// The lead units.
    pub lead: Vec<Choice<UnitId>>,
    /// The co-units that helped the first lead unit with similar letters.
    pub co: Vec<Choice<UnitId>>,
    /// The routes.
    pub road: Vec<Choice<Road>>,
    /// The codes of grounds on which similar letters were declined.
    pub ground: Vec<Choice<String>>,
}

impl Advice {
    /// Returns the letters on which the suggestions are based.
    pub fn named(&self) -> Vec<LetterId> {
        fn of<L>(choices: &[Choice<L>]) -> impl Iterator<Item = LetterId> {
            choices
                .iter()
                .flat_map(|choice| choice.from.iter().copied())
        }
        let Advice {
            category,
            lead,
            co,
            road,
            ground,
        } = self;
        let all = of(category)
            .chain(of(lead))
            .chain(of(co))
            .chain(of(road))
            .chain(of(ground));
        let mut named: Vec<LetterId> = all.collect();
        named.sort_unstable();
        named.dedup();
        named
    }
}

/// Returns the bigrams of a label's own words.
pub fn own<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Gram> {
    text::sorted(words)
}

/// One field for which suggestions are wanted.
pub struct Question<'a> {
    /// The bigrams of each label's own words; the length is the number of labels.
    pub own: &'a [&'a [Gram]],
    /// The nearest earlier letters, nearest first, each with its label.
    pub near: &'a [(&'a Near, Option<usize>)],
    /// The number of earlier letters with each label.
    pub counts: &'a [f64],
}

/// Ranks all labels for a letter, best first.
pub fn advise(text: &Text<'_>, question: &Question<'_>) -> Vec<Choice<usize>> {
    let evidence = Evidence::of(text, question);
    let mut ranked: Vec<(usize, f64)> = evidence.scores().into_iter().enumerate().collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let next = |place: usize| ranked.get(place + 1).map_or(0.0, |(_, score)| *score);
    let choices = ranked.iter().enumerate().map(|(place, (label, score))| {
        let named = question.near.iter().filter(|(_, has)| *has == Some(*label));
        let from = named.map(|(near, _)| near.id).take(NAMED).collect();
        Choice {
            label: *label,
            score: *score,
            margin: score - next(place),
            words: Vec::new(),
            own: Vec::new(),
            from,
        }
    });
    let mut choices: Vec<Choice<usize>> = choices.collect();
    // Only the offered suggestions are shown, so the words of the others need not be computed.
    for choice in choices.iter_mut().take(OFFERED + 1) {
        let (words, own) = words::telling(
            text,
            &evidence.weights(choice.label),
            question.own[choice.label],
        );
        (choice.words, choice.own) = (words, own);
    }
    choices
}

fn counts_for(titled: bool) -> f64 {
    if titled { TITLE } else { 1.0 }
}

/// The evidence of a letter's bigrams.
struct Evidence {
    labels: usize,
    /// The weight of each bigram: how well it separates the labels. They add up to 1.
    tells: Vec<f64>,
    /// The share of each label in each bigram, row by row.
    shares: Vec<f64>,
}

impl Evidence {
    fn of(text: &Text<'_>, question: &Question<'_>) -> Evidence {
        let Question { own, near, counts } = question;
        let (labels, tokens) = (own.len(), text.grams.len());
        let mut shares = vec![0.0; labels * tokens];
        let all: f64 = counts.iter().sum();
        let even = |label: usize| {
            let n = counts.get(label).copied().unwrap_or_default();
            ((all / labels as f64 + WEIGHED) / (n + WEIGHED)).clamp(1.0 / AT_MOST, AT_MOST)
        };
        let even: Vec<f64> = (0..labels).map(even).collect();
        for (near, label) in *near {
            let Some(label) = *label else { continue };
            for (token, titled) in &near.shared {
                shares[token * labels + label] += counts_for(*titled) * even[label];
            }
        }
        for (label, own) in own.iter().enumerate() {
            for (token, gram) in text.grams.iter().enumerate() {
                if own.binary_search(gram).is_ok() {
                    shares[token * labels + label] += OWN;
                }
            }
        }
        let mut tells = vec![0.0; tokens];
        for (token, titled) in text.titled.iter().enumerate() {
            let shares = &mut shares[token * labels..(token + 1) * labels];
            let sum: f64 = shares.iter().sum();
            if sum > 0.0 {
                for share in shares.iter_mut() {
                    *share = (*share + NEEDED / labels as f64) / (sum + NEEDED);
                }
                // The Kullback–Leibler divergence from the uniform distribution: 0 for a bigram
                // that says nothing about the label.
                let apart: f64 = shares
                    .iter()
                    .map(|share| share * (share * labels as f64).ln())
                    .sum();
                tells[token] = counts_for(*titled) * apart;
            }
        }
        let all: f64 = tells.iter().sum();
        if all > 0.0 {
            tells.iter_mut().for_each(|tells| *tells /= all);
        }
        Evidence {
            labels,
            tells,
            shares,
        }
    }

    fn scores(&self) -> Vec<f64> {
        let mut scores = vec![0.0; self.labels];
        for (tells, shares) in self
            .tells
            .iter()
            .zip(self.shares.chunks(self.labels.max(1)))
        {
            scores
                .iter_mut()
                .zip(shares)
                .for_each(|(score, share)| *score += tells * share);
        }
        scores
    }

    /// Returns how much each bigram supports a label over the best of the others.
    fn weights(&self, label: usize) -> Vec<f64> {
        let words = self
            .tells
            .iter()
            .zip(self.shares.chunks(self.labels.max(1)));
        let weight = |(tells, shares): (&f64, &[f64])| {
            let others = shares
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != label);
            let best = others.map(|(_, share)| *share).fold(0.0, f64::max);
            tells * (shares.get(label).copied().unwrap_or_default() - best)
        };
        words.map(weight).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: [&str; 3] = [
        "物业管理、供水供热协调",
        "占道经营、油烟扰民",
        "拖欠工资、劳动监察",
    ];

    fn asked(letter: (&str, &str), earlier: &[(&str, &str, usize)]) -> Vec<Choice<usize>> {
        let text = Text::new(letter.0, letter.1);
        let own: Vec<Vec<Gram>> = UNITS.iter().map(|words| self::own([*words])).collect();
        let own: Vec<&[Gram]> = own.iter().map(Vec::as_slice).collect();
        let near = (1..)
            .zip(earlier)
            .map(|(id, (title, body, _))| Near::new(&text, LetterId(id), title, body));
        let mut near: Vec<(Near, usize)> = near
            .zip(earlier.iter().map(|(_, _, label)| *label))
            .collect();
        nearest_first(&text, &mut near, |(near, _)| near);
        let near: Vec<(&Near, Option<usize>)> = near
            .iter()
            .map(|(near, label)| (near, Some(*label)))
            .collect();
        let count = |label| near.iter().filter(|(_, has)| *has == Some(label)).count() as f64;
        let counts: Vec<f64> = (0..UNITS.len()).map(count).collect();
        advise(
            &text,
            &Question {
                own: &own,
                near: &near,
                counts: &counts,
            },
        )
    }

    #[test]
    fn before_there_is_a_history_the_duties_speak() {
        let choices = asked(("烧烤摊占道经营", "晚上烧烤摊占道经营，油煙擾民。"), &[]);
        let first = &choices[0];
        assert_eq!((first.label, first.from.as_slice()), (1, &[][..]));
        assert_eq!(first.words[0], "占道经营");
        assert!(
            first.own.contains(&"油煙擾民".to_owned()),
            "as it stands in the letter: {:?}",
            first.own
        );
        assert!(first.sure());
        assert!((choices.iter().map(|choice| choice.score).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn where_nothing_speaks_nothing_is_said() {
        let choices = asked(("谢谢", "谢谢你们。"), &[]);
        assert!(
            choices
                .iter()
                .all(|choice| choice.score == 0.0 && choice.words.is_empty() && !choice.sure())
        );
    }

    #[test]
    fn earlier_letters_teach_what_no_duty_says_and_are_named_nearest_first() {
        let earlier = [
            ("暖气不热", "家里暖气不热，温度只有十度。", 0),
            ("楼道暖气不热", "小区暖气不热，找物业不管。", 0),
            ("老板不发钱", "干了三个月，老板不发钱。", 2),
        ];
        let choices = asked(("小区暖气不热", "小区暖气不热，孩子感冒了。"), &earlier);
        assert_eq!(
            (choices[0].label, choices[0].from.as_slice()),
            (0, &[LetterId(2), LetterId(1)][..])
        );
        assert!(
            choices[0].words.iter().any(|word| word.contains("暖气")),
            "{:?}",
            choices[0].words
        );
        assert!(choices[0].own.is_empty());
    }

    #[test]
    fn many_letters_of_one_label_do_not_drown_the_others() {
        let mut earlier = vec![("工地噪声", "工地夜里施工。", 1); 60];
        earlier.push(("工地欠薪", "工地不发工资，施工队不给钱。", 2));
        let choices = asked(("工地欠薪", "施工队不给钱。"), &earlier);
        assert_eq!(choices[0].label, 2);
    }
}
