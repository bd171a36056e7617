//! The keyboard as one literal table: scope, key, command. Dispatch, footer, help, command palette
//! and the tables of `docs/keys.md` are derived from it.

mod command;
pub mod custom;
pub mod input;
mod key;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::widgets::editor::EditorCommand;
use crate::domain::letter::stage::Queue;
use crate::domain::workflow::action::Verb;
use key::{char, control, plain, shift};

pub use command::{Command, CompareCommand, FormCommand, ListCommand, Move, ReportCommand};
pub use key::Key;

/// Where a key is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The lists, and the letter next to them.
    Lists,
    /// The bulletin.
    Bulletin,
    /// The reply editor.
    Editor,
    /// A form.
    Form,
    /// The menu of a letter.
    LetterMenu,
    /// A pop-up to read or to pick from: a menu, the help, a history.
    Popup,
    /// The filter line.
    Filter,
    /// The search line.
    Query,
    /// The comparison of two similar letters.
    Similar,
    /// The comparison of two versions of a reply.
    Versions,
    /// The lock screen.
    Locked,
}

impl Scope {
    /// All scopes, in the order of the help.
    pub const ALL: [Scope; 11] = [
        Lists, LetterMenu, Bulletin, Query, Editor, Form, Popup, Filter, Similar, Versions, Locked,
    ];

    /// Returns the name of the scope.
    pub fn label(self) -> String {
        match self {
            Lists => say!("scope-lists"),
            LetterMenu => say!("scope-letter-menu"),
            Bulletin => say!("scope-bulletin"),
            Editor => say!("scope-editor"),
            Form => say!("scope-form"),
            Popup => say!("scope-popup"),
            Filter => say!("scope-filter"),
            Query => say!("scope-query"),
            Similar => say!("scope-alike"),
            Versions => say!("scope-versions"),
            Locked => say!("scope-locked"),
        }
    }
}

/// Row of the keyboard.
#[derive(Debug)]
pub struct Binding {
    /// Where the keys are valid.
    pub scope: Scope,
    /// The keys; the footer shows the first. A rare command has none: the palette offers it.
    pub keys: &'static [Key],
    /// What they do.
    pub command: Command,
}

impl Binding {
    /// Returns the labels of its keys; that of the palette where it has none.
    pub fn key_labels(&self) -> Vec<String> {
        let palette = key(Lists, C::List(ListCommand::Palette));
        match self.keys {
            [] => palette.iter().map(|key| key.label()).collect(),
            keys => keys.iter().map(|key| key.label()).collect(),
        }
    }
}

const fn bind(scope: Scope, keys: &'static [Key], command: Command) -> Binding {
    Binding {
        scope,
        keys,
        command,
    }
}

use Command as C;
use Scope::{
    Bulletin, Editor, Filter, Form, LetterMenu, Lists, Locked, Popup, Query, Similar, Versions,
};

