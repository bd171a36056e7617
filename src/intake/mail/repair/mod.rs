//! Rewrites a mail for the parser: unique multipart boundaries, headers in UTF-8, nested mails left
//! unopened.
//!
//! The parser takes a boundary for a delimiter wherever its letters occur. So every multipart gets
//! a boundary that occurs nowhere in the mail, at the lines that are delimiters by RFC 2046; the
//! bytes between them are copied unchanged. The parser also opens mails inside mails without a
//! limit, and dropping what it built then overflows the stack. So the type of a nested mail is
//! disguised, and the nested mail stays an opaque part.

pub(crate) mod content_type;
mod delimiters;
pub(crate) mod header_charset;
mod preamble;

use std::ops::Range;

use self::delimiters::{Delimiter, Delimiters};
use self::preamble::is_standard_preamble;
use super::header::params::HeaderValue;
use super::header::words::WordJoiner;
use super::header::{mail_header_end, part_header_end, split_headers};
use crate::intake::mail::repair::content_type::{PartContext, content_type_line};
use crate::intake::mail::repair::header_charset::headers_to_utf8;
use crate::intake::rejection::RejectReason;
use crate::platform::limits::{HEADER_MIB, HEADERS_MIB, MAIL_LINES, MAIL_PARTS, MAIL_WORK, MIB};

const MESSAGE_TYPE: &str = "message";
const DISGUISED_MESSAGE: &str = "x-messg";
const TYPE: &str = "content-type";
const TRANSFER: &str = "content-transfer-encoding";

/// The name under which the transfer encoding of a text is hidden from the parser. The parser
/// treats text that it cannot decode completely as an attachment, so `body` decodes the text
/// itself.
pub(super) const HIDDEN_TRANSFER: &str = "X-Content-Transfer-Encoding-Of-Text";

/// A mail that the parser can read, and the parts that it would not see.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// The rewritten mail.
    pub mail: Vec<u8>,
    /// Whether something is missing: the end of a multipart, or its delimiters.
    pub incomplete: bool,
    /// The text before the first part and after the last one of a multipart, where it is more than
    /// blanks.
    pub outside: Vec<Vec<u8>>,
    /// The original headers, where they have encoded words or more than ASCII.
    pub headers: Vec<u8>,
    /// Whether a header is in another charset than it declares.
    pub relabelled: bool,
}

/// Rewrites a whole mail; `hash` gives the boundaries their name.
pub(super) fn repair_mail(raw: &[u8], hash: blake3::Hash) -> Result<Repaired, RejectReason> {
    let (end, text) = mail_header_end(raw).ok_or(RejectReason::NotMail)?;
    let mut repair = MailRepair {
        raw,
        delimiters: Delimiters::find(raw)?,
        open_multiparts: Vec::new(),
        boundary: hash.to_hex()[..32].to_owned(),
        words: WordJoiner::default(),
        parts: 0,
        header_bytes: 0,
        lines: 0,
        done: Repaired {
            mail: Vec::with_capacity(raw.len() + 1024),
            ..Repaired::default()
        },
    };
    if raw[..end].contains(&0x1b)
        || !raw[..end].is_ascii()
        || raw[..end].windows(2).any(|two| two == b"=?")
    {
        repair.done.headers = raw[..end].to_vec();
    }
    repair.write_mail(end, text)?;
    repair.done.relabelled = repair.words.relabelled();
    Ok(repair.done)
}

/// Removes the disguise from a type that the parser returned.
pub(super) fn undisguise(text: &str) -> String {
    text.replace(DISGUISED_MESSAGE, MESSAGE_TYPE)
}

struct MailRepair<'a> {
    raw: &'a [u8],
    delimiters: Delimiters<'a>,
    /// For each open multipart: the number of its boundary, whether it has a part yet, and whether
    /// it is `multipart/alternative`.
    open_multiparts: Vec<(usize, bool, bool)>,
    boundary: String,
    words: WordJoiner,
    parts: usize,
    header_bytes: u64,
    lines: usize,
    done: Repaired,
}

