//! Finds earlier letters similar to one: the index yields candidates, their full texts are scored.

use rusqlite::{Connection, named_params};

use crate::domain::directory::staff::Staff;
use crate::domain::letter::incoming::Writer;
use crate::domain::letter::summary::AccessScope;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::similarity::recall::SimilarLetter;
use crate::domain::similarity::{
    AnswerState, ComparableText, DocumentFrequencies, Places, Relation, SIMILAR,
    approximate_similarity, classify_relation, compute_similarity, find_novelty, same_writer,
};
use crate::domain::text::bigram::Bigram;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::nearest::{
    SearchBudget, candidates_by_frequency, document_frequencies, original_text,
};
use crate::store::letters::access::{READABLE_SQL, readable_params};
use crate::store::record::events;
use crate::store::record::projection::text_hash;

/// Results shown.
const MAX_SHOWN: usize = 5;

/// Limits of rare tokens and of index entries that are visited, measured with a million letters.
const MAX_TOKENS: usize = 48;
const MAX_ENTRIES: usize = 30_000;

/// Limit of candidates that share most tokens. A liaison's own letters are few among all, so more
/// are taken.
const MAX_CANDIDATES: usize = 200;
const MAX_UNIT_CANDIDATES: usize = 1_000;

/// Limit of candidates whose text is read, and of those that are then compared in all their tokens.
const MAX_READ: usize = 50;
const MAX_COMPARED: usize = 8;
// The approximate score gives tokens that only the other text has an average weight. Half the
// threshold is enough at this stage, so that no similar letter is dropped.
const MIN_APPROXIMATE: f32 = SIMILAR / 2.0;

/// Loads the document frequencies of tokens that `common` does not have yet.
fn load_frequencies(
    connection: &Connection,
    common: &mut DocumentFrequencies,
    grams: &[Bigram],
) -> Result<(), StoreError> {
    let unknown: Vec<Bigram> = grams
        .iter()
        .copied()
        .filter(|gram| !common.contains(*gram))
        .collect();
    for found in document_frequencies(connection, &unknown)?.0 {
        common.set(found.gram, found.letters);
    }
    Ok(())
}

fn load_words(connection: &Connection, id: LetterId) -> Result<Option<ComparableText>, StoreError> {
    Ok(original_text(connection, id)?.map(|(title, body)| ComparableText::new(title, body)))
}

/// Returns the last reply to the writer, in this round or an earlier one.
fn last_reply(letter: &Letter) -> Option<String> {
    let rounds = letter
        .rounds
        .iter()
        .rev()
        .filter_map(|round| round.reply.as_ref());
    letter
        .reply
        .iter()
        .chain(rounds)
        .next()
        .map(|reply| reply.text.clone())
}

/// The letter, or the text being typed, for which similar ones are sought.
struct SimilarityRequest<'a> {
    id: Option<LetterId>,
    words: ComparableText,
    writer: Writer,
    who: &'a Staff,
    sight: AccessScope,
}

impl Store {
    /// Returns at most five earlier letters that are most similar to this one, each with its
    /// relation to it. Letters of the same text come first (also later ones; answered ones before
    /// others), then by score. Letters that `who` may not read are not found; if they may not read
    /// the letter itself, the result is empty, or the error is [`StoreError::NoLetter`] for a
    /// liaison.
    pub fn similar_letters(
        &self,
        id: LetterId,
        who: &Staff,
    ) -> Result<Vec<SimilarLetter>, StoreError> {
        let letter = self.load_letter(id)?;
        if !letter.may_read(who) {
            let nothing = if who.is_liaison_only() {
                Err(StoreError::NoLetter(id.to_string()))
            } else {
                Ok(Vec::new())
            };
            return nothing;
        }
        let letter = letter.redacted_for(who);
        let words = ComparableText::new(letter.title, letter.body);
        self.find_similar(&SimilarityRequest {
            id: Some(id),
            words,
            writer: letter.writer,
            who,
            sight: AccessScope::for_staff(who),
        })
    }

    /// Returns the letters most similar to a text that is being typed.
    pub fn similar_to_text(
        &self,
        title: &str,
        body: &str,
        writer: &Writer,
        who: &Staff,
    ) -> Result<Vec<SimilarLetter>, StoreError> {
        let words = ComparableText::new(title.to_owned(), body.to_owned());
        self.find_similar(&SimilarityRequest {
            id: None,
            words,
            writer: writer.clone(),
            who,
            sight: AccessScope::for_staff(who),
        })
    }

