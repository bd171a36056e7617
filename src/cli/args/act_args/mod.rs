//! Arguments of `act LETTER ACTION …`: every action of the terminal interface.

mod centre;
mod reply;
mod units;

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand};

use crate::domain::workflow::action::Verb;

/// `act`.
#[derive(Args)]
pub struct Act {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
    /// A name of this asking: under one name, one thing is done once, by one person.
    #[arg(long = "op", value_name = "ID")]
    pub op: Option<String>,
    /// What is done.
    #[command(subcommand)]
    pub action: ActionMatches,
}

/// The action that was asked for, with its flags as they were parsed. They are read one by one for
/// what the workflow table asks (`commands/act.rs`); [`ActionArgs`] only declares them.
pub struct ActionMatches {
    /// The action.
    pub verb: Verb,
    /// Its flags.
    pub flags: ArgMatches,
}

impl FromArgMatches for ActionMatches {
    fn from_arg_matches(matches: &ArgMatches) -> Result<ActionMatches, clap::Error> {
        let action = matches
            .subcommand()
            .and_then(|(name, flags)| Some((Verb::parse(name)?, flags.clone())));
        match action {
            Some((verb, flags)) => Ok(ActionMatches { verb, flags }),
            None => Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = ActionMatches::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for ActionMatches {
    fn augment_subcommands(command: Command) -> Command {
        ActionArgs::augment_subcommands(command)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        ActionArgs::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        ActionArgs::has_subcommand(name)
    }
}

/// How a writer was told.
pub(super) const TOLD: [&str; 5] = ["email", "phone", "letter", "visit", "none"];

/// How pressing a letter is.
pub(super) const TIERS: [&str; 3] = ["ordinary", "urgent", "complex"];

/// How a reply, or a question, goes to a writer.
pub(super) const WAYS: [&str; 6] = ["website", "email", "phone", "letter", "visit", "query-code"];

/// How a unit, or a writer, is contacted.
pub(super) const CONTACTS: [&str; 4] = ["phone", "message", "letter", "visit"];

/// When something happened that is registered afterwards.
#[derive(Args)]
pub struct HappenedArgs {
    /// When it happened, if it is registered afterwards.
    #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
    pub happened_at: Option<String>,
    /// A file that shows when it happened.
    #[arg(long, value_name = "FILE", requires = "happened-at")]
    pub proof: Vec<PathBuf>,
}

/// The paper from which an administrator registers what a leader did.
#[derive(Args)]
pub struct PaperArgs {
    /// The leader who signed it on paper.
    #[arg(long = "signed-by", id = "signed-by", value_name = "STAFF", requires_all = ["happened-at", "proof"])]
    pub signed_by: Option<String>,
    /// When they signed it.
    #[arg(
        long = "signed-at",
        id = "happened-at",
        value_name = "TIME",
        requires = "signed-by"
    )]
    pub signed_at: Option<String>,
    /// The scan of the paper.
    #[arg(
        long = "scan",
        id = "proof",
        value_name = "FILE",
        requires = "signed-by"
    )]
    pub scan: Vec<PathBuf>,
}

/// The actions, with their answers, in the order of the workflow.
#[derive(Subcommand)]
pub enum ActionArgs {
    /// Before a letter is at a unit.
    #[command(flatten)]
    Centre(centre::CentreArgs),
    /// While units have it.
    #[command(flatten)]
    Units(units::UnitArgs),
    /// From the draft of the reply on, and besides.
    #[command(flatten)]
    Reply(reply::ReplyArgs),
}
