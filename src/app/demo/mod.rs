//! The practice office: invented letters, played through `Store::perform` into every stage, with
//! dates relative to today.

mod act;

use std::collections::BTreeMap;

use serde::Deserialize;

use act::ScriptStep;

use super::error::AppError;
use super::setup;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::{Channel, Enclosure, IncomingLetter, Source, Writer};
use crate::domain::office::Office;
use crate::domain::time::{Date, Time, Timestamp};
use crate::platform::account;
use crate::store::Store;
use crate::store::change::receive::Received;

const SCRIPT_TOML: &str = include_str!("../../../assets/demo/letters.toml");

#[derive(Deserialize)]
struct Script {
    letter: Vec<ScriptedLetter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptedLetter {
    title: String,
    writer: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    channel: Channel,
    received: String,
    body: String,
    attachment: Option<String>,
    /// The category that an administrator would choose; not used.
    #[serde(rename = "category")]
    _category: Option<String>,
    #[serde(default)]
    act: Vec<ScriptStep>,
}

/// Creates the practice office at `path`.
pub fn create_demo_office(path: &std::path::Path, now: Timestamp) -> Result<(), AppError> {
    let staff = |id: &str, name: &str, roles: &[Role], uid, unit| Staff {
        id: id.to_owned(),
        name: name.to_owned(),
        roles: roles.to_vec(),
        unit,
        uid,
        ..Staff::default()
    };
    let mut founding = setup::weibin_office(true, account::calling_user(), account::calling_uid())?;
    founding.staff = vec![
        staff(
            "wang",
            "王敏",
            &[Role::Administrator],
            Some(account::calling_uid()),
            None,
        ),
        staff("chen", "陈晓", &[Role::Administrator], None, None),
        staff("li", "李建国", &[Role::Leader], None, None),
        staff("zhao", "赵倩", &[Role::Office], None, None),
        staff("qian", "钱芳", &[Role::Observer], None, None),
    ];
    let file: Script = toml::from_str(SCRIPT_TOML)
        .map_err(|error| AppError::Demo(String::new(), error.to_string()))?;
    let mut store = Store::create(path, &founding, now)?;
    // A liaison belongs to a unit, and units get their IDs only when the office is created.
    for (id, name, unit) in [
        ("sun", "孙强", "区住房和城乡建设局"),
        ("zhou", "周莉", "区交通运输局"),
    ] {
        let unit = Some(store.find_unit(unit)?);
        store.add_staff(staff(id, name, &[Role::Liaison], None, unit), "wang", now)?;
    }
    let today = demo_today(store.office(), now);
    // In chronological order, because letters are numbered in the order of acceptance.
    let mut steps: Vec<(Timestamp, usize, Option<usize>)> = Vec::new();
    for (n, letter) in file.letter.iter().enumerate() {
        steps.push((
            parse_instant(&letter.received, today, store.office(), &letter.title)?,
            n,
            None,
        ));
        for (a, act) in letter.act.iter().enumerate() {
            steps.push((
                parse_instant(&act.at, today, store.office(), &letter.title)?,
                n,
                Some(a),
            ));
        }
    }
    steps.sort();
    let mut known: BTreeMap<&str, LetterId> = BTreeMap::new();
    for (at, n, act) in steps {
        let Some(letter) = file.letter.get(n) else {
            continue;
        };
        match act.and_then(|act| letter.act.get(act)) {
            None => {
                let id = receive_letter(&mut store, letter, n, at)?;
                known.insert(&letter.title, id);
            }
            Some(act) => {
                act.perform_step(&mut store, &letter.title, &known, at)
                    .map_err(|why| script_error(letter, why))?;
            }
        }
    }
    Ok(())
}

fn script_error(letter: &ScriptedLetter, why: impl ToString) -> AppError {
    AppError::Demo(letter.title.clone(), why.to_string())
}

fn receive_letter(
    store: &mut Store,
    letter: &ScriptedLetter,
    n: usize,
    at: Timestamp,
) -> Result<LetterId, AppError> {
    let attachments = letter.attachment.iter().map(|name| Enclosure {
        name: name.clone(),
        media_type: "text/plain; charset=utf-8".to_owned(),
        bytes: say!("demo-attachment", title = letter.title.as_str()).into_bytes(),
    });
    let incoming = IncomingLetter {
        title: letter.title.clone(),
        body: letter.body.trim().to_owned(),
        writer: Writer {
            name: letter.writer.clone(),
            phone: letter.phone.clone(),
            email: letter.email.clone(),
            address: letter.address.clone(),
        },
        channel: letter.channel,
        received_at: Some(at),
        source: Source {
            key: format!("demo:{n}"),
            ..Source::default()
        },
        attachments: attachments.collect(),
        remarks: Vec::new(),
        extras: Default::default(),
    };
    match store.receive(vec![incoming], "wang", at)?.first() {
        Some(Received::New(id) | Received::AlreadyThere(id)) => Ok(*id),
        None => Err(script_error(letter, "")),
    }
}

/// Returns the demo's "today": the current day if it is a working day and past 8:30, else the
/// working day before.
fn demo_today(office: &Office, now: Timestamp) -> Date {
    let civil = office.regulation.hours.to_civil(now);
    let begun = Some(civil.time()) >= Time::new(8, 30, 0);
    if office.calendar.is_working_day(civil.date()) && begun {
        civil.date()
    } else {
        working_day_before(civil.date(), 1, office)
    }
}

/// Returns the `n`th working day before a day.
fn working_day_before(mut date: Date, n: u32, office: &Office) -> Date {
    let mut left = n;
    while left > 0 {
        let Some(before) = date.yesterday() else {
            return date;
        };
        date = before;
        left -= u32::from(office.calendar.is_working_day(date));
    }
    date
}

/// Parses `-6d 08:41`: six working days ago, at this time.
fn parse_instant(
    text: &str,
    today: Date,
    office: &Office,
    title: &str,
) -> Result<Timestamp, AppError> {
    let bad = || AppError::Demo(title.to_owned(), text.to_owned());
    let (days, time) = text.split_once("d ").ok_or_else(bad)?;
    let days: i32 = days.parse().map_err(|_| bad())?;
    let time: Time = time.parse().map_err(|_| bad())?;
    let date = working_day_before(today, days.unsigned_abs(), office);
    office
        .regulation
        .hours
        .offset
        .to_timestamp(date.at(time))
        .ok_or_else(bad)
}
