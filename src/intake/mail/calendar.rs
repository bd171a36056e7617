//! An invitation (iCalendar, RFC 5545) as a text: what, when, where, and what is said about it.

use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Zones whose time is the one of the clock on the wall here.
const HERE: [&str; 6] = [
    "Shanghai",
    "Beijing",
    "Chongqing",
    "Urumqi",
    "China",
    "+08:00",
];

/// The events of a calendar as a text, empty where there are none; an instant is told in the office's time.
pub(super) fn text(calendar: &str, offset: Offset) -> String {
    const WANTED: [&str; 5] = ["SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION"];
    let mut text = String::new();
    let mut event: Option<[String; 5]> = None;
    let mut inner = 0_usize;
    for line in unfolded(calendar).lines() {
        let Some((head, value)) = split(line) else {
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
            // A reminder within the event has a description of its own.
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(_)) if inner > 0 => inner -= 1,
            ("END", Some(told)) => {
                tell(told, &mut text);
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
                        moment(value, zone, offset)
                    } else {
                        plain(value)
                    };
                }
            }
            (_, _) => {}
        }
    }
    // One that breaks off says what it says.
    if let Some(told) = event {
        tell(&told, &mut text);
    }
    text
}

fn tell([summary, start, end, place, description]: &[String; 5], text: &mut String) {
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

/// A line that begins with a blank goes on with the one before.
fn unfolded(calendar: &str) -> String {
    calendar
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "")
}

/// The head of a line and its value, parted at the first colon that does not stand in quotes.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == ':' && !quoted).then_some(at)
    })?;
    Some((&line[..at], &line[at + 1..]))
}

fn plain(value: &str) -> String {
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

/// `20260310T010000Z`, `20260310T090000`, `20260310`; what is none of these, as it stands.
fn moment(value: &str, zone: &str, offset: Offset) -> String {
    let value = value.trim();
    let digits = value.trim_end_matches('Z');
    if let Ok(at) = DateTime::strptime("%Y%m%dT%H%M%S", digits) {
        let instant = value
            .ends_with('Z')
            .then(|| Offset::UTC.to_timestamp(at).ok())
            .flatten();
        let at = instant.map_or(at, |instant| offset.to_datetime(instant));
        let told = at.strftime("%Y-%m-%d %H:%M").to_string();
        let elsewhere = !zone.is_empty() && !HERE.iter().any(|here| zone.contains(here));
        return if elsewhere {
            format!("{told} ({zone})")
        } else {
            told
        };
    }
    jiff::civil::Date::strptime("%Y%m%d", value)
        .map_or_else(|_| plain(value), |day| day.to_string())
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
        assert_eq!(text(calendar, Offset::constant(8)), expected);
        assert_eq!(
            text(
                "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260310\nSUMMARY:x",
                Offset::constant(8)
            ),
            "x\n2026-03-10\n",
            "one that breaks off"
        );
        assert_eq!(
            text(
                "BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260310T010000\nEND:VEVENT",
                Offset::constant(8)
            ),
            "2026-03-10 01:00 (Europe/Berlin)\n"
        );
        assert_eq!(text("no calendar: here", Offset::UTC), "");
    }
}
