//! Finds uncivil language (不文明用语): insults, except within harmless longer words or where the
//! writer reports what others said.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{WordMatch, WordMatcher};
use crate::domain::screening::normalized::DenseText;

/// The maximum distance between an insult and a word that attributes it to somebody else, in signs.
const MAX_DISTANCE: usize = 8;

#[derive(Clone, Copy, PartialEq)]
enum UncivilClass {
    Insult,
    Innocent,
    Reported,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncivilFile {
    insults: Vec<String>,
    innocent: Vec<String>,
    reported: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(from = "UncivilFile")]
pub(super) struct UncivilWords(WordMatcher<UncivilClass>);

impl From<UncivilFile> for UncivilWords {
    fn from(file: UncivilFile) -> UncivilWords {
        UncivilWords(WordMatcher::compile([
            (UncivilClass::Insult, file.insults),
            (UncivilClass::Innocent, file.innocent),
            (UncivilClass::Reported, file.reported),
        ]))
    }
}

pub(super) fn find(dense: &DenseText, words: &UncivilWords) -> Vec<Range<usize>> {
    let found = words.0.find_all(dense);
    let own = |(n, one): (usize, &WordMatch<UncivilClass>)| {
        let mut near = found[..n]
            .iter()
            .rev()
            .take_while(|other| one.signs.start - other.signs.end <= MAX_DISTANCE);
        let reported = near.any(|other| other.class == UncivilClass::Reported);
        (one.class == UncivilClass::Insult && !reported).then(|| one.signs.clone())
    };
    found.iter().enumerate().filter_map(own).collect()
}
