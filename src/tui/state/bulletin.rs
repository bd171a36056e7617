//! State of the bulletin on the screen: the period, the cursor on its figures, and what a figure
//! opens.

use super::menu::{Menu, MenuPurpose};
use crate::document::bulletin::{BulletinPage, FigurePlace, page};
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::time::Date;
use crate::report::{Period, Report};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// The bulletin on the screen.
#[derive(Debug)]
pub struct BulletinState {
    /// The period.
    pub period: Period,
    /// Its figures; `None` while they are counted.
    pub report: Option<Box<Report>>,
    /// First line that is drawn.
    pub top: usize,
    page: BulletinPage,
    /// The quarter that was shown last, to return to from its year.
    last_quarter: Option<Period>,
    /// Key of the figure under the cursor. It is a key because positions change when the page is
    /// laid out again.
    cursor: String,
}

impl BulletinState {
    /// Creates the state for a period whose figures are still to be counted.
    pub fn new(period: Period) -> BulletinState {
        let (page, cursor) = (BulletinPage::default(), String::new());
        BulletinState {
            period,
            report: None,
            top: 0,
            page,
            last_quarter: None,
            cursor,
        }
    }

    /// Changes to another period, whose figures are still to be counted.
    pub fn show_period(&mut self, period: Period) {
        self.last_quarter = Some(self.period)
            .filter(|quarter| !quarter.is_year())
            .or(self.last_quarter);
        (self.period, self.report, self.top) = (period, None, 0);
        self.cursor.clear();
    }

    /// Returns the year of the quarter that is shown, or a quarter of the year that is shown: the
    /// last one shown, or else the one in which `today` lies.
    pub fn toggled_period(&self, today: Date) -> Period {
        let last = self
            .last_quarter
            .filter(|quarter| self.period.is_year() && self.period.quarters().contains(quarter));
        last.unwrap_or_else(|| self.period.switch_span(today))
    }

    /// Stores the figures, unless they are of another period.
    pub fn set_report(&mut self, report: Box<Report>) {
        if report.bulletin.period == self.period {
            self.report = Some(report);
            // The empty page has another width, so that the next drawing lays it out again.
            self.page = BulletinPage::default();
        }
    }

    /// Lays the page out for `room` cells, if it is not yet, and returns it.
    pub fn lay_out(&mut self, office: &Office, room: usize) -> &BulletinPage {
        if let Some(report) = self.report.as_ref().filter(|_| self.page.width != room) {
            self.page = BulletinPage {
                width: room,
                ..page(report, office, room)
            };
        }
        &self.page
    }

    /// Returns the page as it was laid out last.
    pub fn page(&self) -> &BulletinPage {
        &self.page
    }

    /// Returns the figure under the cursor: the first one until the cursor is moved.
    pub fn current_figure(&self) -> Option<&FigurePlace> {
        self.report.as_ref()?;
        self.page
            .figures
            .iter()
            .find(|place| place.key == self.cursor)
            .or(self.page.figures.first())
    }

    /// Moves the cursor to the figure at a cell of the page, if there is one.
    pub fn point_at(&mut self, line: usize, x: usize) {
        let at = |place: &&FigurePlace| {
            place.line == line && (place.x..place.x + place.cells).contains(&x)
        };
        if let Some(place) = self.page.figures.iter().find(at) {
            self.cursor = place.key.clone();
        }
    }

    /// Moves the cursor along the line, and on to the next line.
    pub fn move_sideways(&mut self, forward: bool, height: usize) {
        let Some(at) = self.current_figure().and_then(|here| {
            self.page
                .figures
                .iter()
                .position(|place| place.key == here.key)
        }) else {
            return;
        };
        let next = if forward {
            at.saturating_add(1)
        } else {
            at.saturating_sub(1)
        };
        self.set_cursor(self.page.figures.get(next).cloned(), height);
    }

    /// Moves the cursor to the nearest figure of the next line that has any. Beyond the last one
    /// the page scrolls.
    pub fn move_vertically(&mut self, down: bool, height: usize) {
        let Some(here) = self.current_figure().cloned() else {
            return self.scroll_by(if down { 1 } else { -1 }, height);
        };
        let end = |place: &FigurePlace| place.x + place.cells;
        let beyond = |place: &&FigurePlace| {
            if down {
                place.line > here.line
            } else {
                place.line < here.line
            }
        };
        let near = |place: &&FigurePlace| {
            (
                place.line.abs_diff(here.line),
                end(place).abs_diff(end(&here)),
            )
        };
        match self
            .page
            .figures
            .iter()
            .filter(beyond)
            .min_by_key(near)
            .cloned()
        {
            Some(place) => self.set_cursor(Some(place), height),
            None => self.scroll_by(if down { 1 } else { -1 }, height),
        }
    }

    /// Moves the cursor to the first figure, or to the last and the end of the page.
    pub fn move_to_end(&mut self, last: bool, height: usize) {
        let place = if last {
            self.page.figures.last()
        } else {
            self.page.figures.first()
        };
        self.set_cursor(place.cloned(), height);
        self.scroll_by(if last { isize::MAX } else { isize::MIN }, height);
    }

    /// Scrolls by pages and takes the cursor along into view.
    pub fn move_by_page(&mut self, by: isize, height: usize) {
        self.scroll_by(by, height);
        let seen = self.top..self.top + height;
        if self
            .current_figure()
            .is_some_and(|place| !seen.contains(&place.line))
            && let Some(place) = self
                .page
                .figures
                .iter()
                .find(|place| seen.contains(&place.line))
        {
            self.cursor = place.key.clone();
        }
    }

    /// Scrolls by lines.
    pub fn scroll_by(&mut self, by: isize, height: usize) {
        let most = self.page.lines.len().saturating_sub(height);
        self.top = self.top.saturating_add_signed(by).min(most);
    }

    /// Puts the cursor on a figure and scrolls it into view; on the first line of figures the page
    /// scrolls to its top, so that its heading shows.
    fn set_cursor(&mut self, place: Option<FigurePlace>, height: usize) {
        let Some(place) = place else { return };
        let first = self
            .page
            .figures
            .first()
            .is_some_and(|first| first.line == place.line);
        let above = place.line.saturating_sub(2);
        self.top = if first {
            0
        } else {
            self.top
                .min(above)
                .max((place.line + 2).saturating_sub(height))
        };
        self.cursor = place.key;
        self.scroll_by(0, height);
    }
}

/// Returns the menu of the letters behind a figure.
pub fn letters_menu(title: String, rows: &[Summary]) -> Menu {
    let choice = |row: &Summary| {
        let number = row.short_name();
        let title = crate::text::sanitize::one_line(&row.title).into_owned();
        PickerOption::new(
            row.id.to_string(),
            format!("{number} {title}\t{}", row.stage.label()),
        )
    };
    Menu::new(
        MenuPurpose::Letters,
        title,
        Picker::new(rows.iter().map(choice).collect()),
    )
}

/// Returns the menu that asks before a bulletin is published; the safe answer is selected.
pub fn publish_menu(period: Period) -> Menu {
    let choices = vec![
        PickerOption::new("no", say!("bulletin-not-yet")),
        PickerOption::new(READ_CHOICE, say!("bulletin-read-first")),
        PickerOption::new(PUBLISH_CHOICE, say!("bulletin-publish")),
    ];
    Menu::new(
        MenuPurpose::Publish,
        say!("bulletin-ask", period = period.label()),
        Picker::new(choices),
    )
}

/// Value of the choice that publishes.
pub const PUBLISH_CHOICE: &str = "publish";

/// Value of the choice that opens the text to read.
pub const READ_CHOICE: &str = "read";
