//! What is typed and what is then on the screen.

use ratatui::crossterm::event::KeyCode;
use xinxiang::document::lines::Lines;
use xinxiang::document::tone::Tone;
use xinxiang::domain::letter::stage::Queue;
use xinxiang::i18n::{Lang, with_language};
use xinxiang::tui::keymap::Scope;
use xinxiang::tui::message::Message;
use xinxiang::tui::message::{ReadReply, StoreReply};
use xinxiang::tui::state::search::HitCount;
use xinxiang::tui::theme::Theme;

use super::{NINE, Seat, char, hits};
use crate::program::Program;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

#[test]
fn what_is_typed_is_found_and_marked_in_list_and_letter() {
    let program = Program::demo();
    for (size, theme) in SIZES
        .into_iter()
        .zip([Theme::Plain, Theme::Dark, Theme::Light])
    {
        let mut seat = Seat::new(&program, "wang", size, theme);
        seat.press(&[NINE]).sees("按 Tab 列出可用的条件");
        assert_eq!(seat.model().key_scope(), Scope::Query);
        assert!(seat.asked.is_empty(), "nothing is asked yet");
        // One commit of an input method is one question.
        seat.types("停水");
        assert_eq!(seat.asked.len(), 1);
        seat.sees("最新在前")
            .sees("找到 3 封")
            .sees("标题：停水三天了")
            .sees("正文：");
        let marked = seat.marked();
        assert!(
            marked.iter().filter(|text| *text == "停水").count() >= 4,
            "{marked:?}"
        );
        let (x, y) = seat.cursor().unwrap();
        assert_eq!(y, 2, "the cursor is in the line");
        assert!(
            seat.rows()[2].starts_with(" 查询 停水 ·") && x == 10,
            "{:?} {x}",
            seat.rows()[2]
        );
        // The letter that is selected first is the one on the right, or below.
        assert_eq!(
            seat.model()
                .current_letter()
                .map(|letter| Some(letter.id.0)),
            Some(seat.selected())
        );
        seat.types(" 刘敏")
            .sees("找到 2 封")
            .press(&[KeyCode::Enter]);
        assert_eq!(
            (seat.model().key_scope(), seat.cursor()),
            (Scope::Lists, None)
        );
        seat.press(&[KeyCode::Down])
            .sees("0026号")
            .press(&[KeyCode::Esc]);
        assert_eq!(
            seat.model().pane,
            Queue::Inbox,
            "back to where one came from"
        );
        // The text is still there, and so is the letter.
        seat.press(&[char('F')])
            .sees("找到 2 封")
            .sees("停水 刘敏")
            .sees("0026号");
        assert_eq!(seat.model().key_scope(), Scope::Query);
    }
}

#[test]
fn an_answer_to_what_was_asked_before_is_not_shown() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
    seat.press(&[NINE]).types("停水").types("三天");
    let [first, second] = &seat.asked[..] else {
        panic!("{:?}", seat.asked)
    };
    assert!(first.generation < second.generation);
    let (first, ids) = (first.generation, seat.ids());
    seat.take(hits(first));
    seat.take(Message::Read(ReadReply::Tally(first, HitCount::Exact(99))));
    seat.take(Message::Read(ReadReply::NotSearched(
        first,
        "某句".to_owned(),
    )));
    assert_eq!(seat.ids(), ids);
    seat.sees(&format!("找到 {} 封", ids.len())).loses("某句");
    // The last one failed: that is told.
    let second = seat.asked[1].generation;
    seat.take(Message::Read(ReadReply::NotSearched(
        second,
        "某句".to_owned(),
    )));
    seat.sees("某句");
}

#[test]
fn counts_are_told_as_they_come() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
    seat.press(&[NINE]).types("停");
    let generation = seat.asked[0].generation;
    seat.take(Message::Read(ReadReply::Tally(
        generation,
        HitCount::AtLeast(10_000),
    )));
    seat.sees("至少 10,000 封");
    // What is known is not taken back while it is counted again.
    seat.take(Message::Read(ReadReply::Tally(
        generation,
        HitCount::Counting(3_000),
    )));
    seat.sees("至少 10,000 封");
}

#[test]
fn what_does_not_read_keeps_what_was_found_and_is_told_when_the_cursor_has_left() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
    seat.press(&[NINE])
        .types("停水")
        .sees("找到 3 封")
        .types(" 单位:");
    assert_eq!(seat.asked.len(), 1, "it does not read, and is not asked");
    seat.sees("找到 3 封")
        .loses("后面没有内容")
        .press(&[KeyCode::Home])
        .sees("「单位:」后面没有内容");
    seat.press(&[KeyCode::End])
        .loses("后面没有内容")
        .press(&[KeyCode::Enter])
        .sees("「单位:」后面没有内容");
    assert_eq!(
        seat.model().key_scope(),
        Scope::Query,
        "it stays until it reads, or is left"
    );
    seat.types("住").loses("后面没有内容");
    seat.press(&[KeyCode::Esc, char('/')]);
    assert_eq!(seat.model().key_scope(), Scope::Query);
}

