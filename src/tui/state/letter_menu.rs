//! The menu of a letter: what should be done, what else can be done, and what cannot, with the
//! reason.

use crate::domain::letter::LetterId;
use crate::text::width::text_width;
use crate::tui::keymap::Command;

/// Cells between two entries of a line.
const GAP: usize = 3;

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryAction {
    /// Carries out a command of the lists.
    Run(Command),
    /// Says why a command cannot be carried out now.
    Explain(Command),
    /// Shows or hides what cannot be done now.
    Fold,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// Its name.
    pub label: String,
    /// Its key; empty if it has none.
    pub key: String,
    /// What it does, as a sentence; why it cannot be done, where it cannot.
    pub about: String,
    /// What happens when it is chosen.
    pub action: EntryAction,
}

/// Entries that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    /// The heading.
    pub label: String,
    /// Whether each entry has a line of its own.
    pub in_lines: bool,
    /// The entries.
    pub entries: Vec<MenuEntry>,
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPlace {
    /// Its index among all entries.
    pub entry: usize,
    /// Its first cell.
    pub x: usize,
    /// Its width.
    pub cells: usize,
}

/// A line of the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MenuLine {
    /// The heading at its beginning; empty in the lines that follow.
    pub label: String,
    /// Its entries.
    pub places: Vec<EntryPlace>,
}

/// The menu of a letter.
#[derive(Debug)]
pub struct LetterMenu {
    /// The title: number, title and stage of the letter.
    pub title: String,
    /// The letter.
    pub letter: LetterId,
    groups: Vec<MenuGroup>,
    /// What cannot be done now, shown on request.
    refused: MenuGroup,
    unfolded: bool,
    /// The entry under the cursor.
    at: usize,
    /// First line that is drawn.
    pub top: usize,
}

impl LetterMenu {
    /// Creates the menu with its cursor on the first entry.
    pub fn new(
        (letter, title): (LetterId, String),
        groups: Vec<MenuGroup>,
        refused: MenuGroup,
    ) -> LetterMenu {
        let groups = groups
            .into_iter()
            .filter(|group| !group.entries.is_empty())
            .collect();
        LetterMenu {
            title,
            letter,
            groups,
            refused,
            unfolded: false,
            at: 0,
            top: 0,
        }
    }

    /// Returns the groups that are shown.
    fn shown(&self) -> impl Iterator<Item = &MenuGroup> {
        let unfolded = self.unfolded.then_some(&self.refused);
        self.groups.iter().chain(unfolded)
    }

    /// Returns all entries that are shown, in order.
    pub fn entries(&self) -> impl Iterator<Item = &MenuEntry> {
        self.shown().flat_map(|group| &group.entries)
    }

    /// Returns the index of the entry under the cursor.
    pub fn cursor(&self) -> usize {
        self.at
    }

    /// Returns the entry under the cursor.
    pub fn current(&self) -> Option<&MenuEntry> {
        self.entries().nth(self.at)
    }

    /// Returns the entry of a command, whether it can be carried out or not.
    pub fn find(&self, command: Command) -> Option<&MenuEntry> {
        let all = self.groups.iter().chain([&self.refused]);
        all.flat_map(|group| &group.entries).find(|entry| {
            entry.action == EntryAction::Run(command)
                || entry.action == EntryAction::Explain(command)
        })
    }

    /// Moves the cursor to an entry.
    pub fn point_at(&mut self, entry: usize) {
        self.at = entry.min(self.entries().count().saturating_sub(1));
    }

    /// Shows or hides what cannot be done now.
    pub fn toggle_fold(&mut self) {
        self.unfolded = !self.unfolded;
    }

    /// Moves the cursor to the next entry, or to the previous one.
    pub fn move_sideways(&mut self, forward: bool) {
        let last = self.entries().count().saturating_sub(1);
        self.at = match forward {
            true => (self.at + 1).min(last),
            false => self.at.saturating_sub(1),
        };
    }

