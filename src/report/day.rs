//! The balance of a day: letters received, accepted and answered, open and late letters by queue,
//! and the work of each person.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::stage::Queue;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::hours::Hours;
use crate::domain::time::{Date, Timestamp};

/// The queues of open letters, in the order of the workflow.
pub const OPEN_QUEUES: [Queue; 4] = [
    Queue::Inbox,
    Queue::Triage,
    Queue::Assignment,
    Queue::Drafting,
];

/// What a person did on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonWork {
    /// The number of events.
    pub event_count: u64,
    /// The letters concerned.
    pub letters: BTreeSet<LetterId>,
}

/// The balance of a day, at its cut-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayBalance {
    /// The day, in the office's civil time.
    pub date: Date,
    /// The last instant that counts: the end of the day, or now if that is earlier.
    pub cut_off: Timestamp,
    begin: Timestamp,
    /// Letters received.
    pub received: u64,
    /// Letters accepted.
    pub accepted: u64,
    /// Letters declined or referred.
    pub declined: u64,
    /// Replies sent.
    pub answered: u64,
    /// Letters closed.
    pub closed: u64,
    /// Letters reopened.
    pub reopened: u64,
    /// By queue: open letters, and how many of them are past their deadline.
    pub queues: BTreeMap<Queue, (u64, u64)>,
    /// Work by short name of the person.
    pub people: BTreeMap<String, PersonWork>,
}

impl DayBalance {
    /// Starts an empty count; `None` for a date outside the calendar's range.
    pub fn new(date: Date, now: Timestamp, hours: &Hours) -> Option<DayBalance> {
        let begin = hours.midnight(date)?;
        let end = hours.midnight(date.tomorrow()?)?;
        // Event times have whole milliseconds: the last one of the day.
        let last = Timestamp::from_millisecond(end.as_millisecond() - 1).unwrap_or(end);
        Some(DayBalance {
            date,
            cut_off: last.min(now),
            begin,
            received: 0,
            accepted: 0,
            declined: 0,
            answered: 0,
            closed: 0,
            reopened: 0,
            queues: OPEN_QUEUES
                .into_iter()
                .map(|queue| (queue, (0, 0)))
                .collect(),
            people: BTreeMap::new(),
        })
    }

    /// Counts a letter from all its events, which are in chronological order.
    pub fn add_letter(&mut self, id: LetterId, events: &[RecordedEvent]) {
        let events: Vec<&RecordedEvent> = events
            .iter()
            .take_while(|recorded| recorded.at <= self.cut_off)
            .collect();
        let Some(letter) = Letter::fold(id, events.iter().map(|recorded| (*recorded).clone()))
        else {
            return;
        };
        if let Some((open, late)) = self.queues.get_mut(&letter.queue()) {
            *open += 1;
            *late += u64::from(
                letter
                    .current_due()
                    .is_some_and(|due| due.at < self.cut_off),
            );
        }
        if letter.past.is_some() {
            // It was handled before the office had this program.
            return;
        }
        let mut amending = false;
        for RecordedEvent { at, who, event, .. } in events {
            // A corrected reply that is sent again is no second reply.
            let corrected = matches!(event, Event::Sent { .. }) && std::mem::take(&mut amending);
            amending |= matches!(event, Event::Amended { .. });
            // Reading a letter is recorded, but is not work on it.
            if *at >= self.begin && !matches!(event, Event::Read | Event::ReadRefused) {
                if !corrected {
                    self.count_event(event);
                }
                let work = self.people.entry(who.clone()).or_default();
                work.event_count += 1;
                work.letters.insert(id);
            }
        }
    }

    fn count_event(&mut self, event: &Event) {
        let counted = match event {
            Event::Received { .. } => &mut self.received,
            Event::Accepted { .. } => &mut self.accepted,
            Event::Declined { .. } | Event::Referred { .. } => &mut self.declined,
            Event::Sent { .. } => &mut self.answered,
            Event::Closed { .. } => &mut self.closed,
            Event::Reopened { .. } => &mut self.reopened,
            Event::WriterAsked { .. }
            | Event::WriterAnswered { .. }
            | Event::WriterTold { .. }
            | Event::RepliedDirectly { .. }
            | Event::Proposed { .. }
            | Event::Instructed { .. }
            | Event::Assigned { .. }
            | Event::SignedFor { .. }
            | Event::Returned { .. }
            | Event::TakenBack { .. }
            | Event::LeadChanged { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionTooLate { .. }
            | Event::ExtensionDecided { .. }
            | Event::FeedbackGiven { .. }
            | Event::FeedbackSentBack { .. }
            | Event::OpinionWaived { .. }
            | Event::PastLetter(_)
            | Event::WaiverAsked { .. }
            | Event::WaiverDenied { .. }
            | Event::WriterSilent { .. }
            | Event::ReturnAsked { .. }
            | Event::ReturnRejected { .. }
            | Event::LeadFollowed { .. }
            | Event::MajorReported { .. }
            | Event::WriterContacted { .. }
            | Event::Reminded { .. }
            | Event::PromiseKept { .. }
            | Event::CalledBack(_)
            | Event::Contested { .. }
            | Event::Explained { .. }
            | Event::Urged { .. }
            | Event::Drafted { .. }
            | Event::Submitted { .. }
            | Event::ReviewWaived
            | Event::Approved { .. }
            | Event::SentBack { .. }
            | Event::Recalled
            | Event::Unclosed
            | Event::Amended { .. }
            | Event::Ended { .. }
            | Event::Revoked { .. }
            | Event::Published
            | Event::Withheld { .. }
            | Event::Rated { .. }
            | Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::MarkedMajor { .. }
            | Event::UnmarkedMajor { .. }
            | Event::Corrected { .. }
            | Event::Split { .. }
            | Event::Attached { .. }
            | Event::Acknowledged { .. }
            | Event::Restricted { .. }
            | Event::Read
            | Event::ReadRefused
            | Event::ContactAllowed
            | Event::DeadlineMoved { .. }
            | Event::Noted { .. } => return,
        };
        *counted += 1;
    }

    /// Returns the number of open letters, and how many of them are past their deadline.
    pub fn open_totals(&self) -> (u64, u64) {
        self.queues
            .values()
            .fold((0, 0), |(open, late), (more, over)| {
                (open + more, late + over)
            })
    }
}
