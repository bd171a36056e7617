//! The bulletin on the screen: keys in, effects done by hand, what is on the screen.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use xinxiang::app::bulletin::{bulletin_text, load_report, publish_bulletin};
use xinxiang::domain::letter::summary::AccessScope;
use xinxiang::report::Item;
use xinxiang::tui::effect::Effect;
use xinxiang::tui::effect::StoreRequest;
use xinxiang::tui::keymap::Scope;
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::message::Message;
use xinxiang::tui::message::StoreReply;
use xinxiang::tui::model::{Model, Overlay, Screen};
use xinxiang::tui::theme::Theme;
use xinxiang::tui::update::update;
use xinxiang::tui::view::draw;

use super::scene::{A, B, Scene, at, period, quarter};

/// Somebody before the screen, with the desk's part of the bulletin done at once.
struct Seat {
    scene: Scene,
    screen: Screen,
    size: (u16, u16),
}

impl Seat {
    fn new(who: &str, size: (u16, u16)) -> Seat {
        let scene = quarter();
        let office = scene.store.office().clone();
        let model = Model::new(office, scene.who(who), at("07-01 09:00"), Theme::Dark);
        Seat {
            scene,
            screen: Screen::Office(Box::new(model)),
            size,
        }
    }

    fn model(&self) -> &Model {
        let Screen::Office(model) = &self.screen else {
            panic!()
        };
        model
    }

    fn take(&mut self, message: Message) {
        let (who, now) = (self.model().who.clone(), self.model().now);
        for effect in update(&mut self.screen, message) {
            let store = &mut self.scene.store;
            let report = |store: &_, period| {
                Message::Store(StoreReply::Bulletin(Box::new(
                    load_report(store, period, &who, now).unwrap(),
                )))
            };
            let answer = match effect {
                Effect::Store(StoreRequest::Bulletin(period)) => report(store, period),
                Effect::Store(StoreRequest::PublishBulletin(period)) => {
                    publish_bulletin(store, period, &who, now).unwrap();
                    report(store, period)
                }
                Effect::Store(StoreRequest::BulletinText(period, edited)) => {
                    let text = bulletin_text(store, period, &who, now).unwrap();
                    Message::Store(StoreReply::BulletinText(period, edited, text))
                }
                Effect::Store(StoreRequest::Letters(title, ids)) => {
                    Message::Store(StoreReply::Letters(
                        title,
                        store
                            .summaries(&ids, &AccessScope::for_staff(&who))
                            .unwrap(),
                    ))
                }
                Effect::Store(StoreRequest::Show(id)) => {
                    Message::Store(StoreReply::Shown(Box::new(store.peek(id, &who).unwrap())))
                }
                _ => continue,
            };
            update(&mut self.screen, answer);
            update(&mut self.screen, Message::Store(StoreReply::Idle));
        }
        self.shown();
    }

    fn press(&mut self, keys: &[KeyCode]) {
        for key in keys {
            self.take(Message::Input(Input::Key(KeyEvent::new(
                *key,
                KeyModifiers::NONE,
            ))));
        }
    }

