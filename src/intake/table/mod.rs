//! Tables: text, workbooks, web pages, XML and JSON; classification of rows, clean-up of cells,
//! mapping of columns to fields.

pub(super) mod cell;
pub(super) mod classify;
pub(crate) mod csv;
pub(crate) mod fields;
mod grid;
pub(crate) mod header_row;
pub(super) mod headings;
mod html;
pub(crate) mod json;
pub(crate) mod mapping;
pub(crate) mod row;
pub(crate) mod row_builder;
pub(super) mod skipped;
pub(crate) mod time_columns;
pub(crate) mod workbook;
