//! Finds and splits the header lines of a mail or of a part of one.

pub(super) mod params;
mod runs;
pub(crate) mod sections;
pub(super) mod words;

/// One header of a mail.
#[derive(Debug)]
pub(super) struct Header<'a> {
    /// The name in lower case, without white space.
    pub name: String,
    /// All its lines, as they stand, with their line ends.
    pub lines: &'a [u8],
    /// The bytes after the colon.
    pub value: &'a [u8],
}

/// Reports whether a line can begin a header: a name of printable ASCII, then a colon. `http://`
/// begins no header.
fn begins_header(line: &[u8]) -> bool {
    let Some(colon) = line.iter().take(80).position(|byte| *byte == b':') else {
        return false;
    };
    let name = line[..colon].trim_ascii_end();
    let printable =
        name.iter().all(u8::is_ascii_graphic) || name.eq_ignore_ascii_case(b"content -type");
    !name.is_empty() && printable && !line[colon..].starts_with(b"://")
}

fn is_blank_line(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Returns where the headers at the beginning of a mail end and where its text begins, or `None` if
/// it has no headers.
///
/// Skips a line that belongs to no header if another header follows, since some mailers break long
/// lines without folding them.
pub(super) fn mail_header_end(mail: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut good) = (0, None);
    let mut lines = mail.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        if is_blank_line(line) {
            let before = good.is_none() && mail[..at].trim_ascii().is_empty();
            if !before && !is_folded_blank(line, lines.peek().copied()) {
                let end = good.unwrap_or(0);
                return Some(if end == at {
                    (at, at + line.len())
                } else {
                    (end, end)
                });
            }
            if good == Some(at) {
                good = Some(at + line.len());
            }
        } else if begins_header(line) || (good == Some(at) && is_continuation(line)) {
            good = Some(at + line.len());
        }
        at += line.len();
    }
    good.map(|end| (end, end))
}

/// Returns where the headers at the beginning of a part end and where its text begins.
///
/// A part may have no headers, and its text may follow them without a blank line. Without a blank
/// line, lines that look like headers count only if one is a `Content-` header. A line that begins
/// with dashes may be a delimiter and ends the headers.
pub(super) fn part_header_end(part: &[u8]) -> (usize, usize) {
    let (mut at, mut content) = (0, false);
    let mut lines = part.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        if is_blank_line(line) {
            if !is_folded_blank(line, lines.peek().copied()) || at == 0 {
                return (at, at + line.len());
            }
        } else if line.starts_with(b"--") {
            break;
        } else if begins_header(line) {
            content |= line.len() > 8 && line[..8].eq_ignore_ascii_case(b"content-");
        } else if at == 0 || !is_continuation(line) {
            break;
        }
        at += line.len();
    }
    if content { (at, at) } else { (0, 0) }
}

fn is_continuation(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

/// Reports whether a line of white space is part of a folded header.
fn is_folded_blank(line: &[u8], next: Option<&[u8]>) -> bool {
    is_continuation(line)
        && next.is_some_and(|next| {
            begins_header(next) || (is_continuation(next) && !is_blank_line(next))
        })
}

/// Splits a block into its headers, in order; lines that belong to none are left out.
pub(super) fn split_headers(block: &[u8]) -> Vec<Header<'_>> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut inside = false;
    for line in block.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        if begins_header(line) {
            starts.push((at, end));
            inside = true;
        } else if inside && is_continuation(line) {
            if let Some(last) = starts.last_mut().filter(|last| last.1 == at) {
                last.1 = end;
            }
        } else {
            inside = false;
        }
        at = end;
    }
    let header = |(start, end): (usize, usize)| {
        let lines = &block[start..end];
        let colon = lines.iter().position(|byte| *byte == b':').unwrap_or(0);
        let name = lines[..colon]
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace());
        let name = name
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        Header {
            name,
            lines,
            value: &lines[colon + 1..],
        }
    };
    starts.into_iter().map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_where_the_text_begins() {
        assert_eq!(mail_header_end(b"\nA: b\n c\n\nx"), Some((9, 10)));
        assert_eq!(
            mail_header_end(b"A: b\nbroken line\nC: d\n\nx"),
            Some((22, 23))
        );
        assert_eq!(
            mail_header_end(b"A: b\ntext without a blank line\n\nx"),
            Some((5, 5))
        );
        assert_eq!(mail_header_end(b"A: b\n \nC: d\n\nx"), Some((12, 13)));
        assert_eq!(mail_header_end(b"A: b\n \n\tc\n\nx"), Some((10, 11)));
        assert_eq!(mail_header_end(b"no header\n"), None);
        assert_eq!(part_header_end(b"\nx"), (0, 1));
        assert_eq!(part_header_end(b"see: this\nhttp://example.cn\n"), (0, 0));
        assert_eq!(part_header_end(b"Content-Type: text/plain\ntext"), (25, 25));
        assert_eq!(part_header_end(b"X: y\n\nx"), (5, 6));
    }

    #[test]
    fn headers_are_split_at_their_names() {
        let headers = split_headers(b"Subject: a\r\n b\r\nbroken\nContent -Type : c\n \n");
        let seen: Vec<(&str, &[u8])> = headers
            .iter()
            .map(|header| (header.name.as_str(), header.value))
            .collect();
        assert_eq!(
            seen,
            [
                ("subject", b" a\r\n b\r\n".as_slice()),
                ("content-type", b" c\n \n")
            ]
        );
    }
}
