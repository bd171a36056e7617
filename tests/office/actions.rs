//! Every action with answers that no rule has anything against, and with answers that some rule has.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::cause::{
    CallOutcome, CorrectedField, Fault, ReopenCause, Solved, TakeBackCause,
};
use xinxiang::domain::letter::event::{Attachment, Notified, ReplyChannel, UrgingChannel};
use xinxiang::domain::letter::follow_up::CallBack;
use xinxiang::domain::letter::incoming::Channel;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Assignment, Letter, LetterId};
use xinxiang::domain::regulation::{Regulation, RequiredReference, Tier};
use xinxiang::domain::workflow::action::{Action, Verb};

use super::staff;

/// One who may do it, whatever the regulation and the unit.
pub(crate) fn doer(verb: Verb) -> Staff {
    match verb {
        Verb::Instruct
        | Verb::Approve
        | Verb::SendBack
        | Verb::Acknowledge
        | Verb::UnmarkMajor
        | Verb::Contest
        | Verb::DecideExtension => staff(Role::Leader),
        // Who declined or ended a letter does not revoke that.
        Verb::Revoke => staff(Role::Office),
        _ => staff(Role::Administrator),
    }
}

/// Acceptance under a category.
pub(crate) fn accept(category: &str) -> Action {
    Action::Accept {
        category: category.to_owned(),
        major: false,
        accused: None,
        of_type: None,
        subject: None,
    }
}

/// An ordinary assignment to one unit.
pub(crate) fn to_unit(lead: UnitId) -> Action {
    Action::Assign {
        lead,
        co: vec![],
        tier: Tier::Ordinary,
        why: None,
        demand: None,
        person: None,
    }
}

/// The unit whose turn it is, as far as the letter itself says.
pub(crate) fn turn(verb: Verb, letter: &Letter) -> UnitId {
    let mut held: Vec<&Assignment> = letter
        .current_assignments()
        .filter(|held| held.is_active())
        .collect();
    held.sort_by_key(|held| (held.due.at, !held.co));
    let fits = |held: &&&Assignment| match verb {
        Verb::SignFor => held.is_open() && held.signed.is_none(),
        Verb::DecideExtension => held.is_open() && held.pending_extension().is_some(),
        Verb::Feedback => {
            held.is_open()
                && (held.co || !letter.current_assignments().any(|co| co.co && co.is_open()))
        }
        Verb::SendBackFeedback => held.valid_feedback().is_some(),
        Verb::Waive | Verb::AskWaiver => held.is_open() && held.co,
        Verb::DecideReturn => held.is_open() && held.return_asked.is_some(),
        _ => held.is_open(),
    };
    held.iter()
        .find(fits)
        .or(held.first())
        .map_or(UnitId(1), |held| held.unit)
}

/// The action with answers that no rule has anything against.
pub(crate) fn good(verb: Verb, letter: &Letter, regulation: &Regulation) -> Action {
    good_for(verb, letter, regulation, turn(verb, letter))
}

