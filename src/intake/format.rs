//! The file formats that are read, and other formats that are recognised only to be named in an
//! error.

use serde::{Deserialize, Serialize};

/// The supported formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceFormat {
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

impl SourceFormat {
    /// Returns the code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            SourceFormat::Eml => "eml",
            SourceFormat::Mbox => "mbox",
            SourceFormat::Maildir => "maildir",
            SourceFormat::Csv => "csv",
            SourceFormat::Xlsx => "xlsx",
            SourceFormat::Xls => "xls",
            SourceFormat::Xlsb => "xlsb",
            SourceFormat::Ods => "ods",
            SourceFormat::Html => "html",
            SourceFormat::SpreadsheetMl => "spreadsheet-ml",
            SourceFormat::Json => "json",
        }
    }
}

/// A recognised format that is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnsupportedFormat {
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

impl UnsupportedFormat {
    /// Returns the code in message keys.
    pub fn code(self) -> &'static str {
        match self {
            UnsupportedFormat::WebPage => "web-page",
            UnsupportedFormat::WebArchive => "web-archive",
            UnsupportedFormat::Xml => "xml",
            UnsupportedFormat::Sylk => "sylk",
            UnsupportedFormat::Document => "document",
            UnsupportedFormat::Slides => "slides",
            UnsupportedFormat::Pdf => "pdf",
            UnsupportedFormat::Ofd => "ofd",
            UnsupportedFormat::Picture => "picture",
            UnsupportedFormat::OutlookMail => "outlook-mail",
            UnsupportedFormat::OutlookMailbox => "outlook-mailbox",
            UnsupportedFormat::Winmail => "winmail",
            UnsupportedFormat::Archive => "archive",
            UnsupportedFormat::Database => "database",
            UnsupportedFormat::Recording => "recording",
            UnsupportedFormat::Office => "office",
            UnsupportedFormat::WrappedJson => "wrapped-json",
            UnsupportedFormat::WideMail => "wide-mail",
            UnsupportedFormat::Mmdf => "mmdf",
        }
    }
}

/// Recognises unsupported formats by their first bytes.
pub(in crate::intake) fn detect_by_magic(head: &[u8]) -> Option<UnsupportedFormat> {
    const MAGIC: [(&[u8], UnsupportedFormat); 27] = [
        (b"%PDF", UnsupportedFormat::Pdf),
        (b"\x01\x01\x01\x01", UnsupportedFormat::Mmdf),
        (b"\x89PNG", UnsupportedFormat::Picture),
        (b"\xff\xd8\xff", UnsupportedFormat::Picture),
        (b"GIF8", UnsupportedFormat::Picture),
        (b"II*\0", UnsupportedFormat::Picture),
        (b"MM\0*", UnsupportedFormat::Picture),
        (b"Rar!", UnsupportedFormat::Archive),
        (b"7z\xbc\xaf", UnsupportedFormat::Archive),
        (b"\x1f\x8b", UnsupportedFormat::Archive),
        (b"\xfd7zXZ\0", UnsupportedFormat::Archive),
        (b"BZh", UnsupportedFormat::Archive),
        (b"\x28\xb5\x2f\xfd", UnsupportedFormat::Archive),
        (b"PK\x05\x06", UnsupportedFormat::Archive),
        (b"PK\x07\x08", UnsupportedFormat::Archive),
        (b"!BDN", UnsupportedFormat::OutlookMailbox),
        (b"x\x9f>\x22", UnsupportedFormat::Winmail),
        (b"{\\rtf", UnsupportedFormat::Document),
        (b"SQLite format 3\0", UnsupportedFormat::Database),
        (b"\0\x01\0\0Standard ", UnsupportedFormat::Database),
        (b"ID3", UnsupportedFormat::Recording),
        (b"\xff\xfb", UnsupportedFormat::Recording),
        (b"\xff\xf3", UnsupportedFormat::Recording),
        (b"#!AMR", UnsupportedFormat::Recording),
        (b"OggS", UnsupportedFormat::Recording),
        (b"fLaC", UnsupportedFormat::Recording),
        (b"\x1aE\xdf\xa3", UnsupportedFormat::Recording),
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
        return Some(UnsupportedFormat::Picture);
    }
    if riff || at(4, b"ftyp") {
        return Some(UnsupportedFormat::Recording);
    }
    at(257, b"ustar").then_some(UnsupportedFormat::Archive)
}

/// Recognises unsupported text formats by their first lines.
pub(in crate::intake) fn detect_by_text(start: &[u8]) -> Option<UnsupportedFormat> {
    let second = start
        .split(|byte| *byte == b'\n')
        .nth(1)
        .unwrap_or_default();
    let link = start.starts_with(b"ID;P")
        && matches!(second, [letter, b';', ..] if letter.is_ascii_uppercase());
    link.then_some(UnsupportedFormat::Sylk)
}

/// Reports whether header lines are those of a saved web page (MHTML), and not of a mail.
pub(in crate::intake) fn is_web_archive(start: &[u8]) -> bool {
    let lower = start.to_ascii_lowercase();
    let end = [&b"\n\n"[..], b"\n\r\n"]
        .iter()
        .filter_map(|end| find_bytes(&lower, end))
        .min()
        .unwrap_or(lower.len());
    let (head, rest) = lower.split_at(end);
    let has =
        |name: &[u8]| head.starts_with(name) || find_bytes(head, &[b"\n", name].concat()).is_some();
    if has(b"x-document-type:") || has(b"snapshot-content-location:") {
        return true;
    }
    if find_bytes(head, b"saved by").is_some_and(|at| {
        head.get(..at)
            .is_some_and(|before| before.trim_ascii_end().ends_with(b"<") || before.contains(&b'"'))
    }) {
        return true;
    }
    if is_saved_by_browser(start, end) {
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
        && find_bytes(head, b"multipart/related").is_some()
        && find_bytes(rest, b"content-location:").is_some()
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
    bare && find_bytes(head, b"multipart/related").is_some()
        && find_bytes(rest, b"content-location:").is_some()
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
fn is_saved_by_browser(start: &[u8], end: usize) -> bool {
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
        .any(|word| find_bytes(&value, word).is_some());
    raw || words.contains("保存") || words.to_lowercase().contains("saved by")
}

fn find_bytes(text: &[u8], wanted: &[u8]) -> Option<usize> {
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
            detect_by_text(b"ID;PWXL;N;E\r\nP;PGeneral\r\n"),
            Some(UnsupportedFormat::Sylk)
        );
        assert_eq!(detect_by_text(b"ID;PHONE;TITLE\n1;138;x\n"), None);
    }
}
