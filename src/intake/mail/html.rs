//! HTML as plain text: a block is a line, scripts and styles are nothing, entities are characters.

use mail_parser::decoders::html::add_html_token;

/// Elements whose content is not text.
const SILENT: [&str; 5] = ["style", "script", "template", "title", "noscript"];
/// Elements that begin and end a line.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "hr",
    "dl",
    "dt",
    "dd",
    "body",
];

/// Turns HTML into text; broken HTML gives its text all the same.
pub(super) fn to_text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        text.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = rest.strip_prefix('<') else { break };
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.words("<");
            rest = tag;
            continue;
        }
        let end = tag.find('>').unwrap_or(tag.len());
        let inside = &tag[..end];
        rest = tag.get(end + 1..).unwrap_or("");
        let name: String =
            inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).take(16).collect();
        let name = name.to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) && !inside.starts_with('/') && !inside.ends_with('/') {
            rest = from_end_tag(rest, &name);
        } else if name == "br" {
            text.line_break();
        } else if matches!(name.as_str(), "td" | "th") {
            text.blank();
        } else if BLOCKS.contains(&name.as_str()) {
            text.block();
        }
    }
    text.done()
}

/// What follows from `</name` on; nothing where it never comes.
fn from_end_tag<'a>(html: &'a str, name: &str) -> &'a str {
    let tag = format!("</{name}");
    let at = html.as_bytes().windows(tag.len()).position(|here| here.eq_ignore_ascii_case(tag.as_bytes()));
    at.map_or("", |at| &html[at..])
}

#[derive(Default)]
struct Text {
    out: String,
    space: bool,
}

impl Text {
    fn words(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let length = match c {
                ' ' | '\t' | '\r' | '\n' => {
                    self.space = true;
                    rest = &rest[1..];
                    continue;
                }
                '&' => entity(rest).unwrap_or(1),
                _ => c.len_utf8(),
            };
            self.gap();
            if c == '&' && length > 1 {
                add_html_token(&mut self.out, &rest.as_bytes()[..length], false);
            } else {
                self.out.push(c);
            }
            rest = &rest[length..];
        }
    }

    fn gap(&mut self) {
        if std::mem::take(&mut self.space) && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    fn blank(&mut self) {
        self.space = true;
    }

    fn line_break(&mut self) {
        self.space = false;
        self.out.push('\n');
    }

    fn block(&mut self) {
        self.space = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn done(self) -> String {
        self.out.trim_matches(['\n', ' ']).to_owned()
    }
}

/// The length of the entity that begins here.
fn entity(text: &str) -> Option<usize> {
    const LONGEST: usize = 32;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text.as_bytes()[1..end];
    (!name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_html_reads_as_its_lines() {
        let html = "<html><head><style>p{}</style><title>t</title></head><body><div>您好：</div><div>路灯&nbsp;不亮&#12290;<br>\
                    谢谢 &amp; 再见</div><!-- <p>x</p> --><script>if(a<b){}</script><table><tr><td>甲</td><td>乙</td></tr></table></body>";
        assert_eq!(to_text(html), "您好：\n路灯\u{a0}不亮。\n谢谢 & 再见\n甲 乙");
    }

    #[test]
    fn broken_html_gives_its_text() {
        assert_eq!(to_text("<head><meta><body>正文 3 < 5 & 6"), "正文 3 < 5 & 6");
        assert_eq!(to_text("<p>未完<a href=\"x"), "未完");
        assert_eq!(to_text("<!-- 无"), "");
    }
}
