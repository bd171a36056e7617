//! The ways in which a backup is bad.

use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::Value;
use xinxiang::store::backup::encryption;
use xinxiang::store::backup::manifest::{manifest_path, measure_file};

use super::Made;

/// A backup that must be refused, and the key with which that is tried.
pub(super) struct Bad {
    pub file: PathBuf,
    pub key: Option<PathBuf>,
}

pub(super) const WAYS: [&str; 14] = [
    "a bit flipped",
    "a bit flipped, and its manifest made to fit",
    "cut short",
    "empty",
    "longer",
    "another office's manifest",
    "a later backup's manifest",
    "no manifest",
    "a manifest that does not read",
    "another head",
    "more events",
    "not what it says it is",
    "an event edited, and its manifest made to fit",
    "the wrong key",
];

fn manifest(file: &Path, change: impl FnOnce(&mut Value)) {
    let path = manifest_path(file);
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut value);
    std::fs::write(path, value.to_string()).unwrap();
}

/// Makes length and hash in the manifest those of the file.
fn made_to_fit(file: &Path) {
    let (bytes, hash) = measure_file(file).unwrap();
    manifest(file, |value| {
        (value["bytes"], value["blake3"]) = (bytes.into(), hash.into())
    });
}

/// Spoils a copy of a backup.
pub(super) fn spoil(
    way: &str,
    dice: &mut Rng,
    good: &Made,
    [another, later]: [&Made; 2],
    folder: &Path,
) -> Bad {
    let file = folder.join("bad.db");
    let mut key = good.key.clone();
    let mut bytes = std::fs::read(&good.file).unwrap();
    std::fs::copy(manifest_path(&good.file), manifest_path(&file)).unwrap();
    std::fs::write(&file, &bytes).unwrap();
    let place = dice.usize(..bytes.len());
    match way {
        "a bit flipped" | "a bit flipped, and its manifest made to fit" => {
            // Of a plain copy that was made to fit, only what holds something can be told from what holds nothing.
            let place = if good.key.is_none() && way != "a bit flipped" {
                in_a_text(&bytes, dice)
            } else {
                place
            };
            bytes[place] ^= 1 << dice.usize(..8);
            std::fs::write(&file, &bytes).unwrap();
            if way != "a bit flipped" {
                made_to_fit(&file);
            }
        }
        "cut short" => std::fs::write(&file, &bytes[..place]).unwrap(),
        "empty" => std::fs::write(&file, "").unwrap(),
        "longer" => {
            bytes.extend_from_slice(b"more");
            std::fs::write(&file, &bytes).unwrap();
        }
        "another office's manifest" => {
            _ = std::fs::copy(manifest_path(&another.file), manifest_path(&file)).unwrap()
        }
        "a later backup's manifest" => {
            _ = std::fs::copy(manifest_path(&later.file), manifest_path(&file)).unwrap()
        }
        "no manifest" => std::fs::remove_file(manifest_path(&file)).unwrap(),
        "a manifest that does not read" => {
            std::fs::write(manifest_path(&file), "{\"format\":").unwrap()
        }
        "another head" => manifest(&file, |value| value["head"] = "0".repeat(64).into()),
        "more events" => manifest(&file, |value| {
            value["events"] = (value["events"].as_u64().unwrap() + 1).into()
        }),
        "not what it says it is" => {
            std::fs::write(&file, "a picture of a cat").unwrap();
            made_to_fit(&file);
        }
        "an event edited, and its manifest made to fit" => match &good.key {
            None => {
                let connection = rusqlite::Connection::open(&file).unwrap();
                let sql =
                    "DROP TRIGGER event_is_never_changed; UPDATE event SET who = 'x' WHERE seq = 3";
                connection.execute_batch(sql).unwrap();
                connection.close().unwrap();
                made_to_fit(&file);
            }
            // One who has only the public key puts another office into its place.
            Some(_) => {
                std::fs::copy(&another.file, &file).unwrap();
                key = another.key.clone();
                made_to_fit(&file);
            }
        },
        "the wrong key" => match &good.key {
            None => manifest(&file, |value| value["encrypted"] = true.into()),
            Some(_) => {
                let wrong = folder.join(format!("wrong-{}.key", dice.u64(..)));
                encryption::make_key(&wrong).unwrap();
                key = Some(wrong);
            }
        },
        other => panic!("{other} is no way"),
    }
    Bad { file, key }
}

/// A place in the text of a letter.
fn in_a_text(bytes: &[u8], dice: &mut Rng) -> usize {
    let words = "请予解决".as_bytes();
    let places: Vec<usize> = (0..bytes.len() - words.len())
        .filter(|at| bytes[*at..].starts_with(words))
        .collect();
    *dice.choice(&places).unwrap() + dice.usize(..words.len())
}
