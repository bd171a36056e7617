//! Mails that are no letters of citizens: set aside with the reason, kept as they came, and a letter as soon as somebody says so.

use serde::{Deserialize, Serialize};

use super::incoming::Incoming;

/// What kind of mail was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// An automatic answer, or the receipt of a reader.
    Auto,
    /// A mail that could not be delivered, or a report about one.
    Bounce,
    /// A mail to a list.
    List,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 3] = [Class::Auto, Class::Bounce, Class::List];

    /// The code in JSON, in the database and in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Class::Auto => "auto",
            Class::Bounce => "bounce",
            Class::List => "list",
        }
    }

    /// The class with this code.
    pub fn parse(code: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// A mail that is set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// What kind it is.
    pub class: Class,
    /// How that is known, in a sentence.
    pub why: String,
    /// The letter that it would be.
    pub letter: Incoming,
    /// The mail as it came.
    pub raw: Vec<u8>,
}
