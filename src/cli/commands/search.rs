//! `search`: letters that match a query, newest first, with an excerpt of the match.

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::recall_args::Search as Args;
use crate::cli::{open, output};
use crate::domain::query::{self, QueryContext};
use crate::domain::time::Timestamp;
use crate::store::index::search::{Hit, SearchPage, TextSearch};
use crate::text::sanitize::one_line;
use crate::text::width::pad_right;
use serde_json::{Value, json};

/// Runs `search`.
pub fn run(args: &Xinxiang, wanted: &Args) -> Result<(), AppError> {
    let (store, who, now) = open::open_as_actor(args)?;
    let office = store.office();
    let asked = QueryContext::new(office, now);
    let typed = wanted.query.join(" ");
    let query = query::parse(&typed, &asked).map_err(|error| AppError::Usage(error.to_string()))?;
    let search = TextSearch {
        query: &query,
        who: &who,
        now,
        wanted: &|| true,
    };
    if wanted.count {
        let count = store.search_count(search, u64::MAX, &mut |_| ())?;
        if args.json {
            return output::print_json(&json!({ "count": count.n }));
        }
        return output::print_line(&say!("search-count", n = count.n));
    }
    let before = wanted
        .after
        .as_deref()
        .map(|letter| store.find_visible(letter, &who))
        .transpose()?;
    let found = match wanted.best {
        true => store.search_best(search, wanted.limit)?,
        false => store.search(search, before, wanted.limit)?,
    };
    if args.json {
        let hit = |Hit { summary, excerpt }: &Hit| -> Value {
            let mut row = output::summary_json(summary, office, now);
            row["part"] = json!(excerpt.as_ref().map(|excerpt| excerpt.part.code()));
            row["excerpt"] = json!(excerpt.as_ref().map(|excerpt| &excerpt.text));
            row
        };
        return output::print_json(&found.hits.iter().map(hit).collect());
    }
    print_hits(&found, office, now)
}

fn print_hits(
    found: &SearchPage,
    office: &crate::domain::office::Office,
    now: Timestamp,
) -> Result<(), AppError> {
    if found.hits.is_empty() {
        return output::print_line(&say!("search-none"));
    }
    for Hit { summary, excerpt } in &found.hits {
        output::print_letters(false, std::slice::from_ref(summary), office, now)?;
        if let Some(excerpt) = excerpt {
            let part = pad_right(&say!("search-part", part = excerpt.part.label()), 10);
            output::print_line(&format!("    {part}{}", one_line(&excerpt.text)))?;
        }
    }
    if found.next.is_some() {
        output::print_line(&say!("search-more", n = found.hits.len()))
    } else {
        Ok(())
    }
}
