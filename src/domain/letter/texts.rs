//! The texts of a letter that are searched: whatever a person wrote in it or about it.

use super::{Answer, Ended, Letter, Publication};

/// What a text is in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Its title.
    Title,
    /// Its text.
    Body,
    /// Who wrote, and how to reach him.
    Writer,
    /// Its official number.
    Number,
    /// The number that the portal or table gave it.
    Source,
    /// The name of a file that came with it.
    Attachment,
    /// What the writer was asked, and what he added.
    Asked,
    /// Why it was declined or referred, and the notice of it.
    Declined,
    /// The policy that a direct reply rests on.
    Basis,
    /// The proposed handling.
    Proposal,
    /// A leader's instruction.
    Instruction,
    /// A unit's answer.
    Feedback,
    /// What units and the centre said of the work: returns, extensions, urgings, explanations.
    Work,
    /// The reply, sent or as drafted.
    Reply,
    /// A leader's verdict on a draft.
    Verdict,
    /// What the writer said of the reply, and why the letter was reopened.
    Rating,
    /// Why the reply is not published.
    Publication,
    /// A note.
    Note,
}

impl Part {
    /// All parts, in the order in which they are read.
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

    /// The code in JSON and message keys.
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

    /// The part in the office's words.
    pub fn words(self) -> String {
        crate::say!(&format!("part-{}", self.code()))
    }
}

impl Letter {
    /// Its texts, in the order in which they are read; none of them empty.
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

    /// What units wrote, and what was written to them.
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
