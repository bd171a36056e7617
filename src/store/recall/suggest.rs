//! Suggestions for a letter, learned from the nearest earlier letters that were decided and that
//! the caller may read.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::summary::AccessScope;
use crate::domain::office::Office;
use crate::domain::regulation::Regulation;
use crate::domain::suggestion::{
    self, Decision, LabelQuestion, MAX_SUGGESTIONS, Neighbour, SuggestedRoute, Suggestion,
    Suggestions, TargetLetter, sort_by_similarity,
};
use crate::domain::text::bigram::Bigram;
use crate::domain::time::Timestamp;
use crate::domain::workflow;
use crate::domain::workflow::verb::Verb;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::nearest::{SearchBudget, original_text, top_candidates};
use crate::store::letters::access::{READABLE_SQL, readable_params};
use crate::store::record::events;

/// Limits of tokens and of index entries per search: about 40 ms with a million letters.
const MAX_TOKENS: usize = 160;
const MAX_ENTRIES: usize = 24_000;

/// Limits of candidates that are looked at, and of decided ones among them that are learned from.
const MAX_CANDIDATES: usize = 1_000;
const MAX_NEIGHBOURS: usize = 200;

/// The prior counts of labels are estimated from a sample of evenly spaced blocks of letters: a few
/// thousand letters are as good as a million.
const SAMPLE_BLOCKS: i64 = 32;
const BLOCK_LETTERS: i64 = 64;

/// The nearest letters of a lead unit from which its co-units are derived.
const CO_UNIT_SAMPLE: usize = 5;

/// An earlier letter, with the decision about it.
struct DecidedLetter {
    near: Neighbour,
    decision: Decision,
}

impl Store {
    /// Returns suggestions for a letter to a member of staff. It is refused if they may not read
    /// the letter. Nothing is recorded here, so a restricted letter must have been opened with
    /// [`Store::read`] before.
    pub fn suggest(
        &self,
        id: LetterId,
        who: &Staff,
        now: Timestamp,
    ) -> Result<Suggestions, StoreError> {
        let letter = self.load_letter(id)?;
        if who.is_liaison_only() && !letter.may_read(who) {
            return Err(StoreError::NoLetter(id.to_string()));
        }
        let regulation = self.office.regulation_of(&letter.regulation);
        if letter.restriction.is_some() {
            workflow::check_permitted(&letter, Verb::Read, who, regulation, now)?;
        }
        let text =
            TargetLetter::new(&letter.title, &letter.body).with_stop_words(&regulation.stop_words);
        let sight = AccessScope::for_staff(who);
        let mut decided = self.nearest_decided(&text, id, &sight)?;
        sort_by_similarity(&text, &mut decided, |decided| &decided.near);
        let mut advice = Labels::from_office(&self.office, regulation).suggest_labels(
            &text,
            &decided,
            &self.estimate_counts(id, &sight)?,
        );
        advice.co = self.suggest_co_units(&advice.lead, &decided)?;
        Ok(advice)
    }

    /// Returns the newest decided letters, oldest first; all of them if `most` is `None`.
    pub fn newest_decided(&self, most: Option<usize>) -> Result<Vec<LetterId>, StoreError> {
        let most = most.and_then(|most| i64::try_from(most).ok()).unwrap_or(-1);
        let mut read = self.connection.prepare_cached(
            "SELECT id FROM letter WHERE category IS NOT NULL OR stage = 'declined' ORDER BY id DESC LIMIT :most",
        )?;
        let rows = read.query_map(named_params! { ":most": most }, |row| {
            row.get(0).map(LetterId)
        })?;
        let mut ids = rows.collect::<Result<Vec<_>, _>>()?;
        ids.reverse();
        Ok(ids)
    }

