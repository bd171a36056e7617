//! Parses dates as offices write them. An unreadable date is never guessed.

use crate::domain::time::{Date, Offset, Time, Timestamp};

/// The result of reading a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// No date is given.
    Missing,
    /// An instant; a date without a time of day is midnight in the office's offset.
    At(Timestamp),
    /// The text is not a date.
    Unreadable,
}

/// Parses `2019/2/28 11:25:05`, `2022-05-09`, `2022年5月9日 上午9时30分`, `2022.5.9`, `20220509`, RFC 3339
/// and RFC 2822.
///
/// A time without an offset of its own is in `offset`. With `serial`, a plain number is an Excel
/// day number.
pub fn read_date(raw: &str, offset: Offset, serial: bool) -> DateReading {
    let at = |date: Date, time| {
        offset
            .to_timestamp(date.at(time))
            .map_or(DateReading::Unreadable, DateReading::At)
    };
    match parse_moment(raw, serial) {
        ParsedMoment::Missing => DateReading::Missing,
        ParsedMoment::At(instant) => DateReading::At(instant),
        ParsedMoment::Day(date) => at(date, Time::MIDNIGHT),
        ParsedMoment::Moment(date, time) => at(date, time),
        ParsedMoment::Clock(_) | ParsedMoment::Unreadable => DateReading::Unreadable,
    }
}

/// A date or a time as a cell gives it, before dates and times of several columns are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::intake) enum ParsedMoment {
    /// The cell is empty.
    Missing,
    /// An instant.
    At(Timestamp),
    /// A date.
    Day(Date),
    /// A date and a time of day.
    Moment(Date, Time),
    /// A time of day without a date.
    Clock(Time),
    /// The text is none of these.
    Unreadable,
}

/// Parses a date in any supported format, or a time of day without a date.
pub(in crate::intake) fn parse_moment(raw: &str, serial: bool) -> ParsedMoment {
    let text = to_half_width(raw);
    let text = text.trim();
    if text.is_empty()
        || matches!(
            text,
            "-" | "--" | "/" | "null" | "NULL" | "None" | "nan" | "NaN"
        )
    {
        return ParsedMoment::Missing;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return ParsedMoment::At(instant);
    }
    if let Some(instant) = Timestamp::from_rfc2822(text) {
        return ParsedMoment::At(instant);
    }
    let number = if serial { from_serial(text) } else { None };
    number
        .or_else(|| from_words(text))
        .or_else(|| parse_clock(text))
        .unwrap_or(ParsedMoment::Unreadable)
}

/// Parses a time of day. Spreadsheets store one as a moment on the day from which they count, so
/// such a date is ignored.
fn parse_clock(text: &str) -> Option<ParsedMoment> {
    const FIRST_DAYS: [&str; 9] = [
        "1899-12-30",
        "1899-12-31",
        "1900-01-00",
        "1904-01-01",
        "1899/12/30",
        "1899/12/31",
        "1900/1/0",
        "1904/1/1",
        "1900-1-0",
    ];
    let bare = FIRST_DAYS
        .iter()
        .find_map(|day| text.strip_prefix(day))
        .map(|rest| rest.trim_start_matches('T').trim());
    if bare == Some("") {
        return None;
    }
    let (bare, afternoon) = strip_day_words(bare.unwrap_or(text));
    let bare = bare.trim();
    if !bare.contains([':', '时', '点']) {
        return None;
    }
    parse_time(bare, afternoon).map(ParsedMoment::Clock)
}

/// Converts full-width digits and punctuation to ASCII, and NUL and wide or no-break spaces to
/// blanks.
fn to_half_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '０'..='９' | '：' | '／' | '．' | '－' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            '\0' | '\u{a0}' | '\u{3000}' | '\u{feff}' => ' ',
            _ => c,
        })
        .collect()
}

fn from_serial(text: &str) -> Option<ParsedMoment> {
    let days: f64 = text.parse().ok()?;
    let seconds = (days.fract() * 86_400.0).round() as i64;
    if (0.0..1.0).contains(&days) {
        let time = Time::from_seconds(seconds)?;
        return Some(ParsedMoment::Clock(time));
    }
    // Day numbers of 1954 to 2119: numbers outside are hardly dates.
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    // A fraction that rounds up to 24 hours belongs to the next day.
    let days = days.trunc() as i32 + i32::from(seconds == 86_400);
    let date = Date::new(1899, 12, 30)?.add_days(days)?;
    Some(match seconds % 86_400 {
        0 => ParsedMoment::Day(date),
        seconds => ParsedMoment::Moment(date, Time::from_seconds(seconds)?),
    })
}

/// Removes the words for parts of the day, and returns whether one of them means the afternoon.
fn strip_day_words(text: &str) -> (String, bool) {
    let afternoon = ["下午", "晚上", "PM", "pm"]
        .iter()
        .any(|word| text.contains(word));
    let mut bare = text.to_owned();
    for word in [
        "上午", "下午", "晚上", "凌晨", "早上", "AM", "PM", "am", "pm",
    ] {
        bare = bare.replace(word, " ");
    }
    (bare, afternoon)
}

fn parse_time(text: &str, afternoon: bool) -> Option<Time> {
    let (hour, minute, second) = split_time(text)?;
    let hour = if afternoon && hour < 12 {
        hour + 12
    } else {
        hour
    };
    Time::new(hour, minute, second)
}

fn from_words(text: &str) -> Option<ParsedMoment> {
    let (mut bare, afternoon) = strip_day_words(text);
    for week in ["星期", "周"] {
        if let Some(at) = bare.find(week) {
            let after: String = bare[at + week.len()..].chars().skip(1).collect();
            bare = format!("{} {after}", &bare[..at]);
        }
    }
    let (date, rest) = split_date(bare.trim())?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(ParsedMoment::Day(date));
    }
    parse_time(rest, afternoon).map(|time| ParsedMoment::Moment(date, time))
}

