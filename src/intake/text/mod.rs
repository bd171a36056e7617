//! Text of any source: charsets, transfer encodings, dates, and the minimal clean-up before text is
//! stored.

pub(crate) mod charset;
pub(crate) mod clean;
pub(crate) mod dates;
pub(crate) mod encoding;
pub(crate) mod office_file;
pub(crate) mod transfer;
