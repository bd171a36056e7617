//! A temporary practice office for evaluation, with the labels of a foreign table as its categories
//! and units; removed when dropped.

use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use crate::app::entry;
use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::{Unit, UnitId};
use crate::domain::time::Timestamp;
use crate::platform::account;
use crate::store::Store;
use crate::store::directory::create::DEFAULT_REGULATION;

/// A label with describing words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    /// The label in the table.
    pub name: String,
    /// Words that describe the label, besides its name.
    pub words: Vec<String>,
}

/// A temporary folder, removed with its contents when dropped.
struct TempFolder(PathBuf);

impl Drop for TempFolder {
    fn drop(&mut self) {
        // Left to the system's cleaning of temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A practice office in a temporary folder.
pub(super) struct PracticeOffice {
    /// The store. Declared before the folder, because fields are dropped in order and it must be
    /// closed first.
    pub store: Store,
    /// The member of staff who performs everything.
    pub who: Staff,
    _folder: TempFolder,
}

impl PracticeOffice {
    /// Creates an office with these categories and units; Weibin's where a list is empty.
    pub(super) fn create_office(
        categories: &[Label],
        units: &[Label],
        now: Timestamp,
    ) -> Result<PracticeOffice, AppError> {
        let name = format!(
            "xinxiang-suggest-{}-{}",
            std::process::id(),
            Timestamp::now().as_millisecond()
        );
        let path = std::env::temp_dir().join(name);
        let made = std::fs::DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| AppError::File(path.clone(), error))?;
        let folder = TempFolder(path);
        let mut founding = crate::app::setup::weibin_office(
            true,
            account::calling_user(),
            account::calling_uid(),
        )?;
        if !categories.is_empty() {
            founding.regulation = labelled_regulation(categories)?;
        }
        if !units.is_empty() {
            founding.units = units.iter().map(labelled_unit).collect();
        }
        let store = Store::create(&folder.0.join("practice.db"), &founding, now)?;
        let who = entry::acting_staff(&store, None)?;
        Ok(PracticeOffice {
            store,
            who,
            _folder: folder,
        })
    }
}

fn labelled_unit(label: &Label) -> Unit {
    let duties = label.words.join(" ");
    Unit {
        id: UnitId(0),
        name: label.name.clone(),
        duties,
        ..Unit::default()
    }
}

/// Returns Weibin's regulation with its categories replaced.
fn labelled_regulation(categories: &[Label]) -> Result<String, AppError> {
    let wrong = |error: String| AppError::Usage(error);
    let mut file: toml::Table = DEFAULT_REGULATION
        .parse()
        .map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let categories = categories.iter().map(|Label { name, words }| {
        let mut entry = toml::Table::new();
        for key in ["code", "zh", "en"] {
            entry.insert(key.to_owned(), name.as_str().into());
        }
        entry.insert("words".to_owned(), words.clone().into());
        toml::Value::Table(entry)
    });
    file.insert(
        "category".to_owned(),
        toml::Value::Array(categories.collect()),
    );
    toml::to_string(&file).map_err(|error| wrong(error.to_string()))
}
