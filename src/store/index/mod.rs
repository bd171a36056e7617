//! The index of all texts: tokens, search, the nearest letters.

pub mod nearest;
pub mod search;
pub mod tokens;
