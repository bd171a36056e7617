//! What single events change in the parts of a letter.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::cause::{CorrectedField, InstructionOutcome, Wish};
use crate::domain::letter::event::ReplyChannel;
use crate::domain::letter::event::{DeadlineKind, Event};
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::past::PastLetter;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Assignment, AssignmentEnd, Feedback, Letter, PaperEntry, Rating, Remark, Reply,
};
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, RunningDeadline};

impl Letter {
    /// Sets a field to its corrected value, as the record has it. Returns `None` if that does not
    /// parse.
    pub(super) fn correct(&mut self, field: CorrectedField, now: String) -> Option<()> {
        let some = Some(now.clone()).filter(|text| !text.is_empty());
        match field {
            CorrectedField::Title => self.title = now,
            CorrectedField::Writer => self.writer.name = some,
            CorrectedField::Phone => self.writer.phone = some,
            CorrectedField::Email => self.writer.email = some,
            CorrectedField::Address => self.writer.address = some,
            CorrectedField::Channel => {
                self.channel = Channel::ALL.into_iter().find(|known| known.code() == now)?;
            }
            CorrectedField::Received => {
                self.received_at = match some {
                    Some(text) => Some(text.parse().ok()?),
                    None => None,
                };
            }
            CorrectedField::OwnNumber => self.source.id = some,
            CorrectedField::Category => self.category = some,
            CorrectedField::Type => self.of_type = some,
            CorrectedField::Subject => self.subject = some,
            CorrectedField::Signatories => self.signatories = some,
            CorrectedField::Wish => self.wish = some.as_deref().and_then(Wish::parse),
            CorrectedField::Accused => {
                let accused = match some {
                    Some(text) => Some(UnitId(text.parse().ok()?)),
                    None => None,
                };
                if let Some(restriction) = &mut self.restriction {
                    restriction.accused = accused;
                }
            }
        }
        Some(())
    }

    /// Moves the letter to drafting once the lead unit has answered and no co-unit still owes an
    /// answer.
    pub(super) fn draft_when_answered(&mut self, at: Timestamp) {
        let answered = self
            .lead_assignment()
            .is_some_and(|lead| lead.valid_feedback().is_some());
        if answered && !self.current_assignments().any(Assignment::is_open) {
            self.enter_stage(Stage::Drafting, at, None);
        }
    }

    /// Withdraws the round's active assignments; with `answered`, also those that already have
    /// feedback.
    pub(super) fn withdraw_assignments(&mut self, at: Timestamp, answered: bool) {
        let round = self.current_round();
        for held in self
            .assignments
            .iter_mut()
            .filter(|held| held.round == round && held.ended.is_none())
        {
            if answered || held.valid_feedback().is_none() {
                held.ended = Some(AssignmentEnd::Withdrawn(at));
            }
        }
    }

    /// Releases the round's units; with `answered`, also those that already have feedback.
    pub(super) fn release_assignments(&mut self, at: Timestamp, answered: bool) {
        let round = self.current_round();
        for held in self
            .assignments
            .iter_mut()
            .filter(|held| held.round == round && held.is_active())
        {
            if answered || held.is_open() {
                held.ended = Some(AssignmentEnd::Released(at));
            }
        }
    }

    /// Sets the deadlines that go on after the writer was asked.
    pub(super) fn resume(&mut self, resumed: Vec<(UnitId, RunningDeadline)>) -> Option<()> {
        for (unit, limit) in resumed {
            self.latest_assignment_mut(unit)?.replace_limit(Some(limit));
        }
        Some(())
    }

    /// Applies what a leader decided.
    pub(super) fn instruct(
        &mut self,
        outcome: InstructionOutcome,
        words: Remark,
        to: Option<String>,
    ) {
        match outcome {
            InstructionOutcome::Assign
            | InstructionOutcome::Direct
            | InstructionOutcome::File
            | InstructionOutcome::Refer => {
                self.instruction = Some(words);
                self.addressee = None;
            }
            InstructionOutcome::Redo => {
                let at = words.at;
                self.further.push(words);
                (self.proposal, self.addressee) = (None, None);
                // The centre's deadline for choosing a route has kept running.
                let limit = self.stage_limit.take();
                self.enter_stage(Stage::Registered, at, limit);
            }
            InstructionOutcome::Pass => {
                self.further.push(words);
                self.addressee = to;
            }
            InstructionOutcome::Further => self.further.push(words),
        }
    }

