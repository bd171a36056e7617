//! Text operations for comparison: normalisation, bigrams, pinyin, diffs.

pub mod bigram;
pub mod diff;
pub mod half_width;
pub(crate) mod invisible;
pub mod normalize;
pub mod pinyin;
