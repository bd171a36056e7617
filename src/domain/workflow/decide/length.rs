//! Length limits for texts written by staff, because the record is permanent and everybody reads
//! it.

use super::{Action, DecisionRules, Refusal, RefusalReason};

/// The maximum length of a reply, answer, instruction or note, in characters.
pub const MAX_TEXT_CHARS: usize = 200_000;

/// The maximum length of a reason, in characters.
pub const MAX_REASON_CHARS: usize = 20_000;

/// The maximum length of the name of a person or body outside the directory, in characters.
pub const MAX_NAME_CHARS: usize = 200;

/// Returns the texts of an action, each with its maximum length.
fn texts_with_limits(action: &Action) -> Vec<(&str, usize)> {
    fn given(text: &Option<String>, most: usize) -> Option<(&str, usize)> {
        text.as_deref().map(|text| (text, most))
    }
    match action {
        Action::Decline {
            notice, document, ..
        } => given(document, MAX_REASON_CHARS)
            .into_iter()
            .chain([(notice.as_str(), MAX_TEXT_CHARS)])
            .collect(),
        Action::Refer {
            to, why, notice, ..
        } => vec![
            (to, MAX_NAME_CHARS),
            (why, MAX_REASON_CHARS),
            (notice, MAX_TEXT_CHARS),
        ],
        Action::AskWriter { text, .. }
        | Action::WriterAnswered { text }
        | Action::Propose { text, .. }
        | Action::Explain { text, .. }
        | Action::ContactWriter { text, .. }
        | Action::Fulfil { text }
        | Action::Draft { text }
        | Action::Note { text } => vec![(text, MAX_TEXT_CHARS)],
        Action::ReplyDirectly { policy, .. } => given(policy, MAX_TEXT_CHARS).into_iter().collect(),
        Action::Instruct { text, to, .. } => given(to, MAX_NAME_CHARS)
            .into_iter()
            .chain([(text.as_str(), MAX_TEXT_CHARS)])
            .collect(),
        Action::Assign {
            why,
            person,
            demand,
            ..
        } => [
            given(why, MAX_REASON_CHARS),
            given(person, MAX_NAME_CHARS),
            given(demand, MAX_TEXT_CHARS),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Action::DecideExtension { why, .. } | Action::DecideReturn { why, .. } => {
            given(why, MAX_REASON_CHARS).into_iter().collect()
        }
        Action::SignFor { person, phone, .. } => given(phone, MAX_NAME_CHARS)
            .into_iter()
            .chain([(person.as_str(), MAX_NAME_CHARS)])
            .collect(),
        Action::Split { title, text } => {
            vec![(title, MAX_REASON_CHARS), (text, MAX_TEXT_CHARS)]
        }
        Action::CallBack(call) => given(&call.note, MAX_TEXT_CHARS).into_iter().collect(),
        Action::Return { why, .. }
        | Action::AskExtension { why, .. }
        | Action::SendBackFeedback { why, .. }
        | Action::AskWaiver { why, .. }
        | Action::Waive { why, .. }
        | Action::ReportMajor { why, .. }
        | Action::Contest { why }
        | Action::CloseUnsolved { why }
        | Action::TakeBack { why, .. }
        | Action::AddUnit { why, .. }
        | Action::ChangeLead { why, .. }
        | Action::Amend { why, .. }
        | Action::Revoke { why }
        | Action::UnmarkMajor { why }
        | Action::Withhold { why }
        | Action::Reopen { why, .. } => vec![(why, MAX_REASON_CHARS)],
        Action::End { why, to, .. } => [
            Some((why.as_str(), MAX_REASON_CHARS)),
            given(to, MAX_NAME_CHARS),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Action::Correct { fields, why } => fields
            .iter()
            .map(|(_, value)| (value.as_str(), MAX_REASON_CHARS))
            .chain([(why.as_str(), MAX_REASON_CHARS)])
            .collect(),
        Action::Feedback {
            text,
            head,
            person,
            mandate,
            ..
        } => [
            Some((text.as_str(), MAX_TEXT_CHARS)),
            Some((head.as_str(), MAX_NAME_CHARS)),
            given(person, MAX_NAME_CHARS),
            given(mandate, MAX_REASON_CHARS),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Action::Urge { to, answer, .. } | Action::Remind { to, answer, .. } => [
            Some((to.as_str(), MAX_NAME_CHARS)),
            given(answer, MAX_TEXT_CHARS),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Action::Rate { note, .. } | Action::Attach { note, .. } => {
            given(note, MAX_TEXT_CHARS).into_iter().collect()
        }
        Action::Approve { note, text } => {
            [given(note, MAX_TEXT_CHARS), given(text, MAX_TEXT_CHARS)]
                .into_iter()
                .flatten()
                .collect()
        }
        Action::Send { promised, .. } => given(promised, MAX_TEXT_CHARS).into_iter().collect(),
        Action::SendBack { why, passage, .. } => [
            Some((why.as_str(), MAX_TEXT_CHARS)),
            given(passage, MAX_TEXT_CHARS),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Action::Acknowledge { text } => given(text, MAX_TEXT_CHARS).into_iter().collect(),
        Action::Accept { .. }
        | Action::Lapse
        | Action::Resume
        | Action::Tell { .. }
        | Action::Submit
        | Action::Recall
        | Action::Unclose
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

impl DecisionRules<'_> {
    /// Refuses texts that are too long to be recorded. The text stays in the form, so that it can
    /// be shortened.
    pub(super) fn check_lengths(&self, action: &Action) -> Result<(), Refusal> {
        for (text, most) in texts_with_limits(action) {
            // A character takes at least one byte, so a text of at most `most` bytes need not be
            // counted.
            let has = if text.len() > most {
                text.chars().count()
            } else {
                0
            };
            self.refuse_if(has > most, RefusalReason::TooLong { has, most })?;
        }
        Ok(())
    }
}
