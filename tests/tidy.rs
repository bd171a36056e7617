//! The wall between the modules of one crate, and the rules of taste that a machine can check. Each prints its reason.

mod graph;
mod house;
mod lexer;
mod rules;

use std::path::{Path, PathBuf};

use rules::{RULES, Rule};
use xinxiang::i18n::{Lang, with_language};

pub(crate) struct Source {
    /// From `src/`, with slashes: `tui/keymap.rs`.
    pub path: String,
    /// Everything.
    pub text: String,
    /// Without comments and without the tests at the end of the file.
    pub code: String,
    /// The texts and characters in quotes, with their lines.
    pub literals: Vec<(usize, String)>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// All files of `src`, in order.
pub(crate) fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let sources = paths.into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        let path = path
            .strip_prefix(&folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let ours = text.split("#[cfg(test)]").next().unwrap();
        if let Some(tests) = text.strip_prefix(ours).filter(|tests| !tests.is_empty()) {
            let whole =
                tests.starts_with("#[cfg(test)]\nmod tests {\n") && tests.ends_with("\n}\n");
            assert!(
                whole && tests.matches("\n}\n").count() == 1,
                "{path}: tests are one module at the end of the file"
            );
        }
        let (code, literals) = lexer::read(ours);
        Source {
            path,
            code,
            literals,
            text,
        }
    });
    sources.collect()
}

/// The place of a word in code, where it is not a part of a longer one.
fn word(code: &str, word: &str) -> Option<usize> {
    let part = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    let sharp = |edge: Option<char>, other: Option<char>| part(edge) && part(other);
    code.match_indices(word).map(|(at, _)| at).find(|at| {
        let (before, after) = (&code[..*at], &code[at + word.len()..]);
        !sharp(word.chars().next(), before.chars().next_back())
            && !sharp(word.chars().last(), after.chars().next())
    })
}

