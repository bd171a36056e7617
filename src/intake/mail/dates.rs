//! The date a mail was received, from header dates as mailers in use here write them. An unreadable
//! date is never guessed.

use mail_parser::Message;

use crate::domain::time::{Date, Offset, Time, Timestamp};
use crate::intake::text::clean;
use crate::intake::text::dates::{DateReading, read_date};

/// The first plausible year. Clocks that were never set begin in 1970.
pub(crate) const FIRST_YEAR: i16 = 1990;

/// The months by their first three letters.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Returns when the office's own server received the mail (the topmost Received header with a
/// readable date), else when it was written (Date), else `None` with a remark. A time without a
/// zone is in the office's offset.
pub(super) fn received_at(
    message: &Message<'_>,
    offset: Offset,
    remarks: &mut Vec<String>,
) -> Option<Timestamp> {
    let mut written = None;
    for (name, value) in message.headers_raw() {
        if name.eq_ignore_ascii_case("Received") {
            let received = value
                .rsplit_once(';')
                .and_then(|(_, date)| parse_header_date(date, offset))
                .filter(|at| is_plausible(*at));
            if received.is_some() {
                return received;
            }
        } else if name.eq_ignore_ascii_case("Date") && written.is_none() {
            written = clean::non_blank_line(value);
        }
    }
    let Some(written) = written else {
        remarks.push(say!("intake-remark-no-date"));
        return None;
    };
    // Only the parser can read a date with comments in the middle of the time.
    let parsed = || {
        message
            .date()
            .filter(|date| date.is_valid() && written.contains('('))
    };
    let at = parse_header_date(&written, offset)
        .or_else(|| parsed().and_then(|date| Timestamp::from_second(date.to_timestamp())));
    let text: String = written.chars().take(40).collect();
    match at {
        Some(at) if is_plausible(at) => return Some(at),
        Some(_) => remarks.push(say!("intake-remark-unlikely", text = text)),
        None => remarks.push(say!("intake-remark-date", text = text)),
    }
    None
}

fn is_plausible(at: Timestamp) -> bool {
    at.to_civil(Offset::UTC).year() >= FIRST_YEAR
}

/// Parses the date of a header.
fn parse_header_date(raw: &str, offset: Offset) -> Option<Timestamp> {
    let plain = without_comments(raw);
    if let Some(at) = parse_words(&plain, offset) {
        return Some(at);
    }
    // A numeric date, with or without a zone after it.
    let (date, zone) = match plain.rsplit_once(' ') {
        Some((date, last)) => {
            parse_zone(last, offset).map_or((plain.as_str(), offset), |zone| (date, zone))
        }
        None => (plain.as_str(), offset),
    };
    match read_date(date, zone, false) {
        DateReading::At(at) => Some(at),
        DateReading::Missing | DateReading::Unreadable => None,
    }
}

/// Removes what stands in brackets and collapses runs of white space.
fn without_comments(raw: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ',' => plain.push(' '),
            c => plain.push(if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }),
        }
    }
    plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Parses `Mon 2 Mar 2026 09:00:00 +0800`, in the order of RFC 5322 or of ctime, with English or
/// Chinese names.
fn parse_words(plain: &str, offset: Offset) -> Option<Timestamp> {
    let (mut day, mut month, mut year, mut time, mut zone_of, mut half) =
        (None, None, None, None, None, None);
    for word in plain.split(' ') {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(found) = parse_month(word).filter(|_| month.is_none()) {
            month = Some(found);
        } else if digits && word.len() <= 2 && day.is_none() {
            day = word.parse::<i8>().ok();
        } else if digits
            && (word.len() == 4 || (word.len() == 2 && month.is_some()))
            && year.is_none()
        {
            // RFC 5322, section 4.3: two digits below 50 are in the 2000s, the others in the 1900s.
            let n: i16 = word.parse().ok()?;
            year = Some(if word.len() == 4 {
                n
            } else {
                n + if n < 50 { 2000 } else { 1900 }
            });
        } else if word.contains(':')
            && word.starts_with(|c: char| c.is_ascii_digit())
            && time.is_none()
        {
            time = Some(parse_clock(word)?);
        } else if matches!(word, "AM" | "am" | "PM" | "pm") {
            half = Some(word.eq_ignore_ascii_case("pm"));
        } else if let Some(found) = parse_zone(word, offset) {
            // Of `GMT +0800`, the number is the zone: the last one wins.
            zone_of = Some(found);
        } else if !is_weekday(word) {
            return None;
        }
    }
    let (hour, minute, second) = time?;
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        Some(_) | None => hour,
    };
    let date = Date::new(year?, month?, day?)?;
    // A leap second is read as the second before it.
    let time = Time::new(hour, minute, second.min(59))?;
    zone_of.unwrap_or(offset).to_timestamp(date.at(time))
}

