//! The workflow table: who may do what, from which stage to which, with which answers, on the basis
//! of which article.

pub mod action;
pub mod answer;
pub mod answers;
pub mod decide;
mod guards;
pub mod notice;
pub mod refusal;
pub mod unit_guards;
pub mod verb;

use super::letter::Letter;
use super::regulation::{Article, DirectReview, Regulation};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::stage::Stage::*;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::workflow::refusal::{Refusal, Why};
use crate::domain::workflow::verb::Verb;

use guards::{
    any, drafted, instructed_if_major, linked, may_ask, not_his_own, not_in_contact, not_major,
    not_published, reported, restricted, waited, waits,
};

pub use answer::Ask;
pub use guards::GuardContext;

/// One row of the workflow: a transition that an action causes.
pub struct Row {
    /// The action.
    pub verb: Verb,
    /// The roles that may perform it.
    pub roles: &'static [Role],
    /// The stages in which it is possible.
    pub from: &'static [Stage],
    /// The stage that follows; `None` if the stage does not change.
    pub to: Option<Stage>,
    /// The answers that the action needs.
    pub asks: &'static [Ask],
    /// The article on which it is based.
    pub article: Article,
    /// Whether the interface asks for confirmation because the action cannot be undone.
    pub confirm: bool,
    /// The guard: conditions beyond the stage.
    when: fn(&GuardContext<'_>) -> Result<(), Why>,
}

use Role::{Administrator, Leader, Liaison, Observer, Office};

const CENTRE: &[Role] = &[Administrator];
const LEADER: &[Role] = &[Leader];
const EITHER: &[Role] = &[Administrator, Leader];
const UNIT: &[Role] = &[Administrator, Liaison];
const CENTRE_AND_OFFICE: &[Role] = &[Administrator, Office];
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
const ENDED: &[Stage] = &[Replied, Closed];
const HEARD: &[Stage] = &[
    Registered,
    AwaitingInstruction,
    Assigned,
    Drafting,
    InReview,
    Approved,
    Replied,
    Closed,
];
const ANY: &[Stage] = &Stage::ALL;

impl Row {
    /// Lists the stages in which the action is possible, such as `待受理、已登记`. All open stages
    /// are abbreviated to "not ended".
    pub fn from_words(&self) -> String {
        if self.from == OPEN {
            return crate::say!("stages-open");
        }
        self.from
            .iter()
            .map(|stage| stage.words())
            .collect::<Vec<_>>()
            .join(&crate::say!("list-or"))
    }

    /// Returns the roles that may perform the action. The regulation decides whether a colleague
    /// may review a direct reply.
    pub fn roles(&self, letter: &Letter, regulation: &Regulation) -> &'static [Role] {
        let reviews = matches!(self.verb, Verb::Approve | Verb::SendBack);
        let direct = letter.route == Some(Route::Direct)
            && regulation.direct_review == DirectReview::Colleague;
        if reviews && direct {
            EITHER
        } else {
            self.roles
        }
    }
}

