//! Classifies the relation of an earlier letter to a similar later one.

use super::{Novelty, SAME_TEXT, SIMILAR, Similarity};
use crate::domain::letter::incoming::Writer;
use crate::domain::letter::stage::Stage;
use crate::domain::text::normalize::fold_text;

/// The relation of an earlier letter to the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same text.
    SameText,
    /// The same matter, not answered yet.
    SameMatterOpen,
    /// The same matter, declined or referred.
    SameMatterDeclined,
    /// The same matter, answered; the current letter contains nothing new.
    SameMatterNothingNew,
    /// The same matter, answered; the current letter contains new passages or numbers.
    SameMatterNewFacts,
    /// Similar, without further classification.
    Similar,
}

impl Relation {
    /// All relations, closest first.
    pub const ALL: [Relation; 6] = [
        Relation::SameText,
        Relation::SameMatterOpen,
        Relation::SameMatterDeclined,
        Relation::SameMatterNothingNew,
        Relation::SameMatterNewFacts,
        Relation::Similar,
    ];

    /// Returns the code used in JSON and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Relation::SameText => "same_text",
            Relation::SameMatterOpen => "same_matter_open",
            Relation::SameMatterDeclined => "same_matter_declined",
            Relation::SameMatterNothingNew => "same_matter_nothing_new",
            Relation::SameMatterNewFacts => "same_matter_new_facts",
            Relation::Similar => "similar",
        }
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("alike-{}", self.code().replace('_', "-")))
    }
}

/// The state of an earlier letter, as far as it matters for a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// Open, for the first time or reopened.
    Open,
    /// The writer has the reply.
    Answered,
    /// Declined, referred, or ended without a reply.
    Declined,
}

impl AnswerState {
    /// Derives the state from a stage.
    pub fn from_stage(stage: Stage) -> AnswerState {
        match stage {
            Stage::Replied | Stage::Closed => AnswerState::Answered,
            Stage::Declined | Stage::Terminated => AnswerState::Declined,
            Stage::Received
            | Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Assigned
            | Stage::Drafting
            | Stage::InReview
            | Stage::Approved => AnswerState::Open,
        }
    }
}

/// Classifies the relation; `None` if it is not worth showing. `elsewhere` means that the letters
/// name different places.
pub fn classify_relation(
    likeness: Similarity,
    news: &Novelty,
    elsewhere: bool,
    standing: AnswerState,
) -> Option<Relation> {
    if elsewhere || !likeness.is_same_matter() {
        return (likeness.score() >= SIMILAR).then_some(Relation::Similar);
    }
    if likeness.score() >= SAME_TEXT && !news.has_new_facts() {
        return Some(Relation::SameText);
    }
    Some(match standing {
        AnswerState::Open => Relation::SameMatterOpen,
        AnswerState::Declined => Relation::SameMatterDeclined,
        AnswerState::Answered if news.has_new_facts() => Relation::SameMatterNewFacts,
        AnswerState::Answered => Relation::SameMatterNothingNew,
    })
}

/// Returns the telephone number without punctuation and country code.
fn normalized_phone(writer: &Writer) -> Option<String> {
    let digits: String = fold_text(writer.phone.as_deref()?)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let digits = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .map(str::to_owned)
        .unwrap_or(digits);
    Some(digits).filter(|digits| !digits.is_empty())
}

fn normalized_text(text: Option<&String>) -> Option<String> {
    text.map(|text| fold_text(text.trim()))
        .filter(|text| !text.is_empty())
}

/// Reports whether one person wrote both: `Some(true)` if telephone, e-mail or name is equal,
/// `Some(false)` if both gave at least one of them and none is equal, `None` if unknown.
pub fn same_writer(one: &Writer, other: &Writer) -> Option<bool> {
    let of = |writer: &Writer| {
        [
            normalized_phone(writer),
            normalized_text(writer.email.as_ref()),
            normalized_text(writer.name.as_ref()),
        ]
    };
    let told = of(one)
        .into_iter()
        .zip(of(other))
        .filter_map(|(one, other)| Some(one? == other?));
    told.reduce(|any, same| any || same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_letter_is_depends_on_where_it_stands_and_what_is_new() {
        let (same, like) = (
            Similarity {
                texts: 0.4,
                titles: 0.4,
            },
            Similarity {
                texts: 0.2,
                titles: 0.1,
            },
        );
        let (old, new) = (
            Novelty::default(),
            Novelty {
                share: 0.2,
                passages: vec![0..3, 5..9],
                numbers: vec![],
            },
        );
        let answered = |news| classify_relation(same, news, false, AnswerState::Answered);
        assert_eq!(answered(&old), Some(Relation::SameMatterNothingNew));
        assert_eq!(answered(&new), Some(Relation::SameMatterNewFacts));
        assert_eq!(
            classify_relation(same, &new, false, AnswerState::Open),
            Some(Relation::SameMatterOpen)
        );
        assert_eq!(
            classify_relation(same, &new, false, AnswerState::Declined),
            Some(Relation::SameMatterDeclined)
        );
        assert_eq!(
            classify_relation(same, &old, true, AnswerState::Answered),
            Some(Relation::Similar)
        );
        assert_eq!(
            classify_relation(like, &old, false, AnswerState::Answered),
            Some(Relation::Similar)
        );
        assert_eq!(
            classify_relation(
                Similarity {
                    texts: 0.1,
                    titles: 0.1
                },
                &old,
                false,
                AnswerState::Open
            ),
            None
        );
        let whole = Similarity {
            texts: 0.99,
            titles: 1.0,
        };
        assert_eq!(
            classify_relation(whole, &old, false, AnswerState::Open),
            Some(Relation::SameText)
        );
        assert_eq!(
            classify_relation(
                whole,
                &Novelty {
                    numbers: vec![0..2, 4..6],
                    ..old
                },
                false,
                AnswerState::Open
            ),
            Some(Relation::SameMatterOpen)
        );
    }

    #[test]
    fn the_same_writer_is_known_by_any_of_three() {
        let writer = |name: &str, phone: &str, email: &str| {
            let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Writer {
                name: given(name),
                phone: given(phone),
                email: given(email),
                address: None,
            }
        };
        let li = writer("李秀兰", "138-0000-0001", "");
        assert_eq!(
            same_writer(&li, &writer("", "+86 138 0000 0001", "")),
            Some(true)
        );
        assert_eq!(same_writer(&li, &writer(" 李秀蘭", "", "")), Some(true));
        assert_eq!(
            same_writer(&li, &writer("王强", "138-0000-0002", "")),
            Some(false)
        );
        assert_eq!(same_writer(&li, &writer("", "", "a@example.cn")), None);
        assert_eq!(
            same_writer(
                &writer("", "", "A@example.cn"),
                &writer("张三", "", "a@example.cn ")
            ),
            Some(true)
        );
        assert_eq!(same_writer(&Writer::default(), &Writer::default()), None);
    }
}
