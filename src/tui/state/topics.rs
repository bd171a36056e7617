//! Topics that many people write about at present: the time window, the topics, and the table that
//! shows them.

use super::menu::{Menu, MenuPurpose};
use crate::domain::office::Office;
use crate::domain::similarity::recall::{Topic, TopicWindow};
use crate::text::sanitize::one_line;
use crate::text::width::{fit, pad_left, pad_right, text_width};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Lengths of the time window in days, in the order in which the key cycles through them.
const WINDOW_DAYS: [u32; 3] = [7, 30, 90];

/// Maximum width of a unit's name, in cells.
const UNIT_CELLS: usize = 12;

/// The topics on the screen.
#[derive(Debug, Default)]
pub struct HotTopics {
    /// How many days back topics are gathered, and how many writers make one.
    pub window: TopicWindow,
    /// The topics; `None` while they are gathered.
    pub topics: Option<Vec<Topic>>,
}

impl HotTopics {
    /// Discards the topics and returns the menu that waits for new ones.
    pub fn start_gathering(&mut self) -> Menu {
        self.topics = None;
        let mut menu = Menu::new(
            MenuPurpose::Topics,
            say!("hot-title", days = self.window.days),
            Picker::new(Vec::new()),
        );
        menu.picker.empty_text = say!("hot-gathering");
        menu
    }

    /// Changes to the next length of the time window.
    pub fn next_window(&mut self) {
        let at = WINDOW_DAYS
            .iter()
            .position(|days| *days == self.window.days)
            .map_or(0, |at| (at + 1) % WINDOW_DAYS.len());
        self.window.days = WINDOW_DAYS.get(at).copied().unwrap_or(self.window.days);
    }

    /// Stores the topics and puts them into the menu that waits for them; a filter already typed
    /// into it applies.
    pub fn fill_menu(&mut self, menu: &mut Menu, topics: Vec<Topic>, office: &Office) {
        menu.picker.empty_text = say!(
            "hot-none",
            days = self.window.days,
            n = self.window.min_writers
        );
        let rows: Vec<[String; COLUMN_COUNT]> = topics
            .iter()
            .map(|topic| topic_cells(topic, office))
            .collect();
        let head = heading_cells();
        let wide = |column: usize| {
            let all = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            all.map(|cell| text_width(cell)).max().unwrap_or(0)
        };
        let widths: [usize; COLUMN_COUNT] = std::array::from_fn(wide);
        if !rows.is_empty() {
            menu.column_headings = format_row(&head, &widths);
        }
        let choices = rows
            .iter()
            .enumerate()
            .map(|(n, row)| PickerOption::new(n.to_string(), format_row(row, &widths)));
        menu.picker.set_options(choices.collect());
        self.topics = Some(topics);
    }

    /// Returns the topic that a menu points at.
    pub fn chosen_topic(&self, menu: &Menu) -> Option<&Topic> {
        let at: usize = menu.picker.chosen_as()?;
        self.topics.as_ref()?.get(at)
    }
}

/// Columns: letters, writers, last week, growing, title, open, answered, lead unit.
const COLUMN_COUNT: usize = 8;

fn heading_cells() -> [String; COLUMN_COUNT] {
    [
        say!("hot-letters"),
        say!("hot-writers"),
        say!("hot-week"),
        String::new(),
        say!("hot-matter"),
        say!("hot-open"),
        say!("hot-answered"),
        say!("hot-lead"),
    ]
}

fn topic_cells(topic: &Topic, office: &Office) -> [String; COLUMN_COUNT] {
    let lead = topic.units.first().map_or_else(String::new, |unit| {
        fit(&office.units.short_name(*unit), UNIT_CELLS)
    });
    [
        topic.letters.len().to_string(),
        topic.writers.to_string(),
        format!("+{}", topic.recent),
        if topic.is_growing() {
            say!("hot-growing")
        } else {
            String::new()
        },
        one_line(&topic.title).into_owned(),
        topic.open.to_string(),
        topic.answered.to_string(),
        lead,
    ]
}

/// Joins the cells of a row. Figures are right-aligned; the columns after the title stand at the
/// right edge of the line.
fn format_row(cells: &[String; COLUMN_COUNT], widths: &[usize; COLUMN_COUNT]) -> String {
    let [letters, writers, week, growing, title, open, answered, lead] = cells;
    let [a, b, c, d, _, e, f, g] = widths;
    let growing = if *d > 0 {
        format!(" {}", pad_right(growing, *d))
    } else {
        String::new()
    };
    let left = [
        pad_left(letters, *a),
        pad_left(writers, *b),
        pad_left(week, *c) + &growing,
        title.clone(),
    ];
    let right = [
        pad_left(open, *e),
        pad_left(answered, *f),
        pad_right(lead, *g),
    ];
    format!("{}\t{}", left.join("  "), right.join("  "))
}
