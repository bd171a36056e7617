//! Everything that a person can do to an office, each by its code, so that a child can be told to do it.

use std::path::{Path, PathBuf};

use std::time::Duration;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::{Unit, UnitId};
use xinxiang::domain::letter::draft::{Draft, DraftRef, REPLY_PURPOSE};
use xinxiang::domain::letter::event::Attachment;
use xinxiang::domain::letter::incoming::{Enclosure, IncomingLetter};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::time::calendar::{ImportConsent, YearList};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::change::bulk::BulkImport;
use xinxiang::store::change::idempotency::IdempotencyKey;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::directory::create::PUBLISHED_CALENDARS;
use xinxiang::store::{Store, StoreError};

use super::ground::morning;
use crate::office::{LINJIANG, administrator, doer, good, incoming, own_day, staff};

/// The deeds that are no action at one letter.
pub(super) const OTHERS: [&str; 15] = [
    "receive",
    "bulk",
    "draft",
    "drop-draft",
    "prefer",
    "add-staff",
    "set-roles",
    "disable-staff",
    "add-unit",
    "add-alias",
    "import-calendar",
    "declare-day",
    "drop-day",
    "add-regulation",
    "publish",
];

/// The roads on which a letter may be for every action to be possible somewhere.
pub(super) const ROADS: &[&[Verb]] = {
    use Verb::*;
    &[
        &[],
        &[Accept],
        &[Decline],
        &[AskWriter],
        &[Accept, MarkMajor, Propose],
        &[Accept, Assign],
        &[Accept, Assign, SignFor],
        &[Accept, Assign, MarkMajor],
        &[Accept, Assign, AskExtension],
        &[Accept, Assign, Feedback],
        &[Accept, ReplyDirectly, Draft],
        &[Accept, Assign, Feedback, Draft, Submit],
        &[Accept, Assign, AllowContact],
        &[Accept, ReplyDirectly, Draft, Submit, Approve],
        &[Accept, ReplyDirectly, Draft, Submit, Approve, Send],
        &[Accept, Assign, Feedback, Draft, Submit, Approve, Send],
        &[
            Accept, Assign, Feedback, Draft, Submit, Approve, Send, Close,
        ],
        &[Link],
        &[Restrict],
        &[Decline, Tell],
        &[Accept, Propose, Instruct],
    ]
};

/// The answers of an action; what it names is there.
pub(super) fn answers(verb: Verb, letter: &Letter, store: &Store) -> Action {
    let regulation = store.office().regulation_of(&letter.regulation);
    match good(verb, letter, regulation) {
        Action::Link { .. } => Action::Link { to: LetterId(1) },
        Action::Instruct {
            text,
            lead,
            days,
            tier,
            ..
        } => Action::Instruct {
            text,
            lead,
            co: vec![UnitId(3)],
            days,
            tier,
            outcome: Default::default(),
            to: None,
            to_leader: None,
        },
        Action::Feedback {
            unit,
            text,
            head,
            sealed,
            ..
        } => Action::Feedback {
            unit,
            text,
            head,
            sealed,
            files: vec![Attachment::from_enclosure(&scan())],
            mandate: None,
            person: Some("经办人".into()),
        },
        Action::Decline { ground, notice, .. } => Action::Decline {
            ground,
            told: xinxiang::domain::letter::event::Notified::None,
            notice,
            document: None,
            earlier: None,
        },
        other => other,
    }
}

pub(super) fn scan() -> Enclosure {
    Enclosure {
        name: "反馈.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: vec![7; 40_000],
    }
}

/// When an action is done: so late that a limit of the writer's or of a unit's has passed, where only then it can be done.
pub(super) fn when(late: bool) -> Timestamp {
    morning().saturating_add(Duration::from_hours(if late { 24 * 60 } else { 0 }))
}

fn letters(n: usize) -> Vec<IncomingLetter> {
    let letter = |n| IncomingLetter {
        attachments: vec![scan()],
        ..incoming(&format!("又一件事之{n}"), morning())
    };
    (0..n).map(letter).collect()
}

