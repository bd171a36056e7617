//! Detects mails that a machine sent: automatic answers, bounces, bulk mail of lists.
//!
//! A citizen's letter that a gateway forwards may carry any one of these marks, so no weak mark
//! decides alone.

use super::header;
use crate::domain::letter::quarantine::MailClass;

/// The prefixes of subjects of automatic answers; a colon follows.
const ANSWER_SUBJECTS: [&str; 12] = [
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
    "out of office",
    "out of office autoreply",
];

/// The prefixes of English subjects of bounces.
const ENGLISH_BOUNCES: [&str; 10] = [
    "undelivered mail",
    "undeliverable",
    "undeliverd",
    "delivery status notification",
    "delivery failure",
    "delivery notification",
    "mail delivery failed",
    "mail delivery failure",
    "returned mail",
    "failure notice",
];

/// The Chinese subjects of bounces: the whole subject, or followed by a punctuation mark and other
/// words.
const CHINESE_BOUNCES: [&str; 19] = [
    "退信",
    "系统退信",
    "退信通知",
    "退信提醒",
    "邮件退信",
    "系统退信通知",
    "邮件无法投递",
    "无法投递",
    "未能投递",
    "投递失败",
    "投递失败通知",
    "邮件投递失败",
    "邮件投递失败通知",
    "投递状态通知",
    "邮件投递状态通知",
    "未送达",
    "未送达邮件",
    "邮件未送达",
    "邮件被退回",
];

/// The local parts of addresses that send bounces.
const DAEMONS: [&str; 5] = [
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "mail-daemon",
    "mdaemon",
];

/// The prefixes of addresses of portals that forward letters.
const PORTALS: [&str; 5] = [
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
];

/// The longest value of a mark that is shown, in characters.
const MAX_MARK_CHARS: usize = 40;

/// The marks of automatic mail in the header of a mail.
#[derive(Debug, Default)]
pub(super) struct AutomaticMarks {
    auto_submitted: Option<String>,
    autoreply_header: Option<String>,
    suppresses_replies: bool,
    precedence: Option<String>,
    report: Option<String>,
    empty_return_path: bool,
    has_failed_recipients: bool,
    has_list_id: bool,
    has_list_post: bool,
    is_reply: bool,
}

impl AutomaticMarks {
    /// Reads the marks from a mail as it came, before any repair.
    pub(super) fn from_mail(mail: &[u8]) -> AutomaticMarks {
        let mut marks = AutomaticMarks::default();
        let end = header::mail_header_end(mail).map_or(0, |(end, _)| end);
        for header in header::split_headers(&mail[..end]) {
            marks.read_header(&header.name, &String::from_utf8_lossy(header.value));
        }
        marks
    }

    fn read_header(&mut self, name: &str, value: &str) {
        let value = value.trim().to_ascii_lowercase();
        let word = || {
            let word = value.split([';', ' ', '(', '\t']).next().unwrap_or("");
            word.chars()
                .filter(char::is_ascii_graphic)
                .take(MAX_MARK_CHARS)
                .collect::<String>()
        };
        match name.to_ascii_lowercase().as_str() {
            "auto-submitted" if word() != "no" && !value.is_empty() => {
                self.auto_submitted = Some(word())
            }
            header @ ("x-autoreply" | "x-autorespond" | "x-auto-reply" | "x-autoresponder"
            | "x-autoreply-from")
                if !matches!(value.as_str(), "" | "no" | "false" | "0") =>
            {
                self.autoreply_header = Some(header.to_owned());
            }
            "x-auto-response-suppress" => {
                self.suppresses_replies = !matches!(value.as_str(), "" | "none")
            }
            "precedence" => self.precedence = Some(word()),
            "content-type" if value.starts_with("multipart/report") => {
                let kind = value.split("report-type").nth(1).unwrap_or("");
                let kind = kind.trim_start_matches(['=', ' ', '"', '\t', '\r', '\n']);
                self.report = Some(
                    kind.chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                        .take(MAX_MARK_CHARS)
                        .collect(),
                );
            }
            "return-path" => self.empty_return_path = value == "<>",
            "x-failed-recipients" => self.has_failed_recipients = true,
            "list-id" => self.has_list_id = !value.is_empty(),
            "list-post" => self.has_list_post = true,
            "in-reply-to" | "references" => self.is_reply = true,
            _ => {}
        }
    }

