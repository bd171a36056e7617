//! The actions while units have a letter: what is asked for.

use std::path::PathBuf;

use clap::Subcommand;

use super::{CONTACTS, HappenedArgs, PaperArgs, TOLD};

/// The actions, with their answers.
#[derive(Subcommand)]
pub enum UnitArgs {
    /// 签收.
    SignFor {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The person at the unit.
        #[arg(long, value_name = "NAME", default_value = "")]
        person: String,
        /// Their telephone number.
        #[arg(long, value_name = "NUMBER")]
        phone: Option<String>,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 退件.
    Return {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        happened: HappenedArgs,
    },
    /// 退件审定.
    DecideReturn {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// It may return the letter.
        #[arg(long, conflicts_with = "reject", required_unless_present = "reject")]
        accept: bool,
        /// It may not.
        #[arg(long)]
        reject: bool,
        /// The unit that gets the letter next.
        #[arg(long, value_name = "UNIT", requires = "accept")]
        next: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 收回.
    TakeBack {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The cause.
        #[arg(long, value_parser = ["mistake", "leader", "reorganised", "unit-asked"])]
        cause: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 增加协办.
    AddUnit {
        /// A co-unit.
        #[arg(long, value_name = "UNIT", required = true)]
        co: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 改换主办.
    ChangeLead {
        /// The lead unit.
        #[arg(long, value_name = "UNIT")]
        lead: String,
        /// The former lead unit stays as a co-unit.
        #[arg(long)]
        keep: bool,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 申请延时.
    AskExtension {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// How many days more.
        #[arg(long, value_name = "N")]
        days: u32,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        happened: HappenedArgs,
    },
    /// 延时审批.
    DecideExtension {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// It is granted.
        #[arg(long, conflicts_with = "deny", required_unless_present = "deny")]
        grant: bool,
        /// It is denied.
        #[arg(long)]
        deny: bool,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
        /// How the writer was told.
        #[arg(long, default_value = "none", value_parser = TOLD)]
        told: String,
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// 反馈.
    Feedback {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Its answer.
        #[arg(long)]
        text: String,
        /// The head who reviewed it; the unit's own head where none is named.
        #[arg(long, value_name = "NAME", default_value = "")]
        head: String,
        /// The person who handled it, where nobody has signed for it.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Why the head handled it themselves.
        #[arg(long, value_name = "TEXT")]
        mandate: Option<String>,
        /// It bears the unit's seal.
        #[arg(long)]
        sealed: bool,
        /// A file that came with it.
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 退回重办.
    SendBackFeedback {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 请求免征求协办意见.
    AskWaiver {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 免征求协办意见.
    Waive {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The opinion is needed all the same.
        #[arg(long)]
        deny: bool,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 说明情况.
    Explain {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The explanation.
        #[arg(long)]
        text: String,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 报告重大情况.
    ReportMajor {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 联系来信人.
    ContactWriter {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// What was said.
        #[arg(long)]
        text: String,
    },
    /// 提醒.
    Remind {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// How.
        #[arg(long, value_parser = CONTACTS)]
        by: String,
        /// Whom.
        #[arg(long, value_name = "NAME")]
        to: String,
        /// What was answered.
        #[arg(long, value_name = "TEXT")]
        answer: Option<String>,
    },
    /// 催办.
    Urge {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// How.
        #[arg(long, value_parser = CONTACTS)]
        by: String,
        /// The step, if not the one that is due.
        #[arg(long, value_name = "CODE")]
        step: Option<String>,
        /// Whom.
        #[arg(long, value_name = "NAME")]
        to: String,
        /// What was answered.
        #[arg(long, value_name = "TEXT")]
        answer: Option<String>,
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
}
