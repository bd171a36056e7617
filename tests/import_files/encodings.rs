//! Bytes, labels and transfer encodings of mails: read as what they are, and kept as they came where they are damaged.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS, UTF_8};
use proptest::prelude::*;

use super::Desk;
use super::hostile::base64;
use super::mails::mail;

fn plain(charset: &str, encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: a@example.cn\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

#[test]
fn bytes_count_more_than_their_label() {
    let text = "经二路路灯三天不亮，请派人维修，谢谢。";
    for label in [
        "iso-8859-1",
        "windows-1252",
        "koi8-r",
        "euc-kr",
        "gbk",
        "big5",
        "unknown-8bit",
        "utf-8",
        "us-ascii",
        "shift_jis",
    ] {
        let letter = mail(plain(label, "8bit", text.as_bytes()));
        assert_eq!(
            (letter.body.as_str(), letter.attachments.len()),
            (text, 0),
            "UTF-8 as {label}"
        );
        let letter = mail(plain(label, "8bit", &GB18030.encode(text).0));
        assert_eq!(
            (letter.body.as_str(), letter.attachments.len()),
            (text, 0),
            "GBK as {label}"
        );
        let vague = ["gbk", "unknown-8bit", "utf-8", "us-ascii"].contains(&label);
        assert_eq!(
            letter.remarks.iter().any(|remark| remark.contains(label)),
            !vague,
            "{label} {:?}",
            letter.remarks
        );
    }
    let korean = "안녕하세요. 가로등이 켜지지 않습니다.";
    assert_eq!(
        mail(plain("euc-kr", "8bit", &EUC_KR.encode(korean).0)).body,
        korean
    );
    let french = "L'éclairage de la rue ne marche plus, s'il vous plaît.";
    assert_eq!(
        mail(plain(
            "iso-8859-1",
            "8bit",
            &encoding_rs::WINDOWS_1252.encode(french).0
        ))
        .body,
        french
    );
}

#[test]
fn seven_bit_charsets_are_read() {
    for (label, body) in [
        ("hz-gb-2312", b"~{B75F2;AA~}".as_slice()),
        ("us-ascii", b"~{B75F2;AA~}"),
        ("iso-2022-cn", b"\x1b$)A\x0eB75F2;AA\x0f"),
        ("us-ascii", b"\x1b$)A\x0eB75F2;AA\x0f"),
    ] {
        let letter = mail(plain(label, "7bit", body));
        assert_eq!(
            (letter.body.as_str(), letter.remarks.len()),
            ("路灯不亮", 0),
            "{label}"
        );
    }
    let letter = mail(
        "From: a@example.cn\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: =?hz-gb-2312?B?fntCNzVGfn0=?=\r\n\r\nx",
    );
    assert_eq!(letter.title, "路灯");
    let japanese = "街灯がついていません。";
    assert_eq!(
        mail(plain("us-ascii", "7bit", &ISO_2022_JP.encode(japanese).0)).body,
        japanese
    );
}

#[test]
fn what_follows_encoded_text_is_kept() {
    let text = "经二路路灯三天不亮，请派人维修，谢谢。";
    for tail in [
        "Scanned by gateway",
        "--",
        "!",
        "____\r\nScanned by gateway",
        "本邮件已经过检查",
    ] {
        let body = format!("{}\r\n{tail}\r\n", base64(text.as_bytes()));
        let letter = mail(plain("utf-8", "base64", body.as_bytes()));
        assert_eq!(
            letter.body.trim_end(),
            format!("{text}\n{}", tail.replace('\r', ""))
        );
        assert_eq!(
            (letter.remarks.len(), letter.attachments.len()),
            (1, 0),
            "{tail}"
        );
    }
    let letter = mail(plain(
        "utf-8",
        "quoted-printable",
        "=E8=B7=AF=\r\n=E7=81=AF\r\n-- \r\n本邮件=来自网关".as_bytes(),
    ));
    assert_eq!(letter.body, "路灯\n--\n本邮件=来自网关");
    let pdf = format!(
        "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n正文\n--b\nContent-Type: application/pdf; name=a.pdf\n\
         Content-Transfer-Encoding: base64\n\n{}\n____\nScanned by gateway\n--b--\n",
        base64(b"%PDF-1.4 and so on, long enough for a line")
    );
    let letter = mail(pdf);
    assert_eq!(
        letter.attachments[0].bytes,
        b"%PDF-1.4 and so on, long enough for a line"
    );
    assert_eq!(letter.body, "正文\n\n____\nScanned by gateway");
}

#[test]
fn damaged_text_comes_with_its_bytes() {
    let bytes = [
        b"\xe8\xb7\xaf\xe7\x81".as_slice(),
        b" \xff\xff\xff ",
        "灯不亮，请派人维修".as_bytes(),
    ]
    .concat();
    let letter = mail(plain("utf-8", "8bit", &bytes));
    assert!(letter.body.contains('\u{fffd}') && letter.body.contains("灯不亮"));
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].bytes, bytes);
    assert!(
        letter.remarks[0].contains(&letter.attachments[0].name),
        "{:?}",
        letter.remarks
    );
    let letter = mail(
        "From: a@example.cn\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: =?utf-8?Q?=E8=B7=AF=FF=FE=FF?=\r\n\r\nx",
    );
    assert!(letter.title.starts_with("路\u{fffd}"));
    assert!(letter.attachments[0].bytes.ends_with(b"=FF=FE=FF?=\r\n"));
    assert!(letter.remarks[0].contains(&letter.attachments[0].name));
}

