//! The codes and labels of events.

use super::event::Event;

impl Event {
    /// Returns the variant's code, as used in the record and in message keys.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Received { .. } => "received",
            Event::PastLetter(_) => "past_letter",
            Event::Accepted { .. } => "accepted",
            Event::Declined { .. } => "declined",
            Event::Referred { .. } => "referred",
            Event::WriterAsked { .. } => "writer_asked",
            Event::WriterAnswered { .. } => "writer_answered",
            Event::WriterSilent { .. } => "writer_silent",
            Event::WriterTold { .. } => "writer_told",
            Event::RepliedDirectly { .. } => "replied_directly",
            Event::Proposed { .. } => "proposed",
            Event::Instructed { .. } => "instructed",
            Event::Assigned { .. } => "assigned",
            Event::SignedFor { .. } => "signed_for",
            Event::Returned { .. } => "returned",
            Event::ReturnAsked { .. } => "return_asked",
            Event::ReturnRejected { .. } => "return_rejected",
            Event::TakenBack { .. } => "taken_back",
            Event::LeadChanged { .. } => "lead_changed",
            Event::ExtensionAsked { .. } => "extension_asked",
            Event::ExtensionTooLate { .. } => "extension_too_late",
            Event::ExtensionDecided { .. } => "extension_decided",
            Event::LeadFollowed { .. } => "lead_followed",
            Event::FeedbackGiven { .. } => "feedback_given",
            Event::FeedbackSentBack { .. } => "feedback_sent_back",
            Event::OpinionWaived { .. } => "opinion_waived",
            Event::WaiverAsked { .. } => "waiver_asked",
            Event::WaiverDenied { .. } => "waiver_denied",
            Event::MajorReported { .. } => "major_reported",
            Event::WriterContacted { .. } => "writer_contacted",
            Event::Reminded { .. } => "reminded",
            Event::Explained { .. } => "explained",
            Event::Urged { .. } => "urged",
            Event::Drafted { .. } => "drafted",
            Event::Submitted { .. } => "submitted",
            Event::ReviewWaived => "review_waived",
            Event::Approved { .. } => "approved",
            Event::Recalled => "recalled",
            Event::SentBack { .. } => "sent_back",
            Event::Sent { .. } => "sent",
            Event::PromiseKept { .. } => "promise_kept",
            Event::CalledBack(_) => "called_back",
            Event::Published => "published",
            Event::Withheld { .. } => "withheld",
            Event::Rated { .. } => "rated",
            Event::Closed { .. } => "closed",
            Event::Unclosed => "unclosed",
            Event::Amended { .. } => "amended",
            Event::Ended { .. } => "ended",
            Event::Revoked { .. } => "revoked",
            Event::Reopened { .. } => "reopened",
            Event::Linked { .. } => "linked",
            Event::Unlinked { .. } => "unlinked",
            Event::MarkedMajor { .. } => "marked_major",
            Event::UnmarkedMajor { .. } => "unmarked_major",
            Event::Acknowledged { .. } => "acknowledged",
            Event::Contested { .. } => "contested",
            Event::Restricted { .. } => "restricted",
            Event::Read => "read",
            Event::ReadRefused => "read_refused",
            Event::ContactAllowed => "contact_allowed",
            Event::Corrected { .. } => "corrected",
            Event::Split { .. } => "split",
            Event::Attached { .. } => "attached",
            Event::DeadlineMoved { .. } => "deadline_moved",
            Event::Noted { .. } => "noted",
        }
    }

    /// Returns a short label in the user's language, such as 受理 or 交办.
    pub fn label(&self) -> String {
        crate::say!(&format!("event-{}", self.kind().replace('_', "-")))
    }
}
