//! Parses a query: each piece adds a condition.

use super::choice::{
    EXACT_RANK, best_matches, category_choices, ranked_matches, stage_choices, suggest_labels,
    unit_choices, yes_no_choices,
};
use super::dates::parse_period;
use super::field::Field;
use super::piece::{Piece, split_pieces};
use super::{Query, QueryContext, SearchTerm};
use crate::domain::query::error::{QueryError, QueryProblem};
use crate::domain::text::normalize::{self, fold_text, phone_digits as number_of};
use crate::domain::time::Timestamp;

/// Parses a query. A piece with an unknown field is a word, so that times and addresses can be
/// searched for. A known field with an invalid value is an error.
pub fn parse(text: &str, asked: &QueryContext<'_>) -> Result<Query, QueryError> {
    let mut query = Query::default();
    let pieces = split_pieces(text);
    let mut rest = pieces.as_slice();
    while let Some((piece, behind)) = rest.split_first() {
        if let Some((digits, behind)) = spaced_number(text, rest) {
            query.words.push(SearchTerm {
                text: digits,
                negated: piece.negated,
            });
            rest = behind;
            continue;
        }
        query.add_piece(piece, asked).map_err(|wrong| QueryError {
            span: piece.span.clone(),
            problem: wrong,
        })?;
        rest = behind;
    }
    Ok(query)
}

/// The maximum number of words that can form one telephone number.
const MAX_NUMBER_WORDS: usize = 6;

/// Joins the first words into a telephone number, so that `+86 138 0000 1234` is one term. Returns
/// it with the remaining pieces.
fn spaced_number<'p, 't>(
    typed: &str,
    pieces: &'p [Piece<'t>],
) -> Option<(String, &'p [Piece<'t>])> {
    let first = pieces.first()?;
    let plain = |piece: &&Piece<'_>| piece.field.is_none() && piece.text.len() == piece.value.len();
    let words = pieces.iter().take(MAX_NUMBER_WORDS).take_while(plain);
    let words = 1 + words.skip(1).take_while(|piece| !piece.negated).count();
    // Three or more words may form a number. Two words do so only if it has more than eight digits,
    // because otherwise they may be two separate numbers.
    (3..=words)
        .rev()
        .find_map(|n| {
            let (number, behind) = pieces.split_at_checked(n)?;
            let typed = typed.get(first.value.start..number.last()?.span.end)?;
            Some((number_of(typed)?, behind)).filter(|_| plain(&first))
        })
        .or_else(|| {
            let (number, behind) = pieces
                .split_at_checked(2)
                .filter(|_| words >= 2 && plain(&first))?;
            let typed = typed.get(first.value.start..number.last()?.span.end)?;
            Some((number_of(typed).filter(|digits| digits.len() > 8)?, behind))
        })
}

impl Query {
    fn add_piece(
        &mut self,
        piece: &Piece<'_>,
        asked: &QueryContext<'_>,
    ) -> Result<(), QueryProblem> {
        let text = fold_text(piece.text).trim().to_owned();
        let not = piece.negated;
        let Some(field) = piece.field else {
            let text = normalize::search_term(piece.text).trim().to_owned();
            self.words
                .extend((!text.is_empty()).then_some(SearchTerm { text, negated: not }));
            return Ok(());
        };
        if text.is_empty() {
            return Err(QueryProblem::Empty(field));
        }
        if not && !field.can_be_negated() {
            return Err(QueryProblem::NotExcluded(field));
        }
        let value = || piece.text.trim().to_owned();
        match field {
            Field::Unit => {
                let known = unit_choices(asked.units);
                let found = best_matches(&known, &text)
                    .into_iter()
                    .map(|unit| unit.value)
                    .collect();
                let none = || QueryProblem::UnknownUnit {
                    value: value(),
                    near: suggest_labels(&known, &text),
                };
                add_unique(
                    if not {
                        &mut self.not_units
                    } else {
                        &mut self.units
                    },
                    found,
                )
                .ok_or_else(none)
            }
            Field::Stage => {
                let found = best_matches(&stage_choices(), &text)
                    .into_iter()
                    .flat_map(|stage| stage.value.clone())
                    .collect();
                let all = if not {
                    &mut self.not_stages
                } else {
                    &mut self.stages
                };
                add_unique(all, found).ok_or_else(|| QueryProblem::UnknownStage(value()))
            }
            Field::Category => {
                let known = category_choices(asked.regulation);
                let found = best_matches(&known, &text)
                    .into_iter()
                    .map(|category| category.value.clone())
                    .collect();
                let all = if not {
                    &mut self.not_categories
                } else {
                    &mut self.categories
                };
                let codes = || {
                    known
                        .iter()
                        .map(|category| category.value.clone())
                        .collect()
                };
                add_unique(all, found).ok_or_else(|| QueryProblem::UnknownCategory {
                    value: value(),
                    known: codes(),
                })
            }
            Field::From | Field::To => {
                let (first, next) = parse_period(&text, asked.today)
                    .ok_or_else(|| QueryProblem::InvalidPeriod(value()))?;
                let midnight = |date| asked.regulation.hours.midnight(date);
                if field == Field::From {
                    self.from = self
                        .from
                        .max(Some(midnight(first).unwrap_or(Timestamp::MIN)));
                } else {
                    let end = midnight(next).unwrap_or(Timestamp::MAX);
                    self.to = Some(self.to.map_or(end, |to| to.min(end)));
                }
                let backwards = self.from.zip(self.to).is_some_and(|(from, to)| from >= to);
                if backwards {
                    Err(QueryProblem::Backwards)
                } else {
                    Ok(())
                }
            }
            Field::Late => {
                let known = yes_no_choices();
                let found = ranked_matches(&known, &text)
                    .into_iter()
                    .find(|(rank, _)| *rank == EXACT_RANK);
                self.late = Some(
                    found
                        .ok_or_else(|| QueryProblem::NotYesOrNo(value()))?
                        .1
                        .value,
                );
                Ok(())
            }
            Field::Writer => {
                let all = if not {
                    &mut self.not_writer
                } else {
                    &mut self.writer
                };
                all.push(text);
                Ok(())
            }
            Field::Number => {
                self.number.push(text);
                Ok(())
            }
        }
    }
}

