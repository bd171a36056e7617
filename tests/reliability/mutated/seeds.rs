//! Invented mails and tables, and how they are damaged.

use std::io::Write;

use crate::import_files::workbooks::FRAME;

/// Chance that is the same on every machine (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// A file, as bytes or as the parts of a workbook.
pub(crate) enum Seed {
    Bytes(Vec<u8>),
    Workbook(Vec<(&'static str, Vec<u8>)>),
}

const MAIL: &str = "Received: from mx by mail.weibin.example; Mon, 9 May 2022 10:11:12 +0800\r\nMessage-ID: <1@example.cn>\r\n\
    From: =?UTF-8?B?5byg5LiJ?= <zhangsan@example.cn>\r\nTo: a@example.cn, b@example.cn\r\nSubject: =?gb2312?B?wre1?= =?gb2312?B?xrK7wcE=?=\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n\
    --c\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\nwre1xrK7wcGhow==\r\n\
    --c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>您好：<br>&#x8def;灯&nbsp;<b>不亮</b><style>x{}</style><table><tr><td>甲</td></tr></table></div>\r\n--c--\r\n\
    --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n\
    --b\r\nContent-Type: x/y; name*0*=utf-8''%E4%BD; name*1*=%A0\r\nContent-Disposition: attachment; filename=\"现场.jpg\"\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\n=E4=BD=A0=\r\n=\r\n--b--\r\n";

const TABLE: &str = "编号,来信人,标题,内容,来信时间,电话,渠道\r\n1,虚构一号,经二路路灯不亮,\"您好：\r\n路灯, 坏了\"\"三天\"\"。\",2022/5/9 10:11:12,138-0000-0001,网站\r\n\
    2,虚构二号,井盖没了,金陵路井盖没了。,2022年5月9日 上午9时,138-0000-0002,电话\r\n3,,\"噪声\",夜里施工,,,\r\n";

const JSON: &str = r#"{"total":2,"data":[{"标题":"路灯","内容":"经二路\u8def灯不亮","时间":"2022-05-09","编号":7,"标签":["a",{"b":null}]},{"内容":"夜里施工","时间":1.5e9}],"page":{"n":1}}"#;

const MBOX: &str = "From zhang@example.cn Mon May  9 10:11:12 2022\nSubject: one\n\nFrom now on.\n>From here.\n\n\
    From li@example.cn Tue May 10 08:00:00 2022\nSubject: two\nContent-Type: text/html\n\n<p>&#22909;</p>\n";

/// All seeds.
pub(crate) fn all() -> Vec<Seed> {
    let (gbk, ..) = encoding_rs::GB18030.encode(TABLE);
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(TABLE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let lines = JSON
        .replace("{\"total\":2,\"data\":[", "")
        .replace("},{", "}\n{")
        .replace("],\"page\":{\"n\":1}}", "\n");
    let fixture = |name: &str| {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import_files/fixtures");
        std::fs::read(folder.join(name)).unwrap()
    };
    vec![
        Seed::Bytes(MAIL.into()),
        Seed::Bytes(TABLE.into()),
        Seed::Bytes(JSON.into()),
        Seed::Bytes(MBOX.into()),
        Seed::Workbook(workbook()),
        Seed::Bytes(gbk.into_owned()),
        Seed::Bytes(utf16),
        Seed::Bytes(lines.into()),
        Seed::Bytes(fixture("letters.xls")),
        Seed::Bytes(fixture("gbk.xls")),
        Seed::Bytes(zipped(&workbook())),
    ]
}

fn workbook() -> Vec<(&'static str, Vec<u8>)> {
    let part = |name, text: &str| (name, text.as_bytes().to_vec());
    let mut parts: Vec<_> = FRAME.iter().map(|(name, text)| part(*name, text)).collect();
    parts.extend([
        part(
            "xl/styles.xml",
            r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
        ),
        part(
            "xl/sharedStrings.xml",
            r#"<sst count="4" uniqueCount="4"><si><t>标题</t></si><si><t>内容</t></si><si><r><t>路灯</t></r><r><t>不亮</t></r></si><si><t xml:space="preserve">经二路&amp;&#x8def;灯</t></si></sst>"#,
        ),
        part(
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>时间</t></is></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" s="1"><v>44690.5</v></c></row><row r="3"><c r="A3" t="str"><f>A2</f><v>井盖</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c></row></sheetData></worksheet>"#,
        ),
    ]);
    parts
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A seed, damaged.
pub(crate) fn mutated(seeds: &[Seed], chance: &mut Chance) -> Vec<u8> {
    match &seeds[chance.below(seeds.len())] {
        Seed::Bytes(bytes) => {
            let other = seeds[chance.below(seeds.len())].bytes();
            damage(bytes.clone(), &other, chance)
        }
        Seed::Workbook(parts) => {
            let mut parts = parts.clone();
            for _ in 0..=chance.below(2) {
                // Mostly the cells and their texts; the last two.
                let place = if chance.below(4) == 0 {
                    chance.below(parts.len())
                } else {
                    parts.len() - 1 - chance.below(2)
                };
                let other = parts[chance.below(parts.len())].1.clone();
                parts[place].1 = damage(std::mem::take(&mut parts[place].1), &other, chance);
            }
            zipped(&parts)
        }
    }
}

impl Seed {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Seed::Bytes(bytes) => bytes.clone(),
            Seed::Workbook(parts) => parts.iter().flat_map(|part| part.1.clone()).collect(),
        }
    }
}

/// What is put in somewhere: marks of every format.
const TOKENS: [&str; 36] = [
    "\r\n",
    "\r\n\r\n",
    "--b",
    "--b--",
    "=?",
    "?=",
    "=?gbk?Q?=B7",
    "\0",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "<",
    ">",
    "&#x110000;",
    "&#0;",
    "<!--",
    "<style>",
    "]]>",
    "[",
    "{",
    "}",
    "\\ud800",
    "1e999",
    "-1",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[2J",
    "Content-Type: multipart/digest; boundary=b\r\n\r\n",
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "From a Mon May  9 10:11:12 2022\n",
    "<si><t/></si>",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<row r=\"4294967296\">",
];

fn damage(mut bytes: Vec<u8>, other: &[u8], chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(6) {
        if bytes.is_empty() {
            bytes.extend_from_slice(if other.is_empty() { b"\n" } else { other });
        }
        let at = chance.below(bytes.len());
        match chance.below(9) {
            0 => bytes[at] ^= 1 << chance.below(8),
            1 => bytes[at] = chance.below(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let token = TOKENS[chance.below(TOKENS.len())].as_bytes();
                let times = if chance.below(40) == 0 {
                    1 + chance.below(4_000)
                } else {
                    1
                };
                drop(bytes.splice(at..at, token.repeat(times)));
            }
            4 => {
                // A piece of it again, at times very often.
                let end = (at + 1 + chance.below(80)).min(bytes.len());
                let times = if chance.below(40) == 0 {
                    chance.below(2_000)
                } else {
                    1
                };
                let piece = bytes[at..end].repeat(times);
                let to = chance.below(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
            5 => drop(bytes.drain(at..(at + 1 + chance.below(40)).min(bytes.len()))),
            6 => {
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(200)).min(other.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
            7 => {
                // A number blown up.
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    let big: &[u8] = [
                        &b"99999999999999999999"[..],
                        b"4294967295",
                        b"2147483648",
                        b"0",
                        b"65536",
                    ][chance.below(5)];
                    drop(bytes.splice(at + digit..=at + digit, big.iter().copied()));
                }
            }
            _ => {
                let end = (at + 2 + chance.below(8)).min(bytes.len());
                bytes[at..end].fill([0, 0xff, b' ', b'"'][chance.below(4)]);
            }
        }
    }
    bytes
}
