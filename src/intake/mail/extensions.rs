//! File extensions by media type, for attachments that came without a name.

use crate::domain::letter::incoming::Enclosure;

/// Extensions by media type, sorted for binary search.
const EXTENSIONS: [(&str, &str); 34] = [
    ("application/ics", "ics"),
    ("application/ms-tnef", "dat"),
    ("application/msword", "doc"),
    ("application/pdf", "pdf"),
    ("application/pgp-encrypted", "asc"),
    ("application/pgp-keys", "asc"),
    ("application/pgp-signature", "asc"),
    ("application/pkcs7-mime", "p7m"),
    ("application/pkcs7-signature", "p7s"),
    ("application/rtf", "rtf"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-tnef", "dat"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ("application/x-pkcs7-mime", "p7m"),
    ("application/x-pkcs7-signature", "p7s"),
    ("application/zip", "zip"),
    ("audio/amr", "amr"),
    ("audio/mp4", "m4a"),
    ("audio/mpeg", "mp3"),
    ("audio/ogg", "ogg"),
    ("audio/wav", "wav"),
    ("audio/x-wav", "wav"),
    ("image/gif", "gif"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("message/global", "eml"),
    ("message/rfc822", "eml"),
    ("text/calendar", "ics"),
    ("text/html", "html"),
    ("text/plain", "txt"),
    ("text/richtext", "rtf"),
    ("text/rtf", "rtf"),
    ("video/mp4", "mp4"),
];

/// Appends the extension of the media type to names that the program generated, so that a double
/// click opens the file.
pub(super) fn add_extensions(attachments: &mut [Enclosure]) {
    for attachment in attachments {
        let ours = || {
            (1..=crate::platform::limits::MAX_ATTACHMENTS + 1)
                .map(|number| say!("intake-attachment-name", number = number))
        };
        if attachment.name.contains('.') || !ours().any(|name| name == attachment.name) {
            continue;
        }
        let wanted = attachment.media_type.to_ascii_lowercase();
        if let Ok(at) = EXTENSIONS.binary_search_by(|(known, _)| (*known).cmp(wanted.as_str())) {
            attachment.name = format!("{}.{}", attachment.name, EXTENSIONS[at].1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_of_ours_gets_an_ending() {
        assert!(EXTENSIONS.is_sorted_by(|one, other| one.0 < other.0));
        let named = |name: &str, media_type: &str| Enclosure {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: Vec::new(),
        };
        let mut all = [
            named("附件1", "text/calendar"),
            named("附件12", "TEXT/RTF"),
            named("附件3", "application/octet-stream"),
            named("照片", "image/jpeg"),
            named("附件4.eml", "message/rfc822"),
        ];
        add_extensions(&mut all);
        let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(
            names,
            ["附件1.ics", "附件12.rtf", "附件3", "照片", "附件4.eml"]
        );
    }
}
