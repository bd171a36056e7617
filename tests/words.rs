//! The message files: the same in both languages, every message used, every use written, no argument left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use xinxiang::domain::directory::staff::{DelegationScope, Role};
use xinxiang::domain::letter::LetterPart;
use xinxiang::domain::letter::cause::{
    CallOutcome, CorrectedField, Fault, InstructionOutcome, ReopenCause, Solved, TakeBackCause,
    Wish,
};
use xinxiang::domain::letter::event::{Notified, ReplyChannel, UrgingChannel};
use xinxiang::domain::letter::incoming::Channel;
use xinxiang::domain::letter::quarantine::MailClass;
use xinxiang::domain::letter::stage::{LeaderTask, Queue, Stage};
use xinxiang::domain::letter::summary::{QueueGroup, SortKey, TodayItem};
use xinxiang::domain::office_field::OfficeField;
use xinxiang::domain::phrase::PhraseKind;
use xinxiang::domain::query::Field;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::regulation::approver::Approver;
use xinxiang::domain::screening::PassageKind;
use xinxiang::domain::similarity::Relation;
use xinxiang::domain::workflow::action::Verb;
use xinxiang::domain::workflow::{Ask, WORKFLOW};
use xinxiang::i18n::{
    Lang, MESSAGE_FILES, choose_language, format_message, has_message, with_language,
};

use crate::tidy::{Source, sources};

/// The arguments that a pattern names.
fn arguments(pattern: &Pattern<&str>) -> BTreeSet<String> {
    fn of(expression: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                into.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            other => panic!("the files are kept to texts and arguments: {other:?}"),
        }
    }
    let mut names = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => of(inline, &mut names),
                Expression::Select { selector, variants } => {
                    of(selector, &mut names);
                    names.extend(
                        variants
                            .iter()
                            .flat_map(|variant| arguments(&variant.value)),
                    );
                }
            }
        }
    }
    names
}

/// The messages of a language: file and key → arguments.
fn messages(lang: Lang) -> BTreeMap<(&'static str, String), BTreeSet<String>> {
    let mut found = BTreeMap::new();
    let mut keys = BTreeSet::new();
    for (_, file, text) in MESSAGE_FILES.into_iter().filter(|(of, ..)| *of == lang) {
        let resource = fluent_syntax::parser::parse(text)
            .unwrap_or_else(|(_, errors)| panic!("{lang:?}/{file}: {errors:?}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name.to_owned();
                    assert!(message.attributes.is_empty(), "{key}");
                    let pattern = message
                        .value
                        .unwrap_or_else(|| panic!("{key} says nothing"));
                    assert!(
                        keys.insert(key.clone()),
                        "{lang:?}/{file}: {key} stands twice"
                    );
                    found.insert((file, key), arguments(&pattern));
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                Entry::Term(term) => panic!("{lang:?}/{file}: the term {}", term.id.name),
                Entry::Junk { content } => panic!("{lang:?}/{file} does not read: {content}"),
            }
        }
    }
    found
}

/// Messages whose languages do not use the same of the arguments they are given, and why.
const DIFFERENT: [(&str, &str); 1] = [(
    "date-day",
    "English has a name where Chinese has the month's number",
)];

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let (zh, en) = (messages(Lang::Zh), messages(Lang::En));
    for (key, arguments) in &zh {
        let english = en
            .get(key)
            .unwrap_or_else(|| panic!("{key:?} is not in English"));
        match DIFFERENT.iter().find(|different| different.0 == key.1) {
            Some((_, why)) => assert_ne!(arguments, english, "{key:?} is the same now ({why})"),
            None => assert_eq!(arguments, english, "{key:?} is not the same in English"),
        }
    }
    for key in en.keys() {
        assert!(zh.contains_key(key), "{key:?} is only in English");
    }
    assert!(zh.len() > 400);
}

#[test]
fn the_files_on_disk_are_the_embedded_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n");
    let mut names = BTreeSet::new();
    for folder in ["zh", "en"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            names.insert(format!(
                "{folder}/{}",
                file.unwrap().file_name().to_str().unwrap()
            ));
        }
    }
    let embedded = MESSAGE_FILES.map(|(lang, name, _)| {
        format!("{}/{name}.ftl", if lang == Lang::Zh { "zh" } else { "en" })
    });
    assert_eq!(names, BTreeSet::from(embedded));
}

