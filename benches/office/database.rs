//! Import, search, likeness, actions: through the library, and as whole processes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use xinxiang::domain::directory::staff::Staff;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::incoming::Writer;
use xinxiang::domain::query::{Query, QueryContext, parse};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::Action;
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::index::search::{MAX_LOOKS, TextSearch};

use crate::corpus::{Corpus, Random};
use crate::figures::Figures;

const QUERIES: usize = 200;
const COUNTS: usize = 100;
const PROCESSES: usize = 30;
const ACTIONS: usize = 200;
const PAGE: usize = 50;
const COPIES: usize = 100;
const ADVISED: usize = 60;

pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn run(words: &[&str]) -> std::process::Output {
    let output = Command::new(env!("CARGO_BIN_EXE_xinxiang"))
        .args(words)
        .output()
        .expect("the program");
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The largest resident memory of the children so far, in MB.
fn peak(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<f64>()
        .ok()
        .map(|kb| kb / 1e3)
}

/// An office with so many letters, imported by the program from a table.
pub(crate) fn make(folder: &Path, size: usize, figures: &mut Figures) -> PathBuf {
    let (table, database) = (folder.join("letters.csv"), folder.join("office.db"));
    let text = Corpus::new().table(&table, size);
    let db = database.display().to_string();
    run(&["--db", &db, "init"]);
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_xinxiang"))
        .args(["--db", &db, "import", &table.display().to_string()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program");
    let mut most: f64 = 0.0;
    let status = loop {
        most = peak(child.id()).unwrap_or_default().max(most);
        if let Some(status) = child.try_wait().expect("the program") {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert!(status.success());
    let seconds = begun.elapsed().as_secs_f64();
    figures.one(
        "import with events, index and repeats",
        size as f64 / seconds,
        "letters/s",
    );
    figures.one("import: resident memory", most, "MB");
    let file = std::fs::metadata(&database).expect("the database").len();
    figures.one("file on disk, of the text", file as f64 / text as f64, "×");
    std::fs::remove_file(table).expect("the table");
    database
}

/// Words that stand somewhere: of one to four characters, out of letters anywhere in the file.
fn words(
    store: &Store,
    random: &mut Random,
    letters: i64,
    n: usize,
    length: Option<usize>,
) -> Vec<String> {
    let mut words = Vec::new();
    while words.len() < n {
        let letter = store
            .load_letter(LetterId(random.below(letters as u64) as i64 + 1))
            .expect("a letter");
        let length = length.unwrap_or(random.below(4) as usize + 1);
        let text: Vec<char> = letter.body.chars().collect();
        let at = random.below((text.len() - length) as u64) as usize;
        let word: String = text[at..at + length].iter().collect();
        if word.chars().all(char::is_alphanumeric) {
            words.push(word);
        }
    }
    words
}

fn query(store: &Store, word: &str) -> Query {
    let office = store.office();
    let today = xinxiang::domain::time::date(2026, 3, 2);
    let asked = QueryContext {
        units: &office.units,
        regulation: &office.regulation,
        today,
    };
    parse(&format!("「{word}」"), &asked).expect("a query")
}

/// A letter written again: its sentences in another order and with greetings, or with a share of its words replaced.
fn again(body: &str, replaced: f64, corpus: &mut Corpus) -> String {
    if replaced == 0.0 {
        let mut sentences: Vec<&str> = body
            .split('，')
            .filter(|sentence| !sentence.is_empty())
            .collect();
        for n in (1..sentences.len()).rev() {
            sentences.swap(n, corpus.random.below(n as u64 + 1) as usize);
        }
        return format!(
            "尊敬的区长，您好！{}。恳请领导重视，谢谢！",
            sentences.join("，")
        );
    }
    let letters: Vec<char> = body.chars().collect();
    let mut text = String::new();
    for pair in letters.chunks(2) {
        if corpus.random.share() < replaced {
            text.push_str(corpus.word());
        } else {
            text.extend(pair);
        }
    }
    text
}

fn likeness(store: &Store, who: &Staff, letters: i64, figures: &mut Figures) {
    let mut corpus = Corpus::new();
    let mut times = Vec::new();
    for (what, replaced) in [
        ("reordered, with greetings", 0.0_f64),
        ("20 % replaced", 0.2),
        ("40 % replaced", 0.4),
    ] {
        let mut found = 0;
        for _ in 0..COPIES {
            let id = LetterId(corpus.random.below(letters as u64) as i64 + 1);
            let letter = store.load_letter(id).expect("a letter");
            let (title, body) = (
                again(&letter.title, replaced.max(0.01), &mut corpus),
                again(&letter.body, replaced, &mut corpus),
            );
            let begun = Instant::now();
            let similar = store
                .similar_to_text(&title, &body, &Writer::default(), who)
                .expect("an answer");
            times.push(milliseconds(begun));
            found += usize::from(similar.iter().any(|similar| similar.summary.id == id));
        }
        figures.one(
            &format!("found among the first five: {what}"),
            found as f64 * 100.0 / COPIES as f64,
            "%",
        );
    }
    figures.many("similar letters", times, "ms");
}

pub(crate) fn measure(database: &Path, figures: &mut Figures) {
    let mut store = Store::open(database).expect("the database");
    let who = store.office().staff[0].clone();
    let now = Timestamp::now();
    let letters = figures.letters as i64;
    let mut random = Random::new(7);
    for (name, length) in [
        ("1", Some(1)),
        ("2", Some(2)),
        ("3", Some(3)),
        ("4", Some(4)),
        ("1 to 4", None),
    ] {
        let words = words(&store, &mut random, letters, QUERIES, length);
        let time = |word: &String| {
            let query = query(&store, word);
            let search = TextSearch {
                query: &query,
                who: &who,
                now,
                wanted: &|| true,
            };
            let begun = Instant::now();
            let found = store.search(search, None, PAGE).expect("a page");
            let took = milliseconds(begun);
            assert!(!found.hits.is_empty(), "{word} stands somewhere");
            took
        };
        figures.many(
            &format!("first page, {name} characters"),
            words.iter().map(time).collect(),
            "ms",
        );
        let time = |word: &String| {
            let query = query(&store, word);
            let search = TextSearch {
                query: &query,
                who: &who,
                now,
                wanted: &|| true,
            };
            let begun = Instant::now();
            store
                .search_count(search, MAX_LOOKS, &mut |_| ())
                .expect("a count");
            milliseconds(begun)
        };
        figures.many(
            &format!("count, {name} characters"),
            words.iter().take(COUNTS).map(time).collect(),
            "ms",
        );
    }
    likeness(&store, &who, letters, figures);
    let time = |_| {
        let id = LetterId(random.below(figures.letters as u64) as i64 + 1);
        let begun = Instant::now();
        store.suggest(id, &who, now).expect("advice");
        milliseconds(begun)
    };
    let advised = (0..ADVISED).map(time).collect();
    figures.many("suggest", advised, "ms");
    let db = database.display().to_string();
    let words = words(&store, &mut random, letters, PROCESSES, None);
    let time = |word: &String| {
        let begun = Instant::now();
        run(&["--db", &db, "--json", "search", &format!("「{word}」")]);
        milliseconds(begun)
    };
    figures.many(
        "search, as a whole process",
        words.iter().map(time).collect(),
        "ms",
    );
    let regulation = store.office().regulation.clone();
    let category = regulation.categories[0].code.clone();
    let mut file = std::fs::File::create(database.with_extension("fsync")).expect("a file");
    let (mut actions, mut syncs) = (Vec::new(), Vec::new());
    for n in 0..ACTIONS.min(figures.letters / 2) as i64 {
        // In turn, so that both meet the same disk.
        let begun = Instant::now();
        file.write_all(&[0; 4096])
            .and_then(|()| file.sync_data())
            .expect("a write");
        syncs.push(milliseconds(begun));
        let action = Action::Accept {
            category: category.clone(),
            major: false,
            accused: None,
            of_type: None,
            subject: None,
        };
        let begun = Instant::now();
        store
            .perform(
                Change::of(LetterId(letters - n), 1, action),
                Actor::new(&who, now),
            )
            .expect("accepted");
        actions.push(milliseconds(begun));
    }
    figures.many("the disk's own fsync", syncs, "ms");
    figures.many("accept, committed", actions, "ms");
    drop(store);
    kept(database, figures);
}

/// Verifying, and a backup, which is verified too.
fn kept(database: &Path, figures: &mut Figures) {
    let (db, copy) = (
        database.display().to_string(),
        database.with_extension("backup"),
    );
    let begun = Instant::now();
    run(&["--db", &db, "verify"]);
    figures.one("verify, all of it", milliseconds(begun) / 1e3, "s");
    let megabytes = std::fs::metadata(database).expect("the database").len() as f64 / 1e6;
    figures.one("file", megabytes, "MB");
    let begun = Instant::now();
    run(&["--db", &db, "backup", &copy.display().to_string()]);
    figures.one("backup, verified", milliseconds(begun) / 1e3, "s");
    std::fs::remove_file(copy).expect("the backup");
}
