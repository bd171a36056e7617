//! Names of the directory and values of options: nothing blank, nothing that cannot be seen, nobody twice.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use serde_json::json;
use xinxiang::cli::args::{help, usage};
use xinxiang::i18n::{Lang, with_language};

use super::each;
use crate::program::{Program, ran};

const BLANK: [&str; 5] = ["", " ", "\u{3000}", "\u{200b}", "\u{3164}"];

/// The words that lead to a command, with each of its options that takes a value.
fn options(command: &clap::Command, path: &[String], found: &mut Vec<(Vec<String>, String)>) {
    for argument in command
        .get_arguments()
        .filter(|argument| argument.get_action().takes_values())
    {
        found.extend(
            argument
                .get_long()
                .map(|long| (path.to_vec(), format!("--{long}"))),
        );
    }
    for sub in command.get_subcommands() {
        options(sub, &[path, &[sub.get_name().to_owned()]].concat(), found);
    }
}

#[test]
fn no_option_takes_a_blank_value() {
    let mut found = Vec::new();
    options(&help::localised_command(), &[], &mut found);
    assert!(found.len() > 60, "{}", found.len());
    for (path, option) in &found {
        for blank in BLANK {
            for words in [
                vec![option.clone(), blank.to_owned()],
                vec![format!("{option}={blank}")],
            ] {
                let words = [vec!["xinxiang".to_owned()], path.clone(), words].concat();
                let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
                let told = with_language(Lang::Zh, || usage::find_unusable_value(&words))
                    .unwrap_or_else(|| panic!("{words:?}"));
                assert!(
                    told.contains(option.as_str()) && told.ends_with('。'),
                    "{words:?}: {told}"
                );
            }
        }
    }
    let program = Program::practice();
    program.letters(1);
    for (n, (path, option)) in found.iter().enumerate().step_by(7) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let refused = program.run(&[&path[..], &[option, BLANK[n % BLANK.len()]]].concat());
        assert_eq!(
            (refused.code, refused.err.lines().count()),
            (2, 1),
            "{path:?} {option}: {refused:?}"
        );
    }
    for words in [
        &["unit", "alias", "住建局", ""][..],
        &["show", "\u{200b}"],
        &["staff", "add", "", "--name", "甲", "--role", "office"],
    ] {
        assert_eq!(program.run(words).code, 2, "{words:?}");
    }
    program.clean();
}

#[test]
fn a_negative_number_is_told_as_such() {
    let program = Program::practice();
    for words in [
        &["due", "2026-03-02T09:00", "--days", "-1"][..],
        &["due", "2026-03-02T09:00", "--days=-1"],
        &["bulletin", "-1"],
        &["list", "--limit", "-12"],
        &["staff", "enable", "li", "--uid", "-5"],
    ] {
        let refused = program.run(words);
        assert!(
            refused.code == 2 && refused.err.contains("负数"),
            "{words:?}: {refused:?}"
        );
    }
    assert_eq!(
        program.run(&["search", "停水", "-1"]).code,
        0,
        "there, it excludes"
    );
}

#[test]
fn a_name_from_a_terminal_of_another_encoding_is_told() {
    let program = Program::practice();
    let mut command = program.command(&["unit", "add"]);
    let refused = ran(command.arg(OsString::from_vec(vec![0xd7, 0xa1, 0xbd, 0xa8, 0xbe, 0xd6])));
    assert!(
        refused.code == 2 && refused.err.contains("UTF-8"),
        "{refused:?}"
    );
}

#[test]
fn the_directory_takes_names_that_can_be_read_and_told_apart() {
    let program = Program::practice();
    let kind = |words: &[&str]| {
        let (code, error) = program.refused(words);
        assert_eq!(code, 1, "{words:?}: {error}");
        error["kind"].as_str().unwrap().to_owned()
    };
    let add = |id: &'static str, name: &'static str| {
        ["staff", "add", id, "--name", name, "--role", "office"]
    };
    for id in ["p q", "Wang", "王", "n\nl", "-x", "аdmin"] {
        let (code, _) = program.refused(&add(id, "新人甲"));
        assert!(code != 0, "{id}");
    }
    assert_eq!(kind(&add("p q", "新人甲")), "bad_name");
    for name in ["新\t人", "新\u{200b}人", "\u{202e}人新"] {
        assert_eq!(kind(&add("new", name)), "bad_name", "{name:?}");
    }
    assert_eq!(
        kind(&add("new", "李建 国")),
        "staff_exists",
        "two people look the same"
    );
    program.done(&add("new", " 新人甲 "));
    assert!(each(&program.json(&["staff", "list"]), "name").contains(&&json!("新人甲")));
    program.done(&["staff", "disable", "new"]);
    program.done(&add("other", "新人甲"));
    assert_eq!(kind(&["staff", "enable", "new"]), "staff_exists");
    for name in [
        "區住房和城鄉建設局",
        "区住房和城乡建设局 ",
        "区住房和城乡建\u{200b}设局",
    ] {
        kind(&["unit", "add", name]);
    }
    assert_eq!(
        kind(&["unit", "alias", "城管局", "zhujianju"]),
        "unit_exists"
    );
    assert_eq!(
        kind(&["unit", "alias", "城管局", "住 建 局"]),
        "unit_exists"
    );
    // A unit is meant by its name however that is written.
    assert_eq!(
        program.json(&["list", "--unit", "住建\u{3000}局"]),
        json!([])
    );
    assert_eq!(
        program.refused(&["list", "--unit", "没有局"]).1["kind"],
        "no_such_unit"
    );
    program.clean();
}

#[test]
fn a_table_of_units_is_checked_row_by_row() {
    let program = Program::nowhere(None);
    let init = |table: &str| {
        let file = program.put("units.csv", table);
        program
            .refused(&["init", "--units", file.to_str().unwrap()])
            .1["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for (table, row) in [
        ("名称\n甲局\n\u{3000}\n", "第 3 行"),
        ("名称,别名\n甲局,甲\n乙局,甲\n", "第 3 行"),
        ("名称\n甲局\n\u{202e}局乙\n", "第 3 行"),
    ] {
        let told = init(table);
        assert!(told.contains(row), "{told}");
    }
    let file = program.put("units.csv", "名称,别名\n甲局,\"甲、、甲办，\u{200b}\"\n");
    program.done(&["init", "--units", file.to_str().unwrap()]);
    assert_eq!(
        program.json(&["unit", "list"])[0]["aliases"],
        json!(["甲", "甲办"])
    );
}
