//! What reaches `update`: keys, answers of the desk, news of other people's work.

use std::time::Duration;

use jiff::Timestamp;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use super::model::Card;
use crate::domain::letter::draft::Draft;
use crate::domain::letter::event::Recorded;
use crate::domain::letter::presence::Present;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::Counts;
use crate::domain::letter::summary::{PageFrom, Summary};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::query::excerpt::Excerpt;
use crate::domain::similarity::recall::{Recall, Topic, Window};
use crate::domain::workflow::action::Verb;
use crate::report::Report;

/// Why an action was not done to a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The letter.
    pub letter: LetterId,
    /// The sentence.
    pub sentence: String,
    /// The version that it has now, where somebody else had changed it.
    pub conflict: Option<u32>,
}

/// Something typed or pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key that is not text.
    Key(KeyEvent),
    /// Characters that were typed together (an input method commits whole words).
    Typed(String),
    /// Pasted text.
    Paste(String),
}

/// A page of a list, with what was asked.
pub struct Page {
    /// The queue.
    pub queue: Queue,
    /// The filter's text.
    pub filter: String,
    /// From where it was read.
    pub from: PageFrom,
    /// At most how many rows were asked for.
    pub limit: usize,
    /// The rows.
    pub rows: Vec<Summary>,
    /// How many letters of the queue lie before the first row, where that had to be counted.
    pub before: Option<usize>,
}

/// A page of what a search found.
pub struct Hits {
    /// Of which search.
    pub generation: u64,
    /// From where it was read.
    pub from: PageFrom,
    /// At most how many rows were asked for.
    pub limit: usize,
    /// The letters.
    pub rows: Vec<Summary>,
    /// Where the words stand in them.
    pub excerpts: Vec<(LetterId, Excerpt)>,
}

/// How many letters a search finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tally {
    /// Nothing was asked.
    #[default]
    None,
    /// So many as yet.
    Counting(u64),
    /// So many.
    All(u64),
    /// So many, or more.
    AtLeast(u64),
}

/// A message.
pub enum Message {
    /// It is now this instant; so long the program has run.
    Now(Timestamp, Duration),
    /// The selection has rested: the letter may follow it.
    Rested,
    /// Something typed or pasted.
    Input(Input),
    /// The mouse.
    Mouse(MouseEvent),
    /// The window has another size: columns, rows.
    Resize(u16, u16),
    /// The terminal counts ambiguous characters two wide.
    WideAmbiguous,
    /// The terminal is gone, or the machine goes down: save and end.
    Hangup,
    /// The system asks the program to stop, as a shell does with Ctrl-Z.
    Stop,
    /// The program was stopped, or another one has the terminal: nothing is drawn.
    Away,
    /// The terminal is there again, whatever was done with it meanwhile.
    Back,
    /// The desk is done with an effect; its answers came before.
    Answered,
    /// The file has changed, by this process or another.
    Changed,
    /// The others who are at work now.
    Others(Vec<Present>),
    /// Why nothing can be written now, for another has the file on a network disk; `None` where it can.
    Leased(Option<String>),
    /// The desk has not answered for long: it waits for somebody's lock.
    Waiting,
    /// Time to save what is being written.
    Autosave,
    /// The office changed.
    Office(Box<Office>),
    /// The counts.
    Counts(Counts),
    /// So many letters have declined themselves, for their writers did not answer.
    Lapsed(usize),
    /// The disk is nearly full; the sentence.
    DiskLow(String),
    /// What was done is recorded, and the clock is behind the record.
    Behind(String),
    /// A page of a list.
    Page(Page),
    /// A page of what a search found.
    Hits(Box<Hits>),
    /// How many letters the search of this generation finds.
    Tally(u64, Tally),
    /// The search of this generation failed; the sentence.
    NotSearched(u64, String),
    /// The desk has answered everything: keys go on.
    Idle,
    /// Another process has committed since the desk looked last.
    OthersCommitted,
    /// A letter, with all that is shown beside it.
    Card(Box<Card>),
    /// What is remembered beside a letter.
    Recalled(Box<Recall>),
    /// What many people write about, or why that cannot be said.
    Topics(Window, Result<Vec<Topic>, String>),
    /// What became of an action: the verb, the letters after it, the letters for which it was refused.
    Performed(Verb, Vec<Letter>, Vec<Failure>),
    /// Letters that what was typed into a picker may mean.
    Found(String, Vec<Summary>),
    /// A draft that was being written: the letter, the purpose.
    Drafts(LetterId, String, Vec<Draft>),
    /// A draft was saved at this instant.
    Saved(LetterId, String, Timestamp),
    /// A draft was saved beside one that another window has saved since it was read: the letter, the purpose, that one.
    Beside(LetterId, String, Box<Draft>),
    /// The history of a letter.
    History(LetterId, Vec<Recorded>),
    /// A letter entered by hand was received, under this id.
    Received(LetterId),
    /// The figures of a period.
    Bulletin(Box<Report>),
    /// The letters behind a figure of this name.
    Letters(String, Vec<Summary>),
    /// A letter behind a figure.
    Shown(Box<Letter>),
    /// Something failed; the sentence.
    Failed(String),
    /// Something was done; the sentence.
    Done(String),
    /// What a file looks like.
    Look(Result<crate::tui::state::import::Looked, String>),
    /// How a path goes on that was typed: that path, as far as it is sure, and the names that are possible.
    Completions(String, String, Vec<String>),
    /// How far an import is: bytes done, bytes in all, letters, already there, rejected.
    Progress(crate::tui::state::import::Tally),
    /// An import ended.
    Imported(Box<crate::tui::state::import::Outcome>),
    /// A new office was made, or was there.
    Founded(Box<super::model::Model>),
}
