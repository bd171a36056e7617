//! Prints a whole letter, as a JSON document or as text.

use serde_json::{Value, json};

use super::output;
use crate::app::error::AppError;
use crate::document::card::Card;
use crate::document::card::CardInputs;
use crate::document::letter::plain_lines;
use crate::document::lines::fact_unwrapped;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::letter::summary::AccessScope;
use crate::domain::letter::{
    Assignment, AssignmentEnd, Extension, ExtensionDecision, Feedback, Letter, Publication, Remark,
    Urging,
};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::domain::time::hours::Hours;
use crate::store::{Store, StoreError};
use crate::text::sanitize::for_display;

fn remark_json(remark: &Remark, hours: &Hours) -> Value {
    json!({ "who": remark.who, "at": hours.to_rfc3339(remark.at), "text": remark.text })
}

fn extension_json(extension: &Extension, hours: &Hours) -> Value {
    let (answer, words, told) = match &extension.decision {
        ExtensionDecision::Pending => ("pending", None, None),
        ExtensionDecision::TooLate => ("too_late", None, None),
        ExtensionDecision::Granted(words, told) => ("granted", Some(words), Some(told)),
        ExtensionDecision::Denied(words, told) => ("denied", Some(words), Some(told)),
    };
    json!({
        "days": extension.days, "asked_by": extension.request.who, "asked_at": hours.to_rfc3339(extension.request.at),
        "why": extension.request.text, "answer": answer, "decided": words.map(|words| remark_json(words, hours)),
        "told": told.map(|told| told.code()),
    })
}

fn feedback_json(feedback: &Feedback, letter: &Letter, hours: &Hours) -> Value {
    json!({
        "text": feedback.text, "head": feedback.head, "at": hours.to_rfc3339(feedback.at), "late": feedback.late,
        "through_co": feedback.through_co,
        "attachments": letter.attachments.get(feedback.attached.clone()),
        "sent_back": feedback.sent_back.as_ref().map(|words| remark_json(words, hours)),
    })
}

fn urging_json(held: &Assignment, urging: &Urging, office: &Office) -> Value {
    let hours = &office.regulation.hours;
    json!({
        "unit": office.units.name(held.unit), "who": urging.remark.who, "at": hours.to_rfc3339(urging.remark.at), "step": urging.step,
        "by": urging.channel.code(), "to": urging.to, "answer": Some(&urging.remark.text).filter(|text| !text.is_empty()),
        "next_at": urging.next.as_ref().map(|next| hours.to_rfc3339(next.due.at)),
    })
}

fn assignment_json(held: &Assignment, letter: &Letter, office: &Office) -> Value {
    let hours = &office.regulation.hours;
    let (ended, words) = match &held.ended {
        None => (None, None),
        Some(AssignmentEnd::Returned(words)) => (Some("returned"), Some(words)),
        Some(AssignmentEnd::Waived(words)) => (Some("waived"), Some(words)),
        Some(AssignmentEnd::Withdrawn(_)) => (Some("withdrawn"), None),
        Some(AssignmentEnd::TakenBack(words)) => (Some("taken_back"), Some(words)),
        Some(AssignmentEnd::Released(_)) => (Some("released"), None),
    };
    json!({
        "unit": office.units.name(held.unit),
        "role": if held.co { "co" } else { "lead" },
        "round": held.round,
        "tier": held.tier.code(),
        "assigned_at": hours.to_rfc3339(held.assigned_at),
        "signed_at": held.signed.as_ref().map(|(at, _)| hours.to_rfc3339(*at)),
        "signed_by": held.signed.as_ref().map(|(_, person)| person),
        "signed_phone": held.phone,
        "person": held.person,
        "demand": held.demand,
        "sign_by": held.sign_by.as_ref().map(|limit| hours.to_rfc3339(limit.due.at)),
        "return_asked": held.return_asked.as_ref().map(|words| remark_json(words, hours)),
        "waiver_asked": held.waiver_asked.as_ref().map(|words| remark_json(words, hours)),
        "reminders": held.reminders.iter().map(|one| urging_json(held, one, office)).collect::<Vec<_>>(),
        "contacts": held.contacts.iter().map(|words| remark_json(words, hours)).collect::<Vec<_>>(),
        "due_at": hours.to_rfc3339(held.due.at),
        "provisional": held.due.provisional,
        "return_by": held.return_by.as_ref().map(|limit| hours.to_rfc3339(limit.due.at)),
        "extensions": held.extensions.iter().map(|asked| extension_json(asked, hours)).collect::<Vec<_>>(),
        "explanations": held.explanations.iter().map(|words| remark_json(words, hours)).collect::<Vec<_>>(),
        "feedback": held.valid_feedback().map(|answer| feedback_json(answer, letter, hours)),
        "feedbacks": held.feedbacks.iter().map(|answer| feedback_json(answer, letter, hours)).collect::<Vec<_>>(),
        "ended": ended,
        "why": words.map(|words| remark_json(words, hours)),
    })
}

