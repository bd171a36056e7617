//! The keyboard: no key twice, nothing bound that nobody sees, nothing that no key reaches.

mod sequences;

use std::collections::BTreeSet;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use xinxiang::document::card::Card;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::office::Office;
use xinxiang::domain::workflow::action::Verb;
use xinxiang::i18n::{Lang, format_message, with_language};
use xinxiang::tui::keymap::ListCommand;
use xinxiang::tui::keymap::{Command, KEYMAP, Scope, bindings_in, find_command, key, to_markdown};
use xinxiang::tui::model::help::help_popup;
use xinxiang::tui::model::{Model, PANES};
use xinxiang::tui::theme::Theme;
use xinxiang::tui::widgets::editor::EditorCommand;

use crate::office::{self, Desk, administrator, at};

fn press(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn control(char: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(char), KeyModifiers::CONTROL)
}

/// The text that is shown for each key of each binding.
fn shown() -> Vec<(Scope, String, Command)> {
    let all = KEYMAP.iter().flat_map(|row| {
        row.keys
            .iter()
            .map(|key| (row.scope, key.label(), row.command))
    });
    all.collect()
}

#[test]
fn no_key_means_two_things_in_a_scope() {
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            for scope in Scope::ALL {
                let mut seen = BTreeSet::new();
                for (_, words, command) in shown().into_iter().filter(|row| row.0 == scope) {
                    assert!(
                        seen.insert(words.clone()),
                        "{scope:?}: {words} is bound again, to {command:?}"
                    );
                }
                assert!(!seen.is_empty(), "{scope:?} has no keys");
            }
        });
    }
}

#[test]
fn no_command_stands_in_two_rows_of_a_scope_and_every_row_has_a_key() {
    for (n, row) in KEYMAP.iter().enumerate() {
        // What is rare is in the menus alone.
        let rare = matches!(
            row.command,
            Command::Do(_) | Command::Open | Command::List(ListCommand::SaveText)
        ) && row.scope == Scope::Lists;
        assert!(!row.keys.is_empty() || rare, "{:?} has no key", row.command);
        let again = KEYMAP
            .iter()
            .skip(n + 1)
            .find(|other| other.scope == row.scope && other.command == row.command);
        assert!(
            again.is_none(),
            "{:?} stands twice in {:?}",
            row.command,
            row.scope
        );
        assert_eq!(key(row.scope, row.command), row.keys.first().copied());
    }
}

/// Every command but those of the text, which have keys of their own.
#[test]
fn every_command_has_a_key() {
    let bound: Vec<Command> = KEYMAP.iter().map(|row| row.command).collect();
    // A letter lapses by itself, and is read by opening it.
    let by_itself = [Verb::Lapse, Verb::Read];
    for verb in Verb::ALL {
        let keyed = bound.contains(&Command::Do(*verb));
        assert_eq!(
            keyed,
            !by_itself.contains(verb),
            "no key does {}, or one too many",
            verb.code()
        );
    }
    for pane in PANES {
        assert!(
            bound.contains(&Command::Go(pane)),
            "no key goes to {}",
            pane.code()
        );
    }
    // Every variant, read from the enums themselves so that a new one is not forgotten.
    let source = include_str!("../src/tui/keymap/command.rs");
    let variants = |name: &str| -> Vec<&str> {
        let (_, rest) = source.split_once(&format!("pub enum {name} {{")).unwrap();
        let (body, _) = rest.split_once("\n}").unwrap();
        let lines = body.lines().map(str::trim);
        lines.filter_map(|line| line.strip_suffix(',')).collect()
    };
    let mut names = Vec::new();
    for variant in variants("Command") {
        match variant.trim_end_matches(')').split_once('(') {
            None => names.push(variant.to_owned()),
            Some((_, "Verb" | "Queue" | "EditorCommand")) => {}
            Some((group, inner)) => {
                names.extend(
                    variants(inner)
                        .iter()
                        .map(|name| format!("{group}({name})")),
                );
            }
        }
    }
    assert!(names.len() >= 40, "{names:?}");
    for name in names {
        assert!(
            bound.iter().any(|command| format!("{command:?}") == name),
            "no key does {name}"
        );
    }
}

