//! The decision function: an action on a letter, in a context, becomes events or a refusal.

mod centre;
pub(crate) mod follow_up;
mod hand_over;
pub mod late;
pub mod length;
mod mend;
mod outside;
mod unit;

use std::collections::BTreeSet;

use super::action::Action;
use super::refusal::{Refusal, RefusalReason};
use super::verb::Verb;
use crate::domain::directory::names::is_blank;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::letter::event::Event;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::regulation::{Article, Regulation, Worded};
use crate::domain::time::Timestamp;
use crate::domain::time::calendar::Calendar;
use crate::domain::time::deadline::{Limit, RunningDeadline, Span};
use crate::domain::workflow::{Ask, GuardContext, check_permitted};

pub use hand_over::INSTRUCTED;

use hand_over::AssignedUnits;
use unit::Answer;

/// Everything a rule may use besides the letter. The domain itself has no clock and no access to
/// the system.
pub struct DecisionContext<'a> {
    /// The member of staff who acts.
    pub who: &'a Staff,
    /// The current time.
    pub at: Timestamp,
    /// The regulation in force when the letter was received.
    pub regulation: &'a Regulation,
    /// The calendar of working days.
    pub calendar: &'a Calendar,
    /// The directory of units.
    pub units: &'a Units,
    /// The active members of staff.
    pub staff: &'a [Staff],
    /// The other letter that the action names, in its current state.
    pub named_letter: Option<&'a Letter>,
    /// All letters of which the other letter is a repeat, directly or through others.
    pub repeat_ancestors: &'a BTreeSet<LetterId>,
    /// The intake id of the next letter, which a part becomes.
    pub next_letter: LetterId,
    /// The next free number in the series of the year in which `at` lies.
    pub next_number: u32,
}

