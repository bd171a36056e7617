//! Decodes bytes by their charset label, or against it: labels are often wrong, and the bytes show
//! it.

mod chinese;
mod common;
mod guess;
mod label;
mod labelled;
mod language;
pub(crate) mod seven_bit;

use encoding_rs::{Encoding, GB18030, ISO_2022_JP, UTF_16BE, UTF_16LE};

use self::chinese::{common_share, is_chinese};
use self::common::count_common;
use self::guess::{decode_broken_utf8, decode_guessing};
use self::label::{CharsetLabel, parse_label};
use self::labelled::decode_known;

/// A decoded text, and how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text.
    pub text: String,
    /// How it was read.
    pub outcome: DecodeOutcome,
}

/// How a text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecodeOutcome {
    /// As labelled, or in the only encoding that its bytes allow.
    AsLabelled,
    /// In another encoding than its label.
    Relabelled,
    /// With invalid bytes, which became U+FFFD.
    Damaged,
}

/// Reports whether two labels name one charset, so that a character may be cut between texts with
/// these labels.
pub(crate) fn is_same_charset(one: &str, other: &str) -> bool {
    match (parse_label(one), parse_label(other)) {
        (CharsetLabel::Vague, CharsetLabel::Vague)
        | (CharsetLabel::Hz, CharsetLabel::Hz)
        | (CharsetLabel::Iso2022, CharsetLabel::Iso2022) => true,
        (CharsetLabel::Known(one), CharsetLabel::Known(other)) => one == other,
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// Decodes a text without the incomplete character at its end; `None` if that is not the only
/// damage.
pub(crate) fn decode_without_cut(bytes: &[u8], name: &str) -> Option<String> {
    let high = bytes
        .iter()
        .rev()
        .take(3)
        .take_while(|byte| **byte >= 0x80)
        .count();
    let whole = (1..=high).map(|cut| decode_labelled(&bytes[..bytes.len() - cut], name));
    whole
        .into_iter()
        .find(|read| read.outcome != DecodeOutcome::Damaged)
        .map(|read| read.text)
}

/// Returns the percentage of common characters if the label is a Chinese charset; otherwise 100, or
/// 0 for eight-bit bytes under a seven-bit label.
pub(crate) fn common_percent(bytes: &[u8], name: &str) -> usize {
    match parse_label(name) {
        CharsetLabel::Known(encoding) if encoding == ISO_2022_JP && !bytes.is_ascii() => 0,
        CharsetLabel::Iso2022 | CharsetLabel::Hz if !bytes.is_ascii() => 0,
        CharsetLabel::Known(encoding) => common_share(bytes, encoding).unwrap_or(100),
        _ => 100,
    }
}

/// Decodes bytes by their label, unless they contradict it: valid UTF-8 is UTF-8, and Chinese under
/// a foreign label is Chinese.
pub(crate) fn decode_labelled(bytes: &[u8], name: &str) -> Decoded {
    let label = parse_label(name);
    if bytes.is_ascii() {
        return decode_seven_bit(bytes, label);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[length..], DecodeOutcome::AsLabelled);
    }
    let utf8 = std::str::from_utf8(bytes).ok();
    match label {
        CharsetLabel::Known(encoding) if encoding == UTF_16BE || encoding == UTF_16LE => {
            // Without a byte order mark, most writers use big endian, but some do not. ASCII
            // characters show which half is zero.
            let odd = bytes.chunks(2).filter(|two| two[0] == 0).count();
            let even = bytes.chunks(2).filter(|two| two.get(1) == Some(&0)).count();
            match utf8 {
                Some(text) if odd + even == 0 => plain_text(text),
                _ if name.to_ascii_lowercase().ends_with("be") || odd > even => {
                    decode_as(UTF_16BE, bytes, DecodeOutcome::AsLabelled)
                }
                _ => decode_as(encoding, bytes, DecodeOutcome::AsLabelled),
            }
        }
        CharsetLabel::Known(encoding) => decode_known(bytes, encoding, utf8),
        CharsetLabel::Rare(decoder) => match utf8 {
            Some(text) => plain_text(text),
            None if is_chinese(bytes, None) => decode_as(GB18030, bytes, DecodeOutcome::Relabelled),
            None => {
                let text = decoder(bytes);
                if text.contains('\u{fffd}') {
                    decode_guessing(bytes)
                } else {
                    Decoded {
                        text,
                        outcome: DecodeOutcome::AsLabelled,
                    }
                }
            }
        },
        CharsetLabel::Vague | CharsetLabel::Iso2022 | CharsetLabel::Hz => {
            let utf = name.to_ascii_lowercase().starts_with("utf");
            utf8.map_or_else(
                || {
                    if utf {
                        decode_broken_utf8(bytes)
                    } else {
                        decode_guessing(bytes)
                    }
                },
                plain_text,
            )
        }
    }
}

/// Decodes bytes, such as a line, that stand among others in this encoding and may be in another
/// one.
pub(in crate::intake) fn decode_among(bytes: &[u8], encoding: &'static Encoding) -> String {
    let read = decode_labelled(bytes, encoding.name());
    if read.outcome != DecodeOutcome::Damaged {
        return read.text;
    }
    // Damaged either way: the reading with more common Chinese characters wins.
    let utf8 = String::from_utf8_lossy(bytes);
    if count_common(&utf8).0 > count_common(&read.text).0 {
        utf8.into_owned()
    } else {
        read.text
    }
}

fn plain_text(text: &str) -> Decoded {
    Decoded {
        text: text.to_owned(),
        outcome: DecodeOutcome::AsLabelled,
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], reading: DecodeOutcome) -> Decoded {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        outcome: if bad { DecodeOutcome::Damaged } else { reading },
    }
}

