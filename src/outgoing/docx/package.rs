//! The package of a document: a zip archive of parts, read within limits.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::DocumentError;

/// The part with the text.
const DOCUMENT: &str = "word/document.xml";

/// Most parts of a template.
const MAX_PARTS: usize = 200;

/// Longest part, in bytes.
const MAX_PART_BYTES: u64 = 20 * 1024 * 1024;

/// All parts together, in bytes.
const MAX_BYTES: u64 = 60 * 1024 * 1024;

/// Reports whether a part may have places: the text, headers and footers.
pub(super) fn has_places(name: &str) -> bool {
    let inner = name
        .strip_prefix("word/")
        .and_then(|name| name.strip_suffix(".xml"));
    inner.is_some_and(|name| {
        name == "document" || name.starts_with("header") || name.starts_with("footer")
    })
}

/// Reads the parts of a package, in its order.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| DocumentError::NotADocument)?;
    if archive.len() > MAX_PARTS {
        return Err(DocumentError::TooLarge);
    }
    let mut parts = Vec::new();
    let mut all = 0;
    for at in 0..archive.len() {
        let part = archive
            .by_index(at)
            .map_err(|_| DocumentError::NotADocument)?;
        if part.is_dir() {
            continue;
        }
        let name = part
            .name()
            .map_err(|_| DocumentError::NotADocument)?
            .into_owned();
        let mut content = Vec::new();
        // The length that the archive states is not trusted.
        part.take(MAX_PART_BYTES + 1)
            .read_to_end(&mut content)
            .map_err(|_| DocumentError::NotADocument)?;
        all += content.len() as u64;
        if content.len() as u64 > MAX_PART_BYTES || all > MAX_BYTES {
            return Err(DocumentError::TooLarge);
        }
        check_safe(&name, &content)?;
        parts.push((name, content));
    }
    let has_text = parts.iter().any(|(name, _)| name == DOCUMENT);
    has_text.then_some(parts).ok_or(DocumentError::NotADocument)
}

/// Refuses what runs a program, or fetches from elsewhere: a template is written by an
/// administrator, and documents made of it go to others.
fn check_safe(name: &str, content: &[u8]) -> Result<(), DocumentError> {
    let refused = || Err(DocumentError::Dangerous(name.to_owned()));
    let lower = name.to_ascii_lowercase();
    let programs = ["vbaproject.bin", "vbadata.xml", ".exe", ".dll"];
    if programs.iter().any(|ending| lower.ends_with(ending))
        || lower.contains("/activex/")
        || lower.contains("/embeddings/")
    {
        return refused();
    }
    let text = String::from_utf8_lossy(content);
    if lower.ends_with(".rels") && text.contains("TargetMode=\"External\"") {
        return refused();
    }
    let fetching = [
        "<w:altChunk",
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "DDEAUTO",
        "<!DOCTYPE",
    ];
    if lower.ends_with(".xml") && fetching.iter().any(|sign| text.contains(sign)) {
        return refused();
    }
    Ok(())
}

/// Writes parts into a package. The same parts give the same bytes: no part has a time.
pub(super) fn write(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, DocumentError> {
    let failed = |_| DocumentError::TooLarge;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, content) in parts {
        archive.start_file(name.as_str(), options).map_err(failed)?;
        archive
            .write_all(content)
            .map_err(|_| DocumentError::TooLarge)?;
    }
    Ok(archive.finish().map_err(failed)?.into_inner())
}
