//! The office hours of a regulation file.

use serde::Deserialize;

use crate::domain::time::hours::{DayHours, Hours, Season, Shift};
use crate::domain::time::{Date, Offset, Time};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursFile {
    offset: String,
    opens: Option<String>,
    closes: Option<String>,
    open: Option<Vec<String>>,
    summer: Option<SeasonFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeasonFile {
    from: String,
    until: String,
    open: Vec<String>,
}

/// A value that is out of range, with its key.
pub(super) struct BadValue {
    pub(super) key: &'static str,
    pub(super) value: String,
}

fn bad(key: &'static str, value: &str) -> BadValue {
    BadValue {
        key,
        value: value.to_owned(),
    }
}

impl HoursFile {
    /// Returns the hours. They are either `opens` and `closes`, or `open`: one or two spans such as
    /// `"08:30-12:00"`.
    pub(super) fn read(&self) -> Result<Hours, BadValue> {
        let offset = parse_offset(&self.offset).ok_or_else(|| bad("hours.offset", &self.offset))?;
        let usual = match (&self.open, &self.opens, &self.closes) {
            (Some(spans), None, None) => read_day(spans, "hours.open")?,
            (None, Some(opens), Some(closes)) => {
                let opens = opens.parse().map_err(|_| bad("hours.opens", opens))?;
                let shift = closes.parse().ok().and_then(|end| shift(opens, end));
                DayHours::throughout(shift.ok_or_else(|| bad("hours.closes", closes))?)
            }
            (Some(_), Some(opens), _) => return Err(bad("hours.opens", opens)),
            (Some(_), None, Some(closes)) => return Err(bad("hours.closes", closes)),
            (None, ..) => return Err(bad("hours.open", "")),
        };
        Ok(Hours {
            offset,
            usual,
            season: self.summer.as_ref().map(SeasonFile::read).transpose()?,
        })
    }
}

impl SeasonFile {
    fn read(&self) -> Result<Season, BadValue> {
        let day = |key, text: &str| parse_day_of_year(text).ok_or_else(|| bad(key, text));
        Ok(Season {
            from: day("hours.summer.from", &self.from)?,
            until: day("hours.summer.until", &self.until)?,
            hours: read_day(&self.open, "hours.summer.open")?,
        })
    }
}

fn read_day(spans: &[String], key: &'static str) -> Result<DayHours, BadValue> {
    let read = |span: &String| {
        let (opens, closes) = span.split_once('-')?;
        shift(opens.trim().parse().ok()?, closes.trim().parse().ok()?)
    };
    let shifts = spans
        .iter()
        .map(|span| read(span).ok_or_else(|| bad(key, span)))
        .collect::<Result<Vec<_>, _>>()?;
    match shifts[..] {
        [shift] => Ok(DayHours::throughout(shift)),
        [morning, afternoon] if morning.closes <= afternoon.opens => {
            Ok(DayHours { morning, afternoon })
        }
        _ => Err(bad(key, spans.last().map_or("", String::as_str))),
    }
}

fn shift(opens: Time, closes: Time) -> Option<Shift> {
    (opens < closes).then_some(Shift { opens, closes })
}

/// Parses a day of every year, such as `06-01`. Returns its month and day.
fn parse_day_of_year(text: &str) -> Option<(i8, i8)> {
    let leap_year: Date = format!("2024-{text}").parse().ok()?;
    Some((leap_year.month(), leap_year.day()))
}

fn parse_offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}
