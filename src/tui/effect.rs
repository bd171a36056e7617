//! What `update` wants done. Effects are data; `runtime` carries them out, on the desk's thread.

use std::path::PathBuf;

use crate::domain::letter::LetterId;
use crate::domain::letter::draft::{Draft, Kept};
use crate::domain::letter::incoming::Incoming;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::PageFrom;
use crate::domain::query::Query;
use crate::domain::similarity::recall::Window;
use crate::domain::workflow::action::{Action, Verb};
use crate::report::Period;

/// A letter to act on, as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The letter.
    pub letter: LetterId,
    /// The version that was on the screen.
    pub seen: u32,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asking {
    /// Rises with every query: what was found for an earlier one is no longer wanted.
    pub generation: u64,
    /// The query.
    pub query: Query,
    /// The best first, and not the newest.
    pub best: bool,
}

/// An effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Count the queues.
    Count,
    /// Read a page: the queue, the filter's text, from where, at most how many.
    Load(Queue, String, PageFrom, usize),
    /// Search: a page of what is found, from where, at most how many; and count it.
    Search(Box<Asking>, PageFrom, usize),
    /// What was searched for is no longer wanted.
    StopSearch,
    /// Read a letter.
    Open(LetterId),
    /// Remember what is like a letter of this version, and what was decided about such letters.
    Recall(LetterId, u32),
    /// Gather what many people write about.
    Gather(Window),
    /// Read a restricted letter: that is recorded.
    Read(LetterId),
    /// Do these actions to each of these letters, and forget the draft of this purpose where it was done.
    Perform {
        /// What it is called.
        verb: Verb,
        /// The letters.
        jobs: Vec<Job>,
        /// All of them, or none, on each letter.
        actions: Vec<Action>,
        /// The draft that is then done with.
        draft: Option<Kept>,
        /// Files that go with the feedback.
        files: Vec<PathBuf>,
    },
    /// Save what is being written.
    SaveDraft(LetterId, String, Draft),
    /// Forget what was being written.
    DropDraft(LetterId, Kept),
    /// Forget what a window, this one or another, wrote beside the draft of this purpose: its writer has chosen.
    DropBeside(LetterId, String, Option<String>),
    /// Read what was being written.
    LoadDraft(LetterId, String),
    /// Find the letters that a picker's text may mean, newest first.
    Find(String),
    /// Tell whether another process has committed.
    LookForOthers,
    /// Read the history of a letter.
    History(LetterId),
    /// Receive a letter entered by hand.
    Receive(Box<Incoming>),
    /// See what a file looks like.
    Look(PathBuf),
    /// Complete a path.
    Complete(String),
    /// Read files: really, or as a dry run.
    Import {
        /// The file or folder.
        path: PathBuf,
        /// Which field is which column.
        map: Vec<String>,
        /// Change nothing.
        dry: bool,
    },
    /// Stop an import after the letter it is at.
    StopImport,
    /// Write an attachment to a file.
    SaveAttachment(LetterId, usize, PathBuf),
    /// Remember what the person likes.
    Prefer(&'static str, String),
    /// Make a new office: practice or real.
    Found(bool),
    /// Count the bulletin of a period.
    Bulletin(Period),
    /// Publish the bulletin of a period.
    PublishBulletin(Period),
    /// Read the summaries of the letters behind a figure of this name.
    Letters(String, Vec<LetterId>),
    /// Read a letter behind a figure.
    Show(LetterId),
    /// Draw everything anew.
    Redraw,
    /// End.
    Quit,
}
