//! Recognises the standard preambles that mailers write before the first part of a multipart.

/// Reports whether every sentence of a text is a standard preamble, for mail readers without MIME
/// (RFC 2045, 1996).
pub(super) fn is_standard_preamble(text: &[u8]) -> bool {
    const LONGEST: usize = 1_000;
    const BEGINNINGS: [&str; 11] = [
        "this is a ",
        "this is an ",
        "this message ",
        "this mail ",
        "the first part ",
        "if you ",
        "you either ",
        "alternatively, ask the sender ",
        "send mail to mime@",
        "since your mail ",
        "your mail ",
    ];
    const SUBJECTS: [&str; 5] = [
        "mime",
        "different format",
        "mail reader",
        "multi-part",
        "multipart",
    ];
    if !text.is_ascii() || text.len() > LONGEST {
        return false;
    }
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split(". ")
        .map(|sentence| sentence.trim_matches([' ', '.', '-', '=']))
        .all(|sentence| {
            let about = BEGINNINGS
                .iter()
                .any(|beginning| sentence.starts_with(beginning));
            sentence.is_empty()
                || (about && SUBJECTS.iter().any(|subject| sentence.contains(subject)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_mailers_write_is_usual() {
        for text in [
            "This is a multi-part message in MIME format.",
            "This is a MIME-encapsulated message",
            "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
            "This message is in MIME format. Since your mail reader does not understand\nthis format, some or all of this message may not be legible.",
            "This message is in MIME format.  The first part should be readable text,\n  while the remaining parts are likely \
             unreadable without MIME-aware tools.\n  Send mail to mime@docserver.cac.washington.edu for more info.",
            "This is a cryptographically signed message in MIME format.\n",
        ] {
            assert!(is_standard_preamble(text.as_bytes()), "{text}");
        }
        for text in [
            "This is a broken lamp.",
            "This is a multi-part message in MIME format. Call me.",
            "路灯 MIME",
        ] {
            assert!(!is_standard_preamble(text.as_bytes()), "{text}");
        }
    }
}
