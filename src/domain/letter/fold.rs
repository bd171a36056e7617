//! Folds the events of a letter into its current state, one event at a time.

use super::{
    Answer, Asked, Assignment, Declined, Direct, Ended, Extension, Feedback, Letter, LetterId,
    Publication, Rating, Remark, Reply, Restriction, Round, Urging, Verdict,
};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{Event, Recorded, Which};
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, Running};

impl Letter {
    /// Folds a letter from its events, oldest first. Returns `None` if the first is not a receipt
    /// or the versions are not consecutive.
    pub fn fold(id: LetterId, events: impl IntoIterator<Item = Recorded>) -> Option<Letter> {
        let mut events = events.into_iter();
        let mut letter = Letter::received(id, events.next()?)?;
        for recorded in events {
            letter.apply(recorded)?;
        }
        Some(letter)
    }

    /// Applies one event. Returns `None` if it cannot follow the current state, that is, if the
    /// record is broken.
    pub fn apply(&mut self, recorded: Recorded) -> Option<()> {
        let Recorded {
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
                self.enter(Stage::Registered, at, limit);
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
                    told,
                    notice,
                    unseen,
                });
                self.enter(Stage::Declined, at, None);
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
                    told,
                    notice,
                    unseen: false,
                });
                self.enter(Stage::Declined, at, None);
            }
            Event::WriterAsked { text, by, limit } => {
                self.stage_limit = None;
                self.asked = Some(Asked {
                    question: remark(text),
                    by,
                    limit,
                    answer: None,
                });
            }
            Event::WriterAnswered { text, limit } => {
                self.asked.as_mut()?.answer = Some(remark(text));
                self.stage_limit = limit;
            }
            Event::WriterTold { told } => {
                let declined = self.declined.as_mut()?;
                (declined.told, declined.unseen) = (told, false);
            }
            Event::RepliedDirectly {
                because,
                earlier,
                policy,
                tier: _,
                limit,
            } => {
                self.route = Some(Route::Direct);
                self.direct = Some(Direct {
                    because,
                    earlier,
                    policy,
                });
                self.route_limit = limit;
                self.enter(Stage::Drafting, at, None);
            }
            Event::Proposed { text, lead, co } => {
                self.proposal = Some((remark(text), lead, co));
                // The centre's deadline for choosing a route keeps running while the sheet waits.
                let limit = self.stage_limit.take();
                self.enter(Stage::AwaitingInstruction, at, limit);
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
                    round: self.round(),
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
                    self.enter(Stage::Assigned, at, None);
                }
            }
            Event::SignedFor {
                unit,
                person,
                limit,
            } => {
                let held = self.at_unit(unit)?;
                held.signed = Some((at, person));
                held.run(limit);
            }
            Event::Returned {
                unit,
                why,
                runs,
                limit,
            } => {
                let lead = !self.at_unit(unit)?.co;
                self.at_unit(unit)?.ended = Some(Ended::Returned(remark(why)));
                if lead {
                    self.withdraw(at, true);
                    self.route = None;
                    self.route_limit = runs;
                    self.enter(Stage::Registered, at, limit);
                } else {
                    self.collect(at);
                }
            }
            Event::ExtensionAsked { unit, days, why } => {
                let asked = remark(why);
                self.at_unit(unit)?.extensions.push(Extension {
                    asked,
                    days,
                    answer: Answer::Pending,
                });
            }
            Event::ExtensionTooLate { unit, days, why } => {
                let asked = remark(why);
                self.at_unit(unit)?.extensions.push(Extension {
                    asked,
                    days,
                    answer: Answer::TooLate,
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
                let held = self.at_unit(unit)?;
                let answer = if granted {
                    Answer::Granted(words, told)
                } else {
                    Answer::Denied(words, told)
                };
                let at = held.pending_at()?;
                held.extensions.get_mut(at)?.answer = answer;
                held.run(limit);
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
                self.at_unit(unit)?.feedbacks.push(Feedback {
                    text,
                    head,
                    at,
                    late,
                    attached,
                    sent_back: None,
                });
                self.collect(at);
            }
            Event::FeedbackSentBack { unit, why, limit } => {
                let sent_back = Some(remark(why));
                let held = self.at_unit(unit)?;
                held.feedbacks.last_mut()?.sent_back = sent_back;
                held.run(Some(limit));
                self.enter(Stage::Assigned, at, None);
            }
            Event::OpinionWaived { unit, why } => {
                self.at_unit(unit)?.ended = Some(Ended::Waived(remark(why)));
                self.collect(at);
            }
            Event::Explained { unit, text } => {
                let words = remark(text);
                self.at_unit(unit)?.explanations.push(words);
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
                self.at_unit(unit)?.urgings.push(Urging {
                    by,
                    step,
                    way,
                    to,
                    next,
                });
            }
            Event::Drafted { text } => {
                self.draft = text;
                self.drafted = version;
                self.drafter = who;
            }
            Event::Submitted { limit } => {
                self.sent_back = false;
                self.enter(Stage::InReview, at, limit);
            }
            Event::ReviewWaived => self.enter(Stage::Approved, at, None),
            Event::Approved { note } => {
                let text = note.unwrap_or_default();
                self.verdicts.push(Verdict {
                    who,
                    at,
                    approved: true,
                    text,
                    passage: None,
                });
                self.enter(Stage::Approved, at, None);
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
                self.enter(Stage::Drafting, at, None);
            }
            Event::Sent { by, text } => {
                self.reply = Some(Reply { text, by, at });
                self.route_limit = None;
                self.enter(Stage::Replied, at, None);
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
            Event::Closed => self.enter(Stage::Closed, at, None),
            Event::Reopened { why, limit } => {
                self.withdraw(at, false);
                let reopened = remark(why);
                self.rounds.push(Round {
                    reply: self.reply.take(),
                    rating: self.rating.take(),
                    reopened,
                });
                (self.route, self.direct, self.proposal, self.instruction) =
                    (None, None, None, None);
                (self.draft, self.publication, self.sent_back) = (String::new(), None, false);
                self.enter(Stage::Registered, at, limit);
            }
            Event::Linked { to } => self.repeats.push(to),
            Event::Unlinked { to } => self.repeats.retain(|other| *other != to),
            Event::MarkedMajor { reported } => (self.major, self.reported) = (true, reported),
            Event::Acknowledged { text } => {
                self.reported = false;
                self.acknowledged = Some(remark(text.unwrap_or_default()));
            }
            Event::Restricted { accused, readers } => {
                self.restriction = Some(Restriction { accused, readers })
            }
            // Reading and refused reading are only recorded; they do not change the letter.
            Event::Read | Event::ReadRefused => {}
            Event::ContactAllowed => self.contact = true,
            Event::DeadlineMoved { which, was: _, due } => self.moved(which, due)?,
            Event::Noted { text } => self.notes.push(remark(text)),
        }
        Some(())
    }

    fn enter(&mut self, stage: Stage, at: Timestamp, limit: Option<Running>) {
        self.stage = stage;
        self.stage_since = at;
        self.stage_limit = limit;
    }

    /// Moves the letter to drafting once the lead unit has answered and no co-unit still owes an
    /// answer.
    fn collect(&mut self, at: Timestamp) {
        let answered = self.lead().is_some_and(|lead| lead.feedback().is_some());
        if answered && !self.current().any(Assignment::open) {
            self.enter(Stage::Drafting, at, None);
        }
    }

    /// Withdraws the round's active assignments; with `answered`, also those that already have
    /// feedback.
    fn withdraw(&mut self, at: Timestamp, answered: bool) {
        let round = self.round();
        for held in self
            .assignments
            .iter_mut()
            .filter(|held| held.round == round && held.ended.is_none())
        {
            if answered || held.feedback().is_none() {
                held.ended = Some(Ended::Withdrawn(at));
            }
        }
    }

    fn moved(&mut self, which: Which, due: Due) -> Option<()> {
        match which {
            Which::Stage => match (&mut self.stage_limit, &mut self.asked) {
                (Some(limit), _) => limit.due = due,
                (None, Some(asked)) => asked.limit.due = due,
                (None, None) => return None,
            },
            Which::Route => self.route_limit.as_mut()?.due = due,
            Which::Unit(unit) => self.at_unit(unit)?.due = due,
            Which::Return(unit) => self.at_unit(unit)?.return_by.as_mut()?.due = due,
            // The step's deadline belongs to the latest urging: earlier ones have been passed
            // already.
            Which::Step(unit) => self.at_unit(unit)?.urgings.last_mut()?.next.as_mut()?.due = due,
        }
        Some(())
    }

    fn at_unit(&mut self, unit: UnitId) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .rev()
            .find(|assignment| assignment.unit == unit)
    }
}

impl Assignment {
    /// Replaces the deadline, if a new one is given.
    fn run(&mut self, limit: Option<Running>) {
        if let Some(Running { due, term }) = limit {
            (self.due, self.term) = (due, Some(term));
        }
    }
}
