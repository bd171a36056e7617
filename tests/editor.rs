//! The editor and the one-line field, as an office worker with an input method uses them.

mod properties;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use xinxiang::text::width::text_width;
use xinxiang::tui::widgets::editor::EditorCommand as Do;
use xinxiang::tui::widgets::editor::{Editor, LineEditor, typed_char};

fn drawn(editor: &mut Editor, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    editor.render(area, &mut buf, Style::new());
    rows(&buf)
}

fn rows(buf: &Buffer) -> Vec<String> {
    let row = |y| {
        let (mut x, mut line) = (buf.area.left(), String::new());
        while x < buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            x += (text_width(symbol) as u16).max(1);
        }
        line.trim_end().to_owned()
    };
    (buf.area.top()..buf.area.bottom()).map(row).collect()
}

fn cell(editor: &Editor, width: u16, height: u16) -> Option<(u16, u16)> {
    editor
        .cursor_cell(Rect::new(0, 0, width, height))
        .map(|at| (at.x, at.y))
}

fn after(editor: &mut Editor, commands: &[Do]) -> (usize, usize) {
    for &command in commands {
        editor.run_command(command);
    }
    editor.cursor()
}

#[test]
fn rows_are_one_column_narrower_and_break_where_the_library_breaks_them() {
    let mut editor = Editor::new("经二路停水，三天了。");
    assert_eq!(drawn(&mut editor, 11, 3), ["经二路停水", "，三天了。", ""]);
    assert_eq!(drawn(&mut editor, 12, 3), ["经二路停水", "，三天了。", ""]);
    assert_eq!(drawn(&mut editor, 13, 3), ["经二路停水，", "三天了。", ""]);
    assert_eq!(
        drawn(&mut Editor::new("see hotline12345"), 8, 3),
        ["see ", "hotline", "12345"].map(str::trim)
    );
}

#[test]
fn the_cursor_has_its_own_column_at_the_end_of_a_full_row() {
    let mut editor = Editor::new("经二路停水");
    drawn(&mut editor, 11, 2);
    assert_eq!(cell(&editor, 11, 2), Some((10, 0)));
    editor.insert("了");
    assert_eq!(cell(&editor, 11, 2), None, "not known before it is drawn");
    drawn(&mut editor, 11, 2);
    assert_eq!(cell(&editor, 11, 2), Some((2, 1)));
}

#[test]
fn no_cursor_is_drawn_and_the_selection_is_reversed() {
    let mut editor = Editor::new("停水三天");
    after(
        &mut editor,
        &[Do::TextStart, Do::SelectRight, Do::SelectRight],
    );
    let area = Rect::new(0, 0, 10, 1);
    let mut buf = Buffer::empty(area);
    editor.render(area, &mut buf, Style::new());
    let reversed: Vec<_> = (0..10)
        .filter(|&x| buf[(x, 0)].modifier.contains(Modifier::REVERSED))
        .collect();
    assert_eq!(reversed, [0, 2], "the cells that carry 停 and 水");
    after(&mut editor, &[Do::TextEnd, Do::SelectLeft, Do::SelectLeft]);
    let mut buf = Buffer::empty(area);
    editor.render(area, &mut buf, Style::new());
    let reversed: Vec<_> = (0..10)
        .filter(|&x| buf[(x, 0)].modifier.contains(Modifier::REVERSED))
        .collect();
    assert_eq!(reversed, [4, 6], "backwards too, where the cursor is on 三");
}

#[test]
fn the_wheel_keeps_the_selection_and_one_row_is_room_enough() {
    let area = Rect::new(0, 0, 11, 1);
    let mut editor = Editor::new("一二三四五六七八九十天地人");
    let mut buf = Buffer::empty(area);
    editor.render(area, &mut buf, Style::new());
    after(&mut editor, &[Do::SelectLeft]);
    editor.wheel(-2);
    editor.render(area, &mut buf, Style::new());
    assert_eq!(
        (rows(&buf), editor.cursor_cell(area)),
        (vec!["一二三四五".to_owned()], None)
    );
    editor.run_command(Do::Cut);
    assert_eq!(
        (editor.copied(), editor.text().as_str()),
        ("人", "一二三四五六七八九十天地")
    );
    editor.set_cursor(0, 0);
    editor.run_command(Do::LineEnd);
    editor.render(area, &mut buf, Style::new());
    assert_eq!(
        editor.cursor_cell(area),
        Some(Position::new(0, 0)),
        "at the start of the row it shares the place with"
    );
}

