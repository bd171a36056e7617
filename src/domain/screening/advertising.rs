//! Finds advertising and invitations (广告、邀请函): an offer, or a promise close to a way to buy,
//! in a letter without complaints.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{WordMatch, WordMatcher};
use crate::domain::screening::normalized::DenseText;

/// The maximum distance between a promise and a way to buy, in signs.
const MAX_DISTANCE: usize = 40;

#[derive(Clone, Copy, PartialEq)]
enum AdvertisingClass {
    Offer,
    Promise,
    Contact,
    Complaint,
    Plea,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvertisingFile {
    offers: Vec<String>,
    promises: Vec<String>,
    contacts: Vec<String>,
    complaints: Vec<String>,
    pleas: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(from = "AdvertisingFile")]
pub(super) struct AdvertisingWords(WordMatcher<AdvertisingClass>);

impl From<AdvertisingFile> for AdvertisingWords {
    fn from(file: AdvertisingFile) -> AdvertisingWords {
        AdvertisingWords(WordMatcher::compile([
            (AdvertisingClass::Offer, file.offers),
            (AdvertisingClass::Promise, file.promises),
            (AdvertisingClass::Contact, file.contacts),
            (AdvertisingClass::Complaint, file.complaints),
            (AdvertisingClass::Plea, file.pleas),
        ]))
    }
}

pub(super) fn find(dense: &DenseText, words: &AdvertisingWords) -> Vec<Range<usize>> {
    let found = words.0.find_all(dense);
    let has = |class| found.iter().any(|found| found.class == class);
    // A letter with a complaint is not advertising, whatever else it contains.
    if has(AdvertisingClass::Complaint) {
        return Vec::new();
    }
    let plea = has(AdvertisingClass::Plea);
    let offered = |(n, one): (usize, &WordMatch<AdvertisingClass>)| match one.class {
        AdvertisingClass::Offer => Some(one.signs.clone()),
        AdvertisingClass::Promise if !plea => {
            let before = found[..n]
                .iter()
                .rev()
                .take_while(|way| one.signs.end - way.signs.start <= MAX_DISTANCE);
            let after = found[n..]
                .iter()
                .take_while(|way| way.signs.end - one.signs.start <= MAX_DISTANCE);
            let way = before
                .chain(after)
                .find(|way| way.class == AdvertisingClass::Contact)?;
            Some(one.signs.start.min(way.signs.start)..one.signs.end.max(way.signs.end))
        }
        AdvertisingClass::Promise
        | AdvertisingClass::Contact
        | AdvertisingClass::Complaint
        | AdvertisingClass::Plea => None,
    };
    found.iter().enumerate().filter_map(offered).collect()
}
