//! Checks the keys of `authorized_keys`: each line is as `ssh-line` prints it, and names an active
//! member of staff.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::sshd::SshdSettings;
use crate::app::health::Findings;
use crate::cli::commands::ssh_line::key;
use crate::cli::session;
use crate::platform::account::Account;
use crate::platform::files::read_system_file;
use crate::store::Store;

/// Checks the account's keys. Returns their number; `None` where there is no key file.
pub(super) fn check_keys(
    findings: &mut Findings,
    account: &Account,
    settings: &SshdSettings,
    store: &Store,
) -> Option<usize> {
    let program = std::env::current_exe()
        .and_then(|path| path.canonicalize())
        .unwrap_or_default();
    let (mut count, mut seen, mut sound) = (0, false, Vec::new());
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in settings.key_files(account) {
        let shown = file.display().to_string();
        let text = match read_system_file(&file) {
            Ok(text) => String::from_utf8_lossy(&text).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                findings.add_problem(say!(
                    "cli-file",
                    path = shown,
                    why = crate::i18n::describe_io_error(&error)
                ));
                seen = true;
                continue;
            }
        };
        seen = true;
        let before = findings.lines.len();
        check_permissions(findings, &file, account);
        let mut keys = 0;
        for (n, line) in (1_i64..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            keys += 1;
            let place = format!("{shown}:{n}");
            if let Err(sentence) = check_line(line, store, &program, &place) {
                findings.add_problem(sentence);
            }
            if let Err(why) = key::parse_key(line) {
                findings.add_problem(say!("doctor-key-weak", line = place.as_str(), why = why));
            }
            if let Some(bytes) = key::encoded_key(line) {
                places.entry(bytes.to_owned()).or_default().push(place);
            }
        }
        count += keys;
        if findings.lines.len() == before {
            sound.push((shown, keys));
        }
    }
    let twice: Vec<Vec<String>> = places
        .into_values()
        .filter(|places| places.len() > 1)
        .collect();
    for lines in &twice {
        findings.add_problem(say!(
            "doctor-key-twice",
            lines = lines.join(&say!("list-and"))
        ));
    }
    for (file, keys) in sound.into_iter().filter(|_| twice.is_empty()) {
        findings.add_good(say!("doctor-keys", file = file, n = keys));
    }
    seen.then_some(count)
}

/// Checks owner and permissions as sshd does (StrictModes): nobody else may own or write the file
/// or a folder above it, up to the home folder, or up to the root for files elsewhere.
fn check_permissions(findings: &mut Findings, file: &Path, account: &Account) {
    let home = account
        .home
        .canonicalize()
        .unwrap_or_else(|_| account.home.clone());
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    for place in real.ancestors() {
        let shown = place.display().to_string();
        match std::fs::metadata(place) {
            Ok(about) => {
                if ![0, account.uid].contains(&about.uid()) {
                    findings.add_problem(say!("doctor-keys-owner", file = shown.as_str()));
                }
                if about.permissions().mode() & 0o022 != 0 {
                    findings.add_problem(say!("doctor-keys-mode", file = shown));
                }
            }
            Err(error) => findings.add_problem(say!(
                "cli-file",
                path = shown,
                why = crate::i18n::describe_io_error(&error)
            )),
        }
        if place == home {
            break;
        }
    }
}

/// Checks one line. Returns a message where it allows more than it should, or lets nobody in.
fn check_line(line: &str, store: &Store, program: &Path, place: &str) -> Result<(), String> {
    let (options, command) = parse_options(line);
    let free = || say!("doctor-key-free", line = place);
    let command = command.ok_or_else(free)?;
    if !is_plain_words(&command) {
        return Err(free());
    }
    let words = shell_words::split(&command).map_err(|_| free())?;
    // The line itself names program and database: nothing depends on the session's environment.
    let first = words
        .first()
        .map(Path::new)
        .filter(|first| first.is_absolute());
    if first.and_then(|first| first.canonicalize().ok()).as_deref() != Some(program) {
        return Err(free());
    }
    let other = || say!("doctor-key-other", line = place);
    let names_database = words
        .iter()
        .any(|word| word == "--db" || word.starts_with("--db="));
    let words = words.into_iter().map(OsString::from).collect();
    let args = session::parse_key_line(words).map_err(|_| other())?;
    let database = args
        .db
        .filter(|_| names_database)
        .and_then(|path| path.canonicalize().ok());
    if !args.forced || database.as_deref() != Some(store.path()) {
        return Err(other());
    }
    let at = |name: &str| options.iter().position(|option| option == name);
    let bound =
        matches!((at("restrict"), at("pty")), (Some(restrict), Some(pty)) if restrict < pty);
    if !bound || !options.iter().all(|option| is_restrictive(option)) {
        return Err(say!("doctor-key-open", line = place));
    }
    let named = args.staff.unwrap_or_default();
    match store.office().staff(&named) {
        Some(_) => Ok(()),
        None => Err(say!("doctor-key-nobody", line = place, staff = named)),
    }
}

