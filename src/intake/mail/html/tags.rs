//! Tokenizes a page and passes its tags and words on, one by one.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

use crate::intake::mail::html::render::{PageRenderer, Tag, is_drawn};

/// The attributes that are used.
const ATTRIBUTES: [&str; 13] = [
    "action",
    "alt",
    "data",
    "formaction",
    "height",
    "hidden",
    "href",
    "size",
    "src",
    "style",
    "type",
    "value",
    "width",
];

/// The number of bytes of an attribute that are stored. Only images inlined as `data:` are longer.
const MAX_VALUE_BYTES: usize = 64 * 1024;
/// The number of bytes of a name that are stored.
const MAX_NAME_BYTES: usize = 32;

/// Tokenizes a page into `walk`. Returns where the last tag begins if it never ends.
pub(super) fn tokenize_page(html: &str, walk: &mut PageRenderer) -> Option<usize> {
    let mut unfinished = None;
    let reading = TagEmitter {
        walk,
        unfinished: &mut unfinished,
        words: Vec::new(),
        name: Vec::new(),
        is_end: false,
        tag: Tag::default(),
        attribute: Vec::new(),
        value: Vec::new(),
        opened: Vec::new(),
        at: 0,
        tag_at: 0,
        comment: String::new(),
    };
    let mut tokens = Tokenizer::new_with_emitter(html, reading);
    while tokens.next().is_some() {}
    drop(tokens);
    // The library counts the position, so check that a tag begins there.
    unfinished.map(|at| {
        if html.as_bytes().get(at) == Some(&b'<') {
            at
        } else {
            html.rfind('<').unwrap_or(html.len())
        }
    })
}

struct TagEmitter<'a> {
    walk: &'a mut PageRenderer,
    /// Where the unfinished tag begins.
    unfinished: &'a mut Option<usize>,
    /// Words that are not passed on yet. The tokenizer may split a character.
    words: Vec<u8>,
    name: Vec<u8>,
    is_end: bool,
    tag: Tag,
    attribute: Vec<u8>,
    value: Vec<u8>,
    /// The name of the last start tag.
    opened: Vec<u8>,
    at: usize,
    tag_at: usize,
    /// The visible characters of the current comment.
    comment: String,
}

impl TagEmitter<'_> {
    fn flush_words(&mut self) {
        if !self.words.is_empty() {
            self.walk.push_words(&String::from_utf8_lossy(&self.words));
            self.words.clear();
        }
    }

    fn end_attribute(&mut self) {
        if let Some(known) = ATTRIBUTES
            .iter()
            .find(|known| known.as_bytes() == self.attribute)
            && self.tag.attributes.iter().all(|(there, _)| there != known)
        {
            self.tag
                .attributes
                .push((known, String::from_utf8_lossy(&self.value).into_owned()));
        }
        self.attribute.clear();
        self.value.clear();
    }

    fn begin_tag(&mut self, is_end: bool) {
        self.flush_words();
        self.is_end = is_end;
        self.name.clear();
        self.attribute.clear();
        self.value.clear();
        self.tag = Tag::default();
    }
}

/// Appends bytes up to a total length of `room`.
fn push_capped(bytes: &mut Vec<u8>, more: &[u8], room: usize) {
    bytes.extend_from_slice(&more[..more.len().min(room.saturating_sub(bytes.len()))]);
}

impl Emitter for TagEmitter<'_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.opened = name.unwrap_or_default().to_vec();
    }

    fn emit_eof(&mut self) {
        self.flush_words();
    }

    fn emit_error(&mut self, error: Error) {
        match error {
            Error::EofInTag => *self.unfinished = Some(self.tag_at),
            Error::EofInComment => self.walk.count_hidden(&self.comment),
            _ => {}
        }
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_string(&mut self, words: &[u8]) {
        self.words.extend_from_slice(words);
    }

    fn init_start_tag(&mut self) {
        self.begin_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.begin_tag(true);
    }

    fn init_comment(&mut self) {
        self.flush_words();
        self.comment.clear();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_attribute();
        self.tag.name = String::from_utf8_lossy(&self.name).into_owned();
        if self.is_end {
            self.walk.end_tag(&self.tag.name);
            return None;
        }
        self.walk.start_tag(&self.tag);
        self.opened.clone_from(&self.name);
        if self.tag.self_closing {
            None
        } else {
            naive_next_state(&self.name)
        }
    }

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {
        self.tag.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    fn push_tag_name(&mut self, name: &[u8]) {
        push_capped(&mut self.name, name, MAX_NAME_BYTES);
    }

    fn push_comment(&mut self, words: &[u8]) {
        self.comment.extend(
            String::from_utf8_lossy(words)
                .chars()
                .filter(|c| is_drawn(*c)),
        );
    }

    fn push_doctype_name(&mut self, _name: &[u8]) {}

    fn init_doctype(&mut self) {
        self.flush_words();
    }

    fn init_attribute(&mut self) {
        self.end_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        push_capped(&mut self.attribute, name, MAX_NAME_BYTES);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        push_capped(&mut self.value, value, MAX_VALUE_BYTES);
    }

    fn set_doctype_public_identifier(&mut self, _value: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _value: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _value: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _value: &[u8]) {}

    fn start_open_tag(&mut self) {
        self.tag_at = self.at.saturating_sub(1);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && self.name.len() < MAX_NAME_BYTES && self.name == self.opened
    }

    fn move_position(&mut self, offset: isize) {
        self.at = self.at.saturating_add_signed(offset);
    }
}