    /// Reports whether any mark shows that a machine answered, or may have.
    fn has_automatic_mark(&self) -> bool {
        self.auto_submitted.is_some()
            || self.autoreply_header.is_some()
            || self.suppresses_replies
            || self.empty_return_path
            || self.precedence.is_some()
    }
}

/// Classifies a mail that is not a letter and returns the marks that show it; `None` for a letter.
pub(super) fn classify_headers(
    marks: &AutomaticMarks,
    subject: &str,
    sender: &str,
) -> Option<(MailClass, String)> {
    let subject = subject.trim().to_lowercase();
    let answers = ANSWER_SUBJECTS.iter().any(|word| {
        subject
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '\u{ff1a}']))
    });
    let bounces = BounceSubject::parse(&subject);
    let local = sender
        .split('@')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    let daemon = DAEMONS.contains(&local.as_str());
    let precedence = marks.precedence.as_deref().unwrap_or("");

    let mut signs = Vec::new();
    if let Some(report) = &marks.report {
        signs.push(format!("multipart/report {report}"));
    }
    if let Some(auto) = &marks.auto_submitted {
        signs.push(format!("Auto-Submitted: {auto}"));
    }
    signs.extend(marks.autoreply_header.clone());
    if !precedence.is_empty() {
        signs.push(format!("Precedence: {precedence}"));
    }
    let others = [
        (marks.empty_return_path, "Return-Path: <>"),
        (marks.suppresses_replies, "X-Auto-Response-Suppress"),
        (marks.has_failed_recipients, "X-Failed-Recipients"),
        (marks.has_list_id, "List-Id"),
        (daemon, local.as_str()),
    ];
    signs.extend(
        others
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, sign)| (*sign).to_owned()),
    );

    let report = marks.report.as_deref();
    let portal = PORTALS.iter().any(|beginning| local.starts_with(beginning));
    let class = if report == Some("disposition-notification") {
        MailClass::Auto
    } else if report.is_some_and(|kind| {
        kind == "delivery-status" || daemon || marks.empty_return_path || bounces.is_some()
    }) || (daemon
        && (marks.has_failed_recipients
            || bounces.is_some()
            || (marks.empty_return_path && local != "postmaster")))
        || (marks.has_failed_recipients && bounces.is_some())
        || (marks.empty_return_path && bounces == Some(BounceSubject::Exact) && !portal)
    {
        MailClass::Bounce
    } else if marks.auto_submitted.as_deref() == Some("auto-replied")
        || (marks.autoreply_header.is_some()
            && (marks.auto_submitted.is_some()
                || marks.empty_return_path
                || marks.is_reply
                || answers))
        || matches!(precedence, "auto_reply" | "auto-reply")
        || (answers && marks.has_automatic_mark() && !portal)
    {
        MailClass::Auto
    } else if marks.has_list_id
        && !marks.has_list_post
        && !marks.is_reply
        && matches!(precedence, "bulk" | "junk")
    {
        // A discussion list has a List-Post header, or is `Precedence: list`. Only one-way bulk
        // mail is set aside.
        MailClass::List
    } else {
        return None;
    };
    Some((class, signs.join(" · ")))
}

/// How closely a subject matches that of a bounce.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BounceSubject {
    /// The subject has no other words.
    Exact,
    /// Other words follow, which a citizen may have written.
    Prefix,
}

