//! What holds for the editor and the field whatever is typed, in whatever space.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use xinxiang::text::width::text_width;
use xinxiang::tui::widgets::editor::EditorCommand as Do;
use xinxiang::tui::widgets::editor::{Editor, LineEditor};

use super::drawn;

const COMMANDS: [Do; 35] = [
    Do::Left,
    Do::Right,
    Do::Up,
    Do::Down,
    Do::PageUp,
    Do::PageDown,
    Do::LineStart,
    Do::LineEnd,
    Do::TextStart,
    Do::TextEnd,
    Do::WordLeft,
    Do::WordRight,
    Do::SelectLeft,
    Do::SelectRight,
    Do::SelectUp,
    Do::SelectDown,
    Do::SelectPageUp,
    Do::SelectPageDown,
    Do::SelectLineStart,
    Do::SelectLineEnd,
    Do::SelectWordLeft,
    Do::SelectWordRight,
    Do::SelectAll,
    Do::NewLine,
    Do::DeleteBack,
    Do::DeleteForward,
    Do::DeleteWordBack,
    Do::DeleteWordForward,
    Do::DeleteToLineStart,
    Do::DeleteToLineEnd,
    Do::Undo,
    Do::Redo,
    Do::Copy,
    Do::Cut,
    Do::Paste,
];

#[derive(Clone, Debug)]
enum Step {
    Command(Do),
    Insert(String),
    Draw(u16, u16),
    Click(u16, u16),
    Wheel(i32),
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一-龥]{1,8}",
        2 => "[，。“”（）a-z0-9 \u{3000}]{1,6}",
        1 => prop::sample::select(vec!["\n", "👍🏽", "e\u{301}", "\u{301}", "한", "क्ष", "\r\n", "\u{1b}", "\t", "ﷺ"])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => prop::sample::select(COMMANDS.to_vec()).prop_map(Step::Command),
        3 => texts().prop_map(Step::Insert),
        2 => (0u16..41, 0u16..6).prop_map(|(width, height)| Step::Draw(width, height)),
        1 => (0u16..41, 0u16..6).prop_map(|(column, row)| Step::Click(column, row)),
        1 => (-9i32..9).prop_map(Step::Wheel),
    ];
    prop::collection::vec(step, 0..60)
}