/// The calls of `say!`, each with what stands in it up to its last bracket.
fn calls(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("say!(") {
        let rest = &source.code[at + "say!(".len()..];
        let (mut depth, mut text) = (1, false);
        let end = rest.char_indices().find(|(n, char)| {
            match char {
                '"' if !rest[..*n].ends_with('\\') => text = !text,
                '(' | '[' | '{' if !text => depth += 1,
                ')' | ']' | '}' if !text => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        found.push(rest[..end.expect("a bracket that closes").0].to_owned());
    }
    found
}

/// The names given as `name = value` in a call, outside of inner brackets and texts.
fn given(call: &str) -> BTreeSet<String> {
    let (mut depth, mut text, mut parts) = (0, false, vec![String::new()]);
    let mut before = ' ';
    for char in call.chars() {
        match char {
            '"' if before != '\\' => text = !text,
            '(' | '[' | '{' if !text => depth += 1,
            ')' | ']' | '}' if !text => depth -= 1,
            ',' if !text && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        before = char;
        if let Some(part) = parts.last_mut() {
            part.push(char);
        }
    }
    let names = parts
        .iter()
        .skip(1)
        .filter_map(|part| part.split_once(" = "))
        .map(|(name, _)| name.trim().to_owned());
    names.collect()
}

#[test]
fn every_sentence_that_is_said_is_written_with_exactly_its_arguments() {
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((_, key), arguments) in messages(Lang::Zh).into_iter().chain(messages(Lang::En)) {
        written.entry(key).or_default().extend(arguments);
    }
    let mut checked = 0;
    for source in sources() {
        for call in calls(&source)
            .iter()
            .filter(|call| call.trim_start().starts_with('"'))
        {
            let key = call.split('"').nth(1).unwrap();
            let Some(arguments) = written.get(key) else {
                panic!("{}: no message “{key}”", source.path)
            };
            assert_eq!(
                given(call),
                *arguments,
                "{}: “{key}” is said with other arguments than it has",
                source.path
            );
            checked += 1;
        }
    }
    assert!(checked > 300, "{checked}");
}

/// Keys that are put together: the front, and what stands behind it. Each is a family that must be whole.
fn families() -> Vec<(&'static str, Vec<String>)> {
    fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|one| code(*one).replace('_', "-")).collect()
    }
    let short = |codes: Vec<String>| {
        codes
            .into_iter()
            .map(|code| format!("{code}-short"))
            .collect::<Vec<_>>()
    };
    let tabs: Vec<Queue> = Queue::ALL
        .into_iter()
        .filter(|queue| *queue != Queue::All)
        .collect();
    let asks: BTreeSet<&str> = WORKFLOW
        .iter()
        .flat_map(|row| row.asks)
        .chain(&[Ask::SignedBy])
        .map(|ask| ask.code())
        .collect();
    let asks: Vec<String> = asks.into_iter().map(str::to_owned).collect();
    let quoted = |source: &str, sign: &str| -> Vec<String> {
        let arms = source
            .lines()
            .filter(|line| line.contains(sign) && line.contains(" => \""));
        arms.filter_map(|line| line.split('"').nth(1))
            .map(|code| code.replace('_', "-"))
            .collect()
    };
    let events = quoted(
        include_str!("../src/domain/letter/event_kind.rs"),
        "Event::",
    );
    let fields = xinxiang::intake::Field::ALL
        .iter()
        .map(|field| field.code().to_owned())
        .collect();
    let kinds = quoted(include_str!("../src/intake/format.rs"), "SourceFormat::");
    assert_eq!((events.len(), kinds.len()), (66, 11), "{kinds:?}");
    let foreign = quoted(
        include_str!("../src/intake/format.rs"),
        "UnsupportedFormat::",
    );
    let skipped = quoted(
        include_str!("../src/intake/table/skipped.rs"),
        "SkipReason::",
    );
    assert!(
        foreign.len() > 10 && skipped.len() > 3,
        "{foreign:?} {skipped:?}"
    );
    let confirmed = WORKFLOW
        .iter()
        .filter(|row| row.confirm)
        .map(|row| row.verb.code().to_owned())
        .collect();
    vec![
        ("verb-", codes(Verb::ALL, Verb::code)),
        ("about-", codes(Verb::ALL, Verb::code)),
        ("did-", codes(Verb::ALL, Verb::code)),
        ("can-", codes(Verb::ALL, Verb::code)),
        ("confirm-", confirmed),
        ("stage-", codes(&Stage::ALL, Stage::code)),
        ("today-", codes(&TodayItem::ALL, TodayItem::code)),
        ("office-", codes(&OfficeField::ALL, OfficeField::code)),
        (
            "settings-scope-",
            codes(&DelegationScope::ALL, DelegationScope::code),
        ),
        ("sort-", codes(&SortKey::ALL, SortKey::code)),
        ("group-", codes(&QueueGroup::ALL, QueueGroup::code)),
        ("phrase-", codes(&PhraseKind::ALL, PhraseKind::code)),
        ("queue-", codes(&tabs, Queue::code)),
        ("queue-", short(codes(&tabs, Queue::code))),
        ("empty-", codes(&tabs, Queue::code)),
        ("role-", codes(&Role::ALL, Role::code)),
        ("channel-", codes(&Channel::ALL, Channel::code)),
        ("channel-", short(codes(&Channel::ALL, Channel::code))),
        ("source-", codes(&Channel::ALL, Channel::code)),
        ("told-", codes(&Notified::ALL, Notified::code)),
        ("way-", codes(&ReplyChannel::ALL, ReplyChannel::code)),
        ("contact-", codes(&UrgingChannel::ALL, UrgingChannel::code)),
        ("tier-", codes(&Tier::ALL, Tier::code)),
        ("awaits-", codes(&LeaderTask::ALL, LeaderTask::code)),
        ("part-", codes(&LetterPart::ALL, LetterPart::code)),
        ("alike-", codes(&Relation::ALL, Relation::code)),
        ("score-", (1..=5).map(|score| score.to_string()).collect()),
        ("grant-", ["grant", "deny"].map(str::to_owned).into()),
        ("take-back-", codes(TakeBackCause::ALL, TakeBackCause::code)),
        ("reopen-", codes(ReopenCause::ALL, ReopenCause::code)),
        ("fault-", codes(Fault::ALL, Fault::code)),
        (
            "outcome-",
            codes(InstructionOutcome::ALL, InstructionOutcome::code),
        ),
        ("return-", ["accept", "reject"].map(str::to_owned).into()),
        ("call-", codes(CallOutcome::ALL, CallOutcome::code)),
        ("solved-", codes(Solved::ALL, Solved::code)),
        ("wish-", codes(Wish::ALL, Wish::code)),
        ("approver-", codes(&Approver::ALL, Approver::code)),
        ("field-", codes(CorrectedField::ALL, CorrectedField::code)),
        ("event-", events),
        ("ask-", asks.clone()),
        ("missing-", asks),
        ("passage-", codes(&PassageKind::ALL, PassageKind::code)),
        ("query-field-", codes(&Field::ALL, Field::code)),
        ("intake-field-", fields),
        ("intake-kind-", kinds),
        ("aside-class-", codes(&MailClass::ALL, MailClass::code)),
        ("aside-why-", codes(&MailClass::ALL, MailClass::code)),
        ("intake-foreign-", foreign),
        ("intake-skipped-", skipped),
    ]
}

#[test]
fn every_code_has_its_words_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            for (front, codes) in families() {
                assert!(
                    codes.len() > 2
                        || matches!(front, "grant-" | "fault-" | "return-" | "settings-scope-"),
                    "{front}"
                );
                for code in codes {
                    assert!(
                        has_message(&format!("{front}{code}")),
                        "{lang:?} has no {front}{code}"
                    );
                }
            }
        });
    }
}

