//! Arguments of `document`: what leaves the program as a file.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::domain::letter::stage::Queue;

/// `document`.
#[derive(Subcommand)]
pub enum Document {
    /// The ledger of letters.
    Ledger(Ledger),
    /// The figures of a bulletin.
    Bulletin {
        /// The quarter, month, half year, year or days.
        #[arg(value_name = "PERIOD")]
        period: String,
        /// Where it goes.
        #[command(flatten)]
        out: Output,
    },
    /// The directory of units.
    Directory(Output),
    /// The disposition sheet of a letter.
    Sheet(Paper),
    /// The notice that a letter is not taken up, or was referred.
    Notice(Paper),
    /// The letter to a unit that gets it.
    Assignment(Paper),
    /// The urging of a unit.
    Urging(Paper),
    /// A unit's request for an extension.
    Extension(Paper),
    /// The reply as a letter.
    Reply(Paper),
}

/// A paper of a letter.
#[derive(Args)]
pub struct Paper {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
    /// The unit, of several.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// A new file, .docx or .json; - prints the values.
    #[arg(long, value_name = "FILE", id = "paper_out")]
    pub out: PathBuf,
}

/// `document ledger`.
#[derive(Args)]
pub struct Ledger {
    /// The letters that match a query, as in the terminal interface; all letters without one.
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The letters of a queue instead.
    #[arg(long = "list", value_name = "QUEUE", conflicts_with = "query", value_parser = Queue::ALL.map(Queue::code))]
    pub queue: Option<String>,
    /// Those received in a period.
    #[arg(long, value_name = "PERIOD", conflicts_with = "query")]
    pub period: Option<String>,
    /// Writers with their full names.
    #[arg(long)]
    pub names: bool,
    /// Where it goes.
    #[command(flatten)]
    pub out: Output,
}

/// Where a file goes.
#[derive(Args)]
pub struct Output {
    /// A new file, .xlsx or .csv; - prints lines of text.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}
