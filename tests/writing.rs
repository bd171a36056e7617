//! What is typed into the editor and the forms while the desk is at work: it goes where it was meant to go, and is never dropped
//! unsaid.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use xinxiang::document::card::Card;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::{Draft, REPLY_PURPOSE};
use xinxiang::domain::letter::event::Attachment;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::PageCursor;
use xinxiang::domain::workflow::verb::Verb;
use xinxiang::intake::{AttachmentContents, ContentKind};
use xinxiang::platform::files::FolderEntry;
use xinxiang::tui::effect::Effect;
use xinxiang::tui::effect::StoreRequest;
use xinxiang::tui::keymap::Scope;
use xinxiang::tui::keymap::input::Input;
use xinxiang::tui::message::{ActionFailure, Message};
use xinxiang::tui::message::{StoreReply, TimerEvent};
use xinxiang::tui::model::{Model, Overlay, Screen, Status};
use xinxiang::tui::state::list::ListPage;
use xinxiang::tui::update::update;
use xinxiang::tui::view::draw;

use crate::{keys, windows};

struct Seat(Screen);

impl Seat {
    fn at(stage: Stage) -> Seat {
        let mut model = keys::model(stage);
        let rows = (1..=3).map(windows::row).collect();
        let page = ListPage {
            queue: Queue::Inbox,
            view: Default::default(),
            from: PageCursor::Start,
            limit: 100,
            rows,
            rows_before: None,
        };
        model.list_mut().unwrap().apply_page(page);
        if stage == Stage::Drafting {
            model.pane = Queue::Drafting;
            model.list_mut().unwrap().selected = model.card.as_ref().map(|card| card.letter.id);
        }
        Seat(Screen::Office(Box::new(model)))
    }

    /// Somebody who writes a reply.
    fn writing() -> Seat {
        let mut seat = Seat::at(Stage::Drafting);
        seat.model().card.as_mut().unwrap().letter.draft.clear();
        seat.model().open_reply_editor();
        seat.types("您好");
        seat
    }

    fn model(&mut self) -> &mut Model {
        let Screen::Office(model) = &mut self.0 else {
            panic!("an office")
        };
        model
    }

    fn takes(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.0, message)
    }

    fn types(&mut self, text: &str) -> Vec<Effect> {
        self.takes(Message::Input(Input::Typed(text.to_owned())))
    }

    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) -> Vec<Effect> {
        self.takes(Message::Input(Input::Key(KeyEvent::new(code, modifiers))))
    }

    fn control(&mut self, char: char) -> Vec<Effect> {
        self.key(KeyCode::Char(char), KeyModifiers::CONTROL)
    }

    fn esc(&mut self) -> Vec<Effect> {
        self.key(KeyCode::Esc, KeyModifiers::NONE)
    }

    fn text(&mut self) -> String {
        self.model()
            .reply_editor
            .as_ref()
            .expect("the editor is open")
            .editor
            .text()
    }

    fn shows(&mut self) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 120, 40));
        draw(&mut self.0, buf.area, &mut buf);
        buf.content
            .iter()
            .map(|cell| cell.symbol())
            .collect::<String>()
            .replace(' ', "")
    }

    /// Somebody else records this as the reply, and the letter is read again.
    fn recorded_by_another(&mut self, text: &str) {
        let mut letter = self.model().card.as_ref().unwrap().letter.clone();
        letter.version += 1;
        (letter.draft_version, letter.draft) = (letter.version, text.to_owned());
        let card = Card {
            letter,
            earlier: vec![],
            own_draft: None,
            other_drafts: vec![],
            recorded_by: None,
            sealed: false,
        };
        self.takes(Message::Store(StoreReply::Card(Box::new(card))));
    }

    /// A recording that was asked for is refused.
    fn refused(&mut self, verb: Verb, conflict: Option<u32>) {
        let letter = self.model().card.as_ref().unwrap().letter.id;
        let failure = ActionFailure {
            letter,
            sentence: "不能。".to_owned(),
            current_version: conflict,
        };
        self.takes(Message::Store(StoreReply::Performed(
            verb,
            vec![],
            vec![failure],
        )));
    }
}

fn told(seat: &mut Seat) -> String {
    match &seat.model().status {
        Status::Quiet => String::new(),
        Status::Done(sentence) | Status::Refused(sentence) => sentence.clone(),
    }
}

/// Opens the form of a note and types into it.
fn noting(text: &str) -> Seat {
    let mut seat = Seat::at(Stage::Received);
    let letter = seat.model().card.as_ref().unwrap().letter.id;
    assert_eq!(
        seat.types("b"),
        [Effect::Store(StoreRequest::LoadDraft(
            letter,
            "note".to_owned()
        ))]
    );
    seat.takes(Message::Store(StoreReply::Drafts(
        letter,
        "note".to_owned(),
        vec![],
    )));
    seat.takes(Message::Store(StoreReply::Idle));
    seat.types(text);
    seat
}