/// All keys of the command line, as `cli::args::localise` asks for them.
fn command_line() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, keys: &mut BTreeSet<String>) {
        keys.insert(format!("cli-about{path}"));
        for argument in command.get_arguments() {
            keys.insert(format!(
                "cli-arg-{}",
                argument.get_id().as_str().replace('_', "-")
            ));
        }
        for sub in command.get_subcommands() {
            walk(sub, &format!("{path}-{}", sub.get_name()), keys);
        }
    }
    let mut keys = BTreeSet::new();
    walk(
        &xinxiang::cli::args::help::localised_command(),
        "",
        &mut keys,
    );
    keys
}

#[test]
fn every_command_and_argument_explains_itself() {
    let keys = command_line();
    assert!(keys.len() > 80, "{}", keys.len());
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            for key in &keys {
                assert!(has_message(key), "{lang:?} has no {key}");
                assert!(
                    !format_message(key, &[]).contains(['{', '}']),
                    "{key} leaves an argument open"
                );
            }
        });
    }
    for verb in Verb::ALL {
        assert!(
            keys.contains(&format!("cli-about-act-{}", verb.code())),
            "act has no {}",
            verb.code()
        );
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let sources = sources();
    let families = families();
    let command_line = command_line();
    let mut unused = Vec::new();
    for (_, key) in messages(Lang::Zh).into_keys() {
        let quoted = format!("\"{key}\"");
        let family = |(front, codes): &(&str, Vec<String>)| {
            key.strip_prefix(front)
                .is_some_and(|code| codes.iter().any(|c| c == code))
        };
        let said = command_line.contains(&key)
            || families.iter().any(family)
            || sources.iter().any(|source| source.code.contains(&quoted));
        // These forms name their fields themselves: `hand-{code}`.
        let by_form = [
            ("hand-", "tui/state/form/entry.rs"),
            ("settings-field-", "tui/state/settings/forms.rs"),
            ("welcome-field-", "tui/state/welcome.rs"),
        ];
        let by_hand = by_form.iter().any(|(front, path)| {
            let code = key.strip_prefix(front).map(|code| format!("\"{code}\""));
            code.is_some_and(|code| {
                let mut sources = sources.iter();
                sources.any(|source| source.path == *path && source.code.contains(&code))
            })
        });
        if !said && !by_hand {
            unused.push(key);
        }
    }
    assert!(unused.is_empty(), "said nowhere: {unused:?}");
}

