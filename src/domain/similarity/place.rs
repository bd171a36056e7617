//! The places named in a letter: subdistricts and towns of the directory, and numbered places.

use std::collections::BTreeSet;

use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::text::normalize::fold_text;

/// The kinds of units that are places.
const KINDS: [&str; 2] = ["街道", "镇"];

/// The words for places that have a number.
const NUMBERED: [char; 13] = [
    '区', '县', '市', '镇', '乡', '村', '社', '栋', '幢', '座', '路', '街', '巷',
];

/// A number before `号` is a house number only after or before one of these signs; otherwise it may
/// be a date.
const HOUSE: char = '号';
const BEFORE: [char; 6] = ['路', '街', '巷', '道', '弄', '村'];
const AFTER: [char; 5] = ['楼', '院', '线', '门', '栋'];

/// The maximum number of digits in a place's number.
const MAX_DIGITS: usize = 6;

/// The places named in a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    units: BTreeSet<UnitId>,
    /// The number and the sign that follows it.
    numbered: BTreeSet<(String, char)>,
}

impl Places {
    /// Finds the places named in these texts.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>, units: &Units) -> Places {
        let mut places = Places::default();
        for text in texts {
            let text = fold_text(text);
            for unit in units
                .all()
                .iter()
                .filter(|unit| KINDS.contains(&unit.kind.as_str()))
            {
                if std::iter::once(&unit.name)
                    .chain(&unit.aliases)
                    .any(|name| text.contains(fold_text(name).as_str()))
                {
                    places.units.insert(unit.id);
                }
            }
            places.add_numbered(&text);
        }
        places
    }

    fn add_numbered(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut begin = 0;
        for (at, char) in chars.iter().enumerate() {
            if char.is_ascii_alphanumeric() {
                continue;
            }
            let number: String = chars[begin..at].iter().collect();
            let before = begin.checked_sub(1).and_then(|before| chars.get(before));
            let behind = chars.get(at + 1);
            begin = at + 1;
            if number.len() > MAX_DIGITS || !number.contains(|char: char| char.is_ascii_digit()) {
                continue;
            }
            let house = *char == HOUSE
                && (before.is_some_and(|before| BEFORE.contains(before))
                    || behind.is_some_and(|behind| AFTER.contains(behind)));
            if house || NUMBERED.contains(char) {
                self.numbered.insert((number, *char));
            }
        }
    }

    /// Reports whether both name places of the same kind and share none of them.
    pub fn conflicts_with(&self, other: &Places) -> bool {
        if !self.units.is_disjoint(&other.units) || !self.numbered.is_disjoint(&other.numbered) {
            return false;
        }
        let kinds: BTreeSet<char> = self.numbered.iter().map(|(_, kind)| *kind).collect();
        let both_named = !self.units.is_empty() && !other.units.is_empty();
        both_named || other.numbered.iter().any(|(_, kind)| kinds.contains(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::unit::Unit;

    fn conflict(one: &str, other: &str) -> bool {
        let unit = |id, name: &str, kind: &str, alias: &str| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            kind: kind.to_owned(),
            aliases: vec![alias.to_owned()],
            duties: String::new(),
            ..Unit::default()
        };
        let units = Units::new(vec![
            unit(1, "清姜街道办事处", "街道", "清姜街办"),
            unit(2, "马营镇人民政府", "镇", "马营镇"),
            unit(3, "区住建局", "部门", "住建局"),
        ]);
        Places::from_texts([one], &units).conflicts_with(&Places::from_texts([other], &units))
    }

    #[test]
    fn two_letters_about_other_places_are_not_about_one_matter() {
        assert!(conflict("清姜街办的垃圾", "马营镇的垃圾"));
        assert!(!conflict("清姜街道办事处的垃圾", "清姜街办和马营镇的垃圾"));
        assert!(!conflict("清姜街办的垃圾", "我们这里的垃圾，住建局不管"));
        assert!(conflict("3号楼停水", "５号楼停水"));
        assert!(conflict("金陵路12号门前积水", "金陵路120号门前积水"));
        assert!(!conflict("3号楼和5号楼停水", "5号楼停水"));
        assert!(!conflict("清姜街办3号楼停水", "清姜街道办事处5号楼停水"));
        assert!(!conflict("3月2号停水", "3月5号停水"));
        assert!(!conflict("3栋停水", "清姜街办停水"));
    }
}
