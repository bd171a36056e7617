//! The path of this program, and whether the terminal uses UTF-8.

use std::path::PathBuf;

/// Returns the path of this program, for starting the child processes that read files. On Linux it
/// is the running executable itself, even when its file has been replaced since.
pub fn executable_path() -> PathBuf {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() {
        own
    } else {
        std::env::current_exe().unwrap_or(own)
    }
}

/// Reports whether the locale is UTF-8. By POSIX, the first of these variables that is set and not
/// empty decides.
pub fn is_utf8_locale() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty());
    locale.is_some_and(|value| value.to_ascii_uppercase().replace('-', "").contains("UTF8"))
}
