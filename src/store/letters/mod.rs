//! Letters as they are read: lists in pages, lookup, who may see what, repeats.

pub mod access;
pub mod lookup;
pub mod pages;
pub mod repeats;
pub mod summaries;
