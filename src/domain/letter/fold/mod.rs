//! Folds the events of a letter into its current state, one event at a time.

mod changes;
mod units;

use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::follow_up::PromiseState;
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Amendment, Declined, DirectReply, Ending, Inquiry, Letter, LetterId, Publication, Rating,
    Remark, Reply, Restriction, Round, Verdict,
};
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
        let signed_by = recorded.late.as_ref().and_then(|late| late.by.clone());
        let recorded_at = recorded.at;
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
        self.keep_paper(&event, recorded_at, signed_by);
        self.version = version;
        let author = who.clone();
        let remark = move |text: String| Remark {
            who: author.clone(),
            at,
            text,
        };
        match event {
            Event::Received { .. } => return None,
            Event::PastLetter(past) => self.become_past(past, at),
            Event::Accepted {
                number,
                category,
                major,
                limit,
                of_type,
                subject,
            } => {
                self.number = Some(number);
                self.category = Some(category);
                self.of_type = of_type.or(self.of_type.take());
                self.subject = subject.or(self.subject.take());
                self.major |= major;
                self.enter_stage(Stage::Registered, at, limit);
            }
            Event::Declined {
                ground,
                told,
                notice,
                automatic,
                earlier,
                document,
            } => {
                let unseen = automatic;
                self.declined = Some(Declined {
                    ground: Some(ground),
                    referred: None,
                    notified: told,
                    notice,
                    needs_notice: unseen,
                    automatic,
                    earlier,
                    document,
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
                    earlier: None,
                    document: None,
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
                    silent: false,
                });
            }
            Event::WriterAnswered {
                text,
                limit,
                resumed,
            } => {
                self.inquiry.as_mut()?.answer = Some(remark(text));
                self.stage_limit = limit;
                self.resume(resumed)?;
            }
            Event::WriterSilent { resumed } => {
                self.inquiry.as_mut()?.silent = true;
                self.resume(resumed)?;
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
            Event::Proposed { text, lead, co, to } => {
                self.addressee = to;
                self.proposal = Some((remark(text), lead, co));
                // The centre's deadline for choosing a route keeps running while the sheet waits.
                let limit = self.stage_limit.take();
                self.enter_stage(Stage::AwaitingInstruction, at, limit);
            }
            Event::Instructed {
                text,
                outcome,
                to,
                on_behalf_of: _,
            } => self.instruct(outcome, remark(text), to),
            Event::MajorReported { unit: _, why: _ } => {
                (self.major, self.report_pending) = (true, true);
            }
            event @ (Event::Assigned { .. }
            | Event::SignedFor { .. }
            | Event::Returned { .. }
            | Event::ReturnAsked { .. }
            | Event::ReturnRejected { .. }
            | Event::TakenBack { .. }
            | Event::LeadChanged { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionTooLate { .. }
            | Event::ExtensionDecided { .. }
            | Event::LeadFollowed { .. }
            | Event::FeedbackGiven { .. }
            | Event::FeedbackSentBack { .. }
            | Event::OpinionWaived { .. }
            | Event::WaiverAsked { .. }
            | Event::WaiverDenied { .. }
            | Event::WriterContacted { .. }
            | Event::Reminded { .. }
            | Event::Explained { .. }
            | Event::Urged { .. }) => self.apply_to_unit(event, at, remark)?,
            Event::Drafted { text } => {
                self.draft = text;
                (self.draft_version, self.drafted_at) = (version, at);
                self.drafter = who;
            }
            Event::Submitted {
                limit,
                to,
                approver,
            } => {
                (self.sent_back, self.submitter) = (false, who);
                self.review_waived = false;
                (self.addressee, self.approver, self.climbed) = (to, approver, 0);
                self.enter_stage(Stage::InReview, at, limit);
            }
            Event::ReviewWaived => {
                self.review_waived = true;
                self.enter_stage(Stage::Approved, at, None);
            }
            Event::Approved {
                note,
                text: revised,
                next,
                on_behalf_of: _,
            } => {
                let text = note.unwrap_or_default();
                if let Some(revised) = revised {
                    self.draft = revised;
                    (self.draft_version, self.drafted_at) = (version, at);
                }
                self.verdicts.push(Verdict {
                    who,
                    at,
                    approved: true,
                    text,
                    passage: None,
                });
                match next {
                    Some(approver) => {
                        (self.approver, self.climbed) = (approver, self.climbed + 1);
                        self.addressee = None;
                        // Each step waits anew; the limit is of the whole review.
                        self.stage_since = at;
                    }
                    None => self.enter_stage(Stage::Approved, at, None),
                }
            }
            Event::Recalled => {
                if matches!(self.stage, Stage::InReview | Stage::Approved) {
                    self.enter_stage(Stage::Drafting, at, None);
                } else {
                    self.proposal = None;
                    // The centre's deadline for choosing a route has kept running.
                    let limit = self.stage_limit.take();
                    self.enter_stage(Stage::Registered, at, limit);
                }
            }
            Event::SentBack {
                why,
                passage,
                below,
                on_behalf_of: _,
            } => {
                self.verdicts.push(Verdict {
                    who,
                    at,
                    approved: false,
                    text: why,
                    passage,
                });
                match below {
                    Some(approver) => {
                        (self.approver, self.stage_since) = (approver, at);
                        self.climbed = self.climbed.saturating_sub(1);
                        self.addressee = None;
                    }
                    None => {
                        self.sent_back = true;
                        self.enter_stage(Stage::Drafting, at, None);
                    }
                }
            }
            Event::Sent { by, text, promise } => {
                self.promise = promise.map(|promise| PromiseState {
                    promise,
                    kept: None,
                });
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
            Event::PromiseKept { text } => {
                let words = remark(text);
                self.promise.as_mut()?.kept = Some(words);
            }
            Event::CalledBack(call) => {
                if let Some(score) = call.result
                    && self.rating.as_ref().is_none_or(|known| score < known.score)
                {
                    let (source, note) = (Channel::Phone, call.note.clone());
                    self.rating = Some(Rating {
                        score,
                        source,
                        note,
                        at,
                    });
                }
                self.call_backs.push((at, call));
            }
            Event::Rated { later: true, .. } => {}
            Event::Rated {
                score,
                source,
                note,
                later: false,
            } => {
                self.rating = Some(Rating {
                    score,
                    source,
                    note,
                    at,
                })
            }
            Event::Closed { why: _ } => self.enter_stage(Stage::Closed, at, None),
            Event::Unclosed => self.enter_stage(Stage::Replied, at, None),
            Event::Amended { why, fault } => {
                let text = self.reply.as_ref()?.text.clone();
                self.draft.clone_from(&text);
                (self.draft_version, self.drafted_at) = (version, at);
                self.drafter = who;
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
                (self.promise, self.call_backs, self.further) = (None, Vec::new(), Vec::new());
                self.enter_stage(Stage::Registered, at, limit);
            }
            Event::Contested { why: _ } => self.undo_paper(version)?,
            Event::Split { part, title: _ } => self.parts.push(part),
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
        // The writer of a letter that went on is no longer waited for.
        if !matches!(stage, Stage::Received | Stage::Assigned)
            && let Some(asked) = &mut self.inquiry
        {
            asked.silent |= asked.answer.is_none();
        }
        self.stage = stage;
        self.stage_since = at;
        self.stage_limit = limit;
    }
}
