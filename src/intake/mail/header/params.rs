//! Parses header values with parameters (Content-Type, Content-Disposition), as leniently as
//! mailers write them.

use crate::intake::mail::header::sections::{Param, parse_params};

/// A type with its parameters.
#[derive(Debug, Default)]
pub(crate) struct HeaderValue {
    /// The type in lower case, without its subtype.
    pub kind: String,
    /// The subtype in lower case.
    pub subkind: String,
    /// The bytes after the type, as written.
    pub params_text: Vec<u8>,
    params: Vec<Param>,
}

/// The value of a parameter, joined from its sections (RFC 2231).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParamValue {
    /// The bytes, percent-decoded where the parameter is extended.
    pub bytes: Vec<u8>,
    /// The charset of `name*=charset'language'…`, empty if none is given; `None` for a plain
    /// parameter.
    pub charset: Option<String>,
}

impl HeaderValue {
    /// Parses a value; whatever is malformed is read as far as possible.
    pub(crate) fn parse(raw: &[u8]) -> HeaderValue {
        let bytes = strip_comments(raw);
        let text = bytes.trim_ascii();
        let slash = text.iter().position(|byte| *byte == b'/');
        let stop = |from: usize| {
            let end = text[from..]
                .iter()
                .position(|byte| *byte == b';' || byte.is_ascii_whitespace());
            end.map_or(text.len(), |end| from + end)
        };
        let first = text
            .iter()
            .position(|byte| *byte == b';')
            .unwrap_or(text.len());
        let (kind, subkind, end) = match slash.filter(|slash| *slash < first) {
            Some(slash) => {
                let blanks = text[slash + 1..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_whitespace())
                    .count();
                let end = stop(slash + 1 + blanks);
                (&text[..slash], &text[slash + 1..end], end)
            }
            None => (&text[..stop(0)], &text[..0], stop(0)),
        };
        let rest = text[end..].to_vec();
        let params = parse_params(&rest);
        HeaderValue {
            kind: clean_token(kind),
            subkind: clean_token(subkind),
            params_text: rest,
            params,
        }
    }

    /// Returns the parameter that is written `name*=` or in sections of which the first is
    /// extended.
    pub(crate) fn extended_param(&self, name: &str) -> Option<ParamValue> {
        self.join_sections(name, true)
    }

    /// Returns the parameter that is written `name=` or in sections of which the first is plain.
    pub(crate) fn plain_param(&self, name: &str) -> Option<ParamValue> {
        self.join_sections(name, false)
    }

    /// Returns the bytes of a parameter; the plain form comes before the extended one.
    pub(crate) fn param_bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.plain_param(name)
            .or_else(|| self.extended_param(name))
            .map(|joined| joined.bytes)
    }

    fn join_sections(&self, name: &str, extended: bool) -> Option<ParamValue> {
        let mut pieces: Vec<&Param> = self
            .params
            .iter()
            .filter(|param| param.name == name)
            .collect();
        // `name` and `name*` side by side are two parameters, while the sections of one may be of
        // both forms.
        let whole: Vec<&Param> = pieces
            .iter()
            .copied()
            .filter(|param| param.section == 0)
            .collect();
        if whole.iter().any(|param| param.extended) != extended || whole.len() > 1 {
            pieces.retain(|param| param.section > 0 || param.extended == extended);
        }
        pieces.sort_by_key(|param| param.section);
        pieces.dedup_by_key(|param| param.section);
        let first = pieces.first()?;
        if first.extended != extended {
            return None;
        }
        let (charset, start) = if extended {
            split_charset(&first.value)
        } else {
            (String::new(), 0)
        };
        let mut bytes = Vec::new();
        if pieces.iter().all(|piece| piece.extended) {
            // A section may end inside `%E5`: join before decoding.
            let whole: Vec<u8> = pieces
                .iter()
                .flat_map(|piece| &piece.value)
                .skip(start)
                .copied()
                .collect();
            return Some(ParamValue {
                bytes: percent_decode(&whole),
                charset: Some(charset),
            });
        }
        for (at, piece) in pieces.iter().enumerate() {
            let value = if at == 0 {
                &piece.value[start..]
            } else {
                &piece.value
            };
            if piece.extended {
                bytes.extend(percent_decode(value))
            } else {
                bytes.extend_from_slice(value)
            }
        }
        Some(ParamValue {
            bytes,
            charset: extended.then_some(charset),
        })
    }
}

