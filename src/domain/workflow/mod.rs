//! The workflow table: who may do what, from which stage to which, with which answers, on the basis
//! of which article.

pub mod action;
mod action_facts;
pub mod answers;
pub mod ask;
pub mod decide;
mod guards;
pub mod next_steps;
pub mod notice;
pub mod refusal;
pub mod unit_guards;
pub mod verb;

use super::letter::Letter;
use super::regulation::{Article, Regulation};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::stage::Stage::*;
use crate::domain::regulation::approver::Approver;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::workflow::decide::late::PAPER_VERBS;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};
use crate::domain::workflow::verb::Verb;

use guards::{
    always, can_ask_writer, closed_today, contact_not_allowed, ends_by_leader, entered_for,
    has_draft, has_links, has_promised, inquiry_expired, inquiry_open, instructed_if_major,
    instructs, is_addressed, is_major, is_restricted, may_call_back, may_publish, not_major,
    not_own_decline, not_own_draft, own_request, report_pending,
};

pub use crate::domain::workflow::ask::Ask;
pub use decide::INSTRUCTED;
pub use guards::GuardContext;

/// One row of the workflow: a transition that an action causes.
pub struct Transition {
    /// The action.
    pub verb: Verb,
    /// The roles that may perform it.
    pub roles: &'static [Role],
    /// The stages in which it is possible.
    pub from: &'static [Stage],
    /// The stage that follows; `None` if the stage does not change, or is one before it, which
    /// depends on the letter ([`Transition::goes_back`]).
    pub to: Option<Stage>,
    /// The answers that the action needs.
    pub asks: &'static [Ask],
    /// The article on which it is based.
    pub article: Article,
    /// Whether the interface asks for confirmation because the action cannot be undone.
    pub confirm: bool,
    /// The guard: conditions beyond the stage.
    guard: fn(&GuardContext<'_>) -> Result<(), RefusalReason>,
}

use Role::{Administrator, Leader, Liaison, Observer, Office};

const CENTRE: &[Role] = &[Administrator];
const LEADER: &[Role] = &[Leader];
const CENTRE_OR_LEADER: &[Role] = &[Administrator, Leader];
const UNIT: &[Role] = &[Administrator, Liaison];
const CENTRE_AND_OFFICE: &[Role] = &[Administrator, Office];
const OFFICE_OR_LEADER: &[Role] = &[Office, Leader];
const NOT_UNITS: &[Role] = &[Administrator, Leader, Office];
const EVERYBODY: &[Role] = &[Administrator, Leader, Office, Liaison, Observer];
const OPEN: &[Stage] = &[
    Received,
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
    Replied,
];
const NUMBERED: &[Stage] = &[
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
    Replied,
];
const UNANSWERED: &[Stage] = &[
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
];
const ENDED: &[Stage] = &[Replied, Closed];
const NUMBERED_OR_CLOSED: &[Stage] = &[
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
    Replied,
    Closed,
];
const ACCEPTED: &[Stage] = &[
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
    Replied,
    Closed,
    Terminated,
];
const ANY: &[Stage] = &Stage::ALL;

impl Transition {
    /// Reports whether the letter goes back to a stage before the present one.
    pub fn goes_back(&self) -> bool {
        matches!(self.verb, Verb::Recall | Verb::Revoke)
    }

    /// Lists the stages in which the action is possible, such as `待受理、已登记`. All open stages
    /// are abbreviated to "not ended".
    pub fn from_label(&self) -> String {
        if self.from == OPEN {
            return crate::say!("stages-open");
        }
        self.from
            .iter()
            .map(|stage| stage.label())
            .collect::<Vec<_>>()
            .join(&crate::say!("list-or"))
    }

    /// Returns what the action asks about this letter: why it is closed is asked only where the writer
    /// said that it is not solved.
    pub fn asks_about(&self, letter: &Letter) -> &'static [Ask] {
        let unsolved = letter
            .call_backs
            .last()
            .is_some_and(|(_, call)| call.is_bad());
        match self.verb {
            Verb::Close if !unsolved => &[],
            _ => self.asks,
        }
    }

