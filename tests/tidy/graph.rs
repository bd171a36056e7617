//! The graph of imports: no circle between the rooms, and none inside a room.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, sources};

/// For each module, the modules whose names it uses.
pub(super) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The paths in code that begin with `crate` or `super`, with the groups of a `use` taken apart.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let part = |c: char| c.is_alphanumeric() || c == '_';
    for begin in ["crate", "super"] {
        for (at, _) in code.match_indices(begin) {
            let (before, after) = (&code[..at], &code[at + begin.len()..]);
            if before.ends_with(|c| part(c) || c == ':' || c == '$') || !after.starts_with("::") {
                continue;
            }
            tree(&code[at..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Reads a path, or the group at the end of one. Returns what is behind it.
fn tree<'a>(code: &'a str, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let depth = above.len();
    let mut rest = code.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group;
            while !rest.trim_start().starts_with('}') && !rest.trim_start().is_empty() {
                let before = rest.len();
                rest = tree(rest, above, found).trim_start();
                rest = rest.strip_prefix(',').unwrap_or(rest);
                assert!(rest.len() < before, "no progress at {rest:.40}");
            }
            rest = rest.trim_start().strip_prefix('}').unwrap_or(rest);
            break;
        }
        let length = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*')
            .unwrap_or(rest.len());
        above.push(rest[..length].to_owned());
        rest = &rest[length..];
        match rest.strip_prefix("::") {
            Some(next)
                if next
                    .starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '{' | '*')) =>
            {
                rest = next
            }
            Some(_) | None => {
                found.push(above.clone());
                break;
            }
        }
    }
    above.truncate(depth);
    // `as another`, up to the comma.
    match rest.trim_start().strip_prefix("as ") {
        Some(alias) => alias
            .trim_start()
            .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
        None => rest,
    }
}

/// The path of a file's module.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// Which modules use which, where a module is this many folders deep; the doors of the rooms above (`mod.rs`) are none.
pub(super) fn graph(sources: &[Source], deep: usize) -> Graph {
    let known: BTreeSet<Vec<String>> = sources
        .iter()
        .map(|source| module(&source.path))
        .filter(|module| module.len() >= deep)
        .map(|module| module[..deep].to_vec())
        .collect();
    let mut graph = Graph::new();
    for source in sources {
        let from = module(&source.path);
        if from.len() < deep {
            continue;
        }
        let uses = graph.entry(from[..deep].join("/")).or_default();
        for mut path in paths(&source.code) {
            let supers = path.iter().take_while(|part| *part == "super").count();
            if supers > 0 {
                path.splice(
                    ..supers,
                    from[..from.len().saturating_sub(supers)].iter().cloned(),
                );
            } else {
                path.remove(0);
            }
            if path.len() >= deep && path[..deep] != from[..deep] && known.contains(&path[..deep]) {
                uses.insert(path[..deep].join("/"));
            }
        }
    }
    graph
}

/// The modules that can be reached from one.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(one) = next.pop() {
        for other in graph.get(&one).into_iter().flatten() {
            if seen.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    seen
}

/// The circles: sets of modules each of which uses, directly or through others, all the others.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let all: BTreeMap<&String, BTreeSet<String>> = graph
        .keys()
        .map(|from| (from, reached(graph, from)))
        .collect();
    let mut circles = BTreeSet::new();
    for (from, seen) in &all {
        if seen.contains(*from) {
            let circle: Vec<String> = seen
                .iter()
                .filter(|other| all.get(other).is_some_and(|back| back.contains(*from)))
                .cloned()
                .collect();
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

#[test]
fn no_arrow_between_the_rooms_runs_back() {
    let circles = circles(&graph(&sources(), 1));
    assert!(circles.is_empty(), "rooms that use each other: {circles:?}");
}

#[test]
fn no_arrow_inside_a_room_runs_back() {
    let circles = circles(&graph(&sources(), 2));
    assert!(
        circles.is_empty(),
        "modules that use each other: {circles:#?}"
    );
}

#[test]
fn no_folder_is_a_list() {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources() {
        let folder = source
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned();
        *folders.entry(folder).or_default() += 1;
    }
    let long: Vec<_> = folders
        .into_iter()
        .filter(|(_, files)| *files > 20)
        .collect();
    assert!(long.is_empty(), "folders of more than 20 files: {long:?}");
}

#[test]
fn a_planted_circle_is_found() {
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        text: code.to_owned(),
        code: code.to_owned(),
        literals: Vec::new(),
    };
    let mut sources = vec![
        source(
            "a/mod.rs",
            "use crate::b::{one, two::{self, Three as Four}};",
        ),
        source("a/x.rs", "fn f() { super::y::g(crate::b::Kind::One) }"),
        source("a/y.rs", "use crate::c;"),
        source("b/mod.rs", "use crate::c::*; pub mod two;"),
        source("b/two.rs", "use super::{one, super::c};"),
        source("c.rs", "pub(crate) fn h() {}"),
    ];
    assert_eq!(circles(&graph(&sources, 1)), Vec::<Vec<String>>::new());
    let uses: Vec<String> = graph(&sources, 1)["a"].iter().cloned().collect();
    assert_eq!(uses, ["b", "c"]);
    // Through a third one, and by a path in the middle of code.
    sources.push(source("c/d.rs", "const X: u8 = crate::a::x::Y;"));
    assert_eq!(circles(&graph(&sources, 1)), [["a", "b", "c"]]);
    sources.pop();
    sources.push(source("a/y/z.rs", "use super::super::x;"));
    assert_eq!(circles(&graph(&sources, 2)), [["a/x", "a/y"]]);
}
