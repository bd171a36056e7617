//! Collects what a mail has besides text and attachments: remarks, raw parts whose text is damaged,
//! bytes outside of all parts.

use std::borrow::Cow;

use crate::domain::letter::incoming::Enclosure;
use crate::intake::enclosure::safe_name;
use crate::intake::text::charset;
use crate::intake::text::charset::DecodeOutcome;
use crate::intake::text::clean;
use crate::intake::text::transfer;
use crate::platform::limits::{ATTACHMENT_MIB, ATTACHMENTS_MIB, MAX_ATTACHMENTS, MIB};

/// The largest block from outside of all parts that is shown with the text, in bytes. A longer one
/// becomes an attachment.
const MAX_INLINE_BYTES: usize = 16 * 1024;

/// The remarks and additional files that are collected while a mail is read.
#[derive(Debug, Default)]
pub(super) struct MailExtras {
    remarks: Vec<String>,
    files: Vec<Enclosure>,
    raw_count: usize,
    outside: Vec<Vec<u8>>,
}

impl MailExtras {
    /// Adds a remark unless it is there already.
    pub(super) fn add_remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Adds the remark that a part is in another charset than it declares.
    pub(super) fn remark_relabelled(&mut self, charset: &str) {
        let charset: String = charset
            .chars()
            .filter(char::is_ascii_graphic)
            .take(40)
            .collect();
        self.add_remark(say!("intake-remark-charset", charset = charset));
    }

    /// Adds the remark that text follows the encoded content.
    pub(super) fn remark_tail(&mut self) {
        self.add_remark(say!("intake-remark-tail"));
    }

    /// Attaches the raw bytes of a part whose text is damaged.
    pub(super) fn attach_damaged(&mut self, bytes: &[u8], html: bool) {
        self.raw_count += 1;
        let (ending, media_type) = if html {
            ("html", "text/html")
        } else {
            ("txt", "text/plain")
        };
        let name = say!("intake-name-raw", number = self.raw_count, ending = ending);
        self.add_remark(say!("intake-remark-damaged", name = name.as_str()));
        self.files.push(Enclosure {
            name,
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        });
    }

    /// Attaches the raw headers of a mail whose title or writer is damaged.
    pub(super) fn attach_headers(&mut self, bytes: Vec<u8>) {
        let name = say!("intake-name-headers");
        self.add_remark(say!("intake-remark-headers", name = name.as_str()));
        self.files.push(Enclosure {
            name,
            media_type: "text/plain".to_owned(),
            bytes,
        });
    }

    /// Adds bytes that stand outside of all parts.
    pub(super) fn add_outside(&mut self, bytes: Vec<u8>) {
        self.outside.push(bytes);
    }

    /// Moves the uuencoded files in a text to the attachments and returns the remaining text.
    pub(super) fn extract_uuencoded<'a>(&mut self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !text.contains("begin ") {
            return text;
        }
        let found: Vec<_> = transfer::find_uuencoded(text.as_bytes()).collect();
        if found.is_empty() {
            return text;
        }
        let mut rest = String::with_capacity(text.len());
        let mut at = 0;
        for file in found {
            rest.push_str(text.get(at..file.start).unwrap_or_default());
            at = file.end;
            let name = safe_name(&file.name, self.files.len() + 1, false);
            self.add_remark(say!("intake-remark-uuencoded", name = name.as_str()));
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
    pub(super) fn append_outside(&mut self, mut body: String) -> String {
        for (at, bytes) in std::mem::take(&mut self.outside).into_iter().enumerate() {
            let read = charset::decode_labelled(&bytes, "");
            let text = bytes.len() <= MAX_INLINE_BYTES
                && read.outcome != DecodeOutcome::Damaged
                && !bytes.contains(&0);
            if text {
                self.add_remark(say!("intake-remark-beyond"));
                let start = body.trim_end().len();
                body.truncate(start);
                if !body.is_empty() {
                    body.push_str("\n\n");
                }
                body.push_str(&clean::clean_text(&read.text));
            } else {
                let name = say!("intake-name-beyond", number = at + 1);
                self.add_remark(say!("intake-remark-beyond-file", name = name.as_str()));
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
    pub(super) fn finish(self, attachments: &mut Vec<Enclosure>) -> Vec<String> {
        let MailExtras {
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
            if fits && attachments.len() < MAX_ATTACHMENTS {
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
