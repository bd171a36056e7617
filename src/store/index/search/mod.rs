//! Full-text search: candidates from the index, newest first, verified against the text if the
//! index is not exact.

mod candidates;
pub(crate) mod matcher;

use crate::domain::directory::staff::Staff;
use crate::domain::letter::summary::{AccessScope, Summary};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::query::Query;
use crate::domain::query::excerpt::{Excerpt, best_excerpt};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::search::matcher::TextMatcher;
use candidates::Candidates;
use candidates::walk::WalkFrom;

/// A search request. The time decides which letters are overdue.
#[derive(Clone, Copy)]
pub struct TextSearch<'a> {
    /// The query.
    pub query: &'a Query,
    /// The person who searches. Letters that they may not read are neither found nor counted.
    pub who: &'a Staff,
    /// The current time.
    pub now: Timestamp,
    /// Called now and then; returns whether the result is still wanted.
    pub wanted: &'a dyn Fn() -> bool,
}

/// A letter that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The summary of the letter.
    pub summary: Summary,
    /// The passage with the words; `None` if the query has none, or the letter is restricted.
    pub excerpt: Option<Excerpt>,
}

/// A page of results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// The letters.
    pub hits: Vec<Hit>,
    /// The cursor of the next page: letters before this one; `None` on the last page.
    pub next: Option<LetterId>,
}

/// Letters verified for a count that somebody waits for: one or two tenths of a second.
pub const MAX_LOOKS: u64 = 8_000;

/// The number of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HitCount {
    /// The count so far.
    pub n: u64,
    /// Whether there may be more.
    pub more: bool,
}

/// The newest results among which the best are chosen.
const MAX_RANKED: usize = 1_000;

impl Store {
    /// Returns a page of results, newest first: at most `limit` letters before the letter `before`.
    pub fn search(
        &self,
        search: TextSearch<'_>,
        before: Option<LetterId>,
        limit: usize,
    ) -> Result<SearchPage, StoreError> {
        let (ids, next) = self.find_matching(search, WalkFrom::Before(before), limit)?;
        Ok(SearchPage {
            hits: self.load_hits(search, &ids)?,
            next,
        })
    }

    /// Returns the page of results just after the letter `after`, or the oldest ones, in the order
    /// of a page. `next` is the cursor upwards.
    pub fn search_up(
        &self,
        search: TextSearch<'_>,
        after: Option<LetterId>,
        limit: usize,
    ) -> Result<SearchPage, StoreError> {
        let (mut ids, next) = self.find_matching(search, WalkFrom::After(after), limit)?;
        ids.reverse();
        Ok(SearchPage {
            hits: self.load_hits(search, &ids)?,
            next,
        })
    }

    /// Returns the best `limit` results: matches in title or number first, then in the writer, then
    /// frequent ones in the text; ties by newest. They are chosen from the newest thousand.
    pub fn search_best(
        &self,
        search: TextSearch<'_>,
        limit: usize,
    ) -> Result<SearchPage, StoreError> {
        let (ids, _) = self.find_matching(search, WalkFrom::Before(None), MAX_RANKED)?;
        let marks = search.query.highlight_terms();
        let mut ranked = Vec::with_capacity(ids.len());
        for id in ids {
            if !(search.wanted)() {
                return Ok(SearchPage::default());
            }
            ranked.push((
                rank_letter(&self.load_letter(id)?.redacted_for(search.who), &marks),
                id,
            ));
        }
        ranked.sort_by(|one, other| other.cmp(one));
        let best: Vec<LetterId> = ranked.into_iter().take(limit).map(|(_, id)| id).collect();
        Ok(SearchPage {
            hits: self.load_hits(search, &best)?,
            next: None,
        })
    }

    /// Counts the results, verifying at most `looks` letters where the index is not exact. `told`
    /// receives the count so far.
    pub fn search_count(
        &self,
        search: TextSearch<'_>,
        looks: u64,
        told: &mut dyn FnMut(u64),
    ) -> Result<HitCount, StoreError> {
        let candidates = Candidates::new(self, search)?;
        if let Some(n) = candidates.exact_count()? {
            return Ok(HitCount { n, more: false });
        }
        let mut look = TextMatcher::new(self, search)?;
        let mut count = HitCount::default();
        candidates.for_each(WalkFrom::Before(None), &mut |id, sure| {
            count.more = look.looks >= looks;
            if count.more {
                return Ok(false);
            }
            if sure || look.matches_letter(id)? {
                count.n += 1;
                if count.n.is_multiple_of(1_000) {
                    told(count.n);
                }
            }
            Ok((search.wanted)())
        })?;
        Ok(count)
    }

    fn find_matching(
        &self,
        search: TextSearch<'_>,
        side: WalkFrom,
        limit: usize,
    ) -> Result<(Vec<LetterId>, Option<LetterId>), StoreError> {
        let candidates = Candidates::new(self, search)?;
        let mut look = TextMatcher::new(self, search)?;
        let (mut ids, mut next) = (Vec::new(), None);
        candidates.for_each(side, &mut |id, sure| {
            if sure || look.matches_letter(id)? {
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

    fn load_hits(&self, search: TextSearch<'_>, ids: &[LetterId]) -> Result<Vec<Hit>, StoreError> {
        let marks = search.query.highlight_terms();
        let mut hits = Vec::with_capacity(ids.len());
        for summary in self.summaries(ids, &AccessScope::for_staff(search.who))? {
            // Reading a restricted letter is recorded; a list of results is not a reading.
            let excerpt = if marks.is_empty() || summary.restricted {
                None
            } else {
                best_excerpt(
                    &self.peek(summary.id, search.who)?.searchable_texts(),
                    &marks,
                )
            };
            hits.push(Hit { summary, excerpt });
        }
        Ok(hits)
    }
}

/// Returns the rank of a letter by where the words occur in it.
fn rank_letter(letter: &Letter, marks: &[&str]) -> u32 {
    use crate::domain::letter::LetterPart;
    use crate::domain::text::normalize::searchable_text;
    let mut worth = 0;
    for (part, text) in letter.searchable_texts() {
        let text = searchable_text(text);
        for mark in marks {
            let times = u32::try_from(text.matches(mark).take(5).count()).unwrap_or_default();
            let (most, each) = if matches!(part, LetterPart::Title | LetterPart::Number) {
                (1, 20)
            } else if part == LetterPart::Writer {
                (1, 10)
            } else {
                (5, 1)
            };
            worth += each * times.min(most);
        }
    }
    worth
}
