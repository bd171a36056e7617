//! Protection against loss: backups and restore drills, rebuilding rows from the record, and
//! exports in plain files for other programs.

pub mod daily;
pub mod encryption;
pub mod error;
pub mod export;
pub mod lineage;
pub mod make;
pub mod manifest;
pub mod rebuild;
pub mod restore;
pub mod source;
pub mod staged_file;

pub use error::BackupError;