#[test]
fn the_wall_between_the_modules_stands() {
    let sources = sources();
    let mut broken = Vec::new();
    for Rule {
        within,
        except,
        words,
        why,
    } in RULES
    {
        let one_of =
            |path: &str, places: &[&str]| places.iter().any(|place| path.starts_with(place));
        let held: Vec<&Source> = sources
            .iter()
            .filter(|source| one_of(&source.path, within) && !one_of(&source.path, except))
            .collect();
        assert!(!held.is_empty(), "a rule about nothing: {why}");
        for place in *except {
            assert!(
                sources.iter().any(|source| source.path.starts_with(place)),
                "{place} is gone; mend the table"
            );
        }
        for source in held {
            for wanted in *words {
                if let Some(at) = word(&source.code, wanted) {
                    let line = source.code[..at].matches('\n').count() + 1;
                    broken.push(format!("src/{}:{line}: `{wanted}`: {why}", source.path));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_wall_sees_what_it_should() {
    assert_eq!(word("use crate::store::Store;", "crate::store"), Some(4));
    assert_eq!(word("eprintln!()", "println!"), None);
    assert_eq!(word("a; println!()", "println!"), Some(3));
    assert_eq!(word("x.unwrap_or(1)", ".unwrap()"), None);
    assert_eq!(word("x.unwrap()", ".unwrap()"), Some(1));
    assert_eq!(word("WrapCache TextWrap", "Wrap"), None);
    let (code, literals) = lexer::read(
        "let a = \"// x\\\" '\"; // b\n/* c /* d */ e */ let f = 'g'; 'h: loop {} r#\"i \" j\"# b'k' '\\''",
    );
    assert_eq!(
        code,
        "let a = \"// x\\\" '\"; \n let f = 'g'; 'h: loop {} r#\"i \" j\"# b'k' '\\''"
    );
    assert_eq!(
        literals
            .iter()
            .map(|literal| literal.1.as_str())
            .collect::<Vec<_>>(),
        ["// x\\\" '", "g", "i \" j", "k", "\\'"]
    );
    assert_eq!(literals[1].0, 2);
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") && first.len() > 12,
            "src/{} does not say what it is for",
            source.path
        );
    }
}

/// The longest file of `src`, in lines. The models (jj, helix) have files of 1,400 to 7,000.
const CAP: usize = 550;
/// Files that cannot be split, and why.
const WHOLE: &[(&str, usize, &str)] = &[(
    "src/domain/letter/event.rs",
    700,
    "one enum: the shapes of the record, each with its fields explained",
)];
/// The longest file of `tests`: rustfmt spreads tables of cases.
const TEST_CAP: usize = 725;

#[test]
fn no_file_swells() {
    let mut paths = Vec::new();
    files(&root().join("src"), &mut paths);
    files(&root().join("tests"), &mut paths);
    let (mut lengths, mut broken) = (Vec::new(), Vec::new());
    for path in paths {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let in_src = name.starts_with("src/");
        let whole = WHOLE.iter().find(|(known, ..)| *known == name);
        let cap = match whole {
            Some((_, cap, _)) => *cap,
            None if in_src => CAP,
            None => TEST_CAP,
        };
        if lines > cap {
            broken.push(format!("{name}: {lines} lines of at most {cap}; split it"));
        }
        if in_src {
            lengths.push(lines);
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    lengths.sort_unstable();
    let decile = lengths[lengths.len() * 9 / 10];
    assert!(
        decile <= 340,
        "the ninth decile of src is {decile} lines, not under 340"
    );
}

/// Where Chinese stands in quotes, and why it is not a sentence that belongs to the message files.
const CHINESE: &[(&str, &str)] = &[
    (
        "report/bulletin_tables.rs",
        "headings of the office's tables, which are in Chinese whatever the language of the screen",
    ),
    (
        "report/directory_table.rs",
        "headings of the office's tables, which are in Chinese whatever the language of the screen",
    ),
    (
        "report/ledger.rs",
        "headings of the office's tables, which are in Chinese whatever the language of the screen",
    ),
    (
        "report/paper/",
        "the places of the office's papers, which are in Chinese whatever the language of the screen",
    ),
    (
        "report/table.rs",
        "headings of the office's tables, which are in Chinese whatever the language of the screen",
    ),
    (
        "report/draft.rs",
        "the fields of an official document, which is in Chinese whatever the language of the screen",
    ),
    (
        "store/change/receive/past.rs",
        "the words of other programs' tables: data that is read",
    ),
    (
        "domain/directory/unit.rs",
        "the kinds of towns: data of the directory",
    ),
    (
        "cli/args/mod.rs",
        "the kind of unit that `unit add` makes when told none: data of the directory",
    ),
    ("app/demo/", "the invented people of the practice office"),
    ("app/setup.rs", "headings of tables of units"),
    (
        "domain/time/calendar/doubt.rs",
        "the names of the seven holidays in published lists",
    ),
    (
        "domain/time/holidays/",
        "headings and kinds of day in published tables of holidays, and how they write dates",
    ),
    (
        "domain/similarity/",
        "where passages end, and which signs make a number that of a place",
    ),
    (
        "domain/workflow/notice.rs",
        "the form of address of a reply, which is Chinese whatever the interface speaks",
    ),
    (
        "domain/regulation/number.rs",
        "brackets of official numbers",
    ),
    (
        "domain/query/",
        "names and signs of the search language, read in both languages whatever the interface speaks",
    ),
    (
        "intake/text/dates.rs",
        "how citizens and web sites write dates",
    ),
    (
        "intake/table/fields.rs",
        "headings of other people's tables",
    ),
    (
        "intake/format.rs",
        "how browsers name themselves as the senders of saved web pages",
    ),
    (
        "intake/detect.rs",
        "the full-width comma, by which some tables are separated",
    ),
    (
        "intake/mail/automatic.rs",
        "subjects of automatic answers and bounces",
    ),
    (
        "intake/mail/body.rs",
        "the brackets in which the address of a link stands",
    ),
    ("intake/mail/dates.rs", "how mailers write dates"),
    ("intake/mail/mailbox.rs", "how mailers write dates"),
    (
        "intake/table/mapping.rs",
        "words in headings of other people's tables",
    ),
    (
        "intake/table/csv/rows.rs",
        "the full-width comma, by which some tables are separated",
    ),
    (
        "intake/table/header_row.rs",
        "the full-width comma, by which some tables are separated",
    ),
    (
        "intake/table/row.rs",
        "channels as other people's tables name them",
    ),
    (
        "intake/table/",
        "words in rows and headings of other people's tables",
    ),
    ("store/letters/lookup.rs", "brackets of official numbers"),
    (
        "domain/office_field.rs",
        "who signs a reply, which is Chinese whatever the interface speaks",
    ),
    (
        "tui/state/phrases.rs",
        "the date and the forms of address in a reply, which is Chinese whatever the interface speaks",
    ),
    (
        "tui/widgets/editor/words.rs",
        "signs of repetition, which are parts of words",
    ),
    (
        "domain/time/spoken.rs",
        "days and times as people write them",
    ),
    ("text/wrap.rs", "signs that may not begin or end a line"),
];

#[test]
fn no_sentence_stands_in_code() {
    let chinese = |char: char| matches!(char, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let mut needed = std::collections::BTreeSet::new();
    let mut broken = Vec::new();
    for source in sources() {
        for (line, literal) in &source.literals {
            if literal.contains(chinese) {
                match CHINESE
                    .iter()
                    .find(|allowed| source.path.starts_with(allowed.0))
                {
                    Some((place, _)) => _ = needed.insert(*place),
                    None => broken.push(format!(
                        "src/{}:{line}: “{literal}” belongs to assets/i18n",
                        source.path
                    )),
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    for (place, why) in CHINESE {
        assert!(
            needed.contains(place),
            "{place} has no Chinese any more ({why}); take it out of the table"
        );
    }
}

/// Weibin's numbers, categories and grounds are data.
#[test]
fn no_code_of_the_regulation_stands_in_code() {
    for source in sources() {
        for (line, literal) in &source.literals {
            let code = matches!(literal.split_once('.'), Some(("3" | "4", item)) if item.len() == 1 && ("1"..="7").contains(&item));
            let reason = source.path.starts_with("domain/")
                && ["repeated", "handled", "policy"].contains(&literal.as_str());
            // `policy` is what a form asks, too.
            let asks = source.path == "domain/workflow/ask.rs" && literal == "policy";
            assert!(
                !code && (!reason || asks),
                "src/{}:{line}: “{literal}” is the regulation's, not the program's",
                source.path
            );
        }
    }
}

#[test]
fn every_module_of_the_tests_is_in_the_one_binary() {
    let main = std::fs::read_to_string(root().join("tests/main.rs")).unwrap();
    for entry in std::fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_file() && name != "main" {
            assert!(
                main.lines().any(|line| line == format!("mod {name};")),
                "tests/{name}.rs is not in tests/main.rs"
            );
        }
    }
    assert!(
        std::fs::read_to_string(root().join("Cargo.toml"))
            .unwrap()
            .contains("autotests = false")
    );
}

/// Reads a document of the repository.
fn document(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_pages_of_keys_show_the_keyboard_as_it_is() {
    for (path, lang) in [("docs/keys.md", Lang::En), ("docs/keys.zh.md", Lang::Zh)] {
        let page = document(path);
        let shown = page
            .split_once("<!-- keys -->")
            .and_then(|(_, rest)| rest.split_once("<!-- /keys -->"));
        let (shown, _) = shown.expect("the page has <!-- keys --> and <!-- /keys -->");
        let table = with_language(lang, xinxiang::tui::keymap::to_markdown);
        assert!(
            shown.trim() == table.trim(),
            "put this into {path} between the marks:\n\n{table}"
        );
    }
}

#[test]
fn the_glossary_names_types_that_are_there() {
    let (page, sources) = (document("docs/glossary.md"), sources());
    let cells = page.lines().filter_map(|line| line.split('|').nth(3));
    let mut n = 0;
    for cell in cells.map(str::trim) {
        let Some((module, name)) = cell
            .strip_prefix('`')
            .and_then(|cell| cell.strip_suffix('`'))
            .and_then(|path| path.rsplit_once("::"))
        else {
            continue;
        };
        let module = module.replace("::", "/");
        let files = [format!("{module}.rs"), format!("{module}/mod.rs")];
        let there = sources
            .iter()
            .any(|source| files.contains(&source.path) && word(&source.code, name).is_some());
        assert!(there, "docs/glossary.md: {cell} is not there any more");
        n += 1;
    }
    assert!(n > 100, "{n} types");
}

/// A path in the documents is a file, or a folder that has one.
#[test]
fn the_documents_name_files_that_are_there() {
    let mut n = 0;
    for name in [
        "docs/architecture.md",
        "docs/reliability.md",
        "docs/benchmarks.md",
        "CONTRIBUTING.md",
    ] {
        let page = document(name);
        for quoted in page.split('`').skip(1).step_by(2) {
            let is_path = quoted.contains('/')
                && !quoted.contains("NAME")
                && !quoted.starts_with(['/', '.', '-'])
                && quoted
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "/_.-".contains(c));
            // Other paths are of an office's machine, such as the folders of a session.
            let rooms = ["", "src", "tests"];
            let first = quoted.split('/').next().unwrap();
            let is_ours = rooms
                .iter()
                .any(|room| root().join(room).join(first).is_dir());
            if !is_path || !is_ours {
                continue;
            }
            let there = rooms.iter().any(|room| {
                let path = root().join(room).join(quoted);
                let module = root().join(room).join(format!("{quoted}.rs"));
                let filled = path.is_dir() && path.read_dir().unwrap().next().is_some();
                path.is_file() || module.is_file() || filled
            });
            assert!(there, "{name}: `{quoted}` is not there");
            n += 1;
        }
    }
    assert!(n > 40, "{n} paths");
}

/// The commands of the English page are run by tests; those of the Chinese one must be the same.
#[test]
fn both_operations_pages_give_the_same_commands() {
    let commands = |path: &str| -> Vec<String> {
        let page = document(path);
        let blocks = page.split("```").skip(1).step_by(2);
        blocks
            .flat_map(str::lines)
            .map(|line| line.split("  #").next().unwrap().trim_end().to_owned())
            .collect()
    };
    assert_eq!(
        commands("docs/operations.en.md"),
        commands("docs/operations.zh.md")
    );
}

#[test]
fn events_are_shown_on_one_way() {
    for source in sources() {
        let shows = source.path.starts_with("cli") || source.path.starts_with("tui");
        let raw = [".history(", "events::of_letter(", "events::load("]
            .iter()
            .find(|raw| source.code.contains(*raw));
        assert!(
            !shows || raw.is_none(),
            "src/{}: `{raw:?}`: what is shown of a record is `history_for`",
            source.path
        );
    }
}
