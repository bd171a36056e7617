//! Finds where a mail begins in its file: after blanks, a byte order mark, an mbox line, or the
//! length line of Apple Mail.

/// Skips leading ASCII blanks and UTF-8 byte order marks.
pub(crate) fn skip_blank_start(mut bytes: &[u8]) -> &[u8] {
    loop {
        let trimmed = bytes.trim_ascii_start();
        let Some(rest) = trimmed.strip_prefix(b"\xef\xbb\xbf") else {
            return trimmed;
        };
        bytes = rest;
    }
}

/// Returns the bytes after the first line.
pub(crate) fn skip_line(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |at| at + 1);
    &bytes[end..]
}

/// Returns the length in bytes that the first line holds, if the line holds nothing else.
///
/// Apple Mail's `.emlx` files begin with such a line.
pub(crate) fn leading_length(bytes: &[u8]) -> Option<usize> {
    const DIGITS: usize = 10;
    let line = bytes.split(|byte| *byte == b'\n').next()?.trim_ascii();
    let digits = (1..=DIGITS).contains(&line.len()) && line.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(line)
        .ok()
        .filter(|_| digits)?
        .parse()
        .ok()
}

/// Reports whether a line begins a header: a name and a colon.
pub(crate) fn is_header(line: &[u8]) -> bool {
    let name = line
        .iter()
        .take_while(|byte| byte.is_ascii_graphic() && **byte != b':')
        .count();
    name > 0 && line.get(name) == Some(&b':')
}

/// Returns the mail without what precedes and follows it in the file.
pub(super) fn mail_bytes(file: &[u8]) -> &[u8] {
    let start = skip_blank_start(file);
    if start.starts_with(b"From ") || start.starts_with(b">From ") {
        return skip_line(start);
    }
    let Some(length) = leading_length(start) else {
        return if is_header(start) { start } else { file };
    };
    let mail = skip_line(start);
    // After the mail, Apple Mail writes a property list of flags. If anything else follows, the
    // length is wrong and nothing is cut off.
    match mail.get(length..) {
        Some(rest)
            if rest.trim_ascii().is_empty() || rest.trim_ascii_start().starts_with(b"<?xml") =>
        {
            &mail[..length]
        }
        Some(_) | None => mail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_mail_is_not_the_mail() {
        for file in [
            "Subject: x\n\ny\n",
            "\n\r\n\u{feff}Subject: x\n\ny\n",
            "From a@example.cn Mon May  9 10:11:12 2022\nSubject: x\n\ny\n",
            ">From a@example.cn Mon May  9 10:11:12 2022\nSubject: x\n\ny\n",
            "14      \nSubject: x\n\ny\n<?xml version=\"1.0\"?><plist/>",
            "14\nSubject: x\n\ny\n\n",
            "9999\nSubject: x\n\ny\n",
        ] {
            assert_eq!(mail_bytes(file.as_bytes()), b"Subject: x\n\ny\n", "{file}");
        }
        assert_eq!(
            mail_bytes(b"10\nSubject: x\n\ny\n"),
            b"Subject: x\n\ny\n",
            "a wrong length cuts nothing off"
        );
    }
}
