//! Candidates of a search: the conditions on index, rows and access that a letter must satisfy.

pub(super) mod walk;

use std::collections::HashSet;

use rusqlite::{ToSql, named_params};

use super::TextSearch;
use crate::domain::text::bigram::{Bigram, IndexConditions, index_conditions};
use crate::domain::text::normalize::fold_text;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::nearest::document_frequencies;
use crate::store::index::tokens;
use crate::store::record::projection::reader_pattern;

/// The candidates of a search, to be walked newest or oldest first.
pub(super) struct Candidates<'a> {
    store: &'a Store,
    /// The FTS5 query; `None` if every letter is a candidate.
    tokens: Option<String>,
    /// Whether a match in the index needs no verification.
    exact: bool,
    /// The condition on the row; its text parameters are in `texts`.
    row: String,
    texts: Vec<String>,
    /// Words that the writer's name must contain and must not contain; `number` lists alternatives
    /// for the official number.
    writer: (Vec<String>, Vec<String>),
    number: Vec<String>,
    /// Restricted letters that the searcher may not read.
    denied: HashSet<i64>,
    /// For a liaison: the only letters that they may see.
    allowed: Option<HashSet<i64>>,
    /// The ids of the first and last letter within the dates.
    span: (i64, i64),
    /// The first letter that is not in the index yet; from there on every letter is a candidate.
    unindexed: i64,
}

/// A character that begins tokens in more than this fraction of all letters is not looked up by
/// prefix, because that would merge too many posting lists. It is verified in the texts instead.
const COMMON_FRACTION: u64 = 8;

/// The maximum number of tokens per query: for each, FTS5 opens a page in every segment.
const MAX_TOKENS: usize = 32;

fn push_quoted(gram: Bigram, text: &mut String) {
    text.push('"');
    gram.write(text);
    text.push('"');
}

