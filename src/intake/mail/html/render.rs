//! Handles the tags and words of a page in order: which text is visible, where lines end, where
//! links lead.

use std::collections::HashMap;

use super::PageText;
use super::links;
use super::style::TextStyle;
use super::text::TextBuilder;

/// Elements that begin and end a line.
const BLOCK_TAGS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];
/// Elements whose start tag ends an open paragraph.
const END_PARAGRAPH: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];
/// Elements without content.
const VOID_TAGS: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements whose content is not text of the letter.
const NON_TEXT_TAGS: [&str; 4] = ["script", "style", "title", "iframe"];
/// Elements whose content is not displayed, although it may be text.
const HIDDEN_TAGS: [&str; 5] = ["template", "noscript", "noembed", "noframes", "datalist"];

/// The maximal number of nested elements that are tracked. Deeper ones get the look of the
/// innermost tracked one.
const MAX_TRACKED_DEPTH: usize = 64;
/// The maximal number of names of untracked elements that are counted inside a tracked one.
const MAX_COUNTED_NAMES: usize = 64;

/// A start tag with the attributes that are used here.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// The name, in lower case.
    pub name: String,
    /// Whether it closes itself.
    pub self_closing: bool,
    /// The known attributes, each once.
    pub attributes: Vec<(&'static str, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    fn link_address(&self, name: &str) -> Option<String> {
        self.attribute(name).and_then(links::outward_address)
    }
}

/// An open element that is tracked, because it changes the look of its text or because a link is
/// written where it ends.
struct OpenElement {
    name: String,
    style: TextStyle,
    /// Whether its content is not text at all.
    non_text: bool,
    /// The address to write after its text, and where that text begins.
    link: Option<(String, usize)>,
    /// The number of open untracked elements inside it, by name.
    inside: HashMap<String, u32>,
}

/// The state while the tags and words of a page are handled.
pub(super) struct PageRenderer {
    text: TextBuilder,
    /// The tracked open elements; the first stands for the page.
    open: Vec<OpenElement>,
    /// The number of hidden characters, without blanks.
    hidden_chars: usize,
    /// The number of characters in the current or last silent element.
    swallowed_chars: usize,
    /// Whether an element with preformatted text has just begun: HTML ignores a line end there.
    preformatted_start: bool,
}

impl PageRenderer {
    pub(super) fn new() -> PageRenderer {
        let page = OpenElement {
            name: String::new(),
            style: TextStyle::default(),
            non_text: false,
            link: None,
            inside: HashMap::new(),
        };
        PageRenderer {
            text: TextBuilder::default(),
            open: vec![page],
            hidden_chars: 0,
            swallowed_chars: 0,
            preformatted_start: false,
        }
    }

    /// Adds words at the current place.
    pub(super) fn push_words(&mut self, words: &str) {
        let Some(open) = self.open.last() else { return };
        let (look, silent) = (open.style, open.non_text);
        let first = std::mem::take(&mut self.preformatted_start);
        match (silent, look.is_visible(), look.preformatted) {
            (true, ..) => self.swallowed_chars += words.chars().filter(|c| is_drawn(*c)).count(),
            (false, false, _) => self.count_hidden(words),
            (false, true, true) => self.text.push_preformatted(if first {
                words.strip_prefix('\n').unwrap_or(words)
            } else {
                words
            }),
            (false, true, false) => self.text.push_words(words),
        }
    }

    /// Counts words that a reader of the page does not see.
    pub(super) fn count_hidden(&mut self, words: &str) {
        self.hidden_chars += words.chars().filter(|c| is_drawn(*c)).count();
    }