/// The tabs are numbered by their places; the keymap has the digits as they are.
#[test]
fn the_digit_of_a_tab_is_its_key() {
    let tabs = PANES
        .into_iter()
        .map(Command::Go)
        .chain([Command::Bulletin, Command::Search]);
    for (n, command) in (1..).zip(tabs) {
        let digit = char::from_digit(n, 10).unwrap();
        for scope in [Scope::Lists, Scope::Bulletin] {
            assert_eq!(
                find_command(scope, &press(KeyCode::Char(digit))),
                Some(command),
                "{digit} in {scope:?}"
            );
        }
    }
}

#[test]
fn keys_find_their_commands() {
    assert_eq!(
        find_command(Scope::Lists, &press(KeyCode::Char('a'))),
        Some(Command::Do(Verb::Accept))
    );
    assert_eq!(
        find_command(Scope::Lists, &press(KeyCode::Char('ａ'))),
        Some(Command::Do(Verb::Accept)),
        "an input method's wide letter"
    );
    assert_eq!(
        find_command(Scope::Lists, &press(KeyCode::Char('　'))),
        Some(Command::List(ListCommand::Mark)),
        "an input method's wide space"
    );
    assert_eq!(
        find_command(Scope::Lists, &control('p')),
        Some(Command::List(ListCommand::Palette))
    );
    assert_eq!(
        find_command(Scope::Lists, &control('P')),
        Some(Command::List(ListCommand::Palette))
    );
    assert_eq!(
        find_command(Scope::Lists, &press(KeyCode::Char('P'))),
        Some(Command::Do(Verb::Publish)),
        "not the palette"
    );
    assert_eq!(find_command(Scope::Lists, &press(KeyCode::Char('Q'))), None);
    assert_ne!(
        find_command(Scope::Lists, &press(KeyCode::Char('G'))),
        find_command(Scope::Lists, &press(KeyCode::Char('g')))
    );
    assert_eq!(
        find_command(Scope::Editor, &press(KeyCode::Char('a'))),
        None,
        "letters are text in the editor"
    );
    assert_eq!(
        find_command(
            Scope::Lists,
            &KeyEvent::new(KeyCode::Char('a'), KeyModifiers::ALT)
        ),
        None
    );
    assert_eq!(find_command(Scope::Lists, &control('a')), None);
    // On a locked screen, any key but those that end the program is no more than a key.
    for scope in Scope::ALL
        .into_iter()
        .filter(|scope| *scope != Scope::Locked)
    {
        assert_eq!(
            find_command(scope, &press(KeyCode::Esc)),
            Some(Command::Leave),
            "Esc leaves {scope:?}"
        );
    }
}

/// A letter typed into a form, an editor or a filter is text: no plain character is a command there.
#[test]
fn where_text_is_typed_no_character_is_a_command() {
    for scope in [Scope::Editor, Scope::Form, Scope::Popup, Scope::Filter] {
        for char in (' '..='~').chain(['，', '一']) {
            assert_eq!(
                find_command(scope, &press(KeyCode::Char(char))),
                None,
                "{char} in {scope:?}"
            );
        }
    }
}

#[test]
fn what_a_scope_binds_of_text_is_not_what_the_text_itself_understands_otherwise() {
    for row in KEYMAP
        .iter()
        .filter(|row| matches!(row.command, Command::Edit(_)))
    {
        let Command::Edit(command) = row.command else {
            continue;
        };
        assert!(matches!(
            command,
            EditorCommand::Undo
                | EditorCommand::Redo
                | EditorCommand::DeleteWordBack
                | EditorCommand::NewLine
        ));
        for lang in [Lang::Zh, Lang::En] {
            let words = with_language(lang, || row.command.label());
            assert!(
                !words.contains(&format!("{command:?}")),
                "{command:?} has no words of its own"
            );
        }
    }
}