/// Returns the charset of `charset'language'` at the beginning of an extended value, and where the
/// text begins.
fn split_charset(value: &[u8]) -> (String, usize) {
    let mut quotes = value
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\'')
        .map(|(at, _)| at);
    match (quotes.next(), quotes.next()) {
        (Some(first), Some(second)) if first <= 40 => (
            String::from_utf8_lossy(&value[..first]).to_ascii_lowercase(),
            second + 1,
        ),
        _ => (String::new(), 0),
    }
}

/// Percent-decodes a value; a percent sign without two hexadecimal digits stays.
pub(crate) fn percent_decode(value: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .map(|digit| digit as u8)
    };
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        match (value[at], hex(value.get(at + 1)), hex(value.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                at += 3;
            }
            (byte, _, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    bytes
}

fn clean_token(raw: &[u8]) -> String {
    let honest = raw
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(byte));
    honest
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .take(100)
        .collect()
}

/// Returns the value on one line, without the `(comments)` that stand outside quotes and outside
/// parameter values.
fn strip_comments(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let (mut depth, mut quoted, mut in_value) = (0_u32, false, false);
    let mut rest = raw.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' | b'\n' => continue,
            b'\\' if depth > 0 => {
                rest.next();
                continue;
            }
            b'"' if depth == 0 => quoted = !quoted,
            b'(' if !quoted && !in_value => {
                depth += 1;
                continue;
            }
            b')' if depth > 0 => {
                depth -= 1;
                continue;
            }
            // Unquoted file names have brackets in practice, although RFC 2045 forbids them in a
            // token.
            b'=' if !quoted && depth == 0 => in_value = true,
            b';' if !quoted && depth == 0 => in_value = false,
            _ => {}
        }
        if depth == 0 {
            bytes.push(byte);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: &str, name: &str) -> String {
        String::from_utf8(
            HeaderValue::parse(value.as_bytes())
                .plain_param(name)
                .unwrap()
                .bytes,
        )
        .unwrap()
    }

    #[test]
    fn types_and_parameters_are_read_however_they_are_written() {
        let value =
            HeaderValue::parse(b" Multipart / Mixed (a \"b\"); Boundary = \"a;b\\\"c\" ; x=y");
        assert_eq!(
            (value.kind.as_str(), value.subkind.as_str()),
            ("multipart", "mixed")
        );
        assert_eq!(value.param_bytes("boundary").unwrap(), b"a;b\"c");
        assert_eq!(plain("multipart/mixed boundary=B", "boundary"), "B");
        assert_eq!(
            plain("a/b; name=photo (1) of 2.jpg; x=y", "name"),
            "photo (1) of 2.jpg"
        );
        assert_eq!(
            plain("a/b; name=\"C:\\photos\\a.jpg\"", "name"),
            "C:\\photos\\a.jpg"
        );
        assert_eq!(
            plain("a/b; name=\"a \"b\" c.jpg\"", "name"),
            "a \"b\" c.jpg"
        );
        assert_eq!(plain("a/b; name=\"a\" x=y", "x"), "y");
        assert_eq!(plain("a/b; name=\"never closed", "name"), "never closed");
        assert!(HeaderValue::parse(b"text").subkind.is_empty());
    }

    #[test]
    fn pieces_are_put_together_in_their_order() {
        let value = HeaderValue::parse(
            b"a; n*1*=%A0b; n*0*=utf-8''%E4%BD; n*2=c; m*=GBK'zh'%C2%B7; m=plain",
        );
        let joined = value.extended_param("n").unwrap();
        assert_eq!(
            (joined.bytes.as_slice(), joined.charset.as_deref()),
            ("你bc".as_bytes(), Some("utf-8"))
        );
        assert_eq!(value.plain_param("n"), None);
        assert_eq!(value.plain_param("m").unwrap().bytes, b"plain");
        assert_eq!(
            value.extended_param("m").unwrap(),
            ParamValue {
                bytes: vec![0xc2, 0xb7],
                charset: Some("gbk".into())
            }
        );
        let pieces = HeaderValue::parse(b"a; n*0=\"=?utf-8?Q?a\"; n*1=\"b?=\"")
            .plain_param("n")
            .unwrap();
        assert_eq!(pieces.bytes, b"=?utf-8?Q?ab?=");
    }
}
