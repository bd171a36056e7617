//! Text in cells: what is drawn of it, where it breaks, where it is cut, and what a pop-up leaves of it.

mod cells;
mod columns;
mod whose;
mod widths;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use xinxiang::text::sanitize::{MARK, for_display, for_entry, one_line};
use xinxiang::text::width::{fit, pad_left, pad_right, text_width};
use xinxiang::text::wrap::wrap_text;
use xinxiang::tui::widgets::clear::clear;

/// Chinese, Latin, emoji, combining marks, spaces, line ends, and what should never have been sent.
fn strings() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[一-龥]{1,12}",
        4 => "[，。！？、；：“”‘’（）《》…—·]{1,2}",
        4 => "[a-zA-Z0-9,.:/_-]{1,30}",
        2 => "[ \u{3000}\u{a0}]{1,5}",
        2 => prop::sample::select(vec!["👍🏽", "👨\u{200d}👩\u{200d}👧", "🇨🇳", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "😀", "☎", "e\u{301}", "ｶﾞ", "각"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["กำแพงเมือง", "ບໍ່ກຳ", "က္က", "ស្ត្រី", "स्ते"]).prop_map(str::to_owned),
        1 => "\n{1,2}",
        1 => prop::sample::select(vec!["\u{1b}[31m", "\r\n", "\r", "\t", "\u{200b}", "\u{202e}", "\u{ad}", "क्ष", "ﷺ", "\u{301}", "\0", "\u{e0041}"])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|&c| c != ' ' && c != '\n').collect()
}

#[test]
fn escape_sequences_and_direction_controls_become_visible_marks() {
    assert_eq!(for_display("a\u{1b}[31mb"), format!("a{MARK}[31mb"));
    assert_eq!(
        for_display("账号\u{202e}321\u{2069}"),
        format!("账号{MARK}321{MARK}")
    );
    assert_eq!(
        for_display("\u{0}\u{7f}\u{9b}\u{200b}\u{e0041}"),
        MARK.to_string().repeat(5)
    );
    assert_eq!(MARK.width(), Some(1));
}

#[test]
fn line_ends_of_every_kind_become_one_and_a_tab_four_spaces() {
    assert_eq!(
        for_display("一\r\n二\r三\u{2028}四\n\n五\t六"),
        "一\n二\n三\n四\n\n五    六"
    );
    assert_eq!(one_line("一\r\n二\r三"), "一 二 三");
}

#[test]
fn emoji_sequences_fall_into_parts_of_two_cells_and_flags_into_letters() {
    assert_eq!(
        for_display("👨\u{200d}👩\u{200d}👧👍🏽❤\u{fe0f}1\u{fe0f}\u{20e3}🇨🇳"),
        "👨👩👧👍❤1CN"
    );
}

#[test]
fn ordinary_text_is_borrowed_and_its_wide_and_unbreakable_spaces_stay() {
    let text = "\u{3000}\u{3000}尊敬的区长：\n您好\u{a0}！e\u{301}";
    assert_eq!(for_display(text), text);
    assert!(matches!(
        for_display("\u{3000}经二路停水三天，hello。\n"),
        std::borrow::Cow::Borrowed(_)
    ));
}

#[test]
fn piled_up_combining_marks_are_cut_after_four() {
    let zalgo = format!("停{}水", "\u{301}".repeat(40));
    assert_eq!(for_display(&zalgo), format!("停{}水", "\u{301}".repeat(4)));
}

#[test]
fn an_editor_leaves_out_what_a_display_marks() {
    assert_eq!(
        for_entry("a\u{1b}b\u{200b}c\u{202e}\r\nd\u{feff}"),
        "abc\nd"
    );
}

#[test]
fn no_line_begins_with_closing_or_ends_with_opening_punctuation() {
    let text = "经二路街道居民反映：（一）小区停水至今已三天，《供水条例》规定“抢修应当及时”！请问、何时恢复？谢谢……";
    for cells in 8..60 {
        for line in wrap_text(text, cells) {
            assert!(
                !line.starts_with(|c| "，。！？、；：）》”…".contains(c)),
                "{cells}: {line}"
            );
            assert!(!line.ends_with(|c| "（《“".contains(c)), "{cells}: {line}");
        }
    }
}

#[test]
fn a_latin_word_longer_than_the_line_is_broken_and_others_are_kept_whole() {
    assert_eq!(
        wrap_text("see https://example.gov.cn/a", 10),
        ["see", "https://", "example.go", "v.cn/a"]
    );
    assert_eq!(wrap_text("停水 water supply", 10), ["停水 water", "supply"]);
    assert_eq!(wrap_text("abcdefgh，停水", 8), ["abcdefg", "h，停水"]);
}

