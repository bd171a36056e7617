//! The model: everything that the terminal interface knows and displays.

pub mod conflict;
pub mod coworkers;
pub mod form;
pub mod help;
pub mod layout;
pub mod letter_menu;
pub mod menus;
pub mod notices;
pub(crate) mod offers;

use crate::document::card::CardInputs;
use crate::domain::letter::summary::{ReceiptTrend, TodayFigure};
use crate::domain::settings::SettingsOverview;
use crate::tui::state::import::Folders;
use std::collections::BTreeMap;
use std::time::Duration;

use ratatui::layout::Rect;

use super::keymap::{Command, Scope};
use super::theme::Theme;
use crate::tui::keymap::input::Input;

use super::widgets::editor::LineEditor;
use crate::document::card::Card;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::Counts;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::Regulation;
use crate::domain::similarity::recall::Recall;
use crate::domain::time::Timestamp;
use crate::tui::model::conflict::ConflictView;
use crate::tui::state::bulletin::BulletinState;
use crate::tui::state::card::CardView;
use crate::tui::state::coworkers::Coworkers;
use crate::tui::state::form::ActionForm;
use crate::tui::state::form::contacts::UnitContacts;
use crate::tui::state::import::ImportWindow;
use crate::tui::state::letter_menu::LetterMenu;
use crate::tui::state::list::LetterList;
use crate::tui::state::lock::IdleLock;
use crate::tui::state::menu::Menu;
use crate::tui::state::reply::ReplyEditor;
use crate::tui::state::search::SearchState;
use crate::tui::state::settings::SettingsPage;
use crate::tui::state::similar::Comparison;
use crate::tui::state::similar::PendingRepeat;
use crate::tui::state::topics::HotTopics;
use crate::tui::state::welcome::Welcome;

/// The panes, in the order of their tabs.
pub const PANES: [Queue; 7] = [
    Queue::Inbox,
    Queue::Triage,
    Queue::Assignment,
    Queue::Drafting,
    Queue::Overdue,
    Queue::Review,
    Queue::Ended,
];

/// What the screen shows: the office, or the window of the first start.
pub enum Screen {
    /// There is no database yet.
    Welcome(Box<Welcome>),
    /// The office.
    Office(Box<Model>),
}

/// Where the keys go while nothing lies over the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    List,
    /// The letter.
    Letter,
}

/// Content of the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Empty.
    Quiet,
    /// Something was done.
    Done(String),
    /// Something was refused or failed; stays until the next key.
    Refused(String),
}

/// Text to read in a pop-up: the help, a history, the explanation of a deadline.
#[derive(Debug, Default)]
pub struct TextPopup {
    /// The title.
    pub title: String,
    /// The lines, before wrapping.
    pub lines: Vec<String>,
    /// First line that is drawn.
    pub top: usize,
    /// Where the last column of a table begins, in cells, so that wrapped lines are indented to it;
    /// 0 if the lines are no table.
    pub column: usize,
    /// The attachment that it shows, by letter and index, which can be saved from here.
    pub attachment: Option<(LetterId, usize)>,
}

/// What lies over the lists.
#[derive(Debug)]
pub enum Overlay {
    /// The form of an action.
    Form(Box<ActionForm>),
    /// Text to read.
    Text(TextPopup),
    /// Something to pick from.
    Menu(Box<Menu>),
    /// The menu of a letter.
    LetterMenu(Box<LetterMenu>),
    /// The filter line, and the filter that it replaces, to return to.
    Filter(Box<LineEditor>, String),
    /// Similar letters, compared with the selected one.
    Similar(Comparison),
    /// The import window.
    Import(Box<ImportWindow>),
}

