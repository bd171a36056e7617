//! The tones in which a document speaks.

use crate::domain::time::remaining::Urgency;

/// Role of a text, from which a screen derives its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Text,
    /// Labels, and zeros.
    Quiet,
    /// Headings.
    Strong,
    /// What is late.
    Late,
    /// What needs attention.
    Close,
}

impl Tone {
    /// Returns the tone of a deadline.
    pub fn of_urgency(urgency: Urgency) -> Tone {
        match urgency {
            Urgency::Late => Tone::Late,
            Urgency::Close => Tone::Close,
            Urgency::Calm => Tone::Text,
        }
    }
}
