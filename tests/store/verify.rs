//! What `verify` finds when somebody wrote into the file behind the program's back; and what the file itself refuses.

use crate::office::Office;
use crate::store::long_life;
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::record::anchor::Anchor;
use xinxiang::store::record::events::RawEvent;

/// The sentences of `verify` after some SQL.
fn findings(sql: &str) -> String {
    let mut office = long_life();
    assert_eq!(office.verify().findings, Vec::<String>::new());
    office.tamper(sql);
    with_language(Lang::En, || office.verify().findings.join("\n"))
}

const OPEN_THE_RECORD: &str =
    "DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_deleted;";

fn rewritten(sql: &str) -> String {
    findings(&format!(
        "PRAGMA foreign_keys = OFF; {OPEN_THE_RECORD} {sql}"
    ))
}

#[track_caller]
fn finds(found: String, expected: &[&str]) {
    for part in expected {
        assert!(
            found.contains(part),
            "“{part}” is not among the findings:\n{found}"
        );
    }
}

#[test]
fn an_event_cannot_be_changed_or_deleted() {
    let office = Office::new();
    let connection = rusqlite::Connection::open(office.store.path()).unwrap();
    for sql in [
        "UPDATE event SET who = 'x' WHERE seq = 1",
        "UPDATE event SET at = at",
        "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
        "DELETE FROM event",
        "INSERT INTO event SELECT seq + 1, letter, version, at, who, kind, 'no json', previous, hash FROM event ORDER BY seq DESC LIMIT 1",
        "INSERT INTO event SELECT seq + 1, letter, version, at, who, kind, body, x'00', hash FROM event ORDER BY seq DESC LIMIT 1",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
    let told = connection
        .execute_batch("DELETE FROM event")
        .unwrap_err()
        .to_string();
    assert!(told.contains("an event is never deleted"), "{told}");
}

#[test]
fn an_edited_text_is_found() {
    let sql = "UPDATE event SET body = replace(body, '第3件事', '第4件事') WHERE letter = 4 AND version = 1";
    finds(rewritten(sql), &["was changed", "The row of letter 4"]);
}

#[test]
fn another_person_or_another_time_is_found() {
    finds(
        rewritten("UPDATE event SET who = 'li' WHERE letter = 14 AND version = 7"),
        &["was changed"],
    );
    finds(
        rewritten("UPDATE event SET at = at + 1 WHERE letter = 14 AND version = 3"),
        &["was changed"],
    );
}

#[test]
fn another_kind_is_found() {
    finds(
        rewritten("UPDATE event SET kind = 'noted' WHERE letter = 14 AND version = 10"),
        &["letter 14 is not of the kind"],
    );
}

#[test]
fn a_missing_event_is_found() {
    finds(
        rewritten("DELETE FROM event WHERE letter = 14 AND version = 5"),
        &["is missing", "letter 14 do not follow"],
    );
    finds(
        rewritten("DELETE FROM event WHERE letter = 14 AND version = 11"),
        &["is missing", "The row of letter 14"],
    );
    finds(
        rewritten("DELETE FROM event WHERE letter = 9"),
        &["is missing", "14 rows and 13 letters"],
    );
}

#[test]
fn a_cut_tail_is_found_by_the_rows_it_leaves() {
    let last = "(SELECT max(seq) FROM event)";
    finds(
        rewritten(&format!("DELETE FROM event WHERE seq = {last}")),
        &["Table staff"],
    );
    finds(
        rewritten("DELETE FROM event WHERE kind = 'unit_aliased'"),
        &["is missing", "Table unit_alias"],
    );
}

#[test]
fn an_event_of_no_known_shape_is_found() {
    finds(
        rewritten(
            "UPDATE event SET body = '{\"kind\":\"closed!\"}' WHERE letter = 14 AND version = 10",
        ),
        &["letter 14"],
    );
    finds(
        rewritten("UPDATE event SET body = '{}' WHERE kind = 'staff_disabled'"),
        &["of the office does not read", "Table staff"],
    );
}

#[test]
fn every_column_of_a_letters_row_is_compared() {
    let mut office = long_life();
    office.tamper("CREATE TABLE kept AS SELECT * FROM letter");
    let columns: String =
        office.value("SELECT group_concat(name, ' ') FROM pragma_table_info('letter')");
    let mut left: std::collections::BTreeSet<&str> = columns.split(' ').collect();
    left.remove("id");
    for (set, id) in [
        ("version = version + 1", 4),
        ("stage = 'closed'", 4),
        ("stage_since = stage_since + 1", 4),
        ("queue = 'ended'", 4),
        ("rank = rank + 1", 4),
        ("number = 'x'", 4),
        ("number_seq = 99", 4),
        ("number_year = 2025", 4),
        ("title = 'x'", 4),
        ("writer = 'x'", 4),
        ("channel = 'phone'", 4),
        ("received_at = 1", 4),
        ("due_at = due_at + 1", 7),
        ("provisional = 1", 7),
        ("lead = 2", 7),
        ("signed = 1", 7),
        ("category = '3.7'", 4),
        ("major = 1", 4),
        ("attached = 1", 3),
        ("repeated = 1", 4),
        ("sent_back = 1", 4),
        ("source_key = 'x'", 4),
        ("text_hash = zeroblob(8)", 4),
        ("round = 2", 4),
        ("co = 1", 7),
        ("returned = 1", 4),
        ("urged = 1", 7),
        ("step = 'remind'", 7),
        ("step_at = 1", 7),
        ("explained = 1", 7),
        ("awaits = 'report'", 5),
        ("review_key = 1", 5),
        ("waiting = 1", 1),
        ("readers = ' wang '", 4),
        ("of_type = 'x'", 4),
        ("subject = 'x'", 4),
    ] {
        office.tamper(&format!("UPDATE letter SET {set} WHERE id = {id}"));
        let found = with_language(Lang::En, || office.verify().findings.join("\n"));
        assert!(
            found.contains(&format!("The row of letter {id}")),
            "{set}: {found}"
        );
        let column = set.split(' ').next().unwrap();
        office.tamper(&format!(
            "UPDATE letter SET {column} = (SELECT {column} FROM kept WHERE id = {id}) WHERE id = {id}"
        ));
        assert!(left.remove(column), "{column} twice");
    }
    assert!(left.is_empty(), "not tried: {left:?}");
    office.tamper("DROP TABLE kept");
    assert_eq!(
        office.verify().findings,
        Vec::<String>::new(),
        "all was put back"
    );
}

#[test]
fn which_unit_has_which_letter_is_compared() {
    for (sql, letter) in [
        ("UPDATE assignment SET stands = 0 WHERE letter = 7", 7),
        ("UPDATE assignment SET unit = 2 WHERE letter = 7", 7),
        ("UPDATE assignment SET co = 1 WHERE letter = 7", 7),
        ("DELETE FROM assignment WHERE letter = 7", 7),
        ("INSERT INTO assignment VALUES (4, 1, 1, 0, 1)", 4),
    ] {
        finds(findings(sql), &[&format!("letter {letter}")]);
    }
}

#[test]
fn a_row_too_few_or_too_many_is_found() {
    finds(
        findings("PRAGMA foreign_keys = OFF; DELETE FROM letter WHERE id = 8"),
        &[
            "The row of letter 8",
            "13 rows and 14 letters",
            "The numbers of 2026 have a gap",
            "counts of the queues",
        ],
    );
    let copy = "CREATE TEMP TABLE copy AS SELECT * FROM letter WHERE id = 3; UPDATE copy SET id = 99, source_key = 'x';
                INSERT INTO letter SELECT * FROM copy";
    finds(findings(copy), &["15 rows and 14 letters"]);
}

#[test]
fn a_wrong_count_is_found() {
    finds(
        findings("UPDATE tally SET n = n + 1 WHERE queue = 'inbox'"),
        &["counts of the queues"],
    );
    finds(
        findings("DELETE FROM tally WHERE queue = 'ended'"),
        &["counts of the queues"],
    );
    finds(
        findings("UPDATE letter SET queue = 'ended' WHERE id = 1"),
        &["The row of letter 1 "],
    );
}

#[test]
fn a_changed_missing_or_moved_attachment_is_found() {
    finds(
        findings("UPDATE attachment SET bytes = x'00' WHERE letter = 1 AND position = 0"),
        &["attachments of letter 1 "],
    );
    finds(
        findings("DELETE FROM attachment WHERE letter = 4 AND position = 1"),
        &["attachments of letter 4 "],
    );
    let swapped = "UPDATE attachment SET position = position + 10 WHERE letter = 1;
                   UPDATE attachment SET position = 11 - position WHERE letter = 1";
    finds(findings(swapped), &["attachments of letter 1 "]);
}

#[test]
fn an_attachment_that_never_came_is_found() {
    finds(
        findings("INSERT INTO attachment VALUES (2, 0, x'00')"),
        &["attachments of letter 2 "],
    );
}

#[test]
fn a_directory_that_was_written_into_is_found() {
    for (sql, table) in [
        (
            "UPDATE staff SET roles = 'administrator' WHERE id = 'observer'",
            "staff",
        ),
        ("UPDATE staff SET active = 1 WHERE id = 'liaison'", "staff"),
        ("UPDATE staff SET uid = 1000 WHERE id = 'leader'", "staff"),
        ("UPDATE unit SET name = '区某局' WHERE id = 3", "unit"),
        (
            "DELETE FROM unit_alias WHERE alias = '试验办'",
            "unit_alias",
        ),
        (
            "UPDATE regulation SET text = replace(text, 'amount = 3', 'amount = 30')",
            "regulation",
        ),
        (
            "DELETE FROM calendar_day WHERE date = '2026-02-17'",
            "calendar_day",
        ),
        (
            "UPDATE calendar_day SET kind = 'workday' WHERE date = '2026-10-01'",
            "calendar_day",
        ),
        (
            "INSERT INTO calendar_year (year) VALUES (2027)",
            "calendar_year",
        ),
        (
            "UPDATE regulation SET \"from\" = '2026-01-01'",
            "regulation",
        ),
        (
            "INSERT INTO local_day VALUES ('2026-03-09', 'holiday', NULL, '停电', '通知')",
            "local_day",
        ),
        (
            "INSERT INTO bulletin VALUES ('2026Q1', 1, '{}')",
            "bulletin",
        ),
    ] {
        finds(findings(sql), &[&format!("Table {table} ")]);
    }
}

#[test]
fn many_findings_are_cut_off_and_a_clean_head_names_the_last_event() {
    let mut office = long_life();
    let head = office.verify().head;
    assert_eq!(
        head.to_uppercase(),
        office.value::<String>("SELECT hex(hash) FROM event ORDER BY seq DESC LIMIT 1")
    );
    office.tamper(&format!(
        "{OPEN_THE_RECORD} UPDATE event SET who = who || '?'"
    ));
    let found = office.verify().findings.len();
    assert!((20..=100).contains(&found), "{found}");
}

/// One who edits an event and gives it a hash to fit is found by the event after it.
#[test]
fn an_event_rewritten_with_its_own_hash_is_found_by_the_next() {
    let mut office = long_life();
    let connection = rusqlite::Connection::open(office.store.path()).unwrap();
    connection.execute_batch(OPEN_THE_RECORD).unwrap();
    let sql = "SELECT * FROM event WHERE letter = 14 AND kind = 'signed_for'";
    let mut event = connection.query_row(sql, [], RawEvent::from_row).unwrap();
    assert_eq!(event.hash, event.expected_hash());
    event.body = event.body.replace("周强", "周壮");
    event.hash = event.expected_hash();
    let changed = connection
        .execute(
            "UPDATE event SET body = ?1, hash = ?2 WHERE seq = ?3",
            (&event.body, event.hash, event.seq),
        )
        .unwrap();
    assert_eq!(changed, 1);
    let found = with_language(Lang::En, || office.verify().findings);
    assert_eq!(found.len(), 5, "{found:?}");
    let first = format!(
        "The first bad event is {} (letter 14, as it says of",
        event.seq + 1
    );
    let next = format!("Event {} ", event.seq + 1);
    finds(
        found.concat(),
        &[
            &first,
            &next,
            "was changed",
            "index of texts",
            "trigger event_is_never_changed is missing",
        ],
    );
}

/// The index of texts is compared with the letters, and made anew by `doctor --reindex`.
#[test]
fn a_word_that_the_index_lost_is_found() {
    for damage in [
        "DELETE FROM letter_text WHERE rowid = 4",
        "INSERT INTO letter_text (rowid, grams) VALUES (9999, '停水')",
        "DELETE FROM letter_text WHERE rowid = 4; INSERT INTO letter_text (rowid, grams) VALUES (4, '停水 水')",
    ] {
        let mut office = long_life();
        let connection = rusqlite::Connection::open(office.store.path()).unwrap();
        connection.execute_batch(damage).unwrap();
        let found = with_language(Lang::En, || office.verify().findings);
        finds(found.concat(), &["index of texts", "doctor --reindex"]);
        office.store.reindex(&mut |_, _| ()).unwrap();
        assert_eq!(office.verify().findings, Vec::<String>::new());
    }
}

#[test]
fn an_object_that_only_looks_like_sqlites_own_is_found() {
    let hidden = "PRAGMA writable_schema = ON;
        INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_stat9x', 'preference', 0,
            'CREATE TRIGGER sqlite_stat9x AFTER INSERT ON preference BEGIN DELETE FROM draft; END');
        PRAGMA writable_schema = RESET";
    finds(findings(hidden), &["trigger sqlite_stat9x"]);
    let turned =
        "DROP INDEX letter_in_queue; CREATE INDEX letter_in_queue ON letter (id, queue, rank)";
    finds(findings(turned), &["index letter_in_queue"]);
    assert_eq!(
        findings("ANALYZE"),
        "",
        "what SQLite knows of the tables is no object of somebody's"
    );
}

#[test]
fn an_anchor_whose_event_is_missing_keeps_no_other_from_being_looked_at() {
    let office = long_life();
    let anchor = |office: &Office, seq: i64| {
        let hash: Vec<u8> = office.value(&format!("SELECT hash FROM event WHERE seq = {seq}"));
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Anchor::parse(&format!("{seq}:{hex}")).unwrap()
    };
    let anchors = [60, 70].map(|seq| anchor(&office, seq));
    let holds = office
        .store
        .verify_against(&anchors, &mut |_, _| ())
        .unwrap();
    assert_eq!(holds.findings, Vec::<String>::new());
    office.tamper(&format!(
        "PRAGMA foreign_keys = OFF; {OPEN_THE_RECORD} DELETE FROM event WHERE seq = 60"
    ));
    let report = with_language(Lang::En, || {
        office
            .store
            .verify_against(&anchors, &mut |_, _| ())
            .unwrap()
    });
    let told = report.findings.join("\n");
    finds(
        told.clone(),
        &[
            "Event 60 is missing",
            "Event 60 is not the one that the anchor was taken of",
        ],
    );
    assert!(
        !told.contains("was cut off") && !told.contains("Event 70"),
        "{told}"
    );
}
