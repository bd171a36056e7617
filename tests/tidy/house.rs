//! The house in figures: which room uses which, how long files are, how functions are named.
//! `cargo test tidy::house -- --ignored --nocapture` prints both tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::graph::{Graph, graph};
use super::{root, sources};

/// The rooms with what each uses, as a table in Markdown.
fn arrows(graph: &Graph) -> String {
    let mut table = String::from("| room | uses |\n|---|---|\n");
    for (room, uses) in graph {
        let uses: Vec<String> = uses.iter().map(|used| format!("`{used}`")).collect();
        let uses = if uses.is_empty() {
            "nothing above the standard library".to_owned()
        } else {
            uses.join(", ")
        };
        writeln!(table, "| `{room}` | {uses} |").unwrap();
    }
    table
}

#[test]
fn the_architecture_shows_the_arrows_as_they_are() {
    let mut rooms = graph(&sources(), 1);
    rooms.retain(|room, _| room.as_str() != "lib" && room.as_str() != "main");
    let table = arrows(&rooms);
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    assert!(
        page.contains(&table),
        "docs/architecture.md shows other arrows than these:\n\n{table}"
    );
}

/// The names of the functions of a source.
fn functions(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("fn ").filter_map(|(at, _)| {
        let name = &code[at + 3..];
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let begins = code[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        (begins && end > 0).then_some(&name[..end])
    })
}

#[test]
#[ignore = "it prints figures"]
fn counts() {
    let sources = sources();
    let mut lengths: Vec<usize> = Vec::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut one_word, mut all) = (0, 0);
    for source in &sources {
        lengths.push(source.text.lines().count());
        let folder = source.path.rsplit_once('/').map_or("", |parts| parts.0);
        *folders.entry(folder).or_default() += 1;
        for name in functions(&source.code) {
            all += 1;
            one_word += usize::from(!name.trim_matches('_').contains('_'));
        }
    }
    lengths.sort_unstable();
    let at = |share: usize| lengths[lengths.len() * share / 100];
    let widest = folders.values().max().unwrap();
    println!(
        "files {}, median {}, p90 {}, max {}, widest folder {widest}, one-word functions {} of {all}: {} %",
        lengths.len(),
        at(50),
        at(90),
        lengths.last().unwrap(),
        one_word,
        one_word * 100 / all
    );
}
