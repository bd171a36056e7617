//! `phrase` and `template`: the standard phrases and whole replies of the office.

use serde_json::json;

use crate::app::error::AppError;
use crate::app::settings;
use crate::cli::args::Xinxiang;
use crate::cli::args::office_args::Phrase as Command;
use crate::cli::{open, output};
use crate::domain::phrase::{Phrase, PhraseKind};
use crate::domain::settings::SettingsChange;
use crate::store::{Store, StoreError};
use crate::text::width::pad_right;

/// Runs a command about phrases; with `templates`, about whole replies alone.
pub fn run(args: &Xinxiang, command: Command, templates: bool) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let change = match command {
        Command::List => return print_list(args, &store, templates),
        Command::Show { phrase } => return print_one(args, &find(&store, &phrase)?),
        Command::Set {
            name,
            text,
            kind,
            categories,
            code,
        } => {
            let known = find(&store, code.as_deref().unwrap_or(&name)).ok();
            if let (Some(code), None) = (&code, &known) {
                return Err(StoreError::NoPhrase(code.clone()).into());
            }
            let default = match templates {
                true => PhraseKind::Template,
                false => PhraseKind::Middle,
            };
            let kind = kind.as_deref().and_then(PhraseKind::parse);
            let kind = kind.or(known.as_ref().map(|known| known.kind));
            let categories = match (categories.is_empty(), &known) {
                (true, Some(known)) => known.categories.clone(),
                _ => categories,
            };
            let phrase = Phrase {
                code: known.map(|known| known.code).unwrap_or_default(),
                name,
                kind: kind.unwrap_or(default),
                categories,
                text: open::resolve_text(text)?,
            };
            SettingsChange::SetPhrase(phrase)
        }
        Command::Remove { phrase } => SettingsChange::RemovePhrase(find(&store, &phrase)?.code),
    };
    settings::apply(change, &mut store, &who, now)?;
    print_list(args, &store, templates)
}

/// Returns the phrase with this code or name.
fn find(store: &Store, named: &str) -> Result<Phrase, AppError> {
    let phrases = store.office().phrases.phrases();
    let by_code = phrases.iter().find(|phrase| phrase.code == named);
    let found = by_code.or_else(|| phrases.iter().find(|phrase| phrase.name == named));
    let found = found.cloned();
    found.ok_or_else(|| StoreError::NoPhrase(named.to_owned()).into())
}

fn print_one(args: &Xinxiang, phrase: &Phrase) -> Result<(), AppError> {
    match args.json {
        true => output::print_json(&json!(phrase)),
        false => output::print_line(&phrase.text),
    }
}

fn print_list(args: &Xinxiang, store: &Store, templates: bool) -> Result<(), AppError> {
    let mut phrases = store.office().phrases.phrases();
    phrases.retain(|phrase| !templates || phrase.kind == PhraseKind::Template);
    if args.json {
        return output::print_json(&json!(phrases));
    }
    for phrase in &phrases {
        let line = format!(
            "{} {} {} {}",
            pad_right(&phrase.code, 22),
            pad_right(&phrase.kind.label(), 10),
            pad_right(&phrase.name, 32),
            phrase.categories.join(&say!("list-and"))
        );
        output::print_line(line.trim_end())?;
    }
    Ok(())
}