    fn shown(&mut self) -> String {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buf = Buffer::empty(area);
        draw(&mut self.screen, area, &mut buf);
        let lines = (0..area.height).map(|y| {
            let mut line = String::new();
            let mut x = 0;
            while x < area.width {
                let symbol = buf[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(xinxiang::text::width::text_width(symbol).max(1)).unwrap();
            }
            line
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn sees(&mut self, text: &str) {
        let shown = self.shown();
        assert!(
            shown.contains(text),
            "“{text}” is not on the screen:\n{shown}"
        );
    }
}

const EIGHT: KeyCode = KeyCode::Char('8');
/// From the quarter of the clock to the one that is over.
const BEFORE: KeyCode = KeyCode::Char('[');

#[test]
fn every_figure_opens_its_letters_and_every_letter_its_text() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut seat = Seat::new("zhao", size);
        seat.press(&[EIGHT]);
        assert_eq!(seat.model().key_scope(), Scope::Bulletin);
        seat.sees("2026年第三季度通报");
        seat.press(&[BEFORE]);
        seat.sees("2026年第二季度通报");
        seat.sees("金陵街道办事处 · 承办（4 封）");
        // Down to the second unit, along to what is late and open.
        seat.press(&[KeyCode::Down]);
        while !seat.shown().contains("经二路街道办事处 · 逾期未办（1 封）") {
            let place = seat
                .model()
                .bulletin
                .as_ref()
                .unwrap()
                .current_figure()
                .unwrap()
                .key
                .clone();
            seat.press(&[KeyCode::Right]);
            assert_ne!(
                seat.model()
                    .bulletin
                    .as_ref()
                    .unwrap()
                    .current_figure()
                    .unwrap()
                    .key,
                place,
                "the end of the page"
            );
        }
        seat.press(&[KeyCode::Enter]);
        seat.sees("关于未办的来信");
        seat.press(&[KeyCode::Enter]);
        seat.sees("反映未办的情况");
        seat.press(&[KeyCode::Esc]);
        assert!(
            matches!(seat.model().overlay, Some(Overlay::Menu(_))),
            "back to the letters of the figure"
        );
        seat.press(&[KeyCode::Esc]);
        assert!(seat.model().overlay.is_none());
        seat.press(&[KeyCode::Esc]);
        assert_eq!(seat.model().key_scope(), Scope::Lists);
    }
}

/// A walk to the right comes to every figure of the page, each once, and each has a name.
#[test]
fn the_cursor_reaches_every_figure() {
    let mut seat = Seat::new("zhao", (200, 50));
    seat.press(&[EIGHT, BEFORE]);
    let board = seat.model().bulletin.as_ref().unwrap();
    let all: Vec<String> = board
        .page()
        .figures
        .iter()
        .map(|place| place.key.clone())
        .collect();
    let unique: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(unique.len(), all.len());
    // What a unit is measured by stands in the table at this width, but for the denominator of what was sent back.
    for item in Item::OF_UNIT
        .into_iter()
        .filter(|item| *item != Item::Answered)
    {
        assert!(
            all.contains(&format!("{}/{}", A.0, item.code())),
            "{item:?}"
        );
    }
    let mut met = Vec::new();
    for _ in &all {
        let place = seat
            .model()
            .bulletin
            .as_ref()
            .unwrap()
            .current_figure()
            .unwrap()
            .clone();
        assert!(!place.title.is_empty());
        met.push(place.key);
        seat.press(&[KeyCode::Right]);
    }
    assert_eq!(met, all);
}

#[test]
fn it_is_published_after_a_question_and_by_those_who_may() {
    let mut leader = Seat::new("li", (80, 24));
    leader.press(&[EIGHT, BEFORE, KeyCode::Char('P')]);
    leader.sees("某li不能起草和发布通报");
    let mut office = Seat::new("zhao", (80, 24));
    office.press(&[EIGHT, KeyCode::Char('P')]);
    office.sees("结束后才能发布通报");
    office.press(&[BEFORE, KeyCode::Char('P')]);
    office.sees("暂不发布");
    office.press(&[KeyCode::Enter]);
    assert_eq!(
        office.scene.store.published_bulletin("2026Q2").unwrap(),
        None,
        "the first choice is not yet"
    );
    office.press(&[KeyCode::Char('P'), KeyCode::Down, KeyCode::Enter]);
    office.sees("一、总体情况");
    office.press(&[KeyCode::Esc, KeyCode::Char('P'), KeyCode::Down]);
    office.press(&[KeyCode::Down, KeyCode::Enter]);
    assert!(
        office
            .scene
            .store
            .published_bulletin("2026Q2")
            .unwrap()
            .is_some()
    );
    office.sees("数字已冻结");
    office.press(&[KeyCode::Char('P')]);
    office.sees("已于 2026-07-01 09:00 由某zhao发布");
}

#[test]
fn a_year_and_its_quarter_a_key_apart_and_a_liaison_sees_his_own_row() {
    let mut seat = Seat::new("sun", (120, 40));
    seat.press(&[EIGHT, BEFORE]);
    seat.sees("经二路街道办事处");
    assert!(!seat.shown().contains("金陵街道办事处") && !seat.shown().contains("合计"));
    let units = |seat: &Seat| {
        let report = seat
            .model()
            .bulletin
            .as_ref()
            .unwrap()
            .report
            .as_ref()
            .unwrap();
        report
            .bulletin
            .rows
            .iter()
            .map(|row| row.unit)
            .collect::<Vec<_>>()
    };
    assert_eq!(units(&seat), [Some(B)]);
    seat.press(&[KeyCode::Char('y')]);
    seat.sees("2026年全年通报");
    seat.press(&[KeyCode::Char('y')]);
    assert_eq!(
        seat.model().bulletin.as_ref().unwrap().period,
        period("2026Q2"),
        "where he came from"
    );
    seat.press(&[KeyCode::Char('3')]);
    assert!(seat.model().bulletin.is_none());
}
