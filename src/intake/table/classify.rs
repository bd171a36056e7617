//! Classifies rows under the headings: a letter, or repeated headings, a blank row, a sum, a
//! caption. In doubt, a row is a letter.

use super::skipped::SkipReason;
use crate::intake::table::fields::{Field, normalize_heading};
use crate::intake::table::mapping::ColumnMapping;
use crate::intake::table::row::TableRow;
use crate::intake::text::clean;

/// The longest caption, in characters; a longer text was written by a person.
const MAX_CAPTION_CHARS: usize = 40;
/// The longest first cell that is examined, in bytes; a longer one is no heading, sum or caption.
const MAX_CELL_BYTES: usize = 400;
/// The longest heading, in bytes, with its remark in brackets. Checked first, because it rules out
/// most rows cheaply.
const MAX_HEADING_BYTES: usize = 120;

/// The words that a row of sums begins with.
const TOTALS: [&str; 16] = [
    "平均",
    "平均值",
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总数",
    "本页小计",
    "本页合计",
    "本月合计",
    "本年合计",
    "累计合计",
    "total",
    "subtotal",
    "grandtotal",
];

/// The measure words after a count.
const UNITS: [&str; 12] = [
    "件", "封", "条", "个", "人", "次", "宗", "起", "项", "份", "行", "元",
];

/// The labels that only a form has before a colon.
const FORM_LABELS: [&str; 31] = [
    "填表人",
    "填表",
    "填表单位",
    "填表日期",
    "填表时间",
    "填报人",
    "填报",
    "填报单位",
    "填报日期",
    "填报时间",
    "制表人",
    "制表",
    "制表单位",
    "制表日期",
    "制表时间",
    "审核人",
    "审核",
    "审批人",
    "复核人",
    "复核",
    "校对",
    "打印人",
    "打印时间",
    "打印日期",
    "导出人",
    "导出时间",
    "导出日期",
    "统计时间",
    "统计日期",
    "统计人",
    "单位负责人",
];

/// The labels of forms that may also begin the title of a letter.
const AMBIGUOUS_LABELS: [&str; 16] = [
    "单位",
    "报送单位",
    "报送人",
    "统计单位",
    "负责人",
    "经办人",
    "日期",
    "时间",
    "备注",
    "注",
    "说明",
    "填表说明",
    "数据来源",
    "联系人",
    "联系电话",
    "页码",
];

/// Returns why a row is not a letter, or `None` for a row to be read.
pub(in crate::intake) fn skip_reason(
    row: &TableRow,
    mapping: &ColumnMapping,
    headings: &[String],
    titles: &[String],
) -> Option<SkipReason> {
    if row.damage.is_some() {
        return None;
    }
    if is_blank_row(&row.cells) {
        return Some(SkipReason::Blank);
    }
    if is_heading_row(&row.cells, headings) {
        return Some(SkipReason::Heading);
    }
    let filled: Vec<(usize, &str)> = filled_cells(&row.cells).collect();
    let stands = |field| {
        mapping
            .column(field)
            .is_some_and(|column| filled.iter().any(|(at, _)| *at == column))
    };
    let body = mapping.column(Field::Body);
    let (first_column, first) = *filled
        .first()
        .filter(|(_, text)| text.len() <= MAX_CELL_BYTES)?;
    if is_total(first)
        && filled
            .iter()
            .skip(1)
            .all(|(_, text)| is_count(text) || is_total(text))
        && Some(first_column) != body
        && !(Some(first_column) == mapping.column(Field::Title) && stands(Field::Body))
    {
        return Some(SkipReason::Total);
    }
    let others_fit = || {
        filled.iter().skip(1).all(|(_, text)| {
            is_form(text) || *text == first || is_count(text) || is_date_or_month(text)
        })
    };
    let in_title = Some(first_column) == mapping.column(Field::Title);
    let content = stands(Field::Title) || stands(Field::Body);
    let page_or_form = is_form(first) || is_page(first);
    if Some(first_column) != body && page_or_form && others_fit() {
        return Some(SkipReason::Caption);
    }
    if !content && (may_be_form(first) || is_page(first)) {
        return Some(SkipReason::Caption);
    }
    let single = filled.len() == 1 && Some(first_column) != body;
    if single && is_sum(first) {
        return Some(SkipReason::Total);
    }
    if single && (is_day(first) || is_seal(first)) {
        return Some(SkipReason::Caption);
    }
    // A title of the table that is repeated on every printed page.
    let alone = filled.iter().all(|(_, text)| *text == first);
    if alone && (in_title || !content) && titles.contains(&normalize_heading(first)) {
        return Some(SkipReason::Caption);
    }
    None
}

