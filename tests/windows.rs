//! A list is a window: pages that come late, or cross another process's commit, never move the selection or the count.

use jiff::Timestamp;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::stage::{Queue, Stage};
use xinxiang::domain::summary::{PageFrom, Summary};
use xinxiang::tui::effect::Effect;
use xinxiang::tui::list::List;

/// The letters 0 to 999 of a queue, as the store would read them.
fn read(from: PageFrom, limit: usize) -> Vec<Summary> {
    let n = i64::try_from(limit).unwrap();
    let some = |from: i64| (from..1000).take(limit).collect::<Vec<_>>();
    let ids = match from {
        PageFrom::Start => some(0),
        PageFrom::At(_, id) => some(id.0),
        PageFrom::After(_, id) => some(id.0 + 1),
        PageFrom::Before(_, id) => ((id.0 - n).max(0)..id.0).collect(),
        PageFrom::End => some(1000 - n),
    };
    ids.into_iter().map(row).collect()
}

fn row(id: i64) -> Summary {
    Summary {
        id: LetterId(id),
        version: 1,
        stage: Stage::Received,
        stage_since: Timestamp::UNIX_EPOCH,
        number: None,
        title: format!("第{id}封"),
        writer: None,
        channel: "website".to_owned(),
        received_at: None,
        due: None,
        lead: None,
        signed: false,
        major: false,
        attached: false,
        repeated: false,
        sent_back: false,
        key: 0,
    }
}

fn answer(list: &mut List, effect: Effect) -> Option<Effect> {
    let Effect::Load(_, _, from, limit) = effect else { panic!("{effect:?}") };
    list.take(from, read(from, limit), 1000)
}

#[test]
fn a_refresh_that_crosses_a_page_leaves_the_window_right() {
    let mut list = List::new(Queue::Inbox);
    let end = list.refresh().unwrap();
    answer(&mut list, end);
    let end = list.last().unwrap();
    answer(&mut list, end);
    assert_eq!((list.selected, list.before), (Some(LetterId(999)), 900));
    // Up to where the page before is asked for; before it comes, somebody else commits.
    let (page, _) = list.step(-75);
    let refresh = list.refresh();
    let mut waiting: Vec<Effect> = page.into_iter().chain(refresh).collect();
    while !waiting.is_empty() {
        let first = waiting.remove(0);
        waiting.extend(answer(&mut list, first));
    }
    assert_eq!(list.selected, Some(LetterId(924)));
    let place = list.before + list.place().unwrap();
    assert_eq!(place, 924, "the place that the frame tells");
    // And on to the first.
    for _ in 0..2000 {
        if let (Some(page), _) = list.step(-1) {
            answer(&mut list, page);
        }
    }
    assert_eq!((list.selected, list.before), (Some(LetterId(0)), 0));
}