#[test]
fn more_rows_than_the_library_counts_are_kept_and_not_drawn() {
    let mut editor = Editor::new("原文");
    editor.paste(&"\n".repeat(70_000));
    assert_eq!(editor.cursor(), (70_000, 0));
    assert_eq!(drawn(&mut editor, 20, 3), ["", "", ""]);
    assert_eq!(cell(&editor, 20, 3), None);
    assert_eq!(
        after(&mut editor, &[Do::TextStart, Do::TextEnd, Do::Up]),
        (69_999, 0)
    );
    editor.run_command(Do::Undo);
    assert_eq!(drawn(&mut editor, 20, 3), ["原文", "", ""]);
    let mut line = LineEditor::new(&"停".repeat(70_000));
    line.render(
        Rect::new(0, 0, 20, 1),
        &mut Buffer::empty(Rect::new(0, 0, 20, 1)),
        Style::new(),
    );
    assert_eq!(line.cursor(), 70_000);
}

#[test]
fn up_and_down_go_by_rows_and_remember_their_column() {
    let mut editor = Editor::new("一二三四五六七八九十\n短\n一二三四五");
    drawn(&mut editor, 11, 4);
    editor.set_cursor(0, 4);
    assert_eq!(after(&mut editor, &[Do::Down]), (0, 9));
    assert_eq!(after(&mut editor, &[Do::Down]), (1, 1));
    assert_eq!(
        after(&mut editor, &[Do::Down]),
        (2, 4),
        "the column of the start, not of the short row"
    );
    assert_eq!(after(&mut editor, &[Do::Up, Do::Up, Do::Up]), (0, 4));
    assert!(!editor.run_command(Do::Up), "there is nothing above");
    assert_eq!(
        after(&mut editor, &[Do::Down, Do::Left, Do::Down, Do::Down]),
        (2, 3),
        "a step aside begins a new walk"
    );
}

#[test]
fn home_and_end_go_to_the_ends_of_the_row_then_of_the_paragraph() {
    let mut editor = Editor::new("一二三四五六七八九十天地人");
    drawn(&mut editor, 11, 4);
    editor.set_cursor(0, 7);
    assert_eq!(after(&mut editor, &[Do::LineEnd]), (0, 10));
    drawn(&mut editor, 11, 4);
    assert_eq!(
        cell(&editor, 11, 4),
        Some((10, 1)),
        "after the last character of the row, not before the next row"
    );
    editor.insert("x");
    assert_eq!(editor.text(), "一二三四五六七八九十x天地人");
    editor.run_command(Do::Undo);
    editor.set_cursor(0, 7);
    assert_eq!(after(&mut editor, &[Do::LineEnd, Do::LineEnd]), (0, 13));
    editor.set_cursor(0, 7);
    assert_eq!(after(&mut editor, &[Do::LineStart]), (0, 5));
    assert_eq!(after(&mut editor, &[Do::LineStart]), (0, 0));
}

#[test]
fn a_page_is_the_height_less_one_row() {
    let text: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let mut editor = Editor::new(&text.join("\n"));
    editor.set_cursor(0, 0);
    drawn(&mut editor, 20, 6);
    assert_eq!(after(&mut editor, &[Do::PageDown, Do::PageDown]), (10, 0));
    assert_eq!(drawn(&mut editor, 20, 6)[5], "10");
    assert_eq!(after(&mut editor, &[Do::PageUp]), (5, 0));
    assert_eq!(
        after(
            &mut editor,
            &[Do::PageDown, Do::PageDown, Do::PageDown, Do::PageDown]
        ),
        (19, 0)
    );
}

#[test]
fn deleting_a_word_takes_two_chinese_characters_and_stops_at_punctuation() {
    let mut editor = Editor::new("小区停水三天，电话 hotline12345 无人。");
    let mut steps = Vec::new();
    while editor.run_command(Do::DeleteWordBack) {
        steps.push(editor.text());
    }
    assert_eq!(
        steps,
        [
            "小区停水三天，电话 hotline12345 无人",
            "小区停水三天，电话 hotline12345 ",
            "小区停水三天，电话 ",
            "小区停水三天，",
            "小区停水三天",
            "小区停水",
            "小区",
            "",
        ]
    );
}

#[test]
fn walking_by_words_stops_at_classes_and_at_line_ends() {
    let mut editor = Editor::new("渭滨区：停水abc\n好");
    editor.set_cursor(0, 0);
    let mut stops = Vec::new();
    while editor.run_command(Do::WordRight) {
        stops.push(editor.cursor());
    }
    assert_eq!(
        stops,
        [(0, 2), (0, 3), (0, 4), (0, 6), (0, 9), (1, 0), (1, 1)]
    );
    let mut stops = Vec::new();
    while editor.run_command(Do::WordLeft) {
        stops.push(editor.cursor());
    }
    assert_eq!(
        stops,
        [(1, 0), (0, 9), (0, 6), (0, 4), (0, 3), (0, 1), (0, 0)]
    );
}

