//! A list is a window: pages that come late, or cross another process's commit, never move the selection or the count.

use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::{PageCursor, Summary, Urged};
use xinxiang::domain::time::Timestamp;
use xinxiang::tui::effect::Effect;
use xinxiang::tui::effect::StoreRequest;
use xinxiang::tui::state::list::LetterList;
use xinxiang::tui::state::list::ListPage;

/// The letters 0 to 999 of a queue, as the store would read them.
fn read(from: PageCursor, limit: usize) -> Vec<Summary> {
    let n = i64::try_from(limit).unwrap();
    let some = |from: i64| (from..1000).take(limit).collect::<Vec<_>>();
    let ids = match from {
        PageCursor::Start => some(0),
        PageCursor::At(_, id) => some(id.0),
        PageCursor::After(_, id) => some(id.0 + 1),
        PageCursor::Before(_, id) => ((id.0 - n).max(0)..id.0).collect(),
        PageCursor::Around(_, id) => {
            ((id.0 - n / 2).max(0)..(id.0 + n - n / 2).min(1000)).collect()
        }
        PageCursor::End => some(1000 - n),
    };
    ids.into_iter().map(row).collect()
}

pub(crate) fn row(id: i64) -> Summary {
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
        has_attachments: false,
        repeated: false,
        sent_back: false,
        round: 1,
        co: 0,
        returned: false,
        urged: Urged::default(),
        awaits: None,
        inquiry_open: false,
        return_asked: false,
        lapsed: false,
        restricted: false,
        key: 0,
    }
}

fn answer(list: &mut LetterList, effect: Effect) -> Option<Effect> {
    let Effect::Store(StoreRequest::Load(queue, view, from, limit)) = effect else {
        panic!("{effect:?}")
    };
    let rows = read(from, limit);
    let before = rows
        .first()
        .filter(|_| from.has_unknown_offset())
        .map(|row| usize::try_from(row.id.0).unwrap());
    list.apply_page(ListPage {
        queue,
        view: *view,
        from,
        limit,
        rows,
        rows_before: before,
    })
}

#[test]
fn a_refresh_that_crosses_a_page_leaves_the_window_right() {
    let mut list = LetterList::new(Queue::Inbox);
    let end = list.refresh().unwrap();
    answer(&mut list, end);
    let end = list.select_last().unwrap();
    answer(&mut list, end);
    assert_eq!(
        (list.selected, list.rows_before),
        (Some(LetterId(999)), 900)
    );
    // Up to where the page before is asked for; before it comes, somebody else commits.
    let (page, _) = list.move_selection(-75);
    let refresh = list.refresh();
    let mut waiting: Vec<Effect> = page.into_iter().chain(refresh).collect();
    while !waiting.is_empty() {
        let first = waiting.remove(0);
        waiting.extend(answer(&mut list, first));
    }
    assert_eq!(list.selected, Some(LetterId(924)));
    let place = list.rows_before + list.selected_index().unwrap();
    assert_eq!(place, 924, "the place that the frame tells");
    // And on to the first.
    for _ in 0..2000 {
        if let (Some(page), _) = list.move_selection(-1) {
            answer(&mut list, page);
        }
    }
    assert_eq!((list.selected, list.rows_before), (Some(LetterId(0)), 0));
}

#[test]
fn the_first_letter_is_reached_from_the_last_though_the_windows_overlap() {
    let mut list = LetterList::new(Queue::Inbox);
    let first = list.refresh().unwrap();
    answer(&mut list, first);
    for there in [true, false, true, false] {
        if let Some(page) = if there {
            list.select_last()
        } else {
            list.select_first()
        } {
            answer(&mut list, page);
        }
        assert_eq!(list.selected, Some(LetterId(if there { 999 } else { 0 })));
    }
}
