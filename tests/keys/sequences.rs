//! What a terminal sends, cut into keys, pastes and its own answers, wherever a read ends.

use std::time::{Duration, Instant};

use xinxiang::tui::runtime::sequences::{InputUnit, SequenceParser};

/// What comes of reads, each so many milliseconds after the one before; a paste in quotes, a report in brackets.
fn read(reads: &[(u64, &[u8])]) -> String {
    let (mut sequences, mut pieces, mut at) =
        (SequenceParser::default(), Vec::new(), Instant::now());
    for (pause, bytes) in reads {
        at += Duration::from_millis(*pause);
        sequences.parse_bytes(bytes, at, &mut pieces);
    }
    let word = |piece: &InputUnit| match piece {
        InputUnit::Key(bytes) => String::from_utf8_lossy(bytes).replace('\x1b', "^"),
        InputUnit::Paste(text) => format!("“{}”", text.replace('\x1b', "^")),
        InputUnit::Report(_) => "()".to_owned(),
    };
    pieces.iter().map(word).collect::<Vec<_>>().join(" ")
}

const STRINGS: [&[u8]; 12] = [
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    b"\x1b]52;c;5L2g5aW9\x07",
    b"\x1b]l\xe4\xbf\xa1\xe7\xae\xb1\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1bP>|tmux 3.4\x1b\\",
    b"\x1bP!|00000000\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1bXany\x1b\\",
];

#[test]
fn a_string_of_the_terminal_is_no_key_wherever_it_is_cut() {
    for string in STRINGS {
        let told = String::from_utf8_lossy(string);
        assert_eq!(
            read(&[(0, string), (0, "年".as_bytes()), (0, b"j")]),
            "年 j",
            "{told:?}"
        );
        assert_eq!(
            read(&[(0, &[b"a", string, b"b"].concat())]),
            "a b",
            "{told:?}"
        );
        // One that is cut behind its first byte alone has been taken for the Escape key by then.
        for at in 1..string.len() {
            for pause in [0, 40, 300, 900] {
                let seen = read(&[(0, &string[..at]), (pause, &string[at..]), (20, b"j")]);
                assert_eq!(
                    seen,
                    if at == 1 { "^ j" } else { "j" },
                    "{told:?} cut at {at} for {pause} ms"
                );
            }
        }
        if string.is_ascii() {
            let three = [
                (0, &string[..3]),
                (200, &string[3..6]),
                (200, &string[6..]),
                (20, b"j".as_slice()),
            ];
            assert_eq!(read(&three), "j", "{told:?}");
        }
    }
}

#[test]
fn a_report_is_no_key() {
    for report in [
        "[?62;22c",
        "[>41;330;0c",
        "[=1c",
        "[0n",
        "[?997;1n",
        "[12;40R",
        "[?12;40R",
        "[?2026;2$y",
        "[?1u",
        "[8;24;80t",
        "[I",
        "[O",
        "[?1;0;256S",
        "[2;1;1;112;112;1;0x",
    ] {
        let report = format!("\x1b{report}");
        assert_eq!(
            read(&[(0, report.as_bytes()), (0, b"j")]),
            "() j",
            "{report:?}"
        );
        for at in 2..report.len() {
            let (one, other) = report.as_bytes().split_at(at);
            assert_eq!(
                read(&[(0, one), (300, other), (0, b"j")]),
                "() j",
                "{report:?} cut at {at}"
            );
        }
    }
    assert_eq!(
        read(&[
            (0, b"\x1b"),
            (300, b"[?62;22c"),
            (0, b"\x1b"),
            (30, b"OP"),
            (0, b"\x1b"),
            (300, b"OP")
        ]),
        "^ () ^ ^OP ^ O P"
    );
}

#[test]
fn who_types_after_alt_and_a_bracket_loses_nothing() {
    for kind in ["]", "P", "_", "^", "X"] {
        let alt = format!("\x1b{kind}");
        for (pause, typed) in [
            (30, "2"),
            (150, "j"),
            (150, "\r"),
            (150, "\x1b[A"),
            (1_200, "11"),
            (80, "年内"),
        ] {
            let keys = typed.chars().filter(|_| !typed.starts_with('\x1b'));
            let mut want: Vec<String> = keys.map(String::from).collect();
            if want.is_empty() {
                want = vec!["^[A".to_owned()];
            }
            let want = want.join(" ").replace('\x1b', "^");
            assert_eq!(
                read(&[(0, alt.as_bytes()), (pause, typed.as_bytes())]),
                want,
                "{kind} {typed:?}"
            );
        }
    }
    // The end of a string is lost: what is typed is eaten for no longer than three seconds, and not beyond a key that is no text.
    let lost: &[u8] = b"\x1b]11;rgb:1e1e";
    assert_eq!(
        read(&[(0, lost), (200, b"j"), (200, b"\r"), (200, b"k")]),
        "\r k"
    );
    assert_eq!(read(&[(0, lost), (1_100, b"j")]), "j");
    let typing: Vec<(u64, &[u8])> = std::iter::once((0, lost))
        .chain((0..20).map(|_| (200, b"j".as_slice())))
        .collect();
    assert_eq!(read(&typing), ["j"; 6].join(" "));
    assert_eq!(
        read(&[(0, lost), (100, b"\x1b"), (100, b"q")]),
        "^ q",
        "Escape ends it"
    );
}

#[test]
fn a_paste_is_as_it_was_whatever_stands_in_it() {
    let text = "一\x1b]11;rgb\x1b\\\x07二\x1b[?1;2c\x1bP";
    let paste = format!("\x1b[200~{text}\x1b[201~");
    for at in 2..paste.len() {
        let (one, other) = paste.as_bytes().split_at(at);
        let want = format!("“{}” j", text.replace('\x1b', "^"));
        assert_eq!(
            read(&[(0, one), (2_000 * u64::from(at > 6), other), (0, b"j")]),
            want,
            "cut at {at}"
        );
    }
    assert_eq!(read(&[(0, b"\x1b[201~j")]), "j", "the end of none");
}

#[test]
fn keys_are_cut_one_by_one() {
    for (bytes, want) in [
        ("年j\r\t\x7f\x03", "年 j \r \t \x7f \x03"),
        (
            "\x1b[A\x1b[1;5D\x1bOP\x1b[15~\x1b[[B\x1b[Z",
            "^[A ^[1;5D ^OP ^[15~ ^[[B ^[Z",
        ),
        (
            "\x1b[<0;10;10M\x1b[<0;10;10m\x1b[M !!j",
            "^[<0;10;10M ^[<0;10;10m ^[M !! j",
        ),
        ("\x1b\x1b", "^ ^"),
        ("\x1b\x1b[A", "^ ^[A"),
        ("\x1bj\x1b年\x1b\r", "^j ^ 年 ^\r"),
        ("\x1b[97;5u\x1b[27;5;97~", "^[97;5u ^[27;5;97~"),
        ("\x1b[\x1b[\x1b]\x1bP", ""),
        ("\x1b[\r", "\r"),
    ] {
        assert_eq!(read(&[(0, bytes.as_bytes())]), want, "{bytes:?}");
    }
    assert_eq!(
        read(&[(0, b"\xff\xfe\xc3j\xe5\xb9j\xe5\xb9"), (0, b"\xb4")]),
        "j j 年",
        "what is no text is nothing"
    );
    assert_eq!(
        read(&[
            (0, b"\x1b"),
            (30, b"[A"),
            (0, b"\x1b"),
            (500, b"[A"),
            (0, b"j[A")
        ]),
        "^ ^[A ^ ^[A j [ A"
    );
}
