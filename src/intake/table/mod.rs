//! Tables as other people write them: what a row is, what a cell means, which columns make a date, and tables in web pages and XML.

pub(super) mod book;
pub(super) mod cell;
pub(super) mod classify;
pub(super) mod foreign;
mod grid;
pub(super) mod headings;
mod html;
pub(super) mod json_text;
pub(super) mod json_walk;
pub(super) mod moment;
pub(super) mod package;
pub(super) mod quotes;
pub(super) mod skipped;
mod spreadsheet_ml;