    /// Returns the nearest decided letters before this one that are readable, the nearest first.
    fn nearest_decided(
        &self,
        text: &TargetLetter<'_>,
        before: LetterId,
        sight: &AccessScope,
    ) -> Result<Vec<DecidedLetter>, StoreError> {
        let connection = &self.connection;
        let reach = SearchBudget {
            before,
            tokens: MAX_TOKENS,
            entries: MAX_ENTRIES,
        };
        let mut read = connection.prepare_cached(&format!(
            "SELECT stage, round, category, lead FROM letter WHERE id = :id
             AND (category IS NOT NULL OR stage = 'declined') AND {READABLE_SQL}"
        ))?;
        let (unit, reader) = readable_params(sight);
        let mut found = Vec::new();
        for id in top_candidates(connection, &text.grams, reach, MAX_CANDIDATES)? {
            let parameters = named_params! { ":id": id.0, ":unit": unit, ":reader": reader };
            let row = read
                .query_row(parameters, DecisionRow::from_row)
                .optional()?;
            if let Some(standing) = row
                && let Some((title, body)) = original_text(connection, id)?
            {
                found.push(
                    standing.into_decided(connection, Neighbour::new(text, id, &title, &body))?,
                );
                if found.len() == MAX_NEIGHBOURS {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Estimates how many letters before this one have each category and each lead unit.
    fn estimate_counts(
        &self,
        before: LetterId,
        sight: &AccessScope,
    ) -> Result<LabelCounts, StoreError> {
        let mut read = self.connection.prepare_cached(&format!(
            "SELECT category, lead FROM letter WHERE id >= :from AND id < :to AND category IS NOT NULL AND {READABLE_SQL}"
        ))?;
        let (unit, reader) = readable_params(sight);
        // Ids have no gaps, so a range of ids is a block of as many letters.
        let step = ((before.0 - 1) / SAMPLE_BLOCKS).max(BLOCK_LETTERS);
        let each = step as f64 / BLOCK_LETTERS as f64;
        let mut so_far = LabelCounts::default();
        for from in (0..SAMPLE_BLOCKS)
            .map(|n| 1 + n * step)
            .take_while(|from| *from < before.0)
        {
            let to = before.0.min(from + BLOCK_LETTERS);
            let mut rows = read.query(
                named_params! { ":from": from, ":to": to, ":unit": unit, ":reader": reader },
            )?;
            while let Some(row) = rows.next()? {
                *so_far.categories.entry(row.get("category")?).or_default() += each;
                if let Some(lead) = row.get::<_, Option<i64>>("lead")? {
                    *so_far.leads.entry(UnitId(lead)).or_default() += each;
                }
            }
        }
        Ok(so_far)
    }

    /// Returns the co-units of the nearest letters led by the first suggested lead unit, where they
    /// took part in at least a third of them.
    fn suggest_co_units(
        &self,
        lead: &[Suggestion<UnitId>],
        decided: &[DecidedLetter],
    ) -> Result<Vec<Suggestion<UnitId>>, StoreError> {
        let Some(first) = lead.first() else {
            return Ok(Vec::new());
        };
        let mut read = self.connection.prepare_cached(
            "SELECT unit FROM assignment WHERE letter = :letter AND co = 1 AND stands = 1 ORDER BY position",
        )?;
        let led = decided
            .iter()
            .filter(|decided| decided.decision.lead == Some(first.label))
            .take(CO_UNIT_SAMPLE);
        let led: Vec<LetterId> = led.map(|decided| decided.near.id).collect();
        let mut co: Vec<Suggestion<UnitId>> = Vec::new();
        for letter in &led {
            for unit in read.query_map(named_params! { ":letter": letter.0 }, |row| {
                row.get(0).map(UnitId)
            })? {
                let unit = unit?;
                match co.iter_mut().find(|choice| choice.label == unit) {
                    Some(choice) => choice.sources.push(*letter),
                    None => co.push(
                        Suggestion {
                            sources: vec![*letter],
                            words: vec![],
                            own_words: vec![],
                            ..first.clone()
                        }
                        .with_label(unit),
                    ),
                }
            }
        }
        for choice in &mut co {
            choice.score = choice.sources.len() as f64 / led.len() as f64;
            choice.margin = 0.0;
        }
        co.retain(|choice| choice.sources.len() * 3 >= led.len());
        co.sort_by(|one, other| other.score.total_cmp(&one.score));
        co.truncate(MAX_SUGGESTIONS);
        Ok(co)
    }
}

/// Estimated number of earlier letters with each label.
#[derive(Default)]
struct LabelCounts {
    categories: HashMap<String, f64>,
    leads: HashMap<UnitId, f64>,
}

/// The columns of a letter from which its decision is derived.
struct DecisionRow {
    stage: Option<Stage>,
    round: u32,
    category: Option<String>,
    lead: Option<UnitId>,
}

impl DecisionRow {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<DecisionRow> {
        Ok(DecisionRow {
            stage: Stage::parse(&row.get::<_, String>("stage")?),
            round: row.get("round")?,
            category: row.get("category")?,
            lead: row.get::<_, Option<i64>>("lead")?.map(UnitId),
        })
    }

    /// Returns the decision. What no column holds is read from the events.
    fn into_decided(
        self,
        connection: &Connection,
        near: Neighbour,
    ) -> Result<DecidedLetter, StoreError> {
        let DecisionRow {
            stage,
            round,
            category,
            mut lead,
        } = self;
        let said = |kind: &str, field: &str| -> Result<Option<String>, StoreError> {
            let mut read = connection.prepare_cached(
                "SELECT body ->> :field FROM event WHERE letter = :letter AND kind = :kind ORDER BY version DESC LIMIT 1",
            )?;
            let parameters = named_params! { ":field": field, ":letter": near.id.0, ":kind": kind };
            Ok(read
                .query_row(parameters, |row| row.get(0))
                .optional()?
                .flatten())
        };
        let (mut road, mut ground) = (None, None);
        match stage {
            Some(Stage::Declined) => ground = said("declined", "$.ground")?,
            Some(
                Stage::Drafting
                | Stage::InReview
                | Stage::Approved
                | Stage::Replied
                | Stage::Closed,
            ) if lead.is_none() => {
                road = said("replied_directly", "$.because")?.map(SuggestedRoute::Direct);
            }
            Some(Stage::Registered | Stage::AwaitingInstruction) if round > 1 => {
                lead = events::load(connection, near.id)?
                    .and_then(|letter| Decision::from_letter(&letter).lead);
            }
            Some(
                Stage::Received
                | Stage::Registered
                | Stage::AwaitingInstruction
                | Stage::Assigned
                | Stage::Drafting
                | Stage::InReview
                | Stage::Approved
                | Stage::Replied
                | Stage::Closed
                | Stage::Terminated,
            )
            | None => {}
        }
        let road = road.or(lead.map(|_| SuggestedRoute::Assigned));
        Ok(DecidedLetter {
            near,
            decision: Decision {
                category,
                lead,
                route: road,
                ground,
            },
        })
    }
}

/// All labels that can be suggested, each with the tokens of its own description.
struct Labels {
    categories: Vec<(String, Vec<Bigram>)>,
    units: Vec<(UnitId, Vec<Bigram>)>,
    roads: Vec<(SuggestedRoute, Vec<Bigram>)>,
    /// `None` means that the letter is accepted.
    grounds: Vec<(Option<String>, Vec<Bigram>)>,
}

impl Labels {
    fn from_office(office: &Office, regulation: &Regulation) -> Labels {
        let categories = regulation.categories.iter().map(|category| {
            let words = std::iter::once(&category.zh).chain(&category.words);
            (
                category.code.clone(),
                suggestion::label_bigrams(words.map(String::as_str)),
            )
        });
        let units = office.units.all().iter().map(|unit| {
            let words = [&unit.name, &unit.duties].into_iter().chain(&unit.aliases);
            (
                unit.id,
                suggestion::label_bigrams(words.map(String::as_str)),
            )
        });
        let direct = regulation
            .direct_reply
            .iter()
            .map(|because| SuggestedRoute::Direct(because.code.clone()));
        let grounds = regulation
            .grounds
            .iter()
            .map(|ground| Some(ground.code.clone()));
        Labels {
            categories: categories.collect(),
            units: units.collect(),
            roads: direct
                .chain([SuggestedRoute::Assigned])
                .map(|road| (road, Vec::new()))
                .collect(),
            grounds: grounds
                .chain([None])
                .map(|ground| (ground, Vec::new()))
                .collect(),
        }
    }

    fn suggest_labels(
        &self,
        text: &TargetLetter<'_>,
        decided: &[DecidedLetter],
        so_far: &LabelCounts,
    ) -> Suggestions {
        let LabelCounts { categories, leads } = so_far;
        // For handling routes and grounds only the nearest letters are counted, because all other
        // letters would need a look into their events.
        let roads = count_labels(decided, |decision| decision.route.clone());
        let ground = |decision: &Decision| match &decision.ground {
            Some(ground) => Some(Some(ground.clone())),
            None => decision.category.as_ref().map(|_| None),
        };
        let grounds = count_labels(decided, ground);
        Suggestions {
            category: top_choices(rank_labels(
                text,
                &self.categories,
                decided,
                categories,
                |decision| decision.category.clone(),
            )),
            lead: top_choices(rank_labels(text, &self.units, decided, leads, |decision| {
                decision.lead
            })),
            co: Vec::new(),
            route: top_choices(rank_labels(
                text,
                &self.roads,
                decided,
                &roads,
                |decision| decision.route.clone(),
            )),
            ground: likely_grounds(rank_labels(text, &self.grounds, decided, &grounds, ground)),
        }
    }
}

fn count_labels<L: Eq + Hash>(
    decided: &[DecidedLetter],
    label: impl Fn(&Decision) -> Option<L>,
) -> HashMap<L, f64> {
    let mut counted = HashMap::new();
    for label in decided
        .iter()
        .filter_map(|decided| label(&decided.decision))
    {
        *counted.entry(label).or_default() += 1.0;
    }
    counted
}

fn rank_labels<L: Clone + Eq + Hash>(
    text: &TargetLetter<'_>,
    labels: &[(L, Vec<Bigram>)],
    decided: &[DecidedLetter],
    so_far: &HashMap<L, f64>,
    label: impl Fn(&Decision) -> Option<L>,
) -> Vec<Suggestion<L>> {
    let place = |decided: &DecidedLetter| {
        label(&decided.decision).and_then(|has| labels.iter().position(|(label, _)| *label == has))
    };
    let labelled: Vec<(&Neighbour, Option<usize>)> = decided
        .iter()
        .map(|decided| (&decided.near, place(decided)))
        .collect();
    let own: Vec<&[Bigram]> = labels.iter().map(|(_, own)| own.as_slice()).collect();
    let counts: Vec<f64> = labels
        .iter()
        .map(|(label, _)| so_far.get(label).copied().unwrap_or_default())
        .collect();
    let choices = suggestion::rank_labels(
        text,
        &LabelQuestion {
            own: &own,
            near: &labelled,
            counts: &counts,
        },
    );
    let named = choices
        .into_iter()
        .filter_map(|choice| Some((labels.get(choice.label)?.0.clone(), choice)));
    named
        .map(|(label, choice)| choice.with_label(label))
        .collect()
}

/// Returns the top choices that have some evidence.
fn top_choices<L>(mut choices: Vec<Suggestion<L>>) -> Vec<Suggestion<L>> {
    choices.retain(|choice| !choice.sources.is_empty() || !choice.own_words.is_empty());
    choices.truncate(MAX_SUGGESTIONS);
    choices
}

/// Returns the grounds on which similar letters were declined, unless acceptance is more than twice
/// as likely.
fn likely_grounds(choices: Vec<Suggestion<Option<String>>>) -> Vec<Suggestion<String>> {
    let accepted = choices
        .iter()
        .find(|choice| choice.label.is_none())
        .map_or(0.0, |choice| choice.score);
    let likely = choices
        .into_iter()
        .filter(|choice| !choice.sources.is_empty() && choice.score * 2.0 >= accepted);
    let grounds = likely.filter_map(|choice| Some((choice.label.clone()?, choice)));
    top_choices(
        grounds
            .map(|(label, choice)| choice.with_label(label))
            .collect(),
    )
}
