//! HTML of which a reader does not see everything: hidden text is left out of the letter, and the
//! page is attached unchanged.

use crate::domain::letter::incoming::Enclosure;
use crate::intake::enclosure;
use crate::intake::text::clean;
use crate::platform::limits::{ATTACHMENT_MIB, MAX_ATTACHMENTS, MIB};

/// The HTML pages with hidden text, and the number of hidden characters.
#[derive(Debug, Default)]
pub(super) struct HiddenContent {
    characters: usize,
    pages: String,
}

impl HiddenContent {
    /// Adds a page with `characters` hidden characters; a page without any is ignored.
    pub(super) fn add_page(&mut self, characters: usize, html: &str) {
        if characters > 0 {
            self.characters += characters;
            self.pages.push_str(html);
        }
    }

    /// Adds a remark on the hidden text and attaches the pages, if they fit within the limits.
    pub(super) fn attach_pages(self, attachments: &mut Vec<Enclosure>, remarks: &mut Vec<String>) {
        if self.characters == 0 {
            return;
        }
        let n = self.characters;
        if attachments.len() >= MAX_ATTACHMENTS
            || self.pages.len() as u64 > ATTACHMENT_MIB as u64 * MIB
        {
            remarks.push(say!("intake-remark-unseen-only", n = n));
            return;
        }
        // The page may declare another charset: the byte order mark overrides it, since the text is
        // UTF-8 now.
        let bytes = [b"\xef\xbb\xbf", clean::clean_text(&self.pages).as_bytes()].concat();
        let name = enclosure::safe_name(&say!("intake-page-name"), attachments.len() + 1, false);
        remarks.push(say!("intake-remark-unseen", n = n, name = name.as_str()));
        attachments.push(Enclosure {
            name,
            media_type: "text/html".to_owned(),
            bytes,
        });
    }
}
