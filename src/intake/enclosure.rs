//! Prepares files that come with letters and with feedback: safe file names, a limit of size.

use std::path::Path;

use crate::domain::letter::incoming::Enclosure;
use crate::platform::limits::{ATTACHMENT_MIB, MIB, NAME_BYTES};

/// Makes an attachment of a file from the disk. The error is a message for the user if the file is
/// empty or too large.
pub fn make_enclosure(path: &Path, bytes: Vec<u8>) -> Result<Enclosure, String> {
    let name = safe_name(
        &path.file_name().unwrap_or_default().to_string_lossy(),
        1,
        false,
    );
    if bytes.is_empty() {
        return Err(say!("enclose-empty", name = name));
    }
    if bytes.len() as u64 > ATTACHMENT_MIB as u64 * MIB {
        return Err(say!("enclose-large", name = name, limit = ATTACHMENT_MIB));
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let media_type = match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("tif" | "tiff") => "image/tiff",
        Some("txt") => "text/plain",
        Some(_) | None => "application/octet-stream",
    };
    Ok(Enclosure {
        name,
        media_type: media_type.to_owned(),
        bytes,
    })
}

/// Returns a file name without folders and without control, direction and invisible characters, at
/// most 120 bytes, with its extension.
///
/// An empty name becomes one with `number`; `nested` is whether the file is a mail, which gets the
/// extension `.eml`.
pub(crate) fn safe_name(declared: &str, number: usize, nested: bool) -> String {
    let last = declared.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '.');
    // Many commands take a name with a leading dash for an option.
    let clean = clean.trim_start_matches(['-', '.', ' ']);
    let mut name = if clean.is_empty() {
        say!("intake-attachment-name", number = number)
    } else {
        clean.to_owned()
    };
    if nested && !name.to_ascii_lowercase().ends_with(".eml") {
        name.push_str(".eml");
    }
    shorten_name(name)
}

fn shorten_name(name: String) -> String {
    const ENDING: usize = 16;
    if name.len() <= NAME_BYTES {
        return name;
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() <= ENDING { ending } else { "" };
    let mut cut = NAME_BYTES - ending.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{ending}", &name[..cut])
}

/// Reports whether a character is invisible or reverses the direction of a name.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ours() {
        assert_eq!(safe_name("../../etc/passwd", 1, false), "passwd");
        assert_eq!(safe_name("C:\\桌面\\证据.jpg", 1, false), "证据.jpg");
        assert_eq!(
            safe_name("gpj.\u{202e}exe\u{0}\u{1b}[2J", 1, false),
            "gpj.exe[2J"
        );
        assert_eq!(safe_name("-rf .x", 1, false), "rf .x");
        assert_eq!(safe_name("..", 3, false), "附件3");
        assert_eq!(safe_name("", 2, true), "附件2.eml");
        let long = safe_name(&format!("{}.pdf", "长".repeat(100)), 1, false);
        assert!(long.len() <= 120 && long.ends_with("长.pdf"), "{long}");
    }
}
