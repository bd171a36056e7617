//! The page that closes a day: its case list, with the anchor of the event log at its foot, to be
//! signed on paper.

use crate::app::error::AppError;
use crate::domain::office::Office;
use crate::domain::time::{Date, Timestamp};
use crate::report::day::DayBalance;
use crate::store::Store;
use crate::store::record::anchor::{Anchor, MIN_HEAD_DIGITS};
use crate::text::sanitize::one_line;
use crate::text::width::{fit, pad_left, pad_right, text_width};

/// The page width in cells, which every printer supports.
const PAGE_WIDTH: usize = 72;

/// A day, counted, with the anchor of the record at its end.
pub struct ClosedDay {
    /// The counts.
    pub day: DayBalance,
    /// The anchor.
    pub anchor: Anchor,
}

impl ClosedDay {
    /// Counts a day up to its end, or up to now if it is today.
    ///
    /// # Errors
    /// If the day is to come, or if nothing was recorded by then.
    pub fn read(store: &Store, date: Date, now: Timestamp) -> Result<ClosedDay, AppError> {
        let hours = &store.office().regulation.hours;
        let mut day = DayBalance::new(date, now, hours)
            .ok_or_else(|| AppError::Usage(say!("close-day-bad-date", value = date.to_string())))?;
        store.for_each_history(Timestamp::MIN, day.cut_off, |id, events| {
            day.add_letter(id, events)
        })?;
        let anchor = store.anchor(Some(day.cut_off), now)?;
        if anchor.events == 0 {
            return Err(AppError::Refused(say!(
                "close-day-before",
                date = date.to_string()
            )));
        }
        Ok(ClosedDay { day, anchor })
    }

    /// Returns the lines of the page, none wider than 72 cells.
    pub fn page_lines(&self, office: &Office) -> Vec<String> {
        let ClosedDay { day, anchor } = self;
        let (title, date) = (say!("close-day-title"), day.date.to_string());
        let name = fit(
            office.name(),
            PAGE_WIDTH - text_width(&title) - text_width(&date) - 6,
        );
        let head = format!("{name} · {title}");
        let mut lines = vec![
            format!("{}{date}", pad_right(&head, PAGE_WIDTH - text_width(&date))),
            "-".repeat(PAGE_WIDTH),
        ];
        for (key, n) in [
            ("close-day-received", day.received),
            ("close-day-accepted", day.accepted),
            ("close-day-declined", day.declined),
            ("close-day-answered", day.answered),
            ("close-day-closed", day.closed),
            ("close-day-reopened", day.reopened),
        ] {
            lines.push(format!(
                "{}{}",
                pad_right(&say!(key), 24),
                pad_left(&n.to_string(), 10)
            ));
        }
        let row = |name: &str, open: &str, late: &str| {
            format!(
                "{}{}{}",
                pad_right(name, 24),
                pad_left(open, 10),
                pad_left(late, 14)
            )
        };
        lines.extend([
            String::new(),
            row(
                &say!("close-day-balance"),
                &say!("close-day-open"),
                &say!("close-day-late"),
            ),
        ]);
        for (queue, (open, late)) in &day.queues {
            let name = say!(&format!("queue-{}", queue.code()));
            lines.push(row(
                &format!("  {name}"),
                &open.to_string(),
                &late.to_string(),
            ));
        }
        let (open, late) = day.open_totals();
        lines.push(row(
            &say!("close-day-sum"),
            &open.to_string(),
            &late.to_string(),
        ));
        lines.extend([String::new(), say!("close-day-people")]);
        for (who, work) in &day.people {
            let name = office.staff_name(who);
            let work = say!(
                "close-day-work",
                acts = work.event_count,
                letters = work.letters.len()
            );
            lines.push(format!("  {}{work}", pad_right(&one_line(&name), 22)));
        }
        if day.people.is_empty() {
            lines.push(format!("  {}", say!("close-day-nobody")));
        }
        let at = office.format_minute(day.cut_off);
        lines.extend([
            String::new(),
            say!("close-day-anchor", at = at, events = anchor.events),
        ]);
        lines.extend(
            anchor
                .grouped_head()
                .chunks(8)
                .map(|groups| format!("  {}", groups.join(" "))),
        );
        let short = anchor.head.get(..MIN_HEAD_DIGITS).unwrap_or_default();
        lines.extend([
            String::new(),
            say!("close-day-check"),
            format!("  xinxiang verify --anchor {}:{short}", anchor.events),
        ]);
        lines.extend([String::new(), String::new(), say!("close-day-signed")]);
        lines
            .iter()
            .map(|line| fit(line.trim_end(), PAGE_WIDTH))
            .collect()
    }
}
