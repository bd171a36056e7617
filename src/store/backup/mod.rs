//! What keeps an office from being lost: backups and drills of restoring them, the rows made again from the record, and all of
//! it in plain files for other programs.

pub mod daily;
pub mod error;
pub mod export;
pub mod make;
pub mod manifest;
pub mod part;
pub mod rebuild;
pub mod restore;
pub mod seal;
pub mod source;
pub mod witness;

pub use error::KeepError;
