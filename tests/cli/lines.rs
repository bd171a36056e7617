//! Backups of another line of history, as the commands say it: loud, with status 1, and with nothing removed.

use serde_json::json;

use crate::program::Program;

#[test]
fn a_backup_beside_another_line_of_history_is_made_and_told() {
    let mut program = Program::practice();
    let daily = ["backup", "--daily", "2", "--to", "backups"];
    program.done(&daily);
    program.at("2026-03-09T09:00:00+08:00");
    program.done(&["unit", "add", "甲局"]);
    program.done(&daily);
    program.done(&["verify", "--anchor", "backups"]);
    // The first is restored, and the office goes on from there.
    program.done(&["restore", "backups/xinxiang-2026-03-06.db", "again.db"]);
    for tail in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(program.folder.path().join(format!("office.db{tail}")));
    }
    std::fs::rename(program.folder.path().join("again.db"), program.database()).unwrap();
    program.at("2026-03-10T09:00:00+08:00");
    program.done(&["unit", "add", "乙局"]);
    let other = json!(["backups/xinxiang-2026-03-09.db.manifest.json"]);
    for words in [&daily[..], &["backup", "backups/by-hand.db"], &daily] {
        let ran = program.run(&[&["--json"], words].concat());
        let document = ran.json();
        assert_eq!(
            (ran.code, &document["other_line"]),
            (1, &other),
            "{words:?}: {ran:?}"
        );
        assert!(
            ran.err.contains("另一条历史线的备份 1 份") && ran.err.contains("verify --anchor"),
            "{ran:?}"
        );
        let file = program
            .folder
            .path()
            .join(document["file"].as_str().unwrap());
        assert!(file.exists());
        if words.contains(&"--daily") {
            assert_eq!(document["removed"], json!([]));
        }
    }
    assert!(
        program
            .folder
            .path()
            .join("backups/xinxiang-2026-03-06.db")
            .exists()
    );
    let refused = program.run(&["verify", "--anchor", "backups"]);
    assert!(
        refused.code == 1 && refused.out.contains("核验码"),
        "{refused:?}"
    );
    std::fs::create_dir(program.folder.path().join("none")).unwrap();
    let none = program.run(&["verify", "--anchor", "none"]);
    assert!(
        none.code == 2 && none.err.contains("none"),
        "nothing was compared: {none:?}"
    );
    std::fs::remove_file(
        program
            .folder
            .path()
            .join("backups/xinxiang-2026-03-09.db.manifest.json"),
    )
    .unwrap();
    program.done(&["verify", "--anchor", "backups"]);
}

/// Parses a line of a document as the shell and the program would.
fn parses(line: &str) {
    let command = line.split(['#', '>', '|']).next().unwrap();
    let words = shell_words::split(command).unwrap();
    let parsed = xinxiang::cli::args::help::localised_command().try_get_matches_from(words);
    assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
}

#[test]
fn the_commands_on_the_operations_pages_are_commands() {
    for page in [
        include_str!("../../docs/operations.en.md"),
        include_str!("../../docs/operations.zh.md"),
    ] {
        let section = page
            .split("<!-- keep -->")
            .nth(1)
            .unwrap()
            .split("<!-- /keep -->")
            .next()
            .unwrap();
        let blocks = section.split("```").skip(1).step_by(2);
        let mut n = 0;
        for line in blocks
            .flat_map(str::lines)
            .filter_map(|line| line.find("xinxiang ").map(|at| &line[at..]))
        {
            parses(line);
            n += 1;
        }
        assert!(n >= 13, "{n}");
    }
}

#[test]
fn the_commands_in_the_other_documents_are_commands() {
    for document in [
        include_str!("../../README.md"),
        include_str!("../../README.zh.md"),
        include_str!("../../docs/guide.en.md"),
        include_str!("../../docs/guide.zh.md"),
        include_str!("../../docs/operations.en.md"),
        include_str!("../../docs/operations.zh.md"),
    ] {
        let blocks = document.split("```").skip(1).step_by(2);
        let mut n = 0;
        for line in blocks
            .flat_map(str::lines)
            .filter(|line| line.starts_with("xinxiang "))
        {
            parses(line);
            n += 1;
        }
        assert!(n >= 3, "{n}");
    }
}
