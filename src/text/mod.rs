//! How strings are shown on a screen and in a pipe: width in cells, cutting and wrapping,
//! sanitising, dates.

pub mod dates;
pub mod disputed_width;
pub mod sanitize;
pub mod size;
pub mod width;
pub mod wrap;