    fn find_similar(
        &self,
        asked: &SimilarityRequest<'_>,
    ) -> Result<Vec<SimilarLetter>, StoreError> {
        let connection = &self.connection;
        let same = self.letters_with_text(asked)?;
        let (rarest, all) = document_frequencies(connection, &asked.words.bigrams)?;
        let mut common = DocumentFrequencies::new(all);
        rarest
            .iter()
            .for_each(|found| common.set(found.gram, found.letters));
        // A text that is being typed comes after every letter.
        let before = asked.id.unwrap_or(LetterId(i64::MAX));
        let most = if asked.sight.unit.is_some() {
            MAX_UNIT_CANDIDATES
        } else {
            MAX_CANDIDATES
        };
        let reach = SearchBudget {
            before,
            tokens: MAX_TOKENS,
            entries: MAX_ENTRIES,
        };
        let mut near = candidates_by_frequency(connection, &rarest, all, reach, most)?;
        near.retain(|id| !same.contains(id));
        let mut read = Vec::with_capacity(MAX_READ);
        for id in near {
            if read.len() == MAX_READ {
                break;
            }
            if self.is_readable(id, &asked.sight)?
                && let Some(words) = load_words(connection, id)?
            {
                read.push((
                    approximate_similarity(&asked.words, &words, &common),
                    id,
                    words,
                ));
            }
        }
        read.sort_by(|one, other| other.0.total_cmp(&one.0));
        read.retain(|(about, ..)| *about >= MIN_APPROXIMATE);
        read.truncate(MAX_COMPARED);
        let mut found = Vec::new();
        for id in same {
            if let Some(words) = load_words(connection, id)? {
                found.extend(self.compare_letter(asked, id, &words, &mut common, true)?);
            }
        }
        let mut rest = Vec::new();
        for (_, id, words) in read {
            rest.extend(self.compare_letter(asked, id, &words, &mut common, false)?);
        }
        let rank = |one: &SimilarLetter| {
            (
                one.relation != Relation::SameText,
                -one.score,
                -one.summary.id.0,
            )
        };
        rest.sort_by(|one, other| {
            rank(one)
                .partial_cmp(&rank(other))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        found.extend(rest);
        found.truncate(MAX_SHOWN);
        for similar in &mut found {
            if !similar.summary.restricted
                && let Some(letter) = events::load(connection, similar.summary.id)?
            {
                let letter = letter.redacted_for(asked.who);
                similar.same_writer = same_writer(&asked.writer, &letter.writer);
                similar.reply = last_reply(&letter);
            }
        }
        Ok(found)
    }

    /// Returns the letters with the identical text, answered ones first, then earlier ones.
    fn letters_with_text(
        &self,
        asked: &SimilarityRequest<'_>,
    ) -> Result<Vec<LetterId>, StoreError> {
        let hash = text_hash(&asked.words.title, &asked.words.body);
        let id = asked.id.unwrap_or(LetterId(i64::MAX));
        let mut read = self.connection.prepare_cached(&format!(
            "SELECT id FROM letter WHERE text_hash = :hash AND id <> :id AND {READABLE_SQL}
             ORDER BY stage IN ('replied', 'closed') DESC, id > :id, id LIMIT :most"
        ))?;
        let (unit, reader) = readable_params(&asked.sight);
        let parameters = named_params! {
            ":hash": hash, ":id": id.0, ":unit": unit, ":reader": reader, ":most": MAX_SHOWN as i64,
        };
        let ids = read.query_map(parameters, |row| row.get("id").map(LetterId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Returns the relation of an earlier letter to the requested one; `None` if it is not worth
    /// showing.
    fn compare_letter(
        &self,
        asked: &SimilarityRequest<'_>,
        id: LetterId,
        words: &ComparableText,
        common: &mut DocumentFrequencies,
        same_text: bool,
    ) -> Result<Option<SimilarLetter>, StoreError> {
        load_frequencies(&self.connection, common, &words.bigrams)?;
        let Some(summary) = self.summaries(&[id], &asked.sight)?.pop() else {
            return Ok(None);
        };
        let likeness = compute_similarity(&asked.words, words, common);
        let places = |words: &ComparableText| {
            Places::from_texts([words.title.as_str(), &words.body], &self.office.units)
        };
        let news_of = find_novelty(&asked.words, words, common);
        let class = if same_text {
            Some(Relation::SameText)
        } else {
            let elsewhere = places(&asked.words).conflicts_with(&places(words));
            classify_relation(
                likeness,
                &news_of,
                elsewhere,
                AnswerState::from_stage(summary.stage),
            )
        };
        let Some(class) = class else { return Ok(None) };
        let (fresh, gone) = if same_text || summary.restricted {
            (Vec::new(), Vec::new())
        } else {
            (
                news_of.highlight_spans(),
                find_novelty(words, &asked.words, common).highlight_spans(),
            )
        };
        let reworded = !same_text && news_of.is_reworded();
        let likeness = likeness.score();
        let body = if summary.restricted {
            String::new()
        } else {
            words.body.clone()
        };
        Ok(Some(SimilarLetter {
            summary,
            relation: class,
            reworded,
            same_writer: None,
            score: likeness,
            new_spans: fresh,
            omitted_spans: gone,
            body,
            reply: None,
        }))
    }
}