fn parse_clock(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.split(':');
    let mut next = |otherwise: Option<&'static str>| {
        let part = parts.next().or(otherwise)?;
        let part = part.split('.').next().unwrap_or(part);
        (1..=2)
            .contains(&part.len())
            .then(|| part.parse::<i8>().ok())
            .flatten()
    };
    let (hour, minute, second) = (next(None)?, next(None)?, next(Some("0"))?);
    (second <= 60 && parts.next().is_none()).then_some((hour, minute, second))
}

/// Parses `Mar`, `March`, `三月`, `3月`.
fn parse_month(word: &str) -> Option<i8> {
    const CHINESE: [&str; 12] = [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
    ];
    if let Some(number) = word.strip_suffix('月') {
        let spelt = CHINESE
            .iter()
            .position(|spelt| *spelt == number)
            .and_then(|at| i8::try_from(at + 1).ok());
        return spelt.or_else(|| number.parse().ok());
    }
    let lower = word.to_ascii_lowercase();
    let letters = lower.len() >= 3
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'.');
    let at = MONTHS
        .iter()
        .position(|month| letters && lower.starts_with(month))?;
    i8::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = word.to_ascii_lowercase();
    ENGLISH.iter().any(|day| lower.starts_with(day))
        || ["星期", "周", "礼拜"]
            .iter()
            .any(|day| word.starts_with(day))
}

/// Parses `+0800`, `+08`, `+08:00`, `GMT+8`, `GMT`, `CST`. CST is the office's own time (China
/// Standard Time), not Chicago's.
fn parse_zone(word: &str, offset: Offset) -> Option<Offset> {
    let upper = word.to_ascii_uppercase();
    let number = ["GMT", "UTC", "UT"]
        .iter()
        .find_map(|name| upper.strip_prefix(name))
        .unwrap_or(&upper);
    if number.is_empty() {
        return Some(Offset::UTC);
    }
    let hours = match number {
        "CST" | "CCT" | "BJT" => return Some(offset),
        "Z" => 0,
        "HKT" | "SGT" | "AWST" => 8,
        "JST" | "KST" => 9,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "BST" | "CET" => 1,
        "CEST" | "EET" => 2,
        _ => {
            let sign = if number.starts_with('-') { -1 } else { 1 };
            let digits = number.strip_prefix(['+', '-'])?.replace(':', "");
            let (hours, minutes) = match digits.len() {
                1 | 2 => (digits.parse::<i32>().ok()?, 0),
                4 => (
                    digits.get(..2)?.parse().ok()?,
                    digits.get(2..)?.parse::<i32>().ok()?,
                ),
                _ => return None,
            };
            return (hours <= 15 && minutes < 60)
                .then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)))
                .flatten();
        }
    };
    Offset::from_seconds(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_spelling() {
        for spelling in [
            "Mon, 2 Mar 2026 09:00:00 +0800",
            "2 Mar 2026 09:00:00 +0800",
            "Mon, 2 Mar 26 09:00 +0800",
            "Mon, 02 Mar 2026 09:00:00 +0800 (中国标准时间)",
            "Mon, 2 Mar 2026 09:00:00 CST",
            "Mon, 02 Mar 2026 09:00:00",
            "Mon, 2 Mar 2026 09:00:00 GMT+08:00",
            "Mon, 2 Mar 2026 01:00:00 GMT",
            "Mon, 2 Mar 2026 01:00:00 +0000 (UTC)",
            "Mon, 2 Mar 2026 01:00:00 Z",
            "Mon, 2 Mar 2026 09:00:00 +08",
            "Mon, 2 Mar 2026 9:00:00 +8",
            "Mon, 2 March 2026 9:00:00 AM +0800",
            "Mon Mar  2 09:00:00 2026",
            "Mon Mar  2 09:00:00 CST 2026",
            "Mon Mar  2 09:00:00 UTC+0800 2026",
            "2026-03-02 09:00:00",
            "2026-03-02T09:00:00+08:00",
            "2026-03-02 01:00:00 +0000",
            "2026/3/2 9:00",
            "2026年3月2日 09:00:00",
            "2026年3月2日 星期一 09:00:00 +0800",
            "星期一, 2 三月 2026 09:00:00 +0800",
            "周一, 2 3月 2026 09:00:00 +0800",
            "Sun, 1 Mar 2026 20:00:00 EST",
        ] {
            let expected = "2026-03-02T01:00:00Z".parse().unwrap();
            assert_eq!(
                parse_header_date(spelling, Offset::CHINA),
                Some(expected),
                "{spelling}"
            );
        }
    }

    #[test]
    fn what_is_no_date_stays_unread() {
        for spelling in [
            "",
            "Mon",
            "Mon, 2 Mar 2026 25:00:00 +0800",
            "Mon, 31 Feb 2026 09:00:00",
            "2 Foo 2026 09:00",
            "很久以前",
        ] {
            assert_eq!(
                parse_header_date(spelling, Offset::CHINA),
                None,
                "{spelling}"
            );
        }
    }
}