#[test]
fn what_an_input_method_commits_is_undone_at_once() {
    let mut editor = Editor::new("");
    editor.insert("您反映的问题");
    editor.insert("已收悉。");
    editor.run_command(Do::Undo);
    assert_eq!(editor.text(), "您反映的问题");
    editor.run_command(Do::Undo);
    assert!(editor.is_empty());
    assert!(!editor.run_command(Do::Undo));
    after(&mut editor, &[Do::Redo, Do::Redo]);
    assert_eq!(editor.text(), "您反映的问题已收悉。");
    assert!(!editor.run_command(Do::Redo));
}

#[test]
fn a_thousand_steps_and_more_can_be_undone() {
    let mut editor = Editor::new("原文");
    for _ in 0..1500 {
        editor.insert("字");
    }
    for _ in 0..1500 {
        assert!(editor.run_command(Do::Undo));
    }
    assert_eq!(editor.text(), "原文");
}

#[test]
fn a_paste_is_cleaned_and_one_step_even_over_a_selection() {
    let mut editor = Editor::new("旧文");
    editor.run_command(Do::SelectAll);
    editor.paste("一\r\n二\r三\n\t四\u{1b}[0m\u{200b}\u{feff}五\0");
    assert_eq!(editor.text(), "一\n二\n三\n    四[0m五");
    assert_eq!(editor.cursor(), (3, 9));
    editor.run_command(Do::Undo);
    assert_eq!(editor.text(), "旧文");
}

#[test]
fn a_hundred_thousand_characters_can_be_pasted_walked_and_undone() {
    let mut editor = Editor::new("");
    drawn(&mut editor, 100, 40);
    editor.paste(&"停水".repeat(50_000));
    assert_eq!(editor.char_count(), 100_000);
    assert_eq!(
        editor.cursor(),
        (0, 100_000),
        "beyond the 65,535 that ratatui-textarea can jump to"
    );
    drawn(&mut editor, 100, 40);
    editor.set_cursor(0, 90_000);
    assert_eq!(after(&mut editor, &[Do::Up, Do::Down]), (0, 90_000));
    editor.run_command(Do::Undo);
    assert!(editor.is_empty());
}

#[test]
fn cut_and_copied_text_is_pasted_and_typing_replaces_a_selection() {
    let mut editor = Editor::new("停水三天");
    assert!(!editor.run_command(Do::Cut), "nothing is selected");
    after(
        &mut editor,
        &[
            Do::TextStart,
            Do::SelectRight,
            Do::SelectRight,
            Do::Cut,
            Do::TextEnd,
            Do::Paste,
        ],
    );
    assert_eq!(editor.text(), "三天停水");
    assert_eq!(editor.copied(), "停水");
    after(&mut editor, &[Do::SelectWordLeft, Do::Copy]);
    editor.insert("停电");
    assert_eq!(editor.text(), "三天停电");
    assert_eq!(
        after(&mut editor, &[Do::SelectLineStart, Do::Left]),
        (0, 0),
        "a step leaves the selection at its edge"
    );
    assert_eq!(after(&mut editor, &[Do::SelectTextEnd, Do::Left]), (0, 0));
    assert_eq!(after(&mut editor, &[Do::SelectAll, Do::DeleteBack]), (0, 0));
    assert!(editor.is_empty());
}

#[test]
fn the_mouse_places_the_cursor_selects_and_scrolls() {
    let area = Rect::new(5, 2, 11, 2);
    let mut editor = Editor::new("一二三四五六七八九十天地人");
    let mut buf = Buffer::empty(Rect::new(0, 0, 30, 10));
    editor.set_cursor(0, 0);
    editor.render(area, &mut buf, Style::new());
    assert!(editor.click(area, 5 + 3, 3));
    assert_eq!(
        editor.cursor(),
        (0, 6),
        "on the right half of 七: before it"
    );
    assert!(editor.click(area, 5 + 10, 2));
    assert_eq!(
        editor.cursor_cell(area),
        Some(Position::new(15, 2)),
        "right of the row: at its end"
    );
    assert!(!editor.click(area, 4, 2) && !editor.click(area, 5, 4));
    editor.wheel(1);
    editor.render(area, &mut buf, Style::new());
    assert_eq!(editor.scroll_position(), (1, 3));
    editor.click(area, 5, 2);
    editor.drag(area, 5 + 4, 2);
    editor.run_command(Do::Copy);
    assert_eq!(editor.copied(), "六七");
    editor.set_cursor(0, 0);
    editor.render(area, &mut buf, Style::new());
    editor.wheel(1);
    editor.render(area, &mut buf, Style::new());
    assert_eq!(
        editor.cursor_cell(area),
        None,
        "the wheel leaves the cursor behind"
    );
    editor.insert("零");
    editor.render(area, &mut buf, Style::new());
    assert_eq!(
        editor.cursor_cell(area),
        Some(Position::new(7, 2)),
        "typing brings it back"
    );
}