impl<'a> Candidates<'a> {
    /// Derives the candidates from a query.
    pub(super) fn new(
        store: &'a Store,
        search: TextSearch<'_>,
    ) -> Result<Candidates<'a>, StoreError> {
        let TextSearch {
            query, who, now, ..
        } = search;
        let mut candidates = Candidates {
            store,
            tokens: None,
            exact: query.words.iter().all(|word| !word.negated),
            row: String::new(),
            texts: Vec::new(),
            writer: (query.writer.clone(), query.not_writer.clone()),
            number: query.number.clone(),
            denied: HashSet::new(),
            allowed: None,
            span: (1, i64::MAX),
            unindexed: tokens::first_unindexed(&store.connection)?.map_or(i64::MAX, |next| next.0),
        };
        candidates.restrict_access(who)?;
        candidates.add_tokens(search)?;
        candidates.add_row_conditions(search, now.as_millisecond());
        candidates.bound_by_dates(search)?;
        Ok(candidates)
    }

    fn query_ids(
        &self,
        sql: &str,
        parameters: &[(&str, &dyn ToSql)],
    ) -> Result<HashSet<i64>, StoreError> {
        let mut read = self.store.connection.prepare_cached(sql)?;
        let rows = read.query_map(parameters, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn restrict_access(
        &mut self,
        who: &crate::domain::directory::staff::Staff,
    ) -> Result<(), StoreError> {
        if who.is_liaison_only() {
            let unit = who.unit.map_or(0, |unit| unit.0);
            let sql = "SELECT letter FROM assignment WHERE unit = :unit AND stands = 1";
            self.allowed = Some(self.query_ids(sql, &[(":unit", &unit)])?);
            // The index also covers parts of their letters that a liaison is not shown.
            self.exact = false;
        } else {
            let sql =
                "SELECT id FROM letter WHERE readers IS NOT NULL AND NOT instr(readers, :reader)";
            self.denied = self.query_ids(sql, &[(":reader", &reader_pattern(&who.id))])?;
        }
        Ok(())
    }

    /// Returns the sum of the document frequencies of the listed tokens that begin with a
    /// character.
    fn prefix_frequency(&self, gram: Bigram) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(sum(letters), 0) FROM gram WHERE code BETWEEN :first AND :last";
        // The lower 30 bits of a code hold what follows the first character.
        let (first, last) = (
            gram.to_code() as i64,
            (gram.to_code() | ((1 << 30) - 1)) as i64,
        );
        let n: i64 = self
            .store
            .connection
            .prepare_cached(sql)?
            .query_row(named_params! { ":first": first, ":last": last }, |row| {
                row.get(0)
            })?;
        Ok(n.unsigned_abs())
    }

    fn add_tokens(&mut self, search: TextSearch<'_>) -> Result<(), StoreError> {
        let words = search
            .query
            .words
            .iter()
            .filter(|word| !word.negated)
            .map(|word| &word.text);
        let all: i64 = self
            .store
            .connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM letter")?
            .query_row([], |row| row.get(0))?;
        let mut all_grams: Vec<Bigram> = Vec::new();
        let mut tokens: Vec<String> = Vec::new();
        let mut begun = Vec::new();
        for word in words.chain(&search.query.writer) {
            let IndexConditions {
                tokens: grams,
                prefixes: beginning,
                exact,
            } = index_conditions(word);
            self.exact &= exact;
            all_grams.extend(grams);
            begun.extend(beginning);
        }
        all_grams.sort_unstable();
        all_grams.dedup();
        begun.sort_unstable();
        begun.dedup();
        if all_grams.len() + begun.len() > MAX_TOKENS {
            // The rarest tokens select nearly as well as all; the rest is verified in the texts.
            let (rarest, _) = document_frequencies(&self.store.connection, &all_grams)?;
            all_grams = rarest
                .into_iter()
                .take(MAX_TOKENS)
                .map(|counted| counted.gram)
                .collect();
            begun.truncate(MAX_TOKENS);
            self.exact = false;
        }
        for gram in all_grams {
            let mut token = String::new();
            push_quoted(gram, &mut token);
            tokens.push(token);
        }
        for gram in begun {
            if self.prefix_frequency(gram)? > all.unsigned_abs() / COMMON_FRACTION {
                self.exact = false;
            } else {
                let mut token = String::new();
                push_quoted(gram, &mut token);
                tokens.push(token + " *");
            }
        }
        tokens.sort_unstable();
        tokens.dedup();
        self.tokens = (!tokens.is_empty()).then(|| tokens.join(" AND "));
        self.exact &= search.query.writer.is_empty() && search.query.not_writer.is_empty();
        Ok(())
    }

    fn add_row_conditions(&mut self, search: TextSearch<'_>, now: i64) {
        let query = search.query;
        let listed = |ids: Vec<String>| ids.join(", ");
        let units = |units: &[crate::domain::directory::unit::UnitId]| {
            listed(units.iter().map(|unit| unit.0.to_string()).collect())
        };
        let stages = |stages: &[crate::domain::letter::stage::Stage]| {
            listed(
                stages
                    .iter()
                    .map(|stage| format!("'{}'", stage.code()))
                    .collect(),
            )
        };
        let has = |units: String| {
            format!("id IN (SELECT letter FROM assignment WHERE unit IN ({units}) AND stands = 1)")
        };
        let mut conditions = Vec::new();
        if !query.units.is_empty() {
            conditions.push(has(units(&query.units)));
        }
        if !query.not_units.is_empty() {
            conditions.push(format!("NOT {}", has(units(&query.not_units))));
        }
        if !query.stages.is_empty() {
            conditions.push(format!("stage IN ({})", stages(&query.stages)));
        }
        if !query.not_stages.is_empty() {
            conditions.push(format!("stage NOT IN ({})", stages(&query.not_stages)));
        }
        for (codes, sign) in [(&query.categories, "IN"), (&query.not_categories, "NOT IN")] {
            if !codes.is_empty() {
                let places: Vec<String> = (0..codes.len())
                    .map(|n| format!(":text{}", self.texts.len() + n))
                    .collect();
                conditions.push(format!(
                    "coalesce(category, '') {sign} ({})",
                    places.join(", ")
                ));
                self.texts.extend(codes.iter().cloned());
            }
        }
        conditions.extend(
            query
                .from
                .map(|from| format!("received_at >= {}", from.as_millisecond())),
        );
        conditions.extend(
            query
                .to
                .map(|to| format!("received_at < {}", to.as_millisecond())),
        );
        conditions.extend(query.late.map(|late| match late {
            true => format!("due_at < {now}"),
            false => format!("(due_at IS NULL OR due_at >= {now})"),
        }));
        self.row = conditions.join(" AND ");
    }

    /// Bounds the walk by the ids of the first and last letter within the dates, because ids
    /// roughly follow the time of receipt.
    fn bound_by_dates(&mut self, search: TextSearch<'_>) -> Result<(), StoreError> {
        let (from, to) = (search.query.from, search.query.to);
        if from.is_some() || to.is_some() {
            let sql = "SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM letter
                       WHERE received_at >= :from AND received_at < :to";
            let from = from.map_or(i64::MIN, |from| from.as_millisecond());
            let to = to.map_or(i64::MAX, |to| to.as_millisecond());
            self.span = self
                .store
                .connection
                .prepare_cached(sql)?
                .query_row(named_params! { ":from": from, ":to": to }, |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
        }
        Ok(())
    }

    /// Returns the number of results if the index alone determines it.
    pub(super) fn exact_count(&self) -> Result<Option<u64>, StoreError> {
        let whole = self.unindexed == i64::MAX;
        let plain = whole
            && self.exact
            && self.row.is_empty()
            && self.number.is_empty()
            && self.allowed.is_none();
        let Some(tokens) = self.tokens.as_ref().filter(|_| plain) else {
            return Ok(None);
        };
        let sql = "SELECT count(*) FROM letter_text WHERE letter_text MATCH :tokens";
        let mut read = self.store.connection.prepare_cached(sql)?;
        let n: i64 = read.query_row(named_params! { ":tokens": tokens }, |row| row.get(0))?;
        let mut kept = 0;
        let sql =
            "SELECT count(*) FROM letter_text WHERE letter_text MATCH :tokens AND rowid = :id";
        let mut read = self.store.connection.prepare_cached(sql)?;
        for id in &self.denied {
            kept += read.query_row(named_params! { ":tokens": tokens, ":id": id }, |row| {
                row.get::<_, i64>(0)
            })?;
        }
        Ok(Some((n - kept).unsigned_abs()))
    }

    /// Reports whether writer and number of a row match the query.
    fn matches_row(&self, writer: Option<&str>, number: Option<&str>) -> bool {
        let (has, has_not) = &self.writer;
        let has_word = |text: Option<&str>, words: &[String], all: bool| {
            let text = fold_text(text.unwrap_or_default());
            if all {
                words.iter().all(|word| text.contains(word))
            } else {
                words.iter().any(|word| text.contains(word))
            }
        };
        (has.is_empty() || has_word(writer, has, true))
            && (has_not.is_empty() || !has_word(writer, has_not, false))
            && (self.number.is_empty() || number.is_some() && has_word(number, &self.number, false))
    }
}
