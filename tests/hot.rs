//! What many people write about, on the screen: keys in, what is asked done by hand, what is on the screen.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use xinxiang::domain::letter::summary::AccessScope;
use xinxiang::domain::similarity::recall::{Topic, TopicWindow};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::Store;
use xinxiang::text::width::text_width;
use xinxiang::tui::effect::Effect;
use xinxiang::tui::effect::{ReadRequest, StoreRequest};
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::keymap::{Command, Scope};
use xinxiang::tui::message::Message;
use xinxiang::tui::message::{ReadReply, StoreReply};
use xinxiang::tui::model::{Model, Overlay, Screen};
use xinxiang::tui::state::menu::MenuPurpose;
use xinxiang::tui::theme::Theme;
use xinxiang::tui::update::update;
use xinxiang::tui::view::draw;
use xinxiang::tui::view::status::available_keys;

use crate::program::Program;

/// Somebody before the screen of the demo office. What is to be gathered waits until it is.
struct Seat {
    store: Store,
    screen: Screen,
    asked: VecDeque<TopicWindow>,
}

impl Seat {
    fn new(program: &Program, who: &str) -> Seat {
        let store = Store::open(&program.database()).unwrap();
        let office = store.office().clone();
        let who = office.staff(who).unwrap().clone();
        let now = program.now().unwrap().parse().unwrap();
        let screen = Screen::Office(Box::new(Model::new(office, who, now, Theme::Dark)));
        Seat {
            store,
            screen,
            asked: VecDeque::new(),
        }
    }

    fn model(&self) -> &Model {
        let Screen::Office(model) = &self.screen else {
            panic!()
        };
        model
    }

    fn take(&mut self, message: Message) -> &mut Seat {
        let who = self.model().who.clone();
        for effect in update(&mut self.screen, message) {
            let answer = match effect {
                Effect::Read(ReadRequest::Gather(window)) => {
                    self.asked.push_back(window);
                    continue;
                }
                Effect::Store(StoreRequest::Letters(title, ids)) => {
                    Message::Store(StoreReply::Letters(
                        title,
                        self.store
                            .summaries(&ids, &AccessScope::for_staff(&who))
                            .unwrap(),
                    ))
                }
                Effect::Store(StoreRequest::Show(id)) => Message::Store(StoreReply::Shown(
                    Box::new(self.store.peek(id, &who).unwrap()),
                )),
                _ => continue,
            };
            update(&mut self.screen, answer);
        }
        update(&mut self.screen, Message::Store(StoreReply::Idle));
        self
    }

    fn press(&mut self, key: KeyCode) -> &mut Seat {
        self.take(Message::Input(Input::Key(KeyEvent::new(
            key,
            KeyModifiers::NONE,
        ))))
    }

    fn topics(&self, window: TopicWindow) -> Vec<Topic> {
        self.store
            .hot_topics(&self.model().who, self.model().now, window)
            .unwrap()
    }

    /// What was asked first is answered.
    fn gathered(&mut self) -> &mut Seat {
        let window = self.asked.pop_front().expect("something is asked");
        let topics = self.topics(window);
        self.take(Message::Read(ReadReply::Topics(window, Ok(topics))))
    }

    fn rows(&mut self) -> Vec<String> {
        let area = Rect::new(0, 0, 80, 24);
        let mut buf = Buffer::empty(area);
        draw(&mut self.screen, area, &mut buf);
        let row = |y: u16| {
            let (mut line, mut x) = (String::new(), 0);
            while x < area.width {
                let symbol = buf[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(text_width(symbol).max(1)).unwrap();
            }
            line
        };
        (0..area.height).map(row).collect()
    }

    #[track_caller]
    fn sees(&mut self, text: &str) -> &mut Seat {
        let shown = self.rows().join("\n");
        assert!(
            shown.contains(text),
            "“{text}” is not on the screen:\n{shown}"
        );
        self
    }

    #[track_caller]
    fn loses(&mut self, text: &str) -> &mut Seat {
        let shown = self.rows().join("\n");
        assert!(!shown.contains(text), "“{text}” is on the screen:\n{shown}");
        self
    }

    /// Where a text begins in the row that has it, in cells.
    fn column(&mut self, text: &str) -> usize {
        let rows = self.rows();
        let row = rows
            .iter()
            .find(|row| row.contains(text))
            .unwrap_or_else(|| panic!("no “{text}”: {rows:#?}"));
        text_width(row.split(text).next().unwrap())
    }
}

const N: KeyCode = KeyCode::Char('N');
const MATTER: &str = "晨光家园停气四天了";
const NEWEST: &str = "晨光家园停气五天了";

#[test]
fn a_topic_opens_its_letters_and_a_letter_its_text_and_esc_goes_back() {
    let program = Program::demo();
    for from in [None, Some('8')] {
        let mut seat = Seat::new(&program, "li");
        from.map(|key| seat.press(KeyCode::Char(key)));
        let under = seat.model().key_scope();
        seat.press(N)
            .sees("近30日")
            .sees("计算中…")
            .press(KeyCode::Enter)
            .sees("计算中…");
        seat.gathered()
            .loses("计算中…")
            .sees("用词相近")
            .sees("+4 增多")
            .sees(MATTER)
            .sees("住建局");
        assert_eq!(
            seat.column("事项"),
            seat.column(MATTER),
            "names stand over their columns"
        );
        assert_eq!(seat.column("主办"), seat.column("住建局"));
        seat.press(KeyCode::Enter)
            .sees("热点 · 晨光家园")
            .sees(NEWEST)
            .sees("待受理")
            .sees("已回复");
        seat.press(KeyCode::Enter).sees("邻居说下周二前通气");
        // An answer that comes twice does not reach into what was opened.
        let window = seat.model().hot_topics.window;
        seat.take(Message::Read(ReadReply::Topics(window, Ok(vec![]))))
            .sees("邻居说下周二前通气");
        seat.press(KeyCode::Esc).sees(NEWEST).sees("待受理");
        seat.press(KeyCode::Esc)
            .sees("近30日")
            .sees("+4 增多")
            .sees(MATTER);
        seat.press(KeyCode::Esc);
        assert!(seat.model().overlay.is_none() && seat.model().menus_below.is_empty());
        assert_eq!(seat.model().key_scope(), under);
    }
}

#[test]
fn a_topic_whose_letters_cannot_be_read_gives_way_to_the_topics() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "li");
    seat.press(N).gathered();
    update(
        &mut seat.screen,
        Message::Input(Input::Key(KeyEvent::new(
            KeyCode::Enter,
            KeyModifiers::NONE,
        ))),
    );
    assert!(seat.model().overlay.is_none(), "the letters are being read");
    seat.take(Message::Store(StoreReply::Failed("某句".to_owned())))
        .sees("某句")
        .sees(MATTER);
    assert!(seat.model().menus_below.is_empty());
}

