//! Texts of any source: encodings, dates, what is cleaned.

pub(crate) mod charset;
pub(crate) mod clean;
pub(crate) mod dates;
pub(crate) mod encoding;
pub mod office_file;
pub(crate) mod transfer;
