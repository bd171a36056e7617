//! The verbs of the actions, with their codes.

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident $code:literal,)*) => {
        /// The verb of an action, as used on the command line and in message keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb { $($(#[$doc])* $name,)* }

        impl Verb {
            /// All verbs, in workflow order.
            pub const ALL: &[Verb] = &[$(Verb::$name,)*];

            /// Returns the code, such as `reply-directly`.
            pub fn code(self) -> &'static str {
                match self { $(Verb::$name => $code,)* }
            }
        }
    };
}

verbs! {
    /// 受理.
    Accept "accept",
    /// 不予受理.
    Decline "decline",
    /// 转交.
    Refer "refer",
    /// 请来信人补充.
    AskWriter "ask-writer",
    /// 来信人已补充.
    WriterAnswered "writer-answered",
    /// 逾期未补充，不予受理.
    Lapse "lapse",
    /// 恢复计时.
    Resume "resume",
    /// 告知来信人.
    Tell "tell",
    /// 直接答复.
    ReplyDirectly "reply-directly",
    /// 拟办.
    Propose "propose",
    /// 批示.
    Instruct "instruct",
    /// 交办.
    Assign "assign",
    /// 签收.
    SignFor "sign-for",
    /// 退件.
    Return "return",
    /// 退件审定.
    DecideReturn "decide-return",
    /// 收回.
    TakeBack "take-back",
    /// 增加协办.
    AddUnit "add-unit",
    /// 改换主办.
    ChangeLead "change-lead",
    /// 申请延时.
    AskExtension "ask-extension",
    /// 延时审批.
    DecideExtension "decide-extension",
    /// 反馈.
    Feedback "feedback",
    /// 退回重办.
    SendBackFeedback "send-back-feedback",
    /// 主办单位请求免征求协办意见.
    AskWaiver "ask-waiver",
    /// 免征求协办意见.
    Waive "waive",
    /// 说明情况.
    Explain "explain",
    /// 承办单位报告重大情况.
    ReportMajor "report-major",
    /// 联系来信人.
    ContactWriter "contact-writer",
    /// 提醒.
    Remind "remind",
    /// 催办.
    Urge "urge",
    /// 拟稿.
    Draft "draft",
    /// 送审.
    Submit "submit",
    /// 审阅通过.
    Approve "approve",
    /// 撤回送审或拟办.
    Recall "recall",
    /// 退回重拟.
    SendBack "send-back",
    /// 回复.
    Send "send",
    /// 公示公开.
    Publish "publish",
    /// 不予公开.
    Withhold "withhold",
    /// 满意度.
    Rate "rate",
    /// 回访.
    CallBack "call-back",
    /// 兑现承诺.
    Fulfil "fulfil",
    /// 办结.
    Close "close",
    /// 撤销办结.
    Unclose "unclose",
    /// 更正回复.
    Amend "amend",
    /// 终止办理.
    End "end",
    /// 撤销不予受理或终止.
    Revoke "revoke",
    /// 重新办理.
    Reopen "reopen",
    /// 关联.
    Link "link",
    /// 取消关联.
    Unlink "unlink",
    /// 列为重大件.
    MarkMajor "mark-major",
    /// 取消重大.
    UnmarkMajor "unmark-major",
    /// 阅悉.
    Acknowledge "acknowledge",
    /// 对代录提出异议.
    Contest "contest",
    /// 限定知悉范围.
    Restrict "restrict",
    /// 阅读保密件.
    Read "read",
    /// 允许联系来信人.
    AllowContact "allow-contact",
    /// 更正登记.
    Correct "correct",
    /// 附加文件.
    Attach "attach",
    /// 拆分.
    Split "split",
    /// 备注.
    Note "note",
}

impl Verb {
    /// Parses a code.
    pub fn parse(code: &str) -> Option<Verb> {
        Verb::ALL.iter().copied().find(|verb| verb.code() == code)
    }

    /// Returns the label in the user's language, such as 受理.
    pub fn label(self) -> String {
        crate::say!(&format!("verb-{}", self.code()))
    }

    /// Returns the phrase for a sentence on who may do it and when, such as 登记满意度.
    pub fn phrase(self) -> String {
        crate::say!(&format!("can-{}", self.code()))
    }
}
