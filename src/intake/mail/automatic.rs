//! Whether a mail was written by a machine that answers: automatic answers, bounces, mails to lists.
//!
//! A citizen's letter that a gateway passes on may carry any one of their marks, so no weak mark alone decides.

use crate::domain::aside::Class;

/// Beginnings of the subjects of automatic answers; a colon follows.
const ANSWERS: [&str; 13] = [
    "自动回复",
    "自动答复",
    "系统自动回复",
    "邮件自动回复",
    "外出自动回复",
    "不在办公室",
    "automatic reply",
    "auto-reply",
    "auto reply",
    "autoreply",
    "auto",
    "out of office",
    "out of office autoreply",
];

/// What stands in the subjects of bounces.
const BOUNCES: [&str; 16] = [
    "退信",
    "无法投递",
    "未能投递",
    "投递失败",
    "投递状态",
    "未送达",
    "邮件被退回",
    "undelivered",
    "undeliverable",
    "undeliverd",
    "delivery status notification",
    "delivery failure",
    "delivery notification",
    "mail delivery failed",
    "returned mail",
    "failure notice",
];

/// Who sends bounces.
const DAEMONS: [&str; 5] = ["mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mdaemon"];

/// No more of a mark is shown, in characters.
const LONGEST: usize = 40;

/// The marks in the header of a mail.
#[derive(Debug, Default)]
struct Marks {
    auto_submitted: Option<String>,
    answered: Option<String>,
    suppressed: bool,
    precedence: Option<String>,
    report: Option<String>,
    no_return: bool,
    failed: bool,
    list: bool,
    unsubscribe: bool,
    an_answer: bool,
}

impl Marks {
    fn take(&mut self, name: &str, value: &str) {
        let value = value.trim().to_ascii_lowercase();
        let word = || {
            let word = value.split([';', ' ', '(', '\t']).next().unwrap_or("");
            word.chars().filter(char::is_ascii_graphic).take(LONGEST).collect::<String>()
        };
        match name.to_ascii_lowercase().as_str() {
            "auto-submitted" if word() != "no" && !value.is_empty() => self.auto_submitted = Some(word()),
            header @ ("x-autoreply" | "x-autorespond" | "x-auto-reply" | "x-autoresponder" | "x-autoreply-from")
                if !matches!(value.as_str(), "" | "no" | "false" | "0") =>
            {
                self.answered = Some(header.to_owned());
            }
            "x-auto-response-suppress" => self.suppressed = !matches!(value.as_str(), "" | "none"),
            "precedence" => self.precedence = Some(word()),
            "content-type" if value.starts_with("multipart/report") => {
                let kind = value.split("report-type").nth(1).unwrap_or("");
                let kind = kind.trim_start_matches(['=', ' ', '"', '\t', '\r', '\n']);
                self.report =
                    Some(kind.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(LONGEST).collect());
            }
            "return-path" => self.no_return = value == "<>",
            "x-failed-recipients" => self.failed = true,
            "list-id" => self.list = !value.is_empty(),
            "list-unsubscribe" | "list-post" => self.unsubscribe = true,
            "in-reply-to" | "references" => self.an_answer = true,
            _ => {}
        }
    }

    /// Whether a mark says that a machine answered, or may have.
    fn answering(&self) -> bool {
        self.auto_submitted.is_some()
            || self.answered.is_some()
            || self.suppressed
            || self.no_return
            || self.precedence.is_some()
    }
}