    /// Closes a letter of the past, as it was handled.
    pub(super) fn become_past(&mut self, past: PastLetter, at: Timestamp) {
        let replied_at = past.replied_at.unwrap_or(at);
        self.category.clone_from(&past.category);
        if let Some(text) = &past.reply {
            self.reply = Some(Reply {
                text: text.clone(),
                by: ReplyChannel::Website,
                at: replied_at,
                amended_at: None,
            });
        }
        self.rating = past.rating.map(|score| Rating {
            score,
            source: Channel::Website,
            note: None,
            at: replied_at,
        });
        if let Some(unit) = past.unit {
            self.route = Some(Route::Assigned);
            self.assignments
                .push(Assignment::of_past(unit, replied_at, &past));
        }
        self.past = Some(Box::new(past));
        self.enter_stage(Stage::Closed, replied_at, None);
    }

    /// Remembers the letter as it was before something is entered for a leader from a paper, and
    /// forgets it when somebody acts on that.
    pub(super) fn keep_paper(&mut self, event: &Event, at: Timestamp, signed_by: Option<String>) {
        let same = self.paper.as_ref().is_some_and(|paper| paper.at == at);
        match signed_by {
            Some(_) if same => {}
            Some(by) => {
                self.paper = None;
                let before = self.clone();
                self.paper = Some(Box::new(PaperEntry { by, at, before }));
            }
            None => {
                // What is recorded with the entry itself has its instant.
                let part = same
                    && matches!(
                        event,
                        Event::Assigned { .. } | Event::ContactAllowed | Event::Attached { .. }
                    );
                let harmless = matches!(
                    event,
                    Event::Read
                        | Event::ReadRefused
                        | Event::Noted { .. }
                        | Event::Attached { .. }
                        | Event::Contested { .. }
                );
                if !part && !harmless {
                    self.paper = None;
                }
            }
        }
    }

    /// Makes the letter what it was before the last entry from a paper. Files and notes stay.
    pub(super) fn undo_paper(&mut self, version: u32) -> Option<()> {
        let PaperEntry { before, .. } = *self.paper.take()?;
        let (attachments, notes) = (
            std::mem::take(&mut self.attachments),
            std::mem::take(&mut self.notes),
        );
        *self = Letter {
            version,
            attachments,
            notes,
            ..before
        };
        Some(())
    }

    pub(super) fn move_deadline(&mut self, which: DeadlineKind, due: Due) -> Option<()> {
        match which {
            DeadlineKind::Sign(unit) => {
                self.latest_assignment_mut(unit)?.sign_by.as_mut()?.due = due
            }
            DeadlineKind::Stage => match (&mut self.stage_limit, &mut self.inquiry) {
                (Some(limit), _) => limit.due = due,
                (None, Some(asked)) => asked.limit.due = due,
                (None, None) => return None,
            },
            DeadlineKind::Route => self.route_limit.as_mut()?.due = due,
            DeadlineKind::Unit(unit) => self.latest_assignment_mut(unit)?.due = due,
            DeadlineKind::Return(unit) => {
                self.latest_assignment_mut(unit)?.return_by.as_mut()?.due = due
            }
            // The step's deadline belongs to the latest urging: earlier ones have been passed
            // already.
            DeadlineKind::Step(unit) => {
                self.latest_assignment_mut(unit)?
                    .urgings
                    .last_mut()?
                    .next
                    .as_mut()?
                    .due = due
            }
        }
        Some(())
    }

    pub(super) fn latest_assignment_mut(&mut self, unit: UnitId) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .rev()
            .find(|assignment| assignment.unit == unit)
    }
}

impl Assignment {
    /// Returns the assignment of a letter of the past to the unit that answered it.
    fn of_past(unit: UnitId, at: Timestamp, past: &PastLetter) -> Assignment {
        let due = Due {
            at,
            provisional: false,
        };
        Assignment {
            feedbacks: vec![Feedback {
                text: past.reply.clone().unwrap_or_default(),
                head: String::new(),
                at,
                late: false,
                through_co: false,
                attached: 0..0,
                sent_back: None,
            }],
            ..Assignment::new(unit, 1, at, due)
        }
    }

    /// Replaces the deadline, if a new one is given.
    pub(super) fn replace_limit(&mut self, limit: Option<RunningDeadline>) {
        if let Some(RunningDeadline { due, term }) = limit {
            (self.due, self.term) = (due, Some(term));
        }
    }
}