pub(crate) fn model(stage: Stage) -> Model {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let office = Office {
        seq: 1,
        examined_seq: 1,
        now,
        practice: true,
        regulation: desk.regulation.clone().into(),
        effective_from: vec![(None, desk.regulation.clone().into())].into(),
        regulations: std::sync::Arc::new(
            [(desk.regulation.id.clone(), desk.regulation.clone().into())].into(),
        ),
        calendar: office::calendar().into(),
        units: desk.units.clone().into(),
        staff: vec![administrator()].into(),
        phrases: Default::default(),
        settings: Default::default(),
    };
    let mut model = Model::new(office, administrator(), now, Theme::Dark);
    model.card = Some(Card {
        letter: desk.letter_at(stage, now),
        earlier: vec![],
        own_draft: None,
        other_drafts: vec![],
        recorded_by: None,
        sealed: false,
    });
    model.list_mut().expect("the inbox").selected = Some(LetterId(1));
    model
}

#[test]
fn the_help_shows_every_key_and_what_it_does_once() {
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            let lines = help_popup(&model(Stage::Received)).lines;
            for scope in Scope::ALL {
                for row in bindings_in(scope) {
                    let keys = row.key_labels().join("  ");
                    let starts =
                        |line: &&String| line.trim_start().starts_with(&format!("{keys} "));
                    let told = lines
                        .iter()
                        .filter(starts)
                        .filter(|line| line.contains(&row.command.label()))
                        .count();
                    assert!(told >= 1, "{keys} ({:?}) is not in the help", row.command);
                }
            }
        });
    }
}

/// The part of the help on keys that do something now has exactly the actions that the workflow offers.
#[test]
fn the_help_tells_apart_what_works_now() {
    for (stage, works, elsewhere) in [
        (
            Stage::Received,
            vec![Verb::Accept, Verb::Decline, Verb::Refer],
            vec![Verb::Assign, Verb::Send],
        ),
        (
            Stage::Registered,
            vec![Verb::Assign, Verb::ReplyDirectly, Verb::Propose],
            vec![Verb::Accept, Verb::Close],
        ),
        (
            Stage::Approved,
            vec![Verb::Send],
            vec![Verb::Approve, Verb::Submit],
        ),
        (
            Stage::Closed,
            vec![Verb::Publish, Verb::Rate, Verb::Reopen],
            vec![Verb::Note, Verb::Close, Verb::Link],
        ),
    ] {
        with_language(Lang::Zh, || {
            let lines = help_popup(&model(stage)).lines;
            let place = |title: &str| lines.iter().position(|line| line == title).unwrap();
            let (now, road) = (
                place(&format_message("help-now", &[])),
                place(&format_message("help-road", &[])),
            );
            let rest = lines.iter().position(|line| line.is_empty()).unwrap();
            assert!(now < rest && rest < road);
            let told = |verb: &Verb, lines: &[String]| {
                let key = key(Scope::Lists, Command::Do(*verb)).unwrap().label();
                lines.iter().any(|line| {
                    line.trim_start().starts_with(&format!("{key} "))
                        && line.contains(&verb.label())
                })
            };
            for verb in &works {
                assert!(
                    told(verb, &lines[now..rest]),
                    "{} at {}",
                    verb.code(),
                    stage.code()
                );
            }
            for verb in &elsewhere {
                assert!(
                    !told(verb, &lines[now..rest]),
                    "{} at {}",
                    verb.code(),
                    stage.code()
                );
                assert!(
                    told(verb, &lines[rest..road]),
                    "{} at {}",
                    verb.code(),
                    stage.code()
                );
            }
        });
    }
}

#[test]
fn the_table_of_the_keys_page_has_every_binding() {
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            let text = to_markdown();
            let rows = text.lines().filter(|line| line.starts_with("| `")).count();
            assert_eq!(rows, KEYMAP.len());
            for (_, words, command) in shown() {
                assert!(
                    text.contains(&format!("`{words}`")),
                    "{words} ({command:?})"
                );
            }
        });
    }
}
