//! Why the centre does something that the course of a letter does not provide for: codes that the
//! record keeps.

use serde::{Deserialize, Serialize};

/// Defines an enum of codes in kebab-case, which are stored in events and used on the command line
/// and in message keys.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All codes, in the order of the form.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Returns the code.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// Parses a code.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

codes! {
    /// Why the centre takes a letter back from a unit.
    TakeBackCause {
        /// It was assigned to the wrong unit.
        Mistake => "mistake",
        /// A leader said so.
        Leader => "leader",
        /// The unit's duties have moved.
        Reorganised => "reorganised",
        /// The unit asked for it after the time for returning had passed.
        UnitAsked => "unit-asked",
    }
}

impl TakeBackCause {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("take-back-{}", self.code()))
    }
}

codes! {
    /// Why a letter is reopened.
    ReopenCause {
        /// The writer is not satisfied.
        Unsatisfied => "unsatisfied",
        /// The writer has told new facts.
        NewFacts => "new-facts",
        /// A leader or the office ordered it.
        Ordered => "ordered",
        /// It was closed by mistake.
        Mistake => "mistake",
    }
}

impl ReopenCause {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("reopen-{}", self.code()))
    }

    /// Reports whether the writer is not satisfied, which records omit: it was the only cause once.
    pub fn is_unsatisfied(&self) -> bool {
        *self == ReopenCause::Unsatisfied
    }

    /// Reports whether the reopening counts as a repeated complaint.
    pub fn counts(self) -> bool {
        match self {
            ReopenCause::Unsatisfied | ReopenCause::NewFacts => true,
            ReopenCause::Ordered | ReopenCause::Mistake => false,
        }
    }
}

codes! {
    /// Whose mistake a reply contains.
    Fault {
        /// The centre's.
        Centre => "centre",
        /// The unit's.
        Unit => "unit",
    }
}

impl Fault {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("fault-{}", self.code()))
    }
}

codes! {
    /// What a leader decides on a sheet (article 6(2)), or says later.
    InstructionOutcome {
        /// The letter is assigned to units.
        Assign => "assign",
        /// The centre replies itself.
        Direct => "direct",
        /// It is filed for reference.
        File => "file",
        /// It is referred to another body.
        Refer => "refer",
        /// The sheet is to be made anew.
        Redo => "redo",
        /// Another leader is to decide.
        Pass => "pass",
        /// A further instruction while units have the letter.
        Further => "further",
    }
}

impl InstructionOutcome {
    /// What a sheet can be decided to be.
    pub const OF_SHEET: [InstructionOutcome; 6] = [
        InstructionOutcome::Assign,
        InstructionOutcome::Direct,
        InstructionOutcome::File,
        InstructionOutcome::Refer,
        InstructionOutcome::Redo,
        InstructionOutcome::Pass,
    ];

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("outcome-{}", self.code()))
    }

    /// Reports whether units are named, which records omit: it was the only outcome once.
    pub fn is_assignment(&self) -> bool {
        *self == InstructionOutcome::Assign
    }
}

impl Default for InstructionOutcome {
    /// The outcome of every instruction that was recorded before there were others.
    fn default() -> InstructionOutcome {
        InstructionOutcome::Assign
    }
}

codes! {
    /// How a call-back went.
    CallOutcome {
        /// The writer was reached.
        Reached => "reached",
        /// The writer was not reached.
        Unreachable => "unreachable",
        /// The writer did not want to answer.
        Refused => "refused",
    }
}

impl CallOutcome {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("call-{}", self.code()))
    }
}

codes! {
    /// Whether the matter is solved, in the writer's words.
    Solved {
        /// It is.
        Yes => "yes",
        /// In part.
        Partly => "partly",
        /// It is not.
        No => "no",
    }
}

impl Solved {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("solved-{}", self.code()))
    }
}

codes! {
    /// What a writer wishes as to publication.
    Wish {
        /// The letter and the reply may be published.
        Open => "open",
        /// They may, without what tells who wrote.
        Anonymous => "anonymous",
        /// They may not.
        Confidential => "confidential",
    }
}

impl Wish {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("wish-{}", self.code()))
    }
}

codes! {
    /// A field of a letter that can be corrected. The writer's own words cannot.
    CorrectedField {
        /// The title.
        Title => "title",
        /// The writer's name.
        Writer => "writer",
        /// The telephone number.
        Phone => "phone",
        /// The e-mail address.
        Email => "email",
        /// The postal address.
        Address => "address",
        /// The channel through which it arrived.
        Channel => "channel",
        /// When it arrived.
        Received => "received",
        /// The number on the paper or in the table from which it came.
        OwnNumber => "own-number",
        /// The category.
        Category => "category",
        /// The unit whose people it reports.
        Accused => "accused",
        /// The type.
        Type => "type",
        /// The subject.
        Subject => "subject",
        /// Who else signed it.
        Signatories => "signatories",
        /// What the writer wishes as to publication.
        Wish => "wish",
    }
}

impl CorrectedField {
    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("field-{}", self.code()))
    }

    /// Reports whether the field is a way of reaching the writer, which a liaison may not see.
    pub fn is_contact(self) -> bool {
        match self {
            CorrectedField::Phone | CorrectedField::Email | CorrectedField::Address => true,
            CorrectedField::Title
            | CorrectedField::Writer
            | CorrectedField::Channel
            | CorrectedField::Received
            | CorrectedField::OwnNumber
            | CorrectedField::Category
            | CorrectedField::Accused
            | CorrectedField::Type
            | CorrectedField::Subject
            | CorrectedField::Signatories
            | CorrectedField::Wish => false,
        }
    }
}

impl Default for ReopenCause {
    /// The cause of every reopening that was recorded before there were others.
    fn default() -> ReopenCause {
        ReopenCause::Unsatisfied
    }
}
