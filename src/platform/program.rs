//! This program and the terminal around it, as the system tells.

use std::path::PathBuf;

/// This program, for the children that read files: on Linux the very file that runs, even where another has taken its place since.
pub fn program() -> PathBuf {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() {
        own
    } else {
        std::env::current_exe().unwrap_or(own)
    }
}

/// Whether the locale says that the terminal is of UTF-8 (POSIX: the first of these that is set).
pub fn utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty());
    locale.is_some_and(|value| value.to_ascii_uppercase().replace('-', "").contains("UTF8"))
}
