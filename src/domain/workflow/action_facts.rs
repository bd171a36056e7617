//! What an action is about: its verb, the unit or the letter that it names, its files.

use super::action::Action;
use super::verb::Verb;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::Attachment;
use crate::domain::letter::incoming::Enclosure;

impl Action {
    /// Returns the unit whose act or assignment it is about.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Action::SignFor { unit, .. }
            | Action::Return { unit, .. }
            | Action::DecideReturn { unit, .. }
            | Action::TakeBack { unit, .. }
            | Action::AskExtension { unit, .. }
            | Action::DecideExtension { unit, .. }
            | Action::Feedback { unit, .. }
            | Action::SendBackFeedback { unit, .. }
            | Action::AskWaiver { unit, .. }
            | Action::Waive { unit, .. }
            | Action::Explain { unit, .. }
            | Action::ReportMajor { unit, .. }
            | Action::ContactWriter { unit, .. }
            | Action::Remind { unit, .. }
            | Action::Urge { unit, .. } => Some(*unit),
            _ => None,
        }
    }

    /// Returns an action that may be done for several letters at once about another unit.
    pub fn with_unit(mut self, of: UnitId) -> Action {
        if let Action::SignFor { unit, .. }
        | Action::Remind { unit, .. }
        | Action::Urge { unit, .. } = &mut self
        {
            *unit = of;
        }
        self
    }

    /// Names the files that are handed beside the action. Returns whether it takes any.
    pub fn name_files(&mut self, enclosures: &[Enclosure]) -> bool {
        let (Action::Feedback { files, .. } | Action::Attach { files, .. }) = self else {
            return false;
        };
        *files = enclosures.iter().map(Attachment::from_enclosure).collect();
        true
    }

    /// Returns the action's verb.
    pub fn verb(&self) -> Verb {
        match self {
            Action::Accept { .. } => Verb::Accept,
            Action::Decline { .. } => Verb::Decline,
            Action::Refer { .. } => Verb::Refer,
            Action::AskWriter { .. } => Verb::AskWriter,
            Action::WriterAnswered { .. } => Verb::WriterAnswered,
            Action::Lapse => Verb::Lapse,
            Action::Resume => Verb::Resume,
            Action::Tell { .. } => Verb::Tell,
            Action::ReplyDirectly { .. } => Verb::ReplyDirectly,
            Action::Propose { .. } => Verb::Propose,
            Action::Instruct { .. } => Verb::Instruct,
            Action::Assign { .. } => Verb::Assign,
            Action::SignFor { .. } => Verb::SignFor,
            Action::Return { .. } => Verb::Return,
            Action::DecideReturn { .. } => Verb::DecideReturn,
            Action::TakeBack { .. } => Verb::TakeBack,
            Action::AddUnit { .. } => Verb::AddUnit,
            Action::ChangeLead { .. } => Verb::ChangeLead,
            Action::AskExtension { .. } => Verb::AskExtension,
            Action::DecideExtension { .. } => Verb::DecideExtension,
            Action::Feedback { .. } => Verb::Feedback,
            Action::SendBackFeedback { .. } => Verb::SendBackFeedback,
            Action::AskWaiver { .. } => Verb::AskWaiver,
            Action::Waive { .. } => Verb::Waive,
            Action::Explain { .. } => Verb::Explain,
            Action::ReportMajor { .. } => Verb::ReportMajor,
            Action::ContactWriter { .. } => Verb::ContactWriter,
            Action::Remind { .. } => Verb::Remind,
            Action::Urge { .. } => Verb::Urge,
            Action::Draft { .. } => Verb::Draft,
            Action::Submit => Verb::Submit,
            Action::Approve { .. } => Verb::Approve,
            Action::Recall => Verb::Recall,
            Action::SendBack { .. } => Verb::SendBack,
            Action::Send { .. } => Verb::Send,
            Action::Publish => Verb::Publish,
            Action::Withhold { .. } => Verb::Withhold,
            Action::Rate { .. } => Verb::Rate,
            Action::CallBack(_) => Verb::CallBack,
            Action::Fulfil { .. } => Verb::Fulfil,
            Action::Close | Action::CloseUnsolved { .. } => Verb::Close,
            Action::Unclose => Verb::Unclose,
            Action::Amend { .. } => Verb::Amend,
            Action::End { .. } => Verb::End,
            Action::Revoke { .. } => Verb::Revoke,
            Action::Reopen { .. } => Verb::Reopen,
            Action::Link { .. } => Verb::Link,
            Action::Unlink { .. } => Verb::Unlink,
            Action::MarkMajor => Verb::MarkMajor,
            Action::UnmarkMajor { .. } => Verb::UnmarkMajor,
            Action::Acknowledge { .. } => Verb::Acknowledge,
            Action::Contest { .. } => Verb::Contest,
            Action::Restrict { .. } => Verb::Restrict,
            Action::Read => Verb::Read,
            Action::AllowContact => Verb::AllowContact,
            Action::Correct { .. } => Verb::Correct,
            Action::Attach { .. } => Verb::Attach,
            Action::Split { .. } => Verb::Split,
            Action::Note { .. } => Verb::Note,
        }
    }

    /// Returns the other letter that the action names.
    pub fn named_letter(&self) -> Option<LetterId> {
        if let Action::Link { to } | Action::Unlink { to } = self {
            Some(*to)
        } else if let Action::ReplyDirectly { earlier, .. } = self {
            *earlier
        } else if let Action::Decline { earlier, .. } = self {
            *earlier
        } else if let Action::End { into, .. } = self {
            *into
        } else {
            None
        }
    }
}
