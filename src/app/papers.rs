//! The papers of the office, made from a letter and the templates that the program ships.

use std::path::Path;

use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::time::Timestamp;
use crate::outgoing::docx::Template;
use crate::report::paper::{Paper, PaperFacts, PaperKind, possible_papers};
use crate::store::Store;

/// The parts that all templates share.
const COMMON: [(&str, &[u8]); 7] = [
    (
        "[Content_Types].xml",
        include_bytes!("../../assets/documents/common/content_types.xml"),
    ),
    (
        "_rels/.rels",
        include_bytes!("../../assets/documents/common/rels.xml"),
    ),
    (
        "word/_rels/document.xml.rels",
        include_bytes!("../../assets/documents/common/document_rels.xml"),
    ),
    (
        "word/styles.xml",
        include_bytes!("../../assets/documents/common/styles.xml"),
    ),
    (
        "word/settings.xml",
        include_bytes!("../../assets/documents/common/settings.xml"),
    ),
    (
        "word/footer1.xml",
        include_bytes!("../../assets/documents/common/footer1.xml"),
    ),
    (
        "word/footer2.xml",
        include_bytes!("../../assets/documents/common/footer2.xml"),
    ),
];

fn text_part(kind: PaperKind) -> &'static [u8] {
    match kind {
        PaperKind::Sheet => include_bytes!("../../assets/documents/sheet.xml"),
        PaperKind::Notice => include_bytes!("../../assets/documents/notice.xml"),
        PaperKind::Assignment => include_bytes!("../../assets/documents/assignment.xml"),
        PaperKind::Urging => include_bytes!("../../assets/documents/urging.xml"),
        PaperKind::Extension => include_bytes!("../../assets/documents/extension.xml"),
        PaperKind::Reply => include_bytes!("../../assets/documents/reply.xml"),
    }
}

/// Returns the template of a kind.
pub fn template(kind: PaperKind) -> Template {
    let mut parts: Vec<(&str, &[u8])> = COMMON.to_vec();
    parts.push(("word/document.xml", text_part(kind)));
    Template::from_parts(&parts)
}

/// Makes a paper of a letter that the person has opened.
///
/// # Errors
/// If they may not make it, or the letter has not what it is about.
pub fn paper(
    store: &Store,
    (kind, unit): (PaperKind, Option<UnitId>),
    id: LetterId,
    who: &Staff,
    now: Timestamp,
) -> Result<Paper, AppError> {
    let none = || AppError::Refused(say!("paper-none", kind = kind.label()));
    if !store.may_read(id, who)? {
        return Err(none());
    }
    let letter = store.redact_letter(store.load_letter(id)?, who)?;
    let possible = possible_papers(&letter, who);
    let fits =
        |(of, to): &(PaperKind, Option<UnitId>)| *of == kind && (unit.is_none() || *to == unit);
    let (_, unit) = possible.into_iter().find(fits).ok_or_else(none)?;
    let facts = PaperFacts {
        letter: &letter,
        office: store.office(),
        unit,
        who: &who.id,
        now,
    };
    Paper::new(kind, &facts).ok_or_else(none)
}

/// Returns a paper as the bytes of a file: a document by its template, or its values as JSON, as the
/// ending of the file's name says.
///
/// # Errors
/// For any other ending, or if the document cannot be put together.
pub fn paper_bytes(kind: PaperKind, paper: &Paper, path: &Path) -> Result<Vec<u8>, AppError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("docx") => Ok(template(kind).fill(&paper.fields, &paper.lists)?),
        Some("json") => Ok(paper_json(kind, paper).to_string().into_bytes()),
        _ => {
            let path = path.display().to_string();
            Err(AppError::Usage(say!("paper-ending", path = path)))
        }
    }
}

/// Returns the values of a paper as JSON.
pub fn paper_json(kind: PaperKind, paper: &Paper) -> serde_json::Value {
    serde_json::json!({ "kind": kind.code(), "fields": paper.fields, "lists": paper.lists })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_of_ours_is_one_that_the_program_takes() {
        for kind in PaperKind::ALL {
            let bytes = template(kind).to_bytes().unwrap();
            let read = Template::read(&bytes).unwrap();
            assert!(!read.places().unwrap().is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn a_template_with_a_macro_or_a_link_to_elsewhere_is_refused() {
        let of = |name: &str, content: &[u8]| {
            let mut parts: Vec<(&str, &[u8])> = COMMON.to_vec();
            parts.push(("word/document.xml", text_part(PaperKind::Reply)));
            parts.push((name, content));
            Template::read(&Template::from_parts(&parts).to_bytes().unwrap()).map(drop)
        };
        let link = b"<Relationships><Relationship TargetMode=\"External\"/></Relationships>";
        for (name, content) in [
            ("word/vbaProject.bin", &b"x"[..]),
            ("word/_rels/header1.xml.rels", &link[..]),
            ("word/header1.xml", b"<w:p><w:altChunk/></w:p>"),
        ] {
            assert!(of(name, content).is_err(), "{name}");
        }
        assert!(of("word/media/mark.png", b"\x89PNG").is_ok());
    }
}
