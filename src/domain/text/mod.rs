//! Texts as they are compared: normalised, in bigrams, by pinyin, by their differences.

pub mod bigram;
pub mod diff;
pub mod normalize;
pub mod pinyin;
pub(crate) mod unseen;
