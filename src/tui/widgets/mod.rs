//! Widgets: the drawing and editing parts that panes are made of.

pub mod cells;
pub mod clear;
pub mod editor;
pub mod form;
pub mod hit_list;
pub mod letter_list;
pub mod letter_view;
pub mod pick;
pub mod popup;
pub mod status;
