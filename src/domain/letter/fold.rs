//! Folds the events of a letter into its current state, one event at a time.

use super::{
    Amendment, Assignment, AssignmentEnd, Declined, DirectReply, Ending, Extension,
    ExtensionDecision, Feedback, Inquiry, Letter, LetterId, Publication, Rating, Remark, Reply,
    Restriction, Round, Urging, Verdict,
};
use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::RunningDeadline;

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
        let (at, who) = (recorded.happened_at(), recorded.actor().to_owned());
        let RecordedEvent {
            version,
            at: _,
            who: _,
            late: _,
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
                    automatic,
                    by: who,
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
                    automatic: false,
                    by: who,
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
            Event::TakenBack {
                unit,
                cause: _,
                why,
                limit,
            } => {
                let words = remark(why);
                let held = self.latest_assignment_mut(unit)?;
                let lead = !held.co;
                held.ended = Some(AssignmentEnd::TakenBack(words));
                if lead {
                    self.release_assignments(at, true);
                    (self.route, self.route_limit) = (None, None);
                    (self.draft, self.sent_back) = (String::new(), false);
                    self.enter_stage(Stage::Registered, at, limit);
                } else {
                    self.draft_when_answered(at);
                }
            }
            Event::LeadChanged {
                was,
                now,
                kept,
                why: _,
            } => {
                let held = self.latest_assignment_mut(was)?;
                if kept {
                    held.co = true;
                } else {
                    held.ended = Some(AssignmentEnd::Released(at));
                }
                let round = self.current_round();
                let joins = |held: &&mut Assignment| {
                    held.unit == now && held.round == round && held.is_active()
                };
                if let Some(held) = self.assignments.iter_mut().find(joins) {
                    held.co = false;
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
                (self.draft_version, self.drafted_at) = (version, at);
                self.drafter = who;
            }
            Event::Submitted { limit } => {
                (self.sent_back, self.submitter) = (false, who);
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
            Event::Recalled => {
                if self.stage == Stage::InReview {
                    self.enter_stage(Stage::Drafting, at, None);
                } else {
                    self.proposal = None;
                    // The centre's deadline for choosing a route has kept running.
                    let limit = self.stage_limit.take();
                    self.enter_stage(Stage::Registered, at, limit);
                }
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
                // A corrected reply takes the place of the first, which was the answer.
                let first = self.reply.as_ref().map(|reply| reply.at);
                self.reply = Some(Reply {
                    text,
                    by,
                    at: first.unwrap_or(at),
                    amended_at: first.map(|_| at),
                });
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
            Event::Unclosed => self.enter_stage(Stage::Replied, at, None),
            Event::Amended { why, fault } => {
                let text = self.reply.as_ref()?.text.clone();
                self.draft.clone_from(&text);
                (self.draft_version, self.drafted_at) = (version, at);
                self.drafter = who.clone();
                let words = remark(why);
                self.amendments.push(Amendment { words, fault, text });
                self.enter_stage(Stage::Drafting, at, None);
            }
            Event::Ended {
                because,
                why,
                told,
                to,
                into,
                ground,
            } => {
                self.ending = Some(Ending {
                    because,
                    words: remark(why),
                    notified: told,
                    to,
                    into,
                    ground,
                });
                self.release_assignments(at, false);
                self.route_limit = None;
                self.report_pending = false;
                self.enter_stage(Stage::Terminated, at, None);
            }
            Event::Revoked { why: _, limit } => {
                if self.ending.is_some() {
                    // It is assigned anew: what units answered is of before.
                    self.release_assignments(at, true);
                    self.instruction = None;
                    (self.draft, self.sent_back) = (String::new(), false);
                }
                (self.declined, self.ending, self.inquiry) = (None, None, None);
                (self.route, self.direct_reply, self.proposal) = (None, None, None);
                // A letter with a number was accepted, and stays so.
                let stage = match self.number {
                    Some(_) => Stage::Registered,
                    None => Stage::Received,
                };
                self.enter_stage(stage, at, limit);
            }
            Event::Reopened { cause, why, limit } => {
                self.withdraw_assignments(at, false);
                let reopened = remark(why);
                self.rounds.push(Round {
                    reply: self.reply.take(),
                    rating: self.rating.take(),
                    reopened,
                    cause,
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
            Event::UnmarkedMajor { why: _ } => (self.major, self.report_pending) = (false, false),
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
            Event::Corrected {
                field,
                was: _,
                now,
                why: _,
                limit,
                lifted,
            } => {
                self.correct(field, now)?;
                if limit.is_some() {
                    self.stage_limit = limit;
                }
                if lifted {
                    self.restriction = None;
                }
            }
            Event::Attached {
                attachments,
                note: _,
            } => self.attachments.extend(attachments),
            Event::Noted { text } => self.notes.push(remark(text)),
        }
        Some(())
    }

    pub(super) fn enter_stage(
        &mut self,
        stage: Stage,
        at: Timestamp,
        limit: Option<RunningDeadline>,
    ) {
        self.stage = stage;
        self.stage_since = at;
        self.stage_limit = limit;
    }
}
