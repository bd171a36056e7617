//! Fingerprint of a mail: a hash that survives another export, although servers add headers and
//! exports change line ends.

use super::header;

/// The headers that the writer's mailer sets and that no server on the way changes.
const STABLE_HEADERS: [&str; 4] = ["message-id", "date", "from", "subject"];

/// Returns the fingerprint as 24 hexadecimal digits, or `None` for a file without headers.
pub(super) fn mail_fingerprint(mail: &[u8]) -> Option<String> {
    let (end, text) = header::mail_header_end(mail)?;
    let mut hasher = blake3::Hasher::new();
    for header in header::split_headers(&mail[..end])
        .iter()
        .filter(|header| STABLE_HEADERS.contains(&header.name.as_str()))
    {
        hasher.update(header.name.as_bytes()).update(b":");
        // Folding changes only the white space of a value, so white space is not hashed.
        for word in header
            .value
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
        {
            hasher.update(word);
        }
        hasher.update(b"\n");
    }
    // Carriage returns are not hashed: CRLF and LF give the same fingerprint.
    for piece in mail[text..].trim_ascii_end().split(|byte| *byte == b'\r') {
        hasher.update(piece);
    }
    Some(hasher.finalize().to_hex()[..24].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_and_exports_change_does_not_count() {
        let mail = "Received: a\nFrom: a@example.cn\nDate: b\nSubject: c\n d\n\nx\ny\n";
        let print = mail_fingerprint(mail.as_bytes());
        for other in [
            mail.replace('\n', "\r\n"),
            mail.replace("Received: a", "Received: b\nX-Status: read"),
            mail.replace("c\n d", "c d"),
            mail.replace("y\n", "y\n\n"),
        ] {
            assert_eq!(mail_fingerprint(other.as_bytes()), print, "{other}");
        }
        for other in ["a@", "b", "c", "x", "y"].map(|part| mail.replace(part, "z")) {
            assert_ne!(mail_fingerprint(other.as_bytes()), print, "{other}");
        }
    }
}
