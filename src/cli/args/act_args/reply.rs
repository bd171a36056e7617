//! The actions from the draft of a reply on, and those besides: what is asked for.

use std::path::PathBuf;

use clap::Subcommand;

use super::{CONTACTS, HappenedArgs, PaperArgs, TOLD, WAYS};

/// The actions, with their answers.
#[derive(Subcommand)]
pub enum ReplyArgs {
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
        /// The approver's own version of the draft.
        #[arg(long)]
        text: Option<String>,
        #[command(flatten)]
        paper: PaperArgs,
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
        /// It goes one step down, and not to the drafter.
        #[arg(long)]
        below: bool,
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// 回复.
    Send {
        /// How.
        #[arg(long, value_parser = WAYS)]
        by: String,
        /// A day, and what is promised until then.
        #[arg(long, num_args = 2, value_names = ["DATE", "TEXT"])]
        promise: Option<Vec<String>>,
        #[command(flatten)]
        happened: HappenedArgs,
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
        #[command(flatten)]
        happened: HappenedArgs,
        /// Why it is registered only now.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// 回访.
    CallBack {
        /// How.
        #[arg(long, default_value = "phone", value_parser = CONTACTS)]
        by: String,
        /// How it went.
        #[arg(long, value_parser = ["reached", "unreachable", "refused"])]
        outcome: String,
        /// Whether it is solved.
        #[arg(long, value_parser = ["yes", "partly", "no"])]
        solved: Option<String>,
        /// The attitude, from 1 to 5.
        #[arg(long, value_name = "1..5")]
        attitude: Option<u8>,
        /// The result, from 1 to 5.
        #[arg(long, value_name = "1..5")]
        result: Option<u8>,
        /// What the writer said.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// 兑现承诺.
    Fulfil {
        /// What was done.
        #[arg(long)]
        text: String,
    },
    /// 办结.
    Close {
        /// Why, although the writer said that it is not solved.
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
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
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// 对代录提出异议.
    Contest {
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
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
    Correct(Box<Correction>),
    /// 附加文件.
    Attach {
        /// The file.
        #[arg(value_name = "FILE", required = true)]
        file: Vec<PathBuf>,
        /// What it is.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// 拆分.
    Split {
        /// The title of the part.
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// Its text.
        #[arg(long)]
        text: String,
    },
    /// 备注.
    Note {
        /// The note.
        #[arg(long)]
        text: String,
    },
}

/// The fields that `correct` changes.
#[derive(clap::Args)]
pub struct Correction {
    /// The title.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// The writer's name.
    #[arg(long, value_name = "NAME")]
    pub writer: Option<String>,
    /// The telephone number.
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// The e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// The postal address.
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<String>,
    /// The channel.
    #[arg(long, value_parser = ["website", "email", "phone", "visit", "paper"])]
    pub channel: Option<String>,
    /// When it arrived.
    #[arg(long, value_name = "TIME")]
    pub received: Option<String>,
    /// The number on the paper.
    #[arg(long = "own-number", id = "own-number", value_name = "NUMBER")]
    pub own_number: Option<String>,
    /// The category.
    #[arg(long, value_name = "CODE")]
    pub category: Option<String>,
    /// The unit whose people it reports.
    #[arg(long, value_name = "UNIT")]
    pub accused: Option<String>,
    /// The type.
    #[arg(long = "type", id = "type", value_name = "CODE")]
    pub of_type: Option<String>,
    /// The subject.
    #[arg(long, value_name = "CODE")]
    pub subject: Option<String>,
    /// Who else signed it.
    #[arg(long, value_name = "NAMES")]
    pub signatories: Option<String>,
    /// What the writer wishes as to publication.
    #[arg(long, value_parser = ["open", "anonymous", "confidential"])]
    pub wish: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub why: String,
}
