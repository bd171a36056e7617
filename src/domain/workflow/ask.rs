//! The answers that actions need.

/// An answer that an action needs. Forms and command-line options are built from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// The code of a category of article 3.
    Category,
    /// Whether the letter needs a leader's instruction.
    Major,
    /// The unit whose people a report accuses.
    Accused,
    /// The code of a ground of article 4.
    Ground,
    /// The notice to the writer.
    Notice,
    /// How the writer was notified.
    Told,
    /// The body to which a letter is referred, or the person who is urged.
    To,
    /// The question to the writer.
    Question,
    /// The reason for a direct reply.
    Because,
    /// The earlier letter, if the reason names one.
    Earlier,
    /// The policy, if the reason names one.
    Policy,
    /// The urgency, if the regulation sets other deadlines for it.
    Tier,
    /// The unit, if several have the letter.
    Unit,
    /// The lead unit.
    Lead,
    /// The co-units, any number.
    Co,
    /// Why a unit is assigned a letter that it has returned before.
    Again,
    /// A number of days other than the regulation's.
    OwnLimit,
    /// The person who signs at the unit.
    Person,
    /// The number of additional days.
    Days,
    /// Whether an extension is granted.
    Grant,
    /// A longer text.
    Text,
    /// An optional text.
    Words,
    /// The head of the unit, who reviewed the feedback.
    Head,
    /// Whether the feedback bears the unit's seal.
    Sealed,
    /// The attached files.
    Files,
    /// An optional note.
    Note,
    /// A reason.
    Why,
    /// The passage to which a reason refers.
    Passage,
    /// How the reply or the question is sent.
    Way,
    /// How a unit was contacted.
    Contact,
    /// What the person contacted answered.
    Answer,
    /// A score from 1 to 5.
    Score,
    /// The channel through which the score arrived.
    Source,
    /// Another letter.
    Letter,
    /// One of the letters to which it is linked.
    Linked,
    /// The readers of a restricted letter.
    Readers,
    /// Why a letter is taken back or reopened, as a code.
    Cause,
    /// How a letter ends without a reply, as a code.
    Ending,
    /// The letter into which another is merged.
    Into,
    /// Whose mistake a reply contains.
    Fault,
    /// The field that is corrected.
    Field,
    /// Its right value.
    Value,
    /// Whether the former lead unit stays as a co-unit.
    Keep,
    /// When it happened, if it is registered afterwards.
    HappenedAt,
    /// Why it is registered only afterwards.
    LateWhy,
    /// The leader who signed it on paper.
    SignedBy,
    /// What a leader decides, as a code.
    Outcome,
    /// Another leader.
    ToLeader,
    /// The unit to which a returned letter goes next.
    Next,
    /// Whether a return is accepted.
    Accept,
    /// How a call-back went, as a code.
    Called,
    /// Whether the matter is solved, as a code.
    Solved,
    /// The writer's score of the attitude, from 1 to 5.
    Attitude,
    /// The writer's score of the result, from 1 to 5.
    Result,
    /// The day until which something is promised.
    Promise,
    /// What is promised.
    Promised,
    /// The step on the ladder of urgings, as a code.
    Step,
    /// The telephone number of who signs.
    Phone,
    /// What is asked of the unit.
    Demand,
    /// The concluding document.
    Document,
    /// The leader's own version of a draft.
    Revised,
    /// The title of a part.
    Title,
    /// The type of the letter, as a code.
    Type,
    /// The subject of the letter, as a code.
    Subject,
    /// What the writer wishes as to publication.
    Wish,
    /// Why the head who reviewed an answer is the person who handled it.
    Mandate,
    /// Whether a draft goes back one step and not to the drafter.
    Below,
    /// Why a letter is closed although the writer said that it is not solved.
    CloseWhy,
}

impl Ask {
    /// Returns the code used in message keys and saved forms.
    pub fn code(self) -> &'static str {
        match self {
            Ask::Category => "category",
            Ask::Major => "major",
            Ask::Accused => "accused",
            Ask::Ground => "ground",
            Ask::Notice => "notice",
            Ask::Told => "told",
            Ask::To => "to",
            Ask::Question => "question",
            Ask::Because => "because",
            Ask::Earlier => "earlier",
            Ask::Policy => "policy",
            Ask::Tier => "tier",
            Ask::Unit => "unit",
            Ask::Lead => "lead",
            Ask::Co => "co",
            Ask::Again => "again",
            Ask::OwnLimit => "own-limit",
            Ask::Person => "person",
            Ask::Days => "days",
            Ask::Grant => "grant",
            Ask::Text => "text",
            Ask::Words => "words",
            Ask::Head => "head",
            Ask::Sealed => "sealed",
            Ask::Files => "files",
            Ask::Note => "note",
            Ask::Why => "why",
            Ask::Passage => "passage",
            Ask::Way => "way",
            Ask::Contact => "contact",
            Ask::Answer => "answer",
            Ask::Score => "score",
            Ask::Source => "source",
            Ask::Letter => "letter",
            Ask::Linked => "linked",
            Ask::Readers => "readers",
            Ask::Cause => "cause",
            Ask::Ending => "ending",
            Ask::Into => "into",
            Ask::Fault => "fault",
            Ask::Field => "field",
            Ask::Value => "value",
            Ask::Keep => "keep",
            Ask::HappenedAt => "happened-at",
            Ask::LateWhy => "late-why",
            Ask::SignedBy => "signed-by",
            Ask::Outcome => "outcome",
            Ask::ToLeader => "to-leader",
            Ask::Next => "next",
            Ask::Accept => "accept",
            Ask::Called => "called",
            Ask::Solved => "solved",
            Ask::Attitude => "attitude",
            Ask::Result => "result",
            Ask::Promise => "promise",
            Ask::Promised => "promised",
            Ask::Step => "step",
            Ask::Phone => "phone",
            Ask::Demand => "demand",
            Ask::Document => "document",
            Ask::Revised => "revised",
            Ask::Title => "title",
            Ask::Type => "type",
            Ask::Subject => "subject",
            Ask::Wish => "wish",
            Ask::Mandate => "mandate",
            Ask::Below => "below",
            Ask::CloseWhy => "close-why",
        }
    }
}
