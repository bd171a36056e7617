//! Handles the tags and words of a page in order: which text is visible, where lines end, where
//! links lead.

use std::collections::HashMap;

use super::Page;
use super::links;
use super::style::Look;
use super::text::Text;

/// Elements that begin and end a line.
const BLOCKS: [&str; 41] = [
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
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements whose content is not text of the letter.
const SILENT: [&str; 4] = ["script", "style", "title", "iframe"];
/// Elements whose content is not displayed, although it may be text.
const UNSHOWN: [&str; 5] = ["template", "noscript", "noembed", "noframes", "datalist"];

/// The maximal number of nested elements that are tracked. Deeper ones get the look of the
/// innermost tracked one.
const DEPTH: usize = 64;
/// The maximal number of names of untracked elements that are counted inside a tracked one.
const NAMES: usize = 64;

/// A start tag with the attributes that are used here.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// The name, in lower case.
    pub name: String,
    /// Whether it closes itself.
    pub closed: bool,
    /// The known attributes, each once.
    pub attributes: Vec<(&'static str, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    fn address(&self, name: &str) -> Option<String> {
        self.get(name).and_then(links::outward)
    }
}

/// An open element that is tracked, because it changes the look of its text or because a link is
/// written where it ends.
struct Open {
    name: String,
    look: Look,
    /// Whether its content is not text at all.
    silent: bool,
    /// The address to write after its text, and where that text begins.
    link: Option<(String, usize)>,
    /// The number of open untracked elements inside it, by name.
    inside: HashMap<String, u32>,
}

/// The state while the tags and words of a page are handled.
pub(super) struct Walk {
    text: Text,
    /// The tracked open elements; the first stands for the page.
    open: Vec<Open>,
    /// The number of hidden characters, without blanks.
    unseen: usize,
    /// The number of characters in the current or last silent element.
    silenced: usize,
    /// Whether an element with preformatted text has just begun: HTML ignores a line end there.
    first: bool,
}

impl Walk {
    pub fn new() -> Walk {
        let page = Open {
            name: String::new(),
            look: Look::default(),
            silent: false,
            link: None,
            inside: HashMap::new(),
        };
        Walk {
            text: Text::default(),
            open: vec![page],
            unseen: 0,
            silenced: 0,
            first: false,
        }
    }

    /// Adds words at the current place.
    pub fn words(&mut self, words: &str) {
        let Some(open) = self.open.last() else { return };
        let (look, silent) = (open.look, open.silent);
        let first = std::mem::take(&mut self.first);
        match (silent, look.seen(), look.kept) {
            (true, ..) => self.silenced += words.chars().filter(|c| shown(*c)).count(),
            (false, false, _) => self.unseen(words),
            (false, true, true) => self.text.lines(if first {
                words.strip_prefix('\n').unwrap_or(words)
            } else {
                words
            }),
            (false, true, false) => self.text.words(words),
        }
    }

    /// Counts words that a reader of the page does not see.
    pub fn unseen(&mut self, words: &str) {
        self.unseen += words.chars().filter(|c| shown(*c)).count();
    }

