//! Detects the format of a file from its content, not from its name.

use std::io::Read;

use super::error::IntakeError;
use super::format::SourceFormat;
use super::mail;
use super::source::SourceFile;
use crate::intake::format;
use crate::intake::format::UnsupportedFormat;
use crate::intake::table::mapping::ColumnMapping;
use crate::intake::table::workbook::package::{OleKind, classify_ole, classify_zip};
use crate::intake::text::encoding;

const HEAD_BYTES: u64 = 64 * 1024;

/// Detects the format from the first bytes.
pub(super) fn detect_format(source: &SourceFile) -> Result<SourceFormat, IntakeError> {
    if source.messages.is_some() {
        return Ok(SourceFormat::Maildir);
    }
    let failed = |error: std::io::Error| IntakeError::from_io(&source.name, &error);
    let mut head = Vec::new();
    source
        .open()
        .map_err(failed)?
        .take(HEAD_BYTES)
        .read_to_end(&mut head)
        .map_err(failed)?;
    if head
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    {
        return Err(IntakeError::Empty {
            file: source.name.clone(),
        });
    }
    let named = |what| IntakeError::Foreign {
        file: source.name.clone(),
        what,
    };
    match guess_format(&head) {
        FormatGuess::Kind(kind) => Ok(kind),
        FormatGuess::Foreign(what) => Err(named(what)),
        FormatGuess::Zip => classify_zip(source.open().map_err(failed)?).map_err(named),
        FormatGuess::Ole => match classify_ole(source.open().map_err(failed)?) {
            OleKind::Workbook => Ok(SourceFormat::Xls),
            OleKind::Locked => Err(IntakeError::Locked {
                file: source.name.clone(),
            }),
            OleKind::Foreign(what) => Err(named(what)),
        },
        FormatGuess::Unknown => Err(IntakeError::Unknown {
            file: source.name.clone(),
        }),
    }
}

/// The result of examining the first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FormatGuess {
    Kind(SourceFormat),
    Foreign(UnsupportedFormat),
    /// A ZIP file, to be classified by the names inside.
    Zip,
    /// An OLE file, to be classified by its streams.
    Ole,
    Unknown,
}

fn guess_format(head: &[u8]) -> FormatGuess {
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if head.starts_with(b"PK\x03\x04") {
        return FormatGuess::Zip;
    }
    if head.starts_with(OLE) {
        return FormatGuess::Ole;
    }
    if let Some(what) = format::detect_by_magic(head) {
        return FormatGuess::Foreign(what);
    }
    if is_wide_mail(head) {
        return FormatGuess::Foreign(UnsupportedFormat::WideMail);
    }
    let start = mail::skip_blank_start(head);
    if is_http_response(start) {
        return FormatGuess::Foreign(UnsupportedFormat::WrappedJson);
    }
    if start.starts_with(b"From ")
        || (start.starts_with(b">From ") && is_mail(mail::skip_line(start)))
    {
        return FormatGuess::Kind(SourceFormat::Mbox);
    }
    if is_mail(start) && format::is_web_archive(start) {
        return FormatGuess::Foreign(UnsupportedFormat::WebArchive);
    }
    // The first line of Apple Mail's own format is the length of the mail.
    if is_mail(start) || (mail::leading_length(start).is_some() && is_mail(mail::skip_line(start)))
    {
        return FormatGuess::Kind(SourceFormat::Eml);
    }
    if let Some(what) = format::detect_by_text(start) {
        return FormatGuess::Foreign(what);
    }
    let text = encoding::decode_bytes(head);
    if is_json(&text) {
        return FormatGuess::Kind(SourceFormat::Json);
    }
    if let Some(guess) =
        classify_markup(text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}'))
    {
        return guess;
    }
    if is_wrapped_json(&text) {
        return FormatGuess::Foreign(UnsupportedFormat::WrappedJson);
    }
    let all = text.chars().count();
    let odd = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace() && *c != '\0' || *c == '\u{fffd}')
        .count();
    // One invalid byte is tolerated however short the text, and 5 % in longer ones. Some systems
    // leave NUL in texts, up to an eighth; binary files have more.
    let nul = text.chars().filter(|c| *c == '\0').count();
    if odd.saturating_sub(1) * 20 <= all && nul * 8 <= all {
        FormatGuess::Kind(SourceFormat::Csv)
    } else {
        FormatGuess::Unknown
    }
}

