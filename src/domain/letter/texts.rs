//! The searchable texts of a letter: everything that a person wrote in it or about it.

use super::{AssignmentEnd, ExtensionDecision, Letter, Publication};

/// The role of a text within a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterPart {
    /// The title.
    Title,
    /// The text of the letter.
    Body,
    /// The writer's name and contact details.
    Writer,
    /// The official number.
    Number,
    /// The number given by the portal or the imported table.
    Source,
    /// The name of an attached file.
    Attachment,
    /// A question to the writer, and their answer.
    Asked,
    /// Why the letter was declined or referred, and the notice of it.
    Declined,
    /// The policy on which a direct reply is based.
    Basis,
    /// The proposed handling.
    Proposal,
    /// A leader's instruction.
    Instruction,
    /// A unit's answer.
    Feedback,
    /// Correspondence with units: returns, extensions, urgings, explanations.
    Work,
    /// The reply, sent or drafted.
    Reply,
    /// A leader's verdict on a draft.
    Verdict,
    /// The writer's comment on the reply, and why the letter was reopened.
    Rating,
    /// Why the reply is not published.
    Publication,
    /// A note.
    Note,
}

impl LetterPart {
    /// All parts, in reading order.
    pub const ALL: [LetterPart; 18] = [
        LetterPart::Title,
        LetterPart::Body,
        LetterPart::Writer,
        LetterPart::Number,
        LetterPart::Source,
        LetterPart::Attachment,
        LetterPart::Asked,
        LetterPart::Declined,
        LetterPart::Basis,
        LetterPart::Proposal,
        LetterPart::Instruction,
        LetterPart::Feedback,
        LetterPart::Work,
        LetterPart::Reply,
        LetterPart::Verdict,
        LetterPart::Rating,
        LetterPart::Publication,
        LetterPart::Note,
    ];

    /// Returns the code used in JSON and message keys.
    pub fn code(self) -> &'static str {
        match self {
            LetterPart::Title => "title",
            LetterPart::Body => "body",
            LetterPart::Writer => "writer",
            LetterPart::Number => "number",
            LetterPart::Source => "source",
            LetterPart::Attachment => "attachment",
            LetterPart::Asked => "asked",
            LetterPart::Declined => "declined",
            LetterPart::Basis => "basis",
            LetterPart::Proposal => "proposal",
            LetterPart::Instruction => "instruction",
            LetterPart::Feedback => "feedback",
            LetterPart::Work => "work",
            LetterPart::Reply => "reply",
            LetterPart::Verdict => "verdict",
            LetterPart::Rating => "rating",
            LetterPart::Publication => "publication",
            LetterPart::Note => "note",
        }
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("part-{}", self.code()))
    }
}