    /// Returns the roles that may perform the action. Who has to approve a draft next is said by the
    /// sign-off ladder of the regulation.
    pub fn roles(&self, letter: &Letter, regulation: &Regulation) -> &'static [Role] {
        let reviews = matches!(self.verb, Verb::Approve | Verb::SendBack);
        // A draft that was submitted before there were ladders names no approver.
        let direct = letter.route == Some(Route::Direct);
        let colleague = direct && regulation.approvers(letter.route) == [Approver::Colleague];
        match letter.approver {
            _ if !reviews => self.roles,
            Approver::Colleague => CENTRE_OR_LEADER,
            Approver::Office => OFFICE_OR_LEADER,
            Approver::Leader if colleague => CENTRE_OR_LEADER,
            Approver::Leader => self.roles,
        }
    }
}

/// All actions, one row each.
#[rustfmt::skip]
pub const WORKFLOW: &[Transition] = &[
    transition(Verb::Accept,           CENTRE, &[Received],            Some(Registered), &[Ask::Category, Ask::Accused, Ask::Type, Ask::Subject, Ask::Major],       Article::Receipt,    false, always),
    transition(Verb::Decline,          CENTRE, &[Received],            Some(Declined),   &[Ask::Ground, Ask::Earlier, Ask::Document, Ask::Notice, Ask::Told],           Article::OutOfScope, true,  always),
    transition(Verb::Refer,            CENTRE, &[Received],            Some(Declined),   &[Ask::To, Ask::Why, Ask::Notice, Ask::Told],     Article::RealName,   true,  always),
    transition(Verb::AskWriter,        CENTRE, &[Received, Assigned],  None,             &[Ask::Question, Ask::Way],                       Article::OutOfScope, false, can_ask_writer),
    transition(Verb::WriterAnswered,   CENTRE, &[Received, Assigned],  None,             &[Ask::Text, Ask::HappenedAt, Ask::LateWhy],                                     Article::OutOfScope, false, inquiry_open),
    transition(Verb::Lapse,            CENTRE, &[Received],            Some(Declined),   &[],                                              Article::OutOfScope, false, inquiry_expired),
    transition(Verb::Resume,           CENTRE, &[Assigned],            None,             &[],                                              Article::OutOfScope, false, inquiry_expired),
    transition(Verb::Tell,             CENTRE, &[Declined],            None,             &[Ask::Told, Ask::HappenedAt, Ask::LateWhy],                                     Article::Receipt,    false, always),
    transition(Verb::ReplyDirectly,    CENTRE, &[Registered],          Some(Drafting),   &[Ask::Because, Ask::Earlier, Ask::Policy, Ask::Tier], Article::Handling, false, instructed_if_major),
    transition(Verb::Propose,          CENTRE, &[Registered, AwaitingInstruction], Some(AwaitingInstruction), &[Ask::Lead, Ask::Co, Ask::Text],        Article::Handling,   false, always),
    transition(Verb::Instruct,         LEADER, &[AwaitingInstruction, Assigned], Some(Assigned),   &[Ask::Outcome, Ask::ToLeader, Ask::Lead, Ask::Co, Ask::To, Ask::Text, Ask::Tier, Ask::OwnLimit], Article::Handling, false, instructs),
    transition(Verb::Assign,           CENTRE, &[Registered],          Some(Assigned),   &[Ask::Lead, Ask::Co, Ask::Tier, Ask::Again, Ask::Person, Ask::Demand],        Article::Handling,   false, instructed_if_major),
    transition(Verb::SignFor,          UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Person, Ask::Phone, Ask::HappenedAt, Ask::LateWhy],                        Article::Reply,      false, unit_guards::any_assignment),
    transition(Verb::Return,           UNIT,   &[Assigned],            Some(Registered), &[Ask::Unit, Ask::Why, Ask::HappenedAt, Ask::LateWhy],                           Article::Reply,      true,  unit_guards::any_assignment),
    transition(Verb::DecideReturn,     CENTRE, &[Assigned],            Some(Registered), &[Ask::Unit, Ask::Accept, Ask::Next, Ask::Words], Article::Reply,      true,  unit_guards::any_assignment),
    transition(Verb::TakeBack,         NOT_UNITS, &[Assigned],         Some(Registered), &[Ask::Unit, Ask::Cause, Ask::Why],               Article::Handling,   true,  unit_guards::any_assignment),
    transition(Verb::AddUnit,          CENTRE_OR_LEADER, &[Assigned],  None,             &[Ask::Co, Ask::Why],                             Article::Handling,   false, unit_guards::may_add_units),
    transition(Verb::ChangeLead,       CENTRE_OR_LEADER, &[Assigned],  None,             &[Ask::Lead, Ask::Keep, Ask::Why],                Article::Handling,   true,  unit_guards::may_change_lead),
    transition(Verb::AskExtension,     UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Days, Ask::Why, Ask::HappenedAt, Ask::LateWhy],                Article::Reply,      false, unit_guards::any_assignment),
    transition(Verb::DecideExtension,  CENTRE_OR_LEADER, &[Assigned],            None,             &[Ask::Unit, Ask::Grant, Ask::Words, Ask::Told],  Article::Reply,      false, unit_guards::any_assignment),
    transition(Verb::Feedback,         UNIT,   &[Assigned],            Some(Drafting),   &[Ask::Unit, Ask::Text, Ask::Person, Ask::Head, Ask::Mandate, Ask::Sealed, Ask::Files, Ask::HappenedAt, Ask::LateWhy], Article::Reply, false, unit_guards::any_assignment),
    transition(Verb::SendBackFeedback, CENTRE, &[Assigned, Drafting],  Some(Assigned),   &[Ask::Unit, Ask::Why],                           Article::Reply,      true,  unit_guards::any_assignment),
    transition(Verb::AskWaiver,        UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Why],                           Article::Reply,      false, unit_guards::any_assignment),
    transition(Verb::Waive,            CENTRE, &[Assigned],            None,             &[Ask::Unit, Ask::Grant, Ask::Why],               Article::Reply,      false, unit_guards::any_assignment),
    transition(Verb::Explain,          UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Text, Ask::HappenedAt, Ask::LateWhy],                          Article::Urging,     false, unit_guards::any_assignment),
    transition(Verb::ReportMajor,      UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Why],                           Article::Handling,   true,  unit_guards::any_assignment),
    transition(Verb::ContactWriter,    UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Text],                          Article::RealName,   false, unit_guards::may_contact),
    transition(Verb::Remind,           CENTRE_AND_OFFICE, &[Assigned], None,             &[Ask::Unit, Ask::Contact, Ask::To, Ask::Answer], Article::Urging,     false, unit_guards::any_assignment),
    transition(Verb::Urge,             CENTRE_AND_OFFICE, &[Assigned], None,             &[Ask::Unit, Ask::Contact, Ask::To, Ask::Answer, Ask::Step, Ask::HappenedAt, Ask::LateWhy], Article::Urging,     false, unit_guards::any_assignment),
    transition(Verb::Draft,            CENTRE, &[Drafting],            None,             &[Ask::Text],                                     Article::Handling,   false, always),
    transition(Verb::Submit,           CENTRE, &[Drafting],            Some(InReview),   &[],                                              Article::Handling,   false, has_draft),
    transition(Verb::Approve,          LEADER, &[InReview],            Some(Approved),   &[Ask::Note, Ask::Revised],                       Article::Handling,   false, not_own_draft),
    transition(Verb::Recall,           CENTRE, &[AwaitingInstruction, InReview, Approved], None, &[],                                        Article::Handling,   false, own_request),
    transition(Verb::SendBack,         LEADER, &[InReview],            Some(Drafting),   &[Ask::Why, Ask::Passage, Ask::Below],            Article::Handling,   false, is_addressed),
    transition(Verb::Send,             CENTRE, &[Approved],            Some(Replied),    &[Ask::Way, Ask::Promise, Ask::Promised, Ask::HappenedAt, Ask::LateWhy],                                      Article::Handling,   true,  always),
    transition(Verb::Publish,          CENTRE, ENDED,                  None,             &[],                                              Article::Handling,   true,  may_publish),
    transition(Verb::Withhold,         CENTRE, ENDED,                  None,             &[Ask::Why],                                      Article::Handling,   false, always),
    transition(Verb::Rate,             CENTRE_AND_OFFICE, ENDED,       None,             &[Ask::Score, Ask::Source, Ask::Note, Ask::HappenedAt, Ask::LateWhy],            Article::Assessment, false, always),
    transition(Verb::CallBack,         CENTRE_AND_OFFICE, ENDED,       None,             &[Ask::Contact, Ask::Called, Ask::Solved, Ask::Attitude, Ask::Result, Ask::Note], Article::Assessment, false, may_call_back),
    transition(Verb::Fulfil,           CENTRE, ENDED,                  None,             &[Ask::Text],                                     Article::Handling,   false, has_promised),
    transition(Verb::Close,            CENTRE, &[Replied],             Some(Closed),     &[Ask::CloseWhy],                                 Article::Handling,   true,  always),
    transition(Verb::Unclose,          CENTRE, &[Closed],              Some(Replied),    &[],                                              Article::Handling,   false, closed_today),
    transition(Verb::Amend,            CENTRE, ENDED,                  Some(Drafting),   &[Ask::Fault, Ask::Why],                          Article::Handling,   true,  always),
    transition(Verb::End,              CENTRE_OR_LEADER, UNANSWERED,   Some(Terminated), &[Ask::Ending, Ask::Ground, Ask::To, Ask::Into, Ask::Why, Ask::Told], Article::Handling, true, ends_by_leader),
    transition(Verb::Revoke,           NOT_UNITS, &[Declined, Terminated], None,             &[Ask::Why],                                      Article::Receipt,    true,  not_own_decline),
    transition(Verb::Reopen,           NOT_UNITS, ENDED,               Some(Registered), &[Ask::Cause, Ask::Why],                                   Article::Assessment, true,  always),
    transition(Verb::Link,             CENTRE, OPEN,                   None,             &[Ask::Letter],                                   Article::OutOfScope, false, always),
    transition(Verb::Unlink,           CENTRE, ANY,                    None,             &[Ask::Linked],                                   Article::OutOfScope, false, has_links),
    transition(Verb::MarkMajor,        CENTRE_OR_LEADER, OPEN,                   None,             &[],                                              Article::Handling,   true,  not_major),
    transition(Verb::UnmarkMajor,      LEADER, OPEN,                   None,             &[Ask::Why],                                      Article::Handling,   true,  is_major),
    transition(Verb::Acknowledge,      LEADER, NUMBERED_OR_CLOSED,                  None,             &[Ask::Words],                                    Article::Handling,   false, report_pending),
    transition(Verb::Contest,          LEADER, ACCEPTED,                    None,             &[Ask::Why],                                      Article::Handling,   true,  entered_for),
    transition(Verb::Restrict,         CENTRE_OR_LEADER, OPEN,                   None,             &[Ask::Accused, Ask::Readers],                    Article::Report,     false, always),
    transition(Verb::Read,             EVERYBODY, ANY,                 None,             &[],                                              Article::Report,     false, is_restricted),
    transition(Verb::AllowContact,     CENTRE, NUMBERED,               None,             &[],                                              Article::RealName,   true,  contact_not_allowed),
    transition(Verb::Correct,          CENTRE_OR_LEADER, ANY,          None,             &[Ask::Field, Ask::Value, Ask::Category, Ask::Source, Ask::Accused, Ask::Type, Ask::Subject, Ask::Wish, Ask::Why], Article::Receipt, false, always),
    transition(Verb::Attach,           CENTRE, OPEN,                   None,             &[Ask::Files, Ask::Note],                         Article::Receipt,    false, always),
    transition(Verb::Split,            CENTRE, UNANSWERED,             None,             &[Ask::Title, Ask::Text],                         Article::Receipt,    true,  always),
    transition(Verb::Note,             NOT_UNITS, OPEN,                None,             &[Ask::Text],                                     Article::Handling,   false, always),
];