/// Draws inside a border of sentinels, and checks that none of them was touched.
fn draw_in_border(area: Rect, render: impl FnOnce(Rect, &mut Buffer)) {
    let whole = Rect::new(0, 0, area.right() + 3, area.bottom() + 2);
    let mut buf = Buffer::empty(whole);
    for position in whole.positions() {
        buf[position].set_symbol("#");
    }
    render(area, &mut buf);
    for position in whole.positions() {
        let symbol = buf[position].symbol();
        if !area.contains(position) {
            assert_eq!(symbol, "#", "{position:?} of {area:?}");
        } else if position.x + 1 == area.right() {
            assert!(
                text_width(symbol) < 2,
                "a wide character over the edge of {area:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_keys_breaks_the_editor(text in texts(), steps in steps()) {
        let mut editor = Editor::new(&text);
        let mut area = Rect::new(2, 1, 20, 4);
        for step in steps {
            match step {
                Step::Command(command) => {
                    editor.run_command(command);
                }
                Step::Insert(text) => editor.insert(&text),
                Step::Draw(width, height) => {
                    area = Rect::new(2, 1, width, height);
                    draw_in_border(area, |area, buf| editor.render(area, buf, Style::new()));
                    prop_assert!(editor.cursor_cell(area).is_none_or(|at| area.contains(at)));
                }
                Step::Click(column, row) => {
                    editor.click(area, column, row);
                }
                Step::Wheel(rows) => editor.wheel(rows),
            }
            let text = editor.text();
            let (line, col) = editor.cursor();
            let lines: Vec<&str> = text.split('\n').collect();
            prop_assert!(line < lines.len() && col <= lines[line].chars().count());
        }
    }

    #[test]
    fn no_sequence_of_keys_breaks_the_field(text in texts(), steps in steps()) {
        let mut line = LineEditor::new(&text).with_placeholder(&text);
        for step in steps {
            match step {
                Step::Command(command) => {
                    line.run_command(command);
                }
                Step::Insert(text) => line.insert(&text),
                Step::Draw(width, _) => {
                    let area = Rect::new(2, 1, width, 1);
                    draw_in_border(area, |area, buf| line.render(area, buf, Style::new()));
                    prop_assert!(line.cursor_cell(area).is_none_or(|at| area.contains(at)));
                }
                Step::Click(column, row) => {
                    line.click(Rect::new(2, 1, 20, 1), column, row);
                }
                Step::Wheel(_) => {}
            }
            prop_assert!(!line.text().contains('\n') && line.cursor() <= line.char_count());
        }
    }

    #[test]
    fn the_text_is_that_of_a_plain_string(actions in prop::collection::vec(prop_oneof![
        Just("left"), Just("right"), Just("back"), Just("forward"), Just("\n"), Just("停水"), Just("a"), Just("。"), Just("🙂"),
    ], 0..80)) {
        let mut editor = Editor::new("经二路，abc");
        let mut model: Vec<String> = editor.text().graphemes(true).map(str::to_owned).collect();
        let mut at = model.len();
        for action in &actions {
            match *action {
                "left" => { editor.run_command(Do::Left); at = at.saturating_sub(1); }
                "right" => { editor.run_command(Do::Right); at = (at + 1).min(model.len()); }
                "back" => { editor.run_command(Do::DeleteBack); if at > 0 { at -= 1; model.remove(at); } }
                "forward" => { editor.run_command(Do::DeleteForward); if at < model.len() { model.remove(at); } }
                "\n" => { editor.run_command(Do::NewLine); model.insert(at, "\n".to_owned()); at += 1; }
                text => {
                    editor.insert(text);
                    for grapheme in text.graphemes(true) { model.insert(at, grapheme.to_owned()); at += 1; }
                }
            }
            prop_assert_eq!(editor.text(), model.concat());
            let before = model[..at].concat();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
            prop_assert_eq!(editor.cursor(), (before.matches('\n').count(), column));
        }
    }

    #[test]
    fn the_cell_of_the_cursor_is_that_of_the_character_after_it(
        text in "[一-龥a-z，。\n]{1,200}", at in 0usize..200, walk in prop::sample::select(vec![Do::Up, Do::PageUp, Do::PageDown, Do::Left]),
        width in 3u16..20, height in 1u16..5,
    ) {
        let mut editor = Editor::new(&text);
        let area = Rect::new(2, 1, width, height);
        let mut buf = Buffer::empty(Rect::new(0, 0, 30, 9));
        editor.render(area, &mut buf, Style::new());
        editor.set_cursor(text.chars().take(at).filter(|&c| c == '\n').count(), at % 30);
        editor.run_command(walk);
        let mut buf = Buffer::empty(Rect::new(0, 0, 30, 9));
        editor.render(area, &mut buf, Style::new());
        let cell = editor.cursor_cell(area).expect("it was scrolled into view");
        let (line, col) = editor.cursor();
        match text.split('\n').nth(line).and_then(|line| line.chars().nth(col)) {
            Some(next) if cell.x + 1 < area.right() && buf[cell].symbol() != " " => {
                prop_assert_eq!(buf[cell].symbol(), next.to_string())
            }
            Some(_) => {
                let rest: String = (cell.x..area.right()).map(|x| buf[(x, cell.y)].symbol()).collect();
                prop_assert_eq!(rest.trim(), "", "only at the end of a row is there nothing after the cursor");
            }
            None => prop_assert_eq!(buf[cell].symbol(), " "),
        }
    }

    #[test]
    fn undoing_all_restores_and_redoing_all_returns(texts in prop::collection::vec((texts(), prop::sample::select(COMMANDS.to_vec())), 0..30)) {
        let mut editor = Editor::new("原文");
        for (text, command) in &texts {
            editor.insert(text);
            if !matches!(command, Do::Undo | Do::Redo) {
                editor.run_command(*command);
            }
        }
        let end = editor.text();
        while editor.run_command(Do::Undo) {}
        prop_assert_eq!(editor.text(), "原文");
        while editor.run_command(Do::Redo) {}
        prop_assert_eq!(editor.text(), end);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn editing_a_long_paragraph_wraps_it_as_if_new(edits in prop::collection::vec((0usize..300, "[一-龥，。（）“”a-z0-9 ]{0,6}"), 1..12), width in 4u16..40) {
        let mut editor = Editor::new(&"经二路街道居民反映小区停水至今已三天，多次拨打物业电话无人接听。".repeat(8));
        drawn(&mut editor, width, 600);
        for (at, text) in edits {
            editor.set_cursor(0, at);
            editor.insert(&text);
            editor.run_command(Do::DeleteForward);
            let shown = drawn(&mut editor, width, 600);
            prop_assert_eq!(shown, drawn(&mut Editor::new(&editor.text()), width, 600));
        }
    }
}