impl BounceSubject {
    fn parse(subject: &str) -> Option<BounceSubject> {
        let named = subject
            .strip_prefix("来自")
            .and_then(|rest| rest.strip_suffix("的退信"));
        let server = named.is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
        });
        if server
            || CHINESE_BOUNCES.contains(&subject)
            || ENGLISH_BOUNCES.iter().any(|word| subject.starts_with(word))
        {
            return Some(BounceSubject::Exact);
        }
        let signs = [':', '：', '/', '(', '（', '-'];
        let begun = |word: &&str| {
            subject
                .strip_prefix(*word)
                .is_some_and(|rest| rest.trim_start().starts_with(signs))
        };
        CHINESE_BOUNCES
            .iter()
            .any(begun)
            .then_some(BounceSubject::Prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Option<MailClass> {
        let lines = || header.lines().filter_map(|line| line.split_once(": "));
        let marks = AutomaticMarks::from_mail(header.as_bytes());
        let get = |wanted: &str| {
            lines()
                .find(|(name, _)| *name == wanted)
                .map_or("", |(_, value)| value)
        };
        classify_headers(&marks, get("Subject"), get("From")).map(|(class, _)| class)
    }

    #[test]
    fn what_machines_answer_is_known_by_its_marks() {
        for (class, header) in [
            (MailClass::Auto, "Auto-Submitted: auto-replied\nSubject: x"),
            (
                MailClass::Auto,
                "Auto-Submitted: auto-replied (vacation)\nSubject: x",
            ),
            (
                MailClass::Auto,
                "Auto-Submitted: auto-generated\nSubject: Automatic reply: x",
            ),
            (
                MailClass::Auto,
                "X-Autoreply: yes\nIn-Reply-To: <1@example.cn>\nSubject: Re: x",
            ),
            (
                MailClass::Auto,
                "X-Autorespond: x\nReturn-Path: <>\nSubject: x",
            ),
            (MailClass::Auto, "Precedence: auto_reply\nSubject: x"),
            (
                MailClass::Auto,
                "X-Auto-Response-Suppress: All\nSubject: 自动回复：收到",
            ),
            (
                MailClass::Auto,
                "Return-Path: <>\nReferences: <1@example.cn>\nSubject: 自动答复: 您的来信",
            ),
            (
                MailClass::Auto,
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\nSubject: 已读: x",
            ),
            (
                MailClass::Bounce,
                "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=b\nSubject: x",
            ),
            (
                MailClass::Bounce,
                "From: MAILER-DAEMON@example.cn\nReturn-Path: <>\nSubject: x",
            ),
            (
                MailClass::Bounce,
                "From: postmaster@example.cn\nSubject: 系统退信/Returned mail",
            ),
            (
                MailClass::Bounce,
                "From: postmaster@example.cn\nSubject: 来自example.cn的退信",
            ),
            (
                MailClass::Bounce,
                "Return-Path: <>\nFrom: a@example.cn\nSubject: Undelivered Mail Returned to Sender",
            ),
            (
                MailClass::List,
                "List-Id: <news.example.cn>\nPrecedence: bulk\nSubject: x",
            ),
            (
                MailClass::Bounce,
                "Return-Path: <>\nFrom: a@example.cn\nSubject: 退信通知",
            ),
            (
                MailClass::Bounce,
                "From: postmaster@example.cn\nSubject: 未送达: 路灯",
            ),
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
            "List-Id: <qun.example.cn>\nList-Unsubscribe: <mailto:x@example.cn>\nSubject: x",
            "List-Id: <qun.example.cn>\nPrecedence: list\nSubject: x",
            "List-Id: <qun.example.cn>\nPrecedence: bulk\nList-Post: <mailto:qun@example.cn>\nSubject: x",
            "Return-Path: <>\nFrom: noreply@example.cn\nSubject: 我的申请信被退信两次",
            "Return-Path: <>\nFrom: noreply@example.cn\nSubject: 无法投递：快递点不送货",
            "Return-Path: <>\nFrom: postmaster@example.cn\nSubject: 厂区门口积水",
            "In-Reply-To: <1@example.cn>\nFrom: li@example.cn\nSubject: 自动回复：没有人看我的信",
            "Auto-Submitted: auto-generated\nFrom: noreply@example.cn\nSubject: 自动回复：没有人看我的信",
            "Precedence: bulk\nSubject: Auto：占道停车",
            "Auto-Submitted: auto-notified\nSubject: 网站留言",
            "List-Unsubscribe: <mailto:x@example.cn>\nPrecedence: bulk\nSubject: x",
        ] {
            assert_eq!(of(header), None, "{header}");
        }
    }
}
