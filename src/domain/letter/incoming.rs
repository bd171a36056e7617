//! A letter as intake hands it over, before any decision about it.

use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

/// The citizen who wrote (来信人). Every field may be missing. A letter without a name is anonymous
/// and is never refused for that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Writer {
    /// The name as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The telephone number as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl Writer {
    /// Reports whether the letter gives no name. Such a letter is marked and never refused for that
    /// alone (细则第五条).
    pub fn is_anonymous(&self) -> bool {
        self.name
            .as_deref()
            .is_none_or(|name| name.trim().is_empty())
    }

    /// Reports whether no contact details are known.
    pub fn is_unreachable(&self) -> bool {
        self.phone.is_none() && self.email.is_none() && self.address.is_none()
    }
}

/// The channel through which a letter arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 网站留言, and tables exported from the web site.
    Website,
    /// 电子邮件.
    Email,
    /// 来电, written down by hand.
    Phone,
    /// 来访, written down by hand.
    Visit,
    /// 纸质来信, typed in by hand.
    Paper,
}

impl Channel {
    /// All channels, in the order of the forms.
    pub const ALL: [Channel; 5] = [
        Channel::Website,
        Channel::Email,
        Channel::Phone,
        Channel::Visit,
        Channel::Paper,
    ];

    /// Returns the code used in JSON and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Website => "website",
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Visit => "visit",
            Channel::Paper => "paper",
        }
    }
}

/// The origin of a letter: the key that detects a second import, and the reference back to the
/// file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// A permanent unique key: `mid:…` for a mail with a Message-ID, otherwise a hash of the row or
    /// of the whole message.
    pub key: String,
    /// The keys under which an earlier version of the program may have stored it; looked up, never
    /// recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
    /// The date in the mail's own header. Two mails with one Message-ID and different dates are two
    /// letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Timestamp>,
    /// A hash of the parts of a mail that servers do not change in transit: sender, date, subject
    /// and raw text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
    /// The name of the imported file, without its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The row in a table or the position in an mbox, counted from 1 including the heading row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The identifier given by the file itself; not trusted to be unique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A file that came with a letter.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Enclosure {
    /// The sanitised file name: no folder, no control or bidi characters, at most 120 bytes.
    pub name: String,
    /// The declared media type, or `application/octet-stream` if none was declared.
    pub media_type: String,
    /// The content, within intake's size limit. Serialised as its BLAKE3 hash.
    #[serde(rename = "blake3", serialize_with = "as_hash")]
    pub bytes: Vec<u8>,
}

fn as_hash<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&blake3::hash(bytes).to_hex())
}

/// Prints the length and hash instead of the bytes, which may be megabytes long.
impl std::fmt::Debug for Enclosure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let content = format_args!("{} bytes, {}", self.bytes.len(), blake3::hash(&self.bytes));
        write!(
            out,
            "Enclosure {{ {:?}, {:?}, {content} }}",
            self.name, self.media_type
        )
    }
}

/// A letter as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingLetter {
    /// The title, never empty: intake uses the first words of the body if none was given.
    pub title: String,
    /// The text as written; empty only if there is an attachment.
    pub body: String,
    /// The citizen who wrote.
    pub writer: Writer,
    /// The channel through which it arrived.
    pub channel: Channel,
    /// When it arrived; `None` if unknown, and never replaced by today.
    pub received_at: Option<Timestamp>,
    /// The file or mail from which it was imported.
    pub source: Source,
    /// The enclosed files. Not serialised: the content travels separately.
    #[serde(skip)]
    pub attachments: Vec<Enclosure>,
    /// What intake had to leave out, one sentence each, such as an attachment over the size limit.
    pub remarks: Vec<String>,
    /// What the file tells besides, as it stands there.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
}

/// What a table tells of a letter besides what the citizen wrote: how it was handled, as it stands
/// there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// The reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// When it was replied to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<String>,
    /// The unit that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The writer's rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// The type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub of_type: Option<String>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What the writer wishes as to publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
    /// Who else signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatories: Option<String>,
}

impl Extras {
    /// Reports whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Extras::default()
    }

    /// Returns the text of a field.
    pub fn get_mut(&mut self, field: ExtraField) -> &mut Option<String> {
        match field {
            ExtraField::Reply => &mut self.reply,
            ExtraField::ReplyTime => &mut self.replied_at,
            ExtraField::Unit => &mut self.unit,
            ExtraField::Category => &mut self.category,
            ExtraField::State => &mut self.state,
            ExtraField::Rating => &mut self.rating,
            ExtraField::Type => &mut self.of_type,
            ExtraField::Subject => &mut self.subject,
            ExtraField::Wish => &mut self.wish,
            ExtraField::Signatories => &mut self.signatories,
        }
    }
}

/// A field of [`Extras`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExtraField {
    /// The reply.
    Reply,
    /// When it was replied to.
    ReplyTime,
    /// The unit that answered.
    Unit,
    /// The category.
    Category,
    /// Its state.
    State,
    /// The writer's rating.
    Rating,
    /// The type.
    Type,
    /// The subject.
    Subject,
    /// What the writer wishes as to publication.
    Wish,
    /// Who else signed it.
    Signatories,
}

impl ExtraField {
    /// All fields.
    pub const ALL: [ExtraField; 10] = [
        ExtraField::Reply,
        ExtraField::ReplyTime,
        ExtraField::Unit,
        ExtraField::Category,
        ExtraField::State,
        ExtraField::Rating,
        ExtraField::Type,
        ExtraField::Subject,
        ExtraField::Wish,
        ExtraField::Signatories,
    ];

    /// Reports whether only an import of past letters reads it: it tells how a letter was handled.
    pub fn is_of_past(self) -> bool {
        match self {
            ExtraField::Reply
            | ExtraField::ReplyTime
            | ExtraField::Unit
            | ExtraField::Category
            | ExtraField::State
            | ExtraField::Rating => true,
            ExtraField::Type | ExtraField::Subject | ExtraField::Wish | ExtraField::Signatories => {
                false
            }
        }
    }
}
