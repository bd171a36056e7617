//! What a key costs on the wire, at 200×50: over SSH a byte is time.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use xinxiang::domain::stage::{Queue, Stage};
use xinxiang::domain::summary::PageFrom;
use xinxiang::tui::backend::WideBackend;
use xinxiang::tui::message::{Input, Message, Page};
use xinxiang::tui::model::Screen;
use xinxiang::tui::update::update;
use xinxiang::tui::view::view;

use crate::{keys, windows};

/// What was written, and in how many writes.
#[derive(Clone, Default)]
struct Wire(Rc<RefCell<(Vec<u8>, usize)>>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut wire = self.0.borrow_mut();
        wire.0.extend(bytes);
        wire.1 += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Line {
    screen: Screen,
    wire: Wire,
    tty: Terminal<WideBackend<Wire>>,
    shown: vt100::Parser,
}

impl Line {
    /// A hundred letters, one of them beside the list.
    fn new(stage: Stage) -> Line {
        let wire = Wire::default();
        let area = Rect::new(0, 0, 200, 50);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let tty = Terminal::with_options(WideBackend::new(wire.clone()), options).unwrap();
        let mut model = keys::model(stage);
        let pane = model.pane;
        model.size = (200, 50);
        let rows = (1..=100).map(windows::row).collect();
        let page = Page { queue: pane, filter: String::new(), from: PageFrom::Start, limit: 100, rows, before: None };
        let shown = vt100::Parser::new(50.try_into().unwrap(), 200.try_into().unwrap(), 0);
        let mut line = Line { screen: Screen::Office(Box::new(model)), wire, tty, shown };
        line.send([Message::Page(page)]);
        line
    }

    /// Takes these messages, then draws. Returns how many bytes that took; they came in one write, and make the very screen.
    fn send(&mut self, messages: impl IntoIterator<Item = Message>) -> usize {
        for message in messages {
            update(&mut self.screen, message);
        }
        *self.wire.0.borrow_mut() = Default::default();
        self.tty.draw(|frame| view(&mut self.screen, frame)).unwrap();
        let (bytes, writes) = self.wire.0.borrow().clone();
        assert!(writes <= 1, "a frame is one write, not {writes}");
        self.shown.process(&bytes);
        let mut whole = ratatui::buffer::Buffer::empty(Rect::new(0, 0, 200, 50));
        xinxiang::tui::view::draw(&mut self.screen, whole.area, &mut whole);
        for (y, row) in self.shown.screen().rows(0, 200).enumerate() {
            let mut wanted = String::new();
            let mut x = 0;
            while x < 200 {
                let symbol = whole[(x, u16::try_from(y).unwrap())].symbol();
                wanted.push_str(symbol);
                x += u16::try_from(xinxiang::tui::widgets::fit::width(symbol).max(1)).unwrap();
            }
            assert_eq!(row.trim_end(), wanted.trim_end(), "row {y}");
        }
        bytes.len()
    }
}

fn key(code: KeyCode) -> Message {
    Message::Input(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

#[test]
fn a_move_costs_less_than_500_bytes_and_ten_that_waited_less_than_5000() {
    let mut line = Line::new(Stage::Received);
    let one: Vec<usize> = (0..10).map(|_| line.send([key(KeyCode::Down)])).collect();
    println!("a move: {one:?}");
    assert!(one.iter().all(|bytes| (1..500).contains(bytes)), "{one:?}");
    let ten = line.send((0..10).map(|_| key(KeyCode::Down)));
    println!("ten moves: {ten}");
    assert!((1..5_000).contains(&ten), "{ten}");
    assert_eq!(line.send([]), 0, "what has not changed is not written");
}

#[test]
fn a_character_that_is_typed_costs_less_than_100_bytes() {
    let mut line = Line::new(Stage::Drafting);
    if let Screen::Office(model) = &mut line.screen {
        model.pane = Queue::Drafting;
        model.list_mut().unwrap().selected = model.card.as_ref().map(|card| card.letter.id);
        model.write();
    }
    line.send([]);
    let typed = |text: &str| Message::Input(Input::Typed(text.to_owned()));
    line.send([typed("您")]);
    let each: Vec<usize> = ["好", "，", "a", "路", "灯"].iter().map(|text| line.send([typed(text)])).collect();
    println!("a character: {each:?}");
    assert!(each.iter().all(|bytes| (1..100).contains(bytes)), "{each:?}");
}
