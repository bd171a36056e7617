//! Dates as offices write them; a date that cannot be read is never guessed.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// What stood in a date's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing.
    Missing,
    /// An instant; a date without a time of day is its midnight in the office's offset.
    At(Timestamp),
    /// Something that is no date.
    Unreadable,
}

/// Reads `2019/2/28 11:25:05`, `2022-05-09`, `2022年5月9日 上午9时30分`, `2022.5.9`, `20220509`, RFC 3339 and RFC 2822.
/// A time without an offset of its own is in `offset`. With `serial`, a plain number is an Excel day number.
pub fn read_when(raw: &str, offset: Offset, serial: bool) -> When {
    let text = plain(raw);
    let text = text.trim();
    if text.is_empty() || matches!(text, "-" | "--" | "/" | "null" | "NULL" | "None" | "nan" | "NaN") {
        return When::Missing;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return When::At(instant);
    }
    if let Ok(instant) = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return When::At(instant);
    }
    let read = if serial { from_serial(text).or_else(|| from_words(text)) } else { from_words(text) };
    match read.and_then(|(date, time)| offset.to_timestamp(date.to_datetime(time)).ok()) {
        Some(instant) => When::At(instant),
        None => When::Unreadable,
    }
}

/// Full-width digits and signs as ASCII, NUL and no-break space as blanks.
fn plain(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '０'..='９' | '：' | '／' | '．' | '－' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\0' | '\u{a0}' | '\u{3000}' | '\u{feff}' => ' ',
            _ => c,
        })
        .collect()
}

fn from_serial(text: &str) -> Option<(Date, Time)> {
    // 1954 to 2119: below and above stand numbers that are not dates.
    let days: f64 = text.parse().ok().filter(|days| (20_000.0..80_000.0).contains(days))?;
    let seconds = (days.fract() * 86_400.0).round() as i64;
    let start = Date::new(1899, 12, 30).ok()?.to_datetime(Time::midnight());
    let moment =
        start.checked_add(jiff::Span::new().try_days(days.trunc() as i64).ok()?.try_seconds(seconds).ok()?).ok()?;
    Some((moment.date(), moment.time()))
}

fn from_words(text: &str) -> Option<(Date, Time)> {
    let afternoon = ["下午", "晚上", "PM", "pm"].iter().any(|word| text.contains(word));
    let mut bare = text.to_owned();
    for word in ["上午", "下午", "晚上", "凌晨", "早上", "AM", "PM", "am", "pm"] {
        bare = bare.replace(word, " ");
    }
    for week in ["星期", "周"] {
        if let Some(at) = bare.find(week) {
            let after: String = bare[at + week.len()..].chars().skip(1).collect();
            bare = format!("{} {after}", &bare[..at]);
        }
    }
    let (date, rest) = split_date(bare.trim())?;
    let (hour, minute, second) = read_time(rest.trim())?;
    let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
    Some((date, Time::new(hour, minute, second, 0).ok()?))
}

fn split_date(text: &str) -> Option<(Date, &str)> {
    let run = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if run == 8 || run == 14 {
        let date = civil(&text[..4], &text[4..6], &text[6..8])?;
        return Some((date, &text[8..]));
    }
    let (year, rest) = number(text, 4, 4)?;
    let rest = after(rest, &['-', '/', '.', '年'])?;
    let (month, rest) = number(rest, 1, 2)?;
    let rest = after(rest, &['-', '/', '.', '月'])?;
    let (day, rest) = number(rest, 1, 2)?;
    let rest = rest.trim_start_matches(['日', '号']);
    let rest = rest.strip_prefix('T').unwrap_or(rest);
    // Something must part the day from the hour: 2022-05-091 is not a date.
    if rest.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('日') && !text.contains('T') {
        return None;
    }
    Some((civil(year, month, day)?, rest))
}

fn read_time(text: &str) -> Option<(i8, i8, i8)> {
    if text.is_empty() {
        return Some((0, 0, 0));
    }
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text[..2].parse().ok()?, text[2..4].parse().ok()?, text[4..].parse().ok()?));
    }
    let (hour, rest) = number(text, 1, 2)?;
    let rest = after(rest, &[':', '时', '点'])?;
    if rest.trim().is_empty() {
        return Some((hour.parse().ok()?, 0, 0));
    }
    let (minute, rest) = number(rest, 1, 2)?;
    let rest = rest.trim_start_matches(['分', ':']);
    let (second, rest) = if rest.is_empty() { ("0", rest) } else { number(rest, 1, 2)? };
    let rest = rest.trim_start_matches('秒').trim_end();
    let fraction = rest.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if !rest.is_empty() && !fraction {
        return None;
    }
    Some((hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?))
}

fn number(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (least..=most).contains(&end).then(|| text.split_at(end))
}

fn after<'a>(text: &'a str, signs: &[char]) -> Option<&'a str> {
    text.trim_start().strip_prefix(signs)
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    (1900..=2199).contains(&year).then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> When {
        When::At(text.parse().unwrap())
    }

    #[test]
    fn the_spellings_of_offices_are_read_in_the_offices_time() {
        let beijing = Offset::constant(8);
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
            assert_eq!(read_when(raw, beijing, false), utc(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        let beijing = Offset::constant(8);
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
            assert_eq!(read_when(raw, beijing, false), When::Unreadable, "{raw}");
        }
        for raw in ["", " ", "\u{a0}", "-"] {
            assert_eq!(read_when(raw, beijing, false), When::Missing, "{raw:?}");
        }
    }

    #[test]
    fn a_serial_number_is_a_date_only_in_a_workbook() {
        assert_eq!(read_when("44690.5", Offset::constant(8), true), utc("2022-05-09T04:00:00Z"));
        assert_eq!(read_when("44690.5", Offset::constant(8), false), When::Unreadable);
    }
}
