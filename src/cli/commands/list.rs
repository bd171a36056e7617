//! `list`: the letters of a queue, the writers to call back, and the promises to keep.

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::args::{List as Args, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{
    AccessScope, Filter, ListOrder, ListView, PageCursor, SortKey, Summary,
};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::domain::time::holidays::parse_date;
use crate::store::Store;
use crate::text::sanitize::one_line;
use crate::text::width::{fit, pad_right};

/// Runs `list`.
pub fn run(args: &Xinxiang, list: &Args) -> Result<(), AppError> {
    let (store, who, now) = open::open_as_actor(args)?;
    let unit = list
        .unit
        .as_deref()
        .map(|unit| store.find_unit(unit))
        .transpose()?;
    let scope = AccessScope::for_staff(&who);
    if list.to_call || list.promised {
        let leads = |row: &Summary| unit.is_none_or(|unit| row.lead == Some(unit));
        return print_follow_ups(args, list, &store, &who, now, leads);
    }
    let queue = Queue::parse(&list.queue).unwrap_or(Queue::All);
    let order = ListOrder::parse(&list.sort).ok_or_else(|| {
        let known = SortKey::ALL.map(SortKey::code).join(&say!("list-and"));
        AppError::Usage(say!(
            "cli-no-order",
            order = list.sort.as_str(),
            known = known
        ))
    })?;
    let from = match &list.after {
        None => PageCursor::Start,
        Some(letter) => {
            let id = store.find_visible(letter, &who)?;
            match store.queue_key(queue, order, id)? {
                Some(key) => PageCursor::After(key, id),
                None => {
                    return Err(AppError::Usage(say!(
                        "cli-after-not-in-queue",
                        letter = letter.as_str()
                    )));
                }
            }
        }
    };
    let regulation = &store.office().regulation;
    check_code(&list.of_type, |code| regulation.find_type(code).is_some())?;
    check_code(&list.subject, |code| {
        regulation.find_subject(code).is_some()
    })?;
    check_code(&list.category, |code| {
        regulation.find_category(code).is_some()
    })?;
    let filter = Filter {
        view: ListView {
            unit,
            late: list.late,
            mine: list.mine,
            of_type: list.of_type.clone(),
            order,
            ..ListView::default()
        },
        subject: list.subject.clone(),
        category: list.category.clone(),
        received_from: start_of_day(&store, &list.from, 0)?,
        received_before: start_of_day(&store, &list.to, 1)?,
        reader: who.id,
        scope,
    };
    let rows = store.page(queue, &filter, from, list.limit, now)?;
    output::print_letters(args.json, &rows, store.office(), now)
}

/// Fails for a code that the regulation does not have.
fn check_code(code: &Option<String>, known: impl Fn(&str) -> bool) -> Result<(), AppError> {
    match code {
        Some(code) if !known(code) => {
            Err(AppError::Usage(say!("cli-no-code", code = code.as_str())))
        }
        Some(_) | None => Ok(()),
    }
}

/// Returns the instant at which the day begins that an option names, or one some days later.
fn start_of_day(
    store: &Store,
    date: &Option<String>,
    later: i32,
) -> Result<Option<Timestamp>, AppError> {
    let Some(text) = date else {
        return Ok(None);
    };
    let bad = || AppError::Usage(say!("cli-bad-date", value = text.as_str()));
    let date = parse_date(text)
        .and_then(|date| date.add_days(later))
        .ok_or_else(bad)?;
    let hours = &store.office().regulation.hours;
    hours.midnight(date).map(Some).ok_or_else(bad)
}

/// Prints the writers to call back, with their telephone, or what replies promise. Of a restricted
/// letter only its readers see anything.
fn print_follow_ups(
    args: &Xinxiang,
    list: &Args,
    store: &Store,
    who: &Staff,
    now: Timestamp,
    leads: impl Fn(&Summary) -> bool,
) -> Result<(), AppError> {
    let scope = AccessScope::for_staff(who);
    let letters: Vec<LetterId> = match list.to_call {
        true => store.replied_letters()?,
        false => store.promising_letters()?,
    };
    let office = store.office();
    let mut rows: Vec<Value> = Vec::new();
    for id in letters {
        if rows.len() == list.limit {
            break;
        }
        let Some(row) = store.summaries(&[id], &scope)?.pop().filter(&leads) else {
            continue;
        };
        let letter = store.load_letter(id)?;
        if !letter.may_read(who) || list.to_call && !letter.is_to_be_called() {
            continue;
        }
        let (mut value, words) = match list.to_call {
            // Who reads a restricted letter is recorded; a list opens none.
            true => call_row(
                &letter,
                scope.unit.is_none() && letter.restriction.is_none(),
            ),
            false => promise_row(&letter, store),
        };
        if args.json {
            let row = output::summary_json(&row, office, now);
            if let (Value::Object(more), Value::Object(row)) = (&mut value, row) {
                more.extend(row);
            }
        } else {
            let name = row.number.clone().unwrap_or_else(|| row.id.to_string());
            let title = fit(&one_line(&row.title), 40);
            let name = pad_right(&name, 20);
            output::print_line(format!("{name} {words} {title}").trim_end())?;
        }
        rows.push(value);
    }
    match args.json {
        true => output::print_json(&Value::Array(rows)),
        false => Ok(()),
    }
}

/// Returns the fields and the words about a writer to call back.
fn call_row(letter: &Letter, with_phone: bool) -> (Value, String) {
    let (tries, writer) = (letter.call_backs.len(), &letter.writer);
    let phone = writer.phone.as_deref().filter(|_| with_phone);
    let name = writer.name.as_deref().map(one_line);
    let words = [
        pad_right(&fit(name.as_deref().unwrap_or_default(), 10), 10),
        pad_right(&one_line(phone.unwrap_or("-")), 14),
        say!("cli-called-times", n = tries),
    ];
    (json!({ "phone": phone, "tries": tries }), words.join(" "))
}

/// Returns the fields and the words about a promise.
fn promise_row(letter: &Letter, store: &Store) -> (Value, String) {
    let Some(promise) = letter.open_promise() else {
        return (json!({}), String::new());
    };
    let office = store.office();
    let until = office.regulation.hours.to_civil(promise.until).date();
    let words = format!("{until} {}", one_line(&promise.text));
    let value = json!({ "until": until.to_string(), "promise": promise.text });
    (value, words)
}