fn decode_seven_bit(bytes: &[u8], label: CharsetLabel) -> Decoded {
    let escapes = seven_bit::has_escapes(bytes);
    let reading = |sound: bool| {
        if sound {
            DecodeOutcome::AsLabelled
        } else {
            DecodeOutcome::Damaged
        }
    };
    let (text, sound) = match label {
        CharsetLabel::Known(encoding) if encoding == ISO_2022_JP => {
            let read = decode_as(encoding, bytes, DecodeOutcome::AsLabelled);
            if read.outcome == DecodeOutcome::AsLabelled {
                return read;
            } else {
                seven_bit::decode_iso_2022(bytes)
            }
        }
        CharsetLabel::Iso2022 => seven_bit::decode_iso_2022(bytes),
        _ if escapes => {
            let read = decode_as(ISO_2022_JP, bytes, DecodeOutcome::AsLabelled);
            if read.outcome == DecodeOutcome::AsLabelled {
                return read;
            } else {
                seven_bit::decode_iso_2022(bytes)
            }
        }
        CharsetLabel::Hz => seven_bit::decode_hz(bytes),
        CharsetLabel::Vague | CharsetLabel::Known(_) if seven_bit::is_hz(bytes) => {
            seven_bit::decode_hz(bytes)
        }
        CharsetLabel::Rare(decoder) => {
            let text = decoder(bytes);
            let sound = !text.contains('\u{fffd}');
            (text, sound)
        }
        CharsetLabel::Known(encoding)
            if bytes.contains(&0) && (encoding == UTF_16BE || encoding == UTF_16LE) =>
        {
            return decode_as(
                if bytes[0] == 0 { UTF_16BE } else { encoding },
                bytes,
                DecodeOutcome::AsLabelled,
            );
        }
        CharsetLabel::Vague | CharsetLabel::Known(_) => {
            (String::from_utf8_lossy(bytes).into_owned(), true)
        }
    };
    Decoded {
        text,
        outcome: reading(sound),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::BIG5;

    use super::*;

    const CHINESE: [&str; 6] = [
        "渭滨大道的路灯已经三天不亮了，请尽快派人修理。",
        "关于清姜路路灯不亮的反映",
        "反映拖欠工资问题",
        "小区停水",
        "您好：\n我是经二路的居民，楼下烧烤摊扰民。\nTel 138-0000-0001",
        "噪音扰民",
    ];

    #[test]
    fn chinese_is_read_under_any_label() {
        for text in CHINESE {
            let labels = "iso-8859-1 windows-1252 us-ascii unknown-8bit x-none koi8-r windows-1251 iso-8859-15 euc-kr ks_c_5601-1987 shift_jis utf-8 big5 gb2312 cp936 cp850 iso-8859-5 windows-874 cp949";
            for name in labels.split(' ').chain([""]) {
                let read = decode_labelled(&GB18030.encode(text).0, name);
                assert_eq!(read.text, text, "GBK as {name}");
                assert_ne!(read.outcome, DecodeOutcome::Damaged);
                let read = decode_labelled(text.as_bytes(), name);
                assert_eq!(
                    (read.text.as_str(), read.outcome),
                    (text, DecodeOutcome::AsLabelled),
                    "UTF-8 as {name}"
                );
            }
            assert_eq!(
                decode_labelled(&GB18030.encode(text).0, "iso-8859-1").outcome,
                DecodeOutcome::Relabelled
            );
            assert_eq!(
                decode_labelled(&GB18030.encode(text).0, "gbk").outcome,
                DecodeOutcome::AsLabelled
            );
        }
        for name in [
            "iso-8859-5",
            "euc-jp",
            "cp949",
            "ks_c_5601-1987",
            "windows-874",
        ] {
            assert_eq!(
                decode_labelled(&GB18030.encode("路灯不亮").0, name).text,
                "路灯不亮",
                "{name}"
            );
        }
        assert_eq!(
            decode_labelled(b"\xcd\xa3\xcb\xae", "iso-8859-1").text,
            "停水",
            "which is UTF-8, too"
        );
        let taiwan = BIG5
            .encode("經二路路燈三天不亮，請派人維修，謝謝。")
            .0
            .into_owned();
        assert_eq!(
            decode_labelled(&taiwan, "gb2312").text,
            "經二路路燈三天不亮，請派人維修，謝謝。"
        );
    }

    #[test]
    fn other_languages_stay_under_their_own_labels() {
        for (name, text) in [
            (
                "iso-8859-1",
                "Où est l'éclairage de la rue ? Déjà vu, à bientôt, élève naïf.",
            ),
            ("iso-8859-1", "Müller grüßt ÄÖÜ"),
            ("windows-1252", "naïve café — “Señor”"),
            ("iso-8859-2", "Příliš žluťoučký kůň"),
            (
                "koi8-r",
                "Здравствуйте, на улице не горит свет. Прошу принять меры.",
            ),
            ("koi8-r", "письмо"),
            ("windows-1251", "Добрый день! Не работает освещение"),
            ("iso-8859-7", "Καλημέρα σας"),
            (
                "euc-kr",
                "안녕하세요. 가로등이 켜지지 않습니다. 수리해 주세요.",
            ),
            ("euc-kr", "가로등"),
            ("euc-kr", "김 현진"),
            ("us-ascii", "Die Hasen und die Frösche"),
            ("shift_jis", "街灯が三日間ついていません。"),
            ("euc-jp", "街灯が三日間ついていません。"),
            ("iso-2022-jp", "街灯が三日間ついていません。"),
            ("big5", "路燈不亮"),
            ("windows-1256", "مرحبا بكم"),
            ("windows-874", "สวัสดีครับ"),
            ("windows-874", "ไฟถนนไม่ติดมาสามวันแล้ว"),
            ("iso-8859-5", "Здравствуйте, на улице не горит свет."),
            ("iso-8859-5", "освещение"),
            ("euc-kr", "수리 요청"),
            ("euc-jp", "街灯故障"),
        ] {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let read = decode_labelled(&encoding.encode(text).0, name);
            assert_eq!(
                (read.text.as_str(), read.outcome),
                (text, DecodeOutcome::AsLabelled),
                "{name}"
            );
        }
    }

    #[test]
    fn seven_bit_charsets_are_read_with_and_without_a_label() {
        for (bytes, name) in [
            (b"~{B75F~}".as_slice(), "hz-gb-2312"),
            (b"~{B75F~}", ""),
            (b"\x1b$)A\x0eB75F\x0f", "iso-2022-cn"),
            (b"\x1b$)A\x0eB75F\x0f", "us-ascii"),
            (b"+je9wbw-", "utf-7"),
        ] {
            assert_eq!(
                decode_labelled(bytes, name),
                Decoded {
                    text: "路灯".into(),
                    outcome: DecodeOutcome::AsLabelled
                },
                "{name}"
            );
        }
        assert_eq!(
            decode_labelled(b"+je9wbw a+-b + c +Zeg,+AOk-", "utf-7").text,
            "路灯 a+b + c 旨,é"
        );
        assert_eq!(
            decode_labelled(b"\x1b$)G\x0eB75F\x0f", "iso-2022-cn").outcome,
            DecodeOutcome::Damaged
        );
        assert_eq!(
            decode_labelled(b"plain ~{ text", "utf-16"),
            plain_text("plain ~{ text")
        );
    }

    #[test]
    fn damage_is_named_and_lines_in_two_encodings_are_not_damage() {
        assert_eq!(
            decode_labelled(b"\xe8\xb7\xaf\xff\xe7\x81", "utf-8").outcome,
            DecodeOutcome::Damaged
        );
        let mut mixed = "路灯不亮。\n".as_bytes().to_vec();
        mixed.extend_from_slice(&GB18030.encode("本邮件已经过网关检查").0);
        assert_eq!(
            decode_labelled(&mixed, "utf-8").text,
            "路灯不亮。\n本邮件已经过网关检查"
        );
        assert_eq!(decode_labelled(b"\xff\xfe\x4c\x8d", "gbk").text, "\u{8d4c}");
    }
}
