//! Classifies container files, ZIP and OLE, by the names inside: a workbook or something else.

use std::io::{BufReader, Read, Seek};

use crate::intake::format::SourceFormat;
use crate::intake::format::UnsupportedFormat;
use crate::platform::limits::{ARCHIVE_ENTRIES, MIB, XLS_MIB};

/// Returns the format of the workbook in a ZIP file, or what the file is instead.
pub(in crate::intake) fn classify_zip(
    file: impl Read + Seek,
) -> Result<SourceFormat, UnsupportedFormat> {
    // A ZIP that does not open is most likely a damaged workbook.
    let Ok(mut archive) = zip::ZipArchive::new(BufReader::new(file)) else {
        return Ok(SourceFormat::Xlsx);
    };
    let names: Vec<String> = archive
        .file_names()
        .take(ARCHIVE_ENTRIES)
        .filter_map(|name| name.ok())
        .map(|name| {
            name.replace('\\', "/")
                .trim_start_matches('/')
                .to_ascii_lowercase()
        })
        .collect();
    let begins = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let is = |wanted: &str| names.iter().any(|name| name == wanted);
    if is("mimetype") {
        let mut kind = String::new();
        if let Ok(entry) = archive.by_name("mimetype") {
            // A `mimetype` that is not text matches none of the types below.
            let _ = entry.take(200).read_to_string(&mut kind);
        }
        return match kind.trim() {
            kind if kind.contains("opendocument.spreadsheet") => Ok(SourceFormat::Ods),
            kind if kind.contains("opendocument.presentation") => Err(UnsupportedFormat::Slides),
            kind if kind.contains("opendocument.text") => Err(UnsupportedFormat::Document),
            _ => Err(UnsupportedFormat::Archive),
        };
    }
    let others = [
        (begins("word/"), UnsupportedFormat::Document),
        (begins("ppt/"), UnsupportedFormat::Slides),
        (is("ofd.xml"), UnsupportedFormat::Ofd),
        (
            !begins("xl/") && !is("[content_types].xml"),
            UnsupportedFormat::Archive,
        ),
    ];
    match others.into_iter().find(|(is, _)| *is && !begins("xl/")) {
        Some((_, foreign)) => Err(foreign),
        None if is("xl/workbook.bin") => Ok(SourceFormat::Xlsb),
        None => Ok(SourceFormat::Xlsx),
    }
}

/// What an OLE file is, by the names of its streams.
pub(in crate::intake) enum OleKind {
    /// A workbook, possibly a damaged one.
    Workbook,
    /// An office file under a password.
    Locked,
    /// Something else.
    Foreign(UnsupportedFormat),
}

/// Classifies an OLE file by the names of its streams.
///
/// Directory entries have 128 bytes at multiples of 128, so the directory need not be located: all
/// entries of the file are tested.
pub(in crate::intake) fn classify_ole(file: impl Read) -> OleKind {
    const ENTRY: usize = 128;
    let (mut reader, mut entry) = (BufReader::new(file.take(XLS_MIB * MIB)), [0; ENTRY]);
    let mut found: Option<UnsupportedFormat> = None;
    let mut other = false;
    while reader.read_exact(&mut entry).is_ok() {
        let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
        // A storage (1), a stream (2) or the root (5), with a name of valid length.
        if !(2..=64).contains(&length) || length % 2 != 0 || !matches!(entry[66], 1 | 2 | 5) {
            continue;
        }
        let units = entry.get(..length - 2).unwrap_or_default().chunks_exact(2);
        let name: String =
            char::decode_utf16(units.map(|two| u16::from_le_bytes([two[0], two[1]])))
                .map(|c| c.unwrap_or('\u{fffd}'))
                .collect();
        match name.as_str() {
            "Workbook" | "Book" => return OleKind::Workbook,
            "EncryptedPackage" => return OleKind::Locked,
            "WordDocument" | "WpsDocument" => found = Some(UnsupportedFormat::Document),
            "PowerPoint Document" => found = Some(UnsupportedFormat::Slides),
            "__nameid_version1.0" | "__properties_version1.0" => {
                found = Some(UnsupportedFormat::OutlookMail)
            }
            "Root Entry" => other = true,
            _ => {}
        }
    }
    match found {
        Some(foreign) => OleKind::Foreign(foreign),
        None if other => OleKind::Foreign(UnsupportedFormat::Office),
        None => OleKind::Workbook,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ole_file_is_named_by_its_streams() {
        let entry = |name: &str| {
            let mut bytes = vec![0; 128];
            for (at, unit) in name.encode_utf16().enumerate() {
                bytes[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
            }
            bytes[64..66].copy_from_slice(&((name.len() as u16 + 1) * 2).to_le_bytes());
            bytes[66] = 2;
            bytes
        };
        let file = |names: &[&str]| {
            names
                .iter()
                .flat_map(|name| entry(name))
                .collect::<Vec<u8>>()
        };
        assert!(matches!(
            classify_ole(file(&["Root Entry", "Workbook"]).as_slice()),
            OleKind::Workbook
        ));
        assert!(matches!(
            classify_ole(file(&["Root Entry", "EncryptedPackage"]).as_slice()),
            OleKind::Locked
        ));
        assert!(matches!(
            classify_ole(file(&["Root Entry", "WordDocument"]).as_slice()),
            OleKind::Foreign(UnsupportedFormat::Document)
        ));
        assert!(
            matches!(classify_ole(&b"nothing"[..]), OleKind::Workbook),
            "what is damaged is told as a workbook that is"
        );
    }
}