/// The same, with the unit that it is about.
pub(crate) fn good_for(
    verb: Verb,
    letter: &Letter,
    regulation: &Regulation,
    unit: UnitId,
) -> Action {
    let another = letter
        .repeats
        .iter()
        .max()
        .map_or(LetterId(1_000), |last| LetterId(last.0 + 1));
    let tier = Tier::Ordinary;
    let accused = letter
        .restriction
        .as_ref()
        .and_then(|restriction| restriction.accused);
    let free = (1..)
        .map(UnitId)
        .find(|unit| letter.held_by(*unit).is_none() && accused != Some(*unit))
        .unwrap();
    match verb {
        Verb::Accept => Action::Accept {
            category: regulation.categories[0].code.clone(),
            major: false,
            accused: None,
            of_type: None,
            subject: None,
        },
        Verb::Decline => Action::Decline {
            ground: regulation.grounds[0].code.clone(),
            told: Notified::Phone,
            notice: String::new(),
            document: None,
            earlier: None,
        },
        Verb::Refer => Action::Refer {
            to: "区公安分局".into(),
            why: "恶意攻击".into(),
            told: Notified::None,
            notice: String::new(),
        },
        Verb::AskWriter => Action::AskWriter {
            text: String::new(),
            by: ReplyChannel::Phone,
        },
        Verb::WriterAnswered => Action::WriterAnswered {
            text: "在经二路口。".into(),
        },
        Verb::Lapse => Action::Lapse,
        Verb::Resume => Action::Resume,
        Verb::Tell => Action::Tell {
            told: Notified::Letter,
        },
        Verb::ReplyDirectly => {
            let reason = regulation.direct_reply.last().unwrap();
            let (earlier, policy) = match reason.names {
                RequiredReference::Earlier => (Some(another), None),
                RequiredReference::Policy => (None, Some("渭政办发〔2025〕3号".to_owned())),
            };
            Action::ReplyDirectly {
                because: reason.code.clone(),
                earlier,
                policy,
                tier,
            }
        }
        Verb::Propose => Action::Propose {
            text: "拟由住建局承办".into(),
            lead: Some(UnitId(2)),
            co: vec![UnitId(3)],
        },
        Verb::Instruct => Action::Instruct {
            text: "请住建局抓紧办理".into(),
            // Units that have it are not named again.
            lead: (letter.stage != Stage::Assigned).then_some(UnitId(1)),
            co: vec![],
            days: None,
            tier,
            outcome: Default::default(),
            to: None,
            to_leader: None,
        },
        Verb::Assign => {
            let why = letter
                .was_returned_by(UnitId(1))
                .then(|| "职责清单第3条".to_owned());
            Action::Assign {
                lead: UnitId(1),
                co: vec![],
                tier,
                why,
                demand: None,
                person: None,
            }
        }
        Verb::SignFor => Action::SignFor {
            unit,
            person: "周强".into(),
            phone: None,
        },
        Verb::Return => Action::Return {
            unit,
            why: "属教体局职责".into(),
        },
        Verb::DecideReturn => Action::DecideReturn {
            unit,
            accept: true,
            next: None,
            why: None,
        },
        Verb::TakeBack => Action::TakeBack {
            unit,
            cause: TakeBackCause::Mistake,
            why: "应由城管局承办".into(),
        },
        Verb::AddUnit => Action::AddUnit {
            co: vec![free],
            why: "领导要求会办".into(),
        },
        Verb::ChangeLead => Action::ChangeLead {
            lead: free,
            keep: false,
            why: "职责已调整".into(),
        },
        Verb::AskExtension => Action::AskExtension {
            unit,
            days: 1,
            why: "灯具待到货".into(),
        },
        Verb::DecideExtension => Action::DecideExtension {
            unit,
            grant: true,
            why: None,
            told: Notified::Phone,
        },
        Verb::Feedback => Action::Feedback {
            unit,
            text: "已更换灯具。".into(),
            head: "高峰".into(),
            sealed: true,
            files: vec![],
            mandate: None,
            person: Some("经办人".into()),
        },
        Verb::SendBackFeedback => Action::SendBackFeedback {
            unit,
            why: "未答复第二问".into(),
        },
        Verb::Waive => Action::Waive {
            unit,
            why: "与其职责无关".into(),
            deny: false,
        },
        Verb::AskWaiver => Action::AskWaiver {
            unit,
            why: "与其职责无关".into(),
        },
        Verb::ReportMajor => Action::ReportMajor {
            unit,
            why: "涉及群体".into(),
        },
        Verb::ContactWriter => Action::ContactWriter {
            unit,
            text: "已电话联系，约周三现场查看。".into(),
        },
        Verb::Remind => Action::Remind {
            unit,
            by: UrgingChannel::Phone,
            to: "周强".into(),
            answer: None,
        },
        Verb::CallBack => Action::CallBack(CallBack {
            by: UrgingChannel::Phone,
            outcome: CallOutcome::Reached,
            solved: Some(Solved::Yes),
            attitude: Some(5),
            result: Some(4),
            note: None,
        }),
        Verb::Fulfil => Action::Fulfil {
            text: "路灯已装好。".into(),
        },
        Verb::Contest => Action::Contest {
            why: "我没有签过".into(),
        },
        Verb::Split => Action::Split {
            title: "另一件事".into(),
            text: "小区门口还有积水。".into(),
        },
        Verb::Explain => Action::Explain {
            unit,
            text: "因连续降雨无法施工。".into(),
        },
        Verb::Urge => Action::Urge {
            unit,
            by: UrgingChannel::Phone,
            to: "周强".into(),
            answer: Some("今天报".into()),
            step: None,
        },
        Verb::Draft => Action::Draft {
            text: "您好，路灯已修复。".into(),
        },
        Verb::Submit => Action::Submit,
        Verb::Approve => Action::Approve {
            note: None,
            text: None,
        },
        Verb::Recall => Action::Recall,
        Verb::SendBack => Action::SendBack {
            why: "语气不妥".into(),
            passage: None,
            below: false,
        },
        Verb::Send => Action::Send {
            by: ReplyChannel::Phone,
            promise: None,
            promised: None,
        },
        Verb::Publish => Action::Publish,
        Verb::Withhold => Action::Withhold {
            why: "涉及个人隐私".into(),
        },
        Verb::Rate => Action::Rate {
            score: 4,
            source: Channel::Phone,
            note: None,
        },
        Verb::Close => Action::Close,
        Verb::Unclose => Action::Unclose,
        Verb::Amend => Action::Amend {
            why: "日期写错".into(),
            fault: Fault::Centre,
        },
        Verb::End => Action::End {
            because: regulation
                .endings
                .iter()
                .find(|ending| ending.names.is_none())
                .unwrap()
                .code
                .clone(),
            why: "来信人来电撤回".into(),
            told: Notified::Phone,
            to: None,
            into: None,
            ground: None,
        },
        Verb::Revoke => Action::Revoke {
            why: "属受理范围".into(),
        },
        Verb::Reopen => Action::Reopen {
            cause: ReopenCause::Unsatisfied,
            why: "路灯又不亮了".into(),
        },
        Verb::Link => Action::Link { to: another },
        Verb::Unlink => Action::Unlink {
            to: letter.repeats.first().copied().unwrap_or(another),
        },
        Verb::MarkMajor => Action::MarkMajor,
        Verb::UnmarkMajor => Action::UnmarkMajor {
            why: "不属重大".into(),
        },
        Verb::Acknowledge => Action::Acknowledge { text: None },
        Verb::Restrict => Action::Restrict {
            accused: Some(UnitId(4)),
            readers: vec!["leader".into()],
        },
        Verb::Read => Action::Read,
        Verb::AllowContact => Action::AllowContact,
        Verb::Correct => Action::Correct {
            fields: vec![(
                CorrectedField::Phone,
                format!("138-0000-{:04}", letter.version),
            )],
            why: "来信人更正电话".into(),
        },
        Verb::Attach => Action::Attach {
            files: vec![Attachment {
                name: "来信.jpg".into(),
                media_type: "image/jpeg".into(),
                size: 9,
                hash: "00".repeat(32),
            }],
            note: None,
        },
        Verb::Note => Action::Note {
            text: "已电话联系来信人".into(),
        },
    }
}