/// The whole keyboard. The order within a scope is that of the footer.
#[rustfmt::skip]
pub const KEYMAP: &[Binding] = &[
    bind(Lists, &[plain(KeyCode::Enter), plain(KeyCode::F(10))], C::List(ListCommand::Menu)),
    bind(Lists, &[char('a')], C::Do(Verb::Accept)),
    bind(Lists, &[char('d')], C::Do(Verb::Decline)),
    bind(Lists, &[char('A')], C::Do(Verb::AskWriter)),
    bind(Lists, &[char('W')], C::Do(Verb::WriterAnswered)),
    bind(Lists, &[char('R')], C::Do(Verb::Refer)),
    bind(Lists, &[char('J')], C::Do(Verb::Tell)),
    bind(Lists, &[char('r')], C::Do(Verb::ReplyDirectly)),
    bind(Lists, &[char('u')], C::Do(Verb::Assign)),
    bind(Lists, &[char('p')], C::Do(Verb::Propose)),
    bind(Lists, &[char('i')], C::Do(Verb::Instruct)),
    bind(Lists, &[char('v')], C::Do(Verb::SignFor)),
    bind(Lists, &[char('z')], C::Do(Verb::Urge)),
    bind(Lists, &[char('D')], C::Do(Verb::DecideExtension)),
    bind(Lists, &[char('f')], C::Do(Verb::Feedback)),
    bind(Lists, &[char('E')], C::Do(Verb::AskExtension)),
    bind(Lists, &[char('-')], C::Do(Verb::Return)),
    bind(Lists, &[char('X')], C::Do(Verb::Explain)),
    bind(Lists, &[char('K')], C::Do(Verb::Waive)),
    bind(Lists, &[char('e')], C::Do(Verb::Draft)),
    bind(Lists, &[char('s')], C::Do(Verb::Submit)),
    bind(Lists, &[char('y')], C::Do(Verb::Approve)),
    bind(Lists, &[char('n')], C::Do(Verb::SendBack)),
    bind(Lists, &[char('B')], C::Do(Verb::SendBackFeedback)),
    bind(Lists, &[char('w')], C::Do(Verb::Send)),
    bind(Lists, &[char('x')], C::Do(Verb::Close)),
    bind(Lists, &[char('M')], C::Do(Verb::Rate)),
    bind(Lists, &[char('P')], C::Do(Verb::Publish)),
    bind(Lists, &[char('H')], C::Do(Verb::Withhold)),
    bind(Lists, &[char('O')], C::Do(Verb::Reopen)),
    bind(Lists, &[char('Y')], C::Do(Verb::Acknowledge)),
    bind(Lists, &[char('l')], C::Do(Verb::Link)),
    bind(Lists, &[char('L')], C::List(ListCommand::CompareSimilar)),
    bind(Lists, &[char('U')], C::Do(Verb::Unlink)),
    bind(Lists, &[char('b')], C::Do(Verb::Note)),
    bind(Lists, &[char('m')], C::Do(Verb::MarkMajor)),
    bind(Lists, &[char('!')], C::Do(Verb::Restrict)),
    bind(Lists, &[char('C')], C::Do(Verb::AllowContact)),
    bind(Lists, &[], C::Do(Verb::TakeBack)),
    bind(Lists, &[], C::Do(Verb::AddUnit)),
    bind(Lists, &[], C::Do(Verb::ChangeLead)),
    bind(Lists, &[], C::Do(Verb::Recall)),
    bind(Lists, &[], C::Do(Verb::Correct)),
    bind(Lists, &[], C::Do(Verb::Attach)),
    bind(Lists, &[], C::Do(Verb::UnmarkMajor)),
    bind(Lists, &[], C::Do(Verb::Amend)),
    bind(Lists, &[], C::Do(Verb::Unclose)),
    bind(Lists, &[], C::Do(Verb::End)),
    bind(Lists, &[], C::Do(Verb::Revoke)),
    bind(Lists, &[], C::Do(Verb::Resume)),
    bind(Lists, &[], C::Do(Verb::DecideReturn)),
    bind(Lists, &[], C::Do(Verb::AskWaiver)),
    bind(Lists, &[], C::Do(Verb::ReportMajor)),
    bind(Lists, &[], C::Do(Verb::ContactWriter)),
    bind(Lists, &[], C::Do(Verb::Remind)),
    bind(Lists, &[], C::Do(Verb::CallBack)),
    bind(Lists, &[], C::Do(Verb::Fulfil)),
    bind(Lists, &[], C::Do(Verb::Contest)),
    bind(Lists, &[], C::Do(Verb::Split)),
    bind(Lists, &[char(' ')], C::List(ListCommand::Mark)),
    bind(Lists, &[char('*')], C::List(ListCommand::MarkAll)),
    bind(Lists, &[shift(KeyCode::Up)], C::List(ListCommand::ExtendUp)),
    bind(Lists, &[shift(KeyCode::Down)], C::List(ListCommand::ExtendDown)),
    bind(Lists, &[char('c')], C::List(ListCommand::ManualEntry)),
    bind(Lists, &[char('I')], C::List(ListCommand::Import)),
    bind(Lists, &[], C::Open),
    bind(Lists, &[char('t')], C::List(ListCommand::Deadline)),
    bind(Lists, &[char('h')], C::List(ListCommand::History)),
    bind(Lists, &[char('o')], C::List(ListCommand::Attachments)),
    bind(Lists, &[char('0')], C::Today),
    bind(Lists, &[char(',')], C::Settings),
    bind(Lists, &[control('c')], C::List(ListCommand::Copy)),
    bind(Lists, &[], C::List(ListCommand::SaveText)),
    bind(Lists, &[char('@')], C::List(ListCommand::Papers)),
    bind(Lists, &[char('.')], C::List(ListCommand::Follow)),
    bind(Lists, &[char('/')], C::List(ListCommand::Filter)),
    bind(Lists, &[char('F'), char('9')], C::Search),
    bind(Lists, &[char('N')], C::HotTopics),
    bind(Lists, &[control('e')], C::Export),
    bind(Lists, &[char('Z')], C::List(ListCommand::ToggleOrder)),
    bind(Lists, &[char(':'), control('p')], C::List(ListCommand::Palette)),
    bind(Lists, &[char('?'), plain(KeyCode::F(1))], C::Help),
    bind(Lists, &[char('q')], C::Quit),
    bind(Lists, &[plain(KeyCode::Esc)], C::Leave),
    bind(Lists, &[plain(KeyCode::Tab)], C::List(ListCommand::SwitchFocus)),
    bind(Lists, &[char('k'), plain(KeyCode::Up)], C::Move(Move::Up)),
    bind(Lists, &[char('j'), plain(KeyCode::Down)], C::Move(Move::Down)),
    bind(Lists, &[plain(KeyCode::PageUp), control('b')], C::Move(Move::PageUp)),
    bind(Lists, &[plain(KeyCode::PageDown), control('f')], C::Move(Move::PageDown)),
    bind(Lists, &[char('g'), plain(KeyCode::Home)], C::Move(Move::First)),
    bind(Lists, &[char('G'), plain(KeyCode::End)], C::Move(Move::Last)),
    bind(Lists, &[char('1')], C::Go(Queue::Inbox)),
    bind(Lists, &[char('2')], C::Go(Queue::Triage)),
    bind(Lists, &[char('3')], C::Go(Queue::Assignment)),
    bind(Lists, &[char('4')], C::Go(Queue::Drafting)),
    bind(Lists, &[char('5')], C::Go(Queue::Overdue)),
    bind(Lists, &[char('6')], C::Go(Queue::Review)),
    bind(Lists, &[char('7')], C::Go(Queue::Ended)),
    bind(Lists, &[char('8')], C::Bulletin),
    bind(Lists, &[char('['), plain(KeyCode::Left)], C::List(ListCommand::PreviousPane)),
    bind(Lists, &[char(']'), plain(KeyCode::Right)], C::List(ListCommand::NextPane)),
    bind(Lists, &[char('T')], C::Theme),
    bind(Lists, &[control('l')], C::Redraw),

    bind(LetterMenu, &[plain(KeyCode::Enter)], C::Form(FormCommand::Enter)),
    bind(LetterMenu, &[plain(KeyCode::Up)], C::Move(Move::Up)),
    bind(LetterMenu, &[plain(KeyCode::Down)], C::Move(Move::Down)),
    bind(LetterMenu, &[plain(KeyCode::Left)], C::Move(Move::Left)),
    bind(LetterMenu, &[plain(KeyCode::Right), plain(KeyCode::Tab)], C::Move(Move::Right)),
    bind(LetterMenu, &[plain(KeyCode::PageUp)], C::Move(Move::PageUp)),
    bind(LetterMenu, &[plain(KeyCode::PageDown)], C::Move(Move::PageDown)),
    bind(LetterMenu, &[plain(KeyCode::Home)], C::Move(Move::First)),
    bind(LetterMenu, &[plain(KeyCode::End)], C::Move(Move::Last)),
    bind(LetterMenu, &[plain(KeyCode::F(1))], C::Help),
    bind(LetterMenu, &[plain(KeyCode::Esc), plain(KeyCode::F(10))], C::Leave),

    bind(Bulletin, &[plain(KeyCode::Enter)], C::Open),
    bind(Bulletin, &[char('[')], C::Report(ReportCommand::PreviousPeriod)),
    bind(Bulletin, &[char(']')], C::Report(ReportCommand::NextPeriod)),
    bind(Bulletin, &[char('y')], C::Report(ReportCommand::WholeYear)),
    bind(Bulletin, &[char('t')], C::Report(ReportCommand::ReadText)),
    bind(Bulletin, &[char('e')], C::Report(ReportCommand::EditText)),
    bind(Bulletin, &[char('P')], C::Report(ReportCommand::PublishBulletin)),
    bind(Bulletin, &[char('0')], C::Today),
    bind(Bulletin, &[char(',')], C::Settings),
    bind(Bulletin, &[char('N')], C::HotTopics),
    bind(Bulletin, &[control('e')], C::Export),
    bind(Bulletin, &[char('F'), char('9')], C::Search),
    bind(Bulletin, &[char('?'), plain(KeyCode::F(1))], C::Help),
    bind(Bulletin, &[char('q')], C::Quit),
    bind(Bulletin, &[plain(KeyCode::Esc)], C::Leave),
    bind(Bulletin, &[char('h'), plain(KeyCode::Left)], C::Move(Move::Left)),
    bind(Bulletin, &[char('l'), plain(KeyCode::Right)], C::Move(Move::Right)),
    bind(Bulletin, &[char('k'), plain(KeyCode::Up)], C::Move(Move::Up)),
    bind(Bulletin, &[char('j'), plain(KeyCode::Down)], C::Move(Move::Down)),
    bind(Bulletin, &[plain(KeyCode::PageUp), control('b')], C::Move(Move::PageUp)),
    bind(Bulletin, &[plain(KeyCode::PageDown), control('f')], C::Move(Move::PageDown)),
    bind(Bulletin, &[char('g'), plain(KeyCode::Home)], C::Move(Move::First)),
    bind(Bulletin, &[char('G'), plain(KeyCode::End)], C::Move(Move::Last)),
    bind(Bulletin, &[char('1')], C::Go(Queue::Inbox)),
    bind(Bulletin, &[char('2')], C::Go(Queue::Triage)),
    bind(Bulletin, &[char('3')], C::Go(Queue::Assignment)),
    bind(Bulletin, &[char('4')], C::Go(Queue::Drafting)),
    bind(Bulletin, &[char('5')], C::Go(Queue::Overdue)),
    bind(Bulletin, &[char('6')], C::Go(Queue::Review)),
    bind(Bulletin, &[char('7')], C::Go(Queue::Ended)),
    bind(Bulletin, &[char('8')], C::Bulletin),
    bind(Bulletin, &[char('T')], C::Theme),
    bind(Bulletin, &[control('l')], C::Redraw),

    bind(Query, &[plain(KeyCode::Enter)], C::Form(FormCommand::Enter)),
    bind(Query, &[plain(KeyCode::Tab)], C::Form(FormCommand::Complete)),
    bind(Query, &[plain(KeyCode::Esc)], C::Leave),
    bind(Query, &[plain(KeyCode::Up)], C::Move(Move::Up)),
    bind(Query, &[plain(KeyCode::Down)], C::Move(Move::Down)),
    bind(Query, &[plain(KeyCode::PageUp)], C::Move(Move::PageUp)),
    bind(Query, &[plain(KeyCode::PageDown)], C::Move(Move::PageDown)),
    bind(Query, &[control('z')], C::Edit(EditorCommand::Undo)),
    bind(Query, &[control('y')], C::Edit(EditorCommand::Redo)),
    bind(Query, &[control('w')], C::Edit(EditorCommand::DeleteWordBack)),
    bind(Query, &[control('l')], C::Redraw),

    bind(Editor, &[plain(KeyCode::Esc)], C::Leave),
    bind(Editor, &[control('s')], C::Form(FormCommand::Save)),
    bind(Editor, &[control('d')], C::Form(FormCommand::SaveAndSubmit)),
    bind(Editor, &[control('r')], C::Form(FormCommand::QuoteFeedback)),
    bind(Editor, &[control('t')], C::Form(FormCommand::Phrases)),
    bind(Editor, &[control('o')], C::Form(FormCommand::Versions)),
    bind(Editor, &[control('z')], C::Edit(EditorCommand::Undo)),
    bind(Editor, &[control('y')], C::Edit(EditorCommand::Redo)),
    bind(Editor, &[control('w')], C::Edit(EditorCommand::DeleteWordBack)),
    bind(Editor, &[plain(KeyCode::Tab)], C::List(ListCommand::SwitchFocus)),
    bind(Editor, &[control('l')], C::Redraw),

    bind(Form, &[plain(KeyCode::Enter)], C::Form(FormCommand::Enter)),
    bind(Form, &[control('s')], C::Form(FormCommand::Finish)),
    bind(Form, &[plain(KeyCode::Tab)], C::Form(FormCommand::NextField)),
    bind(Form, &[plain(KeyCode::BackTab)], C::Form(FormCommand::PreviousField)),
    bind(Form, &[control('j')], C::Edit(EditorCommand::NewLine)),
    bind(Form, &[control('o')], C::Form(FormCommand::Versions)),
    bind(Form, &[plain(KeyCode::Esc)], C::Leave),
    bind(Form, &[control('z')], C::Edit(EditorCommand::Undo)),
    bind(Form, &[control('y')], C::Edit(EditorCommand::Redo)),
    bind(Form, &[control('w')], C::Edit(EditorCommand::DeleteWordBack)),

    bind(Popup, &[plain(KeyCode::Enter)], C::Form(FormCommand::Enter)),
    bind(Popup, &[plain(KeyCode::Tab)], C::Report(ReportCommand::NextWindow)),
    bind(Popup, &[plain(KeyCode::Esc)], C::Leave),
    bind(Popup, &[plain(KeyCode::Up)], C::Move(Move::Up)),
    bind(Popup, &[plain(KeyCode::Down)], C::Move(Move::Down)),
    bind(Popup, &[plain(KeyCode::PageUp)], C::Move(Move::PageUp)),
    bind(Popup, &[plain(KeyCode::PageDown)], C::Move(Move::PageDown)),

    bind(Similar, &[plain(KeyCode::Enter)], C::Compare(CompareCommand::AnswerRepeat)),
    bind(Similar, &[char('l')], C::Do(Verb::Link)),
    bind(Similar, &[plain(KeyCode::Up), char('k')], C::Move(Move::Up)),
    bind(Similar, &[plain(KeyCode::Down), char('j')], C::Move(Move::Down)),
    bind(Similar, &[plain(KeyCode::PageUp)], C::Move(Move::PageUp)),
    bind(Similar, &[plain(KeyCode::PageDown), char(' ')], C::Move(Move::PageDown)),
    bind(Similar, &[plain(KeyCode::Esc)], C::Leave),

    bind(Versions, &[char('m')], C::Compare(CompareCommand::KeepMine)),
    bind(Versions, &[char('t')], C::Compare(CompareCommand::TakeTheirs)),
    bind(Versions, &[plain(KeyCode::Up), char('k')], C::Move(Move::Up)),
    bind(Versions, &[plain(KeyCode::Down), char('j')], C::Move(Move::Down)),
    bind(Versions, &[plain(KeyCode::PageUp)], C::Move(Move::PageUp)),
    bind(Versions, &[plain(KeyCode::PageDown), char(' ')], C::Move(Move::PageDown)),
    bind(Versions, &[plain(KeyCode::Esc)], C::Leave),

    bind(Locked, &[char('q'), control('c')], C::Quit),

    bind(Filter, &[plain(KeyCode::Enter)], C::Form(FormCommand::Enter)),
    bind(Filter, &[plain(KeyCode::Esc)], C::Leave),
];

