//! `act LETTER ACTION …`: performs an action on a letter, through the same `Store::perform` as the
//! terminal interface.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::act_args::{Act, ActionMatches};
use crate::cli::{letter, open, output};
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::letter::cause::CorrectedField;
use crate::domain::letter::incoming::Enclosure;
use crate::domain::workflow::action::{Action, Verb};
use crate::domain::workflow::answers::{Answers, SEPARATOR};
use crate::domain::workflow::decide::late::PAPER_VERBS;
use crate::domain::workflow::{self, Ask};
use crate::intake::make_enclosure;
use crate::platform::files;
use crate::store::Store;
use crate::store::change::idempotency::IdempotencyKey;
use crate::store::change::perform::{Actor, Change};

/// Returns the name of the flag that gives an answer, where it is not the answer's code.
fn flag(verb: Verb, ask: Ask) -> &'static str {
    match (verb, ask) {
        (Verb::Tell, Ask::Told) | (_, Ask::Way | Ask::Contact) => "by",
        (Verb::DecideExtension, Ask::Words) | (_, Ask::Again) => "why",
        (Verb::DecideReturn, Ask::Words) => "why",
        (_, Ask::Question | Ask::Words | Ask::Demand | Ask::Revised) => "text",
        (_, Ask::Called) => "outcome",
        (_, Ask::CloseWhy) => "why",
        (_, Ask::Promised) => "promise",
        (_, Ask::OwnLimit) => "days",
        (_, Ask::Letter | Ask::Linked) => "to",
        (Verb::Attach, Ask::Files) => "file",
        (_, Ask::Files) => "attach",
        (_, Ask::Ending) => "because",
        (_, Ask::LateWhy) => "why",
        (_, ask) => ask.code(),
    }
}

/// Reads the answers from the flags: looks up names, and reads standard input for `-`.
fn answers(
    store: &Store,
    letter: &Letter,
    who: &Staff,
    args: &ActionMatches,
) -> Result<Answers, AppError> {
    let (verb, flags) = (args.verb, &args.flags);
    let asks = workflow::find_transition(verb).map_or(&[][..], |row| row.asks);
    let mut answers = Answers::default();
    let paper: &[Ask] = match PAPER_VERBS.contains(&verb) {
        true => &[Ask::SignedBy, Ask::HappenedAt],
        false => &[],
    };
    for ask in asks.iter().chain(paper).copied() {
        let name = flag(verb, ask);
        let text = || flags.get_one::<String>(name).cloned();
        let all = || flags.get_many::<String>(name).into_iter().flatten();
        match ask {
            // A correction has a flag for each field.
            Ask::Field if verb == Verb::Correct => set_corrections(&mut answers, store, flags)?,
            Ask::Value
            | Ask::Category
            | Ask::Source
            | Ask::Accused
            | Ask::Type
            | Ask::Subject
            | Ask::Wish
                if verb == Verb::Correct => {}
            Ask::Files => {}
            Ask::Major | Ask::Sealed | Ask::Keep | Ask::Below => {
                answers.set(ask, flags.get_flag(name).to_string())
            }
            Ask::Accept if flags.get_flag(name) => answers.set(ask, "accept"),
            Ask::Accept => {}
            Ask::Grant if verb == Verb::Waive => {
                let code = if flags.get_flag("deny") {
                    "deny"
                } else {
                    "grant"
                };
                answers.set(ask, code);
            }
            Ask::Grant if flags.get_flag(name) => answers.set(ask, "grant"),
            Ask::Grant => {}
            Ask::Days | Ask::OwnLimit => {
                if let Some(days) = flags.get_one::<u32>(name) {
                    answers.set(ask, days.to_string());
                }
            }
            Ask::Score | Ask::Attitude | Ask::Result => {
                if let Some(score) = flags.get_one::<u8>(name) {
                    answers.set(ask, score.to_string());
                }
            }
            Ask::Promise | Ask::Promised => {
                let place = usize::from(ask == Ask::Promised);
                if let Some(part) = all().nth(place) {
                    answers.set(ask, part.clone());
                }
            }
            Ask::Accused | Ask::Lead | Ask::Unit | Ask::Co | Ask::Next => {
                let units: Result<Vec<UnitId>, _> =
                    all().map(|name| store.find_unit(name)).collect();
                answers.set_units(ask, &units?);
            }
            Ask::Earlier | Ask::Letter | Ask::Linked | Ask::Into => {
                if let Some(name) = text() {
                    answers.set_letter(ask, store.find_visible(&name, who)?);
                }
            }
            Ask::Readers => {
                let without: BTreeSet<&String> =
                    flags.get_many("without").into_iter().flatten().collect();
                // Readers are added to the current list; only `--without` removes them.
                let listed = letter.restriction.iter().flat_map(|known| &known.readers);
                let mut seen = BTreeSet::new();
                // Without duplicates, so that a repeated command changes nothing.
                let readers: Vec<&str> = listed
                    .chain(all())
                    .filter(|reader| !without.contains(reader) && seen.insert(*reader))
                    .map(String::as_str)
                    .collect();
                answers.set(ask, readers.join(" "));
            }
            Ask::Category
            | Ask::Ground
            | Ask::Told
            | Ask::To
            | Ask::Because
            | Ask::Tier
            | Ask::Person
            | Ask::Head
            | Ask::Way
            | Ask::Contact
            | Ask::Cause
            | Ask::Ending
            | Ask::Fault
            | Ask::Field
            | Ask::HappenedAt
            | Ask::SignedBy
            | Ask::Value
            | Ask::Outcome
            | Ask::ToLeader
            | Ask::Called
            | Ask::Solved
            | Ask::Step
            | Ask::Phone
            | Ask::Type
            | Ask::Subject
            | Ask::Wish
            | Ask::Title
            | Ask::Source => {
                if let Some(text) = text() {
                    answers.set(ask, text);
                }
            }
            Ask::Notice
            | Ask::Question
            | Ask::Policy
            | Ask::Again
            | Ask::Text
            | Ask::Words
            | Ask::Note
            | Ask::Why
            | Ask::LateWhy
            | Ask::Passage
            | Ask::Demand
            | Ask::Document
            | Ask::Revised
            | Ask::Mandate
            | Ask::CloseWhy
            | Ask::Answer => {
                if let Some(text) = text() {
                    answers.set(ask, open::resolve_text(text)?);
                }
            }
        }
    }
    // The directory knows who heads a unit.
    if verb == Verb::Feedback
        && flags
            .get_one::<String>("head")
            .is_some_and(|head| head.trim().is_empty())
        && let Some(unit) = flags.get_one::<String>("unit")
        && let Some(head) = store
            .office()
            .units
            .get(store.find_unit(unit)?)
            .and_then(|unit| unit.head.clone())
    {
        answers.set(Ask::Head, head);
    }
    Ok(answers)
}