#[test]
fn a_file_written_into_the_text_is_an_attachment() {
    let letter = mail(plain(
        "utf-8",
        "8bit",
        "请看\r\nbegin 644 证据.txt\r\n#0V%T\r\n`\r\nend\r\n谢谢".as_bytes(),
    ));
    assert_eq!(letter.body, "请看\n谢谢");
    assert_eq!(
        (
            letter.attachments[0].name.as_str(),
            letter.attachments[0].bytes.as_slice()
        ),
        ("证据.txt", b"Cat".as_slice())
    );
    assert!(letter.remarks[0].contains("证据.txt"));
    let letter = mail(plain(
        "utf-8",
        "8bit",
        b"begin 644 a.txt\r\n#0V%T\r\nnever ended",
    ));
    assert_eq!(
        (letter.body.lines().count(), letter.attachments.len()),
        (3, 0)
    );
}

#[test]
fn words_in_another_charset_than_they_say_are_read() {
    let title = "关于清姜路路灯不亮的反映";
    let gbk = base64(&GB18030.encode(title).0);
    let utf8 = base64(title.as_bytes());
    for word in [
        format!("=?iso-8859-1?B?{gbk}?="),
        format!("=?gb2312?B?{}?=", utf8.replace('\n', "")),
        format!("=?unknown-8bit?B?{gbk}?="),
        format!("=?us-ascii?B?{gbk}?="),
        format!("=?big5?B?{gbk}?="),
    ] {
        let letter = mail(format!(
            "From: {word} <a@example.cn>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: {word}\r\n\r\nx"
        ));
        assert_eq!(
            (letter.title.as_str(), letter.writer.name.as_deref()),
            (title, Some(title)),
            "{word}"
        );
    }
    let letter = mail(
        "Subject: =?iso-8859-1?Q?caf=E9_d=E9j=E0?=\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nFrom: a@example.cn\r\n\r\nx",
    );
    assert_eq!(
        (letter.title.as_str(), letter.remarks.len()),
        ("café déjà", 0)
    );
}

fn word(charset: &str, bytes: &[u8], way: u8) -> String {
    match way {
        0 => format!("=?{charset}?B?{}?=", base64(bytes).replace('\n', "")),
        1 => format!("=?{charset}?b?{}?=", base64(bytes).replace(['\n', '='], "")),
        _ => {
            let coded: String = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
            format!("=?{charset}?Q?{coded}?=")
        }
    }
}

