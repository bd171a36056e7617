//! Translates the errors of libraries and of the operating system, so that no English sentence
//! appears inside a Chinese one.

use std::io::{self, ErrorKind};

use super::{Lang, current_language};

/// Returns the message for an error of the operating system, in the language in force.
pub fn describe_io_error(error: &io::Error) -> String {
    // An error made by this program carries its own, already translated sentence.
    if let Some(own) = error.get_ref().map(ToString::to_string)
        && (current_language() == Lang::En
            || own.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')))
    {
        return own;
    }
    let key = match error.kind() {
        ErrorKind::NotFound => "io-not-found",
        ErrorKind::PermissionDenied => "io-denied",
        ErrorKind::AlreadyExists => "io-exists",
        ErrorKind::StorageFull | ErrorKind::WriteZero => "io-full",
        ErrorKind::QuotaExceeded => "io-quota",
        ErrorKind::FileTooLarge => "io-too-large",
        ErrorKind::IsADirectory => "io-folder",
        ErrorKind::NotADirectory => "io-no-folder",
        ErrorKind::DirectoryNotEmpty => "io-not-empty",
        ErrorKind::ReadOnlyFilesystem => "io-read-only",
        ErrorKind::InvalidData => "io-no-text",
        ErrorKind::UnexpectedEof => "io-ends",
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            "io-pipe"
        }
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "io-waited",
        ErrorKind::OutOfMemory => "io-memory",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::Deadlock => "io-busy",
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => "io-name",
        ErrorKind::StaleNetworkFileHandle
        | ErrorKind::NetworkDown
        | ErrorKind::NetworkUnreachable => "io-network",
        ErrorKind::CrossesDevices => "io-devices",
        _ => match error.raw_os_error() {
            Some(EIO) => "io-device",
            Some(EMFILE | ENFILE) => "io-many",
            Some(ELOOP) => "io-loop",
            Some(code) => return crate::say!("io-code", code = code),
            None => "io-other",
        },
    };
    crate::say!(key)
}

// Linux errno values that have no `ErrorKind` in the standard library.
const EIO: i32 = 5;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;
const ELOOP: i32 = 40;

/// Returns the message for an I/O error on a file, with what to do next.
pub fn describe_file_error(path: &std::path::Path, error: &io::Error) -> String {
    let key = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "store-io-full",
        _ => "store-io",
    };
    crate::say!(
        key,
        path = path.display().to_string(),
        why = describe_io_error(error)
    )
}

/// Returns the message for a malformed TOML file, with the line where it is known.
pub fn describe_toml_error(error: &toml::de::Error) -> String {
    let shown = error.to_string();
    let line = shown
        .split_once("at line ")
        .and_then(|(_, rest)| rest.split(|char: char| !char.is_ascii_digit()).next());
    let why = describe_serde_error(error.message());
    match line.and_then(|line| line.parse::<u32>().ok()) {
        Some(line) => crate::say!("form-line", line = line, why = why),
        None => why,
    }
}

/// Returns the message for a malformed CSV table.
pub fn describe_csv_error(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => describe_io_error(error),
        csv::ErrorKind::Utf8 { .. } => crate::say!("io-no-text"),
        csv::ErrorKind::UnequalLengths { .. } => crate::say!("form-cells"),
        _ => crate::say!("form-syntax"),
    }
}

/// Translates a message of serde. Its form is fixed; names stand in backquotes.
fn describe_serde_error(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let known = || {
        quoted
            .iter()
            .skip(1)
            .copied()
            .collect::<Vec<_>>()
            .join(&crate::say!("list-and"))
    };
    if message.starts_with("unknown field") {
        crate::say!("form-unknown-field", field = first)
    } else if message.starts_with("missing field") {
        crate::say!("form-missing-field", field = first)
    } else if message.starts_with("unknown variant") {
        crate::say!("form-unknown-value", value = first, known = known())
    } else if message.starts_with("duplicate") {
        match first.is_empty() {
            true => crate::say!("form-twice"),
            false => crate::say!("form-field-twice", field = first),
        }
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        let expected = message
            .rsplit_once("expected ")
            .map(|(_, expected)| expected)
            .unwrap_or_default();
        let key = match expected.split(" at line").next().unwrap_or_default() {
            "a string" | "a borrowed string" | "a character" => "form-a-text",
            "a boolean" => "form-a-truth",
            expected if expected.contains("sequence") || expected.contains("array") => {
                "form-a-list"
            }
            expected if expected.contains("struct") || expected.contains("map") => "form-a-table",
            expected if expected.starts_with(['i', 'u', 'f']) => "form-a-number",
            _ => return crate::say!("form-value"),
        };
        crate::say!("form-type", expected = crate::say!(key))
    } else {
        crate::say!("form-syntax")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::regulation::Regulation;
    use crate::i18n::with_language;

    /// Reports whether two English words stand next to each other.
    fn has_english_words(sentence: &str) -> bool {
        let word =
            |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let runs = sentence.split(|char: char| !char.is_ascii_alphabetic() && char != ' ');
        runs.into_iter()
            .any(|run| run.split_whitespace().filter(word).count() > 1)
    }

    #[test]
    fn no_error_of_the_machine_brings_english_into_chinese() {
        with_language(Lang::Zh, || {
            for code in 1..134 {
                let told = describe_io_error(&io::Error::from_raw_os_error(code));
                assert!(
                    !has_english_words(&told) && !told.is_empty(),
                    "{code}: {told}"
                );
            }
            for error in [
                io::Error::other("something went wrong"),
                ErrorKind::InvalidData.into(),
                ErrorKind::Other.into(),
            ] {
                assert!(!has_english_words(&describe_io_error(&error)), "{error}");
            }
            assert_eq!(describe_io_error(&io::Error::other("没有轮到")), "没有轮到");
        });
        assert!(
            with_language(Lang::En, || describe_io_error(
                &ErrorKind::StorageFull.into()
            ))
            .contains("full")
        );
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_in_chinese_with_its_line() {
        let regulation = include_str!("../../assets/regulations/weibin.toml");
        for (text, part) in [
            (
                regulation.replace("[number]\n", "[number]\nnothing = 1\n"),
                "nothing",
            ),
            (regulation.replace("[number]", "[numbers]"), "numbers"),
            (regulation.replacen("id = ", "id = 3 # ", 1), "文字"),
            (format!("id = \"x\"\n{regulation}"), "行"),
            (format!("{regulation}\n[[["), "行"),
            ("id = \"x".to_owned(), "第 1 行"),
            (String::new(), "id"),
        ] {
            let told = with_language(Lang::Zh, || {
                Regulation::parse(&text).unwrap_err().to_string()
            });
            assert!(!has_english_words(&told) && told.contains(part), "{told}");
        }
    }
}
