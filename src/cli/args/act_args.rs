//! Arguments of `act LETTER ACTION …`: every action of the terminal interface.

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
const TOLD: [&str; 4] = ["email", "phone", "letter", "none"];

/// How pressing a letter is.
const TIERS: [&str; 3] = ["ordinary", "urgent", "complex"];

/// How a reply, or a question, goes to a writer.
const WAYS: [&str; 4] = ["website", "email", "phone", "letter"];

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
        #[arg(long, value_name = "FILE")]
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
        #[arg(long, value_name = "FILE")]
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
    /// 签收.
    SignFor {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// The person at the unit.
        #[arg(long, value_name = "NAME", default_value = "")]
        person: String,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
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
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
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
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
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
        /// A file that came with it.
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
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
    /// 免征求协办意见.
    Waive {
        /// The unit.
        #[arg(long)]
        unit: String,
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
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 催办.
    Urge {
        /// The unit.
        #[arg(long)]
        unit: String,
        /// How.
        #[arg(long, value_parser = ["phone", "message", "letter", "visit"])]
        by: String,
        /// Whom.
        #[arg(long, value_name = "NAME")]
        to: String,
        /// What was answered.
        #[arg(long, value_name = "TEXT")]
        answer: Option<String>,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
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
    /// 撤回送审或拟办.
    Recall,
    /// 退回重拟.
    SendBack {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// The passage that is meant.
        #[arg(long, value_name = "TEXT")]
        passage: Option<String>,
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
    /// 回复.
    Send {
        /// How.
        #[arg(long, value_parser = WAYS)]
        by: String,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 公示公开.
    Publish,
    /// 不予公开.
    Withhold {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 满意度.
    Rate {
        /// From 1 to 5.
        #[arg(long, value_name = "1..5")]
        score: u8,
        /// How it became known.
        #[arg(long, default_value = "phone", value_parser = ["website", "email", "phone", "visit", "paper"])]
        source: String,
        /// What the writer said.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// When it happened, if it is registered afterwards.
        #[arg(long = "happened-at", id = "happened-at", value_name = "TIME")]
        happened_at: Option<String>,
        /// A file that shows when it happened.
        #[arg(long, value_name = "FILE")]
        proof: Vec<PathBuf>,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 办结.
    Close,
    /// 撤销办结.
    Unclose,
    /// 更正回复.
    Amend {
        /// Whose mistake it is.
        #[arg(long, value_parser = ["centre", "unit"])]
        fault: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 终止办理.
    End {
        /// How it ends.
        #[arg(long, value_name = "CODE")]
        because: String,
        /// The ground, where it is out of scope.
        #[arg(long, value_name = "CODE")]
        ground: Option<String>,
        /// To whom it is referred.
        #[arg(long, value_name = "WHOM")]
        to: Option<String>,
        /// The letter into which it is merged.
        #[arg(long, value_name = "LETTER")]
        into: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// How the writer was told.
        #[arg(long, default_value = "none", value_parser = TOLD)]
        told: String,
    },
    /// 撤销不予受理或终止.
    Revoke {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 重新办理.
    Reopen {
        /// The cause.
        #[arg(long, default_value = "unsatisfied", value_parser = ["unsatisfied", "new-facts", "ordered", "mistake"])]
        cause: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 关联.
    Link {
        /// The earlier letter.
        #[arg(long, value_name = "LETTER")]
        to: String,
    },
    /// 取消关联.
    Unlink {
        /// The letter that it does not repeat.
        #[arg(long, value_name = "LETTER")]
        to: String,
    },
    /// 列为重大件.
    MarkMajor,
    /// 取消重大.
    UnmarkMajor {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 阅悉.
    Acknowledge {
        /// The leader's words.
        #[arg(long)]
        text: Option<String>,
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
    /// 限定知悉范围.
    Restrict {
        /// The unit whose people it reports.
        #[arg(long, value_name = "UNIT")]
        accused: Option<String>,
        /// Who may read it.
        #[arg(long = "reader", value_name = "STAFF")]
        readers: Vec<String>,
        /// Who may no longer read it.
        #[arg(long = "without", value_name = "STAFF")]
        without: Vec<String>,
    },
    /// 阅读保密件.
    Read,
    /// 允许联系来信人.
    AllowContact,
    /// 更正登记.
    Correct {
        /// The title.
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// The writer's name.
        #[arg(long, value_name = "NAME")]
        writer: Option<String>,
        /// The telephone number.
        #[arg(long, value_name = "NUMBER")]
        phone: Option<String>,
        /// The e-mail address.
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// The postal address.
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
        /// The channel.
        #[arg(long, value_parser = ["website", "email", "phone", "visit", "paper"])]
        channel: Option<String>,
        /// When it arrived.
        #[arg(long, value_name = "TIME")]
        received: Option<String>,
        /// The number on the paper.
        #[arg(long = "own-number", id = "own-number", value_name = "NUMBER")]
        own_number: Option<String>,
        /// The category.
        #[arg(long, value_name = "CODE")]
        category: Option<String>,
        /// The unit whose people it reports.
        #[arg(long, value_name = "UNIT")]
        accused: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 附加文件.
    Attach {
        /// The file.
        #[arg(value_name = "FILE", required = true)]
        file: Vec<PathBuf>,
        /// What it is.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// 备注.
    Note {
        /// The note.
        #[arg(long)]
        text: String,
    },
}
