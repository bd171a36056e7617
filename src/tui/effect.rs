//! Effects, the output of `update`: plain data that `runtime` carries out, most of them on the
//! store thread.

use std::path::PathBuf;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::{Draft, DraftRef};
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{ListOrder, ListView, PageCursor};
use crate::domain::query::Query;
use crate::domain::settings::{Founding, SettingsChange};
use crate::domain::similarity::recall::TopicWindow;
use crate::domain::time::Date;
use crate::domain::time::calendar::ImportConsent;
use crate::domain::workflow::action::{Action, Verb};
use crate::domain::workflow::decide::late::GivenTime;
use crate::report::Period;
use crate::report::paper::PaperKind;

/// A letter to act on, at the version that was displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionTarget {
    /// Id of the letter.
    pub letter: LetterId,
    /// Version on the screen: an optimistic lock, the action is refused if the letter has changed
    /// since.
    pub seen_version: u32,
}

/// A search request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchRequest {
    /// Increases with every query; results of an earlier generation are dropped.
    pub generation: u64,
    /// Parsed query.
    pub query: Query,
    /// Sorts by relevance, best match first, instead of newest first.
    pub best_first: bool,
}

/// Output of `update`.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Creates a new office of this kind; a practice office if nothing is known of it.
    Found(Option<Box<Founding>>),
    /// For the store thread.
    Store(StoreRequest),
    /// For the reader threads.
    Read(ReadRequest),
    /// For the event loop.
    Terminal(TerminalRequest),
}

/// A request to the store thread, the only one that writes.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreRequest {
    /// Reloads the office, expires letters whose writers did not reply, and counts the queues.
    Refresh,
    /// Reads a page of a list: queue, what it shows of it, cursor, maximum number of rows.
    Load(Queue, Box<ListView>, PageCursor, usize),
    /// Reads a letter for display; a restricted one stays sealed unless it is already open.
    Open(LetterId),
    /// Opens a restricted letter; the access is recorded.
    Read(LetterId),
    /// Performs actions on each of these letters.
    Perform {
        /// Verb that names the whole in messages.
        verb: Verb,
        /// Letters to act on.
        jobs: Vec<ActionTarget>,
        /// Applied atomically to each letter: all of them or none.
        actions: Vec<Action>,
        /// Draft to delete in the same transaction.
        draft: Option<DraftRef>,
        /// Files that the action takes, or that prove when it happened.
        files: Vec<PathBuf>,
        /// When the act happened, if it is registered afterwards.
        given_time: Option<GivenTime>,
    },
    /// Saves a draft of this purpose.
    SaveDraft(LetterId, String, Draft),
    /// Deletes a draft.
    DropDraft(LetterId, DraftRef),
    /// Deletes the draft that a window saved next to the draft of this purpose, after its writer
    /// has chosen between the two: the window's session, or `None` for this window.
    DropOtherDraft(LetterId, String, Option<String>),
    /// Reads the saved drafts of a letter and a purpose.
    LoadDraft(LetterId, String),
    /// Finds the place of a letter in its queue, in the order of that queue's list.
    Locate(LetterId, Vec<(Queue, ListOrder)>),
    /// Finds letters that match a picker's text, newest first.
    Find(String),
    /// Checks whether another process has committed.
    LookForOthers,
    /// Reads the recorded events of a letter.
    History(LetterId),
    /// Records a letter entered by hand, with these files.
    Receive(Box<IncomingLetter>, Vec<PathBuf>),
    /// Previews a file or a folder for import.
    Look(PathBuf),
    /// Lists a folder, as it begins a typed path.
    ListFolder(String),
    /// Imports files.
    Import {
        /// File or folder.
        path: PathBuf,
        /// Mapping of fields to columns, as `--map` takes it.
        map: Vec<String>,
        /// Dry run: nothing is written.
        dry: bool,
    },
    /// Stops an import after the current letter.
    StopImport,
    /// Reads what an attachment holds: letter, position from 0.
    ShowAttachment(LetterId, usize),
    /// Saves an attachment: letter, position from 0, target path.
    SaveAttachment(LetterId, usize, PathBuf),
    /// Saves a paper of a letter, of those to units that of this unit, to a new file.
    SavePaper(LetterId, (PaperKind, Option<UnitId>), PathBuf),
    /// Saves a table to a new file.
    ExportTable(TableRequest, PathBuf),
    /// Saves a text of a letter: letter, text, target path.
    SaveText(LetterId, String, PathBuf),
    /// Stores a preference of the person: name, value.
    Prefer(&'static str, String),
    /// Counts what is due today.
    Today,
    /// Computes the bulletin of a period.
    Bulletin(Period),
    /// Publishes the bulletin of a period.
    PublishBulletin(Period),
    /// Reads the text of the bulletin of a period: as it is edited if `true`, else with its fields
    /// filled.
    BulletinText(Period, bool),
    /// Records the edited text of a bulletin.
    EditBulletin {
        /// The period.
        period: Period,
        /// The text.
        text: String,
        /// The text that was edited: refused if somebody else has recorded another since.
        base: String,
        /// Draft to delete afterwards.
        draft: DraftRef,
    },
    /// Reads or changes the settings.
    Settings(SettingsRequest),
    /// Reads the summaries of the letters behind the figure with this title.
    Letters(String, Vec<LetterId>),
    /// Reads a letter behind a figure; a restricted one stays sealed.
    Show(LetterId),
}

/// A file from which settings are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsFile {
    /// A table of units.
    Units,
    /// Holiday lists, with what the importer has agreed to.
    Calendar(ImportConsent),
    /// A regulation.
    Regulation,
}

/// A table for a spreadsheet.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRequest {
    /// The ledger of a list: its queue, what it shows of it, whether writers are named in full.
    List(Queue, Box<ListView>, bool),
    /// The ledger of what a search finds, and whether writers are named in full.
    Search(Box<Query>, bool),
    /// The figures of a bulletin.
    Bulletin(Period),
}

/// A request about the settings.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsRequest {
    /// Reads what the pages show beyond the office.
    Read,
    /// Makes a change.
    Change(Box<SettingsChange>),
    /// Reads a file and makes the change that it describes; a regulation is in force from a day on.
    Load(SettingsFile, PathBuf, Option<Date>),
    /// Makes a backup in the folder of the backups.
    Backup,
    /// Reads the page that closes the day.
    CloseDay,
    /// Checks the installation.
    Check,
}

/// A request to the threads that only read: of each kind, the latest wins.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadRequest {
    /// Searches, and counts the matches: request, cursor, maximum number of rows.
    Search(Box<SearchRequest>, PageCursor, usize),
    /// Cancels the running search.
    StopSearch,
    /// Finds letters similar to a letter at this version, and suggestions from them.
    Recall(LetterId, u32),
    /// Gathers the topics that many people write about.
    Gather(TopicWindow),
}

/// A request to the event loop, which has the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum TerminalRequest {
    /// Redraws the whole screen.
    Redraw,
    /// Puts a text into the clipboard of the terminal.
    Copy(String),
    /// Tells somebody who is not looking: by the bell, and by a notification where the terminal has
    /// them.
    Notify(String),
    /// Ends the program.
    Quit,
}
