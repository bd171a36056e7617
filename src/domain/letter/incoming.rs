//! What intake hands over: a letter as it arrived, before anybody decided anything about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

/// The citizen who wrote (来信人). Every field may be missing; a letter without a name is anonymous, and is never refused for that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Writer {
    /// The name as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A telephone number as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// An e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl Writer {
    /// Whether the letter gives no name (细则第五条: marked, never refused for that alone).
    pub fn anonymous(&self) -> bool {
        self.name
            .as_deref()
            .is_none_or(|name| name.trim().is_empty())
    }

    /// Whether there is no way to reach the writer.
    pub fn unreachable(&self) -> bool {
        self.phone.is_none() && self.email.is_none() && self.address.is_none()
    }
}

/// The way in which a letter came in.
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

    /// The code in JSON and message keys.
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

/// Where a letter was read: its identity against a second import, and the trail back to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Unique for ever: `mid:…` for a mail with a Message-ID, else a hash of the row or of the whole message.
    pub key: String,
    /// The keys under which a version before this one may have kept it; only looked up, never recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
    /// When a mail says that it was written. Under one Message-ID, mails of two instants are two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Timestamp>,
    /// A hash of a mail without what mail servers add on the way: who, when, subject, and its text as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
    /// The name of the file it was read from, without its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The row in a table or the place in an mbox, from 1, the heading row counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The identifier that the file itself gives (not trusted to be unique).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A file that came with a letter.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Enclosure {
    /// A safe file name: no folder, no control or direction characters, at most 120 bytes.
    pub name: String,
    /// The media type as declared, `application/octet-stream` where none was.
    pub media_type: String,
    /// The content, within the size cap of intake.
    #[serde(rename = "blake3", serialize_with = "as_hash")]
    pub bytes: Vec<u8>,
}

fn as_hash<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&blake3::hash(bytes).to_hex())
}

/// Its content by its hash: megabytes of numbers tell nobody anything.
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
pub struct Incoming {
    /// The title, never empty (intake takes the first words of the body where none was given).
    pub title: String,
    /// The text, as it was written; may be empty only where there is an attachment.
    pub body: String,
    /// Who wrote.
    pub writer: Writer,
    /// How it came.
    pub channel: Channel,
    /// When it came; `None` is "unknown", and is never replaced by today.
    pub received_at: Option<Timestamp>,
    /// Where it was read.
    pub source: Source,
    /// What came with it; bytes are handed on as they are, beside the rest.
    #[serde(skip)]
    pub attachments: Vec<Enclosure>,
    /// What intake had to leave out, one sentence each (an attachment over the cap).
    pub remarks: Vec<String>,
}