    /// Handles a start tag.
    pub(super) fn start_tag(&mut self, tag: &Tag) {
        self.end_implied(&tag.name);
        let Some(above) = self.open.last() else {
            return;
        };
        let (mut look, silent) = (above.style, NON_TEXT_TAGS.contains(&tag.name.as_str()));
        let name = tag.name.as_str();
        // Only a line end that follows the tag of `pre` at once is dropped (HTML, 13.2.6.4.7).
        self.preformatted_start = false;
        match name {
            "pre" | "textarea" | "xmp" | "listing" | "plaintext" => {
                (look.preformatted, self.preformatted_start) = (true, true)
            }
            "font" if tag.attribute("size").is_some() => look.zero_size = false,
            _ => {}
        }
        let style = tag.attribute("style").unwrap_or("");
        let unhidden =
            tag.attribute("hidden").is_none() || style.to_ascii_lowercase().contains("display");
        look.not_displayed |= !unhidden || HIDDEN_TAGS.contains(&name);
        look = look.with_style(style);
        let void = VOID_TAGS.contains(&name);
        let seen = look.is_visible() && !above.non_text;
        if seen {
            self.write_start(tag);
        } else if let Some(alt) = tag.attribute("alt") {
            self.count_hidden(alt);
        }
        if void || tag.self_closing {
            return;
        }
        let link = match name {
            "a" => tag.link_address("href"),
            "form" => tag.link_address("action"),
            "button" => tag.link_address("formaction"),
            _ => None,
        };
        let link = link
            .filter(|_| seen)
            .map(|address| (address, self.text.position()));
        let room = self.open.len() < MAX_TRACKED_DEPTH;
        let Some(above) = self.open.last_mut() else {
            return;
        };
        let matters = look != above.style || silent != above.non_text || link.is_some();
        if matters && !above.non_text && room {
            self.swallowed_chars = 0;
            self.open.push(OpenElement {
                name: name.to_owned(),
                style: look,
                non_text: silent,
                link,
                inside: HashMap::new(),
            });
        } else if matters && !above.non_text && look.is_visible() {
            // Too deep to be tracked: in doubt, the text is shown.
            above.style = look;
        } else if above.inside.len() < MAX_COUNTED_NAMES || above.inside.contains_key(name) {
            *above.inside.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Writes what a visible element shows at its beginning.
    fn write_start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        match name {
            "br" => self.text.line_break(),
            "td" | "th" => self.text.push_blank(),
            "img" => self.write_image(tag),
            "area" => {
                let alt = tag.attribute("alt").unwrap_or("");
                self.text.push_words(alt);
                if let Some(address) = tag
                    .link_address("href")
                    .filter(|address| !links::shows_address(alt, address))
                {
                    self.text.push_words(&links::in_brackets(&address));
                }
            }
            "input" => {
                let says = !matches!(
                    tag.attribute("type"),
                    Some("hidden" | "checkbox" | "radio" | "password" | "file")
                );
                self.text.push_blank();
                self.text
                    .push_words(tag.attribute("value").filter(|_| says).unwrap_or(""));
                self.text
                    .push_words(tag.attribute("alt").filter(|_| says).unwrap_or(""));
                self.text.push_blank();
            }
            "embed" | "source" | "iframe" | "audio" | "video" | "object" => {
                if let Some(address) = tag.link_address("src").or_else(|| tag.link_address("data"))
                {
                    self.text.push_words(&links::in_brackets(&address));
                }
            }
            "select" | "textarea" => self.text.end_block(),
            _ if BLOCK_TAGS.contains(&name) => self.text.end_block(),
            _ => {}
        }
    }

    /// Writes the alternative text and the address of an image. An image of one pixel is a tracking
    /// pixel and gets no address.
    fn write_image(&mut self, tag: &Tag) {
        let alt = tag.attribute("alt").unwrap_or("").trim();
        self.text.push_words(alt);
        let point = ["width", "height"].iter().any(|side| {
            matches!(
                tag.attribute(side).map(str::trim),
                Some("0" | "1" | "0px" | "1px")
            )
        });
        if let Some(address) = tag
            .link_address("src")
            .filter(|address| !point && !links::shows_address(alt, address))
        {
            self.text.push_words(&links::in_brackets(&address));
        }
    }

    /// Handles an end tag.
    pub(super) fn end_tag(&mut self, name: &str) {
        if name == "br" {
            self.text.line_break();
            return;
        }
        // From the innermost tracked element outwards: the tag ends either the element or an
        // untracked one inside it.
        for at in (0..self.open.len()).rev() {
            if let Some(n) = self.open[at].inside.get_mut(name).filter(|n| **n > 0) {
                *n -= 1;
                self.close_from(at + 1);
                break;
            }
            if at > 0 && self.open[at].name == name {
                self.close_from(at);
                break;
            }
        }
        let seen = self
            .open
            .last()
            .is_some_and(|open| open.style.is_visible() && !open.non_text);
        if seen
            && (BLOCK_TAGS.contains(&name)
                || matches!(name, "select" | "textarea" | "xmp" | "listing"))
        {
            self.text.end_block();
        } else if seen && matches!(name, "td" | "th" | "button") {
            self.text.push_blank();
        }
    }

    /// Closes the tracked element that this start tag ends implicitly.
    fn end_implied(&mut self, name: &str) {
        let Some(last) = self.open.last().filter(|_| self.open.len() > 1) else {
            return;
        };
        let holds = |name: &str| last.inside.get(name).is_some_and(|n| *n > 0);
        let ends = match last.name.as_str() {
            "p" => END_PARAGRAPH.contains(&name),
            "li" => name == "li" && !holds("ul") && !holds("ol"),
            "dt" | "dd" => matches!(name, "dt" | "dd") && !holds("dl"),
            "td" | "th" => {
                matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot") && !holds("table")
            }
            "tr" => matches!(name, "tr" | "tbody" | "tfoot") && !holds("table"),
            "option" => matches!(name, "option" | "optgroup"),
            "head" => name == "body",
            _ => false,
        };
        if ends {
            self.close_from(self.open.len() - 1);
        }
        // HTML forbids a link within a link.
        if name == "a"
            && let Some(at) = self.open.iter().rposition(|open| open.name == "a")
        {
            self.close_from(at);
        }
    }

    /// Closes all tracked elements from this index on and writes the addresses of their links.
    fn close_from(&mut self, from: usize) {
        while self.open.len() > from.max(1) {
            let Some(OpenElement {
                link: Some((address, place)),
                ..
            }) = self.open.pop()
            else {
                continue;
            };
            if !links::shows_address(self.text.text_since(place), &address) {
                self.text
                    .insert_before_blanks(place, &links::in_brackets(&address));
            }
        }
    }

    /// Returns the page as text.
    pub(super) fn into_page(mut self) -> PageText {
        // A script or a title that never ends has swallowed the text after it.
        if self.open.last().is_some_and(|open| open.non_text) {
            self.hidden_chars += self.swallowed_chars;
        }
        self.close_from(1);
        PageText {
            text: self.text.finish(),
            hidden_chars: self.hidden_chars,
        }
    }
}

/// Reports whether a character is drawn. Advertisements fill the preview of a mail with characters
/// that are not.
pub(super) fn is_drawn(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'))
}