/// Classifies a text that begins with a tag.
fn classify_markup(text: &str) -> Option<FormatGuess> {
    const PAGES: [&str; 22] = [
        "!doctype", "!--", "html", "head", "meta", "title", "body", "table", "thead", "tbody",
        "tr", "td", "th", "style", "script", "div", "span", "p", "br", "center", "font", "link",
    ];
    let rest = text.strip_prefix('<')?;
    let lower = rest.to_ascii_lowercase();
    if lower.starts_with("?xml") {
        let workbook = lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
            && lower.contains("workbook");
        let page = lower.contains("<html") || lower.contains("<table");
        return Some(match (workbook, page) {
            (true, _) => FormatGuess::Kind(SourceFormat::SpreadsheetMl),
            (false, true) => FormatGuess::Kind(SourceFormat::Html),
            (false, false) => FormatGuess::Foreign(UnsupportedFormat::Xml),
        });
    }
    if lower.starts_with("workbook")
        && lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
    {
        return Some(FormatGuess::Kind(SourceFormat::SpreadsheetMl));
    }
    let tag = |name: &str| {
        lower.strip_prefix(name).is_some_and(|rest| {
            name == "!--" || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        })
    };
    PAGES
        .iter()
        .any(|name| tag(name))
        .then_some(FormatGuess::Kind(SourceFormat::Html))
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

/// Reports whether JSON has something before it: a comment, a variable name, a server's response
/// header. A table with JSON in its cells has its headings first, so text with recognisable
/// headings is excluded.
fn is_wrapped_json(text: &str) -> bool {
    let Some(at) = text
        .match_indices('{')
        .map(|(at, _)| at)
        .find(|at| begins_object(&text[at + 1..]))
    else {
        return false;
    };
    let before = &text[..at];
    let (lines, same) = before.rsplit_once(['\n', '\r']).unwrap_or(("", before));
    let separators = [',', ';', '\t', '|', '，'];
    !same.contains(separators)
        && !lines.lines().any(|line| {
            ColumnMapping::guess(&line.split(separators).collect::<Vec<_>>()).is_readable()
        })
}

/// Reports whether a text after a brace continues an object: a name in quotes and a colon.
fn begins_object(rest: &str) -> bool {
    // In JSON that is itself a JSON string, the quotes are escaped.
    let rest = rest.trim_start().trim_start_matches('\\');
    let Some((name, rest)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
        return false;
    };
    !name.trim_end_matches('\\').is_empty()
        && name.chars().count() <= 60
        && rest.trim_start().starts_with(':')
}

/// Reports whether header lines are those of a web server's JSON response.
fn is_http_response(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start.get(..4096).unwrap_or(start)).to_ascii_lowercase();
    let mut lines = text
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .peekable();
    let first = lines
        .peek()
        .is_some_and(|line| line.contains(':') || line.starts_with("http/"));
    let (mut json, mut sent) = (false, false);
    for line in lines {
        json |= line.starts_with("content-type:") && line.contains("json");
        sent |= ["from:", "to:", "subject:", "received:"]
            .iter()
            .any(|name| line.starts_with(name));
    }
    first && json && !sent
}

/// Reports whether a mail or an mbox was saved as UTF-16.
fn is_wide_mail(head: &[u8]) -> bool {
    const NUL: usize = 64;
    if !head.iter().take(NUL).any(|byte| *byte == 0) {
        return false;
    }
    let encoding = encoding::detect_bytes(head);
    if encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE {
        return false;
    }
    let (text, _, _) = encoding.decode(head);
    let start = mail::skip_blank_start(text.as_bytes());
    is_mail(start) || (start.starts_with(b"From ") && is_mail(mail::skip_line(start)))
}

