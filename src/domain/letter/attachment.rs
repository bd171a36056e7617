//! Files of a letter, as the record describes them.

use serde::{Deserialize, Serialize};

use super::incoming::Enclosure;

/// A file that came with a letter. The store keeps its content under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The sanitised file name.
    pub name: String,
    /// The declared media type.
    pub media_type: String,
    /// The length in bytes.
    pub size: u64,
    /// The BLAKE3 hash of the content, in hexadecimal.
    pub hash: String,
}

impl Attachment {
    /// Describes a file for the record.
    pub fn from_enclosure(file: &Enclosure) -> Attachment {
        Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.bytes.len() as u64,
            hash: blake3::hash(&file.bytes).to_hex().to_string(),
        }
    }
}