/// Returns the cells that are not empty, with their columns.
fn filled_cells(cells: &[String]) -> impl Iterator<Item = (usize, &str)> {
    cells
        .iter()
        .enumerate()
        .map(|(at, cell)| (at, cell.trim()))
        .filter(|(_, cell)| !is_empty_cell(cell))
}

/// Reports whether a row is blank: white space, dashes, or the note that the rest is blank.
pub(in crate::intake) fn is_blank_row(cells: &[String]) -> bool {
    const REST: [&str; 6] = [
        "以下空白",
        "以下无正文",
        "以下为空",
        "以下无内容",
        "此行空白",
        "空白",
    ];
    let mut filled = filled_cells(cells);
    match (filled.next(), filled.next()) {
        (None, _) => true,
        (Some((_, one)), None) => {
            let plain: String = one.chars().filter(|c| c.is_alphanumeric()).collect();
            REST.contains(&plain.as_str()) && one.chars().count() <= MAX_CAPTION_CHARS
        }
        (Some(_), Some(_)) => false,
    }
}

/// Reports whether a cell is empty or only draws a line.
pub(in crate::intake) fn is_empty_cell(cell: &str) -> bool {
    clean::is_blank(cell)
        || cell.chars().all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '-' | '—'
                        | '–'
                        | '_'
                        | '='
                        | '─'
                        | '━'
                        | '－'
                        | '＿'
                        | '/'
                        | '\\'
                        | '*'
                        | ':'
                        | '|'
                )
        })
}

/// Reports whether these cells are the headings again: the same words in the same columns, or
/// enough known headings.
pub(in crate::intake) fn is_heading_row(cells: &[String], headings: &[String]) -> bool {
    if cells.iter().any(|cell| cell.len() > MAX_HEADING_BYTES) {
        return false;
    }
    let words: Vec<(usize, String)> = filled_cells(cells)
        .map(|(at, cell)| (at, normalize_heading(cell)))
        .collect();
    if words
        .iter()
        .any(|(_, word)| word.is_empty() || word.chars().count() > 20)
    {
        return false;
    }
    let same = |at: usize, word: &str| {
        headings
            .get(at)
            .is_some_and(|heading| normalize_heading(heading) == word)
    };
    let repeated = words.iter().filter(|(at, word)| same(*at, word)).count();
    let wide = filled_cells(headings).count() > 1;
    if repeated == words.len() && (words.len() > 1 || !wide) {
        return true;
    }
    let anywhere = |word: &str| {
        headings
            .iter()
            .any(|heading| normalize_heading(heading) == word)
    };
    let known = words
        .iter()
        .filter(|(_, word)| Field::is_known_heading(word) || anywhere(word))
        .count();
    let fields = Field::ALL
        .iter()
        .filter(|field| {
            words
                .iter()
                .any(|(_, word)| field.headings().contains(&word.as_str()))
        })
        .count();
    (fields >= 3 && known * 2 >= words.len()) || (fields >= 2 && known == words.len())
}

fn is_total(text: &str) -> bool {
    let word = normalize_heading(text);
    TOTALS
        .iter()
        .any(|total| word.strip_prefix(total).is_some_and(is_count))
}

/// Reports whether a text is a number with measure words and nothing else.
fn is_count(text: &str) -> bool {
    let mut rest = normalize_heading(text).replace(
        [
            '共', '计', ',', '，', '.', '%', '。', '、', ';', '；', '/', '-', '—', '+',
        ],
        "",
    );
    for unit in UNITS {
        rest = rest.replace(unit, "");
    }
    rest.chars().all(|c| c.is_ascii_digit()) && rest.len() <= 8
}

/// Reports whether a text is `2026年3月` or a date, as forms have in a corner.
fn is_date_or_month(text: &str) -> bool {
    let word = normalize_heading(text);
    word.chars().count() <= 12
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '-' | '/' | '.'))
}

/// Reports whether a text is a sum: `共 2 件`.
fn is_sum(text: &str) -> bool {
    let word = normalize_heading(text);
    word.starts_with('共') && word.contains(|c: char| c.is_ascii_digit()) && is_count(text)
}

/// Reports whether a text is a date or a month, and not just a number.
fn is_day(text: &str) -> bool {
    let dividers = text
        .chars()
        .filter(|c| matches!(c, '年' | '月' | '-' | '/' | '.'))
        .count();
    is_date_or_month(text) && dividers > 1
}

/// Reports whether a text is the place for a seal or a signature: `（盖章）`.
fn is_seal(text: &str) -> bool {
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    text.starts_with(['（', '(', '【', '['])
        && ["盖章", "公章", "签章", "签字", "单位盖章", "单位公章"].contains(&word.as_str())
}

