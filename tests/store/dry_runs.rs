//! A dry run says what the import then says: over any files, letters there already, and letters twice in them.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use xinxiang::app::import::{ImportOutcome, ImportRequest, import_files};
use xinxiang::intake::{MapOverrides, describe_skipped};

use crate::office::{Office, at};

/// A letter as it stands in some file: which words, whose, when, with what. Few of each, so that many are alike.
#[derive(Clone, Debug)]
struct Words {
    number: u8,
    text: u8,
    writer: u8,
    day: u8,
    attachment: u8,
}

fn words() -> impl Strategy<Value = Words> {
    (0u8..3, 0u8..3, 0u8..2, 1u8..3, 0u8..3).prop_map(|(number, text, writer, day, attachment)| {
        Words {
            number,
            text,
            writer,
            day,
            attachment,
        }
    })
}

/// A file, and what it is.
#[derive(Clone, Debug)]
enum File {
    Table(Vec<Option<Words>>),
    Mails(Vec<Words>),
    Mail(Words),
    Objects(Vec<Option<Words>>),
    Other(u8),
}

fn file() -> impl Strategy<Value = File> {
    let some = || prop::collection::vec(words(), 0..6);
    let row = || prop_oneof![6 => words().prop_map(Some), 1 => Just(None)];
    prop_oneof![
        3 => prop::collection::vec(row(), 0..8).prop_map(File::Table),
        2 => some().prop_map(File::Mails),
        3 => words().prop_map(File::Mail),
        2 => prop::collection::vec(row(), 0..5).prop_map(File::Objects),
        1 => (0u8..4).prop_map(File::Other),
    ]
}

fn mail(words: &Words) -> String {
    let Words {
        number,
        text,
        writer,
        day,
        attachment,
    } = words;
    let id = if *number == 0 {
        String::new()
    } else {
        format!("Message-ID: <{number}@example.cn>\n")
    };
    let parts = match attachment {
        0 => format!("Content-Type: text/plain; charset=utf-8\n\n第{text}盏路灯不亮，请修。\n"),
        n => format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n\
             第{text}盏路灯不亮，请修。\n--b\nContent-Type: image/png; name=a.png\nContent-Disposition: attachment; filename=a.png\n\npicture {n}\n--b--\n"
        ),
    };
    format!(
        "{id}From: w{writer}@example.cn\nSubject: lamp {text}\nDate: Mon, {day} Jun 2026 09:00:00 +0800\nMIME-Version: 1.0\n{parts}"
    )
}

fn put(folder: &Path, at: usize, file: &File) {
    let (name, bytes) = match file {
        File::Table(rows) => {
            let row = |row: &Option<Words>| match row {
                Some(Words {
                    number,
                    text,
                    writer,
                    day,
                    ..
                }) => {
                    format!(
                        "{number},路灯,第{text}盏路灯不亮,2026-03-0{day},甲,138-0000-000{writer}\n"
                    )
                }
                None => [
                    "编号,标题,内容,来信时间,来信人,电话\n",
                    ",,,,,\n",
                    "9,,,,,\n",
                    "合计,,,,,3件\n",
                ][at % 4]
                    .to_owned(),
            };
            let rows: String = rows.iter().map(row).collect();
            (
                format!("{at}.csv"),
                format!("编号,标题,内容,来信时间,来信人,电话\n{rows}"),
            )
        }
        File::Mails(mails) => {
            let mails: String = mails
                .iter()
                .map(|one| format!("From x Mon Jun  1 09:00:00 2026\n{}\n", mail(one)))
                .collect();
            (format!("{at}.mbox"), mails)
        }
        File::Mail(one) => (format!("{at}.eml"), mail(one)),
        File::Objects(objects) => {
            let object = |object: &Option<Words>| match object {
                Some(Words {
                    number,
                    text,
                    writer,
                    ..
                }) => {
                    format!(
                        r#"{{"id":{number},"title":"路灯","content":"第{text}盏","name":"甲{writer}"}}"#
                    )
                }
                None => "7".to_owned(),
            };
            let objects: Vec<String> = objects.iter().map(object).collect();
            (format!("{at}.json"), format!("[{}]", objects.join(",")))
        }
        File::Other(0) => (format!("{at}.pdf"), "%PDF-1.4".to_owned()),
        File::Other(1) => (format!("{at}.txt"), String::new()),
        File::Other(2) => (
            format!("{at}.xls"),
            "<table><tr><td>标题<td>内容<tr><td>路灯<td>不亮</table>".to_owned(),
        ),
        File::Other(_) => (format!("{at}.csv"), "甲栏,乙栏\n1,2\n".to_owned()),
    };
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn import(office: &mut Office, folder: &Path, dry: bool) -> ImportOutcome {
    let paths: Vec<PathBuf> = vec![folder.to_owned()];
    let overrides = MapOverrides::default();
    let import = ImportRequest {
        paths,
        overrides,
        dry_run: dry,
        who: "administrator".into(),
        at: at("2026-06-03 09:00"),
        past: false,
    };
    import_files(&mut office.store, &import, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_dry_run_and_the_import_say_the_same(
        first in prop::collection::vec(file(), 0..4),
        second in prop::collection::vec(file(), 1..5),
    ) {
        let mut office = Office::new();
        for files in [first, second] {
            let folder = tempfile::tempdir().unwrap();
            for (at, file) in files.iter().enumerate() {
                put(folder.path(), at, file);
            }
            let letters = office.value::<i64>("SELECT count(*) FROM letter");
            let (dry, real) = (import(&mut office, folder.path(), true), import(&mut office, folder.path(), false));
            prop_assert_eq!(dry.tally, real.tally, "{:?}", files);
            prop_assert_eq!((dry.repeats.letters, dry.repeats.texts), (real.repeats.letters, real.repeats.texts));
            prop_assert_eq!(&dry.rejections, &real.rejections);
            prop_assert_eq!(describe_skipped(&dry.skipped), describe_skipped(&real.skipped));
            let now = office.value::<i64>("SELECT count(*) FROM letter");
            prop_assert_eq!(u64::try_from(now - letters).unwrap(), real.tally.imported);
            let again = import(&mut office, folder.path(), false);
            prop_assert_eq!(again.tally.imported, 0, "importing the same twice changes nothing");
        }
    }
}