#[test]
fn the_window_turns_and_only_its_own_answer_is_shown() {
    let program = Program::demo();
    let mut seat = Seat::new(&program, "zhao");
    seat.press(N)
        .press(KeyCode::Tab)
        .sees("近90日")
        .sees("计算中…");
    assert_eq!(
        seat.asked
            .iter()
            .map(|window| window.days)
            .collect::<Vec<_>>(),
        [30, 90]
    );
    seat.gathered().sees("计算中…").gathered().sees(MATTER);
    seat.press(KeyCode::Tab)
        .sees("近7日")
        .gathered()
        .sees(MATTER)
        .press(KeyCode::Tab)
        .sees("近30日");
    seat.gathered();
    // What is typed narrows them, also while they are gathered.
    let typed = |text: &str| Message::Input(Input::Typed(text.to_owned()));
    seat.take(typed("cgjy"))
        .sees(MATTER)
        .take(typed("x"))
        .sees("没有相符的")
        .press(KeyCode::Enter)
        .sees("没有相符的");
    seat.press(KeyCode::Esc)
        .press(N)
        .take(typed("没有的事"))
        .gathered()
        .loses(MATTER)
        .sees("没有相符的");
    // He who leaves is not called back.
    seat.press(KeyCode::Esc)
        .press(N)
        .press(KeyCode::Esc)
        .gathered();
    assert!(seat.model().overlay.is_none());
}

#[test]
fn where_there_is_none_that_is_said_and_so_is_what_went_wrong() {
    let program = Program::practice();
    let mut seat = Seat::new(&program, "li");
    seat.press(N)
        .gathered()
        .sees("近30日没有3人以上反映的同一类事项。")
        .loses("主办");
    seat.press(KeyCode::Enter)
        .sees("近30日没有3人")
        .press(KeyCode::Esc)
        .press(N);
    let window = seat.asked.pop_front().unwrap();
    seat.take(Message::Read(ReadReply::Topics(
        window,
        Err("某句".to_owned()),
    )))
    .sees("某句")
    .loses("热点 ·");
}

#[test]
fn in_english_it_reads_as_well() {
    let program = Program::demo();
    with_language(Lang::En, || {
        let mut seat = Seat::new(&program, "li");
        seat.press(N)
            .sees("Hot topics · last 30 days · letters alike in their words")
            .sees("Being gathered…");
        seat.gathered()
            .sees("+4 growing")
            .sees(MATTER)
            .sees("Answ.")
            .sees("other days");
        assert_eq!(seat.column("Matter"), seat.column(MATTER));
        seat.press(KeyCode::Enter)
            .sees("Hot topic · 晨光")
            .press(KeyCode::Esc)
            .sees("last 30 days");
        let mut seat = Seat::new(&program, "li");
        seat.press(N);
        let window = seat.asked[0];
        seat.take(Message::Read(ReadReply::Topics(window, Ok(vec![]))))
            .sees("no 3 people wrote about one matter.");
    });
}

#[test]
fn it_is_for_the_centre() {
    let program = Program::demo();
    for who in ["wang", "li", "zhao", "qian"] {
        assert!(
            Seat::new(&program, who)
                .model()
                .offers_in_lists(Command::HotTopics),
            "{who}"
        );
    }
    let mut sun = Seat::new(&program, "sun");
    assert!(!sun.model().offers_in_lists(Command::HotTopics));
    sun.press(N)
        .sees("热点由区政府办公室和区领导查看")
        .press(KeyCode::Char('8'));
    assert_eq!(sun.model().key_scope(), Scope::Bulletin);
    assert!(!sun.model().offers_in_bulletin(Command::HotTopics));
    sun.press(N).sees("热点由区政府办公室和区领导查看");
    assert!(sun.model().overlay.is_none() && sun.asked.is_empty());
    // Another number of days is for topics alone.
    let mut li = Seat::new(&program, "li");
    li.press(KeyCode::Char('?')).press(KeyCode::Tab);
    let help = |seat: &Seat| matches!(&seat.model().overlay, Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Commands);
    assert!(help(&li));
    let tab = |seat: &Seat| {
        available_keys(seat.model())
            .iter()
            .any(|(key, _)| key == "Tab")
    };
    assert!(!tab(&li));
    li.press(KeyCode::Esc).press(N);
    assert!(tab(&li));
}