#[allow(clippy::too_many_arguments)] // one argument for each column of the table
const fn transition(
    verb: Verb,
    roles: &'static [Role],
    from: &'static [Stage],
    to: Option<Stage>,
    asks: &'static [Ask],
    article: Article,
    confirm: bool,
    when: fn(&GuardContext<'_>) -> Result<(), RefusalReason>,
) -> Transition {
    Transition {
        verb,
        roles,
        from,
        to,
        asks,
        article,
        confirm,
        guard: when,
    }
}

/// Returns the row of an action.
pub fn find_transition(verb: Verb) -> Option<&'static Transition> {
    WORKFLOW.iter().find(|row| row.verb == verb)
}

/// Reports whether role, stage and access allow the action, ignoring its guard.
pub fn is_possible(letter: &Letter, verb: Verb, who: &Staff, regulation: &Regulation) -> bool {
    let row = find_transition(verb).filter(|row| who.is_one_of(row.roles(letter, regulation)));
    row.is_some_and(|row| row.from.contains(&letter.stage)) && letter.may_read(who)
}

/// Checks whether an administrator may register the action from a paper that one of the leaders has
/// signed.
pub fn is_possible_on_paper(
    letter: &Letter,
    verb: Verb,
    who: &Staff,
    staff: &[Staff],
    regulation: &Regulation,
    at: Timestamp,
) -> bool {
    PAPER_VERBS.contains(&verb)
        && who.is_one_of(&[Administrator])
        && letter.may_read(who)
        && staff.iter().any(|leader| {
            leader.is_one_of(&[Leader])
                && check_permitted(letter, verb, leader, regulation, at).is_ok()
        })
}

