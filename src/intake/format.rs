//! The file formats that are read, and other formats that are recognised only to be named in an
//! error.

use serde::{Deserialize, Serialize};

/// The supported formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A single mail.
    Eml,
    /// An mbox: mails one after another, each after a `From ` line.
    Mbox,
    /// A Maildir: a folder of mails.
    Maildir,
    /// A text table with any separator.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// A binary Office Open XML workbook.
    Xlsb,
    /// An OpenDocument workbook.
    Ods,
    /// A web page with a table, whatever the extension of the file.
    Html,
    /// A workbook in the XML of Excel 2003.
    SpreadsheetMl,
    /// JSON: an array, an object around an array, or one object per line.
    Json,
}

impl Kind {
    /// Returns the code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Eml => "eml",
            Kind::Mbox => "mbox",
            Kind::Maildir => "maildir",
            Kind::Csv => "csv",
            Kind::Xlsx => "xlsx",
            Kind::Xls => "xls",
            Kind::Xlsb => "xlsb",
            Kind::Ods => "ods",
            Kind::Html => "html",
            Kind::SpreadsheetMl => "spreadsheet-ml",
            Kind::Json => "json",
        }
    }
}

/// A recognised format that is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// A web page without a table of letters.
    WebPage,
    /// A web page with its images in one file (MHTML).
    WebArchive,
    /// XML that is not a workbook.
    Xml,
    /// A table in the SYLK format (symbolic link).
    Sylk,
    /// A text document: Word, WPS, OpenDocument, RTF.
    Document,
    /// Slides.
    Slides,
    /// PDF.
    Pdf,
    /// An OFD document (GB/T 33190).
    Ofd,
    /// An image.
    Picture,
    /// A mail in Outlook's format (.msg).
    OutlookMail,
    /// A mailbox in Outlook's format (.pst).
    OutlookMailbox,
    /// The attachments of an Outlook mail (TNEF, winmail.dat).
    Winmail,
    /// An archive of files.
    Archive,
    /// A database.
    Database,
    /// An audio or video file.
    Recording,
    /// Another office file.
    Office,
    /// JSON with something else before it.
    WrappedJson,
    /// A mail saved as UTF-16.
    WideMail,
    /// MMDF: mails between lines of four control characters.
    Mmdf,
}

impl Foreign {
    /// Returns the code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Foreign::WebPage => "web-page",
            Foreign::WebArchive => "web-archive",
            Foreign::Xml => "xml",
            Foreign::Sylk => "sylk",
            Foreign::Document => "document",
            Foreign::Slides => "slides",
            Foreign::Pdf => "pdf",
            Foreign::Ofd => "ofd",
            Foreign::Picture => "picture",
            Foreign::OutlookMail => "outlook-mail",
            Foreign::OutlookMailbox => "outlook-mailbox",
            Foreign::Winmail => "winmail",
            Foreign::Archive => "archive",
            Foreign::Database => "database",
            Foreign::Recording => "recording",
            Foreign::Office => "office",
            Foreign::WrappedJson => "wrapped-json",
            Foreign::WideMail => "wide-mail",
            Foreign::Mmdf => "mmdf",
        }
    }
}

/// Recognises unsupported formats by their first bytes.
pub(in crate::intake) fn by_magic(head: &[u8]) -> Option<Foreign> {
    const MAGIC: [(&[u8], Foreign); 27] = [
        (b"%PDF", Foreign::Pdf),
        (b"\x01\x01\x01\x01", Foreign::Mmdf),
        (b"\x89PNG", Foreign::Picture),
        (b"\xff\xd8\xff", Foreign::Picture),
        (b"GIF8", Foreign::Picture),
        (b"II*\0", Foreign::Picture),
        (b"MM\0*", Foreign::Picture),
        (b"Rar!", Foreign::Archive),
        (b"7z\xbc\xaf", Foreign::Archive),
        (b"\x1f\x8b", Foreign::Archive),
        (b"\xfd7zXZ\0", Foreign::Archive),
        (b"BZh", Foreign::Archive),
        (b"\x28\xb5\x2f\xfd", Foreign::Archive),
        (b"PK\x05\x06", Foreign::Archive),
        (b"PK\x07\x08", Foreign::Archive),
        (b"!BDN", Foreign::OutlookMailbox),
        (b"x\x9f>\x22", Foreign::Winmail),
        (b"{\\rtf", Foreign::Document),
        (b"SQLite format 3\0", Foreign::Database),
        (b"\0\x01\0\0Standard ", Foreign::Database),
        (b"ID3", Foreign::Recording),
        (b"\xff\xfb", Foreign::Recording),
        (b"\xff\xf3", Foreign::Recording),
        (b"#!AMR", Foreign::Recording),
        (b"OggS", Foreign::Recording),
        (b"fLaC", Foreign::Recording),
        (b"\x1aE\xdf\xa3", Foreign::Recording),
    ];
    let at = |offset: usize, bytes: &[u8]| {
        head.get(offset..)
            .is_some_and(|rest| rest.starts_with(bytes))
    };
    if let Some((_, foreign)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*foreign);
    }
    let riff = at(0, b"RIFF");
    if (riff && at(8, b"WEBP")) || (at(0, b"BM") && at(6, &[0; 4])) {
        return Some(Foreign::Picture);
    }
    if riff || at(4, b"ftyp") {
        return Some(Foreign::Recording);
    }
    at(257, b"ustar").then_some(Foreign::Archive)
}

