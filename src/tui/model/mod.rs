//! What the terminal interface knows and shows.

pub(crate) mod offers;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::keymap::{Command, Scope};
use super::message::Input;
use super::panes::card::CardView;
use super::theme::Theme;
use super::update::alike::Repeat;
use super::view::layout;
use super::widgets::editor::LineEditor;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::draft::Draft;
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::Counts;
use crate::domain::letter::summary::Summary;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::Regulation;
use crate::domain::similarity::recall::Recall;
use crate::tui::state::bulletin::Board;
use crate::tui::state::coworkers::Company;
use crate::tui::state::form::Work;
use crate::tui::state::import::Importing;
use crate::tui::state::list::List;
use crate::tui::state::lock::Lock;
use crate::tui::state::menu::Menu;
use crate::tui::state::repeats::Comparing;
use crate::tui::state::reply::Writing;
use crate::tui::state::search::Search;
use crate::tui::state::topics::Hot;
use crate::tui::state::versions::Versions;
use crate::tui::state::welcome::Welcome;

/// The panes, in the order of the tabs.
pub const PANES: [Queue; 7] = [
    Queue::Inbox,
    Queue::Triage,
    Queue::Assignment,
    Queue::Drafting,
    Queue::Overdue,
    Queue::Review,
    Queue::Ended,
];

/// What is on the screen: the office, or the window of the first start.
pub enum Screen {
    /// There is no database yet.
    Welcome(Welcome),
    /// The office.
    Office(Box<Model>),
}

/// A letter, with all that is shown beside it.
#[derive(Debug)]
pub struct Card {
    /// The letter.
    pub letter: Letter,
    /// Earlier letters with the same text, and those that it is linked to.
    pub earlier: Vec<Summary>,
    /// A reply that this person was writing and has not recorded.
    pub unrecorded: Option<Draft>,
    /// What other windows of his wrote beside that, the newest first.
    pub beside: Vec<Draft>,
    /// Who recorded the draft, and when.
    pub drafter: Option<(String, Timestamp)>,
    /// Whether the letter is restricted, and lies here unread.
    pub sealed: bool,
}

/// Where files are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The home folder.
    pub home: PathBuf,
    /// The folder that the program was started in, or the one that files come in through.
    pub here: PathBuf,
    /// Where attachments are saved.
    pub saved: PathBuf,
    /// Whether no other folders are open.
    pub bound: bool,
}

/// Where the keys go while nothing lies over the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    List,
    /// The letter.
    Letter,
}

/// What happened last, or why it was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing to tell.
    Quiet,
    /// Something was done.
    Done(String),
    /// Something was refused, or failed; stays until the next key.
    Refused(String),
}

/// Something to read: the help, a history, the explanation of a deadline.
#[derive(Debug)]
pub struct Reading {
    /// The title.
    pub title: String,
    /// The lines, before wrapping.
    pub lines: Vec<String>,
    /// The first line that is drawn.
    pub top: usize,
    /// Where the last column of a table begins, in cells; 0 where the lines are none.
    pub column: usize,
}

/// What lies over the lists.
#[derive(Debug)]
pub enum Overlay {
    /// The form of an action.
    Work(Box<Work>),
    /// Something to read.
    Reading(Reading),
    /// Something to pick from.
    Menu(Box<Menu>),
    /// The filter line, and what the list was narrowed to before.
    Filter(Box<LineEditor>, String),
    /// Letters that are like the selected one.
    Alike(Comparing),
    /// The import window.
    Import(Box<Importing>),
}

/// The office on the screen.
pub struct Model {
    /// The office.
    pub office: Office,
    /// Who sits here.
    pub who: Staff,
    /// Now.
    pub now: Timestamp,
    /// The home folder and the folder that the program was started in.
    pub folders: Folders,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The colours.
    pub theme: Theme,
    /// The counts of the queues.
    pub counts: Counts,
    /// The pane that is shown.
    pub pane: Queue,
    /// The search: its line, and what is known of what was found.
    pub search: Search,
    /// A list per pane.
    pub lists: BTreeMap<Queue, List>,
    /// The letter that is shown.
    pub card: Option<Card>,
    /// What is remembered beside it.
    pub recall: Option<Recall>,
    /// The letter whose likes are shown as soon as they are known.
    pub alike_when: Option<LetterId>,
    /// A repeat that is on its way to a direct reply.
    pub repeat: Option<Repeat>,
    /// How the letter is drawn.
    pub view: CardView,
    /// Where the keys go.
    pub focus: Focus,
    /// What lies over the lists.
    pub overlay: Option<Overlay>,
    /// What lies under it, to come back to.
    pub under: Vec<Box<Menu>>,
    /// The comparison of two versions, over whatever they are written in.
    pub versions: Option<Versions>,
    /// What many people write about.
    pub hot: Hot,
    /// What is known of those who work at the same time.
    pub company: Company,
    /// The lock of a screen that nobody is at.
    pub lock: Lock,
    /// The reply being written.
    pub writing: Option<Box<Writing>>,
    /// The bulletin, where it is shown in place of the lists.
    pub bulletin: Option<Box<Board>>,
    /// What happened last.
    pub status: Status,
    /// Whether keys wait until the desk has answered everything.
    pub busy: bool,
    /// Whether that is the recording of a draft, which text may go on beside.
    pub recording: bool,
    /// Whether what was to be saved is on its way to the disk.
    pub saving: bool,
    /// What is done to this letter as soon as it is read.
    pub then: Option<(LetterId, Command)>,
    /// What was typed ahead.
    pub ahead: Vec<Input>,
    /// By how many rows the selection is still to move.
    pub owed: isize,
    /// How long the program has run.
    pub elapsed: Duration,
    /// Whether the letter waits for the selection to rest.
    pub resting: bool,
}

