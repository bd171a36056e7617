//! A practice office for other people's labels: its regulation has them as categories, its directory as units; gone when dropped.

use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::app::entry;
use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::{Unit, UnitId};
use crate::platform::account;
use crate::store::Store;
use crate::store::directory::create::REGULATION;

/// A label with its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// What the table calls it.
    pub name: String,
    /// Its words besides its name.
    pub words: Vec<String>,
}

/// A folder that is removed with everything in it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever clears the temporary place.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An office in a temporary place.
pub struct Practice {
    /// The store; closed before the folder goes.
    pub store: Store,
    /// Who does everything in it.
    pub who: Staff,
    _folder: Folder,
}

impl Practice {
    /// Founds an office with these categories and these units; Weibin's where there are none.
    pub fn found(
        categories: &[Label],
        units: &[Label],
        now: Timestamp,
    ) -> Result<Practice, AppError> {
        let name = format!(
            "xinxiang-suggest-{}-{}",
            std::process::id(),
            Timestamp::now().as_nanosecond()
        );
        let path = std::env::temp_dir().join(name);
        let made = std::fs::DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| AppError::File(path.clone(), error))?;
        let folder = Folder(path);
        let mut founding = crate::app::setup::weibin(true, account::user(), account::uid())?;
        if !categories.is_empty() {
            founding.regulation = regulation(categories)?;
        }
        if !units.is_empty() {
            founding.units = units.iter().map(unit).collect();
        }
        let store = Store::found(&folder.0.join("practice.db"), &founding, now)?;
        let who = entry::who(&store, None)?;
        Ok(Practice {
            store,
            who,
            _folder: folder,
        })
    }
}

fn unit(label: &Label) -> Unit {
    let duties = label.words.join(" ");
    Unit {
        id: UnitId(0),
        name: label.name.clone(),
        kind: String::new(),
        aliases: Vec::new(),
        duties,
    }
}

/// Weibin's regulation with other categories.
fn regulation(categories: &[Label]) -> Result<String, AppError> {
    let wrong = |error: String| AppError::Usage(error);
    let mut file: toml::Table = REGULATION
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
