//! The actions before a letter is at a unit: what is asked for.

use clap::Subcommand;

use super::{HappenedArgs, PaperArgs, TIERS, TOLD, WAYS};

/// The actions, with their answers.
#[derive(Subcommand)]
pub enum CentreArgs {
    /// 受理.
    Accept {
        /// A category of article 3.
        #[arg(long, value_name = "CODE")]
        category: String,
        /// It needs a leader's instruction.
        #[arg(long)]
        major: bool,
        /// The unit whose people it reports.
        #[arg(long, value_name = "UNIT")]
        accused: Option<String>,
        /// The type.
        #[arg(long = "type", id = "type", value_name = "CODE")]
        of_type: Option<String>,
        /// The subject.
        #[arg(long, value_name = "CODE")]
        subject: Option<String>,
    },
    /// 不予受理.
    Decline {
        /// A ground of article 4.
        #[arg(long, value_name = "CODE")]
        ground: String,
        /// How the writer was told.
        #[arg(long, default_value = "none", value_parser = TOLD)]
        told: String,
        /// The notice to the writer.
        #[arg(long, value_name = "TEXT", default_value = "")]
        notice: String,
        /// The earlier letter about the same facts.
        #[arg(long, value_name = "LETTER")]
        earlier: Option<String>,
        /// The document by which it was concluded.
        #[arg(long, value_name = "TEXT")]
        document: Option<String>,
    },
    /// 转交.
    Refer {
        /// To whom.
        #[arg(long, value_name = "WHOM")]
        to: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// How the writer was told.
        #[arg(long, default_value = "none", value_parser = TOLD)]
        told: String,
        /// The notice to the writer.
        #[arg(long, value_name = "TEXT", default_value = "")]
        notice: String,
    },
    /// 请来信人补充.
    AskWriter {
        /// The question.
        #[arg(long, default_value = "")]
        text: String,
        /// How they are asked.
        #[arg(long, default_value = "phone", value_parser = WAYS)]
        by: String,
    },
    /// 来信人已补充.
    WriterAnswered {
        /// What they added.
        #[arg(long)]
        text: String,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 逾期未补充，不予受理.
    Lapse,
    /// 恢复计时.
    Resume,
    /// 告知来信人.
    Tell {
        /// How.
        #[arg(long, value_parser = TOLD)]
        by: String,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
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
        /// How pressing it is.
        #[arg(long, default_value = "ordinary", value_parser = TIERS)]
        tier: String,
    },
    /// 拟办.
    Propose {
        /// The proposed handling.
        #[arg(long)]
        text: String,
        /// The unit proposed to lead.
        #[arg(long, value_name = "UNIT")]
        lead: Option<String>,
        /// A unit proposed to help.
        #[arg(long, value_name = "UNIT")]
        co: Vec<String>,
    },
    /// 批示.
    Instruct {
        /// The leader's words.
        #[arg(long)]
        text: String,
        /// What is decided.
        #[arg(long, default_value = "assign", value_parser = ["assign", "direct", "file", "refer", "redo"])]
        outcome: String,
        /// Another leader who is to decide.
        #[arg(long = "to-leader", id = "to-leader", value_name = "STAFF")]
        to_leader: Option<String>,
        /// To whom it is referred.
        #[arg(long, value_name = "WHOM")]
        to: Option<String>,
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: Option<String>,
        /// A co-unit.
        #[arg(long, value_name = "UNIT")]
        co: Vec<String>,
        /// Another number of days than the regulation's.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
        /// How pressing it is.
        #[arg(long, default_value = "ordinary", value_parser = TIERS)]
        tier: String,
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// 交办.
    Assign {
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: String,
        /// A co-unit.
        #[arg(long, value_name = "UNIT")]
        co: Vec<String>,
        /// How pressing it is.
        #[arg(long, default_value = "ordinary", value_parser = TIERS)]
        tier: String,
        /// Why a unit gets it that has returned it before.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
        /// The person at the unit to whom it goes.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// What is asked of the unit.
        #[arg(long)]
        text: Option<String>,
    },
}
