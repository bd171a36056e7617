//! The columns of a list: which give way first, and how much room that leaves for the title.

use xinxiang::domain::letter::stage::Queue;
use xinxiang::domain::time::remaining::Urgency;
use xinxiang::tui::view::columns::{ListColumn, RowCells, column_widths, queue_columns};

/// The room for the columns of a list on a terminal of 80: without the frame, the mark on the left and the air on the right.
const ROOM: usize = 76;

/// A row with these marks, as wide as rows are.
fn row(queue: Queue, unit: &str, title: &str, marks: &str) -> RowCells {
    let text = |column: &ListColumn| match column {
        ListColumn::Left => "超12日",
        ListColumn::Number => "0042号",
        ListColumn::Received => "2月26日",
        ListColumn::Since => "2月26日起",
        ListColumn::Stage => "待批示",
        ListColumn::Assigned => "2月26日交办",
        ListColumn::Due => "限3月10日18时",
        ListColumn::Writer => "李秀兰",
        ListColumn::Unit => unit,
        ListColumn::Channel => "网站",
        ListColumn::Title => title,
        ListColumn::Marks => marks,
    };
    RowCells {
        texts: queue_columns(queue)
            .iter()
            .map(|column| text(column).to_owned())
            .collect(),
        urgency: Urgency::Calm,
    }
}

/// How wide a column of a queue is; 0 where it gave way.
fn wide(queue: Queue, rows: &[RowCells], room: usize, column: ListColumn) -> usize {
    let at = queue_columns(queue)
        .iter()
        .position(|known| *known == column)
        .unwrap();
    column_widths(queue, rows, room)[at]
}

const TITLE: &str = "关于经二路路灯长期不亮影响居民夜间出行的来信";

#[test]
fn dates_are_shown_at_units_only_where_sixteen_cells_are_left_for_the_title() {
    for unit in ["住建局", "金陵街道办事处", "区市场监督管理局"] {
        for marks in [
            "",
            "重大",
            "未签收 重大",
            "催2次 待督办 重大",
            "催2次 待督办 重大 协3",
        ] {
            let rows = [row(Queue::Assignment, unit, TITLE, marks)];
            for room in [36, 38, 44, 58, ROOM, 98] {
                let wide = |column| wide(Queue::Assignment, &rows, room, column);
                let dates = wide(ListColumn::Assigned) + wide(ListColumn::Due);
                let title = wide(ListColumn::Title);
                assert!(
                    dates == 0 || title >= 16,
                    "{room} cells, {unit}, “{marks}”: {title} for the title"
                );
                if room >= ROOM {
                    assert!(
                        title >= 16,
                        "{room} cells, {unit}, “{marks}”: {title} for the title"
                    );
                    assert!(
                        wide(ListColumn::Unit) > 0
                            && (marks.is_empty() || wide(ListColumn::Marks) > 0)
                    );
                }
                assert!(
                    wide(ListColumn::Left) > 0,
                    "how much time is left is always said"
                );
            }
        }
    }
    // The room is shared by all rows: of a short title no more is kept than it is long.
    let rows = [row(Queue::Assignment, "住建局", "停水", "催2次")];
    assert!(wide(Queue::Assignment, &rows, ROOM, ListColumn::Due) > 0);
}

#[test]
fn the_unit_and_the_marks_stay_beside_a_title_that_is_short() {
    let rows = [row(
        Queue::Assignment,
        "金陵街道办事处",
        TITLE,
        "催2次 待督办",
    )];
    // Six for the time, six for the number, fourteen for the unit, twelve for the marks, and a space after each.
    let room = 7 + 7 + 15 + 14 + 12;
    let wide = |column| wide(Queue::Assignment, &rows, room, column);
    assert_eq!(
        (wide(ListColumn::Assigned), wide(ListColumn::Due)),
        (0, 0),
        "dates give way first"
    );
    assert!(
        wide(ListColumn::Unit) == 14
            && wide(ListColumn::Marks) > 0
            && (10..16).contains(&wide(ListColumn::Title))
    );
}

#[test]
fn the_columns_of_a_list_never_want_more_than_its_room() {
    for queue in Queue::ALL {
        let rows = [
            row(queue, "区市场监督管理局", TITLE, "催2次 待督办 重大 协3"),
            row(queue, "", "停水", ""),
        ];
        for room in 10..200 {
            let widths = column_widths(queue, &rows, room);
            let title = queue_columns(queue)
                .iter()
                .position(|column| *column == ListColumn::Title)
                .unwrap();
            let others = widths
                .iter()
                .enumerate()
                .filter(|(n, width)| *n != title && **width > 0);
            let used: usize = others.map(|(_, width)| width + 1).sum();
            let least = 11;
            assert!(
                used + widths[title] <= room.max(least),
                "{} in {room}: {widths:?}",
                queue.code()
            );
        }
    }
}
