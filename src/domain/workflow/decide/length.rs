//! Length limits for texts written by staff, because the record is permanent and everybody reads
//! it.

use super::{Action, Refusal, Rules, Why};

/// The maximum length of a reply, answer, instruction or note, in characters.
pub const TEXT: usize = 200_000;

/// The maximum length of a reason, in characters.
pub const REASON: usize = 20_000;

/// The maximum length of the name of a person or body outside the directory, in characters.
pub const NAME: usize = 200;

/// Returns the texts of an action, each with its maximum length.
fn written(action: &Action) -> Vec<(&str, usize)> {
    fn given(text: &Option<String>, most: usize) -> Option<(&str, usize)> {
        text.as_deref().map(|text| (text, most))
    }
    match action {
        Action::Decline { notice, .. } => vec![(notice, TEXT)],
        Action::Refer {
            to, why, notice, ..
        } => vec![(to, NAME), (why, REASON), (notice, TEXT)],
        Action::AskWriter { text, .. }
        | Action::WriterAnswered { text }
        | Action::Propose { text, .. }
        | Action::Instruct { text, .. }
        | Action::Explain { text, .. }
        | Action::Draft { text }
        | Action::Note { text } => vec![(text, TEXT)],
        Action::ReplyDirectly { policy, .. } => given(policy, TEXT).into_iter().collect(),
        Action::Assign { why, .. } | Action::DecideExtension { why, .. } => {
            given(why, REASON).into_iter().collect()
        }
        Action::SignFor { person, .. } => vec![(person, NAME)],
        Action::Return { why, .. }
        | Action::AskExtension { why, .. }
        | Action::SendBackFeedback { why, .. }
        | Action::Waive { why, .. }
        | Action::Withhold { why }
        | Action::Reopen { why } => vec![(why, REASON)],
        Action::Feedback { text, head, .. } => vec![(text, TEXT), (head, NAME)],
        Action::Urge { to, answer, .. } => [Some((to.as_str(), NAME)), given(answer, TEXT)]
            .into_iter()
            .flatten()
            .collect(),
        Action::Approve { note } | Action::Rate { note, .. } => {
            given(note, TEXT).into_iter().collect()
        }
        Action::SendBack { why, passage } => [Some((why.as_str(), TEXT)), given(passage, TEXT)]
            .into_iter()
            .flatten()
            .collect(),
        Action::Acknowledge { text } => given(text, TEXT).into_iter().collect(),
        Action::Accept { .. }
        | Action::Lapse
        | Action::Tell { .. }
        | Action::Submit
        | Action::Send { .. }
        | Action::Publish
        | Action::Close
        | Action::Link { .. }
        | Action::Unlink { .. }
        | Action::MarkMajor
        | Action::Restrict { .. }
        | Action::Read
        | Action::AllowContact => Vec::new(),
    }
}

impl Rules<'_> {
    /// Refuses texts that are too long to be recorded. The text stays in the form, so that it can
    /// be shortened.
    pub(super) fn not_too_long(&self, action: &Action) -> Result<(), Refusal> {
        for (text, most) in written(action) {
            // A character takes at least one byte, so a text of at most `most` bytes need not be
            // counted.
            let has = if text.len() > most {
                text.chars().count()
            } else {
                0
            };
            self.unless(has > most, Why::TooLong { has, most })?;
        }
        Ok(())
    }
}