fn parted<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    places
        .windows(2)
        .map(|two| &bytes[two[0]..two[1]])
        .filter(|piece| !piece.is_empty())
        .collect()
}

const CHARSETS: [(&str, &Encoding); 14] = [
    ("utf-8", UTF_8),
    ("UTF8", UTF_8),
    ("UTF-8*zh", UTF_8),
    ("us-ascii", UTF_8),
    ("unknown-8bit", UTF_8),
    ("gb2312", GB18030),
    ("gbk", GB18030),
    ("GB18030", GB18030),
    ("cp936", GB18030),
    ("iso-8859-1", UTF_8),
    ("big5", BIG5),
    ("shift_jis", SHIFT_JIS),
    ("euc-jp", EUC_JP),
    ("iso-2022-jp", ISO_2022_JP),
];

proptest! {
    /// A subject in any charset that can hold it, cut at any bytes into encoded words of any form, comes back.
    #[test]
    fn any_subject_cut_anywhere_comes_back(
        chars in prop::collection::vec(prop::sample::select("路灯不亮区水投工小大人天地三中文a1 x市民😀".chars().collect::<Vec<_>>()), 1..24),
        charset in prop::sample::select(CHARSETS.to_vec()),
        cuts in prop::collection::vec(any::<usize>(), 0..5),
        ways in prop::collection::vec(0..3_u8, 8),
        stream in any::<bool>(),
        folded in any::<bool>(),
    ) {
        let (label, encoding) = charset;
        let text: String = chars.into_iter().filter(|char| !encoding.encode(&char.to_string()).2).collect();
        let text = format!("关于{text}的信");
        let text: String = text.chars().filter(|char| !encoding.encode(&char.to_string()).2).collect();
        let bytes = encoding.encode(&text).0;
        let words: Vec<String> = if stream {
            // The base64 text cut anywhere.
            let coded = base64(&bytes).replace('\n', "");
            parted(coded.as_bytes(), &cuts).into_iter().map(|piece| format!("=?{label}?B?{}?=", std::str::from_utf8(piece).unwrap())).collect()
        } else {
            parted(&bytes, &cuts).into_iter().zip(ways.iter().cycle()).map(|(piece, way)| word(label, piece, *way)).collect()
        };
        let subject = words.join(if folded { "\r\n " } else { " " });
        let letter = mail(format!("From: {subject} <a@example.cn>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: {subject}\r\n\r\nx"));
        prop_assert_eq!(&letter.title, &text, "{}", &subject);
        prop_assert_eq!(letter.writer.name.as_deref(), Some(text.as_str()), "{}", &subject);
    }
}

#[test]
fn what_gateways_write_around_base64_hides_no_text() {
    let said = "小区北门的健身器材坏了两个月，请派人来修。";
    for (kind, text) in [
        ("plain", said.to_owned()),
        ("html", format!("<p>{said}</p>")),
    ] {
        let with = |body: String| {
            let raw = plain("utf-8", "base64", body.as_bytes());
            mail(
                String::from_utf8(raw)
                    .unwrap()
                    .replace("text/plain", &format!("text/{kind}")),
            )
        };
        let coded = base64(text.as_bytes());
        for tail in ["--", "!", "<div>gateway</div>", "本邮件已杀毒"] {
            let letter = with(format!("{}\r\n{tail}\r\n", coded.trim_end()));
            assert!(
                letter.body.starts_with(said),
                "{kind} {tail}: {}",
                letter.body
            );
            assert_eq!(letter.attachments.len(), 0, "{kind} {tail}");
        }
        let letter = with(format!("[外部邮件]\r\n{coded}"));
        assert!(
            letter.body.contains(said) && letter.body.contains("[外部邮件]"),
            "{kind}: {}",
            letter.body
        );
        assert!(
            with(text.clone()).body.contains(said),
            "{kind} that is not encoded"
        );
    }
    let url = base64("看这里？？？>>>~~~路灯不亮，请派人维修".as_bytes())
        .replace('+', "-")
        .replace('/', "_");
    assert!(url.contains(['-', '_']));
    assert!(
        mail(plain("utf-8", "base64", url.as_bytes()))
            .body
            .contains("路灯不亮")
    );
    for file in [
        b"%PDF-1.4 and so on, long enough for a line".to_vec(),
        (0..=255).collect(),
    ] {
        let pdf = format!(
            "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n正文\n--b\nContent-Type: application/pdf; name=a.pdf\n\
             Content-Transfer-Encoding: base64\n\n{}\nScanned by X\n--b--\n",
            base64(&file).trim_end()
        );
        assert_eq!(mail(pdf).attachments[0].bytes, file);
    }
}

