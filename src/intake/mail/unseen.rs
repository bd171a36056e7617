//! Pages of which a reader does not see all: what is hidden is no text of the letter, and the page is kept as it came.

use super::super::enclose;
use crate::domain::letter::incoming::Enclosure;
use crate::intake::text::clean;
use crate::platform::limits::{ATTACHMENT_MIB, ATTACHMENTS, MIB};

/// What was not seen of the text of a mail.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    characters: usize,
    pages: String,
}

impl Unseen {
    /// Adds a page, of which so many characters are not seen.
    pub fn add(&mut self, characters: usize, html: &str) {
        if characters > 0 {
            self.characters += characters;
            self.pages.push_str(html);
        }
    }

    /// Says in a remark that something is not seen, and keeps the pages as an attachment.
    pub fn keep(self, attachments: &mut Vec<Enclosure>, remarks: &mut Vec<String>) {
        if self.characters == 0 {
            return;
        }
        let n = self.characters;
        if attachments.len() >= ATTACHMENTS || self.pages.len() as u64 > ATTACHMENT_MIB as u64 * MIB
        {
            remarks.push(say!("intake-remark-unseen-only", n = n));
            return;
        }
        // The mark says that it is UTF-8, whatever the page says of itself.
        let bytes = [b"\xef\xbb\xbf", clean::text(&self.pages).as_bytes()].concat();
        let name = enclose::safe_name(&say!("intake-page-name"), attachments.len() + 1, false);
        remarks.push(say!("intake-remark-unseen", n = n, name = name.as_str()));
        attachments.push(Enclosure {
            name,
            media_type: "text/html".to_owned(),
            bytes,
        });
    }
}
