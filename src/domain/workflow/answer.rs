//! What an action asks for.

/// An answer that an action needs; forms and the command line are built from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// A category of article 3.
    Category,
    /// Whether the letter needs a leader's instruction.
    Major,
    /// The unit whose people a report accuses.
    Accused,
    /// A ground of article 4.
    Ground,
    /// The notice to the writer.
    Notice,
    /// How the writer was told.
    Told,
    /// Whom: the body that gets a letter, or the person who is urged.
    To,
    /// The question to the writer.
    Question,
    /// The reason for a direct reply.
    Because,
    /// The earlier letter (where the reason names one).
    Earlier,
    /// The policy (where the reason names one).
    Policy,
    /// How pressing it is (where the regulation sets other limits for that).
    Tier,
    /// Which of the units that have it (where there are several).
    Unit,
    /// A lead unit.
    Lead,
    /// Co-units, any number.
    Co,
    /// Why a unit gets it that has returned it before.
    Again,
    /// Another number of days than the regulation's.
    OwnLimit,
    /// The person at the unit.
    Person,
    /// How many days more.
    Days,
    /// Whether an extension is granted.
    Grant,
    /// A longer text.
    Text,
    /// Words that may be left out.
    Words,
    /// The head who reviewed the feedback.
    Head,
    /// Whether it bears the seal.
    Sealed,
    /// What came with it.
    Files,
    /// An optional note.
    Note,
    /// A reason.
    Why,
    /// The passage that is meant.
    Passage,
    /// How the reply, or the question, goes.
    Way,
    /// How a unit was urged.
    Contact,
    /// What was answered.
    Answer,
    /// A score from 1 to 5.
    Score,
    /// How the score became known.
    Source,
    /// Another letter.
    Letter,
    /// One of the letters that it is linked to.
    Linked,
    /// Who may read it.
    Readers,
}

impl Ask {
    /// The code in message keys and saved forms.
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
        }
    }
}