/// Decides an action. The events are in chronological order. A refusal changes nothing; if it
/// carries an attempt, the caller records that event.
pub fn decide(
    letter: &Letter,
    action: Action,
    context: &DecisionContext<'_>,
) -> Result<Vec<Event>, Refusal> {
    if context
        .named_letter
        .is_some_and(|other| !other.may_read(context.who))
    {
        // This comes first: any later refusal would reveal something about a letter that they may
        // not read, such as whether the two are linked.
        let why = RefusalReason::OtherRestricted {
            who: context.who.name.clone(),
        };
        return Err(Refusal::new(
            why,
            Some(context.regulation.article_name(Article::Report).clone()),
        ));
    }
    let row = check_permitted(
        letter,
        action.verb(),
        context.who,
        context.regulation,
        context.at,
    )
    .map_err(|refusal| {
        let tried =
            action.verb() == Verb::Read && matches!(refusal.why, RefusalReason::NotReader { .. });
        Refusal {
            attempt: tried.then(|| Box::new(Event::ReadRefused)),
            ..refusal
        }
    })?;
    let rules = DecisionRules {
        letter,
        context,
        article: row.article,
    };
    rules.check_lengths(&action)?;
    match action {
        Action::Accept {
            category,
            major,
            accused,
            of_type,
            subject,
        } => rules.accept(category, major, accused, of_type, subject),
        Action::Decline {
            ground,
            told,
            notice,
            earlier,
            document,
        } => rules.decline(ground, told, notice, earlier, document),
        Action::Refer {
            to,
            why,
            told,
            notice,
        } => rules.refer(to, why, told, notice),
        Action::AskWriter { text, by } => rules.ask_writer(text, by),
        Action::WriterAnswered { text } => rules.writer_answered(text),
        Action::Lapse => rules.decline_unanswered(),
        Action::Resume => Ok(vec![Event::WriterSilent {
            resumed: rules.resumed_limits()?,
        }]),
        Action::Tell { told } => {
            rules.check_notified(told)?;
            Ok(vec![Event::WriterTold { told }])
        }
        Action::ReplyDirectly {
            because,
            earlier,
            policy,
            tier,
        } => rules.reply_directly(because, earlier, policy, tier),
        Action::Propose { text, lead, co } => rules.propose(text, lead, co),
        Action::Instruct {
            text,
            outcome,
            lead,
            co,
            days,
            tier,
            to,
            to_leader,
        } => {
            let units = AssignedUnits {
                lead,
                co,
                days,
                tier,
            };
            rules.instruct(text, outcome, units, to, to_leader)
        }
        Action::Assign {
            lead,
            co,
            tier,
            why,
            person,
            demand,
        } => rules.assign(lead, co, tier, why, non_blank(person), non_blank(demand)),
        Action::SignFor {
            unit,
            person,
            phone,
        } => rules.sign_for(unit, person, non_blank(phone)),
        Action::Return { unit, why } => rules.give_back(unit, why),
        Action::DecideReturn {
            unit,
            accept,
            next,
            why,
        } => rules.decide_return(unit, accept, next, why),
        Action::TakeBack { unit, cause, why } => rules.take_back(unit, cause, why),
        Action::AddUnit { co, why } => rules.add_units(co, why),
        Action::ChangeLead { lead, keep, why } => rules.change_lead(lead, keep, why),
        Action::AskExtension { unit, days, why } => rules.ask_extension(unit, days, why),
        Action::DecideExtension {
            unit,
            grant,
            why,
            told,
        } => rules.decide_extension(unit, grant, why, told),
        Action::Feedback {
            unit,
            text,
            head,
            sealed,
            person,
            mandate,
            files,
        } => rules.give_feedback(Answer {
            unit,
            text,
            head,
            sealed,
            person: non_blank(person),
            mandate: non_blank(mandate),
            files,
        }),
        Action::SendBackFeedback { unit, why } => rules.send_back_feedback(unit, why),
        Action::AskWaiver { unit, why } => {
            let why = rules.require_text(Ask::Why, why)?;
            rules.require_assignment(unit, Verb::AskWaiver)?;
            Ok(vec![Event::WaiverAsked { unit, why }])
        }
        Action::Waive { unit, why, deny } => {
            let why = rules.require_text(Ask::Why, why)?;
            let held = rules.require_assignment(unit, Verb::Waive)?;
            rules.refuse_if(
                deny && held.waiver_asked.is_none(),
                RefusalReason::NoWaiverAsked,
            )?;
            Ok(vec![match deny {
                true => Event::WaiverDenied { unit, why },
                false => Event::OpinionWaived { unit, why },
            }])
        }
        Action::ReportMajor { unit, why } => {
            let why = rules.require_text(Ask::Why, why)?;
            rules.require_assignment(unit, Verb::ReportMajor)?;
            Ok(vec![Event::MajorReported { unit, why }])
        }
        Action::ContactWriter { unit, text } => {
            let text = rules.require_text(Ask::Text, text)?;
            rules.require_assignment(unit, Verb::ContactWriter)?;
            Ok(vec![Event::WriterContacted { unit, text }])
        }
        Action::Remind {
            unit,
            by,
            to,
            answer,
        } => {
            rules.require_assignment(unit, Verb::Remind)?;
            Ok(vec![Event::Reminded {
                unit,
                by,
                to: rules.require_text(Ask::To, to)?,
                answer: non_blank(answer),
            }])
        }
        Action::Explain { unit, text } => {
            let text = rules.require_text(Ask::Text, text)?;
            rules.require_assignment(unit, Verb::Explain)?;
            Ok(vec![Event::Explained { unit, text }])
        }
        Action::Urge {
            unit,
            by,
            to,
            answer,
            step,
        } => rules.urge(unit, by, to, answer, non_blank(step)),
        Action::Draft { text } => Ok(vec![Event::Drafted {
            text: rules.require_text(Ask::Text, text)?,
        }]),
        Action::Submit => rules.submit(),
        Action::Approve { note, text } => Ok(vec![rules.approve(note, text)]),
        Action::Recall => Ok(vec![Event::Recalled]),
        Action::SendBack {
            why,
            passage,
            below,
        } => rules.send_back(why, passage, below),
        Action::Send {
            by,
            promise,
            promised,
        } => rules.send(by, non_blank(promise), non_blank(promised)),
        Action::Publish => Ok(vec![Event::Published]),
        Action::Withhold { why } => Ok(vec![Event::Withheld {
            why: rules.require_text(Ask::Why, why)?,
        }]),
        Action::Rate {
            score,
            source,
            note,
        } => rules.rate(score, source, note),
        Action::CallBack(call) => rules.call_back(call),
        Action::Fulfil { text } => Ok(vec![Event::PromiseKept {
            text: rules.require_text(Ask::Text, text)?,
        }]),
        Action::Close => {
            let unsolved = letter
                .call_backs
                .last()
                .is_some_and(|(_, call)| call.is_bad());
            rules.refuse_if(unsolved, RefusalReason::UnsolvedCall)?;
            Ok(vec![Event::Closed { why: None }])
        }
        Action::CloseUnsolved { why } => Ok(vec![Event::Closed {
            why: Some(rules.require_text(Ask::CloseWhy, why)?),
        }]),
        Action::Unclose => Ok(vec![Event::Unclosed]),
        Action::Amend { why, fault } => Ok(vec![Event::Amended {
            why: rules.require_text(Ask::Why, why)?,
            fault,
        }]),
        Action::End {
            because,
            why,
            told,
            to,
            into,
            ground,
        } => rules.end(because, why, told, to, into, ground),
        Action::Revoke { why } => rules.revoke(why),
        Action::Reopen { cause, why } => rules.reopen(cause, why),
        Action::Link { to } => rules.link(to),
        Action::Unlink { to } => {
            rules.refuse_if(!letter.repeats.contains(&to), RefusalReason::NotLinked)?;
            Ok(vec![Event::Unlinked { to }])
        }
        Action::MarkMajor => rules.mark_major(),
        Action::UnmarkMajor { why } => Ok(vec![Event::UnmarkedMajor {
            why: rules.require_text(Ask::Why, why)?,
        }]),
        Action::Acknowledge { text } => Ok(vec![Event::Acknowledged {
            text: non_blank(text),
        }]),
        Action::Contest { why } => Ok(vec![Event::Contested {
            why: rules.require_text(Ask::Why, why)?,
        }]),
        Action::Restrict { accused, readers } => rules.restrict(accused, readers),
        Action::Read => Ok(vec![Event::Read]),
        Action::AllowContact => Ok(vec![Event::ContactAllowed]),
        Action::Correct { fields, why } => rules.correct(fields, why),
        Action::Attach { files, note } => rules.attach(files, note),
        Action::Split { title, text } => rules.split(title, text),
        Action::Note { text } => Ok(vec![Event::Noted {
            text: rules.require_text(Ask::Text, text)?,
        }]),
    }
}

