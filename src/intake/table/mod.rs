//! Tables as other people write them: what a row is, what a cell means, which columns make a date, and tables in web pages and XML.

pub(super) mod cell;
pub(crate) mod cells;
pub(super) mod classify;
pub(crate) mod csv;
pub(crate) mod fields;
mod grid;
pub(crate) mod header_row;
pub(super) mod headings;
mod html;
pub(crate) mod json;
pub(crate) mod mapping;
pub(super) mod moment;
pub(crate) mod row;
pub(super) mod skipped;
pub(crate) mod workbook;
