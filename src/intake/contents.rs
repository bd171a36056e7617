//! What an attachment holds, as far as it can be shown in a terminal.

use super::text::office_file::decode_text;

/// Bytes of a text that are shown; the rest is left to the saved file.
const MAX_SHOWN_BYTES: usize = 200 * 1024;

/// What an attachment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentContents {
    /// A text in one of the encodings that offices use; `true` if it goes on.
    Text(String, bool),
    /// Something else.
    Other(ContentKind),
}

/// What is not shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// A picture.
    Picture,
    /// A PDF document.
    Pdf,
    /// A document of an office program, or an archive of the same format.
    Package,
    /// A document of an older office program.
    Office,
    /// An archive.
    Archive,
    /// Something else.
    Unknown,
}

/// The kinds that are told apart by their first bytes.
const SIGNATURES: [(&[u8], ContentKind); 12] = [
    (b"\xFF\xD8\xFF", ContentKind::Picture),
    (b"\x89PNG\r\n\x1a\n", ContentKind::Picture),
    (b"GIF8", ContentKind::Picture),
    (b"BM", ContentKind::Picture),
    (b"II*\0", ContentKind::Picture),
    (b"MM\0*", ContentKind::Picture),
    (b"%PDF-", ContentKind::Pdf),
    (b"PK\x03\x04", ContentKind::Package),
    (b"\xD0\xCF\x11\xE0", ContentKind::Office),
    (b"Rar!", ContentKind::Archive),
    (b"7z\xBC\xAF", ContentKind::Archive),
    (b"{\\rtf", ContentKind::Office),
];

/// Returns what an attachment holds, by its bytes and not by its name.
pub fn attachment_contents(bytes: &[u8]) -> AttachmentContents {
    let shown = bytes.get(..MAX_SHOWN_BYTES).unwrap_or(bytes);
    let goes_on = shown.len() < bytes.len();
    let signature = SIGNATURES
        .iter()
        .find(|(start, _)| bytes.starts_with(start));
    // Two letters at the start of a text are no picture.
    let may_be_text = signature.is_none_or(|(start, _)| *start == b"BM");
    let text = may_be_text.then(|| decode_cut(shown, goes_on)).flatten();
    match text {
        Some(text) => AttachmentContents::Text(text, goes_on),
        None => {
            AttachmentContents::Other(signature.map_or(ContentKind::Unknown, |(_, kind)| *kind))
        }
    }
}

/// Decodes a text of which the end, and with it a part of a character, may be cut off.
fn decode_cut(bytes: &[u8], cut: bool) -> Option<String> {
    let most = if cut { 4 } else { 0 };
    (0..=most.min(bytes.len())).find_map(|less| decode_text(&bytes[..bytes.len() - less]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_in_any_encoding_and_a_picture_is_told() {
        let text = "停水三天，请尽快处理。";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        for bytes in [text.as_bytes(), &gbk] {
            let contents = attachment_contents(bytes);
            assert_eq!(contents, AttachmentContents::Text(text.to_owned(), false));
        }
        let contents = attachment_contents(b"\xFF\xD8\xFF\xE0\0\x10JFIF");
        assert_eq!(contents, AttachmentContents::Other(ContentKind::Picture));
        assert_eq!(
            attachment_contents(b"%PDF-1.4\n"),
            AttachmentContents::Other(ContentKind::Pdf)
        );
        assert_eq!(
            attachment_contents(b"BMW parks on the pavement"),
            AttachmentContents::Text("BMW parks on the pavement".to_owned(), false)
        );
        assert_eq!(
            attachment_contents(&[0, 1, 2]),
            AttachmentContents::Other(ContentKind::Unknown)
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "字".repeat(MAX_SHOWN_BYTES / 3 + 9);
        let AttachmentContents::Text(text, goes_on) = attachment_contents(long.as_bytes()) else {
            panic!("a text");
        };
        assert!(goes_on && text.chars().all(|char| char == '字'));
        assert!(text.len() > MAX_SHOWN_BYTES - 6);
    }
}
