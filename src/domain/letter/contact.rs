//! The ways in which writers and units are reached.

use serde::{Deserialize, Serialize};

/// How a writer of a declined letter was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// Not told.
    #[default]
    None,
}

/// The way a reply goes to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On the web site.
    Website,
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
}

impl Told {
    /// All, in the order of the form.
    pub const ALL: [Told; 4] = [Told::Email, Told::Phone, Told::Letter, Told::None];

    /// Whether he was not told.
    pub fn is_none(&self) -> bool {
        *self == Told::None
    }

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Told::Email => "email",
            Told::Phone => "phone",
            Told::Letter => "letter",
            Told::None => "none",
        }
    }
}

impl Way {
    /// All, in the order of the form.
    pub const ALL: [Way; 4] = [Way::Website, Way::Email, Way::Phone, Way::Letter];

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Way::Website => "website",
            Way::Email => "email",
            Way::Phone => "phone",
            Way::Letter => "letter",
        }
    }
}

/// The way in which a unit was urged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// By telephone.
    Phone,
    /// By a short message.
    Message,
    /// By letter.
    Letter,
    /// In person.
    Visit,
}

impl Contact {
    /// All, in the order of the form.
    pub const ALL: [Contact; 4] = [
        Contact::Phone,
        Contact::Message,
        Contact::Letter,
        Contact::Visit,
    ];

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Contact::Phone => "phone",
            Contact::Message => "message",
            Contact::Letter => "letter",
            Contact::Visit => "visit",
        }
    }
}
