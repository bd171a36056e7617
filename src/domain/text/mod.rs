//! Text operations for comparison: normalisation, bigrams, pinyin, diffs.

pub mod bigram;
pub mod diff;
pub(crate) mod invisible;
pub mod normalize;
pub mod pinyin;
