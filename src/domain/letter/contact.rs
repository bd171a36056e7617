//! The channels through which writers are notified and answered, and units are urged.

use serde::{Deserialize, Serialize};

/// How the writer was notified of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notified {
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// In person.
    Visit,
    /// Not notified.
    #[default]
    None,
}

/// How a reply is sent to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyChannel {
    /// On the web site.
    Website,
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// In person.
    Visit,
    /// By the query code that the writer was given, for them alone.
    #[serde(rename = "query-code")]
    QueryCode,
}

impl Notified {
    /// All variants, in the order of the form.
    pub const ALL: [Notified; 5] = [
        Notified::Email,
        Notified::Phone,
        Notified::Letter,
        Notified::Visit,
        Notified::None,
    ];

    /// Reports whether the writer was not notified.
    pub fn is_none(&self) -> bool {
        *self == Notified::None
    }

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Notified::Email => "email",
            Notified::Phone => "phone",
            Notified::Letter => "letter",
            Notified::Visit => "visit",
            Notified::None => "none",
        }
    }
}

impl ReplyChannel {
    /// All variants, in the order of the form.
    pub const ALL: [ReplyChannel; 6] = [
        ReplyChannel::Website,
        ReplyChannel::Email,
        ReplyChannel::Phone,
        ReplyChannel::Letter,
        ReplyChannel::Visit,
        ReplyChannel::QueryCode,
    ];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            ReplyChannel::Website => "website",
            ReplyChannel::Email => "email",
            ReplyChannel::Phone => "phone",
            ReplyChannel::Letter => "letter",
            ReplyChannel::Visit => "visit",
            ReplyChannel::QueryCode => "query-code",
        }
    }
}

/// How a unit was contacted for an urging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UrgingChannel {
    /// By telephone.
    Phone,
    /// By text message.
    Message,
    /// By letter.
    Letter,
    /// In person.
    Visit,
}

impl UrgingChannel {
    /// All variants, in the order of the form.
    pub const ALL: [UrgingChannel; 4] = [
        UrgingChannel::Phone,
        UrgingChannel::Message,
        UrgingChannel::Letter,
        UrgingChannel::Visit,
    ];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            UrgingChannel::Phone => "phone",
            UrgingChannel::Message => "message",
            UrgingChannel::Letter => "letter",
            UrgingChannel::Visit => "visit",
        }
    }
}
