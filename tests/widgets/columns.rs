//! The columns of a list: titles have a floor at every width, and no column depends on the letters.

use ratatui::layout::Rect;
use xinxiang::domain::letter::stage::Queue;
use xinxiang::i18n::{Lang, with_language};
use xinxiang::tui::model::layout::split_screen;
use xinxiang::tui::view::columns::{ListColumn, TITLE_FLOOR, column_widths, queue_columns};

/// The queues that have a list of their own; the search has two lines for a letter.
fn queues() -> impl Iterator<Item = Queue> {
    Queue::ALL.into_iter().filter(|queue| *queue != Queue::All)
}

/// The room for the columns on a screen: without the frame, the sign on the left and the air on the right.
fn room(columns: u16) -> usize {
    let areas = split_screen(Rect::new(0, 0, columns, 24), false, false, 0);
    usize::from(areas.list.width) - 5
}

/// The columns that are there in a list, with their widths.
fn there(queue: Queue, room: usize) -> Vec<(ListColumn, usize)> {
    let columns = queue_columns(queue).iter().copied();
    let all = columns.zip(column_widths(queue, room));
    all.filter(|(_, width)| *width > 0).collect()
}

fn width(queue: Queue, room: usize, wanted: ListColumn) -> usize {
    let there = there(queue, room);
    let found = there.iter().find(|(column, _)| *column == wanted);
    found.map_or(0, |(_, width)| *width)
}

#[test]
fn a_title_has_its_floor_on_every_screen_and_the_columns_fill_the_list() {
    for lang in [Lang::Zh, Lang::En] {
        for queue in queues() {
            for columns in 60..=250 {
                let room = room(columns);
                let (there, title) = with_language(lang, || {
                    (there(queue, room), width(queue, room, ListColumn::Title))
                });
                assert!(title >= TITLE_FLOOR, "{queue:?} at {columns}: {title}");
                let used: usize = there.iter().map(|(_, width)| width + 1).sum();
                assert_eq!(used, room + 1, "{queue:?} at {columns}");
                let marks = there.iter().any(|(column, _)| *column == ListColumn::Marks);
                assert!(marks, "{queue:?} at {columns}");
            }
        }
    }
}

#[test]
fn a_plain_terminal_has_every_column_that_the_work_is_done_by() {
    for queue in [Queue::Assignment, Queue::Overdue] {
        for column in [ListColumn::Deadline, ListColumn::Number, ListColumn::Unit] {
            assert!(width(queue, room(80), column) > 0, "{queue:?} {column:?}");
        }
        // Beside the letter the unit stays longer than the number.
        for columns in 80..=250 {
            assert!(
                width(queue, room(columns), ListColumn::Unit) > 0,
                "{queue:?} at {columns}"
            );
        }
    }
    for (queue, column) in [
        (Queue::Inbox, ListColumn::Channel),
        (Queue::Triage, ListColumn::Received),
        (Queue::Drafting, ListColumn::Since),
        (Queue::Review, ListColumn::Number),
        (Queue::Ended, ListColumn::Since),
    ] {
        assert!(width(queue, room(80), column) > 0, "{queue:?} {column:?}");
    }
}

#[test]
fn a_wider_screen_never_shows_less() {
    for queue in queues() {
        for columns in 60..=98 {
            let (narrow, wide) = (there(queue, room(columns)), there(queue, room(columns + 1)));
            assert!(narrow.len() <= wide.len(), "{queue:?} at {columns}");
        }
        for columns in 100..=249 {
            let (narrow, wide) = (there(queue, room(columns)), there(queue, room(columns + 1)));
            assert!(narrow.len() <= wide.len(), "{queue:?} at {columns}");
        }
    }
}
