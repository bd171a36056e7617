//! Mails that are not letters of citizens: set aside with a reason until a person decides whether
//! to file them as letters.

use serde::{Deserialize, Serialize};

use super::incoming::Incoming;

/// The kind of a mail that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// An automatic answer or a read receipt.
    Auto,
    /// A delivery failure, or a report about one.
    Bounce,
    /// A mail from a mailing list.
    List,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 3] = [Class::Auto, Class::Bounce, Class::List];

    /// Returns the code used in JSON, the database and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Class::Auto => "auto",
            Class::Bounce => "bounce",
            Class::List => "list",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// A mail that was set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// The kind of mail.
    pub class: Class,
    /// The reason for the classification, as a sentence.
    pub why: String,
    /// The letter that the mail would become.
    pub letter: Incoming,
    /// The unmodified mail.
    pub raw: Vec<u8>,
}
