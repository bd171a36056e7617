//! Arguments of `calendar`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `calendar`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Calendar {
    /// The year; none is all of them.
    pub year: Option<i16>,
    /// What changes it.
    #[command(subcommand)]
    pub command: Option<Change>,
}

/// `calendar import`, `add`, `drop`.
#[derive(Subcommand)]
pub enum Change {
    /// Lists of holidays from a file.
    Import {
        /// CSV, the JSON of holiday-cn, or our own TOML.
        #[arg(value_name = "FILE", id = "holiday_file")]
        file: PathBuf,
        /// Lists the deadlines that would move, and changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// The list may lose days that are known.
        #[arg(long)]
        replace: bool,
        /// The first list of a year may be doubtful.
        #[arg(long)]
        incomplete: bool,
    },
    /// A day of the office's own.
    Add(LocalDay),
    /// Takes such a day back.
    Drop {
        /// The day.
        #[arg(value_name = "DATE", id = "own_day")]
        date: String,
        /// On whose word, or why.
        #[arg(long)]
        why: String,
        /// Lists the deadlines that would move, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// `calendar add`.
#[derive(Args)]
pub struct LocalDay {
    /// The day.
    #[arg(value_name = "DATE", id = "own_day")]
    pub date: String,
    /// It is off.
    #[arg(long, conflicts_with = "work", required_unless_present = "work")]
    pub off: bool,
    /// It is a working day.
    #[arg(long)]
    pub work: bool,
    /// What for.
    #[arg(long = "name", value_name = "NAME", id = "day_name")]
    pub name: String,
    /// On whose word, or by which notice.
    #[arg(long)]
    pub why: String,
    /// Only the morning, or the afternoon.
    #[arg(long, value_parser = ["am", "pm"])]
    pub part: Option<String>,
    /// Lists the deadlines that would move, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
}
