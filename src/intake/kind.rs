//! What a file is, told by what stands in it, not by what it is called.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::error::IntakeError;
use super::source::SourceFile;
use super::{encoding, mail};

/// The formats that letters come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// One mail.
    Eml,
    /// Mails one after another, each under a `From ` line.
    Mbox,
    /// A folder of mails.
    Maildir,
    /// A table of text, whatever its separator.
    Csv,
    /// A workbook of today.
    Xlsx,
    /// A workbook of before 2007.
    Xls,
    /// JSON: an array, an object around an array, or an object a line.
    Json,
}

impl Kind {
    /// The code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Eml => "eml",
            Kind::Mbox => "mbox",
            Kind::Maildir => "maildir",
            Kind::Csv => "csv",
            Kind::Xlsx => "xlsx",
            Kind::Xls => "xls",
            Kind::Json => "json",
        }
    }
}

const HEAD: u64 = 64 * 1024;

/// Tells the kind from the first bytes.
pub(super) fn of(source: &SourceFile) -> Result<Kind, IntakeError> {
    if source.messages.is_some() {
        return Ok(Kind::Maildir);
    }
    let failed = |error: std::io::Error| IntakeError::io(&source.name, &error);
    let mut head = Vec::new();
    source.open().map_err(failed)?.take(HEAD).read_to_end(&mut head).map_err(failed)?;
    if head.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(IntakeError::Empty { file: source.name.clone() });
    }
    told(&head).ok_or_else(|| IntakeError::Unknown { file: source.name.clone() })
}

fn told(head: &[u8]) -> Option<Kind> {
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if head.starts_with(b"PK\x03\x04") {
        return Some(Kind::Xlsx);
    }
    if head.starts_with(OLE) {
        return Some(Kind::Xls);
    }
    const OTHERS: [&[u8]; 8] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3\0", b"\x1f\x8b"];
    if OTHERS.iter().any(|magic| head.starts_with(magic)) {
        return None;
    }
    let start = mail::from_start(head);
    if start.starts_with(b"From ") || (start.starts_with(b">From ") && is_mail(mail::after_line(start))) {
        return Some(Kind::Mbox);
    }
    // Apple Mail's own file says in its first line how long the mail is.
    if is_mail(start) || (mail::length_line(start).is_some() && is_mail(mail::after_line(start))) {
        return Some(Kind::Eml);
    }
    let (text, _, _) = encoding::detect_bytes(head).decode(head);
    if is_json(&text) {
        return Some(Kind::Json);
    }
    if text.trim_start().starts_with('<') {
        return None;
    }
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == '\u{fffd}').count();
    (odd * 20 <= text.chars().count()).then_some(Kind::Csv)
}

fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    let inner = text.get(1..).unwrap_or("").trim_start();
    match text.chars().next() {
        Some('[') => inner.is_empty() || inner.starts_with(['{', ']', '[', '"']),
        Some('{') => inner.is_empty() || inner.starts_with(['"', '}']),
        Some(_) | None => false,
    }
}

/// Header lines first, one of them a header that mails have.
fn is_mail(start: &[u8]) -> bool {
    const KNOWN: [&str; 14] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "content-type",
        "return-path",
        "delivered-to",
        "reply-to",
        "content-transfer-encoding",
        "sender",
        "cc",
    ];
    let mut known = false;
    for (at, line) in start.split(|byte| *byte == b'\n').take(60).enumerate() {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        if at > 0 && line[0].is_ascii_whitespace() {
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or(line).trim_ascii();
        let header = name.len() < line.len() && name.iter().all(|byte| byte.is_ascii_graphic());
        if at == 0 && !header {
            return false;
        }
        known |= header && KNOWN.iter().any(|word| name.eq_ignore_ascii_case(word.as_bytes()));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells() {
        assert_eq!(told(b"Subject: x\r\n\r\nhello"), Some(Kind::Eml));
        assert_eq!(told(b"From a@b.cn Mon May  9 10:11:12 2022\nSubject: x\n"), Some(Kind::Mbox));
        assert_eq!(told(b">From a@b.cn Mon May  9 10:11:12 2022\nSubject: x\n"), Some(Kind::Mbox));
        assert_eq!(told(b"\n\r\n\xef\xbb\xbfSubject: x\n\nhello"), Some(Kind::Eml));
        assert_eq!(told(b"1234      \nSubject: x\n\nhello"), Some(Kind::Eml));
        assert_eq!(told(b">From here,on\n1,2\n"), Some(Kind::Csv));
        assert_eq!(told(b"1234\n5678\n"), Some(Kind::Csv));
        assert_eq!(told("标题,内容\n甲,乙".as_bytes()), Some(Kind::Csv));
        assert_eq!(told(b"title;body\nx;Date: y"), Some(Kind::Csv));
        assert_eq!(told("\u{feff} [{\"标题\":1}]".as_bytes()), Some(Kind::Json));
        assert_eq!(told(b"{\"a\":1}\n{\"a\":2}"), Some(Kind::Json));
        assert_eq!(told(b"[x],y\n"), Some(Kind::Csv));
        assert_eq!(told(b"PK\x03\x04...."), Some(Kind::Xlsx));
        assert_eq!(told(b"SQLite format 3\0"), None);
        assert_eq!(told(b"%PDF-1.4"), None);
        assert_eq!(told(&[1, 2, 3, 0xff, 0xfe, 5, 6, 0xf8]), None);
    }
}
