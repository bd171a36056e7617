//! Widths: what is drawn takes as many cells in a terminal as are counted here, for every character and every cluster.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthChar;
use xinxiang::text::sanitize::{MARK, for_display, for_entry};
use xinxiang::text::width::text_width;
use xinxiang::tui::runtime::backend::WideBackend;

/// In which column a terminal's cursor is after this. The terminal of the tests leaves [`MARK`] out, which takes one cell in others.
fn column(terminal: &mut vt100::Parser, text: &str) -> usize {
    terminal.process(b"\r\x1b[2K");
    terminal.process(text.replace(MARK, "?").as_bytes());
    usize::from(terminal.screen().cursor_position().1)
}

fn terminal() -> vt100::Parser {
    let cells = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(cells(2), cells(200), 0)
}

/// Each character alone, as a terminal counts that knows no clusters.
fn one_by_one(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

#[test]
fn every_character_takes_as_many_cells_in_a_terminal_as_are_counted() {
    let mut terminal = terminal();
    let planes = (' '..='\u{1ffff}')
        .chain('\u{20000}'..='\u{200ff}')
        .chain('\u{e0000}'..='\u{e01ff}');
    for c in planes.filter(|c| {
        !matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    }) {
        let text = format!("甲{c}乙");
        let shown = for_display(&text);
        let cells = text_width(&shown);
        assert_eq!(
            column(&mut terminal, &shown),
            cells,
            "U+{:04X}",
            u32::from(c)
        );
        assert_eq!(one_by_one(&shown), cells, "U+{:04X}", u32::from(c));
        assert!(
            (4..=8).contains(&cells),
            "U+{:04X} takes {cells}",
            u32::from(c)
        );
    }
}

#[test]
fn what_programs_count_differently_is_shown_as_what_all_count_alike() {
    for (text, shown) in [
        ("ｶﾞｷﾟ", "ｶ゛ｷ゜"),
        (
            "か\u{3099}は\u{309a}ハ\u{3099}う\u{3099}ウ\u{3099}と\u{3099}チ\u{3099}",
            "がぱバゔヴどヂ",
        ),
        ("あ\u{3099}", "あ゛"),
        ("\u{1100}\u{1161}\u{1102}\u{1161}\u{11ab}", "가난"),
        ("\u{1161}가\u{11a8}\u{11a8}", &format!("{MARK}각{MARK}")),
        ("हिन्दी", &format!("ह{MARK}न\u{94d}द{MARK}")),
        ("ภาษาไทย", "ภาษาไทย"),
        ("བོད་ཡིག", "བོད་ཡིག"),
        ("①②㊣é", "①②㊣é"),
        (
            "👨\u{200d}👩\u{200d}👧👍🏽☎\u{fe0f}1\u{fe0f}\u{20e3}🇨🇳",
            "👨👩👧👍☎1CN",
        ),
        ("☰\u{1fae9}", &MARK.to_string().repeat(2)),
    ] {
        assert_eq!(for_display(text), shown, "{text:?}");
        assert_eq!(
            for_display(&for_display(text)),
            shown,
            "shown twice, it is the same"
        );
    }
    // What is typed is text, and stays as it is; only where it is drawn, another sign stands for it.
    for text in ["हिन्दी", "ｶﾞ", "か\u{3099}", "\u{1100}\u{1161}"] {
        assert_eq!(for_entry(text), text);
        let cells = u16::try_from(text_width(text)).unwrap();
        let area = Rect::new(0, 0, 20, 1);
        let (mut buffer, before) = (Buffer::empty(area), Buffer::empty(area));
        buffer.set_string(0, 0, text, Style::new());
        buffer.set_string(cells, 0, "|", Style::new());
        let mut drawn = Vec::new();
        let mut backend = WideBackend::new(&mut drawn);
        backend.draw(before.diff(&buffer).into_iter()).unwrap();
        backend.flush().unwrap();
        drop(backend);
        let mut terminal = terminal();
        terminal.process(
            String::from_utf8(drawn)
                .unwrap()
                .replace(MARK, "?")
                .as_bytes(),
        );
        assert_eq!(
            terminal.screen().cell(0, cells).unwrap().contents(),
            "|",
            "{text:?}"
        );
    }
}

proptest! {
    #[test]
    fn every_cluster_takes_as_many_cells_in_a_terminal_as_are_counted(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "甲", "a", "ｶ", "ﾞ", "ﾟ", "か", "\u{3099}", "\u{309a}", "\u{1100}", "\u{1161}", "\u{11a8}", "가", "क", "्", "ष",
                "ि", "ा", "น", "้", "ำ", "བ", "ོ", "ྲ", "ཿ", "ل", "ا", "ئ", "ᠮ", "ᠣ", "e", "\u{301}", "\u{338}", "=", "👨", "🏽",
                "\u{200d}", "👩", "\u{fe0f}", "☎", "🇨", "🇳", "1", "\u{20e3}", "葛", "\u{e0100}", "ꓹ", "ꓼ", "\u{17d2}", "ក",
            ]),
            0..12,
        )
    ) {
        let text = parts.concat();
        let shown = for_display(&text);
        prop_assert_eq!(column(&mut terminal(), &shown), text_width(&shown), "{:?}", shown);
        prop_assert_eq!(one_by_one(&shown), text_width(&shown), "{:?}", shown);
    }
}
