//! The channels through which writers are notified and answered, and units are urged.

use serde::{Deserialize, Serialize};

/// How the writer was notified of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// Not notified.
    #[default]
    None,
}

/// How a reply is sent to the writer.
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
    /// All variants, in the order of the form.
    pub const ALL: [Told; 4] = [Told::Email, Told::Phone, Told::Letter, Told::None];

    /// Reports whether the writer was not notified.
    pub fn is_none(&self) -> bool {
        *self == Told::None
    }

    /// Returns the code used in JSON and on the command line.
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
    /// All variants, in the order of the form.
    pub const ALL: [Way; 4] = [Way::Website, Way::Email, Way::Phone, Way::Letter];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Way::Website => "website",
            Way::Email => "email",
            Way::Phone => "phone",
            Way::Letter => "letter",
        }
    }
}

/// How a unit was contacted for an urging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// By telephone.
    Phone,
    /// By text message.
    Message,
    /// By letter.
    Letter,
    /// In person.
    Visit,
}

impl Contact {
    /// All variants, in the order of the form.
    pub const ALL: [Contact; 4] = [
        Contact::Phone,
        Contact::Message,
        Contact::Letter,
        Contact::Visit,
    ];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Contact::Phone => "phone",
            Contact::Message => "message",
            Contact::Letter => "letter",
            Contact::Visit => "visit",
        }
    }
}
