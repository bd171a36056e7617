//! Renders an invitation (iCalendar, RFC 5545) as text: what, when, where, and the description.

use crate::domain::time::{Date, DateTime, Offset};

/// Time zones and offsets whose clock is the local one, so that the zone need not be named.
const LOCAL_ZONES: [&str; 6] = [
    "Shanghai",
    "Beijing",
    "Chongqing",
    "Urumqi",
    "China",
    "+08:00",
];

/// Returns the events of a calendar as text, empty if there are none. Instants are shown in the
/// office's offset.
pub(super) fn calendar_text(calendar: &str, offset: Offset) -> String {
    const WANTED: [&str; 5] = ["SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION"];
    let mut text = String::new();
    let mut event: Option<[String; 5]> = None;
    let mut inner = 0_usize;
    for line in unfold_lines(calendar).lines() {
        let Some((head, value)) = split_property(line) else {
            continue;
        };
        let mut parameters = head.split(';');
        let name = parameters.next().unwrap_or("").trim().to_ascii_uppercase();
        let of_event = matches!(
            value.trim().to_ascii_uppercase().as_str(),
            "VEVENT" | "VTODO"
        );
        match (name.as_str(), &mut event) {
            ("BEGIN", None) if of_event => event = Some(<[String; 5]>::default()),
            // An alarm within the event has a description of its own, which is skipped.
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(_)) if inner > 0 => inner -= 1,
            ("END", Some(told)) => {
                write_event(told, &mut text);
                event = None;
            }
            (name, Some(told)) if inner == 0 => {
                if let Some(at) = WANTED.iter().position(|wanted| *wanted == name)
                    && told[at].is_empty()
                {
                    let zone = parameters
                        .find_map(|one| one.strip_prefix("TZID="))
                        .unwrap_or("")
                        .trim_matches('"');
                    told[at] = if name.starts_with("DT") {
                        format_time(value, zone, offset)
                    } else {
                        unescape_text(value)
                    };
                }
            }
            (_, _) => {}
        }
    }
    // A truncated event is shown as far as it goes.
    if let Some(told) = event {
        write_event(&told, &mut text);
    }
    text
}

fn write_event([summary, start, end, place, description]: &[String; 5], text: &mut String) {
    let when = if end.is_empty() {
        start.clone()
    } else {
        format!("{start} – {end}")
    };
    for part in [summary, &when, place, description] {
        if !part.trim().is_empty() {
            text.push_str(part.trim_end());
            text.push('\n');
        }
    }
}

/// Joins folded lines: a line that begins with a blank continues the one before.
fn unfold_lines(calendar: &str) -> String {
    calendar
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "")
}

/// Splits a line into head and value at the first colon outside of quotes.
fn split_property(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == ':' && !quoted).then_some(at)
    })?;
    Some((&line[..at], &line[at + 1..]))
}

fn unescape_text(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// Formats `20260310T010000Z`, `20260310T090000` or `20260310`; any other value is returned as it
/// stands.
fn format_time(value: &str, zone: &str, offset: Offset) -> String {
    let value = value.trim();
    let digits = value.trim_end_matches('Z');
    if let Some(at) = DateTime::from_basic_format(digits) {
        let instant = value
            .ends_with('Z')
            .then(|| Offset::UTC.to_timestamp(at))
            .flatten();
        let at = instant.map_or(at, |instant| instant.to_civil(offset));
        let told = at.to_minute();
        let elsewhere = !zone.is_empty() && !LOCAL_ZONES.iter().any(|here| zone.contains(here));
        return if elsewhere {
            format!("{told} ({zone})")
        } else {
            told
        };
    }
    Date::from_basic_format(value).map_or_else(|| unescape_text(value), |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_as_a_text() {
        let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\n\
            END:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=zh:拆迁\r\n 听证会\r\nDTSTART:20260310T010000Z\r\nDTEND;TZID=\"Asia/Shanghai\":20260310T103000\r\n\
            LOCATION:二楼\\, 会议室\r\nDESCRIPTION:请参加\\n并答复\r\nBEGIN:VALARM\r\nDESCRIPTION:提醒\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR";
        let expected =
            "拆迁听证会\n2026-03-10 09:00 – 2026-03-10 10:30\n二楼, 会议室\n请参加\n并答复\n";
        assert_eq!(calendar_text(calendar, Offset::CHINA), expected);
        assert_eq!(
            calendar_text(
                "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260310\nSUMMARY:x",
                Offset::CHINA
            ),
            "x\n2026-03-10\n",
            "one that breaks off"
        );
        assert_eq!(
            calendar_text(
                "BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260310T010000\nEND:VEVENT",
                Offset::CHINA
            ),
            "2026-03-10 01:00 (Europe/Berlin)\n"
        );
        assert_eq!(calendar_text("no calendar: here", Offset::UTC), "");
    }
}
