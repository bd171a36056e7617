//! The workflow, read aloud: who may do what, from which stage to which, what must be asked, on which article.

use super::action::Verb;
use super::letter::Letter;
use super::refusal::{Refusal, Why};
use super::regulation::{Article, Regulation};
use super::staff::{Role, Staff};
use super::stage::Stage::{self, *};

/// An answer that an action needs; forms and the command line are built from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// A category of article 3.
    Category,
    /// Whether the letter needs a leader's instruction.
    Major,
    /// A ground of article 4.
    Ground,
    /// How the writer was told.
    Told,
    /// The reason for a direct reply.
    Because,
    /// The earlier letter (where the reason names one).
    Earlier,
    /// The policy (where the reason names one).
    Policy,
    /// A lead unit.
    Lead,
    /// The person at the unit.
    Person,
    /// A longer text.
    Text,
    /// The head who reviewed the feedback.
    Head,
    /// Whether it bears the seal.
    Sealed,
    /// An optional note.
    Note,
    /// A reason.
    Why,
    /// How the reply goes.
    Way,
    /// Another letter.
    Letter,
}

impl Ask {
    /// The code in message keys and saved forms.
    pub fn code(self) -> &'static str {
        match self {
            Ask::Category => "category",
            Ask::Major => "major",
            Ask::Ground => "ground",
            Ask::Told => "told",
            Ask::Because => "because",
            Ask::Earlier => "earlier",
            Ask::Policy => "policy",
            Ask::Lead => "lead",
            Ask::Person => "person",
            Ask::Text => "text",
            Ask::Head => "head",
            Ask::Sealed => "sealed",
            Ask::Note => "note",
            Ask::Why => "why",
            Ask::Way => "way",
            Ask::Letter => "letter",
        }
    }
}

/// A row of the workflow.
pub struct Row {
    /// The action.
    pub verb: Verb,
    /// Who may.
    pub roles: &'static [Role],
    /// From which stages.
    pub from: &'static [Stage],
    /// To which stage; `None` where the letter stays.
    pub to: Option<Stage>,
    /// What must be asked.
    pub asks: &'static [Ask],
    /// On which article.
    pub article: Article,
    /// Whether the interface asks once more, because it cannot be taken back.
    pub confirm: bool,
    /// What the stage alone does not say.
    when: fn(&Letter) -> Result<(), Why>,
}

use Role::{Administrator, Leader, Office};

const CENTRE: &[Role] = &[Administrator];
const LEADER: &[Role] = &[Administrator, Leader];
const OPEN: &[Stage] = &[Received, Registered, AwaitingInstruction, Assigned, Drafting, InReview, Approved, Replied];

impl Row {
    /// From which stages, in words: `已登记`, `待受理、已登记`, and "not ended" where it is from every open one.
    pub fn from_words(&self) -> String {
        if self.from.len() == OPEN.len() {
            return crate::say!("stages-open");
        }
        self.from.iter().map(|stage| stage.words()).collect::<Vec<_>>().join(&crate::say!("list-or"))
    }
}

