//! What the pages of the settings show beyond the office itself.

use std::path::{Path, PathBuf};

use crate::domain::settings::SettingsOverview;
use crate::platform::account;
use crate::store::backup::lineage::read_manifests;
use crate::store::{Store, StoreError};

/// Folder of the backups, next to the database.
const BACKUP_FOLDER: &str = "backups";

/// The number of daily backups that are kept when one is made from the screen.
pub const KEPT_BACKUPS: usize = 14;

/// Reads what the pages of the settings show from the store, the machine and the folder of the
/// backups.
///
/// # Errors
/// If the store cannot be read. A folder that cannot be read counts as empty.
pub fn read_overview(store: &Store) -> Result<SettingsOverview, StoreError> {
    let folder = backup_folder(store.path());
    let founding = store.founding_hash()?;
    let made = read_manifests(&folder, &founding).unwrap_or_default();
    let last = made
        .into_iter()
        .max_by(|a, b| a.manifest.content.made_at.cmp(&b.manifest.content.made_at))
        .map(|found| (found.backup, found.manifest.content.made_at));
    Ok(SettingsOverview {
        disabled: store.disabled_staff()?,
        accounts: account::list_accounts()
            .into_iter()
            .map(|account| (account.login, account.uid))
            .collect(),
        backup_folder: folder,
        last_backup: last,
    })
}
/// Returns the folder in which backups of a database are made from the screen.
pub fn backup_folder(database: &Path) -> PathBuf {
    database.with_file_name(BACKUP_FOLDER)
}
