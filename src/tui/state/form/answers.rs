//! Builds the action that the answers of a form describe.

use std::path::PathBuf;

use super::Work;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Contact, Told, Way};
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::Tier;
use crate::domain::workflow::Ask;
use crate::domain::workflow::action::{Action, Verb};

/// Builds the action from the answers. Missing text is left empty, since the workflow reports what
/// is lacking; `None` if the action cannot even be built without an answer, such as its unit.
pub fn action(verb: Verb, work: &Work) -> Option<Action> {
    let form = &work.form;
    let text = |ask: Ask| form.value(ask.code());
    let one = |ask: Ask| text(ask).parse().ok().filter(|unit| *unit > 0).map(UnitId);
    let many = |ask: Ask| {
        text(ask)
            .split(' ')
            .filter_map(|unit| unit.parse().ok())
            .map(UnitId)
            .collect()
    };
    let other = |ask: Ask| text(ask).parse().ok().map(LetterId);
    let unit = || work.unit.or_else(|| one(Ask::Unit));
    let some = |text: String| (!text.is_empty()).then_some(text);
    let told = || {
        Told::ALL
            .into_iter()
            .find(|known| known.code() == text(Ask::Told))
            .unwrap_or_default()
    };
    let way = || {
        Way::ALL
            .into_iter()
            .find(|known| known.code() == text(Ask::Way))
    };
    let tier = || Tier::parse(&text(Ask::Tier)).unwrap_or_default();
    Some(match verb {
        Verb::Accept => Action::Accept {
            category: text(Ask::Category),
            major: form.ticked(Ask::Major.code()),
            accused: one(Ask::Accused),
        },
        Verb::Decline => Action::Decline {
            ground: text(Ask::Ground),
            told: told(),
            notice: text(Ask::Notice),
        },
        Verb::Refer => Action::Refer {
            to: text(Ask::To),
            why: text(Ask::Why),
            told: told(),
            notice: text(Ask::Notice),
        },
        Verb::AskWriter => Action::AskWriter {
            text: text(Ask::Question),
            by: way()?,
        },
        Verb::WriterAnswered => Action::WriterAnswered {
            text: text(Ask::Text),
        },
        Verb::Lapse => Action::Lapse,
        Verb::Tell => Action::Tell { told: told() },
        Verb::ReplyDirectly => Action::ReplyDirectly {
            because: text(Ask::Because),
            earlier: other(Ask::Earlier),
            policy: some(text(Ask::Policy)),
            tier: tier(),
        },
        Verb::Propose => Action::Propose {
            text: text(Ask::Text),
            lead: one(Ask::Lead),
            co: many(Ask::Co),
        },
        Verb::Instruct => Action::Instruct {
            text: text(Ask::Text),
            lead: one(Ask::Lead)?,
            co: many(Ask::Co),
            days: some(text(Ask::OwnLimit)).map(|days| days.parse().unwrap_or(0)),
            tier: tier(),
        },
        Verb::Assign => Action::Assign {
            lead: one(Ask::Lead)?,
            co: many(Ask::Co),
            tier: tier(),
            why: some(text(Ask::Again)),
        },
        Verb::SignFor => Action::SignFor {
            unit: unit()?,
            person: text(Ask::Person),
        },
        Verb::Return => Action::Return {
            unit: unit()?,
            why: text(Ask::Why),
        },
        Verb::AskExtension => Action::AskExtension {
            unit: unit()?,
            days: text(Ask::Days).parse().unwrap_or(0),
            why: text(Ask::Why),
        },
        Verb::DecideExtension => Action::DecideExtension {
            unit: unit()?,
            grant: text(Ask::Grant) == "grant",
            why: some(text(Ask::Words)),
            told: told(),
        },
        Verb::Feedback => Action::Feedback {
            unit: unit()?,
            text: text(Ask::Text),
            head: text(Ask::Head),
            sealed: form.ticked(Ask::Sealed.code()),
            files: Vec::new(),
        },
        Verb::SendBackFeedback => Action::SendBackFeedback {
            unit: unit()?,
            why: text(Ask::Why),
        },
        Verb::Waive => Action::Waive {
            unit: unit()?,
            why: text(Ask::Why),
        },
        Verb::Explain => Action::Explain {
            unit: unit()?,
            text: text(Ask::Text),
        },
        Verb::Urge => Action::Urge {
            unit: unit()?,
            by: Contact::ALL
                .into_iter()
                .find(|known| known.code() == text(Ask::Contact))?,
            to: text(Ask::To),
            answer: some(text(Ask::Answer)),
        },
        Verb::Draft => Action::Draft {
            text: text(Ask::Text),
        },
        Verb::Submit => Action::Submit,
        Verb::Approve => Action::Approve {
            note: some(text(Ask::Note)),
        },
        Verb::SendBack => Action::SendBack {
            why: text(Ask::Why),
            passage: some(text(Ask::Passage)),
        },
        Verb::Send => Action::Send { by: way()? },
        Verb::Publish => Action::Publish,
        Verb::Withhold => Action::Withhold {
            why: text(Ask::Why),
        },
        Verb::Rate => Action::Rate {
            score: text(Ask::Score).parse().unwrap_or(0),
            source: Channel::ALL
                .into_iter()
                .find(|known| known.code() == text(Ask::Source))?,
            note: some(text(Ask::Note)),
        },
        Verb::Close => Action::Close,
        Verb::Reopen => Action::Reopen {
            why: text(Ask::Why),
        },
        Verb::Link => Action::Link {
            to: other(Ask::Letter)?,
        },
        Verb::Unlink => Action::Unlink {
            to: other(Ask::Linked)?,
        },
        Verb::MarkMajor => Action::MarkMajor,
        Verb::Acknowledge => Action::Acknowledge {
            text: some(text(Ask::Words)),
        },
        Verb::Restrict => Action::Restrict {
            accused: one(Ask::Accused),
            readers: text(Ask::Readers)
                .split(' ')
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect(),
        },
        Verb::Read => Action::Read,
        Verb::AllowContact => Action::AllowContact,
        Verb::Note => Action::Note {
            text: text(Ask::Text),
        },
    })
}

/// Returns the files that the form names; the store thread reads them.
pub fn files(work: &Work) -> Vec<PathBuf> {
    Some(work.form.value(Ask::Files.code()))
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .into_iter()
        .collect()
}
