//! Collects what a mail has besides text and attachments: remarks, raw parts whose text is damaged,
//! bytes outside of all parts.

use std::borrow::Cow;

use crate::domain::letter::incoming::Enclosure;
use crate::intake::enclose::safe_name;
use crate::intake::text::charset;
use crate::intake::text::charset::Reading;
use crate::intake::text::clean;
use crate::intake::text::transfer;
use crate::platform::limits::{ATTACHMENT_MIB, ATTACHMENTS, ATTACHMENTS_MIB, MIB};

/// The largest block from outside of all parts that is shown with the text, in bytes. A longer one
/// becomes an attachment.
const SHOWN: usize = 16 * 1024;

/// The remarks and additional files that are collected while a mail is read.
#[derive(Debug, Default)]
pub(super) struct Extra {
    remarks: Vec<String>,
    files: Vec<Enclosure>,
    raw: usize,
    beyond: Vec<Vec<u8>>,
}

impl Extra {
    /// Adds a remark unless it is there already.
    pub fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Adds the remark that a part is in another charset than it declares.
    pub fn relabelled(&mut self, charset: &str) {
        let charset: String = charset
            .chars()
            .filter(char::is_ascii_graphic)
            .take(40)
            .collect();
        self.remark(say!("intake-remark-charset", charset = charset));
    }

    /// Adds the remark that text follows the encoded content.
    pub fn tail(&mut self) {
        self.remark(say!("intake-remark-tail"));
    }

    /// Attaches the raw bytes of a part whose text is damaged.
    pub fn damaged(&mut self, bytes: &[u8], html: bool) {
        self.raw += 1;
        let (ending, media_type) = if html {
            ("html", "text/html")
        } else {
            ("txt", "text/plain")
        };
        let name = say!("intake-name-raw", number = self.raw, ending = ending);
        self.remark(say!("intake-remark-damaged", name = name.as_str()));
        self.files.push(Enclosure {
            name,
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        });
    }

    /// Attaches the raw headers of a mail whose title or writer is damaged.
    pub fn headers(&mut self, bytes: Vec<u8>) {
        let name = say!("intake-name-headers");
        self.remark(say!("intake-remark-headers", name = name.as_str()));
        self.files.push(Enclosure {
            name,
            media_type: "text/plain".to_owned(),
            bytes,
        });
    }

    /// Adds bytes that stand outside of all parts.
    pub fn beyond(&mut self, bytes: Vec<u8>) {
        self.beyond.push(bytes);
    }

    /// Moves the uuencoded files in a text to the attachments and returns the remaining text.
    pub fn without_files<'a>(&mut self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !text.contains("begin ") {
            return text;
        }
        let found: Vec<_> = transfer::uuencoded(text.as_bytes()).collect();
        if found.is_empty() {
            return text;
        }
        let mut rest = String::with_capacity(text.len());
        let mut at = 0;
        for file in found {
            rest.push_str(text.get(at..file.start).unwrap_or_default());
            at = file.end;
            let name = safe_name(&file.name, self.files.len() + 1, false);
            self.remark(say!("intake-remark-uuencoded", name = name.as_str()));
            self.files.push(Enclosure {
                name,
                media_type: "application/octet-stream".to_owned(),
                bytes: file.bytes,
            });
        }
        rest.push_str(text.get(at..).unwrap_or_default());
        Cow::Owned(rest)
    }

    /// Appends to the text what stands outside of all parts. Binary data and blocks that are too
    /// long become attachments.
    pub fn with_beyond(&mut self, mut body: String) -> String {
        for (at, bytes) in std::mem::take(&mut self.beyond).into_iter().enumerate() {
            let read = charset::decode(&bytes, "");
            let text =
                bytes.len() <= SHOWN && read.reading != Reading::Damaged && !bytes.contains(&0);
            if text {
                self.remark(say!("intake-remark-beyond"));
                let start = body.trim_end().len();
                body.truncate(start);
                if !body.is_empty() {
                    body.push_str("\n\n");
                }
                body.push_str(&clean::text(&read.text));
            } else {
                let name = say!("intake-name-beyond", number = at + 1);
                self.remark(say!("intake-remark-beyond-file", name = name.as_str()));
                self.files.push(Enclosure {
                    name,
                    media_type: "application/octet-stream".to_owned(),
                    bytes,
                });
            }
        }
        body
    }

    /// Adds the collected files to the attachments, within the limits, and returns the remarks.
    pub fn finish(self, attachments: &mut Vec<Enclosure>) -> Vec<String> {
        let Extra {
            mut remarks, files, ..
        } = self;
        let mib = MIB as usize;
        for file in files {
            let total: usize = attachments
                .iter()
                .map(|attachment| attachment.bytes.len())
                .sum();
            let fits = file.bytes.len() <= ATTACHMENT_MIB * mib
                && total + file.bytes.len() <= ATTACHMENTS_MIB * mib;
            if fits && attachments.len() < ATTACHMENTS {
                attachments.push(file);
            } else {
                let size = file.bytes.len().div_ceil(mib);
                remarks.push(say!(
                    "intake-remark-attachment",
                    name = file.name,
                    size = size,
                    limit = ATTACHMENTS_MIB
                ));
            }
        }
        remarks
    }
}
