//! Folds the events of a letter into its current state, one event at a time.

use super::{
    Assignment, AssignmentEnd, Declined, DirectReply, Extension, ExtensionDecision, Feedback,
    Inquiry, Letter, LetterId, Publication, Rating, Remark, Reply, Restriction, Round, Urging,
    Verdict,
};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{DeadlineKind, Event, RecordedEvent};
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, RunningDeadline};

impl Letter {
    /// Folds a letter from its events, oldest first. Returns `None` if the first is not a receipt
    /// or the versions are not consecutive.
    pub fn fold(id: LetterId, events: impl IntoIterator<Item = RecordedEvent>) -> Option<Letter> {
        let mut events = events.into_iter();
        let mut letter = Letter::from_receipt(id, events.next()?)?;
        for recorded in events {
            letter.apply(recorded)?;
        }
        Some(letter)
    }

    /// Applies one event. Returns `None` if it cannot follow the current state, that is, if the
    /// record is broken.
    pub fn apply(&mut self, recorded: RecordedEvent) -> Option<()> {
        let RecordedEvent {
            version,
            at,
            who,
            event,
        } = recorded;
        if version != self.version + 1 {
            return None;
        }
        self.version = version;
        let remark = |text: String| Remark {
            who: who.clone(),
            at,
            text,
        };
        match event {
            Event::Received { .. } => return None,
            Event::Accepted {
                number,
                category,
                major,
                limit,
            } => {
                self.number = Some(number);
                self.category = Some(category);
                self.major |= major;
                self.enter_stage(Stage::Registered, at, limit);
            }
            Event::Declined {
                ground,
                told,
                notice,
                automatic,
            } => {
                let unseen = automatic;
                self.declined = Some(Declined {
                    ground: Some(ground),
                    referred: None,
                    notified: told,
                    notice,
                    needs_notice: unseen,
                });
                self.enter_stage(Stage::Declined, at, None);
            }
            Event::Referred {
                to,
                why,
                told,
                notice,
            } => {
                let referred = Some((to, why));
                self.declined = Some(Declined {
                    ground: None,
                    referred,
                    notified: told,
                    notice,
                    needs_notice: false,
                });
                self.enter_stage(Stage::Declined, at, None);
            }
            Event::WriterAsked { text, by, limit } => {
                self.stage_limit = None;
                self.inquiry = Some(Inquiry {
                    question: remark(text),
                    by,
                    limit,
                    answer: None,
                });
            }
            Event::WriterAnswered { text, limit } => {
                self.inquiry.as_mut()?.answer = Some(remark(text));
                self.stage_limit = limit;
            }
            Event::WriterTold { told } => {
                let declined = self.declined.as_mut()?;
                (declined.notified, declined.needs_notice) = (told, false);
            }
            Event::RepliedDirectly {
                because,
                earlier,
                policy,
                tier: _,
                limit,
            } => {
                self.route = Some(Route::Direct);
                self.direct_reply = Some(DirectReply {
                    because,
                    earlier,
                    policy,
                });
                self.route_limit = limit;
                self.enter_stage(Stage::Drafting, at, None);
            }
            Event::Proposed { text, lead, co } => {
                self.proposal = Some((remark(text), lead, co));
                // The centre's deadline for choosing a route keeps running while the sheet waits.
                let limit = self.stage_limit.take();
                self.enter_stage(Stage::AwaitingInstruction, at, limit);
            }
            Event::Instructed { text } => self.instruction = Some(remark(text)),
            Event::Assigned {
                unit,
                due,
                co,
                tier,
                term,
                return_by,
                why: _,
            } => {
                self.route = Some(Route::Assigned);
                self.route_limit = None;
                self.assignments.push(Assignment {
                    unit,
                    co,
                    round: self.current_round(),
                    tier,
                    assigned_at: at,
                    due,
                    term,
                    return_by,
                    signed: None,
                    extensions: Vec::new(),
                    explanations: Vec::new(),
                    urgings: Vec::new(),
                    feedbacks: Vec::new(),
                    ended: None,
                });
                if self.stage != Stage::Assigned {
                    self.enter_stage(Stage::Assigned, at, None);
                }
            }
            Event::SignedFor {
                unit,
                person,
                limit,
            } => {
                let held = self.latest_assignment_mut(unit)?;
                held.signed = Some((at, person));
                held.replace_limit(limit);
            }
            Event::Returned {
                unit,
                why,
                runs,
                limit,
            } => {
                let lead = !self.latest_assignment_mut(unit)?.co;
                self.latest_assignment_mut(unit)?.ended =
                    Some(AssignmentEnd::Returned(remark(why)));
                if lead {
                    self.withdraw_assignments(at, true);
                    self.route = None;
                    self.route_limit = runs;
                    self.enter_stage(Stage::Registered, at, limit);
                } else {
                    self.draft_when_answered(at);
                }
            }
            Event::ExtensionAsked { unit, days, why } => {
                let asked = remark(why);
                self.latest_assignment_mut(unit)?
                    .extensions
                    .push(Extension {
                        request: asked,
                        days,
                        decision: ExtensionDecision::Pending,
                    });
            }
            Event::ExtensionTooLate { unit, days, why } => {
                let asked = remark(why);
                self.latest_assignment_mut(unit)?
                    .extensions
                    .push(Extension {
                        request: asked,
                        days,
                        decision: ExtensionDecision::TooLate,
                    });
            }
            Event::ExtensionDecided {
                unit,
                granted,
                why,
                limit,
                told,
            } => {
                let words = remark(why.unwrap_or_default());
                let held = self.latest_assignment_mut(unit)?;
                let answer = if granted {
                    ExtensionDecision::Granted(words, told)
                } else {
                    ExtensionDecision::Denied(words, told)
                };
                let at = held.pending_index()?;
                held.extensions.get_mut(at)?.decision = answer;
                held.replace_limit(limit);
            }
            Event::FeedbackGiven {
                unit,
                text,
                head,
                late,
                attachments,
            } => {
                let first = self.attachments.len();
                self.attachments.extend(attachments);
                let attached = first..self.attachments.len();
                self.latest_assignment_mut(unit)?.feedbacks.push(Feedback {
                    text,
                    head,
                    at,
                    late,
                    attached,
                    sent_back: None,
                });
                self.draft_when_answered(at);
            }
            Event::FeedbackSentBack { unit, why, limit } => {
                let sent_back = Some(remark(why));
                let held = self.latest_assignment_mut(unit)?;
                held.feedbacks.last_mut()?.sent_back = sent_back;
                held.replace_limit(Some(limit));
                self.enter_stage(Stage::Assigned, at, None);
            }
            Event::OpinionWaived { unit, why } => {
                self.latest_assignment_mut(unit)?.ended = Some(AssignmentEnd::Waived(remark(why)));
                self.draft_when_answered(at);
            }
            Event::Explained { unit, text } => {
                let words = remark(text);
                self.latest_assignment_mut(unit)?.explanations.push(words);
            }
            Event::Urged {
                unit,
                step,
                by: way,
                to,
                answer,
                next,
            } => {
                let by = remark(answer.unwrap_or_default());
                self.latest_assignment_mut(unit)?.urgings.push(Urging {
                    remark: by,
                    step,
                    channel: way,
                    to,
                    next,
                });
            }
            Event::Drafted { text } => {
                self.draft = text;
                self.draft_version = version;
                self.drafter = who;
            }
            Event::Submitted { limit } => {
                self.sent_back = false;
                self.enter_stage(Stage::InReview, at, limit);
            }
            Event::ReviewWaived => self.enter_stage(Stage::Approved, at, None),
            Event::Approved { note } => {
                let text = note.unwrap_or_default();
                self.verdicts.push(Verdict {
                    who,
                    at,
                    approved: true,
                    text,
                    passage: None,
                });
                self.enter_stage(Stage::Approved, at, None);
            }
            Event::SentBack { why, passage } => {
                self.verdicts.push(Verdict {
                    who,
                    at,
                    approved: false,
                    text: why,
                    passage,
                });
                self.sent_back = true;
                self.enter_stage(Stage::Drafting, at, None);
            }
            Event::Sent { by, text } => {
                self.reply = Some(Reply { text, by, at });
                self.route_limit = None;
                self.enter_stage(Stage::Replied, at, None);
            }
            Event::Published => self.publication = Some(Publication::Published(at)),
            Event::Withheld { why } => self.publication = Some(Publication::Withheld(remark(why))),
            Event::Rated {
                score,
                source,
                note,
            } => {
                self.rating = Some(Rating {
                    score,
                    source,
                    note,
                    at,
                })
            }
            Event::Closed => self.enter_stage(Stage::Closed, at, None),
            Event::Reopened { why, limit } => {
                self.withdraw_assignments(at, false);
                let reopened = remark(why);
                self.rounds.push(Round {
                    reply: self.reply.take(),
                    rating: self.rating.take(),
                    reopened,
                });
                (
                    self.route,
                    self.direct_reply,
                    self.proposal,
                    self.instruction,
                ) = (None, None, None, None);
                (self.draft, self.publication, self.sent_back) = (String::new(), None, false);
                self.enter_stage(Stage::Registered, at, limit);
            }
            Event::Linked { to } => self.repeats.push(to),
            Event::Unlinked { to } => self.repeats.retain(|other| *other != to),
            Event::MarkedMajor { reported } => (self.major, self.report_pending) = (true, reported),
            Event::Acknowledged { text } => {
                self.report_pending = false;
                self.acknowledged = Some(remark(text.unwrap_or_default()));
            }
            Event::Restricted { accused, readers } => {
                self.restriction = Some(Restriction { accused, readers })
            }
            // Reading and refused reading are only recorded; they do not change the letter.
            Event::Read | Event::ReadRefused => {}
            Event::ContactAllowed => self.contact_allowed = true,
            Event::DeadlineMoved { which, was: _, due } => self.move_deadline(which, due)?,
            Event::Noted { text } => self.notes.push(remark(text)),
        }
        Some(())
    }

