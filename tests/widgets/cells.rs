//! Cells: whatever was on the screen before, what is drawn over it is what is there.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use xinxiang::text::sanitize::{MARK, for_display};
use xinxiang::tui::runtime::backend::WideBackend;
use xinxiang::tui::widgets::cells::split_clusters;

const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 30,
    height: 3,
};

fn frame(rows: &[String]) -> Buffer {
    let mut buf = Buffer::empty(AREA);
    for (y, row) in (0..AREA.height).zip(rows) {
        buf.set_string(0, y, row, Style::new());
    }
    split_clusters(&mut buf);
    buf
}

/// What a terminal shows after these frames. That of the tests leaves [`MARK`] out, which takes one cell in others.
fn shown(frames: &[&Buffer]) -> Vec<String> {
    let mut drawn = Vec::new();
    let mut before = Buffer::empty(AREA);
    for frame in frames {
        let mut backend = WideBackend::new(&mut drawn);
        backend.draw(before.diff(frame).into_iter()).unwrap();
        backend.flush().unwrap();
        before = (*frame).clone();
    }
    let cells = |n| NonZeroU16::new(n).unwrap();
    let mut terminal = vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0);
    terminal.process(
        String::from_utf8(drawn)
            .unwrap()
            .replace(MARK, "?")
            .as_bytes(),
    );
    let screen = terminal.screen();
    let cell = |y, x| {
        screen
            .cell(y, x)
            .map(|cell| cell.contents().to_owned())
            .unwrap_or_default()
    };
    (0..AREA.height)
        .map(|y| {
            let row: Vec<String> = (0..AREA.width)
                .map(|x| cell(y, x))
                .map(|one| if one.is_empty() { " ".to_owned() } else { one })
                .collect();
            row.join("|").trim_end_matches([' ', '|']).to_owned()
        })
        .collect()
}

#[test]
fn of_a_cluster_with_several_glyphs_nothing_stays() {
    for text in [
        "กำนำ",
        "ກຳ",
        "स्ते",
        "क्ष",
        "ক্ষ",
        "ស្ត្រី",
        "\u{1100}각",
        "\u{1100}\u{1102}가",
        "ｶﾞ",
        "ﾞ",
        "ﾞກ",
        "\u{1fada}",
        "甲\u{202e}",
    ] {
        for text in [text.to_owned(), for_display(text).into_owned()] {
            let first = frame(&[text.clone(), format!("甲{text}乙"), format!("{text}{text}")]);
            for rows in [["", "", ""], ["x", "甲", "a b c d"], ["  y", " 乙", "丙"]] {
                let second = frame(&rows.map(str::to_owned));
                assert_eq!(
                    shown(&[&first, &second]),
                    shown(&[&second]),
                    "{text:?} under {rows:?}"
                );
            }
            let again = frame(&[text.clone(), "甲".to_owned(), String::new()]);
            assert_eq!(shown(&[&first, &again]), shown(&[&again]), "{text:?}");
        }
    }
}

#[test]
fn what_is_one_glyph_stays_as_it_is_and_the_others_lose_nothing() {
    let text = "经二路e\u{301}น้ำ😀";
    let buf = frame(&[text.to_owned()]);
    let drawn: String = (0..12).map(|x| buf[(x, 0)].symbol()).collect();
    assert_eq!(drawn.replace(' ', ""), text);
    assert_eq!(
        (buf[(7, 0)].symbol(), buf[(8, 0)].symbol()),
        ("น\u{e49}", "\u{e33}")
    );
    assert_eq!(buf[(9, 0)].symbol(), "😀");
}

fn rows() -> impl Strategy<Value = Vec<String>> {
    let pieces = vec![
        "ก",
        "ำ",
        "้",
        "ี",
        "ກ",
        "ຳ",
        "່",
        "क",
        "ष",
        "स",
        "\u{94d}",
        "त",
        "े",
        "ा",
        "ি",
        "ক",
        "\u{9cd}",
        "ষ",
        "ক",
        "ស",
        "\u{17d2}",
        "ត",
        "រ",
        "ី",
        "က",
        "\u{1039}",
        "\u{1100}",
        "\u{1102}",
        "\u{1161}",
        "\u{11a8}",
        "각",
        "가",
        "ｶ",
        "ﾞ",
        "か",
        "\u{3099}",
        "\u{600}",
        "\u{1fada}",
        "\u{202e}",
        "1",
        "a",
        " ",
        "甲",
        "😀",
        "e\u{301}",
    ];
    let row =
        prop::collection::vec(prop::sample::select(pieces), 0..14).prop_map(|parts| parts.concat());
    prop::collection::vec(row, 3)
}

proptest! {
    #[test]
    fn a_screen_is_what_was_drawn_last(frames in prop::collection::vec(rows(), 1..4), sanitised in any::<bool>()) {
        let show = |row: &String| if sanitised { for_display(row).into_owned() } else { row.clone() };
        let frames: Vec<Buffer> = frames.iter().map(|rows| frame(&rows.iter().map(show).collect::<Vec<_>>())).collect();
        let all: Vec<&Buffer> = frames.iter().collect();
        prop_assert_eq!(shown(&all), shown(&all[all.len() - 1..]));
        for cell in all.iter().flat_map(|frame| &frame.content) {
            let glyphs = cell.symbol().chars().filter(|c| c.encode_utf8(&mut [0; 4]).cell_width() > 0).count();
            prop_assert!(glyphs <= 1, "{:?}", cell.symbol());
        }
    }
}
