//! Reading letters: pages of lists, lookup, access rules, repeats.

pub mod access;
pub mod follow_ups;
pub mod lookup;
pub mod pages;
pub mod repeats;
pub mod summaries;
