//! Finds and decodes uuencoded files in a text.

/// A uuencoded file in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UuencodedFile {
    /// Where its first line begins.
    pub start: usize,
    /// Where its last line ends.
    pub end: usize,
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Returns the complete uuencoded files in a text, in order.
pub(crate) fn find_uuencoded(text: &[u8]) -> impl Iterator<Item = UuencodedFile> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(begin) = text[from..].windows(6).position(|six| six == b"begin ") {
            let start = from + begin;
            from = start + 6;
            if (start == 0 || text[start - 1] == b'\n')
                && let Some(found) = parse_uuencoded(text, start)
            {
                from = found.end;
                return Some(found);
            }
        }
        None
    })
}

fn parse_uuencoded(text: &[u8], start: usize) -> Option<UuencodedFile> {
    let mut lines = text[start..].split_inclusive(|byte| *byte == b'\n');
    let first = lines.next()?;
    let (mode, name) = std::str::from_utf8(first)
        .ok()?
        .strip_prefix("begin ")?
        .trim_end()
        .split_once(' ')?;
    if !(3..=4).contains(&mode.len()) || !mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut end = start + first.len();
    for line in lines {
        end += line.len();
        let text = line.trim_ascii_end();
        match text {
            b"end" => {
                return Some(UuencodedFile {
                    start,
                    end,
                    name: name.to_owned(),
                    bytes,
                });
            }
            b"" | b"`" => continue,
            [length, data @ ..] => {
                let value = |byte: &u8| (b' '..=b'`').contains(byte).then(|| (byte - b' ') & 63);
                let length = usize::from(value(length)?);
                // Trailing blanks, which encode zeros, may have been removed in transit.
                let signs = data.iter().map(value).collect::<Option<Vec<u8>>>()?;
                if signs.len() > length.div_ceil(3) * 4 + 2 {
                    return None;
                }
                let mut decoded = Vec::with_capacity(length + 3);
                for four in 0..length.div_ceil(3) {
                    let sign =
                        |at: usize| u32::from(signs.get(four * 4 + at).copied().unwrap_or(0));
                    let bits = sign(0) << 18 | sign(1) << 12 | sign(2) << 6 | sign(3);
                    decoded.extend_from_slice(&bits.to_be_bytes()[1..]);
                }
                bytes.extend_from_slice(&decoded[..length]);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_the_text_are_found() {
        let raw = b"see\nbegin 644 a b.txt\n#0V%T\n`\nend\nbegin now, end\n";
        let found: Vec<UuencodedFile> = find_uuencoded(raw).collect();
        assert_eq!(
            found,
            [UuencodedFile {
                start: 4,
                end: 34,
                name: "a b.txt".into(),
                bytes: b"Cat".to_vec()
            }]
        );
        assert!(raw[..34].ends_with(b"end\n"));
    }
}
