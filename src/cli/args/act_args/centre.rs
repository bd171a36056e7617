//! The actions before a letter is at a unit: what is asked for.

use std::path::PathBuf;

use clap::Subcommand;

use super::{TIERS, TOLD, WAYS};

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
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE", requires = "happened-at")]
        proof: Vec<PathBuf>,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 逾期未补充，不予受理.
    Lapse,
    /// 告知来信人.
    Tell {
        /// How.
        #[arg(long, value_parser = TOLD)]
        by: String,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE", requires = "happened-at")]
        proof: Vec<PathBuf>,
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
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: String,
        /// A co-unit.
        #[arg(long, value_name = "UNIT")]
        co: Vec<String>,
        /// Another number of days than the regulation's.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
        /// How pressing it is.
        #[arg(long, default_value = "ordinary", value_parser = TIERS)]
        tier: String,
        /// The leader who signed it on paper.
        #[arg(long = "signed-by", id = "signed-by", value_name = "STAFF", requires_all = ["happened-at", "proof"])]
        signed_by: Option<String>,
        /// When they signed it.
        #[arg(
            long = "signed-at",
            id = "happened-at",
            value_name = "TIME",
            requires = "signed-by"
        )]
        signed_at: Option<String>,
        /// The scan of the paper.
        #[arg(
            long = "scan",
            id = "proof",
            value_name = "FILE",
            requires = "signed-by"
        )]
        scan: Vec<PathBuf>,
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
    },
}