#[test]
fn a_form_is_not_closed_before_what_is_on_its_way_is_saved() {
    let mut seat = noting("先问街道办");
    assert!(matches!(
        seat.takes(Message::Timer(TimerEvent::Autosave))[..],
        [Effect::Store(StoreRequest::SaveDraft(..))]
    ));
    // It waits for a lock: nothing is left to hand over, and nothing is saved yet.
    assert_eq!(seat.esc(), []);
    assert!(matches!(&seat.model().overlay, Some(Overlay::Form(_))));
    seat.takes(Message::Store(StoreReply::Failed(
        "数据库正忙。".to_owned(),
    )));
    assert!(
        matches!(&seat.model().overlay, Some(Overlay::Menu(_))),
        "whether it is given up is asked"
    );
    seat.takes(Message::Store(StoreReply::Idle));
    seat.key(KeyCode::Enter, KeyModifiers::NONE);
    assert!(seat.shows().contains("先问街道办"), "he stays");
    // The next time it can be saved.
    assert!(matches!(
        seat.esc()[..],
        [Effect::Store(StoreRequest::SaveDraft(..))]
    ));
    seat.takes(Message::Store(StoreReply::Idle));
    assert!(seat.model().overlay.is_none());
}

#[test]
fn a_version_that_came_since_the_comparison_was_drawn_is_not_overwritten_unseen() {
    let mut seat = Seat::writing();
    seat.recorded_by_another("第一稿");
    seat.control('o');
    assert!(seat.shows().contains("第一稿"));
    seat.recorded_by_another("第二稿");
    assert_eq!(seat.types("m"), []);
    assert!(
        seat.model()
            .reply_editor
            .as_ref()
            .unwrap()
            .other_version
            .is_some(),
        "nothing is chosen"
    );
    assert!(seat.shows().contains("第二稿"));
    seat.types("m");
    assert!(
        seat.model()
            .reply_editor
            .as_ref()
            .unwrap()
            .other_version
            .is_none()
    );
    // The other's text comes to be the same: there is nothing to compare, and the next one does not open by itself.
    seat.recorded_by_another("第三稿");
    seat.control('o');
    assert_eq!(seat.model().key_scope(), Scope::Versions);
    seat.recorded_by_another("您好");
    assert_eq!(seat.model().key_scope(), Scope::Editor);
    seat.types("m");
    seat.recorded_by_another("第四稿");
    seat.types("t");
    assert_eq!(seat.text(), "您好mt");
}

#[test]
fn what_is_typed_while_a_draft_is_recorded_is_in_the_text_whatever_becomes_of_it() {
    let mut seat = Seat::writing();
    assert!(seat.control('s').iter().any(|effect| matches!(
        effect,
        Effect::Store(StoreRequest::Perform {
            verb: Verb::Draft,
            ..
        })
    )));
    seat.types("，多写");
    seat.key(KeyCode::Enter, KeyModifiers::NONE);
    seat.types("text");
    seat.control('w');
    let version = seat.model().card.as_ref().unwrap().letter.version;
    seat.refused(Verb::Draft, Some(version + 1));
    seat.recorded_by_another("另一稿");
    // What follows the word of a key that waits, too.
    seat.takes(Message::Store(StoreReply::Idle));
    assert!(seat.shows().contains("另一稿"), "both are shown");
    seat.esc();
    assert!(seat.text().starts_with("您好，多写\n"), "{}", seat.text());
}

#[test]
fn keys_that_came_before_two_versions_are_shown_go_to_what_lies_under_them() {
    let mut seat = Seat::at(Stage::Received);
    let letter = seat.model().card.as_ref().unwrap().letter.id;
    seat.types("bmt先问");
    let draft = |text: &str, beside: Option<&str>| Draft {
        text: format!("{{\"text\":\"{text}\"}}"),
        line: 0,
        col: 0,
        base_version: 1,
        saved_at: crate::office::at("2026-03-02 09:00"),
        revision: 1,
        conflict_window: beside.map(str::to_owned),
    };
    seat.takes(Message::Store(StoreReply::Drafts(
        letter,
        "note".to_owned(),
        vec![draft("甲", None), draft("乙", Some("other"))],
    )));
    seat.takes(Message::Store(StoreReply::Idle));
    assert_eq!(seat.model().key_scope(), Scope::Versions);
    let shown = seat.shows();
    assert!(
        shown.contains("甲mt先问") && shown.contains("乙"),
        "{shown}"
    );
    // Taking the other's is one step of undoing, and forgets it where it stood beside.
    let effects = seat.types("t");
    assert!(
        matches!(&effects[..], [Effect::Store(StoreRequest::DropOtherDraft(_, purpose, Some(_))), Effect::Store(StoreRequest::SaveDraft(..))] if purpose == "note")
    );
    assert!(seat.shows().contains("乙"));
    seat.control('z');
    assert!(seat.shows().contains("甲mt先问"));
}