impl Letter {
    /// Returns the non-empty texts in reading order.
    pub fn searchable_texts(&self) -> Vec<(LetterPart, &str)> {
        let mut texts: Vec<(LetterPart, &str)> = vec![
            (LetterPart::Title, &self.title),
            (LetterPart::Body, &self.body),
        ];
        let writer = &self.writer;
        let reached = [&writer.name, &writer.phone, &writer.email, &writer.address];
        texts.extend(
            reached
                .into_iter()
                .flatten()
                .map(|text| (LetterPart::Writer, text.as_str())),
        );
        texts.extend(
            self.number
                .iter()
                .map(|number| (LetterPart::Number, number.text.as_str())),
        );
        texts.extend(
            self.source
                .id
                .iter()
                .map(|number| (LetterPart::Source, number.as_str())),
        );
        texts.extend(
            self.attachments
                .iter()
                .map(|file| (LetterPart::Attachment, file.name.as_str())),
        );
        if let Some(asked) = &self.inquiry {
            let words = std::iter::once(&asked.question).chain(&asked.answer);
            texts.extend(words.map(|words| (LetterPart::Asked, words.text.as_str())));
        }
        if let Some(declined) = &self.declined {
            let referred = declined.referred.iter().flat_map(|(to, why)| [to, why]);
            texts.extend(
                referred
                    .chain([&declined.notice])
                    .chain(&declined.document)
                    .map(|text| (LetterPart::Declined, text.as_str())),
            );
        }
        texts.extend(
            self.direct_reply
                .iter()
                .filter_map(|direct| direct.policy.as_deref())
                .map(|text| (LetterPart::Basis, text)),
        );
        texts.extend(
            self.proposal
                .iter()
                .map(|(words, ..)| (LetterPart::Proposal, words.text.as_str())),
        );
        let leaders = self
            .instruction
            .iter()
            .chain(&self.further)
            .chain(&self.acknowledged);
        texts.extend(leaders.map(|words| (LetterPart::Instruction, words.text.as_str())));
        self.push_unit_texts(&mut texts);
        texts.push((LetterPart::Reply, &self.draft));
        texts.extend(
            self.reply
                .iter()
                .map(|reply| (LetterPart::Reply, reply.text.as_str())),
        );
        for verdict in &self.verdicts {
            let words = std::iter::once(&verdict.text).chain(&verdict.passage);
            texts.extend(words.map(|text| (LetterPart::Verdict, text.as_str())));
        }
        for round in &self.rounds {
            texts.extend(
                round
                    .reply
                    .iter()
                    .map(|reply| (LetterPart::Reply, reply.text.as_str())),
            );
            texts.extend(
                round
                    .rating
                    .iter()
                    .filter_map(|rating| rating.note.as_deref())
                    .map(|text| (LetterPart::Rating, text)),
            );
            texts.push((LetterPart::Rating, &round.reopened.text));
        }
        texts.extend(
            self.rating
                .iter()
                .filter_map(|rating| rating.note.as_deref())
                .map(|text| (LetterPart::Rating, text)),
        );
        if let Some(state) = &self.promise {
            texts.push((LetterPart::Reply, &state.promise.text));
            texts.extend(
                state
                    .kept
                    .iter()
                    .map(|words| (LetterPart::Reply, words.text.as_str())),
            );
        }
        texts.extend(
            self.call_backs
                .iter()
                .filter_map(|(_, call)| call.note.as_deref())
                .map(|text| (LetterPart::Rating, text)),
        );
        if let Some(past) = &self.past {
            let named = [&past.unit_name, &past.category_name, &past.state];
            texts.extend(
                named
                    .into_iter()
                    .flatten()
                    .map(|text| (LetterPart::Work, text.as_str())),
            );
        }
        for amendment in &self.amendments {
            texts.push((LetterPart::Reply, &amendment.text));
            texts.push((LetterPart::Rating, &amendment.words.text));
        }
        if let Some(ending) = &self.ending {
            texts.push((LetterPart::Declined, &ending.words.text));
            texts.extend(
                ending
                    .to
                    .iter()
                    .map(|to| (LetterPart::Declined, to.as_str())),
            );
        }
        if let Some(Publication::Withheld(words)) = &self.publication {
            texts.push((LetterPart::Publication, &words.text));
        }
        texts.extend(
            self.notes
                .iter()
                .map(|words| (LetterPart::Note, words.text.as_str())),
        );
        texts.retain(|(_, text)| !text.is_empty());
        texts
    }

    /// Appends what units wrote and what was written to them.
    fn push_unit_texts<'a>(&'a self, texts: &mut Vec<(LetterPart, &'a str)>) {
        for held in &self.assignments {
            for feedback in &held.feedbacks {
                texts.extend([
                    (LetterPart::Feedback, feedback.text.as_str()),
                    (LetterPart::Feedback, feedback.head.as_str()),
                ]);
                texts.extend(
                    feedback
                        .sent_back
                        .iter()
                        .map(|words| (LetterPart::Work, words.text.as_str())),
                );
            }
            texts.extend(
                held.signed
                    .iter()
                    .map(|(_, person)| (LetterPart::Work, person.as_str())),
            );
            for extension in &held.extensions {
                texts.push((LetterPart::Work, &extension.request.text));
                match &extension.decision {
                    ExtensionDecision::Granted(words, _) | ExtensionDecision::Denied(words, _) => {
                        texts.push((LetterPart::Work, &words.text))
                    }
                    ExtensionDecision::Pending | ExtensionDecision::TooLate => {}
                }
            }
            texts.extend(
                held.explanations
                    .iter()
                    .map(|words| (LetterPart::Work, words.text.as_str())),
            );
            let demanded = [&held.person, &held.demand, &held.phone];
            texts.extend(
                demanded
                    .into_iter()
                    .flatten()
                    .map(|text| (LetterPart::Work, text.as_str())),
            );
            texts.extend(
                held.contacts
                    .iter()
                    .chain(&held.return_asked)
                    .chain(&held.waiver_asked)
                    .map(|words| (LetterPart::Work, words.text.as_str())),
            );
            for urging in held.urgings.iter().chain(&held.reminders) {
                texts.extend([
                    (LetterPart::Work, urging.to.as_str()),
                    (LetterPart::Work, urging.remark.text.as_str()),
                ]);
            }
            match &held.ended {
                Some(
                    AssignmentEnd::Returned(words)
                    | AssignmentEnd::TakenBack(words)
                    | AssignmentEnd::Waived(words),
                ) => texts.push((LetterPart::Work, &words.text)),
                Some(AssignmentEnd::Withdrawn(_) | AssignmentEnd::Released(_)) | None => {}
            }
        }
    }
}