/// Every action, a row each.
#[rustfmt::skip]
pub const WORKFLOW: &[Row] = &[
    row(Verb::Accept,        CENTRE, &[Received],            Some(Registered), &[Ask::Category, Ask::Major],                Article::Receipt,    false, any),
    row(Verb::Decline,       CENTRE, &[Received],            Some(Declined),   &[Ask::Ground, Ask::Told],                   Article::OutOfScope, true,  any),
    row(Verb::ReplyDirectly, CENTRE, &[Registered],          Some(Drafting),   &[Ask::Because, Ask::Earlier, Ask::Policy],  Article::Handling,   false, any),
    row(Verb::Propose,       CENTRE, &[Registered],          Some(AwaitingInstruction), &[Ask::Lead, Ask::Text],            Article::Handling,   false, any),
    row(Verb::Instruct,      LEADER, &[AwaitingInstruction], Some(Assigned),   &[Ask::Lead, Ask::Text],                     Article::Handling,   false, any),
    row(Verb::Assign,        CENTRE, &[Registered],          Some(Assigned),   &[Ask::Lead],                                Article::Handling,   false, instructed_if_major),
    row(Verb::SignFor,       CENTRE, &[Assigned],            None,             &[Ask::Person],                              Article::Reply,      false, not_signed),
    row(Verb::Feedback,      CENTRE, &[Assigned],            Some(Drafting),   &[Ask::Text, Ask::Head, Ask::Sealed],        Article::Reply,      false, any),
    row(Verb::Draft,         CENTRE, &[Drafting],            None,             &[Ask::Text],                                Article::Handling,   false, any),
    row(Verb::Submit,        CENTRE, &[Drafting],            Some(InReview),   &[],                                         Article::Handling,   false, drafted),
    row(Verb::Approve,       LEADER, &[InReview],            Some(Approved),   &[Ask::Note],                                Article::Handling,   false, any),
    row(Verb::SendBack,      LEADER, &[InReview],            Some(Drafting),   &[Ask::Why],                                 Article::Handling,   false, any),
    row(Verb::Send,          CENTRE, &[Approved],            Some(Replied),    &[Ask::Way],                                 Article::Handling,   true,  any),
    row(Verb::Close,         CENTRE, &[Replied],             Some(Closed),     &[],                                         Article::Handling,   true,  any),
    row(Verb::Link,          CENTRE, OPEN,                   None,             &[Ask::Letter],                              Article::OutOfScope, true,  any),
    row(Verb::MarkMajor,     LEADER, OPEN,                   None,             &[],                                         Article::Handling,   true,  not_major),
    row(Verb::Note,          &[Administrator, Leader, Office], OPEN, None,     &[Ask::Text],                                Article::Handling,   false, any),
];

#[allow(clippy::too_many_arguments)] // the columns of the table
const fn row(
    verb: Verb,
    roles: &'static [Role],
    from: &'static [Stage],
    to: Option<Stage>,
    asks: &'static [Ask],
    article: Article,
    confirm: bool,
    when: fn(&Letter) -> Result<(), Why>,
) -> Row {
    Row { verb, roles, from, to, asks, article, confirm, when }
}

fn any(_: &Letter) -> Result<(), Why> {
    Ok(())
}

fn instructed_if_major(letter: &Letter) -> Result<(), Why> {
    if letter.major && letter.instruction.is_none() { Err(Why::MajorUninstructed) } else { Ok(()) }
}

fn not_signed(letter: &Letter) -> Result<(), Why> {
    match letter.lead() {
        Some(lead) if lead.signed.is_none() => Ok(()),
        Some(_) | None => Err(Why::AlreadySigned),
    }
}

fn drafted(letter: &Letter) -> Result<(), Why> {
    if letter.draft.trim().is_empty() { Err(Why::NothingDrafted) } else { Ok(()) }
}

fn not_major(letter: &Letter) -> Result<(), Why> {
    if letter.major { Err(Why::AlreadyMajor) } else { Ok(()) }
}

/// The row of an action.
pub fn find(verb: Verb) -> Option<&'static Row> {
    WORKFLOW.iter().find(|row| row.verb == verb)
}

/// Whether `who` may do this to the letter as it stands; what is still to be asked is in the row's `asks`.
pub fn offer(letter: &Letter, verb: Verb, who: &Staff, regulation: &Regulation) -> Result<&'static Row, Refusal> {
    let Some(row) = find(verb) else {
        return Err(Refusal::new(Why::Stage { verb, stage: letter.stage }, None));
    };
    let cited = Some(regulation.article(row.article).clone());
    if !who.is_one_of(row.roles) {
        return Err(Refusal::new(Why::Role { verb, who: who.name.clone(), may: row.roles }, cited));
    }
    if !row.from.contains(&letter.stage) {
        return Err(Refusal::new(Why::Stage { verb, stage: letter.stage }, cited));
    }
    (row.when)(letter).map_err(|why| Refusal::new(why, cited))?;
    Ok(row)
}
