//! Puts the details of each kind of event into words.

use super::ending_line;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::SIGNING_STEP;
use crate::domain::letter::cause::{CorrectedField, Wish};
use crate::domain::letter::event::{Event, Notified, RecordedEvent};
use crate::domain::letter::follow_up::CallBack;
use crate::domain::letter::incoming::Channel;
use crate::domain::office::Office;
use crate::domain::regulation::{Heading, Regulation, Worded, numbered_words};
use crate::domain::time::Timestamp;

/// Returns the details of an event; `None` if there are none.
pub(super) fn event_details(
    recorded: &RecordedEvent,
    office: &Office,
    regulation: &Regulation,
) -> Option<String> {
    let told = |told: &Notified| say!(&format!("told-{}", told.code()));
    // A unit is named as it was called then.
    let name = |unit: &UnitId| office.units.name_at(*unit, recorded.at);
    let unit = |unit: &UnitId, text: &str| Some(format!("{} · {text}", name(unit)));
    let behalf = |of: &Option<String>| {
        of.as_ref()
            .map(|of| say!("history-on-behalf", who = office.staff_name(of)))
    };
    let joined = |parts: Vec<Option<String>>| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    };
    match &recorded.event {
        Event::Received { source, .. } => source.file.clone(),
        Event::PastLetter(past) => joined(vec![
            past.unit_name.clone(),
            past.category_name.clone(),
            past.state.clone(),
        ]),
        Event::Accepted {
            number,
            category,
            of_type,
            subject,
            ..
        } => {
            let heading = |entry: Option<&Heading>| entry.map(|entry| entry.words().to_owned());
            joined(vec![
                Some(number.text.clone()),
                Some(numbered_words(
                    category,
                    regulation
                        .find_category(category)
                        .map_or("", |entry| entry.words()),
                )),
                of_type
                    .as_ref()
                    .and_then(|code| heading(regulation.find_type(code))),
                subject
                    .as_ref()
                    .and_then(|code| heading(regulation.find_subject(code))),
            ])
        }
        Event::Declined {
            ground,
            told: how,
            earlier,
            document,
            ..
        } => joined(vec![
            Some(format!("{ground} · {}", told(how))),
            earlier.map(|id| format!("#{id}")),
            document.clone(),
        ]),
        Event::Referred {
            to, why, told: how, ..
        } => Some(say!(
            "referred-to",
            to = to.as_str(),
            why = why.as_str(),
            told = told(how)
        )),
        Event::WriterTold { told: how } => Some(told(how)),
        Event::RepliedDirectly {
            because, policy, ..
        } => {
            let words = regulation
                .find_direct_reply_reason(because)
                .map(|because| because.words().to_owned());
            Some(
                words
                    .into_iter()
                    .chain(policy.clone())
                    .collect::<Vec<_>>()
                    .join(" · "),
            )
        }
        Event::Proposed { text, to, .. } => joined(vec![
            Some(text.clone()),
            to.as_ref()
                .map(|to| say!("history-to-leader", who = office.staff_name(to))),
        ]),
        Event::Instructed {
            text,
            outcome,
            to,
            on_behalf_of,
        } => joined(vec![
            (!outcome.is_assignment()).then(|| outcome.label()),
            Some(text.clone()),
            to.as_ref()
                .map(|to| say!("history-to-leader", who = office.staff_name(to))),
            behalf(on_behalf_of),
        ]),
        Event::WriterAsked { text, .. }
        | Event::WriterAnswered { text, .. }
        | Event::Noted { text } => Some(text.clone()),
        Event::Assigned {
            unit,
            due,
            co,
            person,
            demand,
            ..
        } => {
            let key = if *co {
                "history-assigned-co"
            } else {
                "history-assigned"
            };
            let line = say!(key, unit = name(unit), due = office.format_minute(due.at));
            joined(vec![Some(line), person.clone(), demand.clone()])
        }
        Event::SignedFor {
            unit: of,
            person,
            phone,
            ..
        } => {
            let signer = [Some(person.clone()), phone.clone()];
            let signer: Vec<String> = signer.into_iter().flatten().collect();
            unit(of, &signer.join(" · "))
        }
        Event::LeadFollowed { unit: of, limit } => unit(
            of,
            &say!("history-followed", due = office.format_minute(limit.due.at)),
        ),
        Event::WriterContacted { unit: of, text } => unit(of, text),
        Event::Reminded {
            unit: of,
            by,
            to,
            answer,
        } => {
            let way = say!(&format!("contact-{}", by.code()));
            let parts: Vec<String> = [way, to.clone()]
                .into_iter()
                .chain(answer.clone())
                .collect();
            unit(of, &parts.join(" · "))
        }
        Event::PromiseKept { text } => Some(text.clone()),
        Event::CalledBack(call) => Some(call_line(call)),
        Event::Contested { why } => Some(why.clone()),
        Event::Split { part, title } => Some(format!("#{part} · {title}")),
        Event::Returned { unit: of, why, .. }
        | Event::ReturnAsked { unit: of, why }
        | Event::ReturnRejected { unit: of, why }
        | Event::WaiverAsked { unit: of, why }
        | Event::WaiverDenied { unit: of, why }
        | Event::MajorReported { unit: of, why }
        | Event::FeedbackSentBack { unit: of, why, .. }
        | Event::OpinionWaived { unit: of, why } => unit(of, why),
        Event::Explained { unit: of, text } => unit(of, text),
        Event::ExtensionAsked {
            unit: of,
            days,
            why,
        }
        | Event::ExtensionTooLate {
            unit: of,
            days,
            why,
        } => unit(
            of,
            &say!("history-extension", days = *days, why = why.as_str()),
        ),
        Event::ExtensionDecided {
            unit: of,
            granted: _,
            why,
            limit,
            told: how,
        } => {
            let why = why.clone().unwrap_or_default();
            let words = match limit {
                Some(limit) => say!(
                    "history-granted",
                    due = office.format_minute(limit.due.at),
                    why = why
                ),
                None => say!("history-denied", why = why),
            };
            let words = if how.is_none() {
                words
            } else {
                format!("{words} · {}", told(how))
            };
            unit(of, words.trim_end())
        }
        Event::FeedbackGiven {
            unit: of,
            text,
            head,
            late,
            through_co,
            ..
        } => {
            let late = if *through_co {
                say!("history-late-through-co")
            } else if *late {
                say!("history-late")
            } else {
                String::new()
            };
            unit(
                of,
                &say!(
                    "history-feedback",
                    head = head.as_str(),
                    late = late,
                    text = text.as_str()
                ),
            )
        }
        Event::Urged {
            unit: of,
            step,
            by,
            to,
            answer,
            ..
        } => {
            let words = regulation
                .find_step(step)
                .map(|step| step.words().to_owned());
            let step = match words {
                Some(words) => words,
                None if step == SIGNING_STEP => say!("step-sign"),
                None => String::new(),
            };
            let way = say!(&format!("contact-{}", by.code()));
            let parts = [step, way, to.clone()]
                .into_iter()
                .chain(answer.clone())
                .collect::<Vec<_>>();
            unit(of, &parts.join(" · "))
        }
        Event::Drafted { text } => Some(say!("history-drafted", n = text.chars().count())),
        Event::Approved {
            note,
            text,
            next,
            on_behalf_of,
        } => joined(vec![
            note.clone(),
            text.as_ref()
                .map(|text| say!("history-revised", n = text.chars().count())),
            next.map(|next| say!("history-next", who = next.label())),
            behalf(on_behalf_of),
        ]),
        Event::SentBack {
            why,
            passage,
            below,
            on_behalf_of,
        } => {
            let passage = passage
                .as_ref()
                .map(|text| say!("passage-line", text = text.as_str()));
            let below = below.map(|below| say!("history-next", who = below.label()));
            let parts = std::iter::once(why.clone())
                .chain(passage)
                .chain(below)
                .chain(behalf(on_behalf_of));
            Some(parts.collect::<Vec<_>>().join("\n"))
        }
        Event::Sent { by, promise, .. } => joined(vec![
            Some(say!(&format!("way-{}", by.code()))),
            promise.as_ref().map(|promise| {
                say!(
                    "history-promise",
                    until = office.format_minute(promise.until),
                    text = promise.text.as_str()
                )
            }),
        ]),
        Event::Withheld { why } | Event::UnmarkedMajor { why } | Event::Revoked { why, .. } => {
            Some(why.clone())
        }
        Event::Reopened { cause, why, .. } => Some(format!("{} · {why}", cause.label())),
        Event::TakenBack {
            unit: of,
            cause,
            why,
            ..
        } => unit(of, &format!("{} · {why}", cause.label())),
        Event::LeadChanged {
            was,
            now,
            kept,
            why,
        } => Some(say!(
            if *kept {
                "history-lead-changed-kept"
            } else {
                "history-lead-changed"
            },
            was = name(was),
            now = name(now),
            why = why.as_str()
        )),
        Event::Amended { why, fault } => Some(format!("{} · {why}", fault.label())),
        Event::Ended {
            because,
            why,
            told: how,
            to,
            into,
            ground,
        } => {
            let named = [to.clone(), into.map(|id| format!("#{id}")), ground.clone()];
            Some(ending_line(regulation, because, named, why, *how))
        }
        // A way of reaching the writer is left out: a liaison reads the history, too.
        Event::Corrected { field, why, .. } if field.is_contact() => {
            Some(format!("{} · {why}", field.label()))
        }
        Event::Corrected {
            field,
            was,
            now,
            why,
            ..
        } => Some(say!(
            "history-corrected",
            field = field.label(),
            was = corrected_text(*field, was, office),
            now = corrected_text(*field, now, office),
            why = why.as_str()
        )),
        Event::Attached { attachments, note } => Some(
            attachments
                .iter()
                .map(|file| file.name.clone())
                .chain(note.clone())
                .collect::<Vec<_>>()
                .join(" · "),
        ),
        Event::Rated {
            score,
            source,
            note,
            later,
        } => {
            let source = say!(&format!("source-{}", source.code()));
            let line = say!("rating-line", score = i64::from(*score), source = source);
            let later = later.then(|| say!("history-later-score"));
            joined(vec![Some(line), note.clone(), later])
        }
        Event::Linked { to } | Event::Unlinked { to } => Some(format!("#{to}")),
        Event::Acknowledged { text } => text.clone(),
        Event::Restricted { readers, .. } => Some(
            readers
                .iter()
                .map(|id| office.staff_name(id))
                .collect::<Vec<_>>()
                .join(&say!("list-and")),
        ),
        Event::DeadlineMoved { was, due, which: _ } => Some(say!(
            "history-moved",
            was = office.format_minute(was.at),
            due = office.format_minute(due.at)
        )),
        Event::Closed { why } => why.clone(),
        Event::Submitted { to, approver, .. } => joined(vec![
            (!approver.is_leader()).then(|| say!("history-next", who = approver.label())),
            to.as_ref()
                .map(|to| say!("history-to-leader", who = office.staff_name(to))),
        ]),
        Event::WriterSilent { .. }
        | Event::ReviewWaived
        | Event::Recalled
        | Event::Unclosed
        | Event::Published
        | Event::MarkedMajor { .. }
        | Event::Read
        | Event::ReadRefused
        | Event::ContactAllowed => None,
    }
}