/// All actions, one row each.
#[rustfmt::skip]
pub const WORKFLOW: &[Row] = &[
    row(Verb::Accept,           CENTRE, &[Received],            Some(Registered), &[Ask::Category, Ask::Accused, Ask::Major],       Article::Receipt,    false, any),
    row(Verb::Decline,          CENTRE, &[Received],            Some(Declined),   &[Ask::Ground, Ask::Notice, Ask::Told],           Article::OutOfScope, true,  any),
    row(Verb::Refer,            CENTRE, &[Received],            Some(Declined),   &[Ask::To, Ask::Why, Ask::Notice, Ask::Told],     Article::RealName,   true,  any),
    row(Verb::AskWriter,        CENTRE, &[Received],            None,             &[Ask::Question, Ask::Way],                       Article::OutOfScope, false, may_ask),
    row(Verb::WriterAnswered,   CENTRE, &[Received],            None,             &[Ask::Text],                                     Article::OutOfScope, false, waits),
    row(Verb::Lapse,            CENTRE, &[Received],            Some(Declined),   &[],                                              Article::OutOfScope, false, waited),
    row(Verb::Tell,             CENTRE, &[Declined],            None,             &[Ask::Told],                                     Article::Receipt,    false, any),
    row(Verb::ReplyDirectly,    CENTRE, &[Registered],          Some(Drafting),   &[Ask::Because, Ask::Earlier, Ask::Policy, Ask::Tier], Article::Handling, false, any),
    row(Verb::Propose,          CENTRE, &[Registered, AwaitingInstruction], Some(AwaitingInstruction), &[Ask::Lead, Ask::Co, Ask::Text],        Article::Handling,   false, any),
    row(Verb::Instruct,         LEADER, &[AwaitingInstruction], Some(Assigned),   &[Ask::Lead, Ask::Co, Ask::Text, Ask::Tier, Ask::OwnLimit], Article::Handling, false, any),
    row(Verb::Assign,           CENTRE, &[Registered],          Some(Assigned),   &[Ask::Lead, Ask::Co, Ask::Tier, Ask::Again],     Article::Handling,   false, instructed_if_major),
    row(Verb::SignFor,          UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Person],                        Article::Reply,      false, unit_guards::any),
    row(Verb::Return,           UNIT,   &[Assigned],            Some(Registered), &[Ask::Unit, Ask::Why],                           Article::Reply,      true,  unit_guards::any),
    row(Verb::AskExtension,     UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Days, Ask::Why],                Article::Reply,      false, unit_guards::any),
    row(Verb::DecideExtension,  EITHER, &[Assigned],            None,             &[Ask::Unit, Ask::Grant, Ask::Words, Ask::Told],  Article::Reply,      false, unit_guards::any),
    row(Verb::Feedback,         UNIT,   &[Assigned],            Some(Drafting),   &[Ask::Unit, Ask::Text, Ask::Head, Ask::Sealed, Ask::Files], Article::Reply, false, unit_guards::any),
    row(Verb::SendBackFeedback, CENTRE, &[Assigned, Drafting],  Some(Assigned),   &[Ask::Unit, Ask::Why],                           Article::Reply,      true,  unit_guards::any),
    row(Verb::Waive,            UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Why],                           Article::Reply,      false, unit_guards::any),
    row(Verb::Explain,          UNIT,   &[Assigned],            None,             &[Ask::Unit, Ask::Text],                          Article::Urging,     false, unit_guards::any),
    row(Verb::Urge,             CENTRE_AND_OFFICE, &[Assigned], None,             &[Ask::Unit, Ask::Contact, Ask::To, Ask::Answer], Article::Urging,     false, unit_guards::any),
    row(Verb::Draft,            CENTRE, &[Drafting],            None,             &[Ask::Text],                                     Article::Handling,   false, any),
    row(Verb::Submit,           CENTRE, &[Drafting],            Some(InReview),   &[],                                              Article::Handling,   false, drafted),
    row(Verb::Approve,          LEADER, &[InReview],            Some(Approved),   &[Ask::Note],                                     Article::Handling,   false, not_his_own),
    row(Verb::SendBack,         LEADER, &[InReview],            Some(Drafting),   &[Ask::Why, Ask::Passage],                        Article::Handling,   false, any),
    row(Verb::Send,             CENTRE, &[Approved],            Some(Replied),    &[Ask::Way],                                      Article::Handling,   true,  any),
    row(Verb::Publish,          CENTRE, ENDED,                  None,             &[],                                              Article::Handling,   true,  not_published),
    row(Verb::Withhold,         CENTRE, ENDED,                  None,             &[Ask::Why],                                      Article::Handling,   false, any),
    row(Verb::Rate,             CENTRE_AND_OFFICE, ENDED,       None,             &[Ask::Score, Ask::Source, Ask::Note],            Article::Assessment, false, any),
    row(Verb::Close,            CENTRE, &[Replied],             Some(Closed),     &[],                                              Article::Handling,   true,  any),
    row(Verb::Reopen,           CENTRE_AND_OFFICE, ENDED,       Some(Registered), &[Ask::Why],                                      Article::Assessment, true,  any),
    row(Verb::Link,             CENTRE, OPEN,                   None,             &[Ask::Letter],                                   Article::OutOfScope, false, any),
    row(Verb::Unlink,           CENTRE, ANY,                    None,             &[Ask::Linked],                                   Article::OutOfScope, false, linked),
    row(Verb::MarkMajor,        EITHER, OPEN,                   None,             &[],                                              Article::Handling,   true,  not_major),
    row(Verb::Acknowledge,      LEADER, HEARD,                  None,             &[Ask::Words],                                    Article::Handling,   false, reported),
    row(Verb::Restrict,         EITHER, OPEN,                   None,             &[Ask::Accused, Ask::Readers],                    Article::Report,     false, any),
    row(Verb::Read,             EVERYBODY, ANY,                 None,             &[],                                              Article::Report,     false, restricted),
    row(Verb::AllowContact,     CENTRE, NUMBERED,               None,             &[],                                              Article::RealName,   true,  not_in_contact),
    row(Verb::Note,             NOT_UNITS, OPEN,                None,             &[Ask::Text],                                     Article::Handling,   false, any),
];

#[allow(clippy::too_many_arguments)] // one argument for each column of the table
const fn row(
    verb: Verb,
    roles: &'static [Role],
    from: &'static [Stage],
    to: Option<Stage>,
    asks: &'static [Ask],
    article: Article,
    confirm: bool,
    when: fn(&GuardContext<'_>) -> Result<(), Why>,
) -> Row {
    Row {
        verb,
        roles,
        from,
        to,
        asks,
        article,
        confirm,
        when,
    }
}

/// Returns the row of an action.
pub fn find(verb: Verb) -> Option<&'static Row> {
    WORKFLOW.iter().find(|row| row.verb == verb)
}

/// Reports whether role, stage and access allow the action, ignoring its guard.
pub fn possible(letter: &Letter, verb: Verb, who: &Staff, regulation: &Regulation) -> bool {
    let row = find(verb).filter(|row| who.is_one_of(row.roles(letter, regulation)));
    row.is_some_and(|row| row.from.contains(&letter.stage)) && letter.may_read(who)
}

/// Checks whether `who` may perform the action on the letter as it stands, and returns its row.
/// Whether the answers are complete is checked by [`decide::decide`].
pub fn offer(
    letter: &Letter,
    verb: Verb,
    who: &Staff,
    regulation: &Regulation,
    at: Timestamp,
) -> Result<&'static Row, Refusal> {
    let Some(row) = find(verb) else {
        return Err(Refusal::new(
            Why::Stage {
                verb,
                stage: letter.stage,
            },
            None,
        ));
    };
    let cited = Some(regulation.article(row.article).clone());
    let may = row.roles(letter, regulation);
    if !who.is_one_of(may) {
        return Err(Refusal::new(
            Why::Role {
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
                Why::NotReader {
                    who: who.name.clone(),
                },
                Article::Report,
            )
        } else {
            (Why::NotYourUnit, Article::Reply)
        };
        return Err(Refusal::new(why, Some(regulation.article(article).clone())));
    }
    if !row.from.contains(&letter.stage) {
        return Err(Refusal::new(
            Why::Stage {
                verb,
                stage: letter.stage,
            },
            cited,
        ));
    }
    (row.when)(&GuardContext {
        verb,
        letter,
        who,
        regulation,
        at,
    })
    .map_err(|why| Refusal::new(why, cited))?;
    Ok(row)
}
