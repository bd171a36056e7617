//! The possible values of a field, found by characters or by pinyin, best match first.

use super::field::Field;
use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::text::normalize::fold_text;
use crate::domain::text::pinyin::PinyinFilter;
use crate::i18n::{Lang, with_language};

/// A possible value of a field.
#[derive(Clone, Debug)]
pub(super) struct Choice<T> {
    /// The value.
    pub value: T,
    /// The text inserted into the query.
    pub insert: String,
    /// The label.
    pub label: String,
    // Normalised.
    names: Vec<String>,
}

/// Match ranks: equal (0), equal in pinyin (1), a prefix (2); worse matches rank higher.
pub(super) const EXACT_RANK: usize = 0;
pub(super) const PREFIX_RANK: usize = 2;

/// Normalises a name for matching: drops blanks and separators, and reads `3(5)` as `3.5`.
fn normalize_name(name: &str) -> String {
    let signs =
        |char: char| (!char.is_whitespace() && !matches!(char, '-' | '_' | ')')).then_some(char);
    fold_text(name)
        .chars()
        .filter_map(signs)
        .map(|char| if char == '(' { '.' } else { char })
        .collect()
}

impl<T> Choice<T> {
    pub(super) fn new(value: T, insert: &str, shown: &str, names: &[&str]) -> Choice<T> {
        Choice {
            value,
            insert: insert.into(),
            label: shown.into(),
            // A blank name, which an older version accepted, would match anything.
            names: names
                .iter()
                .map(|name| normalize_name(name))
                .filter(|name| !name.is_empty())
                .collect(),
        }
    }

    fn is_named(&self, plain: &str) -> bool {
        self.names.iter().any(|name| name == plain)
    }
}

/// Returns the choices that match the typed text with their ranks, best first. An empty text
/// matches all.
pub(super) fn ranked_matches<'a, T>(
    choices: &'a [Choice<T>],
    typed: &str,
) -> Vec<(usize, &'a Choice<T>)> {
    let plain = normalize_name(typed);
    if plain.is_empty() && !typed.is_empty() {
        return Vec::new();
    }
    let filter = PinyinFilter::new(&plain);
    let fit = |choice: &Choice<T>| match choice.is_named(&plain) {
        true => Some(EXACT_RANK),
        false => choice
            .names
            .iter()
            .filter_map(|name| filter.rank(name))
            .min()
            .map(|rank| rank + 1),
    };
    let mut fitting: Vec<_> = choices
        .iter()
        .filter_map(|choice| Some((fit(choice)?, choice)))
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting
}

/// Returns the choices of the best rank.
pub(super) fn best_matches<'a, T>(choices: &'a [Choice<T>], typed: &str) -> Vec<&'a Choice<T>> {
    let fitting = ranked_matches(choices, typed);
    let first = fitting.first().map(|(rank, _)| *rank);
    fitting
        .into_iter()
        .take_while(|(rank, _)| Some(*rank) == first)
        .map(|(_, choice)| choice)
        .collect()
}

/// Suggests at most three labels for a text that matches nothing, by its longest prefix or suffix
/// that matches something.
pub(super) fn suggest_labels<T>(choices: &[Choice<T>], typed: &str) -> Vec<String> {
    let typed: Vec<char> = normalize_name(typed).chars().take(16).collect();
    let parts = (2..typed.len())
        .rev()
        .flat_map(|n| [&typed[..n], &typed[typed.len() - n..]]);
    let found = parts
        .map(|part| best_matches(choices, &part.iter().collect::<String>()))
        .find(|found| !found.is_empty());
    found
        .into_iter()
        .flatten()
        .take(3)
        .map(|choice| choice.label.clone())
        .collect()
}

/// Returns the units, with their short names as labels.
pub(super) fn unit_choices(units: &Units) -> Vec<Choice<UnitId>> {
    let choice = |unit: &crate::domain::directory::unit::Unit| {
        let names: Vec<&str> = std::iter::once(&unit.name)
            .chain(&unit.aliases)
            .map(String::as_str)
            .collect();
        let short = units.short_name(unit.id);
        Choice::new(unit.id, &short, &short, &names)
    };
    units.all().iter().map(choice).collect()
}