/// Returns a call-back in one line: how, how it went, what the writer said.
pub(in crate::document) fn call_line(call: &CallBack) -> String {
    let score = |key: &str, score: Option<u8>| score.map(|n| say!(key, n = i64::from(n)));
    let parts = [
        Some(say!(&format!("contact-{}", call.by.code()))),
        Some(call.outcome.label()),
        call.solved.map(|solved| solved.label()),
        score("call-attitude", call.attitude),
        score("call-result", call.result),
        call.note.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns a value of a corrected field as it is shown.
fn corrected_text(field: CorrectedField, value: &str, office: &Office) -> String {
    let shown = match field {
        CorrectedField::Channel => Channel::ALL
            .into_iter()
            .find(|known| known.code() == value)
            .map(|known| say!(&format!("channel-{}", known.code()))),
        CorrectedField::Received => value
            .parse::<Timestamp>()
            .ok()
            .map(|at| office.format_minute(at)),
        CorrectedField::Accused => value
            .parse()
            .ok()
            .map(|unit| office.units.name(UnitId(unit))),
        CorrectedField::Title
        | CorrectedField::Writer
        | CorrectedField::Phone
        | CorrectedField::Email
        | CorrectedField::Address
        | CorrectedField::OwnNumber
        | CorrectedField::Category
        | CorrectedField::Type
        | CorrectedField::Subject
        | CorrectedField::Signatories => None,
        CorrectedField::Wish => Wish::parse(value).map(Wish::label),
    };
    match shown {
        Some(shown) => shown,
        None if value.is_empty() => say!("history-nothing"),
        None => value.to_owned(),
    }
}
