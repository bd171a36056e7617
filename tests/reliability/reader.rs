//! The child that reads strangers' files: it is under its limits, a file that breaks it costs that file, and it ends with whoever asks.

use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::json;
use xinxiang::domain::letter::incoming::IncomingLetter;
use xinxiang::domain::time::Offset;
use xinxiang::intake::sandbox::{Reader, RequestKind, SandboxSession};
use xinxiang::intake::{
    IntakeError, MapOverrides, ReadResult, SourceFile, collect_sources, preview_source, read,
};
use xinxiang::platform::file_guard::FileGuard;

use super::mutated::in_memory;
use crate::program::{Program, invented};

fn reader() -> Reader {
    Reader::Child(PathBuf::from(env!("CARGO_BIN_EXE_xinxiang")))
}

fn source(name: &str, bytes: &[u8]) -> SourceFile {
    SourceFile::from_open(name.to_owned(), in_memory(bytes), bytes.len() as u64)
}

fn letters(
    reading: &mut SandboxSession,
    source: &SourceFile,
) -> Result<(Vec<IncomingLetter>, usize), IntakeError> {
    let (mut letters, mut rejected) = (Vec::new(), 0);
    reading.read_letters(
        source,
        &MapOverrides::default(),
        Offset::CHINA,
        &mut |found, progress| {
            assert!(progress.done_bytes <= progress.total_bytes);
            match found {
                ReadResult::Letter(letter) => letters.push(letter),
                ReadResult::Aside(_) | ReadResult::Rejected(_) => rejected += 1,
                ReadResult::Skipped(_) => {}
            }
            ControlFlow::Continue(())
        },
    )?;
    Ok((letters, rejected))
}

/// A workbook of before 2007 with two cells that are far apart: calamine makes a grid of all between them.
fn far_apart() -> Vec<u8> {
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import_files/fixtures/gbk.xls");
    let mut bytes = std::fs::read(fixture).unwrap();
    // The last cell's record: LABEL, its length, its row and its column.
    let at = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, two)| *two == [0x04, 0x02])
        .map(|(at, _)| at)
        .next_back()
        .unwrap();
    bytes[at + 4..at + 8].copy_from_slice(&[0xff, 0xff, 0xff, 0x00]);
    bytes
}

#[test]
fn what_the_child_reads_is_what_is_read_here() {
    let mail = "Subject: =?utf-8?B?6Lev54Gv?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n正文\r\n\
        --b\r\nContent-Type: image/png; name=\"a.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC/w==\r\n--b--\r\n";
    let mut reading = SandboxSession::new(reader(), &FileGuard::none());
    for (name, bytes) in [
        ("a.eml", mail.to_owned()),
        ("t.csv", invented(300)),
        ("j.json", "[{\"标题\":\"甲\"},5]".into()),
    ] {
        let source = source(name, bytes.as_bytes());
        let theirs = letters(&mut reading, &source).unwrap();
        let ours = letters(
            &mut SandboxSession::new(Reader::InProcess, &FileGuard::none()),
            &source,
        )
        .unwrap();
        assert_eq!(theirs, ours, "{name}");
        assert_eq!(
            reading.preview(&source, &MapOverrides::default()),
            preview_source(&source, &MapOverrides::default()),
            "{name}"
        );
    }
    let none = source("x.csv", b"\xe7\x94\xb2,\xe4\xb9\x99\n1,2\n");
    assert!(
        matches!(letters(&mut reading, &none), Err(IntakeError::NoColumns { columns, .. }) if columns == ["甲", "乙"])
    );
    let mut found = Vec::new();
    let columns = ["留言用户", "1"];
    let table = source("t.csv", invented(2).as_bytes());
    reading
        .read_labelled(
            &table,
            &MapOverrides::default(),
            Offset::UTC,
            &columns,
            &mut |_, cells| {
                found.push(cells);
                ControlFlow::Continue(())
            },
        )
        .unwrap();
    assert_eq!(found, [["虚构1号", "1"], ["虚构2号", "2"]]);
}

#[test]
fn a_maildir_is_read_message_by_message() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    for n in 0..7 {
        let mail = format!("Subject: {n}\r\nMessage-ID: <{n}@example.cn>\r\n\r\nx\r\n");
        std::fs::write(
            folder
                .path()
                .join(if n < 4 { "cur" } else { "new" })
                .join(n.to_string()),
            mail,
        )
        .unwrap();
    }
    std::fs::write(folder.path().join("new/none"), "\n\n").unwrap();
    let (found, _) = collect_sources(&[folder.path().to_owned()], &FileGuard::none());
    let theirs = letters(
        &mut SandboxSession::new(reader(), &FileGuard::none()),
        &found[0],
    )
    .unwrap();
    assert_eq!(
        theirs,
        letters(
            &mut SandboxSession::new(Reader::InProcess, &FileGuard::none()),
            &found[0]
        )
        .unwrap()
    );
    assert_eq!((theirs.0.len(), theirs.1), (7, 1));
    let overrides = MapOverrides::default();
    assert_eq!(
        SandboxSession::new(reader(), &FileGuard::none()).preview(&found[0], &overrides),
        preview_source(&found[0], &overrides)
    );
}

