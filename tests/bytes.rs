//! What a key costs on the wire, at 200×50: over SSH a byte is time.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::PageCursor;
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::message::Message;
use xinxiang::tui::message::StoreReply;
use xinxiang::tui::model::Screen;
use xinxiang::tui::runtime::backend::WideBackend;
use xinxiang::tui::state::list::ListPage;
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

/// What lies in the cells of a terminal that mends nothing by itself: nothing wide, or the first or the second half of a character.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    None,
    First,
    Second,
}

/// Only where the halves are: tmux keeps the second one where the first is erased, and everything behind it stands a cell too far.
struct Strict {
    cells: Vec<[Half; 200]>,
    at: (usize, usize),
}

impl Strict {
    fn process(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\x1b[") {
                let end = sequence
                    .find(|char: char| char.is_ascii_alphabetic())
                    .unwrap();
                let (numbers, code) = (&sequence[..end], &sequence[end..=end]);
                self.take(numbers, code);
                rest = &sequence[end + 1..];
                continue;
            }
            assert!(!char.is_control(), "{char:?}");
            let cells = xinxiang::text::width::text_width(&char.to_string());
            self.write(cells);
            rest = &rest[char.len_utf8()..];
        }
    }

    fn take(&mut self, numbers: &str, code: &str) {
        let number = |at: usize| {
            numbers
                .split(';')
                .nth(at)
                .and_then(|n| n.parse().ok())
                .unwrap_or(1_usize)
        };
        let (x, y) = self.at;
        match code {
            "H" => self.at = (number(1) - 1, number(0) - 1),
            "C" => self.at.0 += number(0),
            "X" => {
                for cell in x..x + number(0) {
                    self.cells[y][cell] = Half::None;
                }
                self.whole(y, "an erasure");
            }
            "m" | "h" | "l" => {}
            other => panic!("{numbers}{other} is not ours"),
        }
    }

    fn write(&mut self, cells: usize) {
        let (x, y) = self.at;
        if cells == 0 {
            return;
        }
        // What is written over half of a character takes the other half along; so does every terminal.
        for cell in x..x + cells {
            match self.cells[y][cell] {
                Half::First if cell + 1 < 200 => self.cells[y][cell + 1] = Half::None,
                Half::Second => self.cells[y][cell - 1] = Half::None,
                Half::First | Half::None => {}
            }
            self.cells[y][cell] = Half::None;
        }
        if cells == 2 {
            (self.cells[y][x], self.cells[y][x + 1]) = (Half::First, Half::Second);
        }
        self.at.0 += cells;
    }

    fn whole(&self, y: usize, what: &str) {
        for (x, pair) in self.cells[y].windows(2).enumerate() {
            let good = (pair[0] == Half::First) == (pair[1] == Half::Second);
            assert!(good, "{what} left half of a character at {x}, {y}");
        }
    }
}

struct Line {
    screen: Screen,
    wire: Wire,
    tty: Terminal<WideBackend<Wire>>,
    shown: vt100::Parser,
    strict: Strict,
}

impl Line {
    /// A hundred letters, one of them beside the list.
    fn new(stage: Stage) -> Line {
        let wire = Wire::default();
        let area = Rect::new(0, 0, 200, 50);
        let options = TerminalOptions {
            viewport: Viewport::Fixed(area),
        };
        let tty = Terminal::with_options(WideBackend::new(wire.clone()), options).unwrap();
        let mut model = keys::model(stage);
        let pane = model.pane;
        model.size = (200, 50);
        let rows = (1..=100).map(windows::row).collect();
        let page = ListPage {
            queue: pane,
            view: Default::default(),
            from: PageCursor::Start,
            limit: 100,
            rows,
            rows_before: None,
        };
        let shown = vt100::Parser::new(50.try_into().unwrap(), 200.try_into().unwrap(), 0);
        let strict = Strict {
            cells: vec![[Half::None; 200]; 50],
            at: (0, 0),
        };
        let mut line = Line {
            screen: Screen::Office(Box::new(model)),
            wire,
            tty,
            shown,
            strict,
        };
        line.send([Message::Store(StoreReply::Page(page))]);
        line
    }

    /// Takes these messages, then draws. Returns how many bytes that took; they came in one write, and make the very screen.
    fn send(&mut self, messages: impl IntoIterator<Item = Message>) -> usize {
        for message in messages {
            update(&mut self.screen, message);
        }
        *self.wire.0.borrow_mut() = Default::default();
        self.tty
            .draw(|frame| view(&mut self.screen, frame))
            .unwrap();
        let (bytes, writes) = self.wire.0.borrow().clone();
        assert!(writes <= 1, "a frame is one write, not {writes}");
        self.shown.process(&bytes);
        self.strict.process(&bytes);
        let mut whole = ratatui::buffer::Buffer::empty(Rect::new(0, 0, 200, 50));
        xinxiang::tui::view::draw(&mut self.screen, whole.area, &mut whole);
        for (y, row) in self.shown.screen().rows(0, 200).enumerate() {
            let mut wanted = String::new();
            let mut x = 0;
            while x < 200 {
                let symbol = whole[(x, u16::try_from(y).unwrap())].symbol();
                wanted.push_str(symbol);
                x += u16::try_from(xinxiang::text::width::text_width(symbol).max(1)).unwrap();
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
        model.open_reply_editor();
    }
    line.send([]);
    let typed = |text: &str| Message::Input(Input::Typed(text.to_owned()));
    line.send([typed("您")]);
    let each: Vec<usize> = ["好", "，", "a", "路", "灯"]
        .iter()
        .map(|text| line.send([typed(text)]))
        .collect();
    println!("a character: {each:?}");
    assert!(
        each.iter().all(|bytes| (1..100).contains(bytes)),
        "{each:?}"
    );
}

#[test]
fn no_erasure_leaves_half_of_a_character_behind() {
    let mut line = Line::new(Stage::Received);
    let typed = |text: &str| Message::Input(Input::Typed(text.to_owned()));
    // Long titles give way to short ones, panes to other panes, windows come and go, at every place a wide character may stand.
    for shift in 0..6 {
        let title = format!("{}路灯不亮已经三天了夜里看不清路", "a".repeat(shift));
        let rows = (1..=40).map(|id| {
            let title = if id % 2 == 0 {
                title.clone()
            } else {
                "灯".to_owned()
            };
            xinxiang::domain::letter::summary::Summary {
                title,
                ..windows::row(id)
            }
        });
        let rows: Vec<_> = rows.collect();
        for pane in [Queue::Inbox, Queue::Triage] {
            let Screen::Office(model) = &mut line.screen else {
                panic!("an office")
            };
            model.pane = pane;
            let mut rows = rows.clone();
            if shift % 2 == 1 {
                rows.reverse();
            }
            let page = ListPage {
                queue: pane,
                view: Default::default(),
                from: PageCursor::Start,
                limit: 100,
                rows,
                rows_before: None,
            };
            model.list_mut().unwrap().apply_page(page);
            line.send([]);
            for keys in ["?", "q", "3", "1", ":", "帮", "\u{1b}"] {
                let message = if keys == "\u{1b}" {
                    key(KeyCode::Esc)
                } else {
                    typed(keys)
                };
                line.send([message]);
            }
        }
    }
}
