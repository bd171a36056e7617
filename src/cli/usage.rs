//! Wrong words on the command line, said in the language in force.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for what clap found wrong, with what would be right where clap knows it, and where help is.
pub fn sentence(error: &clap::Error) -> String {
    say!("usage-help", sentence = reason(error))
}

/// What clap found wrong.
pub fn reason(error: &clap::Error) -> String {
    let told = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(&say!("list-and")),
        Some(_) | None => String::new(),
    };
    let argument = told(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => say!("usage-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            say!("usage-unknown-command", command = told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say!("usage-missing-command")
        }
        ErrorKind::MissingRequiredArgument => say!("usage-missing-argument", argument = argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (value, known) = (told(ContextKind::InvalidValue), told(ContextKind::ValidValue));
            match known.is_empty() {
                true => say!("usage-wrong-value", argument = argument, value = value),
                false => say!("usage-invalid-value", argument = argument, value = value, known = known),
            }
        }
        // Rarer mistakes, in clap's own words.
        _ => {
            let text = error.to_string();
            let first = text.trim_start_matches("error: ").lines().next().unwrap_or_default();
            say!("usage-other", why = first.trim_end_matches('.'))
        }
    }
}
