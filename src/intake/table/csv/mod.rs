//! CSV and other separated text.

pub(crate) mod quotes;
pub(crate) mod records;
pub(crate) mod rows;