/// Sets the fields that the flags correct, with their values.
fn set_corrections(
    answers: &mut Answers,
    store: &Store,
    flags: &clap::ArgMatches,
) -> Result<(), AppError> {
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    for field in CorrectedField::ALL {
        let Some(value) = flags.get_one::<String>(field.code()) else {
            continue;
        };
        fields.push(field.code());
        values.push(match field {
            CorrectedField::Accused => store.find_unit(value)?.0.to_string(),
            _ => value.replace(SEPARATOR, " "),
        });
    }
    answers.set(Ask::Field, fields.join(" "));
    answers.set(Ask::Value, values.join(&SEPARATOR.to_string()));
    Ok(())
}

/// Reads the files that the flags name.
fn enclosures(store: &Store, args: &ActionMatches) -> Result<Vec<Enclosure>, AppError> {
    let own = store.guard();
    let named = |name| args.flags.try_get_many::<PathBuf>(name).ok().flatten();
    named(flag(args.verb, Ask::Files))
        .into_iter()
        .chain(named("proof"))
        .flatten()
        .map(|path| make_enclosure(path, files::read(path, &own)?).map_err(AppError::Usage))
        .collect()
}

/// The longest idempotency key (`--op`), in characters.
const MAX_KEY_CHARS: usize = 200;

/// Performs the action, and prints the resulting letter as the person may see it.
pub fn run(args: &Xinxiang, act: Act) -> Result<(), AppError> {
    if act
        .op
        .as_deref()
        .is_some_and(|name| name.chars().count() > MAX_KEY_CHARS || name.contains(char::is_control))
    {
        return Err(AppError::Usage(say!("cli-bad-op", limit = MAX_KEY_CHARS)));
    }
    let (mut store, who, now) = open::open_as_actor(args)?;
    let id = store.find_visible(&act.letter, &who)?;
    let seen = store.peek(id, &who)?;
    let verb = act.action.verb;
    let answers = answers(&store, &seen, &who, &act.action)?;
    let missing = |ask: Ask| AppError::Usage(say!(&format!("missing-{}", ask.code())));
    let mut action = Action::from_answers(verb, &answers).map_err(missing)?;
    let files = enclosures(&store, &act.action)?;
    action.name_files(&files);
    let proved = !files.is_empty();
    let given_time = answers.given_time(proved);
    let direct = verb == Verb::ReplyDirectly;
    let actions = vec![action];
    let behind = store.clock_behind_since(now)?;
    let proof = if given_time.is_some() {
        &files[..]
    } else {
        &[]
    };
    let key = act.op.as_deref().map(|name| {
        IdempotencyKey::from_name(name, &who.id, &actions, given_time.as_ref()).with_proof(proof)
    });
    let after = store.perform(
        Change::all(id, seen.version, actions)
            .with_files(&files)
            .that_happened(given_time.as_ref())
            .with_key(key.as_ref()),
        Actor::new(&who, now),
    )?;
    if let Some(newest) = behind {
        output::eprint_line(&say!(
            "clock-behind",
            now = store.office().format_minute(now),
            newest = store.office().format_minute(newest)
        ));
    }
    if direct {
        store.draft_earlier_reply(&after, &who, now)?;
    }
    let letter = match store.peek(id, &who) {
        // A unit that has returned the letter can no longer see it: only the success is reported.
        Err(crate::store::StoreError::NoLetter(_)) if !args.json => {
            return output::print_line(&say!("cli-gone-from-unit"));
        }
        Err(crate::store::StoreError::NoLetter(_)) => store.load_letter(id)?.into_masked(),
        letter => letter?,
    };
    letter::print_letter(args.json, &store, &letter, false, &who, now)
}