impl Model {
    /// An office on the screen, with nothing loaded yet.
    pub fn new(office: Office, who: Staff, now: Timestamp, theme: Theme) -> Model {
        Model {
            office,
            who,
            now,
            folders: Folders::default(),
            size: (80, 24),
            theme,
            counts: Counts::default(),
            pane: Queue::Inbox,
            search: Search::default(),
            lists: PANES
                .into_iter()
                .chain([Queue::All])
                .map(|queue| (queue, List::new(queue)))
                .collect(),
            card: None,
            recall: None,
            alike_when: None,
            repeat: None,
            view: CardView::default(),
            focus: Focus::List,
            overlay: None,
            versions: None,
            under: Vec::new(),
            hot: Hot::default(),
            company: Company::default(),
            lock: Lock::default(),
            writing: None,
            bulletin: None,
            status: Status::Quiet,
            busy: false,
            saving: false,
            recording: false,
            then: None,
            ahead: Vec::new(),
            owed: 0,
            elapsed: Duration::from_secs(1),
            resting: false,
        }
    }

    /// The list of the pane that is shown.
    pub fn list(&self) -> Option<&List> {
        self.lists.get(&self.pane)
    }

    /// The same, to change.
    pub fn list_mut(&mut self) -> Option<&mut List> {
        self.lists.get_mut(&self.pane)
    }

    /// The letter that the keys act on: the selected one, once it is read.
    pub fn letter(&self) -> Option<&Letter> {
        self.card
            .as_ref()
            .map(|card| &card.letter)
            .filter(|letter| Some(letter.id) == self.wanted())
    }

    /// The letter that belongs on the screen: the one that is being written or acted on, else the selected one. Another's commit may
    /// move the selection under an open form; the form's letter stays.
    pub fn wanted(&self) -> Option<LetterId> {
        let acted_on = match &self.overlay {
            Some(Overlay::Work(work)) => work.shown,
            Some(Overlay::Alike(comparing)) => Some(comparing.letter),
            Some(Overlay::Menu(menu)) => menu.letter,
            Some(Overlay::Reading(_) | Overlay::Filter(..) | Overlay::Import(_)) | None => None,
        };
        self.writing
            .as_ref()
            .map(|writing| writing.letter)
            .or(acted_on)
            .or_else(|| self.selected())
    }

    /// The id of the selected letter.
    pub fn selected(&self) -> Option<LetterId> {
        self.list().and_then(|list| list.selected)
    }

    /// The regulation that a letter came under.
    pub fn regulation(&self, letter: &Letter) -> &Regulation {
        self.office.regulation_of(&letter.regulation)
    }

    /// Tells a refusal or a failure.
    pub fn refuse(&mut self, sentence: impl ToString) {
        self.status = Status::Refused(sentence.to_string());
    }

    /// Tells what was done.
    pub fn tell(&mut self, sentence: String) {
        self.status = Status::Done(sentence);
    }

    /// Where the keys go.
    pub fn scope(&self) -> Scope {
        if self.lock.is_locked() {
            return Scope::Locked;
        }
        if self.versions.is_some() && self.other_version().is_some() {
            return Scope::Versions;
        }
        match &self.overlay {
            Some(Overlay::Work(_) | Overlay::Import(_)) => Scope::Form,
            Some(Overlay::Reading(_) | Overlay::Menu(_)) => Scope::Popup,
            Some(Overlay::Alike(_)) => Scope::Alike,
            Some(Overlay::Filter(..)) => Scope::Filter,
            None if self.writing.is_some() => Scope::Editor,
            None if self.bulletin.is_some() => Scope::Bulletin,
            None if self.searching() && self.search.typing => Scope::Query,
            None => Scope::Lists,
        }
    }

    /// Where things are on the screen.
    pub fn areas(&self) -> layout::Areas {
        let reading = self.focus == Focus::Letter && self.writing.is_none();
        layout::areas(
            Rect::new(0, 0, self.size.0, self.size.1),
            reading,
            self.query_rows(),
        )
    }

    /// How many rows a page of the list has.
    pub fn list_height(&self) -> usize {
        let areas = self.areas();
        let rows = usize::from(areas.list.height.saturating_sub(2));
        if self.searching() {
            rows / self.search.rows_each()
        } else {
            rows
        }
    }

    /// The pane in which work waits: what is late, what came in, what is further on.
    pub fn where_work_waits(&self) -> Queue {
        let is = |role| self.who.is_one_of(&[role]);
        if !is(Role::Administrator) && is(Role::Leader) {
            return Queue::Review;
        }
        if self.who.is_liaison_only() {
            return Queue::Assignment;
        }
        let order = [
            Queue::Inbox,
            Queue::Triage,
            Queue::Drafting,
            Queue::Overdue,
            Queue::Assignment,
        ];
        order
            .into_iter()
            .find(|queue| self.counts.of(*queue) > 0)
            .unwrap_or(Queue::Inbox)
    }

    /// The stage of the letter that is shown, in words, with its number: for titles.
    pub fn heading(letter: &Letter) -> String {
        match &letter.number {
            Some(number) => format!("{} · {}", number.text, letter.stage.words()),
            None => say!(
                "intake-number",
                id = letter.id.0,
                stage = Stage::words(letter.stage)
            ),
        }
    }
}