    /// Moves the cursor by lines, to the entry that stands nearest.
    pub fn move_vertically(&mut self, by: isize, room: usize) {
        let lines = self.lines(room);
        let Some((line, x)) = lines.iter().enumerate().find_map(|(n, line)| {
            let place = line.places.iter().find(|place| place.entry == self.at)?;
            Some((n, place.x))
        }) else {
            return;
        };
        let mut wanted: Vec<usize> = (0..lines.len())
            .filter(|n| !lines[*n].places.is_empty())
            .filter(|n| if by < 0 { *n < line } else { *n > line })
            .collect();
        if by < 0 {
            wanted.reverse();
        }
        let steps = by.unsigned_abs().clamp(1, wanted.len().max(1)) - 1;
        let Some(line) = wanted.get(steps).and_then(|n| lines.get(*n)) else {
            return;
        };
        let nearest = line.places.iter().min_by_key(|place| place.x.abs_diff(x));
        self.at = nearest.map_or(self.at, |place| place.entry);
    }

    /// Lays the menu out for `room` cells.
    pub fn lines(&self, room: usize) -> Vec<MenuLine> {
        let flowed = self.shown().filter(|group| !group.in_lines);
        let margin = 2 + flowed
            .map(|group| text_width(&group.label))
            .max()
            .unwrap_or(0);
        let mut lines: Vec<MenuLine> = Vec::new();
        let mut entry = 0;
        for group in self.shown() {
            let mut line = MenuLine {
                label: group.label.clone(),
                places: Vec::new(),
            };
            let mut x = margin;
            for one in &group.entries {
                let cells = entry_width(one).min(room.saturating_sub(margin));
                if group.in_lines {
                    lines.push(std::mem::take(&mut line));
                    (x, line) = (2, MenuLine::default());
                } else if !line.places.is_empty() && x + cells > room {
                    lines.push(std::mem::take(&mut line));
                    x = margin;
                }
                let cells = if group.in_lines {
                    room.saturating_sub(x)
                } else {
                    cells
                };
                line.places.push(EntryPlace { entry, x, cells });
                x += cells + GAP;
                entry += 1;
            }
            lines.push(line);
        }
        lines
    }
}

/// Returns the width of an entry in a line with others: its name and its key.
fn entry_width(entry: &MenuEntry) -> usize {
    let key = text_width(&entry.key);
    text_width(&entry.label) + if key > 0 { key + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(label: &str, key: &str) -> MenuEntry {
        MenuEntry {
            label: label.to_owned(),
            key: key.to_owned(),
            about: String::new(),
            action: EntryAction::Run(Command::Help),
        }
    }

    fn menu() -> LetterMenu {
        let group = |label: &str, in_lines, entries| MenuGroup {
            label: label.to_owned(),
            in_lines,
            entries,
        };
        LetterMenu::new(
            (LetterId(1), String::new()),
            vec![
                group("该做的", true, vec![entry("催办", "z"), entry("反馈", "f")]),
                group("空的", false, vec![]),
                group(
                    "承办",
                    false,
                    vec![entry("签收", "v"), entry("延时", "E"), entry("退办", "V")],
                ),
            ],
            group("暂不能办", true, vec![entry("受理", "a")]),
        )
    }

    #[test]
    fn entries_flow_behind_their_heading_and_wrap_where_the_room_ends() {
        let menu = menu();
        let lines = menu.lines(24);
        let starts: Vec<(&str, Vec<usize>)> = lines
            .iter()
            .map(|line| {
                let x = line.places.iter().map(|place| place.x);
                (line.label.as_str(), x.collect())
            })
            .collect();
        let expected = [
            ("该做的", vec![]),
            ("", vec![2]),
            ("", vec![2]),
            ("承办", vec![6, 15]),
            ("", vec![6]),
        ];
        assert_eq!(starts, expected);
    }

    #[test]
    fn the_cursor_moves_to_the_nearest_entry_of_the_next_line() {
        let mut menu = menu();
        menu.move_vertically(1, 24);
        assert_eq!(menu.current().unwrap().label, "反馈");
        menu.move_vertically(1, 24);
        assert_eq!(menu.current().unwrap().label, "签收");
        menu.move_sideways(true);
        menu.move_vertically(1, 24);
        assert_eq!(menu.current().unwrap().label, "退办");
        menu.move_vertically(1, 24);
        assert_eq!(menu.current().unwrap().label, "退办", "the last line");
        menu.toggle_fold();
        menu.move_vertically(1, 24);
        assert_eq!(menu.current().unwrap().label, "受理");
        menu.move_vertically(-9, 24);
        assert_eq!(menu.current().unwrap().label, "催办");
    }
}
