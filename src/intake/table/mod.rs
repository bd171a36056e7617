//! Tables: text, workbooks, web pages, XML and JSON; classification of rows, clean-up of cells,
//! mapping of columns to fields.

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