    /// Handles a start tag.
    pub fn start(&mut self, tag: &Tag) {
        self.end_implied(&tag.name);
        let Some(above) = self.open.last() else {
            return;
        };
        let (mut look, silent) = (above.look, SILENT.contains(&tag.name.as_str()));
        let name = tag.name.as_str();
        // Only a line end that follows the tag of `pre` at once is dropped (HTML, 13.2.6.4.7).
        self.first = false;
        match name {
            "pre" | "textarea" | "xmp" | "listing" | "plaintext" => {
                (look.kept, self.first) = (true, true)
            }
            "font" if tag.get("size").is_some() => look.tiny = false,
            _ => {}
        }
        let style = tag.get("style").unwrap_or("");
        let unhidden =
            tag.get("hidden").is_none() || style.to_ascii_lowercase().contains("display");
        look.gone |= !unhidden || UNSHOWN.contains(&name);
        look = look.with(style);
        let void = VOID.contains(&name);
        let seen = look.seen() && !above.silent;
        if seen {
            self.begin(tag);
        } else if let Some(alt) = tag.get("alt") {
            self.unseen(alt);
        }
        if void || tag.closed {
            return;
        }
        let link = match name {
            "a" => tag.address("href"),
            "form" => tag.address("action"),
            "button" => tag.address("formaction"),
            _ => None,
        };
        let link = link
            .filter(|_| seen)
            .map(|address| (address, self.text.place()));
        let room = self.open.len() < DEPTH;
        let Some(above) = self.open.last_mut() else {
            return;
        };
        let matters = look != above.look || silent != above.silent || link.is_some();
        if matters && !above.silent && room {
            self.silenced = 0;
            self.open.push(Open {
                name: name.to_owned(),
                look,
                silent,
                link,
                inside: HashMap::new(),
            });
        } else if matters && !above.silent && look.seen() {
            // Too deep to be tracked: in doubt, the text is shown.
            above.look = look;
        } else if above.inside.len() < NAMES || above.inside.contains_key(name) {
            *above.inside.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Writes what a visible element shows at its beginning.
    fn begin(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        match name {
            "br" => self.text.line_break(),
            "td" | "th" => self.text.blank(),
            "img" => self.image(tag),
            "area" => {
                let alt = tag.get("alt").unwrap_or("");
                self.text.words(alt);
                if let Some(address) = tag
                    .address("href")
                    .filter(|address| !links::says(alt, address))
                {
                    self.text.words(&links::bracketed(&address));
                }
            }
            "input" => {
                let says = !matches!(
                    tag.get("type"),
                    Some("hidden" | "checkbox" | "radio" | "password" | "file")
                );
                self.text.blank();
                self.text
                    .words(tag.get("value").filter(|_| says).unwrap_or(""));
                self.text
                    .words(tag.get("alt").filter(|_| says).unwrap_or(""));
                self.text.blank();
            }
            "embed" | "source" | "iframe" | "audio" | "video" | "object" => {
                if let Some(address) = tag.address("src").or_else(|| tag.address("data")) {
                    self.text.words(&links::bracketed(&address));
                }
            }
            "select" | "textarea" => self.text.block(),
            _ if BLOCKS.contains(&name) => self.text.block(),
            _ => {}
        }
    }

    /// Writes the alternative text and the address of an image. An image of one pixel is a tracking
    /// pixel and gets no address.
    fn image(&mut self, tag: &Tag) {
        let alt = tag.get("alt").unwrap_or("").trim();
        self.text.words(alt);
        let point = ["width", "height"].iter().any(|side| {
            matches!(
                tag.get(side).map(str::trim),
                Some("0" | "1" | "0px" | "1px")
            )
        });
        if let Some(address) = tag
            .address("src")
            .filter(|address| !point && !links::says(alt, address))
        {
            self.text.words(&links::bracketed(&address));
        }
    }

    /// Handles an end tag.
    pub fn end(&mut self, name: &str) {
        if name == "br" {
            self.text.line_break();
            return;
        }
        // From the innermost tracked element outwards: the tag ends either the element or an
        // untracked one inside it.
        for at in (0..self.open.len()).rev() {
            if let Some(n) = self.open[at].inside.get_mut(name).filter(|n| **n > 0) {
                *n -= 1;
                self.close(at + 1);
                break;
            }
            if at > 0 && self.open[at].name == name {
                self.close(at);
                break;
            }
        }
        let seen = self
            .open
            .last()
            .is_some_and(|open| open.look.seen() && !open.silent);
        if seen
            && (BLOCKS.contains(&name) || matches!(name, "select" | "textarea" | "xmp" | "listing"))
        {
            self.text.block();
        } else if seen && matches!(name, "td" | "th" | "button") {
            self.text.blank();
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
            self.close(self.open.len() - 1);
        }
        // HTML forbids a link within a link.
        if name == "a"
            && let Some(at) = self.open.iter().rposition(|open| open.name == "a")
        {
            self.close(at);
        }
    }

    /// Closes all tracked elements from this index on and writes the addresses of their links.
    fn close(&mut self, from: usize) {
        while self.open.len() > from.max(1) {
            let Some(Open {
                link: Some((address, place)),
                ..
            }) = self.open.pop()
            else {
                continue;
            };
            if !links::says(self.text.since(place), &address) {
                self.text.behind(place, &links::bracketed(&address));
            }
        }
    }

    /// Returns the page as text.
    pub fn done(mut self) -> Page {
        // A script or a title that never ends has swallowed the text after it.
        if self.open.last().is_some_and(|open| open.silent) {
            self.unseen += self.silenced;
        }
        self.close(1);
        Page {
            text: self.text.done(),
            unseen: self.unseen,
        }
    }
}

/// Reports whether a character is drawn. Advertisements fill the preview of a mail with characters
/// that are not.
pub(super) fn shown(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'))
}
