//! Pieces of text that steer terminals, and letters made of them.

use super::Chance;

const FRAGMENTS: [&str; 62] = [
    "\x1b[2J",
    "\x1b[31m",
    "\x1b[H",
    "\x1b[999;999H",
    "\x1b[?1049l",
    "\x1b[?1000h",
    "\x1b[?2004h",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[5i",
    "\x1b[21t",
    "\x1b]0;标题\x07",
    "\x1b]2;x\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1b]8;;http://x\x1b\\",
    "\x1b]4;1;?\x07",
    "\x1b]1337;File=:\x07",
    "\x1bP+q544e\x1b\\",
    "\x1bPq#0;2;0;0;0#0~~\x1b\\",
    "\x1b_Gf=24,s=1,v=1;AAAA\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\",
    "\x1bc",
    "\x1b(0",
    "\x1b#8",
    "\x1b7\x1b8",
    "\x1b",
    "\x1b[",
    "\x1b]",
    "\u{9b}2J",
    "\u{9d}0;x\u{9c}",
    "\u{90}q\u{9c}",
    "\u{9f}x\u{9c}",
    "\u{98}\u{9e}",
    "\u{84}\u{85}\u{8d}",
    "\x07",
    "\x08\x08\x08",
    "\x0e\x0f",
    "\x05",
    "\x11\x13",
    "\r覆盖",
    "\r\n",
    "\x0b\x0c",
    "\u{7f}",
    "\u{202e}gpj.exe",
    "\u{202a}\u{202b}\u{202c}\u{202d}",
    "\u{2066}x\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{200c}\u{2060}",
    "\u{feff}",
    "\u{ad}",
    "\u{2028}\u{2029}",
    "\u{e0001}\u{e0041}\u{e007f}",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🏳\u{fe0f}\u{200d}🌈",
    "1\u{fe0f}\u{20e3}",
    "🇨🇳",
    "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{115f}\u{3164}\u{ffa0}",
    "\u{1d173}\u{17b4}",
];

/// What is around them: a letter.
const WORDS: [&str; 8] = [
    "路灯",
    "不亮",
    "经二路",
    "abc",
    "，",
    " ",
    "=1+1",
    "@SUM(1)",
];

/// A hostile string.
pub(super) fn fragment(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..=chance.below(4) {
        text.push_str(WORDS[chance.below(WORDS.len())]);
        text.push_str(FRAGMENTS[chance.below(FRAGMENTS.len())]);
    }
    if chance.below(40) == 0 {
        text = text.repeat(60);
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A table of letters, each with so many hostile strings in its fields and the lines of its text.
pub(super) fn letters(n: usize, each: usize, chance: &mut Chance) -> String {
    let mut table = String::from("摘要,编号,来信人,标题,来信时间,电话,邮箱,地址,渠道,内容\n");
    for k in 0..n {
        let mut hostile = || fragment(chance);
        let fields = [
            format!("{k}{}", hostile()),
            hostile(),
            format!("第{k}封{}", hostile()),
            hostile(),
            hostile(),
            hostile(),
            hostile(),
            hostile(),
        ];
        let body: Vec<String> = (fields.len()..each).map(|_| hostile()).collect();
        let body = format!("路灯不亮\n{}", body.join("\n"));
        let row: Vec<String> = fields
            .iter()
            .chain([&body])
            .map(|field| quoted(field))
            .collect();
        // A file of mostly control characters would not be taken for a table.
        table.push_str(&format!(
            "{},{}",
            "路灯不亮".repeat(60 * each),
            row.join(",")
        ));
        table.push('\n');
    }
    table
}

/// A mail with hostile headers, raw bytes of C1 and of no encoding, and a hostile attachment name.
pub(super) fn mail(chance: &mut Chance) -> Vec<u8> {
    let one_line = |text: String| text.replace(['\r', '\n'], " ");
    let (subject, from, name) = (
        one_line(fragment(chance)),
        one_line(fragment(chance)),
        one_line(fragment(chance)),
    );
    let mut mail = format!(
        "From: {from} <a@example.cn>\r\nSubject: 路灯{subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: application/x-{name}; name=\"{name}\"\r\n\r\nz\r\n--b\r\n\r\n路灯{}\r\n",
        fragment(chance)
    )
    .into_bytes();
    mail.extend_from_slice(b"\x9b2J\x9d0;x\x9c \xff\xfe \x1b[31m\r\n--b--\r\n");
    mail
}