#[test]
fn keys_pressed_at_a_screen_that_waits_for_a_lock_are_refused_and_not_carried_out_later() {
    let mut seat = Seat::writing();
    seat.control('d');
    seat.takes(Message::Timer(TimerEvent::Waiting));
    assert!(seat.shows().contains("请稍候"));
    seat.types("还要补一句b");
    assert!(
        seat.model().queued_input.is_empty(),
        "they would run over the list"
    );
    assert!(told(&mut seat).contains("请稍候"));
    // In an editor that stays, typing goes on.
    let mut seat = Seat::writing();
    seat.control('s');
    seat.takes(Message::Timer(TimerEvent::Waiting));
    assert!(seat.shows().contains("您可以继续输入"));
    seat.types("，再写");
    assert_eq!(seat.text(), "您好，再写");
}

#[test]
fn who_may_not_record_is_not_held_in_the_editor_and_keeps_his_text() {
    let mut seat = Seat::writing();
    let letter = seat.model().card.as_ref().unwrap().letter.id;
    let effects = seat.esc();
    assert!(
        matches!(
            &effects[..],
            [
                Effect::Store(StoreRequest::SaveDraft(..)),
                Effect::Store(StoreRequest::Perform { .. })
            ]
        ),
        "{effects:?}"
    );
    seat.takes(Message::Store(StoreReply::Saved(
        letter,
        REPLY_PURPOSE.to_owned(),
        crate::office::at("2026-03-02 09:00"),
    )));
    seat.refused(Verb::Draft, None);
    seat.takes(Message::Store(StoreReply::Idle));
    assert!(seat.model().reply_editor.is_none());
    assert!(told(&mut seat).contains("另存"));
    // Where it could not be saved either, he stays and is asked.
    let mut seat = Seat::writing();
    seat.esc();
    seat.takes(Message::Store(StoreReply::Failed("磁盘满了。".to_owned())));
    seat.refused(Verb::Draft, None);
    seat.takes(Message::Store(StoreReply::Idle));
    assert_eq!(seat.text(), "您好");
    assert!(matches!(&seat.model().overlay, Some(Overlay::Menu(_))));
}

#[test]
fn what_was_typed_on_while_a_draft_was_recorded_is_saved_as_written_on_that_one() {
    let mut seat = Seat::writing();
    seat.control('s');
    seat.types("，再写");
    // Saved meanwhile, still on the version before.
    assert!(matches!(
        seat.takes(Message::Timer(TimerEvent::Autosave))[..],
        [Effect::Store(StoreRequest::SaveDraft(..))]
    ));
    let mut letter = seat.model().card.as_ref().unwrap().letter.clone();
    letter.version += 1;
    (letter.draft_version, letter.draft) = (letter.version, "您好".to_owned());
    let version = letter.version;
    seat.takes(Message::Store(StoreReply::Performed(
        Verb::Draft,
        vec![letter],
        vec![],
    )));
    let again = seat.takes(Message::Timer(TimerEvent::Autosave));
    assert!(
        matches!(&again[..], [Effect::Store(StoreRequest::SaveDraft(_, _, draft))] if draft.base_version == version),
        "{again:?}"
    );
}

#[test]
fn after_a_conflict_a_form_is_about_the_letter_as_it_is_now() {
    let mut seat = noting("先问街道办");
    let letter = seat.model().card.as_ref().unwrap().letter.id;
    seat.control('s');
    seat.refused(Verb::Note, Some(7));
    seat.takes(Message::Store(StoreReply::Idle));
    let effects = seat.control('s');
    let of = |effect: &Effect| matches!(effect, Effect::Store(StoreRequest::Perform { jobs, .. }) if jobs[0].letter == letter && jobs[0].seen_version == 7);
    assert!(effects.iter().any(of), "{effects:?}");
}

#[test]
fn the_entries_of_a_folder_fit_what_is_typed_now() {
    let mut seat = Seat::at(Stage::Received);
    let entry = |name: &str| FolderEntry {
        name: name.to_owned(),
        is_folder: true,
        bytes: 0,
    };
    let asked = seat.types("I/");
    let root = Effect::Store(StoreRequest::ListFolder("/".to_owned()));
    assert!(asked.contains(&root), "{asked:?}");
    seat.types("tm");
    // The entries of the folder that was typed before are not those of this one.
    seat.takes(Message::Store(StoreReply::Folder(
        "/var/".to_owned(),
        Some(vec![entry("tmux")]),
    )));
    seat.key(KeyCode::Tab, KeyModifiers::NONE);
    assert!(!seat.shows().contains("tmux"));
    seat.takes(Message::Store(StoreReply::Folder(
        "/".to_owned(),
        Some(vec![entry("tmp"), entry("var")]),
    )));
    let shown = seat.shows();
    assert!(shown.contains("tmp/") && !shown.contains("var/"), "{shown}");
    let asked = seat.key(KeyCode::Tab, KeyModifiers::NONE);
    assert!(seat.shows().contains("/tmp/"));
    assert_eq!(
        asked,
        [Effect::Store(StoreRequest::ListFolder("/tmp/".to_owned()))]
    );
}

