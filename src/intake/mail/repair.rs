//! Bytes of a mail made fit for the parser: raw GBK headers to UTF-8, cut characters joined, nested mails left unopened.
//!
//! The parser opens mails inside mails without end, and dropping what it built then overflows the stack; so their type is
//! disguised, they stay whole as attachments, and the disguise is taken off what comes out.

use encoding_rs::GB18030;

use super::super::encoding;
use super::super::limits::{HEADER_MIB, HEADERS_MIB, MAIL_LINES, MAIL_WORK, MIB, PARTS, STRAY_WORDS};
use super::super::rejection::Why;
use super::words;

const NESTED: &[u8] = b"message";
const DISGUISED: &str = "x-messg";
const DIGEST: &[u8] = b"digest";
const PLAIN: &[u8] = b"x-dgst";

/// Repairs a whole mail.
pub(super) fn repair(raw: &[u8]) -> Result<Vec<u8>, Why> {
    let mut repaired = headers(raw)?;
    disguise(&mut repaired)?;
    Ok(repaired)
}

/// Takes the disguise off text that came out of the parser.
pub(super) fn restored(text: &str) -> String {
    text.replace(DISGUISED, "message")
}

/// Takes the disguise off the bytes of a nested mail.
pub(super) fn restore_bytes(bytes: &mut [u8]) {
    for at in 0..bytes.len().saturating_sub(NESTED.len() - 1) {
        if bytes[at..].starts_with(DISGUISED.as_bytes()) {
            bytes[at..at + NESTED.len()].copy_from_slice(NESTED);
        }
    }
}

/// Mends what looks like header lines, at the top and after each boundary, until the next blank line.
fn headers(raw: &[u8]) -> Result<Vec<u8>, Why> {
    let mut mended = Vec::with_capacity(raw.len() + 256);
    let mut block = Vec::new();
    let mut inside = true;
    let mut strays = STRAY_WORDS;
    let (mut in_headers, mut lines) = (0, 0);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if inside {
            block.extend_from_slice(line);
            in_headers += line.len() as u64;
            lines += 1;
            if block.len() as u64 > HEADER_MIB * MIB || in_headers > HEADERS_MIB * MIB {
                return Err(Why::TooLong { limit: HEADER_MIB });
            }
        } else {
            mended.extend_from_slice(line);
        }
        // A part without a header costs the parser as much as another.
        lines += usize::from(line.starts_with(b"--"));
        if lines > MAIL_LINES {
            return Err(Why::TooManyParts { limit: PARTS });
        }
        let blank = line.trim_ascii().is_empty();
        if inside && blank && block.len() > line.len() {
            mended.append(&mut mend(std::mem::take(&mut block), &mut strays));
            inside = false;
        } else if !inside && line.starts_with(b"--") {
            inside = true;
        }
    }
    mended.append(&mut mend(block, &mut strays));
    Ok(mended)
}

fn mend(block: Vec<u8>, strays: &mut usize) -> Vec<u8> {
    let utf8 = if block.is_ascii() || std::str::from_utf8(&block).is_ok() {
        block
    } else {
        // Line by line: one header may be UTF-8 and the next not.
        let guess = encoding::detect_bytes(&block);
        let mut lines = Vec::with_capacity(block.len() * 2);
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            match (std::str::from_utf8(line), GB18030.decode_without_bom_handling_and_without_replacement(line)) {
                (Ok(_), _) => lines.extend_from_slice(line),
                (Err(_), Some(text)) => lines.extend_from_slice(text.as_bytes()),
                (Err(_), None) => lines.extend_from_slice(guess.decode_without_bom_handling(line).0.as_bytes()),
            }
        }
        lines
    };
    words::join(&utf8, strays)
}

/// Disguises `message/…` and `multipart/digest` wherever the parser could take them for a content type.
fn disguise(mail: &mut [u8]) -> Result<(), Why> {
    let mut parts = 0;
    for colon in 0..mail.len() {
        if mail[colon] != b':' || !is_content_type(&mail[..colon]) {
            continue;
        }
        parts += 1;
        if parts > PARTS || parts * mail.len() > MAIL_WORK {
            return Err(Why::TooManyParts { limit: PARTS });
        }
        let mut end = colon;
        while let Some(length) = mail[end..].iter().position(|byte| *byte == b'\n') {
            end += length + 1;
            if !matches!(mail.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let end = if end == colon { mail.len() } else { end };
        disguise_value(&mut mail[colon..end]);
    }
    Ok(())
}

/// Whether a header name that ends here is Content-Type; the parser drops blanks within names.
fn is_content_type(before: &[u8]) -> bool {
    let mut wanted = b"content-type".iter().rev();
    let mut name = before.iter().rev().filter(|byte| **byte == b'\n' || !byte.is_ascii_whitespace());
    wanted.all(|wanted| name.next().is_some_and(|byte| byte.eq_ignore_ascii_case(wanted)))
}

fn disguise_value(value: &mut [u8]) {
    let sign = |byte: Option<&u8>, signs: &[u8]| byte.is_some_and(|byte| signs.contains(byte));
    for at in 0..value.len() {
        let (before, here) = value.split_at(at);
        if starts_with(here, NESTED) {
            let next = here[NESTED.len()..].iter().find(|byte| !byte.is_ascii_whitespace());
            if sign(next, b"/(\"\\") {
                value[at..at + NESTED.len()].copy_from_slice(DISGUISED.as_bytes());
            }
        } else if starts_with(here, DIGEST) {
            let last = before.iter().rev().find(|byte| !byte.is_ascii_whitespace());
            if sign(last, b"/)\"\\") && !before.contains(&b';') {
                value[at..at + DIGEST.len()].copy_from_slice(PLAIN);
            }
        }
    }
}

fn starts_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes.len() >= word.len() && bytes[..word.len()].eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_types_are_disguised_in_every_spelling() {
        for spelling in [
            "Content-Type: message/rfc822\n\nx",
            "X: y\nContent -Type : Message / RFC822; name=a\n\nx",
            "Content-Type:\r\n message/global\n\nx",
            "Content-Type: (c) message (c)/rfc822\n\nx",
            "--bcontent-type:message/rfc822\n\nx",
        ] {
            let repaired = String::from_utf8(repair(spelling.as_bytes()).unwrap()).unwrap().to_lowercase();
            assert!(repaired.contains("x-messg") && !repaired.contains("message"), "{repaired}");
        }
    }

    #[test]
    fn names_and_text_keep_their_words() {
        let mail = "Content-Type: text/plain; name=\"message.txt\"; boundary=\"digest\"\n\nmessage/rfc822 (message/x)";
        assert_eq!(repair(mail.as_bytes()).unwrap(), mail.as_bytes());
    }

    #[test]
    fn raw_gbk_headers_become_utf8() {
        let (mut mail, _, _) = GB18030.encode("Subject: 路灯不亮\nFrom: 张三 <a@b.cn>\n\n");
        mail.to_mut().extend_from_slice(b"\xc2\xb7 body stays");
        let repaired = repair(&mail).unwrap();
        assert!(repaired.starts_with("Subject: 路灯不亮\nFrom: 张三".as_bytes()));
        assert!(repaired.ends_with(b"\xc2\xb7 body stays"));
    }
}