#[test]
fn the_revision_tells_changes_from_movements() {
    let mut editor = Editor::new("停水");
    let mark = editor.revision();
    after(
        &mut editor,
        &[
            Do::Left,
            Do::SelectAll,
            Do::Copy,
            Do::DeleteForward,
            Do::Undo,
        ],
    );
    assert!(editor.changed_since(mark));
    let mark = editor.revision();
    after(&mut editor, &[Do::TextStart, Do::DeleteBack, Do::Right]);
    editor.insert("");
    assert!(!editor.changed_since(mark));
}

#[test]
fn a_place_that_is_not_there_is_the_nearest_one() {
    let mut editor = Editor::new("一二\n三");
    for (asked, got) in [
        ((0, 1), (0, 1)),
        ((0, 9), (0, 2)),
        ((1, 9), (1, 1)),
        ((9, 9), (1, 1)),
        ((1, 0), (1, 0)),
    ] {
        editor.set_cursor(asked.0, asked.1);
        assert_eq!(editor.cursor(), got);
    }
}

#[test]
fn keys_mean_what_they_mean_in_an_office() {
    let key = |code, modifiers| Do::from_key(&KeyEvent::new(code, modifiers));
    let (none, ctrl, shift, alt) = (
        KeyModifiers::NONE,
        KeyModifiers::CONTROL,
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
    );
    assert_eq!(key(KeyCode::Left, none), Some(Do::Left));
    assert_eq!(key(KeyCode::Left, ctrl | shift), Some(Do::SelectWordLeft));
    assert_eq!(key(KeyCode::Char('w'), ctrl), Some(Do::DeleteWordBack));
    assert_eq!(key(KeyCode::Backspace, alt), Some(Do::DeleteWordBack));
    assert_eq!(key(KeyCode::Backspace, ctrl), Some(Do::DeleteWordBack));
    assert_eq!(
        key(KeyCode::Char('h'), ctrl),
        Some(Do::DeleteBack),
        "PuTTY's Backspace"
    );
    assert_eq!(key(KeyCode::Char('z'), ctrl), Some(Do::Undo));
    assert_eq!(key(KeyCode::Char('Z'), ctrl | shift), Some(Do::Redo));
    assert_eq!(key(KeyCode::Char('停'), none), None);
    assert_eq!(key(KeyCode::Tab, none), None);
    assert_eq!(key(KeyCode::Esc, none), None);
    assert_eq!(
        typed_char(&KeyEvent::new(KeyCode::Char('停'), none)),
        Some('停')
    );
    assert_eq!(
        typed_char(&KeyEvent::new(KeyCode::Char('A'), shift)),
        Some('A')
    );
    assert_eq!(typed_char(&KeyEvent::new(KeyCode::Char('a'), ctrl)), None);
    let released = KeyEvent::new_with_kind(KeyCode::Char('a'), none, KeyEventKind::Release);
    assert_eq!(
        (typed_char(&released), Do::from_key(&released)),
        (None, None)
    );
}

#[test]
fn a_field_scrolls_sideways_and_never_shows_half_a_character() {
    let area = Rect::new(0, 0, 8, 1);
    let draw = |line: &mut LineEditor| {
        let mut buf = Buffer::empty(area);
        line.render(area, &mut buf, Style::new());
        (rows(&buf).remove(0), line.cursor_cell(area).map(|at| at.x))
    };
    let mut line = LineEditor::new("").with_placeholder("姓名或电话");
    assert_eq!(draw(&mut line), ("姓名或".to_owned(), Some(0)));
    line.insert("经二路\r\n停水");
    assert_eq!(line.text(), "经二路 停水");
    assert_eq!(draw(&mut line), ("路 停水".to_owned(), Some(7)));
    line.insert("了");
    assert_eq!(draw(&mut line), (" 停水了".to_owned(), Some(7)));
    line.run_command(Do::LineStart);
    assert_eq!(draw(&mut line), ("经二路".to_owned(), Some(0)));
    assert!(line.click(area, 3, 0));
    assert_eq!(line.cursor(), 1);
    assert!(
        !line.run_command(Do::NewLine)
            && !line.run_command(Do::Up)
            && !line.run_command(Do::PageDown)
    );
    line.run_command(Do::DeleteToLineEnd);
    assert_eq!(line.text(), "经");
    line.run_command(Do::Undo);
    assert_eq!((line.text(), line.char_count()), ("经二路 停水了", 7));
}
