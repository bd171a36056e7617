//! A part of a letter that becomes a letter of its own: it is received and registered in the
//! transaction that splits it off.

use rusqlite::Connection;

use super::append;
use super::perform::next_number;
use crate::domain::letter::event::Event;
use crate::domain::letter::incoming::Source;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::RunningDeadline;
use crate::store::error::StoreError;
use crate::store::index::tokens;

/// Who records what, when.
pub(super) struct Recording<'a> {
    pub connection: &'a Connection,
    pub who: &'a str,
    pub at: Timestamp,
}

/// Records the part that was split off last. It has the writer, the arrival, the category and the
/// readers of the whole.
pub(super) fn record_part(
    recording: &Recording<'_>,
    whole: &Letter,
    title: String,
    text: String,
    office: &Office,
) -> Result<(), StoreError> {
    let Recording {
        connection,
        who,
        at,
    } = *recording;
    let Some(id) = whole.parts.last().copied() else {
        return Err(StoreError::CorruptRecord(whole.id.0));
    };
    let regulation = office.regulation_of(&whole.regulation);
    let received = Event::Received {
        title,
        body: text,
        writer: whole.writer.clone(),
        channel: whole.channel,
        received_at: whole.received_at,
        source: Source {
            key: format!("part:{}:{}", whole.id, id),
            id: whole.source.id.clone(),
            ..Source::default()
        },
        attachments: Vec::new(),
        remarks: Vec::new(),
        same_text: Vec::new(),
        regulation: whole.regulation.clone(),
        limit: None,
        wish: whole.wish,
        signatories: whole.signatories.clone(),
        part_of: Some(whole.id),
        of_type: None,
        subject: None,
    };
    let mut part = append::append_first(connection, LetterId(id.0), at, who, received)?;
    tokens::insert(connection, part.id, &tokens::letter_tokens(&part))?;
    let year = regulation.hours.to_civil(at).year();
    let limit = regulation.stages.triage.and_then(|span| {
        RunningDeadline::start(
            at,
            regulation.limit_from_span(span),
            &regulation.hours,
            &office.calendar,
        )
    });
    let mut events = vec![Event::Accepted {
        number: regulation
            .number
            .write(year, next_number(connection, year)?),
        category: whole.category.clone().unwrap_or_default(),
        major: whole.major,
        limit,
        of_type: whole.of_type.clone(),
        subject: whole.subject.clone(),
    }];
    events.extend(
        whole
            .restriction
            .as_ref()
            .map(|restriction| Event::Restricted {
                accused: restriction.accused,
                readers: restriction.readers.clone(),
            }),
    );
    append::append_to_letter(connection, &mut part, at, who, events)
}