/// Keys are put together only in the families that are checked above.
#[test]
fn no_key_is_put_together_in_another_way() {
    let known: BTreeSet<&str> = families()
        .iter()
        .map(|(front, _)| *front)
        .chain([
            "hand-",
            "settings-field-",
            "welcome-field-",
            "cli-about",
            "cli-arg-",
        ])
        .collect();
    for source in sources() {
        for call in calls(&source)
            .iter()
            .filter(|call| call.trim_start().starts_with("&format!("))
        {
            let front = call
                .split('"')
                .nth(1)
                .and_then(|key| key.split('{').next())
                .unwrap();
            assert!(known.contains(front), "{}: say!({call})", source.path);
        }
    }
}

#[test]
fn a_sentence_with_all_its_arguments_has_nothing_left_open() {
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            for ((file, key), arguments) in messages(lang) {
                let given: Vec<(&'static str, fluent_bundle::FluentValue<'_>)> = arguments
                    .iter()
                    .map(|name| (&*name.clone().leak(), "〔值〕".into()))
                    .collect();
                let said = format_message(&key, &given);
                assert!(
                    !said.contains("{$") && !said.contains("{ $"),
                    "{file}/{key}: {said}"
                );
                assert_eq!(
                    said.matches("〔值〕").count() > 0,
                    !arguments.is_empty(),
                    "{key}: {said}"
                );
                assert!(
                    !said.contains(['\u{2068}', '\u{2069}']),
                    "{key} has direction marks"
                );
                assert!(
                    said.chars().any(|char| !char.is_whitespace()) || key == "mark-join",
                    "{key} is empty"
                );
                let chinese = said
                    .replace("〔值〕", "")
                    .chars()
                    .any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
                assert!(lang == Lang::Zh || !chinese, "{key} is not English: {said}");
            }
        });
    }
    assert_eq!(format_message("no-such-key", &[]), "no-such-key");
}

#[test]
fn the_language_is_the_one_asked_for_then_the_locale_then_chinese() {
    let ask = |words: &[&str], environment: &[(&str, &str)]| {
        let words: Vec<std::ffi::OsString> = words.iter().map(Into::into).collect();
        let environment: BTreeMap<String, String> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        choose_language(&words, |name| environment.get(name).cloned())
    };
    assert_eq!(ask(&["xinxiang"], &[]), Lang::Zh);
    assert_eq!(ask(&["xinxiang"], &[("LANG", "en_US.UTF-8")]), Lang::En);
    assert_eq!(ask(&["xinxiang"], &[("LANG", "C.UTF-8")]), Lang::Zh);
    assert_eq!(
        ask(
            &["xinxiang"],
            &[
                ("LC_ALL", ""),
                ("LC_MESSAGES", "zh_CN.UTF-8"),
                ("LANG", "en_US")
            ]
        ),
        Lang::Zh
    );
    assert_eq!(
        ask(&["xinxiang", "--lang", "zh"], &[("LC_ALL", "en_GB")]),
        Lang::Zh
    );
    assert_eq!(
        ask(&["xinxiang", "list", "--lang=en"], &[("LANG", "zh_CN")]),
        Lang::En
    );
}
