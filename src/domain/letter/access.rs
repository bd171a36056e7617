//! What each reader may see of a letter, and which deadlines run against it.

use super::{AssignmentEnd, Letter, Stage};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::event::DeadlineKind;
use crate::domain::letter::incoming::{Source, Writer};
use crate::domain::regulation::Regulation;
use crate::domain::time::deadline::{Due, Term};

impl Letter {
    /// Removes what the reader may not see. For a liaison these are the centre's notes and, unless
    /// allowed, the writer's contact details.
    pub fn redacted_for(mut self, who: &Staff) -> Letter {
        if who.is_liaison_only() {
            // Notes are internal to the centre, and so is what was before a leader's paper.
            self.notes.clear();
            self.paper = None;
        }
        if who.is_liaison_only() && !self.contact_allowed {
            self.contact_withheld = !self.writer.is_unreachable();
            let Writer {
                phone,
                email,
                address,
                ..
            } = &mut self.writer;
            (*phone, *email, *address) = (None, None, None);
        }
        self
    }

    /// Masks the content for readers without access. What remains is that the letter exists, its
    /// stage, and who has to act next.
    pub fn into_masked(mut self) -> Letter {
        self.title = crate::say!("restricted-title");
        self.body = crate::say!("restricted-body");
        self.writer = Writer {
            name: Some(crate::say!("restricted-writer")),
            ..Writer::default()
        };
        (self.attachments, self.enclosed_count, self.remarks) = (Vec::new(), 0, Vec::new());
        (self.notes, self.verdicts, self.same_text, self.repeats) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        (
            self.proposal,
            self.instruction,
            self.acknowledged,
            self.declined,
        ) = (None, None, None, None);
        (self.reply, self.rating, self.inquiry, self.direct_reply) = (None, None, None, None);
        (self.publication, self.source) = (None, Source::default());
        (self.amendments, self.ending) = (Vec::new(), None);
        (self.further, self.paper, self.promise) = (Vec::new(), None, None);
        self.past = None;
        (self.call_backs, self.parts, self.part_of) = (Vec::new(), Vec::new(), None);
        self.draft.clear();
        if let Some(restriction) = &mut self.restriction {
            restriction.accused = None;
        }
        for round in &mut self.rounds {
            (round.reply, round.rating) = (None, None);
            round.reopened.text.clear();
        }
        for held in &mut self.assignments {
            (held.extensions, held.explanations, held.urgings) =
                (Vec::new(), Vec::new(), Vec::new());
            (held.reminders, held.contacts) = (Vec::new(), Vec::new());
            (held.person, held.demand, held.phone) = (None, None, None);
            (held.return_asked, held.waiver_asked) = (None, None);
            if let Some((_, person)) = &mut held.signed {
                person.clear();
            }
            match &mut held.ended {
                Some(
                    AssignmentEnd::Returned(words)
                    | AssignmentEnd::TakenBack(words)
                    | AssignmentEnd::Waived(words),
                ) => words.text.clear(),
                Some(AssignmentEnd::Withdrawn(_) | AssignmentEnd::Released(_)) | None => {}
            }
            for feedback in &mut held.feedbacks {
                (feedback.text, feedback.head, feedback.attached) =
                    (String::new(), String::new(), 0..0);
                if let Some(words) = &mut feedback.sent_back {
                    words.text.clear();
                }
            }
        }
        self
    }

    /// Returns the running deadlines, each with the inputs from which it was computed.
    pub fn running_deadlines(&self, regulation: &Regulation) -> Vec<(DeadlineKind, Due, Term)> {
        let mut clocks = Vec::new();
        if let Some(limit) = &self.stage_limit {
            clocks.push((DeadlineKind::Stage, limit.due, limit.term.clone()));
        } else if let Some(asked) = self.open_inquiry() {
            clocks.push((
                DeadlineKind::Stage,
                asked.limit.due,
                asked.limit.term.clone(),
            ));
        }
        if let Some(limit) = &self.route_limit {
            clocks.push((DeadlineKind::Route, limit.due, limit.term.clone()));
        }
        // The units' deadlines stand still while the writer is asked.
        let waits = self.open_inquiry().is_some();
        let at_units = self
            .current_assignments()
            .filter(|held| self.stage == Stage::Assigned && held.is_open() && !waits);
        for held in at_units {
            clocks.push((
                DeadlineKind::Unit(held.unit),
                held.due,
                held.term(regulation),
            ));
            // A unit that has answered once can no longer return the letter, so that deadline has
            // ended.
            let answered = held.feedbacks.last().map(|feedback| feedback.at);
            if let Some(limit) = held.return_by.as_ref().filter(|_| answered.is_none()) {
                clocks.push((
                    DeadlineKind::Return(held.unit),
                    limit.due,
                    limit.term.clone(),
                ));
            }
            if let Some(limit) = held.sign_by.as_ref().filter(|_| held.signed.is_none()) {
                clocks.push((DeadlineKind::Sign(held.unit), limit.due, limit.term.clone()));
            }
            if let Some(limit) = held
                .current_urgings()
                .last()
                .and_then(|urging| urging.next.as_ref())
            {
                clocks.push((DeadlineKind::Step(held.unit), limit.due, limit.term.clone()));
            }
        }
        clocks
    }
}
