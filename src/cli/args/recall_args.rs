//! Arguments of the commands that use earlier letters: `search`, `similar`, `hot`, `suggest`.

use std::path::PathBuf;

use clap::Args;

/// `search`.
#[derive(Args)]
pub struct Search {
    /// The query, as in the terminal interface.
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// At most so many.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Those after this letter.
    #[arg(long, value_name = "LETTER")]
    pub after: Option<String>,
    /// The best of the newest thousand first.
    #[arg(long, conflicts_with = "after")]
    pub best: bool,
    /// How many, and nothing else.
    #[arg(long, conflicts_with_all = ["after", "best"])]
    pub count: bool,
}

/// `similar`.
#[derive(Args)]
pub struct Similar {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
}

/// `hot`.
#[derive(Args)]
pub struct Hot {
    /// Letters of so many days.
    #[arg(long = "days", value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub window: u32,
    /// Topics of so many writers at the least.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub least: usize,
}

/// `suggest`.
#[derive(Args)]
pub struct Suggest {
    /// The letter.
    #[arg(
        value_name = "LETTER",
        required_unless_present = "evaluate",
        conflicts_with = "evaluate"
    )]
    pub letter: Option<String>,
    /// Measures the advice instead.
    #[arg(long)]
    pub evaluate: bool,
    /// At most so many letters.
    #[arg(long, requires = "evaluate")]
    pub limit: Option<usize>,
    /// Another office's table instead of our own letters.
    #[arg(long, value_name = "FILE", requires_all = ["evaluate", "field"])]
    pub table: Option<PathBuf>,
    /// Which column says what was decided.
    #[arg(long, value_name = "FIELD=COLUMN", requires = "table")]
    pub field: Vec<String>,
    /// The labels, each with its words.
    #[arg(long, value_name = "FILE.csv", requires = "table")]
    pub labels: Option<PathBuf>,
    /// Which column of the table is which field.
    #[arg(long = "map", value_name = "FIELD=COLUMN", requires = "table")]
    pub map: Vec<String>,
}