/// Drops an optional text without visible characters.
fn non_blank(text: Option<String>) -> Option<String> {
    text.filter(|text| !is_blank(text))
}

/// The context in which the rules of one action are evaluated: the letter, and the article to cite.
struct DecisionRules<'a> {
    letter: &'a Letter,
    context: &'a DecisionContext<'a>,
    article: Article,
}

type RuleResult = Result<Vec<Event>, Refusal>;

impl DecisionRules<'_> {
    fn refuse(&self, why: RefusalReason) -> Refusal {
        self.refuse_on(self.article, why)
    }

    fn refuse_on(&self, article: Article, why: RefusalReason) -> Refusal {
        Refusal::new(
            why,
            Some(self.context.regulation.article_name(article).clone()),
        )
    }

    fn refuse_if(&self, is: bool, why: RefusalReason) -> Result<(), Refusal> {
        if is { Err(self.refuse(why)) } else { Ok(()) }
    }

    fn require_text(&self, ask: Ask, text: String) -> Result<String, Refusal> {
        if is_blank(&text) {
            Err(self.refuse(RefusalReason::Missing(ask)))
        } else {
            Ok(text)
        }
    }

    fn require_code<'e, T: Worded>(
        &self,
        article: Article,
        ask: Ask,
        code: &str,
        entries: &'e [T],
    ) -> Result<&'e T, Refusal> {
        if code.is_empty() {
            return Err(self.refuse_on(article, RefusalReason::Missing(ask)));
        }
        entries
            .iter()
            .find(|entry| entry.code() == code)
            .ok_or_else(|| {
                let known = entries
                    .iter()
                    .map(Worded::code)
                    .collect::<Vec<_>>()
                    .join(&crate::say!("list-and"));
                self.refuse_on(
                    article,
                    RefusalReason::UnknownCode {
                        ask,
                        code: code.to_owned(),
                        known,
                    },
                )
            })
    }

    /// Checks that this letter may be linked as a repeat of the other: it is not the same letter,
    /// and the other does not repeat it, directly or through others. Links must not form a cycle.
    fn check_linkable(&self, other: LetterId) -> Result<(), Refusal> {
        self.refuse_if(other == self.letter.id, RefusalReason::SameLetter)?;
        self.refuse_if(
            self.context
                .named_letter
                .is_some_and(|other| other.repeats.contains(&self.letter.id)),
            RefusalReason::RepeatsThis,
        )?;
        self.refuse_if(
            self.context.repeat_ancestors.contains(&self.letter.id),
            RefusalReason::RepeatsThrough,
        )
    }

    /// Starts a deadline at the given time.
    fn start_limit(&self, from: Timestamp, limit: Limit) -> Result<RunningDeadline, Refusal> {
        RunningDeadline::start(
            from,
            limit,
            &self.context.regulation.hours,
            self.context.calendar,
        )
        .ok_or_else(|| self.refuse(RefusalReason::NoDeadline))
    }

    /// Starts a deadline now, if there is one.
    fn start_limit_now(&self, span: Option<Span>) -> Result<Option<RunningDeadline>, Refusal> {
        span.map(|span| {
            self.start_limit(
                self.context.at,
                self.context.regulation.limit_from_span(span),
            )
        })
        .transpose()
    }

    /// Returns the unit's assignment if the action applies to it now.
    fn require_assignment(
        &self,
        unit: UnitId,
        verb: Verb,
    ) -> Result<&crate::domain::letter::Assignment, Refusal> {
        let DecisionContext {
            who,
            at,
            regulation,
            ..
        } = *self.context;
        let held = self.letter.held_by(unit);
        let held = held.ok_or_else(|| {
            self.refuse(RefusalReason::NotAtUnit {
                unit: self.context.units.name(unit),
            })
        })?;
        let asking = GuardContext {
            verb,
            letter: self.letter,
            who,
            regulation,
            at,
        };
        crate::domain::workflow::unit_guards::check_assignment(&asking, held)
            .map_err(|why| self.refuse(why))?;
        Ok(held)
    }
}
