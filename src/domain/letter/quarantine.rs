//! Mails that are not letters of citizens: set aside with a reason until a person decides whether
//! to file them as letters.

use serde::{Deserialize, Serialize};

use super::incoming::IncomingLetter;

/// The kind of a mail that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailClass {
    /// An automatic answer or a read receipt.
    Auto,
    /// A delivery failure, or a report about one.
    Bounce,
    /// A mail from a mailing list.
    List,
}

impl MailClass {
    /// All classes.
    pub const ALL: [MailClass; 3] = [MailClass::Auto, MailClass::Bounce, MailClass::List];

    /// Returns the code used in JSON, the database and message keys.
    pub fn code(self) -> &'static str {
        match self {
            MailClass::Auto => "auto",
            MailClass::Bounce => "bounce",
            MailClass::List => "list",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<MailClass> {
        MailClass::ALL
            .into_iter()
            .find(|class| class.code() == code)
    }
}

/// A mail that was set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct QuarantinedMail {
    /// The kind of mail.
    pub class: MailClass,
    /// The reason for the classification, as a sentence.
    pub reason: String,
    /// The letter that the mail would become.
    pub letter: IncomingLetter,
    /// The unmodified mail.
    pub raw: Vec<u8>,
}
