//! A bulletin as a JSON document: for output, for storage when it is published, and parsed back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::bulletin::{Bulletin, BulletinPublication, Centre};
use super::change::Report;
use super::change::RowChange;
use super::figure::{AnswerHours, Figure, Item, Satisfaction};
use super::period::Period;
use super::score::UnitRow;
use super::score::{Score, ScorePart, WeightedPart};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::time::hours::Hours;
use crate::domain::time::{Date, Timestamp};
use crate::i18n::{Lang, current_language};

/// Formats an instant with millisecond precision, as event times have it, and the office's offset.
fn format_instant(at: Timestamp, hours: &Hours) -> String {
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    at.to_rfc3339(hours.offset)
}

/// Returns figures by code, optionally with the letters behind each.
fn figures_json(
    figures: &BTreeMap<Item, Figure>,
    items: &[Item],
    content: &Satisfaction,
    letters: bool,
) -> Map<String, Value> {
    let mut object = Map::new();
    let mut ids = Map::new();
    for item in items {
        let figure = figures.get(item).unwrap_or(Figure::NONE);
        object.insert(item.code().to_owned(), json!(figure.n));
        ids.insert(item.code().to_owned(), json!(figure.letters));
    }
    let Satisfaction {
        mean,
        rated,
        unknown,
    } = content;
    object.insert(
        "satisfaction".to_owned(),
        json!({ "mean": mean, "n": rated.n, "unknown": unknown.n }),
    );
    ids.insert("satisfaction.n".to_owned(), json!(rated.letters));
    ids.insert("satisfaction.unknown".to_owned(), json!(unknown.letters));
    if letters {
        object.insert("letters".to_owned(), Value::Object(ids));
    }
    object
}

fn row_json(row: &UnitRow, letters: bool) -> Value {
    let mut object = Map::new();
    if let Some(unit) = row.unit {
        object.insert("unit".to_owned(), json!(row.name));
        object.insert("id".to_owned(), json!(unit));
    }
    object.extend(figures_json(
        &row.figures,
        &Item::OF_UNIT,
        &row.satisfaction,
        letters,
    ));
    object.insert("in_time_share".to_owned(), json!(row.in_time_share()));
    object.insert(
        "hours".to_owned(),
        json!({ "mean": row.answer_hours.mean, "median": row.answer_hours.median }),
    );
    let score = row.score.as_ref().map(|score| {
        let part = |part: &WeightedPart| json!({ "part": part.part.code(), "weight": part.weight, "value": part.value });
        json!({ "total": score.total, "parts": score.parts.iter().map(part).collect::<Vec<_>>() })
    });
    object.insert("score".to_owned(), json!(score));
    object.insert("town".to_owned(), json!(row.town));
    object.insert("rank".to_owned(), json!(row.rank));
    Value::Object(object)
}

fn list_json(list: &[(String, Figure)], code: &str) -> Value {
    list.iter()
        .map(|(of, figure)| json!({ code: of, "n": figure.n, "letters": figure.letters }))
        .collect()
}

