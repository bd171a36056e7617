//! `ssh-line`, and a session from outside as far as it can be seen without one: what its words mean, and what they do not.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::program::{Program, Ran, ran};

const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMDRC0qX0pWwy6XS4NUYrjYq2yGb1ndSR/YAINgokd+G";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBJgguaztlMDFx6agIZRNA0hkeBZanWVVXW/1QmI/CgJ+yuSxLbBlbBQ7ojgIueJRJ2sOyOknXcxYDks69CY/WI=";

fn line(program: &Program, key: &str, words: &[&str]) -> Ran {
    let file = program.put("key.pub", key);
    program.run(&[&["ssh-line", "li", file.to_str().unwrap()], words].concat())
}

#[test]
fn a_key_line_names_one_person_and_forces_the_program() {
    let program = Program::practice();
    let shown = program.database().display().to_string();
    let made = line(
        &program,
        &format!("\n# of li\n{ED25519} li's \"own\" key\r\n"),
        &["--lock-after", "15", "--lang", "en"],
    );
    let (exe, key) = (
        env!("CARGO_BIN_EXE_xinxiang"),
        format!("{ED25519} li's \"own\" key"),
    );
    let command = format!("{exe} --db {shown} --as li --forced --lang en --lock-after 15");
    assert_eq!(
        made.out,
        format!("restrict,pty,command=\"{command}\" {key}\n"),
        "{made:?}"
    );
    assert_eq!(
        line(&program, ECDSA, &[]).out.split_whitespace().last(),
        ECDSA.split_whitespace().last()
    );
    assert_eq!(
        line(&program, ED25519, &["--json"]).json()["line"]
            .as_str()
            .unwrap()
            .split(',')
            .next(),
        Some("restrict")
    );
    for folder in [
        "exchange",
        "exchange/in",
        "exchange/out",
        "exchange/in/li",
        "exchange/out/li",
    ] {
        let mode = std::fs::metadata(program.folder.path().join(folder))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}

#[test]
fn a_path_with_quotes_and_blanks_stays_one_word_for_sshd_and_for_the_shell() {
    let program = Program::practice();
    let odd = program.folder.path().join("a \"b\" 'c' $d `e` \\ f.db");
    std::fs::copy(program.database(), &odd).unwrap();
    let file = program.put("key.pub", ED25519);
    let mut command = crate::program::bare();
    command
        .arg("--db")
        .arg(&odd)
        .args(["ssh-line", "li"])
        .arg(file);
    let made = ran(&mut command);
    assert_eq!(made.code, 0, "{made:?}");
    // sshd ends the option at the first quote without a backslash, and takes the backslash before a quote away.
    let option = made.out.strip_prefix("restrict,pty,command=\"").unwrap();
    let end = option
        .match_indices('"')
        .map(|(at, _)| at)
        .find(|at| !option[..*at].ends_with('\\'))
        .unwrap();
    let words = shell_words::split(&option[..end].replace("\\\"", "\"")).unwrap();
    assert_eq!(words[2], odd.to_str().unwrap());
    assert_eq!(option[end + 1..].trim(), ED25519);
}

#[test]
fn a_path_that_would_be_printed_as_another_makes_no_line() {
    let program = Program::practice();
    let file = program.put("key.pub", ED25519);
    for name in ["a\u{200d}b.db", "a\u{fe0f}.db", "a\u{202e}b.db", "a\tb.db"] {
        let odd = program.folder.path().join(name);
        std::fs::copy(program.database(), &odd).unwrap();
        let mut command = crate::program::bare();
        let made = ran(command
            .arg("--db")
            .arg(&odd)
            .args(["ssh-line", "li"])
            .arg(&file));
        assert_eq!(
            (made.code, made.out.as_str()),
            (2, ""),
            "{name:?}: {made:?}"
        );
        assert!(made.err.contains("换一个路径"), "{made:?}");
    }
}

#[test]
fn who_calls_through_sudo_is_told_by_a_number_or_refused() {
    let program = Program::practice();
    for set in ["+4712", "", " 4712", "4712x", "00000004712", "4294967296"] {
        let ran = ran(program.command(&["list", "--json"]).env("SUDO_UID", set));
        assert_eq!(
            (ran.code, &ran.json()["error"]["kind"]),
            (2, &json!("usage")),
            "{set:?}: {ran:?}"
        );
    }
    assert_eq!(
        ran(program.command(&["list", "--json"]).env("SUDO_UID", "0")).code,
        0
    );
}

#[test]
fn what_is_no_public_key_or_nobodys_makes_no_line() {
    let program = Program::practice();
    for (name, key, says) in [
        (
            "a private key",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
            "私钥",
        ),
        ("two keys", &format!("{ED25519}\n{ECDSA}\n"), "不止一行"),
        (
            "options before it",
            &format!("command=\"sh\" {ED25519}"),
            "完整的公钥",
        ),
        (
            "a line break within",
            &ED25519.replace("AAAA", "AA\nAA"),
            "不止一行",
        ),
        ("an unknown kind", "ssh-dss AAAAB3NzaC1kc3M=", "公钥"),
        (
            "one kind under the name of another",
            &ED25519.replace("ssh-ed25519", "ssh-rsa"),
            "完整的公钥",
        ),
        ("a key that was cut", &ED25519[..60], "完整的公钥"),
        ("nothing", "", "完整的公钥"),
        (
            "PuTTY's form",
            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
            "ssh-keygen -i",
        ),
    ] {
        let ran = line(&program, key, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {ran:?}");
        assert!(ran.err.contains(says), "{name}: {ran:?}");
    }
    let file = program.put("key.pub", ED25519);
    let nobody = program.refused(&["ssh-line", "nobody", file.to_str().unwrap()]);
    assert_eq!((nobody.0, &nobody.1["kind"]), (1, &json!("no_such_staff")));
    program.done(&["staff", "disable", "li"]);
    assert_eq!(line(&program, ED25519, &[]).code, 1);
    assert!(
        !program.folder.path().join("exchange").exists(),
        "nothing was made"
    );
}

#[test]
fn a_forced_session_says_who_it_is_by_its_line_and_reads_at_the_most() {
    let program = Program::practice();
    program.letters(1);
    let asked = |words: &[&str], asked: &str| {
        let mut command = program.command(words);
        ran(command
            .env("SSH_ORIGINAL_COMMAND", asked)
            .env("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22"))
    };
    let session = ["--as", "li", "--forced"];
    let letters = asked(&session, "list --json");
    assert_eq!(letters.json()[0]["id"], 1, "{letters:?}");
    let told = program.json(&["staff", "sessions"]);
    let (who, from, command) = (&told[0]["staff"], &told[0]["from"], &told[0]["command"]);
    assert_eq!(
        (who, from, command),
        (&json!("li"), &json!("192.0.2.7"), &json!("list --json"))
    );
    // The variable alone makes it one, too.
    assert_eq!(asked(&["--as", "li"], "list --json").code, 0);
    for (words, wish) in [
        (&["--forced"][..], "list --json"),
        (&["--as", "li", "--forced", "list", "--json"], ""),
        (&["list", "--json", "--as", "li"], "list --json"),
        (&session, "act 1 note --text x --json"),
        (&session, "list"),
    ] {
        let ran = asked(words, wish);
        assert_eq!(ran.code, 2, "{words:?} {wish}: {ran:?}");
        // Whoever asked for JSON is told in it.
        match wish.contains("--json") {
            true => assert_eq!(ran.json()["error"]["kind"], "usage"),
            false => assert_eq!(ran.out, "", "{words:?} {wish}"),
        }
    }
    for wish in [
        "list --json --queue foo",
        "list --json --json",
        "show --json",
        "list '--json",
        "id --json",
    ] {
        let ran = asked(&session, wish);
        let message = ran.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(
            ran.code == 2 && !message.contains("。。") && !message.contains(".。"),
            "{wish}: {message}"
        );
    }
    let screen = asked(&session, "");
    assert!(
        screen.code == 1 && screen.err.contains("ssh -t"),
        "there is no terminal: {screen:?}"
    );
    assert!(
        !screen.err.contains("--help"),
        "which is refused here: {screen:?}"
    );
    assert_eq!(
        program
            .json(&["staff", "sessions"])
            .as_array()
            .unwrap()
            .len(),
        2,
        "who was not let in was not in"
    );
    assert_eq!(
        program.refused(&["--as", "li", "staff", "sessions"]).1["kind"],
        "role"
    );
    program.clean();
}
