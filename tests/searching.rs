//! The search on the screen: keys in, the finder on its own thread, what is on the screen.

mod screen;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use xinxiang::document::card::Card;
use xinxiang::domain::letter::LetterId;
use xinxiang::store::Store;
use xinxiang::text::width::text_width;
use xinxiang::tui::effect::{Effect, SearchRequest};
use xinxiang::tui::effect::{ReadRequest, StoreRequest};
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::message::{Message, ResultsPage};
use xinxiang::tui::message::{ReadReply, StoreReply};
use xinxiang::tui::model::{Model, Screen};
use xinxiang::tui::runtime::search_thread::{SearchQuestion, SearchThread};
use xinxiang::tui::state::search::HitCount;
use xinxiang::tui::theme::Theme;
use xinxiang::tui::update::update;
use xinxiang::tui::view::draw;

use crate::program::Program;

/// Somebody before the screen, with the finder at work and the desk's part of it done at once.
pub(crate) struct Seat {
    store: Store,
    screen: Screen,
    size: (u16, u16),
    finder: SearchThread,
    answers: Receiver<Message>,
    /// What was asked of the finder.
    pub asked: Vec<SearchRequest>,
    cursor: Option<(u16, u16)>,
}

impl Seat {
    pub(crate) fn new(program: &Program, who: &str, size: (u16, u16), theme: Theme) -> Seat {
        let store = Store::open(&program.database()).unwrap();
        let office = store.office().clone();
        // In an office that was just made, its administrator.
        let who = office.staff(who).unwrap_or(&office.staff[0]).clone();
        let now = program.now().unwrap().parse().unwrap();
        let (tx, answers) = channel();
        let finder = SearchThread::start(program.database(), tx);
        let screen = Screen::Office(Box::new(Model::new(office, who, now, theme)));
        Seat {
            store,
            screen,
            size,
            finder,
            answers,
            asked: Vec::new(),
            cursor: None,
        }
    }

    pub(crate) fn model(&self) -> &Model {
        let Screen::Office(model) = &self.screen else {
            panic!()
        };
        model
    }

    pub(crate) fn take(&mut self, message: Message) {
        for effect in update(&mut self.screen, message) {
            self.carry_out(effect);
        }
        for effect in update(&mut self.screen, Message::Store(StoreReply::Idle)) {
            self.carry_out(effect);
        }
        self.shown();
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Read(ReadRequest::Search(asking, from, limit)) => {
                let (who, now) = (self.model().who.clone(), self.model().now);
                self.asked.push(SearchRequest::clone(&asking));
                let counted = self.model().search.tally;
                assert!(self.finder.ask(SearchQuestion {
                    asking: *asking,
                    from,
                    limit,
                    who,
                    now
                }));
                let page = self.answers.recv_timeout(Duration::from_secs(20)).unwrap();
                assert!(
                    matches!(page, Message::Read(ReadReply::Hits(_))),
                    "the page comes before the count"
                );
                self.take(page);
                if matches!(counted, HitCount::Counting(_)) {
                    let tally = self.answers.recv_timeout(Duration::from_secs(20)).unwrap();
                    self.take(tally);
                }
            }
            Effect::Read(ReadRequest::StopSearch) => _ = self.finder.cancel(),
            Effect::Store(StoreRequest::Open(id)) => {
                let letter = self.store.peek(id, &self.model().who).unwrap();
                let sealed = letter.restriction.is_some();
                let card = Card {
                    letter,
                    earlier: vec![],
                    own_draft: None,
                    other_drafts: vec![],
                    recorded_by: None,
                    sealed,
                };
                self.take(Message::Store(StoreReply::Card(Box::new(card))));
            }
            _ => {}
        }
    }

    pub(crate) fn press(&mut self, keys: &[KeyCode]) -> &mut Seat {
        for key in keys {
            self.take(Message::Input(Input::Key(KeyEvent::new(
                *key,
                KeyModifiers::NONE,
            ))));
        }
        self
    }

    /// What an input method commits.
    pub(crate) fn types(&mut self, text: &str) -> &mut Seat {
        self.take(Message::Input(Input::Typed(text.to_owned())));
        self
    }

    fn buffer(&mut self) -> Buffer {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buf = Buffer::empty(area);
        self.cursor = draw(&mut self.screen, area, &mut buf).map(|at| (at.x, at.y));
        buf
    }

    pub(crate) fn rows(&mut self) -> Vec<String> {
        let buf = self.buffer();
        let row = |y: u16| {
            let (mut line, mut x) = (String::new(), 0);
            while x < buf.area.width {
                let symbol = buf[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(text_width(symbol).max(1)).unwrap();
            }
            line
        };
        (0..buf.area.height).map(row).collect()
    }

    pub(crate) fn shown(&mut self) -> String {
        self.rows().join("\n")
    }

    /// The texts that are underlined and bold, row by row.
    pub(crate) fn marked(&mut self) -> Vec<String> {
        let buf = self.buffer();
        let mut marked = Vec::new();
        for y in 0..buf.area.height {
            let (mut run, mut x) = (String::new(), 0);
            while x < buf.area.width {
                let cell = &buf[(x, y)];
                if cell
                    .modifier
                    .contains(Modifier::UNDERLINED | Modifier::BOLD)
                {
                    run.push_str(cell.symbol());
                } else if !run.is_empty() {
                    marked.push(std::mem::take(&mut run));
                }
                x += u16::try_from(text_width(cell.symbol()).max(1)).unwrap();
            }
            marked.extend((!run.is_empty()).then_some(run));
        }
        marked
    }

    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Seat {
        let shown = self.shown();
        assert!(
            shown.contains(text),
            "“{text}” is not on the screen:\n{shown}"
        );
        self
    }

    #[track_caller]
    pub(crate) fn loses(&mut self, text: &str) -> &mut Seat {
        let shown = self.shown();
        assert!(!shown.contains(text), "“{text}” is on the screen:\n{shown}");
        self
    }

    pub(crate) fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    pub(crate) fn ids(&self) -> Vec<i64> {
        self.model()
            .list()
            .unwrap()
            .rows
            .iter()
            .map(|row| row.id.0)
            .collect()
    }

    pub(crate) fn selected(&self) -> Option<i64> {
        self.model().selected_letter().map(|id| id.0)
    }
}

pub(crate) fn hits(generation: u64) -> Message {
    let from = xinxiang::domain::letter::summary::PageCursor::Start;
    Message::Read(ReadReply::Hits(Box::new(ResultsPage {
        generation,
        from,
        limit: 50,
        rows: vec![],
        excerpts: vec![(LetterId(1), excerpt())],
    })))
}

fn excerpt() -> xinxiang::domain::query::excerpt::Excerpt {
    let part = xinxiang::domain::letter::LetterPart::Body;
    xinxiang::domain::query::excerpt::Excerpt {
        part,
        text: String::new(),
        highlights: vec![],
    }
}

pub(crate) const NINE: KeyCode = KeyCode::Char('9');

pub(crate) fn char(char: char) -> KeyCode {
    KeyCode::Char(char)
}
