//! Rewrites the arguments of `search`, where a leading hyphen excludes a word.

use std::ffi::OsString;

/// Replaces the leading hyphen of `-word` in a search by the full-width one, which excludes too:
/// clap would take it for an option.
pub fn escape_exclusions(words: Vec<OsString>) -> Vec<OsString> {
    if !words.iter().any(|word| word == "search") {
        return words;
    }
    let excluding = |word: OsString| match word.to_str().and_then(|word| word.strip_prefix('-')) {
        Some(rest) if !rest.is_empty() && !rest.starts_with('-') && rest != "h" && rest != "V" => {
            OsString::from(format!("\u{FF0D}{rest}"))
        }
        Some(_) | None => word,
    };
    words.into_iter().map(excluding).collect()
}
