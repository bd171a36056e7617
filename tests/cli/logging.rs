//! `XINXIANG_LOG`: what is in the log, and that no citizen's text is.

use std::os::unix::fs::PermissionsExt;

use crate::program::Program;

/// Every text of the record that is long enough to be recognised.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        // Codes, such as `received`, are no text of a person.
        serde_json::Value::String(text) if !text.is_ascii() || text.contains("138-0000-") => {
            found.extend(text.lines().map(str::to_owned));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|value| texts(value, found)),
        serde_json::Value::Object(all) => all.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn the_log_says_what_was_done_and_nothing_that_anybody_wrote() {
    let program = Program::nowhere(Some(crate::program::NOW));
    let log = program.folder.path().join("log");
    let run = |words: &[&str]| {
        let mut command = program.command(words);
        command.env("XINXIANG_LOG", &log);
        crate::program::ran(&mut command)
    };
    assert_eq!(run(&["demo", "--no-open"]).code, 0);
    program.put(
        "给区长的信.eml",
        "Subject: 停水的事\n\n三楼没有水，电话138-0000-7777。",
    );
    assert_eq!(run(&["import", "给区长的信.eml"]).code, 0);
    assert_eq!(run(&["search", "停水"]).code, 0);
    let refused = run(&["act", "1", "note", "--text", "  "]);
    assert_ne!(refused.code, 0);
    assert_ne!(run(&["show", "停水的事"]).code, 0);

    let written = std::fs::read_to_string(&log).unwrap();
    for said in [
        "start",
        "command=\"import\"",
        "begin",
        "commit",
        "end",
        "failed",
        "kind=\"no_such_letter\"",
    ] {
        assert!(written.contains(said), "no {said} in\n{written}");
    }
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut forbidden = vec![
        "停水".to_owned(),
        "给区长的信".to_owned(),
        // The digits alone could be those of an instant.
        "138-0000-7777".to_owned(),
        "13800007777".to_owned(),
    ];
    let shown = program.json(&["list", "--limit", "1000"]);
    texts(&shown, &mut forbidden);
    assert!(forbidden.len() > 100);
    for text in forbidden.iter().filter(|text| text.chars().count() > 1) {
        assert!(!written.contains(text.as_str()), "{text} stands in the log");
    }
    // Durations below a millisecond are in µs.
    assert!(written.replace('µ', "").is_ascii(), "{written}");
}

#[test]
fn a_log_that_cannot_be_written_stops_nobody() {
    let program = Program::practice();
    let mut command = program.command(&["list"]);
    command.env("XINXIANG_LOG", "/nowhere/log");
    let ran = crate::program::ran(&mut command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("/nowhere/log"), "{ran:?}");
}