/// Reports whether a shell would only split the command into words: no expansion, no operators.
fn is_plain_words(command: &str) -> bool {
    let (mut quote, mut chars) = (None, command.chars());
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => _ = chars.next(),
            (_, '$' | '`') => return false,
            (None, '\'' | '"') => quote = Some(char),
            (None, char) if "|&;<>()*?[~#\n".contains(char) => return false,
            (_, _) => {}
        }
    }
    quote.is_none()
}

/// Reports whether an option belongs to the line or restricts it; every other option may allow
/// more.
fn is_restrictive(option: &str) -> bool {
    const WHOLE: [&str; 7] = [
        "restrict",
        "pty",
        "verify-required",
        "no-agent-forwarding",
        "no-port-forwarding",
        "no-user-rc",
        "no-x11-forwarding",
    ];
    WHOLE.contains(&option)
        || ["command=", "from=", "expiry-time="]
            .iter()
            .any(|name| option.starts_with(name))
}

/// Parses the options before a key, in lower case as sshd compares them, and the command among
/// them.
pub(in crate::cli) fn parse_options(line: &str) -> (Vec<String>, Option<String>) {
    let (mut options, mut one) = (Vec::new(), String::new());
    let (mut within, mut chars) = (false, line.chars().peekable());
    while let Some(char) = chars.next() {
        match char {
            '\\' if within && chars.peek() == Some(&'"') => {
                one.push('"');
                chars.next();
            }
            '"' => within = !within,
            ',' if !within => options.push(std::mem::take(&mut one)),
            ' ' | '\t' if !within => break,
            char => one.push(char),
        }
    }
    options.push(one);
    let command = |option: &String| {
        let (name, command) = option.split_once('=')?;
        name.eq_ignore_ascii_case("command")
            .then(|| command.to_owned())
    };
    let mut commands = options.iter().filter_map(command);
    // sshd refuses a line with two commands.
    let command = commands.next().filter(|_| commands.next().is_none());
    (
        options
            .iter()
            .map(|option| option.to_ascii_lowercase())
            .collect(),
        command,
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::chown;

    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMDRC0qX0pWwy6XS4NUYrjYq2yGb1ndSR/YAINgokd+G li";

    /// A practice office in a folder of its own.
    fn office(folder: &Path) -> Store {
        let path = folder.join("a $b.db");
        crate::app::demo::create_demo_office(&path, "2026-03-06T09:12:00+08:00".parse().unwrap())
            .unwrap();
        Store::open(&path).unwrap()
    }

    #[test]
    fn a_line_is_as_ssh_line_prints_it_or_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = office(folder.path());
        let program = std::env::current_exe().unwrap().canonicalize().unwrap();
        let other = folder.path().join("other.db");
        std::fs::write(&other, "").unwrap();
        let words = |path: &Path| shell_words::quote(path.to_str().unwrap()).into_owned();
        let (p, d, o) = (words(&program), words(store.path()), words(&other));
        let told = |options: &str, command: &str| {
            let line = format!(
                "{options},command=\"{}\" {KEY}",
                command.replace('"', "\\\"")
            );
            check_line(&line, &store, &program, "HERE")
                .err()
                .unwrap_or_default()
        };
        let says = |key: &str| crate::i18n::format_message(key, &[("line", "HERE".into())]);
        for sound in [
            format!("{p} --db {d} --as li --forced --lang en --lock-after 15"),
            format!("{p} --as=li --db={d} --forced"),
            format!(
                "{p} --db \"{}\" --as \"li\" --forced",
                store.path().display().to_string().replace('$', "\\$")
            ),
        ] {
            assert_eq!(told("restrict,pty", &sound), "", "{sound}");
            assert_eq!(
                told("Restrict,PTY,from=\"192.0.2.1,192.0.2.2\"", &sound),
                "",
                "{sound}"
            );
            for open in [
                "restrict",
                "pty",
                "pty,restrict",
                "restrict,pty,no-pty",
                "restrict,pty,cert-authority",
                "restrict,pty,port-forwarding",
                "restrict,pty,environment=\"A=b\"",
                "restrict,pty,permitopen=\"a:1\"",
            ] {
                assert_eq!(told(open, &sound), says("doctor-key-open"), "{open}");
            }
            assert_eq!(
                told("restrict,pty,command=\"x\"", &sound),
                says("doctor-key-free")
            );
        }
        let ours = format!("{p} --db {d}");
        for (command, key) in [
            (
                format!("{ours} --as li --forced || bash"),
                "doctor-key-free",
            ),
            (format!("{ours} --as li --forced; bash"), "doctor-key-free"),
            (
                format!("{ours} --as li --forced --lang $(bash)"),
                "doctor-key-free",
            ),
            (
                format!("{ours} --as \"`bash`\" --forced"),
                "doctor-key-free",
            ),
            (format!("{ours} --as li --forced >x"), "doctor-key-free"),
            (
                format!("{p} --db \"{}\" --as li --forced", store.path().display()),
                "doctor-key-free",
            ),
            (
                format!("/bin/true --db {d} --as li --forced"),
                "doctor-key-free",
            ),
            (format!("X=1 {ours} --as li --forced"), "doctor-key-free"),
            (String::new(), "doctor-key-free"),
            (format!("{p} --as li --forced"), "doctor-key-other"),
            (format!("{p} --db {o} --as li --forced"), "doctor-key-other"),
            (format!("{ours} --as li --forced list"), "doctor-key-other"),
            (format!("{ours} --as li"), "doctor-key-other"),
            (format!("{ours} --forced"), "doctor-key-other"),
            (
                format!("{ours} --as li --as wang --forced"),
                "doctor-key-other",
            ),
            (
                format!("{ours} --as li --forced --db {d}"),
                "doctor-key-other",
            ),
            (
                format!("{ours} --as li --forced --help"),
                "doctor-key-other",
            ),
        ] {
            assert_eq!(told("restrict,pty", &command), says(key), "{command}");
        }
        assert!(told("restrict,pty", &format!("{ours} --as nobody --forced")).contains("nobody"));
        assert_eq!(
            check_line(KEY, &store, &program, "HERE"),
            Err(says("doctor-key-free"))
        );
    }

    #[test]
    fn one_key_in_two_lines_is_told_and_not_praised() {
        let folder = tempfile::tempdir().unwrap();
        let store = office(folder.path());
        let program = std::env::current_exe().unwrap().canonicalize().unwrap();
        let words = |path: &Path| shell_words::quote(path.to_str().unwrap()).into_owned();
        let line = |staff: &str, key: &str| {
            let command = format!(
                "{} --db {} --as {staff} --forced",
                words(&program),
                words(store.path())
            );
            format!(
                "restrict,pty,command=\"{}\" {key}\n",
                command.replace('"', "\\\"")
            )
        };
        let account = Account {
            login: "xinxiang".into(),
            uid: crate::platform::account::real_uid(),
            gecos: String::new(),
            home: folder.path().to_owned(),
            shell: String::new(),
        };
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
        let file = folder.path().join(".ssh/authorized_keys");
        std::fs::create_dir(folder.path().join(".ssh")).unwrap();
        let told = |text: &str| {
            std::fs::write(&file, text).unwrap();
            std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
            let mut findings = Findings::default();
            check_keys(&mut findings, &account, &SshdSettings::default(), &store);
            findings
                .lines
                .into_iter()
                .map(|line| (line.is_problem(), line.message))
                .collect::<Vec<_>>()
        };
        let other = KEY.replace("YAINgokd", "YAINgokz");
        let sound = told(&format!("{}{}", line("li", KEY), line("wang", &other)));
        assert!(matches!(&sound[..], [(false, _)]), "{sound:?}");
        let twice = told(&format!(
            "{}{}",
            line("li", KEY),
            line("wang", &KEY.replace(" li", " wang"))
        ));
        let [(true, sentence)] = &twice[..] else {
            panic!("{twice:?}")
        };
        assert!(
            sentence.contains(":1") && sentence.contains(":2"),
            "{sentence}"
        );
        let weak = told(&line("li", "ssh-dss AAAAB3NzaC1kc3M="));
        assert!(matches!(&weak[..], [(true, _)]), "{weak:?}");
        // A pipe that nobody writes into is not waited for.
        std::fs::remove_file(&file).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &file, rustix::fs::Mode::RUSR).unwrap();
        let mut findings = Findings::default();
        check_keys(&mut findings, &account, &SshdSettings::default(), &store);
        assert!(matches!(&findings.lines[..], [line] if line.is_problem()));
    }

    #[test]
    fn keys_that_a_stranger_owns_or_can_write_are_told() {
        let home = tempfile::tempdir().unwrap();
        let uid = crate::platform::account::real_uid();
        let folder = home.path().join("a/.ssh");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("authorized_keys");
        std::fs::write(&file, "").unwrap();
        let rights_of = |place: &Path, mode| {
            std::fs::set_permissions(place, PermissionsExt::from_mode(mode)).unwrap()
        };
        let account = |uid| Account {
            login: "xinxiang".into(),
            uid,
            gecos: String::new(),
            home: home.path().to_owned(),
            shell: String::new(),
        };
        let told = |uid| {
            let mut findings = Findings::default();
            check_permissions(&mut findings, &file, &account(uid));
            findings.lines.len()
        };
        for place in [home.path(), &home.path().join("a"), &folder, &file] {
            rights_of(place, 0o700);
        }
        assert_eq!(told(uid), 0);
        for place in [home.path(), &home.path().join("a"), &folder, &file] {
            rights_of(place, 0o720);
            assert_eq!(told(uid), 1, "{}", place.display());
            rights_of(place, 0o700);
        }
        if uid == 0 {
            assert_eq!(told(4711), 0, "what is the superuser's is nobody else's");
            chown(&file, Some(4712), None).unwrap();
            assert_eq!((told(4711), told(4712)), (1, 0));
        } else {
            assert_eq!(told(uid + 1), 4);
        }
    }
}
