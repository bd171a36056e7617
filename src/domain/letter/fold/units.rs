//! What single events change in the assignments of a letter.

use crate::domain::letter::event::Event;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Assignment, AssignmentEnd, Extension, ExtensionDecision, Feedback, Letter, Remark,
    SIGNING_STEP, Urging,
};
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;

impl Letter {
    /// Applies an event of a unit that has the letter. Returns `None` if it cannot follow the current
    /// state, or is no such event.
    pub(super) fn apply_to_unit(
        &mut self,
        event: Event,
        at: Timestamp,
        remark: impl Fn(String) -> Remark,
    ) -> Option<()> {
        match event {
            Event::Assigned {
                unit,
                due,
                co,
                tier,
                term,
                return_by,
                why: _,
                person,
                demand,
                sign_by,
            } => {
                self.route = Some(Route::Assigned);
                self.route_limit = None;
                self.assignments.push(Assignment {
                    co,
                    tier,
                    term,
                    return_by,
                    person,
                    demand,
                    sign_by,
                    ..Assignment::new(unit, self.current_round(), at, due)
                });
                if self.stage != Stage::Assigned {
                    self.enter_stage(Stage::Assigned, at, None);
                }
            }
            Event::SignedFor {
                unit,
                person,
                phone,
                limit,
            } => {
                let held = self.latest_assignment_mut(unit)?;
                (held.signed, held.phone) = (Some((at, person)), phone);
                held.replace_limit(limit);
            }
            Event::Returned {
                unit,
                why,
                runs,
                limit,
            } => {
                let held = self.latest_assignment_mut(unit)?;
                let lead = !held.co;
                held.ended = Some(AssignmentEnd::Returned(remark(why)));
                held.return_asked = None;
                if lead {
                    self.withdraw_assignments(at, true);
                    self.route = None;
                    self.route_limit = runs;
                    self.enter_stage(Stage::Registered, at, limit);
                } else {
                    self.draft_when_answered(at);
                }
            }
            Event::ReturnAsked { unit, why } => {
                let asked = remark(why);
                self.latest_assignment_mut(unit)?.return_asked = Some(asked);
            }
            Event::ReturnRejected { unit, why: _ } => {
                self.latest_assignment_mut(unit)?.return_asked = None;
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
            Event::LeadFollowed { unit, limit } => {
                self.latest_assignment_mut(unit)?.replace_limit(Some(limit));
            }
            Event::FeedbackGiven {
                unit,
                text,
                head,
                late,
                through_co,
                mandate: _,
                attachments,
                drafting,
            } => {
                let first = self.attachments.len();
                self.attachments.extend(attachments);
                let attached = first..self.attachments.len();
                let held = self.latest_assignment_mut(unit)?;
                (held.return_asked, held.waiver_asked) = (None, None);
                held.feedbacks.push(Feedback {
                    text,
                    head,
                    at,
                    late,
                    through_co,
                    attached,
                    sent_back: None,
                });
                self.draft_when_answered(at);
                if self.stage == Stage::Drafting {
                    self.stage_limit = drafting;
                }
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
            Event::WaiverAsked { unit, why } => {
                let asked = remark(why);
                self.latest_assignment_mut(unit)?.waiver_asked = Some(asked);
            }
            Event::WaiverDenied { unit, why: _ } => {
                self.latest_assignment_mut(unit)?.waiver_asked = None;
            }
            Event::WriterContacted { unit, text } => {
                let words = remark(text);
                self.latest_assignment_mut(unit)?.contacts.push(words);
            }
            Event::Reminded {
                unit,
                by: channel,
                to,
                answer,
            } => {
                let remark = remark(answer.unwrap_or_default());
                let (step, next) = (String::new(), None);
                self.latest_assignment_mut(unit)?.reminders.push(Urging {
                    remark,
                    step,
                    channel,
                    to,
                    next,
                });
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
                let held = self.latest_assignment_mut(unit)?;
                let signing = step == SIGNING_STEP;
                let urging = Urging {
                    remark: by,
                    step,
                    channel: way,
                    to,
                    next,
                };
                match signing {
                    true => held.reminders.push(urging),
                    false => held.urgings.push(urging),
                }
            }
            _ => return None,
        }
        Some(())
    }
}
