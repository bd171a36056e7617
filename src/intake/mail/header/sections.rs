//! Splits the parameters of a header into single parameters and sections, however they are quoted.

/// One parameter, or one section of it (RFC 2231).
#[derive(Debug)]
pub(crate) struct Param {
    /// The name in lower case, without section number and `*`.
    pub name: String,
    /// The number of the section, from 0.
    pub section: u32,
    /// Whether the value is percent-encoded.
    pub extended: bool,
    /// The value, without quotation marks.
    pub value: Vec<u8>,
}

/// Parses the parameters that follow a type, at most `MOST`.
pub(crate) fn parse_params(rest: &[u8]) -> Vec<Param> {
    const MOST: usize = 1_000;
    let mut params = Vec::new();
    let mut at = 0;
    while at < rest.len() && params.len() < MOST {
        let equals = rest[at..]
            .iter()
            .position(|byte| *byte == b'=' || *byte == b';');
        let Some(sign) = equals.map(|equals| at + equals) else {
            break;
        };
        if rest[sign] == b';' {
            at = sign + 1;
            continue;
        }
        let name = rest[at..sign].trim_ascii();
        let blanks = rest[sign + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let (value, end) = parse_value(rest, sign + 1 + blanks);
        at = end;
        params.extend(parse_section(name, value));
    }
    params
}

/// Returns the value of a parameter that begins at `from`, and where the next parameter may begin.
fn parse_value(rest: &[u8], from: usize) -> (Vec<u8>, usize) {
    let token_end = |from: usize| {
        rest[from..]
            .iter()
            .position(|byte| *byte == b';')
            .map_or(rest.len(), |end| from + end)
    };
    if rest.get(from) != Some(&b'"') {
        let end = token_end(from);
        return (rest[from..end].trim_ascii().to_vec(), end + 1);
    }
    let mut value = Vec::new();
    let mut at = from + 1;
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            (b'\\', Some(next @ (b'"' | b'\\'))) => {
                value.push(*next);
                at += 2;
            }
            (b'"', _) => {
                let next = rest[at + 1..]
                    .iter()
                    .find(|byte| !byte.is_ascii_whitespace());
                // The semicolon before the next parameter may be missing, and a file name may have
                // unescaped quotation marks: a quote ends the value only before a semicolon, the
                // end, or white space and `name=`.
                let after = &rest[at + 1..];
                let named = after
                    .split(|byte| *byte == b'=')
                    .next()
                    .is_some_and(|name| {
                        name.len() < after.len()
                            && after[0].is_ascii_whitespace()
                            && !name.contains(&b'"')
                    });
                if next.is_none_or(|next| *next == b';') || named {
                    return (value, at + 1);
                }
                value.push(b'"');
                at += 1;
            }
            (byte, _) => {
                value.push(byte);
                at += 1;
            }
        }
    }
    (value, at)
}

fn parse_section(name: &[u8], value: Vec<u8>) -> Option<Param> {
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    let (name, extended) = name
        .strip_suffix('*')
        .map_or((name.as_str(), false), |name| (name, true));
    let (name, section) = match name.split_once('*') {
        Some((name, section)) => (name, section.parse::<u32>().ok()?),
        None => (name, 0),
    };
    (!name.is_empty()).then(|| Param {
        name: name.to_owned(),
        section,
        extended,
        value,
    })
}
