//! What single events change in the parts of a letter.

use super::{Assignment, AssignmentEnd, Letter};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::cause::CorrectedField;
use crate::domain::letter::event::DeadlineKind;
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
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

    pub(super) fn move_deadline(&mut self, which: DeadlineKind, due: Due) -> Option<()> {
        match which {
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
    /// Replaces the deadline, if a new one is given.
    pub(super) fn replace_limit(&mut self, limit: Option<RunningDeadline>) {
        if let Some(RunningDeadline { due, term }) = limit {
            (self.due, self.term) = (due, Some(term));
        }
    }
}