/// What kind of mail these headers are of that is no letter, and by which marks that is known; `None` for a letter.
pub(super) fn class<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    subject: &str,
    sender: &str,
) -> Option<(Class, String)> {
    let mut marks = Marks::default();
    headers.for_each(|(name, value)| marks.take(name, value));
    let subject = subject.trim().to_lowercase();
    let answers = ANSWERS
        .iter()
        .any(|word| subject.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with([':', '\u{ff1a}'])));
    let bounces = BOUNCES.iter().any(|word| subject.contains(word));
    let local = sender.split('@').next().unwrap_or("").trim().to_ascii_lowercase();
    let daemon = DAEMONS.contains(&local.as_str());
    let precedence = marks.precedence.as_deref().unwrap_or("");

    let mut signs = Vec::new();
    if let Some(report) = &marks.report {
        signs.push(format!("multipart/report {report}"));
    }
    if let Some(auto) = &marks.auto_submitted {
        signs.push(format!("Auto-Submitted: {auto}"));
    }
    signs.extend(marks.answered.clone());
    if !precedence.is_empty() {
        signs.push(format!("Precedence: {precedence}"));
    }
    let others = [
        (marks.no_return, "Return-Path: <>"),
        (marks.failed, "X-Failed-Recipients"),
        (marks.list, "List-Id"),
        (daemon, local.as_str()),
    ];
    signs.extend(others.iter().filter(|(is, _)| *is).map(|(_, sign)| (*sign).to_owned()));

    let report = marks.report.as_deref();
    let class = if report == Some("disposition-notification") {
        Class::Auto
    } else if report.is_some_and(|kind| kind == "delivery-status" || daemon || marks.no_return || bounces)
        || (daemon && (marks.no_return || marks.failed || bounces))
        || (marks.no_return && bounces)
    {
        Class::Bounce
    } else if matches!(marks.auto_submitted.as_deref(), Some("auto-replied" | "auto-notified"))
        || (marks.answered.is_some()
            && (marks.auto_submitted.is_some() || marks.no_return || marks.an_answer || answers))
        || matches!(precedence, "auto_reply" | "auto-reply")
        || (answers && (marks.answering() || marks.an_answer))
    {
        Class::Auto
    } else if marks.list && (marks.unsubscribe || matches!(precedence, "bulk" | "list" | "junk")) {
        Class::List
    } else {
        return None;
    };
    Some((class, signs.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Option<Class> {
        let lines = || header.lines().filter_map(|line| line.split_once(": "));
        let get = |wanted: &str| lines().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
        class(lines(), get("Subject"), get("From")).map(|(class, _)| class)
    }

    #[test]
    fn what_machines_answer_is_known_by_its_marks() {
        for (class, header) in [
            (Class::Auto, "Auto-Submitted: auto-replied\nSubject: x"),
            (Class::Auto, "Auto-Submitted: auto-replied (vacation)\nSubject: x"),
            (Class::Auto, "Auto-Submitted: auto-generated\nSubject: Automatic reply: x"),
            (Class::Auto, "X-Autoreply: yes\nIn-Reply-To: <1@example.cn>\nSubject: Re: x"),
            (Class::Auto, "X-Autorespond: x\nReturn-Path: <>\nSubject: x"),
            (Class::Auto, "Precedence: auto_reply\nSubject: x"),
            (Class::Auto, "X-Auto-Response-Suppress: All\nSubject: 自动回复：收到"),
            (Class::Auto, "References: <1@example.cn>\nSubject: 自动答复: 您的来信"),
            (
                Class::Auto,
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\nSubject: 已读: x",
            ),
            (Class::Bounce, "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=b\nSubject: x"),
            (Class::Bounce, "From: MAILER-DAEMON@example.cn\nReturn-Path: <>\nSubject: x"),
            (Class::Bounce, "From: postmaster@example.cn\nSubject: 系统退信/Returned mail"),
            (Class::Bounce, "From: postmaster@example.cn\nSubject: 来自example.cn的退信"),
            (Class::Bounce, "Return-Path: <>\nFrom: a@example.cn\nSubject: Undelivered Mail Returned to Sender"),
            (Class::List, "List-Id: <news.example.cn>\nPrecedence: bulk\nSubject: x"),
            (Class::List, "List-Id: <news.example.cn>\nList-Unsubscribe: <mailto:x@example.cn>\nSubject: x"),
        ] {
            assert_eq!(of(header), Some(class), "{header}");
        }
    }

    #[test]
    fn a_letter_that_carries_a_mark_is_a_letter() {
        for header in [
            "Subject: 路灯不亮",
            "Auto-Submitted: no\nSubject: x",
            "Auto-Submitted: auto-generated\nPrecedence: bulk\nSubject: 网站留言：路灯不亮",
            "Auto-Submitted: auto-generated\nPrecedence: bulk\nReturn-Path: <>\nSubject: 网站留言：路灯不亮",
            "Precedence: list\nSubject: x",
            "Precedence: bulk\nSubject: 要求退信",
            "Return-Path: <>\nSubject: 路灯不亮",
            "From: zhang@example.cn\nSubject: 信件被退信，要求说明",
            "From: zhang@example.cn\nSubject: 退信的投诉",
            "From: postmaster@example.cn\nSubject: 路灯不亮",
            "From: zhang@example.cn\nSubject: 自动回复没有用",
            "From: zhang@example.cn\nSubject: 自动回复：没有用",
            "In-Reply-To: <1@example.cn>\nSubject: 回复: 自动回复: x",
            "X-Auto-Response-Suppress: All\nSubject: x",
            "X-Autoreply: no\nIn-Reply-To: <1@example.cn>\nSubject: x",
            "List-Id: <qun.example.cn>\nSubject: x",
            "List-Unsubscribe: <mailto:x@example.cn>\nPrecedence: bulk\nSubject: x",
        ] {
            assert_eq!(of(header), None, "{header}");
        }
    }
}
