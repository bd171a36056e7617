//! What an earlier letter is to a later one that is like it.

use super::{Likeness, News, SAME_TEXT, SIMILAR};
use crate::domain::letter::incoming::Writer;
use crate::domain::letter::stage::Stage;
use crate::domain::text::normalize::folded;

/// What an earlier letter is to the one at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// It has the same text.
    SameText,
    /// It is about the same matter, and not answered yet.
    SameMatterOpen,
    /// It is about the same matter, and was declined or referred.
    SameMatterDeclined,
    /// It is about the same matter and answered; the one at hand says nothing new.
    SameMatterNothingNew,
    /// It is about the same matter and answered; the one at hand has passages or numbers that it has not.
    SameMatterNewFacts,
    /// It is similar; more cannot be said.
    Similar,
}

impl Alike {
    /// All of them, from the most alike.
    pub const ALL: [Alike; 6] = [
        Alike::SameText,
        Alike::SameMatterOpen,
        Alike::SameMatterDeclined,
        Alike::SameMatterNothingNew,
        Alike::SameMatterNewFacts,
        Alike::Similar,
    ];

    /// The code in JSON and message keys.
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

    /// It in the office's words.
    pub fn words(self) -> String {
        crate::say!(&format!("alike-{}", self.code().replace('_', "-")))
    }
}

/// Where an earlier letter stands, as far as it matters to a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in hand, for the first time or again.
    Open,
    /// Its writer has the reply.
    Answered,
    /// It was declined or referred.
    Declined,
}

impl Standing {
    /// What a stage is in this.
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

/// What an earlier letter is to a later one; `None` where it is not worth showing. `elsewhere`: they name different places.
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

/// A telephone number without its signs and the country's code.
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

/// Whether one person wrote both: `Some(true)` where telephone, e-mail or name is the same, `Some(false)` where both gave one of
/// them and none is the same, `None` where it cannot be told.
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
