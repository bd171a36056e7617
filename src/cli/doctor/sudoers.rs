//! What sudo's files say about this program: whoever may set its environment there can be anybody.

use std::path::{Path, PathBuf};

use super::Findings;
use super::sshd_file::fits;

/// Where they begin, and the folder of the others.
const FILE: &str = "/etc/sudoers";
const FOLDER: &str = "/etc/sudoers.d";

/// Looks at all of them; for the superuser, since nobody else can.
pub(super) fn look(findings: &mut Findings) {
    let Ok(program) = std::env::current_exe().and_then(|path| path.canonicalize()) else { return };
    let mut texts = Vec::new();
    for file in files() {
        match std::fs::read(&file) {
            Ok(text) => texts.push((file.display().to_string(), String::from_utf8_lossy(&text).into_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => findings.unread(&file, &error),
        }
    }
    for place in open(&texts, &program) {
        findings.wrong(say!("doctor-setenv", line = place));
    }
}

/// The files that sudo reads, in its order: in the folder, no name with a dot or a tilde at its end.
fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        path.is_file() && !name.contains('.') && !name.ends_with('~')
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(read).collect();
    files.sort();
    files.insert(0, FILE.into());
    files
}

/// The lines, as `file:line`, by which somebody may set the environment of this program.
fn open(texts: &[(String, String)], program: &Path) -> Vec<String> {
    let lines: Vec<(String, String)> = texts.iter().flat_map(|(file, text)| whole_lines(file, text)).collect();
    let mut names = Vec::new();
    for (_, line) in &lines {
        for alias in line.strip_prefix("Cmnd_Alias").unwrap_or_default().split(':') {
            if let Some((name, commands)) = alias.split_once('=')
                && is_about(commands, program, &names)
            {
                names.push(name.trim().to_owned());
            }
        }
    }
    // What is said of the program itself holds before what is said of all; of two that say the same of it, the last.
    let (mut for_all, mut for_it) = (None, None);
    let mut told = Vec::new();
    for (place, line) in &lines {
        if let Some(defaults) = line.strip_prefix("Defaults") {
            let (scope, settings) = defaults.split_once([' ', '\t']).unwrap_or((defaults, ""));
            let said = settings.split(',').map(str::trim).rfind(|setting| setting.ends_with("setenv"));
            let about = scope.strip_prefix('!').map(|commands| is_about(commands, program, &names));
            match (about, said) {
                (Some(true), Some(said)) => for_it = Some((place, said)),
                (None, Some(said)) => for_all = Some((place, said)),
                (_, _) => {}
            }
        } else if tags(line).any(|tag| tag == "SETENV") && is_about(line, program, &names) {
            told.push(place.clone());
        }
    }
    told.extend(for_it.or(for_all).filter(|(_, said)| *said == "setenv").map(|(place, _)| place.clone()));
    told
}

/// The lines of a file without comments, those that go on put together, each with its place.
fn whole_lines(file: &str, text: &str) -> Vec<(String, String)> {
    let (mut lines, mut begun) = (Vec::new(), None::<(usize, String)>);
    for (n, line) in (1..).zip(text.lines()) {
        let (first, mut whole) = begun.take().unwrap_or((n, String::new()));
        let goes_on = line.strip_suffix('\\');
        whole.push_str(without_comment(goes_on.unwrap_or(line)));
        match goes_on {
            Some(_) => begun = Some((first, whole)),
            None => lines.push((format!("{file}:{first}"), whole.trim().to_owned())),
        }
    }
    lines.extend(begun.map(|(first, whole)| (format!("{file}:{first}"), whole)));
    lines
}

/// A line up to its comment; a number behind the sign makes it a user.
fn without_comment(line: &str) -> &str {
    let number = |at: usize| line[at + 1..].starts_with(|next: char| next.is_ascii_digit());
    line.match_indices('#').find(|(at, _)| !number(*at)).map_or(line, |(at, _)| &line[..at])
}

/// What stands before a colon, which is where sudo has its tags.
fn tags(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices(':').filter_map(|(at, _)| line[..at].trim_end().rsplit([' ', '\t', ',', ':', ')', '=']).next())
}

/// Whether commands name this program: by a path, a pattern, its folder, or a name that stands for it.
fn is_about(commands: &str, program: &Path, names: &[String]) -> bool {
    let one = |word: &str| {
        let path = Path::new(word);
        names.iter().any(|name| name == word)
            || (word.starts_with('/')
                && (path.canonicalize().is_ok_and(|real| real == program)
                    || (word.ends_with('/') && path.canonicalize().ok().as_deref() == program.parent())
                    || program.to_str().is_some_and(|program| fits(word, program))))
    };
    commands.split([' ', '\t', ',', ':', ')', '=', '!']).any(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_lets_the_environment_be_set_is_told() {
        let program = Path::new("/usr/local/bin/xinxiang");
        let readme = "Defaults!/usr/local/bin/xinxiang env_reset, !setenv\n\
                      %mailbox ALL=(xinxiang) NOPASSWD: /usr/local/bin/xinxiang \"\"\n";
        for (text, lines) in [
            (readme, &[][..]),
            ("li ALL=(xinxiang) NOPASSWD: SETENV: /usr/local/bin/xinxiang\n", &[1]),
            ("# li\nli ALL=(xinxiang) \\\n SETENV:NOPASSWD:/usr/local/bin/xinxiang \"\"\n", &[2]),
            ("li ALL=(xinxiang) SETENV: /usr/local/bin/xin*\n", &[1]),
            ("Cmnd_Alias BOX = /bin/true, /usr/local/bin/xinxiang\nli ALL=(xinxiang) SETENV: BOX\n", &[2]),
            ("li ALL=(xinxiang) NOSETENV: /usr/local/bin/xinxiang\n", &[]),
            ("li ALL=(xinxiang) SETENV: /usr/local/bin/another\n", &[]),
            ("#li ALL=(xinxiang) SETENV: /usr/local/bin/xinxiang\n", &[]),
            ("%sudo ALL=(ALL:ALL) SETENV: ALL\n", &[]),
            ("#1000 ALL=(xinxiang) SETENV: /usr/local/bin/xinxiang\n", &[1]),
            ("Defaults setenv\n", &[1]),
            ("Defaults!/usr/local/bin/xinxiang setenv\n", &[1]),
            ("Defaults!/bin/true setenv\n", &[]),
        ] {
            let places: Vec<String> = lines.iter().map(|n| format!("FILE:{n}")).collect();
            assert_eq!(open(&[("FILE".to_owned(), text.to_owned())], program), places, "{text}");
        }
        let both = [("a".to_owned(), "Defaults setenv\n".to_owned()), ("b".to_owned(), readme.to_owned())];
        assert!(open(&both, program).is_empty(), "the README's line holds before it");
    }
}
