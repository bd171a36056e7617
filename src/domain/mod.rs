//! The domain: letters and the rules for handling them. Pure: no clock, disk, SQL or terminal.

pub mod directory;
pub mod letter;
pub mod office;
pub mod office_event;
pub mod office_field;
pub mod phrase;
pub mod query;
pub mod regulation;
pub mod screening;
pub mod settings;
pub mod similarity;
pub mod suggestion;
pub mod text;
pub mod time;
pub mod workflow;
