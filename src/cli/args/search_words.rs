//! The words of a search, in which a hyphen excludes.

use std::ffi::OsString;

/// The words of the command line, in which `-word` of a search is no option: its hyphen becomes the full-width one, which excludes
/// as well.
pub fn excluding(words: Vec<OsString>) -> Vec<OsString> {
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