/// Recognises unsupported text formats by their first lines.
pub(in crate::intake) fn by_text(start: &[u8]) -> Option<Foreign> {
    let second = start
        .split(|byte| *byte == b'\n')
        .nth(1)
        .unwrap_or_default();
    let link = start.starts_with(b"ID;P")
        && matches!(second, [letter, b';', ..] if letter.is_ascii_uppercase());
    link.then_some(Foreign::Sylk)
}

/// Reports whether header lines are those of a saved web page (MHTML), and not of a mail.
pub(in crate::intake) fn is_web_archive(start: &[u8]) -> bool {
    let lower = start.to_ascii_lowercase();
    let end = [&b"\n\n"[..], b"\n\r\n"]
        .iter()
        .filter_map(|end| find(&lower, end))
        .min()
        .unwrap_or(lower.len());
    let (head, rest) = lower.split_at(end);
    let has = |name: &[u8]| head.starts_with(name) || find(head, &[b"\n", name].concat()).is_some();
    if has(b"x-document-type:") || has(b"snapshot-content-location:") {
        return true;
    }
    if find(head, b"saved by").is_some_and(|at| {
        head.get(..at)
            .is_some_and(|before| before.trim_ascii_end().ends_with(b"<") || before.contains(&b'"'))
    }) {
        return true;
    }
    if is_saved_by(start, end) {
        return true;
    }
    // A browser writes its own name where a mail has an address.
    let sender = from_value(start, end);
    let received = [
        &b"to:"[..],
        b"cc:",
        b"received:",
        b"message-id:",
        b"return-path:",
        b"delivered-to:",
    ];
    if sender
        .as_ref()
        .is_some_and(|sender| !sender.contains(&b'@'))
        && !received.iter().any(|name| has(name))
        && find(head, b"multipart/related").is_some()
        && find(rest, b"content-location:").is_some()
    {
        return true;
    }
    let sent = [
        &b"from:"[..],
        b"to:",
        b"received:",
        b"message-id:",
        b"return-path:",
        b"delivered-to:",
        b"subject:",
        b"date:",
    ];
    let bare = !sent.iter().any(|name| has(name));
    bare && find(head, b"multipart/related").is_some() && find(rest, b"content-location:").is_some()
}

/// Returns the value of `From:` with its continuation lines; the header ends at `end`.
fn from_value(start: &[u8], end: usize) -> Option<Vec<u8>> {
    let head = start.get(..end).unwrap_or(start);
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.find(|line| {
        line.get(..5)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"from:"))
    })?;
    let mut value = first.get(5..).unwrap_or_default().to_vec();
    for line in lines.take_while(|line| line.starts_with(b" ") || line.starts_with(b"\t")) {
        value.extend_from_slice(line);
    }
    Some(value)
}

/// Reports whether a Chinese browser names itself as the sender of a saved page.
fn is_saved_by(start: &[u8], end: usize) -> bool {
    let Some(value) = from_value(start, end).filter(|value| !value.contains(&b'@')) else {
        return false;
    };
    let header = [b"From: ", value.trim_ascii(), b"\r\n\r\n"].concat();
    let message = mail_parser::MessageParser::default().parse_headers(&header);
    let sender = message
        .as_ref()
        .and_then(|message| message.from())
        .and_then(mail_parser::Address::first);
    let words = sender.map(|one| {
        [one.name(), one.address()]
            .map(Option::unwrap_or_default)
            .concat()
    });
    let words = words.unwrap_or_default();
    // 保存 in UTF-8 and in GBK.
    let raw = [&b"\xe4\xbf\x9d\xe5\xad\x98"[..], b"\xb1\xa3\xb4\xe6"]
        .iter()
        .any(|word| find(&value, word).is_some());
    raw || words.contains("保存") || words.to_lowercase().contains("saved by")
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_saved_whole_is_no_mail() {
        assert!(is_web_archive(
            b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=x\n\n"
        ));
        assert!(is_web_archive(
            b"From: <Saved by Blink>\r\nSubject: x\r\nContent-Type: multipart/related\r\n\r\n"
        ));
        assert!(is_web_archive(
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Location: file:///a\n\n"
        ));
        assert!(!is_web_archive(b"From: a@b.cn\nSubject: saved by the bell\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Location: a\n"));
    }

    #[test]
    fn a_page_that_a_chinese_browser_saved_is_no_mail() {
        let gbk = "=?gb2312?B?08kgSW50ZXJuZXQgRXhwbG9yZXIgsaO05g==?=";
        for sender in [
            gbk,
            "<由 Microsoft Internet Explorer 保存>",
            "\"由 360 保存\"",
        ] {
            let page = format!(
                "From: {sender}\nSubject: x\nContent-Type: text/html\nContent-Location: http://a/\n\n"
            );
            assert!(is_web_archive(page.as_bytes()), "{sender}");
        }
        let related = "From: Browser\nSubject: x\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Location: a\n";
        assert!(is_web_archive(related.as_bytes()));
        assert!(!is_web_archive(format!("To: b@c.cn\n{related}").as_bytes()));
        assert!(!is_web_archive(
            "From: 保存好 <a@b.cn>\nSubject: x\n\n".as_bytes()
        ));
    }

    #[test]
    fn a_table_that_begins_with_id_is_no_symbolic_link() {
        assert_eq!(
            by_text(b"ID;PWXL;N;E\r\nP;PGeneral\r\n"),
            Some(Foreign::Sylk)
        );
        assert_eq!(by_text(b"ID;PHONE;TITLE\n1;138;x\n"), None);
    }
}