#[test]
fn a_file_that_takes_too_much_memory_costs_itself_alone() {
    let bomb = source("bomb.xls", &far_apart());
    let mut reading = SandboxSession::new(reader(), &FileGuard::none());
    let good = source("good.csv", invented(3).as_bytes());
    assert_eq!(letters(&mut reading, &good).unwrap().0.len(), 3);
    assert_eq!(
        letters(&mut reading, &bomb),
        Err(IntakeError::Hungry {
            file: "bomb.xls".into(),
            limit: 256
        })
    );
    assert_eq!(
        letters(&mut reading, &good).unwrap().0.len(),
        3,
        "the next file has another reader"
    );

    let program = Program::practice();
    std::fs::create_dir(program.folder.path().join("in")).unwrap();
    program.put("in/a.csv", invented(3));
    program.put("in/b.xls", far_apart());
    program.put(
        "in/c.json",
        r#"[{"标题":"井盖没了","内容":"金陵路井盖没了。"}]"#,
    );
    let ran = program.run(&["--json", "import", "in"]);
    let counts = ran.json();
    assert_eq!((ran.code, &counts["imported"]), (3, &json!(4)), "{ran:?}");
    let rejected = &counts["rejected"][0];
    assert_eq!(
        (&rejected["file"], &rejected["row"]),
        (&json!("b.xls"), &json!(null))
    );
    assert!(
        rejected["why"].as_str().unwrap().contains("256"),
        "{rejected}"
    );
    program.clean();
}

#[test]
fn a_quote_that_is_never_closed_costs_its_row_however_many_lines_follow() {
    let text = format!("标题,内容\n甲,乙\n丙,\"{}丁,戊\n", "\n".repeat(4_000_000));
    let table = source("t.csv", text.as_bytes());
    let (mut found, mut reading) = ((0, 0), SandboxSession::new(reader(), &FileGuard::none()));
    let ended = reading.request(
        &table,
        RequestKind::Letters,
        &MapOverrides::default(),
        Offset::UTC,
        &mut |one, _, _| {
            match one {
                ReadResult::Letter(_) => found.0 += 1,
                ReadResult::Aside(_) | ReadResult::Rejected(_) => found.1 += 1,
                ReadResult::Skipped(_) => {}
            }
            ControlFlow::Continue(())
        },
    );
    let ended = ended.unwrap();
    assert_eq!((found, ended.error), ((2, 1), None));
    assert!(ended.peak_kib < 64 * 1024, "{} KiB", ended.peak_kib);
}

#[test]
fn a_large_mail_is_read_within_the_limit() {
    // 57 MiB, most of it three attachments.
    let line =
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\r\n";
    let part = format!(
        "--b\r\nContent-Type: image/tiff; name=a.tif\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        line.repeat(243_000)
    );
    let mail = format!(
        "Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n正文\r\n{part}{part}{part}--b--\r\n"
    );
    assert!(mail.len() > 57_000_000, "{}", mail.len());
    let source = source("a.eml", mail.as_bytes());
    drop(mail);
    let mut kept = 0;
    let mut reading = SandboxSession::new(reader(), &FileGuard::none());
    let ended = reading.request(
        &source,
        RequestKind::Letters,
        &MapOverrides::default(),
        Offset::UTC,
        &mut |found, _, _| {
            if let ReadResult::Letter(letter) = found {
                kept = letter
                    .attachments
                    .iter()
                    .map(|one| one.bytes.len())
                    .sum::<usize>()
                    >> 20;
            }
            ControlFlow::Continue(())
        },
    );
    let ended = ended.unwrap();
    assert_eq!((kept, ended.error), (41, None));
    assert!(
        ended.peak_kib > 0 && ended.peak_kib < 256 * 1024,
        "{} KiB",
        ended.peak_kib
    );
}

#[test]
fn whoever_stops_is_not_kept_waiting_and_the_child_is_gone() {
    let table = source("t.csv", invented(5_000).as_bytes());
    let mut reading = SandboxSession::new(reader(), &FileGuard::none());
    let stop = reading.stop_handle();
    let mut seen = 0;
    let ended = reading.read_letters(
        &table,
        &MapOverrides::default(),
        Offset::UTC,
        &mut |_, _| {
            seen += 1;
            // As another thread would.
            stop.stop();
            ControlFlow::Continue(())
        },
    );
    assert!(ended.is_err() && seen < 5_000, "{seen}");
    let mut seen = 0;
    read(
        &table,
        &MapOverrides::default(),
        Offset::UTC,
        &mut |_, _| {
            seen += 1;
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(seen, 5_000, "the file is as it was");
}

#[test]
fn a_program_that_is_no_reader_is_told() {
    let table = source("t.csv", invented(1).as_bytes());
    let mut nobody =
        SandboxSession::new(Reader::Child("/no/such/program".into()), &FileGuard::none());
    assert!(matches!(
        letters(&mut nobody, &table),
        Err(IntakeError::NoReader { .. })
    ));
    let mut silent = SandboxSession::new(Reader::Child("/bin/true".into()), &FileGuard::none());
    assert!(matches!(
        letters(&mut silent, &table),
        Err(IntakeError::Broken { .. })
    ));
}
