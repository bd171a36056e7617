//! `act LETTER ACTION …`: everything that the terminal interface does to a letter.

use clap::{Args, Subcommand};

use super::args::Xinxiang;
use super::error::CliError;
use super::{output, place};
use crate::domain::action::Action;
use crate::domain::event::{Told, Way};
use crate::store::Store;

/// `act`.
#[derive(Args)]
pub struct Act {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
    /// What is done.
    #[command(subcommand)]
    pub action: ActionArgs,
}

/// The actions, with their answers.
#[derive(Subcommand)]
pub enum ActionArgs {
    /// 受理.
    Accept {
        /// A category of article 3.
        #[arg(long, value_name = "CODE")]
        category: String,
        /// It needs a leader's instruction.
        #[arg(long)]
        major: bool,
    },
    /// 不予受理.
    Decline {
        /// A ground of article 4.
        #[arg(long, value_name = "CODE")]
        ground: String,
        /// How the writer was told.
        #[arg(long, default_value = "none", value_parser = ["email", "phone", "letter", "none"])]
        told: String,
    },
    /// 直接答复.
    ReplyDirectly {
        /// The reason.
        #[arg(long, value_name = "CODE")]
        because: String,
        /// The earlier letter.
        #[arg(long, value_name = "LETTER")]
        earlier: Option<String>,
        /// The policy.
        #[arg(long)]
        policy: Option<String>,
    },
    /// 拟办.
    Propose {
        /// The proposed handling.
        #[arg(long)]
        text: String,
        /// The unit proposed to lead.
        #[arg(long, value_name = "UNIT")]
        lead: Option<String>,
    },
    /// 批示.
    Instruct {
        /// The leader's words.
        #[arg(long)]
        text: String,
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: String,
    },
    /// 交办.
    Assign {
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: String,
    },
    /// 签收.
    SignFor {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The person at the unit.
        #[arg(long, value_name = "NAME", default_value = "")]
        person: String,
    },
    /// 反馈.
    Feedback {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Its answer.
        #[arg(long)]
        text: String,
        /// The head who reviewed it.
        #[arg(long, value_name = "NAME", default_value = "")]
        head: String,
        /// It bears the unit's seal.
        #[arg(long)]
        sealed: bool,
    },
    /// 拟稿.
    Draft {
        /// The reply.
        #[arg(long)]
        text: String,
    },
    /// 送审.
    Submit,
    /// 审阅通过.
    Approve {
        /// A note.
        #[arg(long)]
        note: Option<String>,
    },
    /// 退回.
    SendBack {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 回复.
    Send {
        /// How.
        #[arg(long, value_parser = ["website", "email", "phone", "letter"])]
        by: String,
    },
    /// 办结.
    Close,
    /// 关联.
    Link {
        /// The earlier letter.
        #[arg(long, value_name = "LETTER")]
        to: String,
    },
    /// 标为重大.
    MarkMajor,
    /// 备注.
    Note {
        /// The note.
        #[arg(long)]
        text: String,
    },
}

/// Turns the words into an action: names become identities, `-` becomes standard input.
fn action(store: &Store, args: ActionArgs) -> Result<Action, CliError> {
    Ok(match args {
        ActionArgs::Accept { category, major } => Action::Accept { category, major },
        ActionArgs::Decline { ground, told } => {
            let told = Told::ALL.into_iter().find(|known| known.code() == told).unwrap_or(Told::None);
            Action::Decline { ground, told }
        }
        ActionArgs::ReplyDirectly { because, earlier, policy } => {
            let earlier = earlier.map(|letter| store.find(&letter)).transpose()?;
            Action::ReplyDirectly { because, earlier, policy: policy.map(place::text).transpose()? }
        }
        ActionArgs::Propose { text, lead } => {
            Action::Propose { text: place::text(text)?, lead: lead.map(|unit| store.unit(&unit)).transpose()? }
        }
        ActionArgs::Instruct { text, lead } => Action::Instruct { text: place::text(text)?, lead: store.unit(&lead)? },
        ActionArgs::Assign { lead } => Action::Assign { lead: store.unit(&lead)? },
        ActionArgs::SignFor { unit, person } => Action::SignFor { unit: store.unit(&unit)?, person },
        ActionArgs::Feedback { unit, text, head, sealed } => {
            Action::Feedback { unit: store.unit(&unit)?, text: place::text(text)?, head, sealed }
        }
        ActionArgs::Draft { text } => Action::Draft { text: place::text(text)? },
        ActionArgs::Submit => Action::Submit,
        ActionArgs::Approve { note } => Action::Approve { note: note.map(place::text).transpose()? },
        ActionArgs::SendBack { why } => Action::SendBack { why: place::text(why)? },
        ActionArgs::Send { by } => {
            let way = Way::ALL.into_iter().find(|known| known.code() == by);
            Action::Send { by: way.ok_or_else(|| CliError::Usage(say!("missing-way")))? }
        }
        ActionArgs::Close => Action::Close,
        ActionArgs::Link { to } => Action::Link { to: store.find(&to)? },
        ActionArgs::MarkMajor => Action::MarkMajor,
        ActionArgs::Note { text } => Action::Note { text: place::text(text)? },
    })
}

/// Does it, and prints the letter after it.
pub fn run(args: &Xinxiang, act: Act) -> Result<(), CliError> {
    let (mut store, who) = place::enter(args)?;
    let id = store.find(&act.letter)?;
    let seen = store.letter(id)?.version;
    let action = action(&store, act.action)?;
    let now = place::now(store.office())?;
    let letter = store.perform(id, seen, action, &who, now)?;
    output::letter(args.json, &store, &letter, false, now)
}
