//! A regulation file: every number, category and ground that the office works with.

use jiff::civil::Time;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::deadline::{AfterClosing, Limit, LimitUnit};
use super::number::Format;
use crate::words::{Lang, language};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Named {
    /// The text in the language in force.
    pub fn words(&self) -> &str {
        match language() {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A category (article 3) or a ground (article 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `3.5`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
}

/// What a direct reply has to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// The earlier letter.
    Earlier,
    /// The policy.
    Policy,
}

/// A reason for a direct reply (article 6(2)).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// `repeated`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
    /// What it has to name.
    pub names: Names,
}

/// A code with its wording, whatever it is of.
pub trait Worded {
    /// The code.
    fn code(&self) -> &str;
    /// The wording in the language in force.
    fn words(&self) -> &str;
    /// The wording in every language, for what is typed to find it.
    fn in_all(&self) -> [&str; 2];
}

macro_rules! worded {
    ($($name:ty),*) => {$(
        impl Worded for $name {
            fn code(&self) -> &str {
                &self.code
            }
            fn words(&self) -> &str {
                match language() {
                    Lang::Zh => &self.zh,
                    Lang::En => &self.en,
                }
            }
            fn in_all(&self) -> [&str; 2] {
                [&self.zh, &self.en]
            }
        }
    )*};
}
worded!(Entry, Because);

/// An article that a rule rests on; the regulation file says how it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Article {
    /// 3: what is in scope.
    Scope,
    /// 4: what is out of scope.
    OutOfScope,
    /// 5: real name, malice.
    RealName,
    /// 6 (1): receipt and number.
    Receipt,
    /// 6 (2): routes, instruction, review.
    Handling,
    /// 6 (3): the unit's feedback and its limit.
    Reply,
    /// 6 (4): urging.
    Urging,
}

/// How the articles are named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Articles {
    scope: Named,
    out_of_scope: Named,
    real_name: Named,
    receipt: Named,
    handling: Named,
    reply: Named,
    urging: Named,
}

/// The office's hours and its place on the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The offset from UTC of the office's civil time.
    pub offset: Offset,
    /// Opening time.
    pub opens: Time,
    /// Closing time; limits end at it.
    pub closes: Time,
}

impl Hours {
    /// The office's date and time at an instant.
    pub fn civil(&self, at: jiff::Timestamp) -> jiff::civil::DateTime {
        self.offset.to_datetime(at)
    }

    /// Minutes in a working day.
    pub fn minutes(&self) -> i64 {
        (i64::from(self.closes.hour()) - i64::from(self.opens.hour())) * 60 + i64::from(self.closes.minute())
            - i64::from(self.opens.minute())
    }

    /// The instant in RFC 3339 with the office's offset: `2026-03-05T18:00:00+08:00`.
    pub fn rfc3339(&self, at: jiff::Timestamp) -> String {
        let whole = jiff::Timestamp::from_second(at.as_second()).unwrap_or(at);
        whole.display_with_offset(self.offset).to_string()
    }
}

/// A regulation, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// Its identity: letters keep the one they came under.
    pub id: String,
    /// Its full title.
    pub title: Named,
    /// The name of the mailbox.
    pub office: Named,
    /// How numbers are written.
    pub number: Format,
    /// The office's hours.
    pub hours: Hours,
    /// The limit of an assignment.
    pub limit: Limit,
    /// A letter is close to its limit when this many working minutes or fewer are left.
    pub warn_minutes: i64,
    /// Article 3.
    pub categories: Vec<Entry>,
    /// Article 4.
    pub grounds: Vec<Entry>,
    /// Article 6 (2).
    pub direct_reply: Vec<Because>,
    articles: Articles,
}

