//! Translates clap's errors, and refuses blank and negative values before clap sees them.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::directory::names::is_blank;

/// Characters that people use as a minus sign.
const MINUS_SIGNS: [char; 4] = ['-', '\u{2212}', '\u{FF0D}', '\u{2013}'];

/// Returns the message for a clap error, with the correct form where clap knows it, and a pointer
/// to the help.
pub fn usage_message(error: &clap::Error, words: &[OsString]) -> String {
    say!("usage-help", sentence = error_reason(error, words))
}

/// Returns a message where a value is blank or a negative number and nothing accepts it. Checked
/// before clap, which would take `-1` for an option.
pub fn find_unusable_value(words: &[OsString]) -> Option<String> {
    let mut option = None;
    for word in words.iter().skip(1) {
        let Some(word) = word.to_str() else {
            option = None;
            continue;
        };
        let (named, value) = match word
            .split_once('=')
            .filter(|(name, _)| word.starts_with("--") && is_option(name))
        {
            Some((name, value)) => (Some(name), value),
            None => (option, word),
        };
        let negative = value.starts_with('-') && is_negative(value);
        if !is_blank(value) && !negative {
            option = Some(word).filter(|word| is_option(word));
            continue;
        }
        let command = super::help::localised_command();
        let called = called_commands(&command, words);
        let calls = |names: &[&str]| {
            called
                .iter()
                .any(|command| names.contains(&command.get_name()))
        };
        // An earlier version could record people with a blank short name; it must stay possible to
        // disable them.
        let person = named.is_none() && calls(&["staff"]) && calls(&["disable", "role"]);
        if is_blank(value) && !person {
            return Some(named.map_or_else(
                || say!("usage-blank"),
                |name| say!("usage-blank-option", option = name),
            ));
        }
        // In a search, a hyphen excludes the word after it.
        if negative && !named.map_or_else(|| calls(&["search"]), |name| takes_text(&called, name)) {
            return Some(say!("usage-negative", value = value));
        }
        option = Some(word).filter(|word| is_option(word));
    }
    None
}

/// Returns the chain of subcommands in the arguments, the outermost first.
fn called_commands<'a>(command: &'a clap::Command, words: &[OsString]) -> Vec<&'a clap::Command> {
    let mut called = vec![command];
    let mut takes = false;
    for word in words
        .iter()
        .skip(1)
        .map(|word| word.to_str().unwrap_or_default())
    {
        if std::mem::take(&mut takes) {
            continue;
        }
        if is_option(word) {
            takes =
                find_option(&called, word).is_some_and(|option| option.get_action().takes_values());
        } else if let Some(next) = called
            .last()
            .and_then(|command| command.find_subcommand(word))
        {
            called.push(next);
        }
    }
    called
}

fn find_option<'a>(called: &[&'a clap::Command], name: &str) -> Option<&'a clap::Arg> {
    let is = |argument: &&clap::Arg| {
        argument
            .get_long()
            .is_some_and(|long| name.strip_prefix("--") == Some(long))
    };
    called
        .iter()
        .rev()
        .find_map(|command| command.get_arguments().find(is))
}

/// Reports whether an option takes arbitrary text, and so also a negative number.
fn takes_text(called: &[&clap::Command], name: &str) -> bool {
    let text = clap::builder::ValueParser::string();
    find_option(called, name)
        .is_some_and(|option| option.get_value_parser().type_id() == text.type_id())
}

fn is_option(word: &str) -> bool {
    word.strip_prefix("--")
        .is_some_and(|name| !name.is_empty() && !name.contains(|char: char| char.is_whitespace()))
}

/// Reports whether a value is a number after a minus sign.
fn is_negative(value: &str) -> bool {
    value.strip_prefix(MINUS_SIGNS).is_some_and(|number| {
        let digit =
            |char: char| char.is_ascii_digit() || matches!(char, '.' | '\u{FF10}'..='\u{FF19}');
        number.starts_with(|char: char| char != '.' && digit(char)) && number.chars().all(digit)
    })
}

