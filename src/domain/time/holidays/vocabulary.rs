//! The vocabulary of holiday tables: headings, kinds of days, and dates.

use crate::domain::time::Date;
use crate::domain::time::calendar::{CalendarError, DayMark, is_weekend};

use super::FilePosition;

/// A required column of a holiday table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The date.
    Date,
    /// The kind: holiday or make-up working day.
    Kind,
    /// The holiday to which the day belongs.
    Name,
}

/// The headings of the date column.
const DATE: &[&str] = &[
    "date",
    "day",
    "日期",
    "时间",
    "年月日",
    "公历日期",
    "放假日期",
    "节假日日期",
    "调休日期",
    "具体日期",
];
/// The headings of a column with the kind in words.
const KIND: &[&str] = &[
    "kind",
    "type",
    "status",
    "类型",
    "类别",
    "种类",
    "性质",
    "状态",
    "安排",
    "日期类型",
    "放假类型",
    "节假日类型",
    "放假/上班",
    "放假或上班",
    "上班/放假",
    "休/班",
    "班/休",
];
/// The headings of columns with yes or no: first for "is off", then for "is a working day".
const IS_OFF: &[&str] = &[
    "isoffday",
    "is_off_day",
    "off",
    "是否放假",
    "是否休息",
    "是否休假",
    "是否节假日",
    "放假否",
];
const IS_ON: &[&str] = &[
    "isworkday",
    "is_workday",
    "是否上班",
    "是否工作日",
    "是否补班",
    "上班否",
];
/// The headings of the name column.
const NAME: &[&str] = &[
    "name",
    "holiday",
    "festival",
    "名称",
    "节日",
    "节日名称",
    "节假日",
    "节假日名称",
    "假日",
    "假日名称",
    "假期",
    "假期名称",
    "节日名",
];

/// The words for a day off, followed by those for a make-up working day.
const OFF: &[&str] = &[
    "off_day",
    "offday",
    "off",
    "holiday",
    "rest",
    "放假",
    "休",
    "假",
    "放",
    "休息",
    "休假",
    "休息日",
    "放假日",
    "节假日",
    "法定节假日",
    "假日",
    "假期",
    "补休",
    "调休放假",
    "调休休息",
    "放假调休",
];
const ON: &[&str] = &[
    "makeup_workday",
    "makeup",
    "make-up",
    "workday",
    "work",
    "on",
    "上班",
    "班",
    "补班",
    "补班日",
    "调班",
    "调休上班",
    "调休补班",
    "工作",
    "工作日",
    "上班日",
    "补课上班",
];
/// Ambiguous words, used both for the day off in lieu and for the working day that makes up for it.
const AMBIGUOUS: &[&str] = &["调休", "调休日", "倒休", "串休", "调", "in lieu", "lieu"];

/// The words for yes and for no.
const YES: &[&str] = &["是", "√", "✓", "y", "yes", "true", "1"];
const NO: &[&str] = &["否", "×", "✗", "n", "no", "false", "0"];

impl Column {
    /// Returns the heading to name in an error, in Chinese if the table is.
    pub(super) fn expected_heading(self, chinese: bool) -> &'static str {
        match (self, chinese) {
            (Column::Date, false) => DATE[0],
            (Column::Kind, false) => KIND[0],
            (Column::Name, false) => NAME[0],
            (Column::Date, true) => "日期",
            (Column::Kind, true) => "类型",
            (Column::Name, true) => "名称",
        }
    }

    /// Reports whether this is a heading of the column.
    pub(super) fn is_headed(self, heading: &str) -> bool {
        let lists: &[&[&str]] = match self {
            Column::Date => &[DATE],
            Column::Kind => &[KIND, IS_OFF, IS_ON],
            Column::Name => &[NAME],
        };
        let heading = normalize_heading(heading);
        lists.iter().any(|list| list.contains(&heading.as_str()))
    }
}

/// Normalises a heading: removes blanks, colons and remarks in brackets, and folds case.
fn normalize_heading(heading: &str) -> String {
    let heading = heading.trim_start_matches('\u{feff}').to_lowercase();
    let shown = heading.split(['(', '（']).next().unwrap_or_default();
    shown
        .chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, ':' | '：'))
        .collect()
}

/// Reports whether a text contains Chinese characters.
pub(super) fn is_chinese(text: &str) -> bool {
    text.contains(|char| matches!(char, '\u{3400}'..='\u{9fff}'))
}

/// Parses the kind of a day in a column with this heading. An ambiguous word means a make-up
/// working day on a weekend, and is rejected on Monday to Friday.
pub(super) fn parse_mark(
    heading: &str,
    text: &str,
    date: Date,
    place: FilePosition,
) -> Result<DayMark, CalendarError> {
    let word = text.trim().to_lowercase();
    let one_of = |words: &[&str]| words.contains(&word.as_str());
    let heading = normalize_heading(heading);
    let asks = [
        (IS_OFF, DayMark::Holiday, DayMark::Workday),
        (IS_ON, DayMark::Workday, DayMark::Holiday),
    ];
    let asked = asks
        .iter()
        .find(|(headings, ..)| headings.contains(&heading.as_str()));
    match asked {
        Some((_, yes, _)) if one_of(YES) => Ok(*yes),
        Some((.., no)) if one_of(NO) => Ok(*no),
        _ if one_of(OFF) => Ok(DayMark::Holiday),
        _ if one_of(ON) => Ok(DayMark::Workday),
        _ if one_of(AMBIGUOUS) && is_weekend(date) => Ok(DayMark::Workday),
        _ if one_of(AMBIGUOUS) => Err(CalendarError::Either {
            place,
            text: text.to_owned(),
            date,
        }),
        _ => Err(CalendarError::Kind {
            place,
            text: text.to_owned(),
        }),
    }
}

/// Parses a date, or returns what is wrong with it.
pub(super) fn parse_date_at(text: &str, place: FilePosition) -> Result<Date, CalendarError> {
    let from_to = ['至', '到', '~', '～', '—', '–'];
    parse_date(text).ok_or_else(|| match text.contains(from_to) {
        true => CalendarError::Range {
            place,
            text: text.to_owned(),
        },
        false => CalendarError::Date {
            place,
            text: text.to_owned(),
        },
    })
}

/// Parses `2026-01-01`, `2026/1/1`, `2026年1月1日` and `20260101`.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if text.len() == 8 && digits(text) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else if let Some(rest) = text.strip_suffix('日') {
        rest.split(['年', '月']).collect()
    } else {
        text.split(if text.contains('/') { '/' } else { '-' })
            .collect()
    };
    let &[year, month, day] = parts.as_slice() else {
        return None;
    };
    let sized = year.len() == 4
        && [month, day]
            .iter()
            .all(|part| (1..=2).contains(&part.len()));
    if !sized || !parts.iter().all(|part| digits(part)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
