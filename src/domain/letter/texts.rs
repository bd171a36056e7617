//! The searchable texts of a letter: everything that a person wrote in it or about it.

use super::{Answer, Ended, Letter, Publication};

/// The role of a text within a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
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

impl Part {
    /// All parts, in reading order.
    pub const ALL: [Part; 18] = [
        Part::Title,
        Part::Body,
        Part::Writer,
        Part::Number,
        Part::Source,
        Part::Attachment,
        Part::Asked,
        Part::Declined,
        Part::Basis,
        Part::Proposal,
        Part::Instruction,
        Part::Feedback,
        Part::Work,
        Part::Reply,
        Part::Verdict,
        Part::Rating,
        Part::Publication,
        Part::Note,
    ];

    /// Returns the code used in JSON and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Body => "body",
            Part::Writer => "writer",
            Part::Number => "number",
            Part::Source => "source",
            Part::Attachment => "attachment",
            Part::Asked => "asked",
            Part::Declined => "declined",
            Part::Basis => "basis",
            Part::Proposal => "proposal",
            Part::Instruction => "instruction",
            Part::Feedback => "feedback",
            Part::Work => "work",
            Part::Reply => "reply",
            Part::Verdict => "verdict",
            Part::Rating => "rating",
            Part::Publication => "publication",
            Part::Note => "note",
        }
    }

    /// Returns the label in the user's language.
    pub fn words(self) -> String {
        crate::say!(&format!("part-{}", self.code()))
    }
}

impl Letter {
    /// Returns the non-empty texts in reading order.
    pub fn texts(&self) -> Vec<(Part, &str)> {
        let mut texts: Vec<(Part, &str)> =
            vec![(Part::Title, &self.title), (Part::Body, &self.body)];
        let writer = &self.writer;
        let reached = [&writer.name, &writer.phone, &writer.email, &writer.address];
        texts.extend(
            reached
                .into_iter()
                .flatten()
                .map(|text| (Part::Writer, text.as_str())),
        );
        texts.extend(
            self.number
                .iter()
                .map(|number| (Part::Number, number.text.as_str())),
        );
        texts.extend(
            self.source
                .id
                .iter()
                .map(|number| (Part::Source, number.as_str())),
        );
        texts.extend(
            self.attachments
                .iter()
                .map(|file| (Part::Attachment, file.name.as_str())),
        );
        if let Some(asked) = &self.asked {
            let words = std::iter::once(&asked.question).chain(&asked.answer);
            texts.extend(words.map(|words| (Part::Asked, words.text.as_str())));
        }
        if let Some(declined) = &self.declined {
            let referred = declined.referred.iter().flat_map(|(to, why)| [to, why]);
            texts.extend(
                referred
                    .chain([&declined.notice])
                    .map(|text| (Part::Declined, text.as_str())),
            );
        }
        texts.extend(
            self.direct
                .iter()
                .filter_map(|direct| direct.policy.as_deref())
                .map(|text| (Part::Basis, text)),
        );
        texts.extend(
            self.proposal
                .iter()
                .map(|(words, ..)| (Part::Proposal, words.text.as_str())),
        );
        let leaders = self.instruction.iter().chain(&self.acknowledged);
        texts.extend(leaders.map(|words| (Part::Instruction, words.text.as_str())));
        self.work(&mut texts);
        texts.push((Part::Reply, &self.draft));
        texts.extend(
            self.reply
                .iter()
                .map(|reply| (Part::Reply, reply.text.as_str())),
        );
        for verdict in &self.verdicts {
            let words = std::iter::once(&verdict.text).chain(&verdict.passage);
            texts.extend(words.map(|text| (Part::Verdict, text.as_str())));
        }
        for round in &self.rounds {
            texts.extend(
                round
                    .reply
                    .iter()
                    .map(|reply| (Part::Reply, reply.text.as_str())),
            );
            texts.extend(
                round
                    .rating
                    .iter()
                    .filter_map(|rating| rating.note.as_deref())
                    .map(|text| (Part::Rating, text)),
            );
            texts.push((Part::Rating, &round.reopened.text));
        }
        texts.extend(
            self.rating
                .iter()
                .filter_map(|rating| rating.note.as_deref())
                .map(|text| (Part::Rating, text)),
        );
        if let Some(Publication::Withheld(words)) = &self.publication {
            texts.push((Part::Publication, &words.text));
        }
        texts.extend(
            self.notes
                .iter()
                .map(|words| (Part::Note, words.text.as_str())),
        );
        texts.retain(|(_, text)| !text.is_empty());
        texts
    }

    /// Appends what units wrote and what was written to them.
    fn work<'a>(&'a self, texts: &mut Vec<(Part, &'a str)>) {
        for held in &self.assignments {
            for feedback in &held.feedbacks {
                texts.extend([
                    (Part::Feedback, feedback.text.as_str()),
                    (Part::Feedback, feedback.head.as_str()),
                ]);
                texts.extend(
                    feedback
                        .sent_back
                        .iter()
                        .map(|words| (Part::Work, words.text.as_str())),
                );
            }
            texts.extend(
                held.signed
                    .iter()
                    .map(|(_, person)| (Part::Work, person.as_str())),
            );
            for extension in &held.extensions {
                texts.push((Part::Work, &extension.asked.text));
                match &extension.answer {
                    Answer::Granted(words, _) | Answer::Denied(words, _) => {
                        texts.push((Part::Work, &words.text))
                    }
                    Answer::Pending | Answer::TooLate => {}
                }
            }
            texts.extend(
                held.explanations
                    .iter()
                    .map(|words| (Part::Work, words.text.as_str())),
            );
            for urging in &held.urgings {
                texts.extend([
                    (Part::Work, urging.to.as_str()),
                    (Part::Work, urging.by.text.as_str()),
                ]);
            }
            match &held.ended {
                Some(Ended::Returned(words) | Ended::Waived(words)) => {
                    texts.push((Part::Work, &words.text))
                }
                Some(Ended::Withdrawn(_)) | None => {}
            }
        }
    }
}
