//! Protection against loss: backups and restore drills, rebuilding rows from the record, and
//! exports in plain files for other programs.

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

pub use error::BackupError;
