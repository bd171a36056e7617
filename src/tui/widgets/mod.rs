//! Widgets: the drawing and editing parts that panes are made of.

pub mod cells;
pub mod clear;
pub mod editor;
pub mod form;
pub mod path;
pub mod pick;
pub mod popup;
pub mod sign;