#[test]
fn undoing_the_taking_of_the_other_version_is_undoing_the_choice() {
    let mut seat = Seat::writing();
    seat.recorded_by_another("第一稿");
    seat.control('o');
    seat.shows();
    seat.types("t");
    assert_eq!(seat.text(), "第一稿");
    seat.control('z');
    assert_eq!(seat.text(), "您好");
    assert!(seat.model().other_version().is_some());
    let effects = seat.control('s');
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Store(StoreRequest::Perform { .. }))),
        "{effects:?}"
    );
    assert_eq!(seat.model().key_scope(), Scope::Versions);
}

#[test]
fn of_two_long_versions_the_first_difference_is_in_sight_on_a_small_screen() {
    let mut seat = Seat::writing();
    let line = "您反映的问题已经转交有关单位办理，感谢来信。\n";
    seat.types(&line.repeat(30));
    let mine = seat.text();
    seat.recorded_by_another(&format!("{mine}甲乙"));
    seat.control('o');
    let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
    draw(&mut seat.0, buf.area, &mut buf);
    let shown: String = buf
        .content
        .iter()
        .map(|cell| cell.symbol())
        .collect::<String>()
        .replace(' ', "");
    assert!(shown.contains("甲乙"), "{shown}");
    assert_eq!(
        shown.matches("感谢来信").count() % 2,
        0,
        "both halves show the same lines: {shown}"
    );
}

#[test]
fn what_lacks_in_a_form_is_said_at_the_first_try() {
    let mut seat = noting("");
    seat.control('s');
    let Some(Overlay::Form(work)) = &seat.model().overlay else {
        panic!("the form")
    };
    assert!(
        work.form
            .error
            .as_ref()
            .is_some_and(|error| error.contains("内容")),
        "{:?}",
        work.form.error
    );
}

#[test]
fn keys_after_the_one_that_opens_the_history_wait_for_it() {
    let mut seat = Seat::at(Stage::Received);
    let letter = seat.model().card.as_ref().unwrap().letter.id;
    assert_eq!(
        seat.types("h"),
        [Effect::Store(StoreRequest::History(letter))]
    );
    seat.esc();
    seat.takes(Message::Store(StoreReply::History(letter, vec![])));
    assert!(matches!(&seat.model().overlay, Some(Overlay::Menu(_))));
    seat.takes(Message::Store(StoreReply::Idle));
    assert!(
        seat.model().overlay.is_none(),
        "it was closed by the key that was meant for it"
    );
}

#[test]
fn the_menu_of_attachments_is_about_the_letter_that_it_was_opened_for() {
    let mut seat = Seat::at(Stage::Received);
    let (letter, other) = (seat.model().card.as_ref().unwrap().letter.id, LetterId(2));
    let file = Attachment {
        name: "灯.jpg".to_owned(),
        media_type: String::new(),
        size: 3,
        hash: String::new(),
    };
    seat.model()
        .card
        .as_mut()
        .unwrap()
        .letter
        .attachments
        .push(file);
    seat.types("o");
    assert!(seat.shows().contains("灯.jpg"));
    // Somebody else's commit moves the selection under it.
    seat.model().list_mut().unwrap().selected = Some(other);
    assert_eq!(seat.model().wanted_letter(), Some(letter));
    let asked = seat.key(KeyCode::Enter, KeyModifiers::NONE);
    let show = Effect::Store(StoreRequest::ShowAttachment(letter, 0));
    assert_eq!(asked, [show]);
    let picture = AttachmentContents::Other(ContentKind::Picture);
    // Keys wait for it: what they would open is not put away by a late answer.
    seat.types("s");
    assert!(matches!(&seat.model().overlay, Some(Overlay::Menu(_))));
    seat.takes(Message::Store(StoreReply::Attachment(letter, 0, picture)));
    assert!(seat.shows().contains("灯.jpg"));
    assert_eq!(seat.model().wanted_letter(), Some(letter));
    seat.takes(Message::Store(StoreReply::Idle));
    let Some(Overlay::Form(work)) = &seat.model().overlay else {
        panic!("the form that saves it")
    };
    assert_eq!(work.draft_letter(), letter);
}
