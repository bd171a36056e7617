//! A screen that nobody is at: nothing is shown, nothing is lost, and any key is no more than that.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::tui::effect::Effect;
use xinxiang::tui::effect::{StoreRequest, TerminalRequest};
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::message::Message;
use xinxiang::tui::message::{StoreReply, TimerEvent};
use xinxiang::tui::model::{Model, Screen};
use xinxiang::tui::state::lock::IdleLock;
use xinxiang::tui::update::{time_until_lock, update};
use xinxiang::tui::view::draw;

use crate::keys;
use crate::office::at;

const AFTER: Duration = Duration::from_secs(15 * 60);

/// Somebody who writes a reply.
fn writing() -> Screen {
    let mut model = keys::model(Stage::Drafting);
    model.pane = Queue::Drafting;
    model.list_mut().unwrap().selected = model.card.as_ref().map(|card| card.letter.id);
    model.lock = IdleLock::new(Some(AFTER));
    model.open_reply_editor();
    let mut screen = Screen::Office(Box::new(model));
    update(&mut screen, typed("您好"));
    screen
}

fn typed(text: &str) -> Message {
    Message::Input(Input::Typed(text.to_owned()))
}

fn now(seconds: u64) -> Message {
    let passed = Duration::from_secs(seconds);
    Message::Timer(TimerEvent::Now(
        at("2026-03-02 09:00").saturating_add(passed),
        passed,
    ))
}

fn office(screen: &Screen) -> &Model {
    let Screen::Office(model) = screen else {
        panic!("an office")
    };
    model
}

fn text(screen: &mut Screen, (width, height): (u16, u16)) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    draw(screen, buf.area, &mut buf);
    buf.content
        .iter()
        .map(|cell| cell.symbol())
        .collect::<String>()
        .replace(' ', "")
}

#[test]
fn after_the_time_nothing_is_shown_and_any_key_returns_and_does_nothing_else() {
    let mut screen = writing();
    let before = text(&mut screen, (120, 40));
    let written = office(&screen).reply_editor.as_ref().unwrap().editor.text();
    update(&mut screen, now(15 * 60));
    assert!(
        !office(&screen).lock.is_locked(),
        "the last key came after a second"
    );
    let effects = update(&mut screen, now(15 * 60 + 1));
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::Store(StoreRequest::SaveDraft(..))]
        ),
        "{effects:?}"
    );
    // Not before the desk has answered is it said that it is saved.
    assert!(text(&mut screen, (80, 24)).contains("还有内容没有存上"));
    update(&mut screen, Message::Store(StoreReply::Idle));
    let writer = office(&screen).card.as_ref().unwrap().letter.title.clone();
    for lang in [Lang::Zh, Lang::En] {
        with_language(lang, || {
            for size in [(60, 15), (80, 24), (120, 40), (200, 50)] {
                let page = text(&mut screen, size);
                assert!(!page.contains("您好") && !page.contains(&writer), "{page}");
                assert!(
                    page.contains("09:00") && page.contains("09:30"),
                    "{lang:?} {size:?}: {page}"
                );
            }
        });
    }
    assert_eq!(update(&mut screen, typed("路灯")), []);
    assert_eq!(
        office(&screen).reply_editor.as_ref().unwrap().editor.text(),
        written
    );
    let body = |page: &str| page.contains(&written) && page.contains(&writer);
    assert!(
        body(&before) && body(&text(&mut screen, (120, 40))),
        "back where he was"
    );
    update(&mut screen, typed("！"));
    assert_eq!(
        office(&screen).reply_editor.as_ref().unwrap().editor.text(),
        format!("{written}！")
    );
}

#[test]
fn a_locked_screen_is_left_by_q_and_by_itself() {
    for leaves in [
        typed("q"),
        Message::Input(Input::Key(KeyEvent::new(
            KeyCode::Char('c'),
            KeyModifiers::CONTROL,
        ))),
    ] {
        let mut screen = writing();
        update(&mut screen, now(15 * 60 + 1));
        assert!(update(&mut screen, leaves).contains(&Effect::Terminal(TerminalRequest::Quit)));
    }
    // Not while something is not saved.
    let mut screen = writing();
    update(&mut screen, now(15 * 60 + 1));
    let again = update(&mut screen, now(30 * 60 + 1));
    assert!(
        !again.contains(&Effect::Terminal(TerminalRequest::Quit)),
        "{again:?}"
    );
    update(
        &mut screen,
        Message::Store(StoreReply::Failed("磁盘满了。".to_owned())),
    );
    update(&mut screen, Message::Store(StoreReply::Idle));
    assert_eq!(
        time_until_lock(&screen, Duration::from_secs(30 * 60 + 1)),
        Some(AFTER)
    );
    let again = update(&mut screen, now(45 * 60 + 1));
    assert!(
        matches!(
            again.as_slice(),
            [Effect::Store(StoreRequest::SaveDraft(..))]
        ),
        "{again:?}"
    );
    update(&mut screen, Message::Store(StoreReply::Idle));
    assert!(
        update(&mut screen, now(60 * 60 + 1)).contains(&Effect::Terminal(TerminalRequest::Quit))
    );
    // And else so long after it was locked.
    let mut screen = writing();
    update(&mut screen, now(15 * 60 + 1));
    update(&mut screen, Message::Store(StoreReply::Idle));
    assert_eq!(
        time_until_lock(&screen, AFTER + Duration::from_secs(1)),
        Some(AFTER)
    );
    // What others do goes on underneath, and is not shown.
    assert!(!update(&mut screen, Message::Store(StoreReply::OthersCommitted)).is_empty());
    assert_eq!(update(&mut screen, now(30 * 60)), []);
    assert!(
        update(&mut screen, now(30 * 60 + 1)).contains(&Effect::Terminal(TerminalRequest::Quit))
    );
}

#[test]
fn without_a_time_it_never_locks() {
    let mut screen = writing();
    if let Screen::Office(model) = &mut screen {
        model.lock = IdleLock::new(None);
    }
    assert_eq!(
        (
            update(&mut screen, now(1_000_000)),
            time_until_lock(&screen, AFTER)
        ),
        (vec![], None)
    );
}