/// The action with answers that lack, or that a rule has something against, where it is this unit's turn; none where nothing is
/// asked.
pub(crate) fn bad(verb: Verb, letter: &Letter, unit: UnitId) -> Vec<Action> {
    let nowhere = UnitId(99);
    let (text, none) = (|| "已办。".to_owned(), || " \u{3000}\n".to_owned());
    let tier = Tier::Ordinary;
    match verb {
        Verb::Accept => ["", "9.9"]
            .map(|code| Action::Accept {
                category: code.into(),
                major: true,
                accused: None,
                of_type: None,
                subject: None,
            })
            .into(),
        Verb::Decline => ["", "9.9"]
            .map(|code| Action::Decline {
                ground: code.into(),
                told: Notified::None,
                notice: text(),
                document: None,
                earlier: None,
            })
            .into(),
        Verb::Refer => [(none(), text()), (text(), none())]
            .map(|(to, why)| Action::Refer {
                to,
                why,
                told: Notified::None,
                notice: text(),
            })
            .into(),
        Verb::WriterAnswered => vec![Action::WriterAnswered { text: none() }],
        Verb::ReplyDirectly => ["", "no-such", "repeated", "handled", "policy"]
            .map(|code| (code, None))
            .into_iter()
            .chain([("repeated", Some(letter.id))])
            .map(|(code, earlier)| Action::ReplyDirectly {
                because: code.into(),
                earlier,
                policy: None,
                tier,
            })
            .collect(),
        Verb::Propose => [
            (none(), None, vec![]),
            (text(), Some(nowhere), vec![]),
            (text(), None, vec![nowhere]),
        ]
        .into_iter()
        .chain([(text(), Some(UnitId(2)), vec![UnitId(3), UnitId(2)])])
        .map(|(text, lead, co)| Action::Propose { text, lead, co })
        .collect(),
        Verb::Instruct => [
            (none(), UnitId(1), vec![], None),
            (text(), nowhere, vec![], None),
            (text(), UnitId(1), vec![nowhere], None),
            (text(), UnitId(1), vec![UnitId(1)], None),
            (text(), UnitId(1), vec![], Some(0)),
        ]
        .map(|(text, lead, co, days)| Action::Instruct {
            text,
            lead: Some(lead),
            co,
            days,
            tier,
            outcome: Default::default(),
            to: None,
            to_leader: None,
        })
        .into(),
        Verb::Assign => [(nowhere, vec![]), (UnitId(1), vec![UnitId(2), UnitId(2)])]
            .into_iter()
            .chain(
                letter
                    .restriction
                    .iter()
                    .filter_map(|restriction| restriction.accused)
                    .map(|unit| (unit, vec![])),
            )
            .chain(
                letter
                    .assignments
                    .iter()
                    .filter(|held| letter.was_returned_by(held.unit))
                    .map(|held| (held.unit, vec![])),
            )
            .map(|(lead, co)| Action::Assign {
                lead,
                co,
                tier,
                why: None,
                demand: None,
                person: None,
            })
            .collect(),
        Verb::SignFor => [(unit, none()), (nowhere, text())]
            .map(|(unit, person)| Action::SignFor {
                unit,
                person,
                phone: None,
            })
            .into(),
        Verb::Return => [(unit, none()), (nowhere, text())]
            .map(|(unit, why)| Action::Return { unit, why })
            .into(),
        Verb::AskExtension => [
            (unit, 1, none()),
            (unit, 0, text()),
            (nowhere, 1, text()),
            (unit, 300, text()),
        ]
        .map(|(unit, days, why)| Action::AskExtension { unit, days, why })
        .into(),
        Verb::DecideExtension => [(nowhere, true), (unit, false)]
            .map(|(unit, grant)| Action::DecideExtension {
                unit,
                grant,
                why: None,
                told: Notified::None,
            })
            .into(),
        Verb::TakeBack => [(unit, none()), (nowhere, text())]
            .map(|(unit, why)| Action::TakeBack {
                unit,
                cause: TakeBackCause::Leader,
                why,
            })
            .into(),
        Verb::DecideReturn => [(nowhere, true), (unit, false)]
            .map(|(unit, accept)| Action::DecideReturn {
                unit,
                accept,
                next: None,
                why: None,
            })
            .into(),
        Verb::AskWaiver => [(unit, none()), (nowhere, text())]
            .into_iter()
            .chain(letter.lead_assignment().map(|lead| (lead.unit, text())))
            .map(|(unit, why)| Action::AskWaiver { unit, why })
            .collect(),
        Verb::ReportMajor => [(unit, none()), (nowhere, text())]
            .map(|(unit, why)| Action::ReportMajor { unit, why })
            .into(),
        Verb::ContactWriter => [(unit, none()), (nowhere, text())]
            .map(|(unit, text)| Action::ContactWriter { unit, text })
            .into(),
        Verb::Remind => [(unit, none()), (nowhere, text())]
            .map(|(unit, to)| Action::Remind {
                unit,
                by: UrgingChannel::Visit,
                to,
                answer: None,
            })
            .into(),
        Verb::CallBack => [
            (CallOutcome::Unreachable, Some(Solved::Yes), None),
            (CallOutcome::Reached, None, None),
            (CallOutcome::Reached, Some(Solved::No), Some(6)),
        ]
        .map(|(outcome, solved, result)| {
            Action::CallBack(CallBack {
                by: UrgingChannel::Phone,
                outcome,
                solved,
                attitude: None,
                result,
                note: None,
            })
        })
        .into(),
        Verb::Fulfil => vec![Action::Fulfil { text: none() }],
        Verb::Contest => vec![Action::Contest { why: none() }],
        Verb::Split => [(none(), text()), (text(), none())]
            .map(|(title, text)| Action::Split { title, text })
            .into(),
        Verb::AddUnit => [
            (vec![UnitId(3)], none()),
            (vec![], text()),
            (vec![nowhere], text()),
            (vec![unit], text()),
        ]
        .map(|(co, why)| Action::AddUnit { co, why })
        .into(),
        Verb::ChangeLead => [(UnitId(3), none()), (nowhere, text())]
            .into_iter()
            .chain(letter.lead_assignment().map(|lead| (lead.unit, text())))
            .map(|(lead, why)| Action::ChangeLead {
                lead,
                keep: false,
                why,
            })
            .collect(),
        Verb::Amend => vec![Action::Amend {
            why: none(),
            fault: Fault::Unit,
        }],
        Verb::End => [
            ("", None, None, None, text()),
            ("no-such", None, None, None, text()),
            ("withdrawn", None, None, None, none()),
            ("referred", Some(none()), None, None, text()),
            ("merged", None, None, None, text()),
            ("merged", None, Some(letter.id), None, text()),
            ("out-of-scope", None, None, Some("9.9".to_owned()), text()),
        ]
        .map(|(because, to, into, ground, why)| Action::End {
            because: because.into(),
            why,
            told: Notified::None,
            to,
            into,
            ground,
        })
        .into(),
        Verb::Revoke => vec![Action::Revoke { why: none() }],
        Verb::UnmarkMajor => vec![Action::UnmarkMajor { why: none() }],
        Verb::Correct => [
            (vec![], text()),
            (vec![(CorrectedField::Title, text())], none()),
            (vec![(CorrectedField::Title, none())], text()),
            (vec![(CorrectedField::Title, letter.title.clone())], text()),
            (vec![(CorrectedField::Channel, text())], text()),
            (vec![(CorrectedField::Category, "9.9".to_owned())], text()),
            (vec![(CorrectedField::Received, text())], text()),
            (
                vec![(CorrectedField::Received, "2099-01-01 09:00".to_owned())],
                text(),
            ),
        ]
        .map(|(fields, why)| Action::Correct { fields, why })
        .into(),
        Verb::Attach => vec![Action::Attach {
            files: vec![],
            note: None,
        }],
        Verb::Feedback => [
            (unit, none(), text(), true),
            (unit, text(), none(), true),
            (unit, text(), text(), false),
            (nowhere, text(), text(), true),
        ]
        .map(|(unit, text, head, sealed)| Action::Feedback {
            unit,
            text,
            head,
            sealed,
            files: vec![],
            mandate: None,
            person: Some("经办人".into()),
        })
        .into(),
        Verb::SendBackFeedback => [(unit, none()), (nowhere, text())]
            .map(|(unit, why)| Action::SendBackFeedback { unit, why })
            .into(),
        Verb::Waive => [(unit, none()), (nowhere, text())]
            .into_iter()
            .chain(letter.lead_assignment().map(|lead| (lead.unit, text())))
            .map(|(unit, why)| Action::Waive {
                unit,
                why,
                deny: false,
            })
            .collect(),
        Verb::Explain => [(unit, none()), (nowhere, text())]
            .map(|(unit, text)| Action::Explain { unit, text })
            .into(),
        Verb::Urge => [(unit, none()), (nowhere, text())]
            .map(|(unit, to)| Action::Urge {
                unit,
                by: UrgingChannel::Visit,
                to,
                answer: None,
                step: None,
            })
            .into(),
        Verb::Draft => vec![Action::Draft { text: none() }],
        Verb::SendBack => vec![Action::SendBack {
            why: none(),
            passage: None,
            below: false,
        }],
        Verb::Withhold => vec![Action::Withhold { why: none() }],
        Verb::Rate => [0, 6]
            .map(|score| Action::Rate {
                score,
                source: Channel::Visit,
                note: None,
            })
            .into(),
        Verb::Reopen => vec![Action::Reopen {
            cause: ReopenCause::NewFacts,
            why: none(),
        }],
        Verb::Link => [letter.id]
            .into_iter()
            .chain(letter.repeats.first().copied())
            .map(|to| Action::Link { to })
            .collect(),
        Verb::Unlink => vec![Action::Unlink {
            to: LetterId(5_000),
        }],
        Verb::Restrict => [
            (Some(nowhere), vec![]),
            (None, vec!["leader".to_owned(), "nobody".to_owned()]),
        ]
        .map(|(accused, readers)| Action::Restrict { accused, readers })
        .into(),
        Verb::Note => vec![Action::Note { text: none() }],
        Verb::AskWriter
        | Verb::Lapse
        | Verb::Resume
        | Verb::Tell
        | Verb::Submit
        | Verb::Recall
        | Verb::Unclose
        | Verb::Approve
        | Verb::Send
        | Verb::Publish
        | Verb::Close
        | Verb::MarkMajor
        | Verb::Acknowledge
        | Verb::Read
        | Verb::AllowContact => vec![],
    }
}
