//! Who may read a report about people, and the unit that it accuses: never forgotten, only named anew.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::workflow::action::Action;

use super::{both, instruct, refused};
use crate::office::{Desk, administrator, another, at, staff, to_unit};

const REPORT: &str = "细则第三条(六)、信访工作条例第三十条";

fn restrict(accused: Option<i64>, readers: &[&str]) -> Action {
    Action::Restrict {
        accused: accused.map(UnitId),
        readers: readers.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// The accused unit and the readers of a letter.
fn known(letter: &Letter) -> (Option<UnitId>, Vec<&str>) {
    let restriction = letter.restriction.as_ref().expect("it is restricted");
    (
        restriction.accused,
        restriction.readers.iter().map(String::as_str).collect(),
    )
}

/// A report about unit 2, which the administrator and the leader read.
fn report(desk: &Desk) -> Letter {
    let now = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(Stage::Registered, now);
    desk.act(
        &mut letter,
        restrict(Some(2), &["leader"]),
        &administrator(),
        now,
    )
    .unwrap();
    letter
}

#[test]
fn who_is_accused_stays_where_the_readers_change() {
    for desk in both() {
        let now = at("2026-03-02 10:00");
        let mut letter = report(&desk);
        desk.act(
            &mut letter,
            restrict(None, &["leader", "leader-2"]),
            &administrator(),
            now,
        )
        .unwrap();
        assert_eq!(
            known(&letter),
            (Some(UnitId(2)), vec!["administrator", "leader", "leader-2"])
        );
        refused(
            &desk,
            &letter,
            to_unit(UnitId(2)),
            &administrator(),
            now,
            "accused",
            REPORT,
        );
        desk.act(&mut letter, restrict(Some(3), &[]), &administrator(), now)
            .unwrap();
        assert_eq!(
            known(&letter),
            (Some(UnitId(3)), vec!["administrator"]),
            "it is named anew"
        );
        desk.decide(&letter, to_unit(UnitId(2)), &administrator(), now)
            .unwrap();
    }
}

#[test]
fn a_leader_on_the_list_changes_it_and_another_does_not() {
    for desk in both() {
        let now = at("2026-03-02 10:00");
        let mut letter = report(&desk);
        let stranger = another(Role::Leader);
        refused(
            &desk,
            &letter,
            restrict(None, &["leader-2"]),
            &stranger,
            now,
            "not_reader",
            REPORT,
        );
        refused(
            &desk,
            &letter,
            restrict(None, &["office"]),
            &staff(Role::Office),
            now,
            "role",
            REPORT,
        );
        desk.act(
            &mut letter,
            restrict(None, &["leader-2"]),
            &staff(Role::Leader),
            now,
        )
        .unwrap();
        assert_eq!(
            known(&letter),
            (Some(UnitId(2)), vec!["leader", "leader-2"])
        );
        refused(
            &desk,
            &letter,
            restrict(None, &[]),
            &administrator(),
            now,
            "not_reader",
            REPORT,
        );
        desk.decide(&letter, restrict(None, &["office"]), &stranger, now)
            .unwrap();
    }
}

#[test]
fn a_letter_that_accuses_a_unit_is_restricted_whatever_its_category() {
    for desk in both() {
        let now = at("2026-03-02 10:00");
        let plain = desk
            .regulation
            .categories
            .iter()
            .find(|category| !category.restricted)
            .unwrap()
            .code
            .clone();
        let mut letter = desk.received(1, now);
        let accept = |accused| Action::Accept {
            category: plain.clone(),
            major: false,
            accused,
            of_type: None,
            subject: None,
        };
        desk.act(&mut letter, accept(Some(UnitId(2))), &administrator(), now)
            .unwrap();
        assert_eq!(
            known(&letter),
            (Some(UnitId(2)), vec!["administrator", "leader", "leader-2"])
        );
        refused(
            &desk,
            &letter,
            to_unit(UnitId(2)),
            &administrator(),
            now,
            "accused",
            REPORT,
        );
        let propose = Action::Propose {
            text: "拟由住建局承办".into(),
            lead: Some(UnitId(1)),
            co: vec![],
        };
        desk.act(&mut letter, propose, &administrator(), now)
            .unwrap();
        refused(
            &desk,
            &letter,
            instruct(1, &[2]),
            &staff(Role::Leader),
            now,
            "accused",
            REPORT,
        );
        let mut other = desk.received(2, now);
        desk.act(&mut other, accept(None), &administrator(), now)
            .unwrap();
        assert_eq!(other.restriction, None);
    }
}

#[test]
fn a_reader_who_left_the_office_stands_in_nobodys_way() {
    let mut desk = Desk::weibin();
    let now = at("2026-03-02 10:00");
    let mut letter = desk.received(1, now);
    desk.act(
        &mut letter,
        restrict(None, &["leader", "leader-2"]),
        &administrator(),
        now,
    )
    .unwrap();
    desk.staff.retain(|staff| staff.id != "leader-2");
    let accept = Action::Accept {
        category: "3.6".into(),
        major: false,
        accused: Some(UnitId(2)),
        of_type: None,
        subject: None,
    };
    desk.act(&mut letter, accept, &administrator(), now)
        .unwrap();
    assert_eq!(
        known(&letter),
        (Some(UnitId(2)), vec!["administrator", "leader"])
    );
}
