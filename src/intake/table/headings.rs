//! Joins headings of two lines, such as 来信人 over 姓名 and 电话.

use super::classify::{is_blank_row, is_empty_cell};
use crate::intake::table::fields::{Field, normalize_heading};
use crate::intake::table::mapping::ColumnMapping;

/// The longest heading, in characters.
const MAX_HEADING_CHARS: usize = 12;

/// Two lines of headings, joined column by column.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::intake) struct JoinedHeadings {
    /// The heading shown for a column: the lower line if it has a text.
    pub shown: Vec<String>,
    /// Both lines of a column in one text, by which fields are recognised.
    pub full: Vec<String>,
}

/// Joins the row under the headings with them if it is their second line: only words, and nothing
/// that could be the title or text of a letter.
pub(in crate::intake) fn join_second_line(
    upper: &[String],
    lower: &[String],
    mapping: &ColumnMapping,
) -> Option<JoinedHeadings> {
    if is_blank_row(lower) {
        return None;
    }
    let above = |at: usize| {
        upper
            .get(at)
            .map(|cell| normalize_heading(cell))
            .unwrap_or_default()
    };
    for (at, cell) in lower
        .iter()
        .enumerate()
        .filter(|(_, cell)| !is_empty_cell(cell))
    {
        let word = normalize_heading(cell);
        let long = word.is_empty() || word.chars().count() > MAX_HEADING_CHARS;
        let content = [Field::Title, Field::Body]
            .into_iter()
            .any(|field| mapping.column(field) == Some(at));
        if long
            || word.chars().any(|c| c.is_ascii_digit())
            || (content && word != above(at) && !Field::is_known_heading(&word))
        {
            return None;
        }
    }
    let known = |cell: &String| Field::is_known_heading(&normalize_heading(cell));
    let new = lower
        .iter()
        .enumerate()
        .any(|(at, cell)| known(cell) && normalize_heading(cell) != above(at));
    // If every column has a new word, the row is the headings again in other words, or a letter.
    let under_nothing = lower
        .iter()
        .enumerate()
        .any(|(at, cell)| is_empty_cell(cell) || normalize_heading(cell) == above(at));
    if !new || !under_nothing {
        return None;
    }
    Some(join_lines(upper, lower))
}

/// Joins two lines of headings column by column. An upper heading extends over following columns
/// without one.
pub(in crate::intake) fn join_lines(upper: &[String], lower: &[String]) -> JoinedHeadings {
    let (mut shown, mut whole, mut group) = (Vec::new(), Vec::new(), "");
    for at in 0..upper.len().max(lower.len()) {
        let cell = |row: &'_ [String]| row.get(at).filter(|cell| !is_empty_cell(cell)).cloned();
        if let Some(above) = upper.get(at).filter(|cell| !is_empty_cell(cell)) {
            group = above;
        }
        let own = cell(upper).unwrap_or_default();
        match cell(lower) {
            Some(low) if normalize_heading(&low) != normalize_heading(group) => {
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
    JoinedHeadings { shown, full: whole }
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
        let mapping = ColumnMapping::guess(&upper);
        let two =
            join_second_line(&upper, &row(&["", "", "", "", "姓名", "电话"]), &mapping).unwrap();
        assert_eq!(
            two.shown,
            ["序号", "标题", "内容", "来信时间", "姓名", "电话"]
        );
        assert_eq!(two.full[4..], ["来信人姓名", "来信人电话"]);
        let filled = row(&["序号", "标题", "内容", "来信时间", "姓名", "电话"]);
        assert_eq!(
            join_second_line(&upper, &filled, &mapping).unwrap().shown,
            two.shown
        );
        for letter in [
            &["1", "路灯", "不亮", "", "", ""][..],
            &["", "路灯不亮", "", "", "", "电话"],
            &["", "", "", "", "", ""],
        ] {
            assert_eq!(
                join_second_line(&upper, &row(letter), &mapping),
                None,
                "{letter:?}"
            );
        }
    }
}