/// The office on the screen.
pub struct Model {
    /// The office.
    pub office: Office,
    /// The user.
    pub who: Staff,
    /// The current time; updated by a message, since the model has no clock.
    pub now: Timestamp,
    /// Folders for files.
    pub folders: Folders,
    /// Who was reached at each unit last.
    pub contacts: UnitContacts,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The colours.
    pub theme: Theme,
    /// Number of letters in each queue.
    pub counts: Counts,
    /// Whether a bell tells somebody who is not looking that letters wait.
    pub notices: bool,
    /// The pane that is shown.
    pub pane: Queue,
    /// State of the search pane.
    pub search: SearchState,
    /// One list per pane.
    pub lists: BTreeMap<Queue, LetterList>,
    /// The letter that is displayed. While the selection moves, it may lag behind it.
    pub card: Option<Card>,
    /// Similar letters and suggestions for it.
    pub recall: Option<Recall>,
    /// The letter whose comparison opens as soon as its similar letters are known.
    pub compare_when_recalled: Option<LetterId>,
    /// What is due today, as it was counted last.
    pub today: Vec<TodayFigure>,
    /// The letters received, by month, as they were counted with it.
    pub trend: Option<ReceiptTrend>,
    /// The letter that the last act sent to another pane, to follow it there.
    pub follow: Option<LetterId>,
    /// What the pages of the settings show beyond the office.
    pub settings: SettingsOverview,
    /// The page of the settings that opens as soon as that is read.
    pub settings_page: Option<SettingsPage>,
    /// A repeat on its way to a direct reply, in several steps.
    pub pending_repeat: Option<PendingRepeat>,
    /// How the letter is rendered and scrolled.
    pub card_view: CardView,
    /// Where the keys go.
    pub focus: Focus,
    /// What lies over the lists.
    pub overlay: Option<Overlay>,
    /// Menus under the overlay, to return to.
    pub menus_below: Vec<Box<Menu>>,
    /// The comparison of two versions, over whatever they are written in.
    pub conflict: Option<ConflictView>,
    /// Topics that many people write about.
    pub hot_topics: HotTopics,
    /// Presence of the others.
    pub coworkers: Coworkers,
    /// The idle lock.
    pub lock: IdleLock,
    /// The reply being written.
    pub reply_editor: Option<Box<ReplyEditor>>,
    /// The bulletin, if it is shown in place of the lists.
    pub bulletin: Option<Box<BulletinState>>,
    /// The status line.
    pub status: Status,
    /// How long the program had run when it was set.
    pub status_since: Duration,
    /// Whether input is queued until the store thread has replied to everything.
    pub busy: bool,
    /// Whether the pending request records the draft; text may be typed meanwhile.
    pub recording: bool,
    /// Whether drafts are on their way to the disk.
    pub saving: bool,
    /// A command to run on this letter as soon as it is read.
    pub deferred_command: Option<(LetterId, Command)>,
    /// Queued input.
    pub queued_input: Vec<Input>,
    /// Rows by which the selection is still to move, once they are read.
    pub pending_steps: isize,
    /// How long the program has run.
    pub elapsed: Duration,
    /// Whether the preview is pending: the letter is read once the selection rests (debounce).
    pub preview_pending: bool,
}

impl Model {
    /// Creates the model of an office with nothing loaded yet, for a terminal of 80 × 24.
    pub fn new(office: Office, who: Staff, now: Timestamp, theme: Theme) -> Model {
        Model {
            office,
            who,
            now,
            folders: Folders::default(),
            contacts: UnitContacts::default(),
            size: (80, 24),
            theme,
            counts: Counts::default(),
            notices: false,
            pane: Queue::Inbox,
            search: SearchState::default(),
            lists: PANES
                .into_iter()
                .chain([Queue::All])
                .map(|queue| (queue, LetterList::new(queue)))
                .collect(),
            card: None,
            recall: None,
            compare_when_recalled: None,
            today: Vec::new(),
            trend: None,
            follow: None,
            settings: SettingsOverview::default(),
            settings_page: None,
            pending_repeat: None,
            card_view: CardView::default(),
            focus: Focus::List,
            overlay: None,
            conflict: None,
            menus_below: Vec::new(),
            hot_topics: HotTopics::default(),
            coworkers: Coworkers::default(),
            lock: IdleLock::default(),
            reply_editor: None,
            bulletin: None,
            status: Status::Quiet,
            status_since: Duration::ZERO,
            busy: false,
            saving: false,
            recording: false,
            deferred_command: None,
            queued_input: Vec::new(),
            pending_steps: 0,
            elapsed: Duration::from_secs(1),
            preview_pending: false,
        }
    }

    /// Returns the list of the pane that is shown.
    pub fn list(&self) -> Option<&LetterList> {
        self.lists.get(&self.pane)
    }

    /// Returns the list of the pane that is shown, mutably.
    pub fn list_mut(&mut self) -> Option<&mut LetterList> {
        self.lists.get_mut(&self.pane)
    }

    /// Returns the letter that the keys act on; `None` until it is read.
    pub fn current_letter(&self) -> Option<&Letter> {
        self.card
            .as_ref()
            .map(|card| &card.letter)
            .filter(|letter| Some(letter.id) == self.wanted_letter())
    }