/// Returns all stages, "open", "ended", and the stages of each other queue.
pub(super) fn stage_choices() -> Vec<Choice<Vec<Stage>>> {
    fn choice(code: &str, words: impl Fn() -> String, stages: Vec<Stage>) -> Choice<Vec<Stage>> {
        let (shown, [zh, en]) = (
            words(),
            [Lang::Zh, Lang::En].map(|lang| with_language(lang, &words)),
        );
        let insert = if shown.contains(char::is_whitespace) {
            code
        } else {
            &shown
        };
        Choice::new(stages, insert, &shown, &[code, &zh, &en])
    }
    let of = |fits: &dyn Fn(Queue) -> bool| {
        Stage::ALL
            .into_iter()
            .filter(|stage| fits(stage.queue()))
            .collect()
    };
    let mut choices: Vec<_> = Stage::ALL
        .into_iter()
        .map(|stage| choice(stage.code(), || stage.label(), vec![stage]))
        .collect();
    choices.push(choice(
        "open",
        || say!("stages-open"),
        of(&|queue| queue != Queue::Ended),
    ));
    for queue in [
        Queue::Ended,
        Queue::Inbox,
        Queue::Triage,
        Queue::Assignment,
        Queue::Drafting,
    ] {
        let words = || say!(&format!("queue-{}", queue.code()));
        let mut choice = choice(queue.code(), words, of(&|of| of == queue));
        // Where a queue and a stage share a name, the name means the stage.
        choice
            .names
            .retain(|name| !choices.iter().any(|stage| stage.is_named(name)));
        choices.push(choice);
    }
    choices
}

/// The number of stage choices offered before anything is typed; the queues after them only repeat
/// stages.
pub(super) const OFFERED_STAGES: usize = Stage::ALL.len() + 2;

/// Returns the categories by code.
pub(super) fn category_choices(regulation: &Regulation) -> Vec<Choice<String>> {
    let choice = |category: &crate::domain::regulation::Category| {
        let [zh, en] = category.in_all();
        let shown = format!("{} {}", category.code, category.words());
        Choice::new(
            category.code.clone(),
            &category.code,
            &shown,
            &[&category.code, zh, en],
        )
    };
    regulation.categories.iter().map(choice).collect()
}

/// Returns yes and no, in both languages.
pub(super) fn yes_no_choices() -> Vec<Choice<bool>> {
    let choice = |value: bool, en: &str, zh: &str| {
        let word = match crate::i18n::current_language() {
            Lang::Zh => zh,
            Lang::En => en,
        };
        Choice::new(value, word, word, &[en, zh])
    };
    vec![choice(true, "yes", "是"), choice(false, "no", "否")]
}

/// Returns the fields by name.
pub(super) fn field_choices() -> Vec<Choice<Field>> {
    let choice = |field: Field| {
        let insert = format!("{}:", field.name());
        Choice::new(
            field,
            &insert,
            &format!("{insert} {}", field.help_text()),
            &field.names().collect::<Vec<_>>(),
        )
    };
    Field::ALL.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice<usize>> {
        let names = [
            &["区住房和城乡建设局", "住建局"][..],
            &["区住建局（分局）"],
            &["质检局"],
            &["ABC"],
        ];
        names
            .iter()
            .enumerate()
            .map(|(n, names)| Choice::new(n, names[0], names[0], names))
            .collect()
    }

    #[test]
    fn the_same_comes_before_the_like() {
        let choices = choices();
        let best = |typed: &str| {
            best_matches(&choices, typed)
                .iter()
                .map(|choice| choice.value)
                .collect::<Vec<_>>()
        };
        for (typed, expected) in [
            ("住建局", vec![0]),
            ("住建", vec![0]),
            ("区住建局(分局)", vec![1]),
            ("zjj", vec![0, 2]),
            ("建", vec![0, 1]),
            ("a_b-c", vec![3]),
            ("", vec![0, 1, 2, 3]),
            (" ", vec![]),
            ("没有", vec![]),
        ] {
            assert_eq!(best(typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_nearest_have_the_beginning_or_the_end() {
        let choices = choices();
        for (typed, expected) in [
            ("住建委", vec!["区住房和城乡建设局"]),
            ("市质检局", vec!["质检局"]),
            ("某委", vec![]),
        ] {
            assert_eq!(suggest_labels(&choices, typed), expected, "{typed}");
        }
    }
}
