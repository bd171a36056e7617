//! As much of Rust's grammar as is needed to tell code from comments and from what stands in quotes.

/// The code without its comments (lines stay lines), and what stands in quotes, with its line from 1.
pub(super) fn read(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::new();
    let mut literals = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let before = code
            .chars()
            .next_back()
            .is_some_and(|char| char.is_alphanumeric() || char == '_');
        let length = if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        } else if rest.starts_with("/*") {
            let length = block_comment(rest);
            code.extend(rest[..length].chars().filter(|char| *char == '\n'));
            rest = &rest[length..];
            continue;
        } else if let Some((length, inner)) = raw(rest).filter(|_| !before) {
            literals.push((
                text[..text.len() - rest.len()].matches('\n').count() + 1,
                inner.to_owned(),
            ));
            length
        } else if char == '"' || (char == '\'' && !lifetime(rest)) {
            let length = quoted(rest, char);
            let inner = &rest[1..length - 1];
            literals.push((
                text[..text.len() - rest.len()].matches('\n').count() + 1,
                inner.to_owned(),
            ));
            length
        } else {
            char.len_utf8()
        };
        code.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    (code, literals)
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
        if depth == 0 || at >= text.len() {
            return at;
        }
    }
}

/// The length and the inside of a raw string, where one begins here: `r#"…"#`.
fn raw(text: &str) -> Option<(usize, &str)> {
    let opened = text.strip_prefix('r').or_else(|| text.strip_prefix("br"))?;
    let hashes = opened.len() - opened.trim_start_matches('#').len();
    let inner = opened[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inner.find(&close)?;
    Some((text.len() - inner.len() + end + close.len(), &inner[..end]))
}

/// The length of what is quoted with `quote`, both quotes counted.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            char if char == quote => return at + char.len_utf8(),
            _ => {}
        }
    }
    panic!(
        "a quote does not close: {}",
        text.chars().take(40).collect::<String>()
    )
}

/// Whether the apostrophe begins a lifetime or a label, and no character.
fn lifetime(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    let name = chars
        .next()
        .is_some_and(|char| char.is_alphabetic() || char == '_');
    name && chars.next() != Some('\'')
}
