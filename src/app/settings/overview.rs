//! What the pages of the settings show beyond the office itself.

use std::path::{Path, PathBuf};

use crate::domain::directory::staff::Staff;
use crate::domain::office::Office;
use crate::domain::office_field::OfficeField;
use crate::store::backup::lineage::read_manifests;
use crate::store::{Store, StoreError};

/// Folder of the backups, next to the database.
const BACKUP_FOLDER: &str = "backups";

/// The number of daily backups that are kept when one is made from the screen.
pub const KEPT_BACKUPS: usize = 14;

/// What the pages of the settings show beyond the office itself.
#[derive(Clone, Debug, Default)]
pub struct SettingsOverview {
    /// The members of staff who were disabled.
    pub disabled: Vec<Staff>,
    /// The folder in which backups are made from the screen.
    pub backup_folder: PathBuf,
    /// The newest backup in that folder, and when it was made (RFC 3339).
    pub last_backup: Option<(PathBuf, String)>,
}

impl SettingsOverview {
    /// Reads it from the store and from the folder of the backups.
    ///
    /// # Errors
    /// If the store cannot be read. A folder that cannot be read counts as empty.
    pub fn read(store: &Store) -> Result<SettingsOverview, StoreError> {
        let folder = backup_folder(store.path());
        let founding = store.founding_hash()?;
        let made = read_manifests(&folder, &founding).unwrap_or_default();
        let last = made
            .into_iter()
            .max_by(|a, b| a.manifest.content.made_at.cmp(&b.manifest.content.made_at))
            .map(|found| (found.backup, found.manifest.content.made_at));
        Ok(SettingsOverview {
            disabled: store.disabled_staff()?,
            backup_folder: folder,
            last_backup: last,
        })
    }
}

/// Returns the folder in which backups of a database are made from the screen.
pub fn backup_folder(database: &Path) -> PathBuf {
    database.with_file_name(BACKUP_FOLDER)
}

/// Returns a setting of the office: what was set, or what the regulation says.
pub fn office_value(office: &Office, field: OfficeField) -> String {
    match field {
        OfficeField::Name => office.name().to_owned(),
        OfficeField::Authority => office.authority(),
        OfficeField::Number => office.regulation.number.to_text(),
    }
}
