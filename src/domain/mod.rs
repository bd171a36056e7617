//! Letters and rules. Pure: no clock, no disk, no SQL, no terminal.

pub mod action;
pub mod ask;
pub mod calendar;
pub mod deadline;
pub mod decide;
pub mod draft;
pub mod event;
pub mod holidays;
pub mod incoming;
pub mod letter;
pub mod notice;
pub mod number;
pub mod office;
pub mod office_event;
pub mod pinyin;
pub mod refusal;
pub mod regulation;
pub mod remaining;
pub mod staff;
pub mod stage;
pub mod summary;
pub mod unit;
pub mod units_turn;
pub mod verb;
pub mod ways;
pub mod workflow;