#[test]
fn empty_lines_and_indents_are_kept() {
    assert_eq!(
        wrap_text("\u{3000}\u{3000}一\n\n二\n", 10),
        ["\u{3000}\u{3000}一", "", "二", ""]
    );
    assert_eq!(wrap_text("", 10), [""]);
    assert_eq!(wrap_text("停水", 0), ["停", "水"]);
}

#[test]
fn what_does_not_fit_ends_in_an_ellipsis() {
    assert_eq!(fit("经二路停水", 10), "经二路停水");
    assert_eq!(fit("经二路停水", 9), "经二路停…");
    assert_eq!(fit("经二路停水", 8), "经二路…");
    assert_eq!(fit("经二路", 1), "…");
    assert_eq!(fit("经二路", 0), "");
    assert_eq!(pad_right("经二路停水", 8), "经二路… ");
    assert_eq!(pad_left("停水", 6), "  停水");
    assert_eq!(pad_left("3", 0), "");
}

#[test]
fn a_pop_up_leaves_no_half_character_at_its_edges() {
    let screen = Rect::new(0, 0, 20, 5);
    let mut buf = Buffer::empty(screen);
    for y in 0..5 {
        buf.set_string(y % 2, y, "经二路停水三天仍", Style::new());
    }
    let popup = Rect::new(5, 1, 6, 3);
    clear(popup, &mut buf);
    Block::bordered().render(popup, &mut buf);
    for y in popup.top()..popup.bottom() {
        let mut drawn = String::new();
        let mut x = 0;
        while x < screen.right() {
            drawn.push_str(buf[(x, y)].symbol());
            x += buf[(x, y)].symbol().cell_width().max(1);
        }
        assert_eq!(text_width(&drawn), 20, "{drawn}");
        let left: String = fit_exactly(&drawn, 5);
        assert!(
            "┌│└".contains(drawn[left.len()..].chars().next().unwrap()),
            "{drawn}"
        );
    }
    assert_eq!(
        buf[(4, 2)].symbol(),
        " ",
        "its right half was under the pop-up"
    );
    assert_eq!(
        buf[(4, 1)].symbol(),
        " ",
        "the right half of a character that stays"
    );
    assert_eq!(buf[(3, 1)].symbol(), "二");
    assert_eq!(
        buf[(0, 0)].symbol(),
        "经",
        "above the pop-up nothing changes"
    );
    clear(Rect::new(15, 3, 50, 50), &mut buf);
    clear(Rect::new(30, 30, 2, 2), &mut buf);
}

fn fit_exactly(text: &str, cells: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if text_width(&out) == cells {
            break;
        }
        out.push(c);
    }
    out
}

proptest! {
    #[test]
    fn displayed_text_has_the_width_of_its_characters(text in strings()) {
        let shown = for_display(&text);
        prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
        let never = ['\u{200d}', '\u{fe0f}', '\u{1b}', '\u{202e}', '\u{e0041}'];
        prop_assert!(!shown.contains(never));
        prop_assert_eq!(for_display(&shown), shown.clone(), "twice is once");
        prop_assert!(!one_line(&text).contains('\n'));
        if !shown.contains(|c| ('\u{590}'..'\u{1000}').contains(&c) || ('\u{A4F8}'..='\u{A4FD}').contains(&c)) {
            for line in shown.lines() {
                prop_assert_eq!(line.width(), line.chars().filter_map(UnicodeWidthChar::width).sum::<usize>(), "{:?}", line);
            }
        }
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_is_lost(text in strings(), cells in 0usize..50, display in any::<bool>()) {
        let text = if display { for_display(&text).into_owned() } else { text };
        let lines = wrap_text(&text, cells);
        prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
        prop_assert!(lines.len() >= text.split('\n').count());
        if cells >= 2 && display {
            for line in &lines {
                prop_assert!(line.width() <= cells && text_width(line) <= cells, "{:?} in {}", line, cells);
            }
        }
    }

    #[test]
    fn fitted_and_padded_text_has_its_width(text in strings(), cells in 0usize..40) {
        let text = one_line(&text);
        let fitted = fit(&text, cells);
        prop_assert!(text_width(&fitted) <= cells);
        prop_assert!(fitted == text || fitted.ends_with('…') || cells == 0);
        prop_assert!(text.starts_with(fitted.trim_end_matches('…')) || fitted == text);
        prop_assert_eq!(text_width(&pad_right(&text, cells)), cells);
        prop_assert_eq!(text_width(&pad_left(&text, cells)), cells);
    }

    #[test]
    fn a_width_is_what_ratatui_draws(text in strings()) {
        let text = one_line(&text);
        let mut buf = Buffer::empty(Rect::new(0, 0, 2000, 1));
        let (end, _) = buf.set_stringn(0, 0, &text, 2000, Style::new());
        prop_assert_eq!(usize::from(end), text_width(&text));
    }
}