/// Adds values without duplicates. Returns `None` if there are none to add.
fn add_unique<T: PartialEq>(all: &mut Vec<T>, found: Vec<T>) -> Option<()> {
    let any = !found.is_empty();
    for one in found {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    any.then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::asked;
    use super::*;
    use crate::domain::letter::stage::Stage;
    use crate::i18n::{Lang, with_language};

    fn read(text: &str) -> Query {
        parse(text, &asked()).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Returns the short names of the units that a value means.
    fn named(value: &str) -> Vec<String> {
        read(&format!("unit:{value}"))
            .units
            .into_iter()
            .map(|unit| asked().units.short_name(unit))
            .collect()
    }

    #[test]
    fn words_are_folded_and_those_that_are_wanted_are_marked() {
        let query =
            read("經二路　-停电 “三 天” Ａ座 来信人:王 -来信人：李 编号:0042 \"\" \u{200b}");
        let words: Vec<(&str, bool)> = query
            .words
            .iter()
            .map(|word| (word.text.as_str(), word.negated))
            .collect();
        assert_eq!(
            words,
            [
                ("经二路", false),
                ("停电", true),
                ("三 天", false),
                ("a座", false)
            ]
        );
        assert_eq!(
            (
                query.writer.join(" "),
                query.not_writer.join(" "),
                query.number.join(" ")
            ),
            ("王".into(), "李".into(), "0042".into())
        );
        assert_eq!(query.highlight_terms(), ["经二路", "三 天", "a座", "王"]);
        assert!(!query.is_empty() && read(" \"\" ").is_empty());
    }

    #[test]
    fn times_and_addresses_are_words() {
        for text in ["8:30", "http://a.cn/b:c", "foo:bar", ":", "-", "城管局:"] {
            assert_eq!(read(text).highlight_terms(), [text], "{text}");
        }
    }

    #[test]
    fn a_unit_is_meant_by_its_best_names() {
        for (value, expected) in [
            ("住建局", "住建局"),
            ("区住建局", "住建局"),
            ("zjj", "住建局"),
            ("zhujianju", "住建局"),
            ("金陵", "金陵街道"),
            ("jinling", "金陵街道"),
            ("經二路街道", "经二路街道"),
            (
                "街道办事处",
                "金陵街道 经二路街道 清姜街道 姜谭街道 桥南街道",
            ),
        ] {
            assert_eq!(named(value).join(" "), expected, "{value}");
        }
        let query = read("unit:住建局 单位:zjj 单位:金陵街道 -单位:商务局");
        assert_eq!((query.units.len(), query.not_units.len()), (2, 1));
    }

    #[test]
    fn a_stage_is_meant_by_its_code_its_words_and_its_queue() {
        use Stage::{
            Approved, AwaitingInstruction, Closed, Declined, Drafting, InReview, Received,
            Registered, Replied, Terminated,
        };
        for (value, expected) in [
            ("received", vec![Received]),
            ("待受理", vec![Received]),
            ("inbox", vec![Received]),
            ("收件箱", vec![Received]),
            ("awaiting-instruction", vec![AwaitingInstruction]),
            ("\"for instruction\"", vec![AwaitingInstruction]),
            ("triage", vec![Registered, AwaitingInstruction]),
            ("drafting", vec![Drafting]),
            ("拟复", vec![Drafting, InReview, Approved]),
            ("dsy", vec![InReview]),
            ("办结", vec![Declined, Replied, Closed, Terminated]),
            ("ended", vec![Declined, Replied, Closed, Terminated]),
            ("已办结", vec![Closed]),
        ] {
            assert_eq!(read(&format!("stage:{value}")).stages, expected, "{value}");
        }
        assert_eq!(read("stage:open").stages, read("阶段：未办结").stages);
        assert_eq!(
            read("-stage:ended").not_stages.len() + read("stage:open").stages.len(),
            Stage::ALL.len()
        );
        assert_eq!(
            read("stage:closed stage:ended").stages,
            [Closed, Declined, Replied, Terminated]
        );
    }

    #[test]
    fn a_category_is_meant_by_its_code_and_its_words() {
        for value in [
            "3.5",
            "3(5)",
            "３（５）",
            "协调解决",
            "xietiao",
            "coordinate",
        ] {
            assert_eq!(
                read(&format!("category:{value}")).categories,
                ["3.5"],
                "{value}"
            );
        }
        let query = read("类别:3.5 类别:3.1 -类别:3.6");
        assert_eq!(
            (query.categories.len(), query.not_categories.join(" ")),
            (2, "3.6".into())
        );
    }

    #[test]
    fn dates_are_of_the_office_and_the_last_is_included() {
        for (text, from, to) in [
            (
                "from:2026-01 to:2026-03",
                "2025-12-31T16:00:00Z",
                "2026-03-31T16:00:00Z",
            ),
            (
                "从：2026年1月 到：今天",
                "2025-12-31T16:00:00Z",
                "2026-03-02T16:00:00Z",
            ),
            (
                "自:2025 自:2026-02 至:2026Q1 至:2027",
                "2026-01-31T16:00:00Z",
                "2026-03-31T16:00:00Z",
            ),
            (
                "from:7天 to:7d",
                "2026-02-22T16:00:00Z",
                "2026-02-23T16:00:00Z",
            ),
        ] {
            let query = read(text);
            let instant = |text: &str| text.parse::<Timestamp>().ok();
            assert_eq!(
                (query.from, query.to),
                (instant(from), instant(to)),
                "{text}"
            );
        }
    }

    #[test]
    fn late_is_yes_or_no_in_both_languages() {
        for (text, late) in [
            ("late:yes", true),
            ("late:NO", false),
            ("逾期：是", true),
            ("超期:否", false),
        ] {
            assert_eq!(read(text).late, Some(late), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_place_and_the_next_step() {
        for (text, at, sentence) in [
            (
                "停水 单位:",
                "单位:",
                "「单位:」后面没有内容，请紧接冒号填写：承办单位的名称、简称或拼音。",
            ),
            (
                "单位:住建委 停水",
                "单位:住建委",
                "单位名录里没有「住建委」，相近的有：住建局，请改写。",
            ),
            (
                "-unit:@@",
                "-unit:@@",
                "单位名录里没有「@@」，请改写名称、简称或拼音。",
            ),
            (
                "类别:9.9",
                "类别:9.9",
                "没有「9.9」这个类别，请写代码（3.1、3.2、3.3、3.4、3.5、3.6、3.7）或名称中的字。",
            ),
            (
                "从:1月",
                "从:1月",
                "「1月」不是日期，请写成 2026、2026Q1、2026-01、2026-01-15、今天或 7天。",
            ),
            (
                "从:2026-03 到:2026-02",
                "到:2026-02",
                "起始日期晚于截止日期，查不到信件，请改其中一个。",
            ),
            (
                "逾期:也许",
                "逾期:也许",
                "是否逾期请写是或否，不是「也许」。",
            ),
            ("-从:2026", "-从:2026", "「从」不能用减号排除，请去掉减号。"),
        ] {
            let error = with_language(Lang::Zh, || {
                parse(text, &asked()).map_err(|e| (text[e.span.clone()].to_owned(), e.to_string()))
            });
            assert_eq!(error, Err((at.to_owned(), sentence.to_owned())), "{text}");
        }
        let stage = with_language(Lang::Zh, || {
            parse("stage:飞", &asked()).unwrap_err().to_string()
        });
        assert!(
            stage.starts_with("没有「飞」这个阶段，请改写为待受理、")
                && stage.ends_with("、未办结、办结。"),
            "{stage}"
        );
    }
}
