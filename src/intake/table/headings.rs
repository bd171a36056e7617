//! Joins headings of two lines, such as 来信人 over 姓名 and 电话.

use super::classify::{is_blank, is_nothing};
use crate::intake::table::fields::{Field, normal};
use crate::intake::table::mapping::Mapping;

/// The longest heading, in characters.
const LONGEST: usize = 12;

/// Two lines of headings, joined column by column.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::intake) struct Joined {
    /// The heading shown for a column: the lower line if it has a text.
    pub shown: Vec<String>,
    /// Both lines of a column in one text, by which fields are recognised.
    pub whole: Vec<String>,
}

/// Joins the row under the headings with them if it is their second line: only words, and nothing
/// that could be the title or text of a letter.
pub(in crate::intake) fn joined(
    upper: &[String],
    lower: &[String],
    mapping: &Mapping,
) -> Option<Joined> {
    if is_blank(lower) {
        return None;
    }
    let above = |at: usize| upper.get(at).map(|cell| normal(cell)).unwrap_or_default();
    for (at, cell) in lower
        .iter()
        .enumerate()
        .filter(|(_, cell)| !is_nothing(cell))
    {
        let word = normal(cell);
        let long = word.is_empty() || word.chars().count() > LONGEST;
        let content = [Field::Title, Field::Body]
            .into_iter()
            .any(|field| mapping.column(field) == Some(at));
        if long
            || word.chars().any(|c| c.is_ascii_digit())
            || (content && word != above(at) && !Field::known(&word))
        {
            return None;
        }
    }
    let known = |cell: &String| Field::known(&normal(cell));
    let new = lower
        .iter()
        .enumerate()
        .any(|(at, cell)| known(cell) && normal(cell) != above(at));
    // If every column has a new word, the row is the headings again in other words, or a letter.
    let under_nothing = lower
        .iter()
        .enumerate()
        .any(|(at, cell)| is_nothing(cell) || normal(cell) == above(at));
    if !new || !under_nothing {
        return None;
    }
    Some(join(upper, lower))
}

/// Joins two lines of headings column by column. An upper heading extends over following columns
/// without one.
pub(in crate::intake) fn join(upper: &[String], lower: &[String]) -> Joined {
    let (mut shown, mut whole, mut group) = (Vec::new(), Vec::new(), "");
    for at in 0..upper.len().max(lower.len()) {
        let cell = |row: &'_ [String]| row.get(at).filter(|cell| !is_nothing(cell)).cloned();
        if let Some(above) = upper.get(at).filter(|cell| !is_nothing(cell)) {
            group = above;
        }
        let own = cell(upper).unwrap_or_default();
        match cell(lower) {
            Some(low) if normal(&low) != normal(group) => {
                whole.push(format!("{}{}", group.trim(), low.trim()));
                shown.push(low);
            }
            Some(low) => {
                whole.push(low.clone());
                shown.push(low);
            }
            None => {
                whole.push(own.clone());
                shown.push(own);
            }
        }
    }
    Joined { shown, whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn two_lines_are_one_and_a_letter_is_none() {
        let upper = row(&["序号", "标题", "内容", "来信时间", "来信人", ""]);
        let mapping = Mapping::guess(&upper);
        let two = joined(&upper, &row(&["", "", "", "", "姓名", "电话"]), &mapping).unwrap();
        assert_eq!(
            two.shown,
            ["序号", "标题", "内容", "来信时间", "姓名", "电话"]
        );
        assert_eq!(two.whole[4..], ["来信人姓名", "来信人电话"]);
        let filled = row(&["序号", "标题", "内容", "来信时间", "姓名", "电话"]);
        assert_eq!(joined(&upper, &filled, &mapping).unwrap().shown, two.shown);
        for letter in [
            &["1", "路灯", "不亮", "", "", ""][..],
            &["", "路灯不亮", "", "", "", "电话"],
            &["", "", "", "", "", ""],
        ] {
            assert_eq!(joined(&upper, &row(letter), &mapping), None, "{letter:?}");
        }
    }
}
