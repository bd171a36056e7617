//! Arguments of the commands that protect an office against loss: verify, anchor, backup, restore,
//! export.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The commands.
#[derive(Subcommand)]
pub enum Keep {
    /// Checks the record.
    Verify(Verify),
    /// The count of events and the hash of the last.
    Anchor(Anchor),
    /// The page that closes a day.
    CloseDay(CloseDay),
    /// A copy, taken while others work, verified.
    Backup(Backup),
    /// An office from a backup, in a new file.
    Restore(Restore),
    /// An office from its record alone, in a new file.
    Rebuild(Rebuild),
    /// Everything in plain files.
    Export(Export),
}

/// `verify`.
#[derive(Args)]
pub struct Verify {
    /// A file with an anchor or a manifest, a folder of manifests, `-`, or `COUNT:HEX`.
    #[arg(long = "anchor", value_name = "FILE|DIR|COUNT:HEX")]
    pub anchors: Vec<String>,
}

/// `anchor`.
#[derive(Args)]
pub struct Anchor {
    /// The file to write; it must not exist.
    #[arg(value_name = "FILE")]
    pub new_file: Option<PathBuf>,
}

/// `close-day`.
#[derive(Args)]
pub struct CloseDay {
    /// Another day than today.
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// `backup`.
#[derive(Args)]
pub struct Backup {
    /// The file to write; it must not exist.
    #[arg(value_name = "FILE", required_unless_present_any = ["daily", "make_key"])]
    pub new_file: Option<PathBuf>,
    /// A file named by the day, of which the newest so many are kept.
    #[arg(long, value_name = "KEEP", requires = "folder", conflicts_with = "new_file", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub daily: Option<u16>,
    /// The folder of daily backups.
    #[arg(id = "folder", long = "to", value_name = "DIR", requires = "daily")]
    pub folder: Option<PathBuf>,
    /// Who may read it: a public key, or a file of them.
    #[arg(long = "recipient", value_name = "age1…|FILE")]
    pub recipients: Vec<String>,
    /// Makes a key instead: the secret half into this file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["new_file", "daily", "recipients"])]
    pub make_key: Option<PathBuf>,
}

/// `restore`.
#[derive(Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "BACKUP")]
    pub backup: PathBuf,
    /// The file to write; it must not exist.
    #[arg(value_name = "NEWFILE")]
    pub new_file: PathBuf,
    /// The secret key of an encrypted backup.
    #[arg(long, value_name = "KEYFILE")]
    pub identity: Option<PathBuf>,
    /// A file with an anchor, `-`, or `COUNT:HEX`.
    #[arg(long = "anchor", value_name = "FILE|COUNT:HEX")]
    pub anchors: Vec<String>,
    /// Takes a backup that has no manifest.
    #[arg(long)]
    pub without_manifest: bool,
}

/// `rebuild`.
#[derive(Args)]
pub struct Rebuild {
    /// The file to write; it must not exist.
    #[arg(value_name = "NEWFILE")]
    pub new_file: PathBuf,
    /// A folder that `export` wrote, instead of the database.
    #[arg(id = "exported", long = "from", value_name = "DIR")]
    pub exported: Option<PathBuf>,
}

/// `export`.
#[derive(Args)]
pub struct Export {
    /// Everything, into a new folder.
    #[arg(long, value_name = "DIR", required = true)]
    pub all: Option<PathBuf>,
}
