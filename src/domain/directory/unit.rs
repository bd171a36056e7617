//! Handling units (承办单位): towns, subdistricts and departments, with their aliases.

use serde::{Deserialize, Serialize};

use super::names::{is_blank, name_key};
use crate::domain::time::Timestamp;

/// Identifies a unit permanently; its names may change.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct UnitId(pub i64);

/// A handling unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The identifier.
    pub id: UnitId,
    /// The full name.
    pub name: String,
    /// The kind of unit: 街道, 镇, 部门 …
    pub kind: String,
    /// The aliases, such as `住建局` for 区住房和城乡建设局.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A short description of its responsibilities.
    #[serde(default)]
    pub duties: String,
    /// The head, who reviews its answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Its e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Whether it no longer takes letters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The unit into which it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<UnitId>,
    /// Its former names, oldest first, each with the instant until which it was called so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<(Timestamp, String)>,
}

impl Unit {
    /// Reports whether it is a town or a subdistrict, which a bulletin ranks apart from departments.
    pub fn is_town(&self) -> bool {
        ["镇", "乡", "街道"]
            .iter()
            .any(|kind| self.kind.contains(kind))
    }
}

/// Splits aliases that stand in one cell or field, with a comma, a semicolon or `、` between them.
pub fn split_aliases(text: &str) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；']).map(str::trim);
    let aliases = parts.filter(|alias| !is_blank(alias));
    aliases.map(str::to_owned).collect()
}

/// What can be changed of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitField {
    /// The kind.
    Kind,
    /// The head.
    Head,
    /// The e-mail address.
    Mail,
}

/// The directory of units.
#[derive(Clone, Debug, Default)]
pub struct Units {
    units: Vec<Unit>,
}

impl Units {
    /// Creates a directory of these units.
    pub fn new(units: Vec<Unit>) -> Units {
        Units { units }
    }

    /// Returns all units, in the order of the directory.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the units that take letters, in the order of the directory.
    pub fn open(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| !unit.closed)
    }

    /// Returns the unit to which the work of a unit went, which is the unit itself where it was not
    /// merged.
    pub fn successor(&self, id: UnitId) -> UnitId {
        // A merger into a unit that was merged itself is followed; nothing merges into itself.
        let next = |id: &UnitId| self.get(*id).and_then(|unit| unit.merged_into);
        std::iter::successors(Some(id), next)
            .take(self.units.len() + 1)
            .last()
            .unwrap_or(id)
    }

    /// Returns the name that a unit had at an instant.
    pub fn name_at(&self, id: UnitId, at: Timestamp) -> String {
        let former = self
            .get(id)
            .and_then(|unit| unit.former.iter().find(|(until, _)| at < *until));
        former.map_or_else(|| self.name(id), |(_, name)| name.clone())
    }

    /// Returns the unit with this id.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Returns the name of a unit, or `#` and its id if the directory does not contain it.
    pub fn name(&self, id: UnitId) -> String {
        self.get(id)
            .map_or_else(|| format!("#{}", id.0), |unit| unit.name.clone())
    }

    /// Returns the short name of a unit: its first alias that is not blank, or else its name.
    pub fn short_name(&self, id: UnitId) -> String {
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

    /// Returns the unit with this name or alias, ignoring surrounding blanks. Exact names win over
    /// exact aliases, and both over names that differ only in width, case, script variant or
    /// blanks; the latter must be unambiguous. A blank name matches no unit, even if an alias is
    /// blank.
    pub fn find_by_name(&self, name: &str) -> Option<&Unit> {
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
                let wanted = name_key(name);
                let has = |unit: &&Unit| {
                    std::iter::once(&unit.name)
                        .chain(&unit.aliases)
                        .any(|name| name_key(name) == wanted)
                };
                let mut same = self.units.iter().filter(has);
                same.next().filter(|_| same.next().is_none())
            })
    }

    /// Returns the open unit whose name differs only by the district before it, `渭滨区数据局` from
    /// `区数据局`: the same unit may be meant.
    pub fn find_lookalike(&self, name: &str) -> Option<&Unit> {
        let (wanted, rest) = (name_key(name), without_place(name));
        let mut open = self.open();
        open.find(|unit| {
            let other = name_key(&unit.name);
            other != wanted && !rest.is_empty() && without_place(&unit.name) == rest
        })
    }

    /// Returns up to `most` units whose name or alias `typed` might mean, for the error about an
    /// unknown name.
    pub fn find_similar(&self, typed: &str, most: usize) -> Vec<&Unit> {
        if is_blank(typed) {
            return Vec::new();
        }
        let matcher = crate::domain::text::pinyin::PinyinFilter::new(typed.trim());
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

/// Returns a name without the district, county or city that it begins with.
fn without_place(name: &str) -> String {
    let name = name_key(name);
    let head = name.char_indices().take(PLACE_CHARS);
    let place = head
        .filter(|(_, char)| PLACE_ENDINGS.contains(*char))
        .last();
    let start = place.map_or(0, |(at, char)| at + char.len_utf8());
    name.get(start..).unwrap_or_default().to_owned()
}

/// Characters among which the end of a place is looked for.
const PLACE_CHARS: usize = 4;

/// Last characters of districts, counties and cities: 区, 县, 市.
const PLACE_ENDINGS: &str = "\u{533a}\u{53bf}\u{5e02}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_recognised_behind_the_name_of_its_district() {
        let unit = |id, name: &str| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            ..Unit::default()
        };
        let units = Units::new(vec![unit(1, "\u{533a}\u{6570}\u{636e}\u{5c40}")]);
        let found = |name: &str| units.find_lookalike(name).map(|unit| unit.id);
        // 渭滨区数据局, 区数据局, 区水利局, 市.
        assert_eq!(
            found("\u{6e2d}\u{6ee8}\u{533a}\u{6570}\u{636e}\u{5c40}"),
            Some(UnitId(1))
        );
        assert_eq!(
            found("\u{533a}\u{6570}\u{636e}\u{5c40}"),
            None,
            "the same name"
        );
        assert_eq!(found("\u{533a}\u{6c34}\u{5229}\u{5c40}"), None);
        assert_eq!(found("\u{5e02}"), None);
    }
}