    /// Returns the letter that belongs on the screen: the one that is written or acted on, else the
    /// selected one. Another user's commit may move the selection under an open form; the form's
    /// letter stays.
    pub fn wanted_letter(&self) -> Option<LetterId> {
        let acted_on = match &self.overlay {
            Some(Overlay::Form(work)) => work.shown_letter,
            Some(Overlay::Similar(comparing)) => Some(comparing.letter),
            Some(Overlay::Menu(menu)) => menu.letter,
            Some(Overlay::LetterMenu(menu)) => Some(menu.letter),
            Some(Overlay::Text(reading)) => reading.attachment.map(|(letter, _)| letter),
            Some(Overlay::Filter(..) | Overlay::Import(_)) | None => None,
        };
        self.reply_editor
            .as_ref()
            .map(|writing| writing.letter)
            .or(acted_on)
            .or_else(|| self.selected_letter())
    }

    /// Returns the id of the selected letter.
    pub fn selected_letter(&self) -> Option<LetterId> {
        self.list().and_then(|list| list.selected)
    }

    /// Returns the regulation under which a letter was received.
    pub fn regulation_of(&self, letter: &Letter) -> &Regulation {
        self.office.regulation_of(&letter.regulation)
    }

    /// Shows a refusal or a failure in the status line.
    pub fn report_refusal(&mut self, sentence: impl ToString) {
        self.status = Status::Refused(sentence.to_string());
    }

    /// Shows in the status line what was done.
    pub fn report_done(&mut self, sentence: String) {
        (self.status, self.status_since) = (Status::Done(sentence), self.elapsed);
    }

    /// Returns the scope of the keys.
    pub fn key_scope(&self) -> Scope {
        if self.lock.is_locked() {
            return Scope::Locked;
        }
        if self.conflict.is_some() && self.other_version().is_some() {
            return Scope::Versions;
        }
        match &self.overlay {
            Some(Overlay::Form(_) | Overlay::Import(_)) => Scope::Form,
            Some(Overlay::Text(_) | Overlay::Menu(_)) => Scope::Popup,
            Some(Overlay::LetterMenu(_)) => Scope::LetterMenu,
            Some(Overlay::Similar(_)) => Scope::Similar,
            Some(Overlay::Filter(..)) => Scope::Filter,
            None if self.reply_editor.is_some() => Scope::Editor,
            None if self.bulletin.is_some() => Scope::Bulletin,
            None if self.is_searching() && self.search.typing => Scope::Query,
            None => Scope::Lists,
        }
    }

    /// Returns the areas of the screen.
    pub fn screen_areas(&self) -> layout::ScreenAreas {
        let reading = self.focus == Focus::Letter && self.reply_editor.is_none();
        layout::split_screen(
            Rect::new(0, 0, self.size.0, self.size.1),
            reading,
            self.reply_editor.is_some(),
            self.query_height(),
        )
    }

    /// Returns the number of letters that fit on a page of the list.
    pub fn list_height(&self) -> usize {
        let areas = self.screen_areas();
        let rows = usize::from(areas.list.height.saturating_sub(2));
        if self.is_searching() {
            rows / self.search.rows_per_letter()
        } else {
            // The headings take a row.
            rows.saturating_sub(1)
        }
    }

    /// Returns the pane to begin with: for leaders and liaisons the one of their role, for the
    /// others the first of a fixed order in which letters wait.
    pub fn initial_pane(&self) -> Queue {
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
            .find(|queue| self.counts.get(*queue) > 0)
            .unwrap_or(Queue::Inbox)
    }

    /// Returns the number and the stage of a letter, for titles.
    pub fn letter_heading(letter: &Letter) -> String {
        match &letter.number {
            Some(number) => format!("{} · {}", number.text, letter.stage.label()),
            None => say!(
                "intake-number",
                id = letter.id.0,
                stage = Stage::label(letter.stage)
            ),
        }
    }

    /// Reports whether the pane that is shown is the search.
    pub fn is_searching(&self) -> bool {
        self.pane == Queue::All
    }

    /// Returns the similar letters and suggestions for a letter, if they are loaded.
    pub fn recall_for(&self, letter: LetterId) -> Option<&Recall> {
        self.recall
            .as_ref()
            .filter(|recall| recall.letter == letter)
    }

    /// Returns the inputs from which the letter's lines are made.
    pub fn card_inputs<'a>(&'a self, card: &'a Card) -> CardInputs<'a> {
        let marks = if self.is_searching() {
            &self.search.highlight_terms[..]
        } else {
            &[]
        };
        let recall = self.recall_for(card.letter.id).filter(|_| !card.sealed);
        CardInputs {
            card,
            recall,
            office: &self.office,
            now: self.now,
            brief: false,
            highlight_terms: marks,
        }
    }
}