fn totals_json(centre: &Centre, letters: bool) -> Value {
    let mut object = figures_json(
        &centre.figures,
        &Item::OF_CENTRE,
        &centre.satisfaction,
        letters,
    );
    object.insert("units".to_owned(), row_json(&centre.units, letters));
    let hours = |of: &AnswerHours| json!({ "mean": of.mean, "median": of.median });
    for (name, value) in [
        ("closing_rate", json!(centre.closing_rate())),
        ("satisfied_share", json!(centre.satisfied_share())),
        ("call_back_rate", json!(centre.call_back_rate())),
        ("registering", hours(&centre.registering)),
        ("replying", hours(&centre.replying)),
    ] {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

fn bulletin_json(bulletin: &Bulletin, hours: &Hours) -> Map<String, Value> {
    let Bulletin {
        period,
        cut_off,
        published,
        rows,
        centre,
        notes: _,
    } = bulletin;
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| _ = object.insert(name.to_owned(), value);
    put("period", json!(period.to_string()));
    put("from", json!(period.first_day()));
    put("to", json!(period.last_day()));
    put("cut_off", json!(format_instant(*cut_off, hours)));
    put(
        "published_at",
        json!(
            published
                .as_ref()
                .map(|published| format_instant(published.at, hours))
        ),
    );
    put(
        "published_by",
        json!(published.as_ref().map(|published| &published.who)),
    );
    put("units", rows.iter().map(|of| row_json(of, true)).collect());
    put(
        "totals",
        json!(centre.as_ref().map(|centre| totals_json(centre, true))),
    );
    let none = Centre::default();
    let centre = centre.as_ref().unwrap_or(&none);
    put("categories", list_json(&centre.categories, "code"));
    put("types", list_json(&centre.types, "code"));
    put("subjects", list_json(&centre.subjects, "code"));
    let routes: Map<String, Value> = centre
        .routes
        .iter()
        .map(|(code, figure)| (code.clone(), json!(figure.n)))
        .collect();
    put("routes", Value::Object(routes));
    let ids: Map<String, Value> = centre
        .routes
        .iter()
        .map(|(code, figure)| (code.clone(), json!(figure.letters)))
        .collect();
    put("route_letters", Value::Object(ids));
    put("declined", list_json(&centre.declined, "ground"));
    let step = |(from, figure): &(Date, Figure)| json!({ "from": from, "n": figure.n, "letters": figure.letters });
    put("weeks", centre.received_by_step.iter().map(step).collect());
    object
}

/// Returns the document that is stored when a bulletin is published.
pub fn stored_document(of: &Bulletin, hours: &Hours) -> Value {
    let mut object = bulletin_json(of, hours);
    let [zh, en] = &of.notes;
    object.insert("notes".to_owned(), json!({ "zh": zh, "en": en }));
    Value::Object(object)
}

fn counts_json(change: &BTreeMap<Item, i64>) -> Map<String, Value> {
    change
        .iter()
        .map(|(item, n)| (item.code().to_owned(), json!(n)))
        .collect()
}

fn row_change_json(change: &RowChange) -> Map<String, Value> {
    let mut object = counts_json(&change.figures);
    object.insert("in_time_share".to_owned(), json!(change.in_time_share));
    object
}

/// Returns the whole report for output.
pub fn report_document(report: &Report, hours: &Hours) -> Value {
    let Report {
        bulletin: of,
        previous,
        change,
        changed,
        last_year,
        text,
    } = report;
    let mut object = bulletin_json(of, hours);
    object.insert("notes".to_owned(), json!(current_notes(of)));
    object.insert(
        "previous".to_owned(),
        json!({
            "period": previous.period.to_string(), "from": previous.period.first_day(), "to": previous.period.last_day(),
            "cut_off": format_instant(previous.cut_off, hours),
            "units": previous.rows.iter().map(|of| row_json(of, false)).collect::<Vec<_>>(),
            "totals": previous.centre.as_ref().map(|centre| totals_json(centre, false)),
        }),
    );
    let units = of.rows.iter().filter_map(|row| {
        let mut object = row_change_json(change.units.get(&row.unit?)?);
        object.insert("unit".to_owned(), json!(row.name));
        Some(Value::Object(object))
    });
    let totals = change.centre.as_ref().map(|centre| {
        let mut object = counts_json(centre);
        object.insert(
            "units".to_owned(),
            json!(change.all.as_ref().map(row_change_json)),
        );
        object
    });
    object.insert(
        "change".to_owned(),
        json!({ "units": units.collect::<Vec<_>>(), "totals": totals }),
    );
    let year = &last_year.0;
    object.insert(
        "last_year".to_owned(),
        json!({
            "period": year.period.to_string(),
            "totals": year.centre.as_ref().map(|centre| totals_json(centre, false)),
            "change": last_year.1.centre.as_ref().map(counts_json),
        }),
    );
    object.insert("text".to_owned(), json!(text));
    let since = |of: &super::change::ChangedFigure| json!({ "unit": of.unit, "figure": of.figure, "published": of.published, "now": of.now });
    object.insert(
        "changed_since".to_owned(),
        changed.iter().map(since).collect(),
    );
    Value::Object(object)
}

/// Returns the notes in the language in force.
pub fn current_notes(bulletin: &Bulletin) -> &[String] {
    let [zh, en] = &bulletin.notes;
    match current_language() {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn parse_letters(value: &Value) -> BTreeSet<LetterId> {
    let ids = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_i64);
    ids.map(LetterId).collect()
}

fn parse_figure(n: &Value, ids: &Value) -> Figure {
    Figure {
        n: n.as_u64().unwrap_or_default(),
        letters: parse_letters(ids),
    }
}

fn read_figures(value: &Value, items: &[Item]) -> (BTreeMap<Item, Figure>, Satisfaction) {
    let ids = &value["letters"];
    let figures = items
        .iter()
        .map(|item| (*item, parse_figure(&value[item.code()], &ids[item.code()])));
    let content = &value["satisfaction"];
    let content = Satisfaction {
        mean: content["mean"].as_f64(),
        rated: parse_figure(&content["n"], &ids["satisfaction.n"]),
        unknown: parse_figure(&content["unknown"], &ids["satisfaction.unknown"]),
    };
    (
        figures.filter(|(_, figure)| figure.n > 0).collect(),
        content,
    )
}

fn read_row(value: &Value) -> UnitRow {
    let (figures, content) = read_figures(value, &Item::OF_UNIT);
    let hours = &value["hours"];
    let part = |part: &Value| {
        let of = ScorePart::ALL
            .into_iter()
            .find(|of| part["part"] == of.code())?;
        let weight = part["weight"]
            .as_u64()
            .and_then(|weight| u32::try_from(weight).ok())?;
        Some(WeightedPart {
            part: of,
            weight,
            value: part["value"].as_f64(),
        })
    };
    let score = &value["score"];
    UnitRow {
        unit: value["id"].as_i64().map(UnitId),
        name: value["unit"].as_str().unwrap_or_default().to_owned(),
        figures,
        answer_hours: read_hours(hours),
        satisfaction: content,
        score: score.is_object().then(|| Score {
            total: score["total"].as_f64(),
            parts: score["parts"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(part)
                .collect(),
        }),
        town: value["town"].as_bool().unwrap_or_default(),
        rank: value["rank"]
            .as_u64()
            .and_then(|rank| u32::try_from(rank).ok()),
    }
}

fn read_hours(value: &Value) -> AnswerHours {
    AnswerHours {
        mean: value["mean"].as_f64(),
        median: value["median"].as_f64(),
    }
}

fn read_list(value: &Value, code: &str) -> Vec<(String, Figure)> {
    let entry = |entry: &Value| {
        Some((
            entry[code].as_str()?.to_owned(),
            parse_figure(&entry["n"], &entry["letters"]),
        ))
    };
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(entry)
        .collect()
}

fn read_notes(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Parses a stored document; `None` where a required field is missing. Figures that an earlier
/// version did not count read as zero.
pub fn parse_document(value: &Value) -> Option<Bulletin> {
    let at = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
    let (figures, content) = read_figures(&value["totals"], &Item::OF_CENTRE);
    let routes = value["routes"].as_object().into_iter().flatten();
    let steps = read_list(&value["weeks"], "from").into_iter();
    let centre = Centre {
        figures,
        satisfaction: content,
        units: read_row(&value["totals"]["units"]),
        categories: read_list(&value["categories"], "code"),
        types: read_list(&value["types"], "code"),
        subjects: read_list(&value["subjects"], "code"),
        registering: read_hours(&value["totals"]["registering"]),
        replying: read_hours(&value["totals"]["replying"]),
        routes: routes
            .map(|(code, n)| (code.clone(), parse_figure(n, &value["route_letters"][code])))
            .collect(),
        declined: read_list(&value["declined"], "ground"),
        received_by_step: steps
            .filter_map(|(from, figure)| Some((from.parse().ok()?, figure)))
            .collect(),
    };
    let publication = at(&value["published_at"])
        .zip(value["published_by"].as_str())
        .map(|(at, who)| BulletinPublication {
            at,
            who: who.to_owned(),
        });
    Some(Bulletin {
        period: Period::parse(value["period"].as_str()?)?,
        cut_off: at(&value["cut_off"])?,
        published: publication,
        rows: value["units"].as_array()?.iter().map(read_row).collect(),
        centre: Some(centre),
        notes: ["zh", "en"].map(|lang| read_notes(&value["notes"][lang])),
    })
}
