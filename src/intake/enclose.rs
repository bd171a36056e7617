//! Files that come with letters and with feedback: under names that are ours, within a cap.

use std::path::Path;

use crate::domain::letter::incoming::Enclosure;
use crate::platform::limits::{ATTACHMENT_MIB, MIB, NAME_BYTES};

/// A file from the disk. The sentence where it is too large or empty.
pub fn enclose(path: &Path, bytes: Vec<u8>) -> Result<Enclosure, String> {
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

/// A file name without folders, control, direction and invisible characters, at most 120 bytes, its ending kept.
pub fn safe_name(declared: &str, number: usize, nested: bool) -> String {
    let last = declared.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last
        .chars()
        .filter(|c| !unseen(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '.');
    // A name that begins with a dash is an option to whoever forgets that.
    let clean = clean.trim_start_matches(['-', '.', ' ']);
    let mut name = if clean.is_empty() {
        say!("intake-attachment-name", number = number)
    } else {
        clean.to_owned()
    };
    if nested && !name.to_ascii_lowercase().ends_with(".eml") {
        name.push_str(".eml");
    }
    shortened(name)
}

fn shortened(name: String) -> String {
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

/// Characters that are not seen, or that turn a name around.
fn unseen(c: char) -> bool {
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
