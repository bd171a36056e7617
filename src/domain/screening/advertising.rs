//! Finds advertising and invitations (广告、邀请函): an offer, or a promise close to a way to buy,
//! in a letter without complaints.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Found, Net};
use super::plain::Dense;

/// The maximum distance between a promise and a way to buy, in signs.
const NEAR: usize = 40;

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Offer,
    Promise,
    Contact,
    Complaint,
    Plea,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    offers: Vec<String>,
    promises: Vec<String>,
    contacts: Vec<String>,
    complaints: Vec<String>,
    pleas: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(from = "File")]
pub(super) struct Trade(Net<Class>);

impl From<File> for Trade {
    fn from(file: File) -> Trade {
        Trade(Net::of([
            (Class::Offer, file.offers),
            (Class::Promise, file.promises),
            (Class::Contact, file.contacts),
            (Class::Complaint, file.complaints),
            (Class::Plea, file.pleas),
        ]))
    }
}

pub(super) fn find(dense: &Dense, words: &Trade) -> Vec<Range<usize>> {
    let found = words.0.find(dense);
    let has = |class| found.iter().any(|found| found.class == class);
    // A letter with a complaint is not advertising, whatever else it contains.
    if has(Class::Complaint) {
        return Vec::new();
    }
    let plea = has(Class::Plea);
    let offered = |(n, one): (usize, &Found<Class>)| match one.class {
        Class::Offer => Some(one.signs.clone()),
        Class::Promise if !plea => {
            let before = found[..n]
                .iter()
                .rev()
                .take_while(|way| one.signs.end - way.signs.start <= NEAR);
            let after = found[n..]
                .iter()
                .take_while(|way| way.signs.end - one.signs.start <= NEAR);
            let way = before
                .chain(after)
                .find(|way| way.class == Class::Contact)?;
            Some(one.signs.start.min(way.signs.start)..one.signs.end.max(way.signs.end))
        }
        Class::Promise | Class::Contact | Class::Complaint | Class::Plea => None,
    };
    found.iter().enumerate().filter_map(offered).collect()
}
