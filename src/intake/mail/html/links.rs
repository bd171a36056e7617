//! Addresses of links: an address is written after the words of its link, unless the words show it
//! themselves.

/// The longest address that is written whole, in bytes.
const MAX_ADDRESS_BYTES: usize = 8 * 1024;

/// The brackets around an address. They are Chinese in every language of the interface, so that a
/// letter reads the same for everybody.
const BRACKETS: (char, char) = ('\u{ff08}', '\u{ff09}');

/// Returns an address that leads out of the mail, trimmed, or `None` for an anchor, a script or a
/// part of the mail.
pub(super) fn outward_address(raw: &str) -> Option<String> {
    const INWARD: [&str; 7] = [
        "javascript",
        "vbscript",
        "cid",
        "mid",
        "data",
        "about",
        "blob",
    ];
    let mut address: String = raw.chars().filter(|c| !c.is_control()).collect();
    address = address.trim().to_owned();
    // A quote was never closed: what follows is not part of the address.
    if let Some(end) = address.find(['<', '>', '"']) {
        address.truncate(end);
    }
    if address.len() > MAX_ADDRESS_BYTES {
        let cut = (0..=MAX_ADDRESS_BYTES)
            .rev()
            .find(|at| address.is_char_boundary(*at))
            .unwrap_or(0);
        address.truncate(cut);
        address.push('…');
    }
    let scheme = address
        .split_once(':')
        .map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let leads = match &scheme {
        Some((scheme, rest)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                && !INWARD.contains(&scheme.as_str())
                && !rest.trim_matches('/').is_empty()
        }
        None => address.starts_with("//") && address.len() > 2,
    };
    (leads || address.starts_with("www.")).then_some(address)
}

/// Returns the address in brackets.
pub(super) fn in_brackets(address: &str) -> String {
    format!("{}{address}{}", BRACKETS.0, BRACKETS.1)
}

/// Reports whether the words of a link show the address it leads to.
pub(super) fn shows_address(words: &str, address: &str) -> bool {
    if words.contains(address) {
        return true;
    }
    let (words, address) = (bare_address(words), bare_address(address));
    !address.is_empty() && words == address
}

/// Strips the scheme and trailing slashes and folds case, for comparison.
fn bare_address(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let address = [
        "http://", "https://", "ftp://", "mailto:", "tel:", "sms:", "//",
    ]
    .iter()
    .find_map(|scheme| address.strip_prefix(scheme))
    .unwrap_or(&address);
    address.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_out_is_an_address() {
        for address in [
            "http://a.example",
            "HTTPS://a.example/x",
            "ftp://a",
            "mailto:a@example.cn",
            "tel:13800000001",
            "//a.example/x",
            "www.example.cn",
        ] {
            assert_eq!(outward_address(address).as_deref(), Some(address));
        }
        for inward in [
            "",
            "#x",
            "javascript:alert(1)",
            " JavaScript:x",
            "cid:1@a",
            "data:image/png;base64,AA",
            "x.html",
            "http://",
            "a b: c",
            "/x",
        ] {
            assert_eq!(outward_address(inward), None, "{inward}");
        }
        assert_eq!(
            outward_address(" http://a.example/\n1 ").as_deref(),
            Some("http://a.example/1")
        );
        assert_eq!(
            outward_address("http://a.example>x</a>").as_deref(),
            Some("http://a.example")
        );
    }

    #[test]
    fn words_that_say_the_address_are_enough() {
        assert!(
            shows_address("a.example", "http://a.example/")
                && shows_address("A@example.cn", "mailto:a@example.cn")
        );
        assert!(shows_address(
            "see http://a.example/1 there",
            "http://a.example/1"
        ));
        assert!(
            !shows_address("http://bank.example", "http://thief.example")
                && !shows_address("", "http://a.example")
        );
    }
}
