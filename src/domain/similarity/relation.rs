//! Classifies the relation of an earlier letter to a similar later one.

use super::{Likeness, News, SAME_TEXT, SIMILAR};
use crate::domain::letter::incoming::Writer;
use crate::domain::letter::stage::Stage;
use crate::domain::text::normalize::folded;

/// The relation of an earlier letter to the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
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

impl Alike {
    /// All relations, closest first.
    pub const ALL: [Alike; 6] = [
        Alike::SameText,
        Alike::SameMatterOpen,
        Alike::SameMatterDeclined,
        Alike::SameMatterNothingNew,
        Alike::SameMatterNewFacts,
        Alike::Similar,
    ];

    /// Returns the code used in JSON and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Alike::SameText => "same_text",
            Alike::SameMatterOpen => "same_matter_open",
            Alike::SameMatterDeclined => "same_matter_declined",
            Alike::SameMatterNothingNew => "same_matter_nothing_new",
            Alike::SameMatterNewFacts => "same_matter_new_facts",
            Alike::Similar => "similar",
        }
    }

    /// Returns the label in the user's language.
    pub fn words(self) -> String {
        crate::say!(&format!("alike-{}", self.code().replace('_', "-")))
    }
}

/// The state of an earlier letter, as far as it matters for a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Open, for the first time or reopened.
    Open,
    /// The writer has the reply.
    Answered,
    /// Declined or referred.
    Declined,
}

impl Standing {
    /// Derives the state from a stage.
    pub fn of(stage: Stage) -> Standing {
        match stage {
            Stage::Replied | Stage::Closed => Standing::Answered,
            Stage::Declined => Standing::Declined,
            Stage::Received
            | Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Assigned
            | Stage::Drafting
            | Stage::InReview
            | Stage::Approved => Standing::Open,
        }
    }
}

/// Classifies the relation; `None` if it is not worth showing. `elsewhere` means that the letters
/// name different places.
pub fn class(
    likeness: Likeness,
    news: &News,
    elsewhere: bool,
    standing: Standing,
) -> Option<Alike> {
    if elsewhere || !likeness.is_same_matter() {
        return (likeness.score() >= SIMILAR).then_some(Alike::Similar);
    }
    if likeness.score() >= SAME_TEXT && !news.any() {
        return Some(Alike::SameText);
    }
    Some(match standing {
        Standing::Open => Alike::SameMatterOpen,
        Standing::Declined => Alike::SameMatterDeclined,
        Standing::Answered if news.any() => Alike::SameMatterNewFacts,
        Standing::Answered => Alike::SameMatterNothingNew,
    })
}

/// Returns the telephone number without punctuation and country code.
fn phone(writer: &Writer) -> Option<String> {
    let digits: String = folded(writer.phone.as_deref()?)
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

fn plain(text: Option<&String>) -> Option<String> {
    text.map(|text| folded(text.trim()))
        .filter(|text| !text.is_empty())
}

/// Reports whether one person wrote both: `Some(true)` if telephone, e-mail or name is equal,
/// `Some(false)` if both gave at least one of them and none is equal, `None` if unknown.
pub fn same_writer(one: &Writer, other: &Writer) -> Option<bool> {
    let of = |writer: &Writer| {
        [
            phone(writer),
            plain(writer.email.as_ref()),
            plain(writer.name.as_ref()),
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
            Likeness {
                texts: 0.4,
                titles: 0.4,
            },
            Likeness {
                texts: 0.2,
                titles: 0.1,
            },
        );
        let (old, new) = (
            News::default(),
            News {
                share: 0.2,
                passages: vec![0..3, 5..9],
                numbers: vec![],
            },
        );
        let answered = |news| class(same, news, false, Standing::Answered);
        assert_eq!(answered(&old), Some(Alike::SameMatterNothingNew));
        assert_eq!(answered(&new), Some(Alike::SameMatterNewFacts));
        assert_eq!(
            class(same, &new, false, Standing::Open),
            Some(Alike::SameMatterOpen)
        );
        assert_eq!(
            class(same, &new, false, Standing::Declined),
            Some(Alike::SameMatterDeclined)
        );
        assert_eq!(
            class(same, &old, true, Standing::Answered),
            Some(Alike::Similar)
        );
        assert_eq!(
            class(like, &old, false, Standing::Answered),
            Some(Alike::Similar)
        );
        assert_eq!(
            class(
                Likeness {
                    texts: 0.1,
                    titles: 0.1
                },
                &old,
                false,
                Standing::Open
            ),
            None
        );
        let whole = Likeness {
            texts: 0.99,
            titles: 1.0,
        };
        assert_eq!(
            class(whole, &old, false, Standing::Open),
            Some(Alike::SameText)
        );
        assert_eq!(
            class(
                whole,
                &News {
                    numbers: vec![0..2, 4..6],
                    ..old
                },
                false,
                Standing::Open
            ),
            Some(Alike::SameMatterOpen)
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