impl MailRepair<'_> {
    fn write_mail(&mut self, end: usize, text: usize) -> Result<(), RejectReason> {
        let mut next = self.write_part(0..end, text)?;
        while let Some(delimiter) = next {
            while self.delimiters.depth() > delimiter.level + 1 {
                self.close_multipart();
            }
            next = if delimiter.closing {
                self.close_multipart();
                if self.delimiters.depth() == 0 {
                    self.store_outside(delimiter.end..self.raw.len(), false);
                    return Ok(());
                }
                let next = self.delimiters.next(delimiter.end);
                self.store_outside(
                    delimiter.end..next.map_or(self.raw.len(), |next| next.start),
                    false,
                );
                next
            } else if self.raw[delimiter.end..].trim_ascii().is_empty()
                && self.delimiters.depth() == 1
            {
                // The last delimiter, with its two closing dashes missing.
                self.close_multipart();
                return Ok(());
            } else {
                self.write_delimiter();
                let (end, text) = part_header_end(&self.raw[delimiter.end..]);
                self.write_part(delimiter.end..delimiter.end + end, delimiter.end + text)?
            };
        }
        if self.delimiters.depth() > 0 {
            self.done.incomplete = true;
            // The line end before a delimiter belongs to the delimiter, and not to the truncated
            // text.
            self.done.mail.push(b'\n');
        }
        while self.delimiters.depth() > 0 {
            self.close_multipart();
        }
        Ok(())
    }

    /// Writes a part with the headers in `block`, and its text up to the next delimiter unless it
    /// is a multipart.
    fn write_part(
        &mut self,
        block: Range<usize>,
        text: usize,
    ) -> Result<Option<Delimiter>, RejectReason> {
        self.parts += 1;
        self.header_bytes += block.len() as u64;
        self.lines += self.raw[block.clone()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        if block.len() as u64 > HEADER_MIB * MIB || self.header_bytes > HEADERS_MIB * MIB {
            return Err(RejectReason::TooLong { limit: HEADER_MIB });
        }
        // The parser's work grows with parts times bytes, so the product is limited, too.
        if self.parts > MAIL_PARTS
            || self.parts * self.raw.len() > MAIL_WORK
            || self.lines > MAIL_LINES
        {
            return Err(RejectReason::TooManyParts { limit: MAIL_PARTS });
        }
        let raw = self.raw;
        let declared = split_headers(&raw[block.clone()])
            .into_iter()
            .rfind(|header| header.name == TYPE);
        let declared = declared
            .map(|header| HeaderValue::parse(header.value))
            .unwrap_or_default();
        let multipart = declared.kind == "multipart";
        let opened = if multipart {
            self.delimiters
                .open_multipart(declared.param_bytes("boundary"), text)
        } else {
            None
        };
        self.done.incomplete |= multipart && opened != Some(true);
        let mended = headers_to_utf8(&raw[block], &mut self.words);
        let headers = split_headers(&mended);
        let kind = headers.iter().rfind(|header| header.name == TYPE);
        for header in headers
            .iter()
            .filter(|header| header.name != TYPE && header.name != TRANSFER)
        {
            if matches!(header.name.as_str(), "date" | "resent-date") {
                self.write_date(header.lines)
            } else {
                self.write_header(header.lines)
            }
        }
        let transfer = headers.iter().rfind(|header| header.name == TRANSFER);
        if opened.is_some() {
            self.open_multiparts
                .push((self.parts, false, declared.subkind == "alternative"));
            // The parser would take the parts of a digest for mails and open them.
            let subkind = if declared.subkind == "digest" {
                "x-dgst"
            } else {
                &declared.subkind
            };
            let (boundary, number) = (&self.boundary, self.parts);
            let line = format!(
                "Content-Type: multipart/{subkind}; boundary=\"{boundary}{number:05}\"\n\n"
            );
            self.done.mail.extend_from_slice(line.as_bytes());
            let next = self.delimiters.next(text);
            self.store_outside(text..next.map_or(raw.len(), |next| next.start), true);
            return Ok(next);
        }
        let next = self.delimiters.next(text);
        let body = &raw[text..next.map_or(raw.len(), |next| next.start)];
        let named = declared.param_bytes("name").is_some()
            || headers
                .iter()
                .any(|header| header.name == "content-disposition" && is_file(header.value));
        let around = PartContext {
            body,
            is_file: named,
            is_alternative: self.open_multiparts.last().is_some_and(|fresh| fresh.2),
        };
        let line = kind.and_then(|kind| content_type_line(kind, &around));
        let mut soft = false;
        if let Some(transfer) = transfer {
            let text = line
                .as_ref()
                .is_none_or(|line| line.starts_with(b"Content-Type: text"));
            soft = !text
                && transfer
                    .value
                    .trim_ascii()
                    .eq_ignore_ascii_case(b"quoted-printable");
            let name = if text {
                HIDDEN_TRANSFER
            } else {
                "Content-Transfer-Encoding"
            };
            self.write_header(&[name.as_bytes(), b":", transfer.value].concat());
        }
        if let Some(line) = line {
            self.write_header(&line);
        }
        self.done.mail.push(b'\n');
        self.done.mail.extend_from_slice(body);
        if soft && body.trim_ascii_end().ends_with(b"=") {
            // The parser removes a line end before the delimiter, but a soft line break does not
            // leave one.
            self.done.mail.push(b'\n');
        }
        Ok(next)
    }

    fn write_header(&mut self, lines: &[u8]) {
        self.done.mail.extend_from_slice(lines);
        if !lines.ends_with(b"\n") {
            self.done.mail.push(b'\n');
        }
    }

    /// Writes a date header. The parser reads a zone of one or two letters on into the next line,
    /// so blanks follow.
    fn write_date(&mut self, lines: &[u8]) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            self.done.mail.extend_from_slice(line.trim_ascii_end());
            self.done.mail.extend_from_slice(b"  \n");
        }
    }

    fn write_delimiter(&mut self) {
        if let Some((number, any, _)) = self.open_multiparts.last_mut() {
            *any = true;
            let line = format!("--{}{number:05}\n", self.boundary);
            self.done.mail.extend_from_slice(line.as_bytes());
        }
    }

    fn close_multipart(&mut self) {
        // The parser requires at least one part in a multipart.
        if self.open_multiparts.last().is_some_and(|fresh| !fresh.1) {
            self.write_delimiter();
            self.done.mail.extend_from_slice(b"\n\n");
        }
        self.delimiters.close_multipart();
        if let Some((number, ..)) = self.open_multiparts.pop() {
            let line = format!("--{}{number:05}--\n", self.boundary);
            self.done.mail.extend_from_slice(line.as_bytes());
        }
    }

    fn store_outside(&mut self, range: Range<usize>, before: bool) {
        let text = self.raw[range].trim_ascii();
        if !text.is_empty() && (!before || !is_standard_preamble(text)) {
            self.done.outside.push(text.to_vec());
        }
    }
}

/// Reports whether a Content-Disposition makes a part a file.
fn is_file(disposition: &[u8]) -> bool {
    let value = HeaderValue::parse(disposition);
    value.kind == "attachment" || value.param_bytes("filename").is_some()
}
