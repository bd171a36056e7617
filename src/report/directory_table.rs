//! The directory of units as a table, in Chinese whatever the language of the screen.

use super::table::{Cell, Column, TableHead};
use crate::domain::office::Office;

/// The columns: heading, width.
const COLUMNS: [(&str, u16); 7] = [
    ("名称", 30),
    ("类别", 10),
    ("别名", 30),
    ("职责", 60),
    ("主要领导", 12),
    ("邮箱", 26),
    ("状态", 24),
];

/// Returns the units, in the order of the directory.
pub fn units(office: &Office) -> (TableHead, Vec<Vec<Cell>>) {
    let column = |(heading, width): &(&str, u16)| Column {
        heading: (*heading).to_owned(),
        width: *width,
        about: "",
    };
    let head = TableHead {
        name: "承办单位".to_owned(),
        columns: COLUMNS.iter().map(column).collect(),
    };
    let row = |unit: &crate::domain::directory::unit::Unit| {
        let state = match unit.merged_into {
            Some(into) => format!("并入{}", office.units.name(into)),
            None if unit.closed => "已撤销".to_owned(),
            None => String::new(),
        };
        vec![
            Cell::Text(unit.name.clone()),
            Cell::text(Some(unit.kind.clone())),
            Cell::text(Some(unit.aliases.join("、"))),
            Cell::text(Some(unit.duties.clone())),
            Cell::text(unit.head.clone()),
            Cell::text(unit.mail.clone()),
            Cell::text(Some(state)),
        ]
    };
    (head, office.units.all().iter().map(row).collect())
}
