//! Documents by templates: a `.docx` (Office Open XML, ISO/IEC 29500) with places like `〔来信人〕`,
//! which the office edits in its word processor.

mod fill;
mod package;
mod tree;

pub use fill::Values;

use std::collections::BTreeMap;

/// Why a template is refused, or a document could not be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DocumentError {
    /// Not a package of a word processor.
    #[error("{}", say!("docx-no-document"))]
    NotADocument,
    /// A part that is not well-formed XML.
    #[error("{}", say!("docx-no-xml"))]
    NotXml,
    /// More parts, or longer ones, than a template has.
    #[error("{}", say!("docx-too-large"))]
    TooLarge,
    /// It would run a program, or fetch something from elsewhere: what, by its name in the package.
    #[error("{}", say!("docx-dangerous", what = .0.as_str()))]
    Dangerous(String),
}

/// Template: the parts of its package, checked.
#[derive(Clone, Debug)]
pub struct Template {
    parts: Vec<(String, Vec<u8>)>,
}

impl Template {
    /// Reads a template from the bytes of a `.docx`.
    ///
    /// # Errors
    /// If it is none, is too large, or is dangerous for those who get a document made of it.
    pub fn read(bytes: &[u8]) -> Result<Template, DocumentError> {
        package::read(bytes).map(|parts| Template { parts })
    }

    /// Creates a template from its parts, as the program ships them.
    pub fn from_parts(parts: &[(&str, &[u8])]) -> Template {
        let part = |(name, bytes): &(&str, &[u8])| ((*name).to_owned(), bytes.to_vec());
        Template {
            parts: parts.iter().map(part).collect(),
        }
    }

    /// Returns its bytes: the same for the same parts.
    ///
    /// # Errors
    /// If it cannot be packed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DocumentError> {
        package::write(&self.parts)
    }

    /// Returns the names of its places, known or not.
    ///
    /// # Errors
    /// If a part is no XML.
    pub fn places(&self) -> Result<Vec<String>, DocumentError> {
        let mut names = Vec::new();
        for (name, bytes) in &self.parts {
            if package::has_places(name) {
                names.extend(fill::places(&tree::parse(bytes)?));
            }
        }
        Ok(names)
    }

    /// Fills its places. Returns the bytes of the document.
    ///
    /// # Errors
    /// If a part is no XML.
    pub fn fill(
        &self,
        fields: &BTreeMap<&'static str, String>,
        lists: &BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>,
    ) -> Result<Vec<u8>, DocumentError> {
        let values = Values { fields, lists };
        let mut parts = Vec::with_capacity(self.parts.len());
        for (name, bytes) in &self.parts {
            let bytes = match package::has_places(name) {
                true => {
                    let mut nodes = tree::parse(bytes)?;
                    fill::fill(&mut nodes, &values);
                    tree::write(&nodes)?
                }
                false => bytes.clone(),
            };
            parts.push((name.clone(), bytes));
        }
        package::write(&parts)
    }
}
