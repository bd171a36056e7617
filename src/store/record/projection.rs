//! The projection of a letter: the table row that its events result in.

use rusqlite::{Connection, Row, ToSql, named_params};

use crate::domain::directory::names;
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::QueueGroup;
use crate::domain::letter::{AssignmentEnd, Letter, SIGNING_STEP};
use crate::domain::text::normalize::is_alphanumeric;
use crate::store::error::StoreError;

/// Defines the columns of the table `letter` once: the row, its reading, and the statements that
/// write it. A column of `schema.sql` is a line here and its value in [`LetterRow::from_letter`].
macro_rules! columns {
    (id: $id:ty, $first:ident: $first_type:ty, $($name:ident: $type:ty,)*) => {
        /// A row of the table `letter`.
        #[derive(Debug, PartialEq, Eq)]
        pub struct LetterRow {
            id: $id,
            $first: $first_type,
            $($name: $type,)*
        }

        const INSERT: &str = concat!(
            "INSERT INTO letter (id, ", stringify!($first), $(", ", stringify!($name),)*
            ") VALUES (:id, :", stringify!($first), $(", :", stringify!($name),)* ")"
        );

        const UPDATE: &str = concat!(
            "UPDATE letter SET ", stringify!($first), " = :", stringify!($first),
            $(", ", stringify!($name), " = :", stringify!($name),)* " WHERE id = :id"
        );

        impl LetterRow {
            /// Reads a row with all columns of `letter`.
            pub fn from_row(row: &Row<'_>) -> rusqlite::Result<LetterRow> {
                Ok(LetterRow {
                    id: row.get("id")?,
                    $first: row.get(stringify!($first))?,
                    $($name: row.get(stringify!($name))?,)*
                })
            }

            /// Writes the row by one of the statements above.
            fn write(&self, connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
                let parameters: &[(&str, &dyn ToSql)] = &[
                    (":id", &self.id),
                    (concat!(":", stringify!($first)), &self.$first),
                    $((concat!(":", stringify!($name)), &self.$name),)*
                ];
                connection.prepare_cached(sql)?.execute(parameters)
            }
        }
    };
}

columns! {
    id: i64,
    version: u32,
    stage: String,
    stage_since: i64,
    queue: String,
    rank: i64,
    number_year: Option<i16>,
    number_seq: Option<u32>,
    number: Option<String>,
    title: String,
    writer: Option<String>,
    channel: String,
    received_at: Option<i64>,
    due_at: Option<i64>,
    provisional: bool,
    lead: Option<i64>,
    signed: bool,
    category: Option<String>,
    major: bool,
    attached: bool,
    repeated: bool,
    sent_back: bool,
    source_key: String,
    text_hash: [u8; 8],
    round: u32,
    co: u32,
    returned: bool,
    urged: u32,
    step: Option<String>,
    step_at: Option<i64>,
    explained: bool,
    awaits: Option<String>,
    review_key: Option<i64>,
    waiting: u32,
    readers: Option<String>,
    of_type: Option<String>,
    subject: Option<String>,
}

/// Returns the first eight bytes of [`whole_hash`]. A collision among a million letters happens in
/// one of 37 million offices.
pub fn text_hash(title: &str, body: &str) -> [u8; 8] {
    let mut first = [0; 8];
    first.copy_from_slice(&whole_hash(title, body)[..8]);
    first
}

/// Returns BLAKE3 over the letters and digits of a text, so that spacing and punctuation do not
/// matter. For a text without any, title and text are hashed as they are.
pub fn whole_hash(title: &str, body: &str) -> [u8; 32] {
    let text = if body.chars().any(char::is_alphanumeric) {
        body
    } else {
        title
    };
    let mut hasher = blake3::Hasher::new();
    if !text.chars().any(char::is_alphanumeric) {
        hasher
            .update(title.as_bytes())
            .update(b"\n")
            .update(body.as_bytes());
        return *hasher.finalize().as_bytes();
    }
    let mut letters = String::with_capacity(text.len());
    for char in text.chars() {
        // Chinese has no case, and the Unicode tables are slow for it.
        if matches!(char, '\u{4E00}'..='\u{9FFF}') {
            letters.push(char);
        } else if is_alphanumeric(char) {
            letters.extend(char.to_lowercase());
        }
    }
    hasher.update(letters.as_bytes());
    *hasher.finalize().as_bytes()
}