/// Does a deed: `verb LETTER CODE late|now` or one of [`OTHERS`].
pub(super) fn deed(store: &mut Store, code: &str) -> Result<(), StoreError> {
    let (who, now) = (administrator(), morning());
    let me = who.id.as_str();
    match code.split(' ').collect::<Vec<_>>()[..] {
        ["verb", id, verb, late] => {
            let (id, verb) = (LetterId(id.parse().unwrap()), Verb::parse(verb).unwrap());
            let letter = store.load_letter(id)?;
            // What is asked for is the verb: its answers go by the letter as it stands.
            let (action, op) = (
                answers(verb, &letter, store),
                IdempotencyKey::from_name("asked", verb.code(), &[], None),
            );
            let at = when(late == "late");
            store
                .perform(
                    Change::all(id, letter.version, vec![action])
                        .with_files(&[scan()])
                        .with_key(Some(&op)),
                    Actor::new(&doer(verb), at),
                )
                .map(drop)
        }
        // An older file is upgraded by opening it.
        ["open"] => Ok(()),
        ["receive"] => store.receive(letters(3), me, now).map(drop),
        ["bulk"] => {
            let mut bulk = BulkImport::begin(store, me)?;
            bulk.receive(letters(40), me, now)?;
            bulk.commit()?;
            drop(bulk);
            store.recount_after_bulk()
        }
        ["draft"] => {
            let text = "您反映的路灯已经修好。".repeat(3_000);
            let revision = store
                .draft(LetterId(1), REPLY_PURPOSE, me)?
                .map_or(0, |draft| draft.revision);
            let draft = Draft {
                text,
                line: 0,
                col: 3,
                base_version: 1,
                saved_at: now,
                revision,
                conflict_window: None,
            };
            store
                .save_draft(LetterId(1), REPLY_PURPOSE, me, &draft)
                .map(drop)
        }
        ["drop-draft"] => {
            let revision = store
                .draft(LetterId(2), REPLY_PURPOSE, me)?
                .map_or(0, |draft| draft.revision);
            store
                .drop_draft(
                    LetterId(2),
                    &DraftRef {
                        purpose: REPLY_PURPOSE.into(),
                        revision,
                    },
                    me,
                )
                .map(drop)
        }
        ["prefer"] => store.set_preference(me, "theme", "light"),
        ["add-staff"] => store.add_staff(
            Staff {
                id: "new".into(),
                ..staff(Role::Office)
            },
            me,
            now,
        ),
        ["set-roles"] => store.set_roles("observer", vec![Role::Office], me, now),
        ["disable-staff"] => store.disable_staff("observer", me, now),
        ["add-unit"] => {
            let name = "区试验局".to_owned();
            let unit = Unit {
                id: UnitId(0),
                name,
                kind: "部门".into(),
                aliases: vec![],
                duties: String::new(),
                ..Unit::default()
            };
            store.add_unit(unit, me, now).map(drop)
        }
        ["add-alias"] => store.add_alias(UnitId(1), "又一名", me, now),
        ["import-calendar"] => {
            let list = YearList::parse(PUBLISHED_CALENDARS[0]).unwrap();
            store
                .import_calendar(vec![list], ImportConsent::default(), false, me, now)
                .map(drop)
        }
        ["declare-day"] => store
            .declare_day(own_day("2026-08-11"), false, me, now)
            .map(drop),
        ["drop-day"] => store
            .drop_day(
                xinxiang::domain::time::date(2026, 8, 10),
                "撤销",
                false,
                me,
                now,
            )
            .map(drop),
        ["add-regulation"] => {
            store.add_regulation(LINJIANG, xinxiang::domain::time::date(2026, 7, 1), me, now)
        }
        ["publish"] => store.publish("2026Q1", serde_json::json!({ "n": 1 }), me, now),
        ref other => panic!("no such deed: {other:?}"),
    }
}

/// Where a child writes what became of its deed.
pub(super) fn outcome(database: &Path) -> PathBuf {
    database.with_file_name("said-outcome")
}

/// The child: does one deed, and writes down the code of what it was told: `done`, or that of an error.
pub(super) fn does(database: &Path, code: &str) {
    let told = match Store::open(database).and_then(|mut store| deed(&mut store, code)) {
        Ok(()) => "done".to_owned(),
        Err(error) => {
            assert!(
                !error.to_string().trim().is_empty(),
                "an error without a sentence"
            );
            error.kind().to_owned()
        }
    };
    std::fs::write(outcome(database), told).unwrap();
}
