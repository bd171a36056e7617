//! The text index: tokens, search, and nearest letters.

pub mod nearest;
pub mod search;
pub mod tokens;
