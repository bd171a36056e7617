//! Handling units (承办单位): the towns, streets and departments, with the other names they go by.

use serde::{Deserialize, Serialize};

use super::names::{is_blank, key};

/// Identifies a unit for ever; names may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitId(pub i64);

/// A handling unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its identity.
    pub id: UnitId,
    /// The full name.
    pub name: String,
    /// 街道, 镇, 部门 …
    pub kind: String,
    /// Other names: `住建局` for 区住房和城乡建设局.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it is responsible for, in a few words.
    #[serde(default)]
    pub duties: String,
}

/// The directory of units.
#[derive(Clone, Debug, Default)]
pub struct Units {
    units: Vec<Unit>,
}

impl Units {
    /// A directory of these units.
    pub fn new(units: Vec<Unit>) -> Units {
        Units { units }
    }

    /// All units, in the order of the directory.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// The unit with this identity.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The name of a unit; its bare number where the directory does not know it.
    pub fn name(&self, id: UnitId) -> String {
        self.get(id)
            .map_or_else(|| format!("#{}", id.0), |unit| unit.name.clone())
    }

    /// The short name of a unit: its shortest alias, or its name.
    pub fn short(&self, id: UnitId) -> String {
        match self.get(id) {
            Some(unit) => unit
                .aliases
                .iter()
                .find(|alias| !is_blank(alias))
                .unwrap_or(&unit.name)
                .clone(),
            None => self.name(id),
        }
    }

    /// The unit with exactly this name or alias; spaces around it do not count. A blank name means no unit, also where one has a blank
    /// alias. Where no name is exactly this one, one that is read as the same is found, if it is the only one.
    pub fn find(&self, name: &str) -> Option<&Unit> {
        if is_blank(name) {
            return None;
        }
        let name = name.trim();
        let exact = self.units.iter().find(|unit| unit.name == name);
        exact
            .or_else(|| {
                self.units
                    .iter()
                    .find(|unit| unit.aliases.iter().any(|alias| alias == name))
            })
            .or_else(|| {
                let wanted = key(name);
                let has = |unit: &&Unit| {
                    std::iter::once(&unit.name)
                        .chain(&unit.aliases)
                        .any(|name| key(name) == wanted)
                };
                let mut same = self.units.iter().filter(has);
                same.next().filter(|_| same.next().is_none())
            })
    }

    /// Up to `most` units whose name or alias `typed` might mean, for the sentence that refuses an unknown name.
    pub fn near(&self, typed: &str, most: usize) -> Vec<&Unit> {
        if is_blank(typed) {
            return Vec::new();
        }
        let matcher = crate::domain::text::pinyin::Filter::new(typed.trim());
        self.units
            .iter()
            .filter(|unit| {
                matcher.matches(&unit.name)
                    || unit.aliases.iter().any(|alias| matcher.matches(alias))
            })
            .take(most)
            .collect()
    }
}
