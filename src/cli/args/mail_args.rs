//! Arguments of `mail`.

use clap::Subcommand;

/// `mail`.
#[derive(Subcommand)]
pub enum Mail {
    /// Mails that were set aside.
    #[command(subcommand)]
    Aside(AsideCommand),
}

/// What can be done with mails that were set aside.
#[derive(Subcommand)]
pub enum AsideCommand {
    /// All of them.
    List {
        /// Also those that are letters by now, or were dropped.
        #[arg(long)]
        settled: bool,
    },
    /// Receives one as a letter.
    Letter {
        /// Its number.
        #[arg(value_name = "N")]
        mail: i64,
    },
    /// Drops one.
    Drop {
        /// Its number.
        #[arg(value_name = "N")]
        mail: i64,
    },
}