    fn enter_stage(&mut self, stage: Stage, at: Timestamp, limit: Option<RunningDeadline>) {
        self.stage = stage;
        self.stage_since = at;
        self.stage_limit = limit;
    }

    /// Moves the letter to drafting once the lead unit has answered and no co-unit still owes an
    /// answer.
    fn draft_when_answered(&mut self, at: Timestamp) {
        let answered = self
            .lead_assignment()
            .is_some_and(|lead| lead.valid_feedback().is_some());
        if answered && !self.current_assignments().any(Assignment::is_open) {
            self.enter_stage(Stage::Drafting, at, None);
        }
    }

    /// Withdraws the round's active assignments; with `answered`, also those that already have
    /// feedback.
    fn withdraw_assignments(&mut self, at: Timestamp, answered: bool) {
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

    fn move_deadline(&mut self, which: DeadlineKind, due: Due) -> Option<()> {
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

    fn latest_assignment_mut(&mut self, unit: UnitId) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .rev()
            .find(|assignment| assignment.unit == unit)
    }
}

impl Assignment {
    /// Replaces the deadline, if a new one is given.
    fn replace_limit(&mut self, limit: Option<RunningDeadline>) {
        if let Some(RunningDeadline { due, term }) = limit {
            (self.due, self.term) = (due, Some(term));
        }
    }
}
