//! The text of a bulletin as the office publishes it: prose that the office edits, with fields that
//! are filled from the figures. It is an official document, and in Chinese whatever the language of
//! the screen.

use std::collections::BTreeMap;

use super::change::Report;
use super::figure::{AnswerHours, Figure, Item};
use super::score::UnitRow;
use crate::domain::office::Office;
use crate::domain::regulation::{Heading, Worded};
use crate::i18n::{Lang, with_language};

/// The text with which a draft begins.
pub const TEMPLATE: &str = include_str!("../../assets/templates/bulletin.txt");

/// How many types and subjects are named.
const MOST_NAMED: usize = 5;

/// A field of the text that there is none of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("draft-unknown-field", field = .0.as_str(), known = FIELDS.join("、")))]
pub struct UnknownField(pub String);

/// The fields, as they stand between 〔 and 〕.
const FIELDS: [&str; 28] = [
    "机关",
    "时期",
    "收件",
    "受理",
    "不予受理",
    "转交",
    "直接答复",
    "交办",
    "办结",
    "办结率",
    "按时率",
    "环比",
    "同比",
    "类型",
    "主题",
    "平均用时",
    "登记用时",
    "答复用时",
    "回访率",
    "满意率",
    "重新办理",
    "公开",
    "街镇排名",
    "部门排名",
    "逾期单位",
    "退回重办单位",
    "重复投诉单位",
    "通报批评单位",
];

/// Checks that every field of a text is known.
///
/// # Errors
/// The first that is not.
pub fn check_fields(text: &str) -> Result<(), UnknownField> {
    match pieces(text).find(|(field, _)| !FIELDS.contains(field)) {
        Some((field, _)) => Err(UnknownField(field.to_owned())),
        None => Ok(()),
    }
}

/// Returns the fields of a text, each with the text up to and including it.
fn pieces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_inclusive('〕').filter_map(|piece| {
        let inside = piece.strip_suffix('〕')?;
        let (_, field) = inside.rsplit_once('〔')?;
        Some((field, piece))
    })
}

/// Fills the fields of a text from a report. What is filled in is not read for fields again.
pub fn render(text: &str, report: &Report, office: &Office) -> String {
    let values = with_language(Lang::Zh, || values(report, office));
    let mut filled = String::new();
    for piece in text.split_inclusive('〕') {
        let field = piece
            .strip_suffix('〕')
            .and_then(|inside| inside.rsplit_once('〔'));
        match field.and_then(|(before, field)| Some((before, values.get(field)?))) {
            Some((before, value)) => {
                filled.push_str(before);
                filled.push_str(value);
            }
            None => filled.push_str(piece),
        }
    }
    filled
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{:.2}%", share * 100.0))
}

fn hours(of: &AnswerHours) -> String {
    of.mean
        .map_or_else(|| "—".to_owned(), |mean| format!("{mean:.1}"))
}

/// Returns how a count differs from that of another period, such as `环比增加3件`.
fn difference(kind: &str, change: Option<i64>) -> String {
    match change {
        None | Some(0) => format!("{kind}持平"),
        Some(more) if more > 0 => format!("{kind}增加{more}件"),
        Some(less) => format!("{kind}减少{}件", less.unsigned_abs()),
    }
}

/// Names what was counted most, with the shares.
fn shares(list: &[(String, Figure)], find: impl Fn(&str) -> Option<String>) -> String {
    let all: u64 = list.iter().map(|(_, figure)| figure.n).sum();
    let mut counted: Vec<&(String, Figure)> =
        list.iter().filter(|(_, figure)| figure.n > 0).collect();
    counted.sort_by_key(|(_, figure)| std::cmp::Reverse(figure.n));
    let named = counted.iter().take(MOST_NAMED).map(|(code, figure)| {
        let words = find(code).unwrap_or_else(|| code.clone());
        let share = figure.n as f64 / all as f64 * 100.0;
        format!("{words}{}件（{share:.1}%）", figure.n)
    });
    joined(named)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.is_empty() {
        true => "无".to_owned(),
        false => parts.join("、"),
    }
}

fn ranking(rows: &[UnitRow], town: bool) -> String {
    let mut ranked: Vec<&UnitRow> = rows
        .iter()
        .filter(|row| row.town == town && row.rank.is_some())
        .collect();
    ranked.sort_by_key(|row| row.rank);
    joined(ranked.into_iter().filter_map(|row| {
        let total = row.score.as_ref().and_then(|score| score.total)?;
        Some(format!("{}.{}（{total:.1}分）", row.rank?, row.name))
    }))
}

fn values(report: &Report, office: &Office) -> BTreeMap<&'static str, String> {
    let bulletin = &report.bulletin;
    let none = Default::default();
    let centre = bulletin.centre.as_ref().unwrap_or(&none);
    let regulation = &office.regulation;
    let n = |item: Item| centre.figure(item).n.to_string();
    let of = |change: &super::change::PeriodChange| {
        change
            .centre
            .as_ref()
            .and_then(|centre| centre.get(&Item::Received))
            .copied()
    };
    let units = |items: &[Item]| {
        joined(bulletin.rows.iter().filter_map(|row| {
            let all: u64 = items.iter().map(|item| row.count_of(*item)).sum();
            (all > 0).then(|| format!("{}{all}件", row.name))
        }))
    };
    let words = |entry: Option<&Heading>| entry.map(|entry| entry.words().to_owned());
    BTreeMap::from([
        ("机关", regulation.office.zh.clone()),
        ("时期", bulletin.period.label()),
        ("收件", n(Item::Received)),
        ("受理", n(Item::Accepted)),
        ("不予受理", n(Item::Declined)),
        ("转交", n(Item::Referred)),
        ("直接答复", n(Item::Direct)),
        ("交办", n(Item::Assigned)),
        ("办结", n(Item::Settled)),
        ("办结率", percent(centre.closing_rate())),
        ("按时率", percent(centre.units.in_time_share())),
        ("环比", difference("环比", of(&report.change))),
        ("同比", difference("同比", of(&report.last_year.1))),
        (
            "类型",
            shares(&centre.types, |code| words(regulation.find_type(code))),
        ),
        (
            "主题",
            shares(&centre.subjects, |code| {
                words(regulation.find_subject(code))
            }),
        ),
        ("平均用时", hours(&centre.units.answer_hours)),
        ("登记用时", hours(&centre.registering)),
        ("答复用时", hours(&centre.replying)),
        ("回访率", percent(centre.call_back_rate())),
        ("满意率", percent(centre.satisfied_share())),
        ("重新办理", n(Item::Reopened)),
        ("公开", n(Item::Published)),
        ("街镇排名", ranking(&bulletin.rows, true)),
        ("部门排名", ranking(&bulletin.rows, false)),
        ("逾期单位", units(&[Item::Late, Item::LateOpen])),
        ("退回重办单位", units(&[Item::SentBack])),
        ("重复投诉单位", units(&[Item::Repeats])),
        ("通报批评单位", units(&[Item::Named])),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_known_fields_alone_and_all_of_them() {
        assert_eq!(check_fields(TEMPLATE), Ok(()));
        for field in FIELDS {
            assert!(TEMPLATE.contains(&format!("〔{field}〕")), "{field}");
        }
    }

    #[test]
    fn a_field_that_there_is_none_of_is_named() {
        assert_eq!(
            check_fields("共〔收件〕件，〔来电〕件。"),
            Err(UnknownField("来电".to_owned()))
        );
        assert_eq!(check_fields("渭信〔2026"), Ok(()));
    }
}