#[test]
fn fields_and_values_are_completed_in_both_languages() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
    seat.press(&[NINE])
        .loses("阶段:")
        .press(&[KeyCode::Tab])
        .sees("阶段:")
        .sees("编号:");
    seat.press(&[KeyCode::Down, KeyCode::Enter])
        .sees("单位:")
        .sees("街道");
    assert_eq!(seat.model().search.line.text(), "单位:");
    seat.types("zjj").sees("住建局").press(&[
        KeyCode::Down,
        KeyCode::Down,
        KeyCode::Up,
        KeyCode::Tab,
    ]);
    assert_eq!(seat.model().search.line.text(), "单位:住建局 ");
    assert!(seat.model().search.completions.is_empty() && !seat.ids().is_empty());
    seat.rows()
        .iter()
        .skip(3)
        .for_each(|row| assert!(!row.contains("民宗局"), "{row}"));
    // Nothing to mark: a row a letter.
    assert_eq!(seat.model().search.rows_per_letter(), 1);
    seat.types("逾")
        .press(&[KeyCode::Tab])
        .sees("是")
        .press(&[KeyCode::Tab]);
    assert_eq!(seat.model().search.line.text(), "单位:住建局 逾期:是 ");
    with_language(Lang::En, || {
        let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
        seat.press(&[NINE])
            .sees("Tab lists the fields")
            .types("lat")
            .press(&[KeyCode::Tab])
            .sees("yes");
        seat.press(&[KeyCode::Tab])
            .sees("newest first")
            .sees(" found")
            .types("un")
            .press(&[KeyCode::Tab]);
        seat.types("zjj").sees("住建局");
        assert_eq!(seat.model().search.line.text(), "late:yes unit:zjj");
    });
}

#[test]
fn everything_found_is_reached_by_windows_in_both_directions() {
    let program = Program::practice();
    program.letters(260);
    let mut seat = Seat::new(&program, "wang", (80, 24), Theme::Dark);
    seat.press(&[NINE])
        .types("路灯")
        .sees("找到 260 封")
        .press(&[KeyCode::Esc]);
    let all: Vec<i64> = (1..=260).rev().collect();
    assert_eq!(seat.ids(), all[..50]);
    for id in &all[1..] {
        seat.press(&[KeyCode::Down]);
        assert_eq!(seat.selected(), Some(*id));
    }
    seat.press(&[KeyCode::Down, char('g')]);
    assert_eq!(seat.selected(), Some(260));
    let mut passed = Vec::new();
    while seat.selected() != Some(1) && passed.len() < 300 {
        seat.press(&[KeyCode::PageDown]);
        passed.push(seat.selected());
    }
    assert_eq!(seat.selected(), Some(1), "{passed:?}");
    // A new search, and its end at once: of what lies between nothing is read.
    seat.press(&[char('/')])
        .types(" 夜里")
        .press(&[KeyCode::Esc]);
    seat.press(&[char('G')]);
    assert_eq!((seat.selected(), seat.ids().len()), (Some(1), 50));
    for id in 2..=260 {
        seat.press(&[KeyCode::Up]);
        assert_eq!(seat.selected(), Some(id));
    }
    // Somebody commits in the middle of it: the letter stays.
    seat.press(&[KeyCode::PageDown, KeyCode::PageDown]);
    let before = seat.selected();
    seat.take(Message::Store(StoreReply::OthersCommitted));
    assert_eq!((seat.selected(), seat.ids()[0]), (before, 260));
    seat.sees("找到 260 封");
}

#[test]
fn the_best_come_first_when_asked() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (120, 40), Theme::Dark);
    seat.press(&[NINE]).types("停水").press(&[KeyCode::Esc]);
    let newest = seat.ids();
    seat.press(&[char('Z')]).sees("最相关在前");
    let best = seat.ids();
    assert_ne!(best, newest);
    assert_eq!(seat.selected(), best.first().copied());
    seat.press(&[KeyCode::Down, char('G')]);
    assert_eq!(seat.selected(), best.last().copied());
    seat.press(&[char('Z')]).sees("最新在前");
    assert_eq!(seat.ids(), newest);
}

#[test]
fn a_liaison_finds_and_counts_his_own() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "wang", (120, 40), Theme::Dark);
    seat.press(&[NINE]).types("小区");
    let all = seat.ids();
    let mut seat = Seat::new(&program, "sun", (120, 40), Theme::Dark);
    seat.press(&[NINE]).types("小区");
    let his = seat.ids();
    assert!(
        his.len() < all.len() && his.iter().all(|id| all.contains(id)),
        "{his:?} of {all:?}"
    );
    seat.sees(&format!("找到 {} 封", his.len()));
}

#[test]
fn marks_run_on_over_the_end_of_a_line() {
    let mut lines = Lines::new(10).with_marks(&["停水三天".to_owned(), "水费".to_owned()]);
    lines.push_text("经二路小停水三天，水费照收。停\u{200b}水", Tone::Text);
    lines.push_heading("停水三天");
    let shown: Vec<String> = lines
        .into_lines()
        .iter()
        .map(|line| {
            let text = line.runs.iter().map(|run| match run.marked {
                true => format!("[{}]", run.text),
                false => run.text.clone(),
            });
            text.collect()
        })
        .collect();
    assert_eq!(
        shown[..3],
        ["经二路小[停]", "[水三天]，[水]", "[费]照收。停"],
        "{shown:?}"
    );
    // What nobody sees in a word does not part it; what is drawn in its place does.
    assert_eq!(shown[3], "\u{fffd}水");
    assert_eq!(
        shown.last().unwrap(),
        "停水三天",
        "a heading is the office's word"
    );
}
