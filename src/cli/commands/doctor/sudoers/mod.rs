//! Checks sudo's rules for the account. Whoever may run anything as the account except this
//! program, without arguments and with a clean environment, can read every letter or act as
//! anybody.

mod alias;
pub(crate) mod escalation;
mod judge;
mod rule;
mod settings;
pub(crate) mod tokens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::app::health::Findings;
use crate::cli::commands::doctor::sudoers::tokens::{LogicalLine, join_lines};
use crate::platform::account::Account;
use crate::platform::files::read_system_file;
use judge::{Judge, SudoProblem};

/// The main file.
const SUDOERS_FILE: &str = "/etc/sudoers";

/// The most files that are read; sudo's own limit on nested includes.
const MAX_FILES: usize = 128;

/// Checks all files; only root can read them.
pub(super) fn check_sudoers(findings: &mut Findings, account: &Account) {
    let Ok(program) = std::env::current_exe().and_then(|path| path.canonicalize()) else {
        return;
    };
    let mut all = Vec::new();
    read_file(
        findings,
        Path::new(SUDOERS_FILE),
        &mut BTreeSet::new(),
        &mut all,
    );
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let (judge, mut wrong) = Judge::new(&all, account, &program, host);
    wrong.extend(judge.find_problems());
    let program = shell_words::quote(&program.display().to_string()).into_owned();
    for one in wrong {
        findings.add_problem(match one {
            SudoProblem::ExtraCommand(line, who, what) => {
                let (account, program) = (account.login.as_str(), program.as_str());
                say!(
                    "doctor-sudo-more",
                    line = line,
                    who = who,
                    account = account,
                    what = what,
                    program = program
                )
            }
            SudoProblem::ThroughRoot(line, who, what) => {
                say!(
                    "doctor-sudo-through",
                    line = line,
                    who = who,
                    account = account.login.as_str(),
                    what = what
                )
            }
            SudoProblem::Setenv(line) => say!("doctor-setenv", line = line),
            SudoProblem::Environment(line, names) if names.is_empty() => {
                say!("doctor-sudo-no-reset", line = line)
            }
            SudoProblem::Environment(line, names) => {
                say!("doctor-sudo-environment", line = line, names = names)
            }
            SudoProblem::Unreadable(line) => say!("doctor-sudo-unread", line = line),
        });
    }
    let (anybody, some) = judge.find_superusers();
    for (key, them) in [
        ("doctor-sudo-root", anybody),
        ("doctor-sudo-root-some", some),
    ] {
        if !them.is_empty() {
            findings.add_note(say!(
                key,
                who = them.into_iter().collect::<Vec<_>>().join(&say!("list-and"))
            ));
        }
    }
}

/// Reads a file and its includes, in sudo's order.
fn read_file(
    findings: &mut Findings,
    file: &Path,
    seen: &mut BTreeSet<PathBuf>,
    all: &mut Vec<LogicalLine>,
) {
    if seen.len() >= MAX_FILES || !seen.insert(file.to_owned()) {
        return;
    }
    let text = match read_system_file(file) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => return findings.add_unreadable(file, &error),
    };
    for line in join_lines(&file.display().to_string(), &text) {
        match parse_include(&line.text, file) {
            None => all.push(line),
            Some((false, named)) => read_file(findings, &named, seen, all),
            Some((true, folder)) => included_files(&folder)
                .iter()
                .for_each(|named| read_file(findings, named, seen, all)),
        }
    }
}

/// Parses an include directive: whether it names a folder, and the path.
fn parse_include(line: &str, file: &Path) -> Option<(bool, PathBuf)> {
    let (word, rest) = line.split_once([' ', '\t'])?;
    let folder = match word {
        "@include" | "#include" => false,
        "@includedir" | "#includedir" => true,
        _ => return None,
    };
    let name = rest.trim().trim_matches('"').replace("\\ ", " ");
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let name = name.replace("%h", host.split('.').next().unwrap_or_default());
    Some((
        folder,
        crate::platform::new_files::parent_folder(file).join(name),
    ))
}

/// Returns the files of an include folder in sudo's order, without names that contain a dot or end
/// in a tilde.
fn included_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let read = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        path.is_file() && !name.contains('.') && !name.ends_with('~')
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(read).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_name_others_and_folders_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        std::fs::create_dir(folder.path().join("d")).unwrap();
        put(
            "sudoers",
            "#includedir d\n@include \"more\"\n# include none\nlast\n",
        );
        put("more", "third\n@include sudoers\n");
        put("d/b", "second\n");
        put("d/a", "first\n");
        put("d/c.bak", "no\n");
        put("d/d~", "no\n");
        let (mut findings, mut all) = (Findings::default(), Vec::new());
        read_file(
            &mut findings,
            &folder.path().join("sudoers"),
            &mut BTreeSet::new(),
            &mut all,
        );
        let texts: Vec<&str> = all.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["first", "second", "third", "last"]);
        assert!(findings.lines.is_empty());
    }
}
