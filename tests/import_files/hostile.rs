//! Mails made to hurt: towers, slow ones, large ones, random ones.

use xinxiang::intake::{MapOverrides, ReadResult, RejectReason, read_message};

use super::mails::{PLAIN, mail};
use super::tables::TABLE;
use super::{Desk, read_all};

#[test]
fn a_tower_of_mails_does_not_topple() {
    let tower = "Content-Type: message/rfc822\n\n".repeat(999) + "Subject: x\n\ny";
    let letter = mail(&tower);
    assert_eq!(letter.attachments.len(), 1);
    let tower = "Content-Type: message/rfc822\n\n".repeat(500_000);
    let letter = mail(&tower);
    let whole = tower
        .strip_prefix("Content-Type: message/rfc822\n\n")
        .map(str::as_bytes);
    assert_eq!(
        (
            letter.attachments.len(),
            Some(letter.attachments[0].bytes.as_slice())
        ),
        (1, whole),
        "never opened"
    );
    let parts = "--b\n\nx\n".repeat(1_001);
    let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{parts}");
    assert!(
        matches!(read_message(many.as_bytes(), "a", None), ReadResult::Rejected(r) if matches!(r.why, RejectReason::TooManyParts { .. }))
    );
    // The same tower in base64, where a look at the raw bytes does not see it.
    let hidden = "Content-Type: message/rfc822\n\n".repeat(200_000);
    let hidden = format!(
        "Subject: a\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{}",
        base64(hidden.as_bytes())
    );
    assert_eq!(mail(hidden).attachments.len(), 1);
}

pub(super) fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, three) in bytes.chunks(3).enumerate() {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for sign in 0..4 {
            let index = (bits >> (18 - 6 * sign)) & 63;
            text.push(if sign <= three.len() {
                char::from(SIGNS[index as usize])
            } else {
                '='
            });
        }
        if at % 19 == 18 {
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_mail_made_to_be_slow_is_not() {
    let begun = std::time::Instant::now();
    // Each beginning of a word sends the parser to the end of the header: minutes, if nobody counts them.
    assert_eq!(
        mail(format!("Subject: {}\n\nx", "=?aa?q?x ".repeat(100_000))).body,
        "x"
    );
    // Each part looks for a boundary that never comes.
    let parts: String = (0..900)
        .map(|at| format!("--b\nContent-Type: multipart/mixed; boundary=z{at}\n\nx\n"))
        .collect();
    let slow = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{parts}{}",
        "x".repeat(20 << 20)
    );
    let found = read_message(slow.as_bytes(), "a", None);
    assert!(
        matches!(found, ReadResult::Rejected(r) if matches!(r.why, RejectReason::TooManyParts { .. }))
    );
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn attachments_over_the_cap_are_told_and_hostile_names_made_safe() {
    let big = base64(&vec![7; 21 * 1024 * 1024]);
    let raw = format!(
        "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n\
         --b\r\nContent-Type: video/mp4; name=录像.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n{big}\r\n\
         --b\r\nContent-Type: application/pdf; name=\"../../x\u{202e}fdp.exe\"\r\n\r\nz\r\n--b--\r\n"
    );
    let letter = mail(raw);
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].name, "xfdp.exe");
    assert!(
        letter.remarks[0].contains("录像.mp4") && letter.remarks[0].contains("20"),
        "{:?}",
        letter.remarks
    );
}

#[test]
fn mutated_mails_and_tables_never_panic() {
    let desk = Desk::new();
    let nested = format!(
        "Subject: =?gb2312?B?wre1?= =?gb2312?B?xrK7wcE=?=\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\n甲\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>&#x4f60;&nbsp;</p>\r\n--c--\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{PLAIN}\r\n--b\r\nContent-Type: x/y; name*0*=utf-8''%E4%BD; name*1*=%A0\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n=E4=BD=A0\r\n--b--\r\n"
    );
    let json = r#"{"data":[{"标题":"甲","内容":"乙","时间":"2022年5月9日"}]}"#;
    let seeds: Vec<Vec<u8>> = [PLAIN, &nested, TABLE, json]
        .iter()
        .map(|seed| seed.as_bytes().to_vec())
        .collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let tokens: [&[u8]; 10] = [
        b"\r\n",
        b"--b",
        b"=?",
        b"?=",
        b"\0",
        b"\xff\xfe",
        b"Content-Type: multipart/digest; boundary=b\r\n\r\n",
        b"\"",
        b";",
        b"\xc2",
    ];
    for round in 0..800 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.splice(at..at, tokens[random(tokens.len())].iter().copied())),
                _ => {
                    let end = (at + random(60)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = random(bytes.len());
                    drop(bytes.splice(to..to, piece));
                }
            }
        }
        // A panic inside a parser would come back as Unreadable: none is expected from these.
        if let ReadResult::Rejected(rejection) = read_message(&bytes, "m", None) {
            assert_ne!(rejection.why, RejectReason::Unreadable, "round {round}");
        }
        let _ = read_all(&desk.put("m", &bytes), &MapOverrides::default());
    }
}