/// Checks whether `who` may perform the action on the letter as it stands, and returns its row.
/// Whether the answers are complete is checked by [`decide::decide`].
pub fn check_permitted(
    letter: &Letter,
    verb: Verb,
    who: &Staff,
    regulation: &Regulation,
    at: Timestamp,
) -> Result<&'static Transition, Refusal> {
    let Some(row) = find_transition(verb) else {
        return Err(Refusal::new(
            RefusalReason::Stage {
                verb,
                stage: letter.stage,
            },
            None,
        ));
    };
    let cited = Some(regulation.article_name(row.article).clone());
    let may = row.roles(letter, regulation);
    if !who.is_one_of(may) {
        return Err(Refusal::new(
            RefusalReason::Role {
                verb,
                who: who.name.clone(),
                may,
            },
            cited,
        ));
    }
    if !letter.may_read(who) {
        let (why, article) = if letter.restriction.is_some() && !who.is_liaison_only() {
            (
                RefusalReason::NotReader {
                    who: who.name.clone(),
                },
                Article::Report,
            )
        } else {
            (RefusalReason::NotYourUnit, Article::Reply)
        };
        return Err(Refusal::new(
            why,
            Some(regulation.article_name(article).clone()),
        ));
    }
    if !row.from.contains(&letter.stage) {
        return Err(Refusal::new(
            RefusalReason::Stage {
                verb,
                stage: letter.stage,
            },
            cited,
        ));
    }
    // A letter of the past is read, corrected and restricted, and nothing else.
    let kept = [Verb::Read, Verb::Correct, Verb::Unlink, Verb::Restrict];
    if letter.past.is_some() && !kept.contains(&verb) {
        return Err(Refusal::new(RefusalReason::OfThePast, cited));
    }
    (row.guard)(&GuardContext {
        verb,
        letter,
        who,
        regulation,
        at,
    })
    .map_err(|why| Refusal::new(why, cited))?;
    Ok(row)
}
