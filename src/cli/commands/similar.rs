//! `similar`: earlier letters similar to one. `hot`: current topics of many letters.

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::recall_args::{Hot, Similar as Args};
use crate::cli::{open, output};
use crate::domain::office::Office;
use crate::domain::similarity::recall::{SimilarLetter, Topic, TopicWindow};
use crate::text::sanitize::one_line;
use crate::text::width::{fit, pad_right};

/// Prints the earlier letters most similar to one, with the passages that are new in it.
pub fn run(args: &Xinxiang, wanted: &Args) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    // The result reveals parts of the text: for a restricted letter that counts as reading, and is
    // recorded.
    let letter = store.read(store.find_visible(&wanted.letter, &who)?, &who, now)?;
    let found = store.similar_letters(letter.id, &who)?;
    let office = store.office();
    if args.json {
        return output::print_json(
            &found
                .iter()
                .map(|similar| similar_json(similar, office))
                .collect(),
        );
    }
    if found.is_empty() {
        return output::print_line(&say!("cli-nothing-similar"));
    }
    for similar in &found {
        print_similar(similar, &letter.body, office)?;
    }
    Ok(())
}

fn similar_json(similar: &SimilarLetter, office: &Office) -> Value {
    let SimilarLetter { summary, .. } = similar;
    json!({
        "id": summary.id,
        "number": summary.number,
        "title": summary.title,
        "writer": summary.writer,
        "stage": summary.stage.code(),
        "class": similar.relation.code(),
        "reworded": similar.reworded,
        "same_writer": similar.same_writer,
        "likeness": (f64::from(similar.score) * 1000.0).round() / 1000.0,
        "lead": summary.lead.map(|lead| office.units.name(lead)),
        "received_at": summary.received_at.map(|at| office.regulation.hours.to_rfc3339(at)),
        "reply": similar.reply,
    })
}

/// The width of titles, passages and replies, in cells.
const LINE_WIDTH: usize = 90;

fn print_similar(similar: &SimilarLetter, body: &str, office: &Office) -> Result<(), AppError> {
    let SimilarLetter { summary, .. } = similar;
    let writer = similar.same_writer.map(|same| {
        if same {
            say!("alike-same-writer")
        } else {
            say!("alike-other-writer")
        }
    });
    let reworded = similar.reworded.then(|| say!("alike-reworded"));
    let what: Vec<String> = [Some(similar.relation.label()), reworded, writer]
        .into_iter()
        .flatten()
        .collect();
    let called = summary
        .number
        .clone()
        .unwrap_or_else(|| format!("{}", summary.id));
    let received = summary
        .received_at
        .map_or_else(|| say!("unknown"), |at| office.format_minute(at));
    output::print_line(&format!(
        "{} {} {}",
        pad_right(&called, 20),
        pad_right(&received, 16),
        what.join(" · ")
    ))?;
    output::print_line(&format!(
        "    {}",
        fit(&one_line(&summary.title), LINE_WIDTH)
    ))?;
    let fresh: Vec<&str> = similar
        .new_spans
        .iter()
        .filter_map(|place| body.get(place.clone()))
        .collect();
    if !fresh.is_empty() {
        output::print_line(&format!("    {}", say!("alike-passages")))?;
    }
    for passage in fresh {
        output::print_line(&format!("      {}", fit(&one_line(passage), LINE_WIDTH)))?;
    }
    if let Some(reply) = &similar.reply {
        let lead = summary
            .lead
            .map_or_else(String::new, |lead| office.units.short_name(lead));
        output::print_line(&format!(
            "    {}",
            fit(
                &say!(
                    "cli-similar-reply",
                    unit = lead,
                    text = one_line(reply).as_ref()
                ),
                LINE_WIDTH
            )
        ))?;
    }
    Ok(())
}

/// Prints the topics that many people currently write about.
pub fn run_hot(args: &Xinxiang, wanted: &Hot) -> Result<(), AppError> {
    let (store, who, now) = open::open_as_actor(args)?;
    let topics = store.hot_topics(
        &who,
        now,
        TopicWindow {
            days: wanted.window,
            min_writers: wanted.least,
        },
    )?;
    let office = store.office();
    if args.json {
        return output::print_json(
            &topics
                .iter()
                .map(|topic| topic_json(topic, office))
                .collect(),
        );
    }
    if topics.is_empty() {
        return output::print_line(&say!(
            "cli-nothing-hot",
            days = wanted.window,
            n = wanted.least
        ));
    }
    for topic in &topics {
        let growing = if topic.is_growing() {
            say!("cli-growing")
        } else {
            String::new()
        };
        let counts = say!(
            "cli-hot-counts",
            letters = topic.letters.len(),
            writers = topic.writers,
            recent = topic.recent,
            open = topic.open,
            answered = topic.answered
        );
        output::print_line(
            format!("{} {growing}", fit(&one_line(&topic.title), LINE_WIDTH)).trim_end(),
        )?;
        let units: Vec<String> = topic
            .units
            .iter()
            .map(|unit| office.units.short_name(*unit))
            .collect();
        output::print_line(format!("    {counts} {}", units.join(&say!("list-and"))).trim_end())?;
        let ids: Vec<String> = topic
            .letters
            .iter()
            .take(MAX_LISTED)
            .map(ToString::to_string)
            .collect();
        let more = if topic.letters.len() > MAX_LISTED {
            " …"
        } else {
            ""
        };
        output::print_line(&format!("    {}{more}", ids.join(" ")))?;
    }
    Ok(())
}

/// How many letters of a topic are listed in text output; JSON has all of them.
const MAX_LISTED: usize = 12;

fn topic_json(topic: &Topic, office: &Office) -> Value {
    json!({
        "title": topic.title,
        "centre": topic.centre,
        "count": topic.letters.len(),
        "writers": topic.writers,
        "last_7_days": topic.recent,
        "first_half": topic.before,
        "second_half": topic.since,
        "growing": topic.is_growing(),
        "open": topic.open,
        "answered": topic.answered,
        "units": topic.units.iter().map(|unit| office.units.name(*unit)).collect::<Vec<_>>(),
        "letters": topic.letters,
    })
}
