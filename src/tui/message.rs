//! Messages, the input of `update`: keys, replies of the store and reader threads, changes made by
//! others.

use crate::tui::keymap::input::Input;
use crate::tui::state::list::ListPage;
use crate::tui::state::search::HitCount;
use std::time::Duration;

use ratatui::crossterm::event::MouseEvent;

use crate::document::card::Card;
use crate::domain::letter::draft::Draft;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::letter::presence::Coworker;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::Counts;
use crate::domain::letter::summary::{PageCursor, Summary};
use crate::domain::letter::summary::{ReceiptTrend, TodayFigure};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::query::excerpt::Excerpt;
use crate::domain::settings::SettingsOverview;
use crate::domain::similarity::recall::{Recall, Topic, TopicWindow};
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::Verb;
use crate::intake::AttachmentContents;
use crate::platform::files::FolderEntry;
use crate::report::{Period, Report};

/// An action that was refused for a letter, or that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionFailure {
    /// Id of the letter.
    pub letter: LetterId,
    /// Reason, as a sentence for the status line or the form.
    pub sentence: String,
    /// Current version of the letter, if the optimistic lock failed: someone else has changed it.
    pub current_version: Option<u32>,
}

/// A page of search results.
pub struct ResultsPage {
    /// Generation of the search request; results of an earlier one are dropped.
    pub generation: u64,
    /// Cursor of the request.
    pub from: PageCursor,
    /// Requested maximum number of rows; fewer rows mean that an end of the list is reached.
    pub limit: usize,
    /// Letters that match.
    pub rows: Vec<Summary>,
    /// Matching passages, by letter.
    pub excerpts: Vec<(LetterId, Excerpt)>,
}

/// Input of `update`.
pub enum Message {
    /// Keyboard input.
    Input(Input),
    /// From the clock of the event loop.
    Timer(TimerEvent),
    /// From the terminal, but for what is typed.
    Terminal(ScreenEvent),
    /// From the store thread.
    Store(StoreReply),
    /// From the watch thread.
    Watch(WatchEvent),
    /// From the reader threads.
    Read(ReadReply),
}

/// Time has passed.
pub enum TimerEvent {
    /// Current instant, and how long the program has run (monotonic clock).
    Now(Timestamp, Duration),
    /// No input came during the debounce interval: the preview may follow the selection.
    Rested,
    /// The store thread has not replied for some time: it waits for a lock of another process.
    Waiting,
    /// The autosave interval has passed: save unsaved drafts.
    Autosave,
}

/// An event of the terminal or of the process.
pub enum ScreenEvent {
    /// Mouse event.
    Mouse(MouseEvent),
    /// New size of the terminal: columns, rows.
    Resize(u16, u16),
    /// The terminal draws characters of ambiguous width two cells wide.
    WideAmbiguous,
    /// The terminal is gone, a signal asks the program to end, or a thread has panicked: save and
    /// end.
    Hangup,
    /// The system asks the program to stop, as a shell does with Ctrl-Z (SIGTSTP).
    Stop,
    /// The program was stopped, or another program has the terminal: nothing is drawn.
    Away,
    /// The terminal is available again, in an unknown state.
    Back,
}

/// A reply of the store thread.
pub enum StoreReply {
    /// The store thread has finished an effect; its replies were sent before this.
    Answered,
    /// New state of the office: staff, units, regulation.
    Office(Box<Office>),
    /// Number of letters in each queue.
    Counts(Counts),
    /// Number of letters that were declined automatically because their writers did not reply.
    Lapsed(usize),
    /// The disk is nearly full; a sentence.
    DiskLow(String),
    /// An action was recorded although the clock is behind the record; a sentence.
    Behind(String),
    /// A page of a list.
    Page(ListPage),
    /// The store thread has replied to everything: queued input is processed.
    Idle,
    /// Another process has committed since the store thread last checked.
    OthersCommitted,
    /// A letter with everything that is shown with it.
    Card(Box<Card>),
    /// Result of an action: its verb, the changed letters, the letters for which it was refused.
    Performed(Verb, Vec<Letter>, Vec<ActionFailure>),
    /// The queue in which a letter is handled, and its key there.
    Located(Queue, i64, LetterId),
    /// Letters that match the text typed into a picker: that text, the letters.
    Found(String, Vec<Summary>),
    /// Saved drafts of a letter and a purpose: the draft itself, then those of other windows.
    Drafts(LetterId, String, Vec<Draft>),
    /// A draft was saved at this instant: letter, purpose.
    Saved(LetterId, String, Timestamp),
    /// Another window of the same person has saved a different draft: letter, purpose, that draft.
    OtherDraft(LetterId, String, Box<Draft>),
    /// Recorded events of a letter, oldest first.
    History(LetterId, Vec<RecordedEvent>),
    /// A letter entered by hand was received under this id.
    Received(LetterId),
    /// What is due today, and the letters received by month, if the person sees all.
    Today(Vec<TodayFigure>, Option<ReceiptTrend>),
    /// Bulletin of a period.
    Bulletin(Box<Report>),
    /// Text of the bulletin of a period, to edit if `true`, else to read.
    BulletinText(Period, bool, String),
    /// The text of a bulletin was recorded; a sentence.
    BulletinEdited(String),
    /// Somebody else has recorded this text of the bulletin since; nothing was.
    BulletinDiffers(String),
    /// What the pages of the settings show beyond the office, and what was done.
    Settings(Box<SettingsOverview>, Option<String>),
    /// A text to read over the settings: its title, its lines.
    SettingsText(String, Vec<String>),
    /// Letters behind the figure with this title.
    Letters(String, Vec<Summary>),
    /// A letter behind a figure, to read.
    Shown(Box<Letter>),
    /// What an attachment of a letter holds: position from 0.
    Attachment(LetterId, usize, AttachmentContents),
    /// Something failed; a sentence.
    Failed(String),
    /// Something was done; a sentence.
    Done(String),
    /// Preview of a file or a folder, or why there is none.
    Look(Result<crate::tui::state::import::PathPreview, String>),
    /// Entries of a folder, as it begins a typed path; `None` if it cannot be read.
    Folder(String, Option<Vec<FolderEntry>>),
    /// Progress of an import.
    Progress(crate::tui::state::import::Tally),
    /// Result of an import.
    Imported(Box<crate::tui::state::import::ImportOutcome>),
    /// A new office was created, or one that another process created was opened.
    Founded(Box<super::model::Model>),
}

/// Something that others do to the database.
pub enum WatchEvent {
    /// The database file has changed, by this process or another.
    Changed,
    /// Other people who are at work now.
    Others(Vec<Coworker>),
    /// Why this process cannot write now (another process holds the lease on a network disk, or the
    /// disk accepts no writes); `None` if it can.
    Leased(Option<String>),
}

/// A reply of the reader threads.
pub enum ReadReply {
    /// A page of search results.
    Hits(Box<ResultsPage>),
    /// Number of letters that the search of this generation matches.
    Tally(u64, HitCount),
    /// The search of this generation failed; a sentence.
    NotSearched(u64, String),
    /// Similar letters and suggestions for a letter.
    Recalled(Box<Recall>),
    /// Topics that many people write about, or why they could not be gathered.
    Topics(TopicWindow, Result<Vec<Topic>, String>),
}
