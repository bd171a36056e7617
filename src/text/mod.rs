//! How strings are shown, anywhere: their width in cells, cut and wrapped, made harmless, and dates.

pub mod dates;
pub mod sanitize;
pub mod unsure;
pub mod width;
pub mod wrap;