fn split_date(text: &str) -> Option<(Date, &str)> {
    let run = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if run == 8 || run == 14 {
        let date = parse_date(&text[..4], &text[4..6], &text[6..8])?;
        return Some((date, &text[8..]));
    }
    let (year, rest) = split_number(text, 4, 4)?;
    let rest = strip_separator(rest, &['-', '/', '.', '年'])?;
    let (month, rest) = split_number(rest, 1, 2)?;
    let rest = strip_separator(rest, &['-', '/', '.', '月'])?;
    let (day, rest) = split_number(rest, 1, 2)?;
    let rest = rest.trim_start_matches(['日', '号']);
    let rest = rest.strip_prefix('T').unwrap_or(rest);
    // Something must separate the day from the hour: 2022-05-091 is not a date.
    if rest.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('日') && !text.contains('T')
    {
        return None;
    }
    Some((parse_date(year, month, day)?, rest))
}

fn split_time(text: &str) -> Option<(i8, i8, i8)> {
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((
            text[..2].parse().ok()?,
            text[2..4].parse().ok()?,
            text[4..].parse().ok()?,
        ));
    }
    let (hour, rest) = split_number(text, 1, 2)?;
    let rest = strip_separator(rest, &[':', '时', '点'])?;
    if rest.trim().is_empty() {
        return Some((hour.parse().ok()?, 0, 0));
    }
    let (minute, rest) = split_number(rest, 1, 2)?;
    let rest = rest.trim_start_matches(['分', ':']);
    let (second, rest) = if rest.is_empty() {
        ("0", rest)
    } else {
        split_number(rest, 1, 2)?
    };
    let rest = rest.trim_start_matches('秒').trim_end();
    let fraction = rest
        .strip_prefix('.')
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if !rest.is_empty() && !fraction {
        return None;
    }
    Some((
        hour.parse().ok()?,
        minute.parse().ok()?,
        second.parse().ok()?,
    ))
}

fn split_number(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (least..=most).contains(&end).then(|| text.split_at(end))
}

fn strip_separator<'a>(text: &'a str, signs: &[char]) -> Option<&'a str> {
    text.trim_start().strip_prefix(signs)
}

fn parse_date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    (1900..=2199)
        .contains(&year)
        .then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateReading {
        DateReading::At(text.parse().unwrap())
    }

    #[test]
    fn the_spellings_of_offices_are_read_in_the_offices_time() {
        let beijing = Offset::CHINA;
        for (raw, expected) in [
            ("2019/2/28 11:25:05", "2019-02-28T03:25:05Z"),
            ("2022-05-09", "2022-05-08T16:00:00Z"),
            ("2022-05-09 10:11", "2022-05-09T02:11:00Z"),
            ("2022-05-09T10:11:12.345", "2022-05-09T02:11:12Z"),
            ("2022年5月9日", "2022-05-08T16:00:00Z"),
            ("２０２２年５月９日　１０：１１", "2022-05-09T02:11:00Z"),
            ("2022年5月9日下午3时5分", "2022-05-09T07:05:00Z"),
            ("2022年5月9日 星期一 08:00", "2022-05-09T00:00:00Z"),
            ("2022.5.9", "2022-05-08T16:00:00Z"),
            ("20220509", "2022-05-08T16:00:00Z"),
            ("20220509101112", "2022-05-09T02:11:12Z"),
            ("2022-05-09T10:11:12+09:00", "2022-05-09T01:11:12Z"),
            ("Mon, 9 May 2022 10:11:12 +0800", "2022-05-09T02:11:12Z"),
        ] {
            assert_eq!(read_date(raw, beijing, false), utc(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        let beijing = Offset::CHINA;
        for raw in [
            "昨天",
            "2022-13-01",
            "2023-02-29",
            "22-5-9",
            "5/9/2022",
            "44690",
            "2022-05-091",
            "2022-05-09 25:00",
            "1652062272000",
        ] {
            assert_eq!(
                read_date(raw, beijing, false),
                DateReading::Unreadable,
                "{raw}"
            );
        }
        for raw in ["", " ", "\u{a0}", "-"] {
            assert_eq!(
                read_date(raw, beijing, false),
                DateReading::Missing,
                "{raw:?}"
            );
        }
    }

    #[test]
    fn a_time_of_day_alone_is_no_day() {
        let nine = ParsedMoment::Clock(Time::new(9, 30, 0).unwrap());
        for raw in [
            "9:30",
            "09:30:00",
            "9时30分",
            "上午9点30分",
            "1899-12-31 09:30:00",
            "1900/1/0 9:30",
        ] {
            assert_eq!(parse_moment(raw, false), nine, "{raw}");
            assert_eq!(
                read_date(raw, Offset::UTC, false),
                DateReading::Unreadable,
                "{raw}"
            );
        }
        assert_eq!(parse_moment("0.3958333333333333", true), nine);
        assert_eq!(
            parse_moment("0.3958333333333333", false),
            ParsedMoment::Unreadable
        );
        assert_eq!(
            parse_moment("下午1:05", false),
            ParsedMoment::Clock(Time::new(13, 5, 0).unwrap())
        );
    }

    #[test]
    fn a_serial_number_is_a_date_only_in_a_workbook() {
        assert_eq!(
            read_date("44690.5", Offset::CHINA, true),
            utc("2022-05-09T04:00:00Z")
        );
        assert_eq!(
            read_date("44690.5", Offset::CHINA, false),
            DateReading::Unreadable
        );
    }
}