/// Reports whether a text begins with header lines, of which at least one is usual in mails.
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
        let name = line
            .split(|byte| *byte == b':')
            .next()
            .unwrap_or(line)
            .trim_ascii();
        let header = name.len() < line.len() && name.iter().all(|byte| byte.is_ascii_graphic());
        if at == 0 && !header {
            return false;
        }
        known |= header
            && KNOWN
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word.as_bytes()));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells() {
        let is = |text: &[u8], kind| {
            assert_eq!(
                guess_format(text),
                FormatGuess::Kind(kind),
                "{}",
                String::from_utf8_lossy(text)
            )
        };
        is(b"Subject: x\r\n\r\nhello", SourceFormat::Eml);
        is(
            b"From a@b.cn Mon May  9 10:11:12 2022\nSubject: x\n",
            SourceFormat::Mbox,
        );
        is(
            b">From a@b.cn Mon May  9 10:11:12 2022\nSubject: x\n",
            SourceFormat::Mbox,
        );
        is(b"\n\r\n\xef\xbb\xbfSubject: x\n\nhello", SourceFormat::Eml);
        is(b"1234      \nSubject: x\n\nhello", SourceFormat::Eml);
        is(b">From here,on\n1,2\n", SourceFormat::Csv);
        is(b"1234\n5678\n", SourceFormat::Csv);
        is("标题,内容\n甲,乙".as_bytes(), SourceFormat::Csv);
        is(b"title;body\nx;Date: y", SourceFormat::Csv);
        is("\u{feff} [{\"标题\":1}]".as_bytes(), SourceFormat::Json);
        is(b"{\"a\":1}\n{\"a\":2}", SourceFormat::Json);
        is(b"[x],y\n", SourceFormat::Csv);
        is("<标题>,内容\n甲,乙".as_bytes(), SourceFormat::Csv);
        is(b"\n<TABLE border=1><tr><td>x", SourceFormat::Html);
        is(
            b"<?xml version='1.0'?><html><body><table>",
            SourceFormat::Html,
        );
        is(
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            SourceFormat::SpreadsheetMl,
        );
        is("标题\t内容\n路灯\t{\"a\":1}".as_bytes(), SourceFormat::Csv);
        is("甲栏,乙栏\n1,{\"a\":1}".as_bytes(), SourceFormat::Csv);
        for before in [
            "back(",
            "var rows = ",
            "// x\n",
            "/* x */",
            ")]}',\n",
            "2\n",
            "\u{1e}",
            "来信数据\n",
            "HTTP/1.1 200 OK\nDate: x\n\n",
        ] {
            let text = format!("{before}[{{\"标题\":\"路灯\",\"内容\":\"不亮\"}}]");
            assert_eq!(
                guess_format(text.as_bytes()),
                FormatGuess::Foreign(UnsupportedFormat::WrappedJson),
                "{text}"
            );
        }
        let answer = b"Date: x\nContent-Type: application/json\n\n[{\"a\":1}]";
        assert_eq!(
            guess_format(answer),
            FormatGuess::Foreign(UnsupportedFormat::WrappedJson)
        );
        assert_eq!(
            guess_format(r#""[{\"title\":\"x\"}]""#.as_bytes()),
            FormatGuess::Foreign(UnsupportedFormat::WrappedJson)
        );
        assert_eq!(
            guess_format(b"\x01\x01\x01\x01\nSubject: x\n"),
            FormatGuess::Foreign(UnsupportedFormat::Mmdf)
        );
        let wide: Vec<u8> = "\u{feff}Subject: x\n\ny"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            guess_format(&wide),
            FormatGuess::Foreign(UnsupportedFormat::WideMail)
        );
        assert_eq!(guess_format(b"PK\x03\x04...."), FormatGuess::Zip);
        assert_eq!(
            guess_format(b"<?xml version='1.0'?><note/>"),
            FormatGuess::Foreign(UnsupportedFormat::Xml)
        );
        assert_eq!(
            guess_format(b"SQLite format 3\0"),
            FormatGuess::Foreign(UnsupportedFormat::Database)
        );
        assert_eq!(
            guess_format(b"%PDF-1.4"),
            FormatGuess::Foreign(UnsupportedFormat::Pdf)
        );
        assert_eq!(
            guess_format(&[1, 2, 3, 0xff, 0xfe, 5, 6, 0xf8]),
            FormatGuess::Unknown
        );
    }
}