/// Returns the decisions outside the assignments: before the route, and after the reply.
fn decisions_json(letter: &Letter, office: &Office) -> Value {
    let hours = &office.regulation.hours;
    let declined = letter.declined.as_ref();
    let direct = letter.direct_reply.as_ref();
    json!({
        "ground": declined.and_then(|declined| declined.ground.as_ref()),
        "told": declined.map(|declined| declined.notified.code()),
        "notice": declined.map(|declined| &declined.notice),
        "referred_to": declined.and_then(|declined| declined.referred.as_ref()).map(|(to, _)| to),
        "declined_earlier": declined.and_then(|declined| declined.earlier),
        "document": declined.and_then(|declined| declined.document.as_ref()),
        "lapsed": declined.is_some_and(|declined| declined.needs_notice),
        "asked": letter.inquiry.as_ref().map(|asked| json!({
            "text": asked.question.text, "by": asked.by.code(), "at": hours.to_rfc3339(asked.question.at),
            "until": hours.to_rfc3339(asked.limit.due.at), "answer": asked.answer.as_ref().map(|answer| &answer.text),
        })),
        "ending": letter.ending.as_ref().map(|ending| json!({
            "because": ending.because, "why": remark_json(&ending.words, hours), "told": ending.notified.code(), "to": ending.to,
            "into": ending.into, "ground": ending.ground,
        })),
        "because": direct.map(|direct| &direct.because),
        "earlier": direct.and_then(|direct| direct.earlier),
        "policy": direct.and_then(|direct| direct.policy.as_ref()),
        "proposal": letter.proposal.as_ref().map(|(proposal, lead, co)| json!({
            "text": proposal.text, "lead": lead.map(|lead| office.units.name(lead)),
            "co": co.iter().map(|unit| office.units.name(*unit)).collect::<Vec<_>>(),
        })),
        "instruction": letter.instruction.as_ref().map(|instruction| &instruction.text),
        "further": letter.further.iter().map(|words| remark_json(words, hours)).collect::<Vec<_>>(),
        "addressee": letter.addressee,
        "entered_for": letter.paper.as_ref().map(|paper| &paper.by),
        "approver": letter.approver.code(),
        "promise": letter.promise.as_ref().map(|state| json!({
            "until": hours.to_rfc3339(state.promise.until), "text": state.promise.text,
            "kept": state.kept.as_ref().map(|words| remark_json(words, hours)),
        })),
        "call_backs": letter.call_backs.iter().map(|(at, call)| json!({
            "at": hours.to_rfc3339(*at), "by": call.by.code(), "outcome": call.outcome.code(),
            "solved": call.solved.map(|solved| solved.code()), "attitude": call.attitude, "result": call.result,
            "note": call.note,
        })).collect::<Vec<_>>(),
        "reported": letter.report_pending,
        "published": match &letter.publication {
            None => Value::Null,
            Some(Publication::Published(at)) => json!({ "published": true, "at": hours.to_rfc3339(*at) }),
            Some(Publication::Withheld(words)) => json!({ "published": false, "why": remark_json(words, hours) }),
        },
        "satisfaction": letter.rating.as_ref().map(|rating| json!({
            "score": rating.score, "source": rating.source.code(), "note": rating.note, "at": hours.to_rfc3339(rating.at),
        })),
        "rounds": letter.rounds.iter().map(|round| json!({
            "reply": round.reply.as_ref().map(|reply| &reply.text), "satisfaction": round.rating.as_ref().map(|rating| rating.score),
            "reopened": remark_json(&round.reopened, hours), "cause": round.cause.code(),
        })).collect::<Vec<_>>(),
        "readers": letter.restriction.as_ref().map(|restriction| &restriction.readers),
        "accused": letter.restriction.as_ref().and_then(|restriction| restriction.accused).map(|unit| office.units.name(unit)),
        "contact_allowed": letter.contact_allowed,
    })
}

