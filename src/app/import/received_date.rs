//! Checks received dates against the clock: a letter cannot have come after its import.

use std::time::Duration;

use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::time::{Offset, Timestamp};
use crate::intake::mail::FIRST_YEAR;

/// How far a sender's clock may be ahead, including the widest error in its time zone.
const MAX_CLOCK_LEAD: Duration = Duration::from_hours(26);

/// Corrects an implausible received date. Where it is later than `now`, a mail's own date is used;
/// where that is implausible too, the date is unknown and no time limit runs from it. A remark
/// records the correction.
pub fn correct_received_date(
    mut letter: IncomingLetter,
    now: Timestamp,
    offset: Offset,
) -> IncomingLetter {
    let latest = now.checked_add(MAX_CLOCK_LEAD).unwrap_or(now);
    if let Some(at) = letter.received_at.filter(|at| *at > latest) {
        let shown = |at: Timestamp| at.to_civil(offset).to_minute();
        letter.received_at = letter
            .source
            .sent
            .filter(|sent| *sent <= latest && sent.to_civil(offset).year() >= FIRST_YEAR);
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
    use crate::intake::{ReadResult, mail};

    #[test]
    fn a_server_that_is_ahead_of_the_office_is_not_believed() {
        let now = "2026-03-06T02:00:00Z".parse().unwrap();
        let offset = Offset::CHINA;
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
            let ReadResult::Letter(letter) = mail::read_message(raw.as_bytes(), "a.eml", None)
            else {
                panic!("{date}")
            };
            let letter = correct_received_date(letter, now, offset);
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