/// Returns what a key does in a scope. Keys with Alt have no binding.
pub fn find_command(scope: Scope, event: &KeyEvent) -> Option<Command> {
    let key = Key::from_event(event);
    if event.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    let bound = |key: Key| {
        let mut bindings = custom::bindings().iter();
        bindings.find(|binding| binding.scope == scope && binding.keys.contains(&key))
    };
    bound(key)
        .or_else(|| bound(key.without_shift()))
        .map(|binding| binding.command)
}

/// Returns the bindings of a scope, in order.
pub fn bindings_in(scope: Scope) -> impl Iterator<Item = &'static Binding> {
    custom::bindings()
        .iter()
        .filter(move |binding| binding.scope == scope)
}

/// Returns the key that the footer shows for a command.
pub fn key(scope: Scope, command: Command) -> Option<Key> {
    bindings_in(scope)
        .find(|binding| binding.command == command)
        .and_then(|binding| binding.keys.first().copied())
}

/// Returns the keyboard as tables in Markdown, for `docs/keys.md`.
pub fn to_markdown() -> String {
    let mut text = String::new();
    for scope in Scope::ALL {
        text.push_str(&format!("| {} | |\n|---|---|\n", scope.label()));
        for binding in bindings_in(scope) {
            let keys: Vec<String> = binding
                .key_labels()
                .iter()
                .map(|label| format!("`{label}`"))
                .collect();
            text.push_str(&format!(
                "| {} | {} |\n",
                keys.join(" "),
                binding.command.label()
            ));
        }
        text.push('\n');
    }
    text
}
