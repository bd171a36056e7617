//! Dates that cannot be: a letter that came after it was imported, or before there were any.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::domain::letter::incoming::Incoming;
use crate::intake::mail::FIRST_YEAR;

/// How far a sender's clock may be ahead, with the widest error about its zone.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);

/// The letter, as far as the date can be believed: where it is after `now`, a mail's own date is taken, else it is unknown and no limit
/// runs from it; a remark says so.
pub fn believable(mut letter: Incoming, now: Timestamp, offset: Offset) -> Incoming {
    let latest = now.checked_add(AHEAD).unwrap_or(now);
    if let Some(at) = letter.received_at.filter(|at| *at > latest) {
        let shown = |at: Timestamp| {
            offset
                .to_datetime(at)
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        };
        letter.received_at = letter
            .source
            .sent
            .filter(|sent| *sent <= latest && offset.to_datetime(*sent).year() >= FIRST_YEAR);
        letter.remarks.push(match letter.received_at {
            Some(sent) => say!(
                "intake-remark-future-sent",
                text = shown(at),
                sent = shown(sent)
            ),
            None => say!("intake-remark-future", text = shown(at)),
        });
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Found, mail};

    #[test]
    fn a_server_that_is_ahead_of_the_office_is_not_believed() {
        let now = "2026-03-06T02:00:00Z".parse().unwrap();
        let offset = Offset::constant(8);
        for (received, date, wanted) in [
            (
                "2099",
                "2 Mar 2026 09:00:00 +0800",
                Some("2026-03-02T01:00:00Z"),
            ),
            ("2099", "2 Mar 1970 09:00:00 +0800", None),
            ("2099", "2 Mar 2098 09:00:00 +0800", None),
            (
                "2026",
                "2 Mar 2098 09:00:00 +0800",
                Some("2026-03-03T01:00:00Z"),
            ),
        ] {
            let raw = format!(
                "Received: from a by b; Tue, 3 Mar {received} 09:00:00 +0800\r\nDate: {date}\r\nSubject: x\r\nFrom: a@example.cn\r\n\r\ntext\r\n"
            );
            let Found::Letter(letter) = mail::read_message(raw.as_bytes(), "a.eml", None) else {
                panic!("{date}")
            };
            let letter = believable(letter, now, offset);
            assert_eq!(
                letter.received_at,
                wanted.map(|at| at.parse().unwrap()),
                "{received} {date}"
            );
            assert_eq!(
                letter.remarks.len(),
                usize::from(received == "2099"),
                "{:?}",
                letter.remarks
            );
        }
    }
}
