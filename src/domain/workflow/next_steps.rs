//! What the regulation wants done next with a letter: the acts that bring it on, in the order in
//! which they should be considered.

use super::verb::Verb;
use crate::domain::letter::Letter;
use crate::domain::letter::stage::Stage;
use crate::domain::time::Timestamp;

/// Returns the acts that bring the letter on from where it is, the most pressing first. Whether a
/// person may do them is for [`super::check_permitted`] to say.
pub fn next_steps(letter: &Letter, at: Timestamp) -> Vec<Verb> {
    match letter.stage {
        Stage::Received if letter.open_inquiry().is_some() => {
            vec![Verb::WriterAnswered, Verb::Accept, Verb::Decline]
        }
        Stage::Received => vec![Verb::Accept, Verb::Decline, Verb::AskWriter],
        Stage::Declined => {
            let told = letter.declined.as_ref().is_none_or(|how| !how.needs_notice);
            if told { vec![] } else { vec![Verb::Tell] }
        }
        Stage::Registered if letter.major => vec![Verb::Propose],
        Stage::Registered => vec![Verb::Assign, Verb::ReplyDirectly, Verb::Propose],
        Stage::AwaitingInstruction => vec![Verb::Instruct],
        Stage::Assigned => at_units(letter, at),
        Stage::Drafting if letter.draft.is_empty() => vec![Verb::Draft],
        Stage::Drafting => vec![Verb::Submit, Verb::Draft],
        Stage::InReview => vec![Verb::Approve, Verb::SendBack],
        Stage::Approved => vec![Verb::Send],
        Stage::Replied => vec![Verb::CallBack, Verb::Close, Verb::Publish],
        Stage::Closed | Stage::Terminated => vec![],
    }
}

/// Returns the acts while units have the letter: what they ask for comes before what they owe.
fn at_units(letter: &Letter, at: Timestamp) -> Vec<Verb> {
    let held = || letter.current_assignments().filter(|held| held.is_active());
    let asked = [
        (
            Verb::DecideExtension,
            held().any(|held| held.pending_extension().is_some()),
        ),
        (
            Verb::DecideReturn,
            held().any(|held| held.return_asked.is_some()),
        ),
        (Verb::Waive, held().any(|held| held.waiver_asked.is_some())),
        (Verb::Acknowledge, letter.report_pending),
        (
            Verb::Urge,
            held().any(|held| held.is_open() && held.due.at < at),
        ),
        (Verb::SignFor, held().any(|held| held.signed.is_none())),
    ];
    let asked = asked.into_iter().filter(|(_, is)| *is);
    asked
        .map(|(verb, _)| verb)
        .chain([Verb::Feedback])
        .collect()
}