fn before_colon(text: &str) -> Option<(String, &str)> {
    let (word, rest) = text.split_once(['：', ':'])?;
    Some((word.chars().filter(|c| !c.is_whitespace()).collect(), rest))
}

/// Reports whether a text is an entry of a form; one cell may have several: `填表人：张某  审核人：李某`.
fn is_form(text: &str) -> bool {
    text.chars().count() <= MAX_CAPTION_CHARS * 2
        && before_colon(text).is_some_and(|(word, rest)| {
            FORM_LABELS.contains(&word.as_str())
                && rest.split(['。', '！', '？', '，']).count() == 1
                && rest.chars().count() <= MAX_CAPTION_CHARS
        })
}

fn may_be_form(text: &str) -> bool {
    is_form(text)
        || text.chars().count() <= MAX_CAPTION_CHARS * 3
            && before_colon(text).is_some_and(|(word, _)| {
                AMBIGUOUS_LABELS.contains(&word.as_str()) || FORM_LABELS.contains(&word.as_str())
            })
}

/// Reports whether a text is a page number: `第 3 页`, `第3页 共10页`, `3/10页`, `Page 1 of 3`.
fn is_page(text: &str) -> bool {
    let word: String = normalize_heading(text)
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | '/' | '-' | '—' | '、'))
        .collect();
    let digits = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百'
            )
    };
    let chinese = word.contains('页')
        && word
            .chars()
            .all(|c| digits(c) || matches!(c, '第' | '页' | '共' | '总'));
    let english = word.strip_prefix("page").is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .replacen("of", "", 1)
                .chars()
                .all(|c| c.is_ascii_digit())
    });
    let digits = |text: &str| {
        (1..=4).contains(&text.trim().len())
            && text.trim().bytes().all(|byte| byte.is_ascii_digit())
    };
    let of = text
        .split_once(['/', '／'])
        .is_some_and(|(one, all)| digits(one) && digits(all));
    let dashes = ['-', '—', '－'];
    let between = text
        .trim()
        .strip_prefix(dashes)
        .and_then(|rest| rest.strip_suffix(dashes))
        .is_some_and(digits);
    chinese || english || of || between
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(cells: &[&str]) -> Option<SkipReason> {
        let headings: Vec<String> = ["序号", "标题", "内容", "来信人", "电话"]
            .map(str::to_owned)
            .into();
        let mapping = ColumnMapping::guess(&headings);
        let row = TableRow {
            number: 9,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            ..TableRow::default()
        };
        skip_reason(
            &row,
            &mapping,
            &headings,
            &[normalize_heading("渭滨区来信登记表")],
        )
    }

    #[test]
    fn what_is_no_letter_is_named() {
        use SkipReason::{Blank, Caption, Heading, Total};
        for (cells, wanted) in [
            (&["", " ", "\u{a0}"][..], Blank),
            (&["-----", "——", ""], Blank),
            (&["", "（以下空白）"], Blank),
            (
                &["\u{feff}序号", "标 题", "内容：", "来信人", "电话"],
                Heading,
            ),
            (&["编号", "留言主题", "留言内容", "姓名", "手机"], Heading),
            (&["合计", "", "", "", "2件"], Total),
            (&["总 计：12 件"], Total),
            (&["", "小计", "", "3"], Total),
            (&["填表人：张某", "", "", "审核人：李某"], Caption),
            (&["", "第 3 页，共 10 页"], Caption),
            (&["说明：本表一式两份"], Caption),
            (&["打印时间：2026-03-02 09:00"], Caption),
            (&["渭滨区来信登记表"], Caption),
            (&["", "（盖章）"], Caption),
            (&["", "1/3"], Caption),
            (&["- 1 -"], Caption),
            (&["", "2026年3月2日"], Caption),
            (&["共 2 件"], Total),
            (&["", "平均", "", "3"], Total),
        ] {
            assert_eq!(what(cells), Some(wanted), "{cells:?}");
        }
    }

    #[test]
    fn what_may_be_a_letter_is_one() {
        for cells in [
            &["5", "合计", "物业费的合计算错了"][..],
            &["5", "合计收费不合理"],
            &["", "合计", "3"],
            &["", "说明：小区停水三天"],
            &["", "标题", "标题写错了，请更正"],
            &["6", "单位：拖欠工资", "请查"],
            &["7", "", "填表人：我不会填表，请帮忙"],
            &["8", "", ""],
            &["", "共享单车乱停"],
            &["", "盖章要跑三次"],
            &["", "打印时间：要等三天，太长，请改进"],
        ] {
            assert_eq!(what(cells), None, "{cells:?}");
        }
    }
}