/// Returns the key that detects a second import of the same letter: the first eight bytes of BLAKE3
/// over its source, in hexadecimal. Of a row's hash only the first twelve bytes are used, which is
/// all that intake still stores.
pub fn source_key(key: &str) -> String {
    const ROW: usize = "row:".len() + 24;
    let row = key.starts_with("row:");
    // A suffix after `#` distinguishes letters whose rows have the same hash.
    let (base, own) = key
        .find('#')
        .filter(|_| row)
        .map_or((key, ""), |sharp| key.split_at(sharp));
    let base = if row {
        base.get(..ROW).unwrap_or(base)
    } else {
        base
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(base.as_bytes()).update(own.as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Returns the sort key of a letter in its queue: by receipt, by deadline, by group and waiting time,
/// or by group and newest first.
fn rank(letter: &Letter) -> i64 {
    let since = letter.stage_since.as_millisecond();
    match letter.queue() {
        Queue::Inbox | Queue::Triage => letter.received_or_recorded().as_millisecond(),
        Queue::Assignment => letter
            .current_due()
            .map_or(i64::MAX, |due| due.at.as_millisecond()),
        Queue::Drafting => drafting_group(letter).sort_key(since),
        Queue::Overdue | Queue::Review | Queue::All => since,
        Queue::Ended => ended_group(letter).sort_key(-since),
    }
}

fn drafting_group(letter: &Letter) -> QueueGroup {
    match letter.stage {
        Stage::InReview => QueueGroup::WithApprover,
        Stage::Approved => QueueGroup::ToSend,
        _ if letter.sent_back => QueueGroup::SentBack,
        _ => QueueGroup::ToDraft,
    }
}

fn ended_group(letter: &Letter) -> QueueGroup {
    let unseen = letter.declined.as_ref();
    match letter.stage {
        Stage::Replied => QueueGroup::ToClose,
        _ if unseen.is_some_and(|declined| declined.needs_notice) => QueueGroup::ToTell,
        _ => QueueGroup::Ended,
    }
}

/// Returns the sort key of letters that wait for leaders: the running deadline, or else since when
/// they wait.
fn review_key(letter: &Letter) -> i64 {
    letter
        .current_due()
        .map_or(letter.stage_since, |due| due.at)
        .as_millisecond()
}

// 1: the writer was asked to complete the letter. 2: it was declined automatically and nobody has
// seen that yet. 3: a unit has asked to return it.
fn waiting_code(letter: &Letter) -> u32 {
    let unseen = letter
        .declined
        .as_ref()
        .is_some_and(|declined| declined.needs_notice);
    if unseen {
        2
    } else {
        let asked = letter
            .current_assignments()
            .any(|held| held.is_open() && held.return_asked.is_some());
        match letter.open_inquiry() {
            Some(_) => 1,
            None if asked => 3,
            None => 0,
        }
    }
}

impl LetterRow {
    /// Returns the row that a letter must have.
    pub fn from_letter(letter: &Letter) -> LetterRow {
        let due = letter.current_due();
        let awaits = letter.leader_task();
        let pressing = letter
            .current_assignments()
            .filter(|held| held.is_open())
            .min_by_key(|held| held.due.at);
        let last = pressing.and_then(|held| held.current_urgings().last());
        // Until it is urged, a unit that has not signed is to sign.
        let sign_by = pressing
            .filter(|held| held.signed.is_none() && last.is_none())
            .and_then(|held| held.sign_by.as_ref());
        LetterRow {
            id: letter.id.0,
            version: letter.version,
            stage: letter.stage.code().to_owned(),
            stage_since: letter.stage_since.as_millisecond(),
            queue: letter.queue().code().to_owned(),
            rank: rank(letter),
            number_year: letter.number.as_ref().map(|number| number.year),
            number_seq: letter.number.as_ref().map(|number| number.seq),
            number: letter.number.as_ref().map(|number| number.text.clone()),
            title: letter.title.clone(),
            writer: letter
                .writer
                .name
                .clone()
                .filter(|name| !name.trim().is_empty()),
            channel: letter.channel.code().to_owned(),
            received_at: letter.received_at.map(|at| at.as_millisecond()),
            due_at: due.map(|due| due.at.as_millisecond()),
            provisional: due.is_some_and(|due| due.provisional),
            lead: letter.lead_assignment().map(|lead| lead.unit.0),
            signed: letter.stage == Stage::Assigned
                && letter
                    .lead_assignment()
                    .is_some_and(|lead| lead.signed.is_some()),
            category: letter.category.clone(),
            major: letter.major,
            attached: !letter.attachments.is_empty(),
            repeated: !letter.same_text.is_empty() || !letter.repeats.is_empty(),
            sent_back: letter.sent_back,
            source_key: source_key(&letter.source.key),
            text_hash: text_hash(&letter.title, &letter.body),
            round: letter.current_round(),
            co: u32::try_from(
                letter
                    .current_assignments()
                    .filter(|held| held.co && held.is_active())
                    .count(),
            )
            .unwrap_or(u32::MAX),
            returned: letter.stage == Stage::Registered
                && letter
                    .current_assignments()
                    .any(|held| !held.co && matches!(held.ended, Some(AssignmentEnd::Returned(_)))),
            urged: pressing.map_or(0, |held| {
                u32::try_from(held.current_urgings().len()).unwrap_or(u32::MAX)
            }),
            step: last
                .map(|urging| urging.step.clone())
                .or_else(|| sign_by.map(|_| SIGNING_STEP.to_owned())),
            step_at: last
                .and_then(|urging| urging.next.as_ref())
                .or(sign_by)
                .map(|next| next.due.at.as_millisecond()),
            explained: pressing.is_some_and(|held| held.has_explained()),
            awaits: awaits.map(|awaits| awaits.code().to_owned()),
            review_key: awaits.map(|_| review_key(letter)),
            waiting: waiting_code(letter),
            readers: letter.restriction.as_ref().map(|restriction| {
                let listed: Vec<String> = restriction
                    .readers
                    .iter()
                    .map(|id| names::escape_id(id))
                    .collect();
                format!(" {} ", listed.join(" "))
            }),
            of_type: letter.of_type.clone(),
            subject: letter.subject.clone(),
        }
    }
}

/// Returns a name as it is searched in the column `readers`: between blanks, so that only whole
/// names match. Names in that column contain no blanks.
pub(in crate::store) fn reader_pattern(reader: &str) -> String {
    format!(" {} ", names::escape_id(reader))
}

/// Inserts the row of a new letter.
pub fn insert(connection: &Connection, letter: &Letter) -> Result<(), StoreError> {
    LetterRow::from_letter(letter).write(connection, INSERT)?;
    write_assignments(connection, letter)
}

/// Updates the row of a letter.
pub fn update(connection: &Connection, letter: &Letter) -> Result<(), StoreError> {
    LetterRow::from_letter(letter).write(connection, UPDATE)?;
    // A contested entry takes back the assignments that it made.
    connection
        .prepare_cached("DELETE FROM assignment WHERE letter = :letter AND position > :last")?
        .execute(named_params! {
            ":letter": letter.id.0, ":last": i64::try_from(letter.assignments.len()).unwrap_or(i64::MAX),
        })?;
    write_assignments(connection, letter)
}

/// Returns the rows of `assignment` that a letter must have: position, unit, whether it is a
/// co-unit, whether the assignment stands.
pub fn assignment_rows(letter: &Letter) -> Vec<(i64, i64, bool, bool)> {
    let round = letter.current_round();
    let rows = (1_i64..).zip(&letter.assignments);
    rows.map(|(position, held)| {
        (
            position,
            held.unit.0,
            held.co,
            held.round == round && held.is_active(),
        )
    })
    .collect()
}

fn write_assignments(connection: &Connection, letter: &Letter) -> Result<(), StoreError> {
    let mut write = connection.prepare_cached(
        "INSERT INTO assignment (letter, position, unit, co, stands) VALUES (:letter, :position, :unit, :co, :stands)
         ON CONFLICT (letter, position) DO UPDATE SET co = excluded.co, stands = excluded.stands",
    )?;
    for (position, unit, co, stands) in assignment_rows(letter) {
        write.execute(named_params! {
            ":letter": letter.id.0, ":position": position, ":unit": unit, ":co": co, ":stands": stands,
        })?;
    }
    Ok(())
}
