//! Completion of a query: field names, and the values of a field.

use std::ops::Range;

use super::QueryContext;
use super::choice::{
    Choice, OFFERED_STAGES, PREFIX_RANK, category_choices, field_choices, ranked_matches,
    stage_choices, unit_choices, yes_no_choices,
};
use super::dates::common_periods;
use super::field::Field;
use super::piece::{parse_phrase, quote_value, split_pieces};

/// A suggested completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The byte range of the typed text that it replaces.
    pub range: Range<usize>,
    /// The replacement.
    pub insert: String,
    /// The label.
    pub label: String,
}

/// The maximum number of units suggested.
const MAX_UNITS: usize = 8;

/// Returns the completions at a cursor (a byte offset), best first: the values of the field under
/// the cursor, the fields whose names begin with the word before it, or all fields where a word may
/// begin.
pub fn complete(text: &str, cursor: usize, asked: &QueryContext<'_>) -> Vec<Completion> {
    let cursor = text.floor_char_boundary(cursor);
    let (before, behind) = text.split_at(cursor);
    let Some(piece) = split_pieces(text)
        .into_iter()
        .find(|piece| piece.span.start < cursor && cursor <= piece.span.end)
    else {
        let touches = |char: char| !char.is_whitespace();
        let free = !before.ends_with(touches) && !behind.starts_with(touches);
        return if free {
            to_completions(text, cursor..cursor, field_choices().iter())
        } else {
            Vec::new()
        };
    };
    let Some(field) = piece.field else {
        let begun = &text[piece.value.clone()];
        if begun.is_empty() || cursor < piece.span.end {
            return Vec::new();
        }
        let known = field_choices();
        let named = ranked_matches(&known, begun)
            .into_iter()
            .filter(|(rank, _)| *rank <= PREFIX_RANK)
            .map(|(_, field)| field);
        return to_completions(
            text,
            piece.value,
            named.filter(|field| !piece.negated || field.value.can_be_negated()),
        );
    };
    if cursor < piece.value.start || (piece.negated && !field.can_be_negated()) {
        return Vec::new();
    }
    let typed = &text[piece.value.start..cursor];
    let typed = parse_phrase(typed).map_or(typed, |(inside, _)| inside);
    let range = piece.value;
    match field {
        Field::Unit => complete_value(text, range, &unit_choices(asked.units), typed, MAX_UNITS),
        Field::Stage => complete_value(text, range, &stage_choices(), typed, OFFERED_STAGES),
        Field::Category => complete_value(
            text,
            range,
            &category_choices(asked.regulation),
            typed,
            usize::MAX,
        ),
        Field::Late => complete_value(text, range, &yes_no_choices(), typed, usize::MAX),
        Field::From | Field::To => {
            let dates: Vec<_> = common_periods(asked.today)
                .iter()
                .map(|date| Choice::new((), date, date, &[date]))
                .collect();
            complete_value(text, range, &dates, typed, usize::MAX)
        }
        Field::Writer | Field::Number => Vec::new(),
    }
}

fn complete_value<T>(
    text: &str,
    range: Range<usize>,
    choices: &[Choice<T>],
    typed: &str,
    most: usize,
) -> Vec<Completion> {
    to_completions(
        text,
        range,
        ranked_matches(choices, typed)
            .into_iter()
            .take(most)
            .map(|(_, choice)| choice),
    )
}

/// Converts choices to completions, leaving out those that would change nothing.
fn to_completions<'a, T: 'a>(
    text: &str,
    range: Range<usize>,
    choices: impl Iterator<Item = &'a Choice<T>>,
) -> Vec<Completion> {
    let completion = |choice: &Choice<T>| {
        let insert = quote_value(&choice.insert).filter(|insert| *insert != text[range.clone()])?;
        Some(Completion {
            range: range.clone(),
            insert,
            label: choice.label.clone(),
        })
    };
    choices.filter_map(completion).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::asked;
    use super::*;
    use crate::i18n::{Lang, with_language};

    /// Returns the completions at the bar, as they are inserted.
    fn offered(lang: Lang, text: &str) -> String {
        let (cursor, text) = (text.find('|').unwrap(), text.replace('|', ""));
        let offered = with_language(lang, || complete(&text, cursor, &asked()));
        offered
            .into_iter()
            .map(|one| one.insert)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn fields_are_offered_where_one_begins() {
        let all = "单位: 阶段: 从: 到: 类别: 逾期: 来信人: 编号:";
        for (text, expected) in [
            ("|", all),
            ("停水 |", all),
            ("| ", all),
            ("停水|", ""),
            ("|停水", ""),
            ("停水 |停电", ""),
            ("单|", "单位:"),
            ("dw|", "单位:"),
            ("un|", "单位:"),
            ("un|known", ""),
            ("-l|", "类别: 来信人:"),
            ("-|", ""),
            ("\"|", ""),
            ("\"停水 |", ""),
            ("单|位:", ""),
            ("单位|:", ""),
        ] {
            assert_eq!(offered(Lang::Zh, text), expected, "{text}");
        }
        assert_eq!(offered(Lang::En, "单|"), "unit:");
    }

    #[test]
    fn values_are_offered_behind_the_colon() {
        for (text, expected) in [
            ("unit:住建|", "住建局"),
            ("-单位：zjj|", "住建局 民宗局"),
            ("单位:马营|", "马营镇"),
            ("unit:住建局|", ""),
            ("unit:住|错", "住建局"),
            ("unit:某|", "\"a b\""),
            ("停水 stage:拟|", "拟稿中 拟复"),
            ("阶段:\"办|", "办结 承办中 已办结 未办结 分办 交办"),
            ("category:3(5|", "3.5"),
            ("category:协调|", "3.5"),
            (
                "from:|",
                "今天 7天 30天 2026-03 2026-02 2026Q1 2025Q4 2026 2025",
            ),
            ("to:2025|", "2025Q4"),
            ("-to:|", ""),
            ("late:|", "是 否"),
            ("late:y|", "是"),
            ("writer:王|", ""),
        ] {
            assert_eq!(offered(Lang::Zh, text), expected, "{text}");
        }
        assert_eq!(
            offered(Lang::En, "stage:|").split(' ').next_back(),
            Some("Ended")
        );
        assert_eq!(
            with_language(Lang::Zh, || complete("单位:", 7, &asked())).len(),
            MAX_UNITS
        );
    }

    #[test]
    fn what_is_offered_takes_the_place_of_the_whole_value() {
        let offered = with_language(Lang::Zh, || {
            complete("a 单位:“住 停水", "a 单位:“住".len(), &asked())
        });
        let expected = Completion {
            range: 9..22,
            insert: "住建局".into(),
            label: "住建局".into(),
        };
        assert_eq!(offered.first(), Some(&expected));
        let field = with_language(Lang::Zh, || complete("dw", 2, &asked()));
        assert_eq!(
            field.first().map(|one| one.label.as_str()),
            Some("单位: 承办单位的名称、简称或拼音")
        );
    }
}