/// Returns the label of an argument without clap's English value name; a positional argument is
/// labelled by its help text.
fn argument_label(argument: &str, words: &[OsString]) -> String {
    let bare = |argument: &str| {
        argument
            .split([' ', '='])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    if argument.starts_with('-') {
        return bare(argument);
    }
    positional_help(argument, words).unwrap_or_else(|| bare_name(argument).to_owned())
}

fn bare_name(shown: &str) -> &str {
    shown.trim_matches(['<', '>', '[', ']', '.'])
}

/// Returns the help of a positional argument of the called command.
fn positional_help(shown: &str, words: &[OsString]) -> Option<String> {
    let command = super::help::localised_command();
    let is = |argument: &&clap::Arg| bare_name(&argument.to_string()) == bare_name(shown);
    let found = called_commands(&command, words)
        .into_iter()
        .rev()
        .find_map(|command| command.get_positionals().find(is))?;
    found.get_help().map(ToString::to_string)
}

/// Returns the reason of a clap error.
pub fn error_reason(error: &clap::Error, words: &[OsString]) -> String {
    let all = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(_) | None => Vec::new(),
    };
    let told = |kind: ContextKind| all(kind).join(&say!("list-and"));
    let labels = |kind: ContextKind| {
        all(kind)
            .iter()
            .map(|one| argument_label(one, words))
            .collect::<Vec<_>>()
            .join(&say!("list-and"))
    };
    let argument = labels(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let typed = told(ContextKind::InvalidArg);
            match is_negative(&typed) {
                true => say!("usage-negative", value = typed),
                false => say!("usage-unknown-argument", argument = typed),
            }
        }
        ErrorKind::InvalidSubcommand => {
            say!(
                "usage-unknown-command",
                command = told(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say!("usage-missing-command")
        }
        ErrorKind::MissingRequiredArgument => say!("usage-missing-argument", argument = argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (value, known) = (
                told(ContextKind::InvalidValue),
                told(ContextKind::ValidValue),
            );
            if value.is_empty() {
                say!("usage-no-value", argument = argument)
            } else if is_negative(&value) {
                say!("usage-negative", value = value)
            } else if known.is_empty() {
                say!("usage-wrong-value", argument = argument, value = value)
            } else {
                say!(
                    "usage-invalid-value",
                    argument = argument,
                    value = value,
                    known = known
                )
            }
        }
        ErrorKind::ArgumentConflict => {
            let prior = labels(ContextKind::PriorArg);
            // A subcommand can conflict with an argument, too.
            let argument = if argument.is_empty() {
                told(ContextKind::InvalidSubcommand)
            } else {
                argument
            };
            match prior.is_empty() || prior == argument {
                true => say!("usage-twice", argument = argument),
                false => say!("usage-conflict", argument = argument, other = prior),
            }
        }
        ErrorKind::TooManyValues => say!("usage-takes-no-value", argument = argument),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            say!("usage-no-value", argument = argument)
        }
        ErrorKind::InvalidUtf8 => say!("usage-not-utf8"),
        // Help and version are no errors; everything else has no message of its own.
        _ => say!("usage-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, with_language};

    fn told(words: &[&str]) -> String {
        let words: Vec<OsString> = std::iter::once("xinxiang")
            .chain(words.iter().copied())
            .map(OsString::from)
            .collect();
        with_language(Lang::Zh, || {
            find_unusable_value(&words).unwrap_or_else(|| {
                let words = crate::cli::args::exclusions::escape_exclusions(words.clone());
                let parsed = super::super::help::localised_command().try_get_matches_from(&words);
                parsed
                    .err()
                    .map_or_else(String::new, |error| error_reason(&error, &words))
            })
        })
    }

    #[test]
    fn every_kind_of_mistake_is_told_in_one_language() {
        for (words, part) in [
            (
                &["list", "--queue", "nowhere"][..],
                "--queue 不能是「nowhere」",
            ),
            (&["--json=true", "list"], "--json"),
            (&["due", "--letter", "1", "--stdin"], "--stdin"),
            (&["show"], "缺少"),
            (&["list", "--unit"], "--unit"),
            (&["due", "2026-03-02", "--days", "999"], "999"),
            (&["due", "2026-03-02", "--days", "-1"], "负数"),
            (&["due", "2026-03-02", "--days=-1"], "负数"),
            (&["bulletin", "-1"], "负数"),
            (&["search", "停水", "--limit", "-1"], "负数"),
            (&["nothing"], "nothing"),
            (&["list", "--nothing"], "--nothing"),
            (&["list", "--limit", "1", "--limit", "2"], "--limit"),
            (&["act", "1"], "写明"),
            (&["list", "--limit=-1", "--unit", "search"], "负数"),
            (&["backup"], "缺少：写入的新文件"),
            (&["regulation", "check"], "缺少："),
            (&["attachment", "1"], "写到哪个文件"),
            (&["due"], "缺少：收到时间"),
            (
                &["calendar", "2026", "drop", "2026-03-02", "--why", "通知"],
                "drop 不能与",
            ),
        ] {
            let told = told(words);
            let english = told
                .split(|char: char| !char.is_ascii_alphabetic() && char != ' ')
                .any(|run| run.split_whitespace().filter(|word| word.len() > 1).count() > 1);
            assert!(
                told.contains(part) && !english && !told.contains('<'),
                "{words:?}: {told}"
            );
        }
    }

    #[test]
    fn a_text_may_be_a_negative_number() {
        assert_eq!(told(&["act", "1", "note", "--text=-1"]), "");
    }

    #[test]
    fn one_whose_short_name_is_blank_can_be_disabled() {
        assert_eq!(told(&["staff", "disable", ""]), "");
        assert_ne!(
            told(&["staff", "add", "", "--name", "王敏", "--role", "office"]),
            ""
        );
        assert_ne!(told(&["staff", "role", "wang", "--role", ""]), "");
    }

    #[test]
    fn a_search_may_exclude_a_number() {
        assert_eq!(told(&["search", "停水", "-1"]), told(&["search", "停水"]));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_in_another_encoding_is_told() {
        use std::os::unix::ffi::OsStringExt;
        let words = ["xinxiang", "list", "--unit"].map(OsString::from);
        let words = words
            .into_iter()
            .chain([OsString::from_vec(vec![0xd7, 0xa1, 0xbd, 0xa8])]);
        let words: Vec<OsString> = words.collect();
        let error = super::super::help::localised_command()
            .try_get_matches_from(&words)
            .unwrap_err();
        assert!(with_language(Lang::Zh, || error_reason(&error, &words)).contains("UTF-8"));
    }
}
