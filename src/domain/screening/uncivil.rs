//! Finds uncivil language (不文明用语): insults, except within harmless longer words or where the
//! writer reports what others said.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Found, Net};
use super::plain::Dense;

/// The maximum distance between an insult and a word that attributes it to somebody else, in signs.
const REACH: usize = 8;

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Insult,
    Innocent,
    Reported,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    insults: Vec<String>,
    innocent: Vec<String>,
    reported: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(from = "File")]
pub(super) struct Insults(Net<Class>);

impl From<File> for Insults {
    fn from(file: File) -> Insults {
        Insults(Net::of([
            (Class::Insult, file.insults),
            (Class::Innocent, file.innocent),
            (Class::Reported, file.reported),
        ]))
    }
}

pub(super) fn find(dense: &Dense, words: &Insults) -> Vec<Range<usize>> {
    let found = words.0.find(dense);
    let own = |(n, one): (usize, &Found<Class>)| {
        let mut near = found[..n]
            .iter()
            .rev()
            .take_while(|other| one.signs.start - other.signs.end <= REACH);
        let reported = near.any(|other| other.class == Class::Reported);
        (one.class == Class::Insult && !reported).then(|| one.signs.clone())
    };
    found.iter().enumerate().filter_map(own).collect()
}