/// Returns the whole letter: the fields of `list`, all others, and the given events.
pub fn letter_json(
    store: &Store,
    letter: &Letter,
    history: Option<&[RecordedEvent]>,
    sight: &AccessScope,
    now: Timestamp,
) -> Result<Value, StoreError> {
    let office = store.office();
    let hours = &office.regulation.hours;
    let mut rows = store.summaries(&[letter.id], sight)?;
    if rows.is_empty() {
        // A unit that has just returned the letter no longer sees its row: read without the unit,
        // and take title and writer from the letter, which is redacted for them.
        rows = store.summaries(
            &[letter.id],
            &AccessScope {
                unit: None,
                ..sight.clone()
            },
        )?;
        rows.iter_mut().for_each(|row| {
            (row.title, row.writer) = (letter.title.clone(), letter.writer.name.clone())
        });
    }
    let mut value = rows
        .first()
        .map_or_else(|| json!({}), |row| output::summary_json(row, office, now));
    let urged = letter.assignments.iter().flat_map(|held| {
        held.urgings
            .iter()
            .map(move |once| urging_json(held, once, office))
    });
    let more = json!({
        "body": letter.body,
        "phone": letter.writer.phone,
        "email": letter.writer.email,
        "address": letter.writer.address,
        "channel": letter.channel.code(),
        "recorded_at": hours.to_rfc3339(letter.recorded_at),
        "source": letter.source,
        "remarks": letter.remarks,
        "regulation": letter.regulation,
        "category": letter.category,
        "type": letter.of_type,
        "subject": letter.subject,
        "wish": letter.wish.map(|wish| wish.code()),
        "signatories": letter.signatories,
        "part_of": letter.part_of,
        "parts": letter.parts,
        "route": letter.route.map(|route| route.code()),
        "major": letter.major,
        "assignments": letter.assignments.iter().map(|held| assignment_json(held, letter, office)).collect::<Vec<_>>(),
        "urgings": urged.collect::<Vec<_>>(),
        "draft": if letter.draft.is_empty() { None } else { Some(&letter.draft) },
        "verdicts": letter.verdicts.iter().map(|verdict| json!({
            "who": verdict.who, "at": hours.to_rfc3339(verdict.at), "approved": verdict.approved, "text": verdict.text,
            "passage": verdict.passage,
        })).collect::<Vec<_>>(),
        "reply": letter.reply.as_ref().map(|reply| json!({
            "text": reply.text, "by": reply.by.code(), "at": hours.to_rfc3339(reply.at),
            "amended_at": reply.amended_at.map(|at| hours.to_rfc3339(at)),
        })),
        "amendments": letter.amendments.iter().map(|amendment| json!({
            "why": remark_json(&amendment.words, hours), "fault": amendment.fault.code(), "text": amendment.text,
        })).collect::<Vec<_>>(),
        "repeats": letter.repeats,
        "same_text": letter.same_text,
        "notes": letter.notes.iter().map(|note| remark_json(note, hours)).collect::<Vec<_>>(),
        "attachments": letter.attachments,
    });
    for more in [more, decisions_json(letter, office)] {
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
    }
    if let (Some(history), Value::Object(value)) = (history, &mut value) {
        let history = history.iter().map(|recorded| {
            json!({
                "version": recorded.version, "at": hours.to_rfc3339(recorded.at), "who": recorded.who, "event": recorded.event,
                "happened_at": recorded.late.as_ref().map(|late| hours.to_rfc3339(late.at)),
                "signed_by": recorded.late.as_ref().and_then(|late| late.by.as_ref()),
                "late_why": recorded.late.as_ref().and_then(|late| late.why.as_ref()),
            })
        });
        value.insert("events".to_owned(), history.collect());
    }
    Ok(value)
}

/// The width of a printed letter, in cells.
const PRINT_WIDTH: usize = 100;

/// Prints a letter, optionally with its events.
pub fn print_letter(
    json: bool,
    store: &Store,
    letter: &Letter,
    events: bool,
    who: &Staff,
    now: Timestamp,
) -> Result<(), AppError> {
    // The first event contains the writer's contact details, which a liaison may not see.
    let events = events && !who.is_liaison_only();
    let history = events
        .then(|| store.history_for(letter.id, who))
        .transpose()?;
    if json {
        return output::print_json(&letter_json(
            store,
            letter,
            history.as_deref(),
            &AccessScope::for_staff(who),
            now,
        )?);
    }
    let office = store.office();
    for (fact, text) in crate::document::facts::letter_facts(letter, office, now) {
        output::print_line(&fact_unwrapped(&fact.label(), &for_display(&text)))?;
    }
    let sight = AccessScope::for_staff(who);
    let ids: Vec<_> = if who.is_liaison_only() {
        Vec::new()
    } else {
        letter.repeats.clone()
    };
    let earlier = store.summaries(&ids, &sight)?;
    let card = Card {
        letter: letter.clone(),
        earlier,
        own_draft: None,
        other_drafts: Vec::new(),
        recorded_by: None,
        sealed: false,
    };
    let inputs = CardInputs {
        card: &card,
        recall: None,
        office,
        now,
        brief: true,
        highlight_terms: &[],
    };
    output::print_line("")?;
    for text in plain_lines(&inputs, PRINT_WIDTH) {
        output::print_line(text.trim_end())?;
    }
    for (n, recorded) in history.iter().flatten().enumerate() {
        if n == 0 {
            output::print_line("")?;
        }
        output::print_line(&crate::document::history::event_line(recorded, office))?;
    }
    Ok(())
}
