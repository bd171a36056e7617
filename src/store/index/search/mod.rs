//! Searching: candidates from the index, newest first, each looked at again where the index alone does not say it.

mod candidates;
mod look;

use jiff::Timestamp;

use crate::domain::directory::staff::Staff;
use crate::domain::letter::summary::{Sight, Summary};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::query::Query;
use crate::domain::query::excerpt::{Excerpt, excerpt};
use crate::store::Store;
use crate::store::error::StoreError;
use candidates::Candidates;
use candidates::walk::Side;
use look::Look;

/// What is searched for, by whom, and when: a letter is late or not by the clock.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The query.
    pub query: &'a Query,
    /// Who searches: what he may not read is not found, and not counted.
    pub who: &'a Staff,
    /// The instant.
    pub now: Timestamp,
    /// Asked now and then: whether the answer is still wanted.
    pub wanted: &'a dyn Fn() -> bool,
}

/// A letter that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The letter.
    pub summary: Summary,
    /// Where the words stand in it; `None` where none was asked for, or the letter is restricted.
    pub excerpt: Option<Excerpt>,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The letters.
    pub hits: Vec<Hit>,
    /// Where to go on: letters before this one; `None` where there are no more.
    pub next: Option<LetterId>,
}

/// So many letters are looked at for a count that somebody waits for: a tenth of a second or two.
pub const LOOKS: u64 = 8_000;

/// How many letters a query finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So many.
    pub n: u64,
    /// Whether there may be more.
    pub more: bool,
}

/// Of so many letters, the newest that are found, the best are chosen.
const RANKED: usize = 1_000;

impl Store {
    /// The letters that a query finds, those that came in last first: `limit` of them, before the letter `before`.
    pub fn search(
        &self,
        search: Search<'_>,
        before: Option<LetterId>,
        limit: usize,
    ) -> Result<Found, StoreError> {
        let (ids, next) = self.matching(search, Side::Before(before), limit)?;
        Ok(Found {
            hits: self.hits(search, &ids)?,
            next,
        })
    }

    /// The letters that a query finds and that came in just after the letter `after`, or the very first ones: `limit` of them, in
    /// the order of a page. `next` is where to go on upwards.
    pub fn search_up(
        &self,
        search: Search<'_>,
        after: Option<LetterId>,
        limit: usize,
    ) -> Result<Found, StoreError> {
        let (mut ids, next) = self.matching(search, Side::After(after), limit)?;
        ids.reverse();
        Ok(Found {
            hits: self.hits(search, &ids)?,
            next,
        })
    }

    /// The best of what a query finds, at most `limit`: the words in the title or the number, then the writer, then often in the
    /// text; among equals the newest. Chosen from the newest thousand.
    pub fn search_best(&self, search: Search<'_>, limit: usize) -> Result<Found, StoreError> {
        let (ids, _) = self.matching(search, Side::Before(None), RANKED)?;
        let marks = search.query.marks();
        let mut ranked = Vec::with_capacity(ids.len());
        for id in ids {
            if !(search.wanted)() {
                return Ok(Found::default());
            }
            ranked.push((worth(&self.letter(id)?.seen_by(search.who), &marks), id));
        }
        ranked.sort_by(|one, other| other.cmp(one));
        let best: Vec<LetterId> = ranked.into_iter().take(limit).map(|(_, id)| id).collect();
        Ok(Found {
            hits: self.hits(search, &best)?,
            next: None,
        })
    }

    /// How many letters a query finds, looking at no more than `looks` of them where the index alone does not say it. `told` hears
    /// of the count so far.
    pub fn search_count(
        &self,
        search: Search<'_>,
        looks: u64,
        told: &mut dyn FnMut(u64),
    ) -> Result<Count, StoreError> {
        let candidates = Candidates::new(self, search)?;
        if let Some(n) = candidates.counted()? {
            return Ok(Count { n, more: false });
        }
        let mut look = Look::new(self, search)?;
        let mut count = Count::default();
        candidates.each(Side::Before(None), &mut |id, sure| {
            count.more = look.looks >= looks;
            if count.more {
                return Ok(false);
            }
            if sure || look.at(id)? {
                count.n += 1;
                if count.n.is_multiple_of(1_000) {
                    told(count.n);
                }
            }
            Ok((search.wanted)())
        })?;
        Ok(count)
    }

    fn matching(
        &self,
        search: Search<'_>,
        side: Side,
        limit: usize,
    ) -> Result<(Vec<LetterId>, Option<LetterId>), StoreError> {
        let candidates = Candidates::new(self, search)?;
        let mut look = Look::new(self, search)?;
        let (mut ids, mut next) = (Vec::new(), None);
        candidates.each(side, &mut |id, sure| {
            if sure || look.at(id)? {
                if ids.len() == limit {
                    next = ids.last().copied();
                    return Ok(false);
                }
                ids.push(id);
            }
            Ok((search.wanted)())
        })?;
        Ok((ids, next))
    }

    fn hits(&self, search: Search<'_>, ids: &[LetterId]) -> Result<Vec<Hit>, StoreError> {
        let marks = search.query.marks();
        let mut hits = Vec::with_capacity(ids.len());
        for summary in self.summaries(ids, &Sight::of(search.who))? {
            // Reading a restricted letter is recorded; a list of what was found is no reading.
            let excerpt = if marks.is_empty() || summary.restricted {
                None
            } else {
                excerpt(&self.glance(summary.id, search.who)?.texts(), &marks)
            };
            hits.push(Hit { summary, excerpt });
        }
        Ok(hits)
    }
}

/// How well a letter answers: by where the words stand in it.
fn worth(letter: &Letter, marks: &[&str]) -> u32 {
    use crate::domain::letter::Part;
    use crate::domain::text::normalize::searched;
    let mut worth = 0;
    for (part, text) in letter.texts() {
        let text = searched(text);
        for mark in marks {
            let times = u32::try_from(text.matches(mark).take(5).count()).unwrap_or_default();
            let (most, each) = if matches!(part, Part::Title | Part::Number) {
                (1, 20)
            } else if part == Part::Writer {
                (1, 10)
            } else {
                (5, 1)
            };
            worth += each * times.min(most);
        }
    }
    worth
}
