//! CSV and its kin.

pub(crate) mod quotes;
pub(crate) mod records;
pub(crate) mod rows;