proptest! {
    /// A table whose lines are in one of two encodings each, with or without a byte order mark, comes back.
    #[test]
    fn lines_in_two_encodings_are_read_each_in_its_own(
        lines in prop::collection::vec((prop::sample::select(vec![
            "经二路路灯不亮,三天了，请派人修理。", "渭滨大道积水,下雨就淹，孩子上学过不去", "小区停水，没有通知。,问物业也不知道", "烧烤摊扰民,每天到凌晨两点，睡不着。",
        ]), any::<bool>()), 1..9),
        mark in any::<bool>(),
        head in any::<bool>(),
        end in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let desk = Desk::new();
        let mut bytes = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        let in_gbk = |text: &str| GB18030.encode(text).0.into_owned();
        let heading = format!("标题,内容{end}");
        bytes.extend(if head { in_gbk(&heading) } else { heading.into_bytes() });
        for (line, gbk) in &lines {
            let line = format!("{line}{end}");
            bytes.extend(if *gbk { in_gbk(&line) } else { line.into_bytes() });
        }
        let (letters, _) = desk.read("x.csv", bytes);
        let read: Vec<String> = letters.iter().map(|letter| format!("{},{}", letter.title, letter.body)).collect();
        prop_assert_eq!(read, lines.iter().map(|(line, _)| (*line).to_owned()).collect::<Vec<_>>());
    }
}

#[test]
fn a_bad_byte_spoils_no_more_than_its_line() {
    let desk = Desk::new();
    let mut bytes = "标题,内容\n路灯,不亮\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xe4\xba\x95\xe7\x9b\x96,\xe6\xb2\xa1\xff\xe4\xba\x86\n");
    bytes.extend_from_slice("烧烤,扰民\n".as_bytes());
    let (letters, _) = desk.read("x.csv", bytes);
    let read: Vec<_> = letters
        .iter()
        .map(|letter| (letter.title.as_str(), letter.body.as_str()))
        .collect();
    assert_eq!(
        read,
        [("路灯", "不亮"), ("井盖", "没\u{fffd}了"), ("烧烤", "扰民")]
    );
    assert_eq!(letters[1].remarks.len(), 1, "{:?}", letters[1].remarks);
    // A line that does not end within many chunks is whole.
    let long = "路灯不亮。".repeat(60_000);
    for text in [
        format!("标题,内容\n路灯,{long}"),
        format!("标题,内容\n路灯,{long}\n"),
    ] {
        for bytes in [
            text.clone().into_bytes(),
            GB18030.encode(&text).0.into_owned(),
        ] {
            let (letters, rejected) = desk.read("long.csv", bytes);
            assert_eq!((letters[0].body == long, rejected.len()), (true, 0));
        }
    }
}

#[test]
fn a_file_may_end_in_a_soft_line_end() {
    for (body, bytes) in [
        ("=E4=\r\n=\r\n", &b"\xe4"[..]),
        ("=\r\n", b""),
        ("hello world=\r\n", b"hello world"),
        ("a\r\n", b"a"),
    ] {
        let letter = mail(format!(
            "Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n\
             Content-Type: application/x-y; name=a.bin\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{body}--b--\r\n"
        ));
        assert_eq!(letter.attachments[0].bytes, bytes, "{body:?}");
        assert_eq!(letter.body.trim(), "text");
    }
}
