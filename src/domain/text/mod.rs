//! Text operations for comparison: normalisation, bigrams, pinyin, diffs.

pub mod bigram;
pub mod diff;
pub mod normalize;
pub mod pinyin;
pub(crate) mod unseen;
