//! How a letter and the bulletin read: on a screen, in a pipe, on paper. Documents speak in tones;
//! whoever shows them chooses colours.

pub mod bulletin;
pub mod card;
pub mod facts;
pub(crate) mod hanging;
pub mod history;
pub mod letter;
pub mod lines;
pub mod month;
pub mod recall;
pub mod tone;
pub(crate) mod trend;