/// Why a regulation file was refused; `Display` is the sentence, with the line where one is known.
#[derive(Debug, thiserror::Error)]
pub enum BadRegulation {
    /// It is not TOML, or not of this form.
    #[error("{}", crate::say!("regulation-form", why = .0.to_string()))]
    Form(#[from] toml::de::Error),
    /// A value is outside what it may be.
    #[error("{}", crate::say!("regulation-value", key = *.key, value = .value.as_str()))]
    Value {
        /// Where: `limit.unit`.
        key: &'static str,
        /// What stood there.
        value: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: Named,
    office: Named,
    number: NumberFile,
    hours: HoursFile,
    limit: LimitFile,
    articles: Articles,
    category: Vec<Entry>,
    ground: Vec<Entry>,
    direct_reply: Vec<Because>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberFile {
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    offset: String,
    opens: String,
    closes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    amount: u32,
    unit: LimitUnit,
    day_of_receipt: u32,
    after_closing: AfterClosing,
    warn_working_hours: u32,
}

impl Regulation {
    /// Reads and checks a regulation file. Errors name the line, or the key and its value.
    pub fn parse(text: &str) -> Result<Regulation, BadRegulation> {
        let file: File = toml::from_str(text)?;
        let bad = |key: &'static str, value: &dyn ToString| BadRegulation::Value { key, value: value.to_string() };
        let number = Format::parse(&file.number.format).ok_or_else(|| bad("number.format", &file.number.format))?;
        let offset = offset(&file.hours.offset).ok_or_else(|| bad("hours.offset", &file.hours.offset))?;
        let time = |key, text: &str| text.parse::<Time>().map_err(|_| bad(key, &text));
        let opens = time("hours.opens", &file.hours.opens)?;
        let closes = time("hours.closes", &file.hours.closes)?;
        if closes <= opens {
            return Err(bad("hours.closes", &file.hours.closes));
        }
        if !(1..=365).contains(&file.limit.amount) {
            return Err(bad("limit.amount", &file.limit.amount));
        }
        if file.limit.day_of_receipt > 1 {
            return Err(bad("limit.day_of_receipt", &file.limit.day_of_receipt));
        }
        if file.category.is_empty() {
            return Err(bad("category", &0));
        }
        if file.ground.is_empty() {
            return Err(bad("ground", &0));
        }
        repeated("category.code", file.category.iter().map(|entry| &entry.code))?;
        repeated("ground.code", file.ground.iter().map(|entry| &entry.code))?;
        repeated("direct_reply.code", file.direct_reply.iter().map(|entry| &entry.code))?;
        Ok(Regulation {
            id: file.id,
            title: file.title,
            office: file.office,
            number,
            hours: Hours { offset, opens, closes },
            limit: Limit {
                amount: file.limit.amount,
                unit: file.limit.unit,
                day_of_receipt: file.limit.day_of_receipt,
                after_closing: file.limit.after_closing,
            },
            warn_minutes: i64::from(file.limit.warn_working_hours) * 60,
            categories: file.category,
            grounds: file.ground,
            direct_reply: file.direct_reply,
            articles: file.articles,
        })
    }

    /// How an article is named: `细则第六条(三)`.
    pub fn article(&self, article: Article) -> &Named {
        match article {
            Article::Scope => &self.articles.scope,
            Article::OutOfScope => &self.articles.out_of_scope,
            Article::RealName => &self.articles.real_name,
            Article::Receipt => &self.articles.receipt,
            Article::Handling => &self.articles.handling,
            Article::Reply => &self.articles.reply,
            Article::Urging => &self.articles.urging,
        }
    }

    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&Entry> {
        self.categories.iter().find(|entry| entry.code == code)
    }

    /// The ground with this code.
    pub fn ground(&self, code: &str) -> Option<&Entry> {
        self.grounds.iter().find(|entry| entry.code == code)
    }

    /// The reason for a direct reply with this code.
    pub fn because(&self, code: &str) -> Option<&Because> {
        self.direct_reply.iter().find(|entry| entry.code == code)
    }
}

fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn repeated<'a>(key: &'static str, codes: impl Iterator<Item = &'a String>) -> Result<(), BadRegulation> {
    let mut seen = std::collections::BTreeSet::new();
    for code in codes {
        if code.is_empty() || !seen.insert(code) {
            return Err(BadRegulation::Value { key, value: code.clone() });
        }
    }
    Ok(())
}
