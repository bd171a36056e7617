//! State of the bulletin on the screen: the period, the cursor on its figures, and what a figure
//! opens.

use super::menu::{Menu, Of};
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::time::Date;
use crate::report::publish::may_publish;
use crate::report::{Period, Report};
use crate::tui::keymap::Command;
use crate::tui::model::Model;
use crate::tui::panes::bulletin::{Page, Place, page};
use crate::tui::widgets::pick::{Choice, Pick};

/// The bulletin on the screen.
#[derive(Debug)]
pub struct Board {
    /// The period.
    pub period: Period,
    /// Its figures; `None` while they are counted.
    pub report: Option<Box<Report>>,
    /// First line that is drawn.
    pub top: usize,
    page: Page,
    /// The quarter that was shown last, to return to from its year.
    quarter: Option<Period>,
    /// Key of the figure under the cursor. It is a key because positions change when the page is
    /// laid out again.
    cursor: String,
}

impl Board {
    /// Creates the state for a period whose figures are still to be counted.
    pub fn new(period: Period) -> Board {
        let (page, cursor) = (Page::default(), String::new());
        Board {
            period,
            report: None,
            top: 0,
            page,
            quarter: None,
            cursor,
        }
    }

    /// Changes to another period, whose figures are still to be counted.
    pub fn go(&mut self, period: Period) {
        self.quarter = Some(self.period)
            .filter(|quarter| !quarter.is_year())
            .or(self.quarter);
        (self.period, self.report, self.top) = (period, None, 0);
        self.cursor.clear();
    }

    /// Returns the year of the quarter that is shown, or a quarter of the year that is shown: the
    /// last one shown, or else the one in which `today` lies.
    pub fn other(&self, today: Date) -> Period {
        let last = self
            .quarter
            .filter(|quarter| self.period.is_year() && self.period.quarters().contains(quarter));
        last.unwrap_or_else(|| self.period.other(today))
    }

    /// Stores the figures, unless they are of another period.
    pub fn take(&mut self, report: Box<Report>) {
        if report.bulletin.period == self.period {
            self.report = Some(report);
            // The empty page has another width, so that the next drawing lays it out again.
            self.page = Page::default();
        }
    }

    /// Lays the page out for `room` cells, if it is not yet, and returns it.
    pub fn lay_out(&mut self, office: &Office, room: usize) -> &Page {
        if let Some(report) = self.report.as_ref().filter(|_| self.page.room != room) {
            self.page = Page {
                room,
                ..page(report, office, room)
            };
        }
        &self.page
    }

    /// Returns the page as it was laid out last.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Returns the figure under the cursor: the first one until the cursor is moved.
    pub fn place(&self) -> Option<&Place> {
        self.report.as_ref()?;
        self.page
            .places
            .iter()
            .find(|place| place.key == self.cursor)
            .or(self.page.places.first())
    }

    /// Moves the cursor to the figure at a cell of the page, if there is one.
    pub fn point(&mut self, line: usize, x: usize) {
        let at =
            |place: &&Place| place.line == line && (place.x..place.x + place.cells).contains(&x);
        if let Some(place) = self.page.places.iter().find(at) {
            self.cursor = place.key.clone();
        }
    }

    /// Moves the cursor along the line, and on to the next line.
    pub fn beside(&mut self, forward: bool, height: usize) {
        let Some(at) = self.place().and_then(|here| {
            self.page
                .places
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
        self.stand(self.page.places.get(next).cloned(), height);
    }

    /// Moves the cursor to the nearest figure of the next line that has any. Beyond the last one
    /// the page scrolls.
    pub fn along(&mut self, down: bool, height: usize) {
        let Some(here) = self.place().cloned() else {
            return self.scroll(if down { 1 } else { -1 }, height);
        };
        let end = |place: &Place| place.x + place.cells;
        let beyond = |place: &&Place| {
            if down {
                place.line > here.line
            } else {
                place.line < here.line
            }
        };
        let near = |place: &&Place| {
            (
                place.line.abs_diff(here.line),
                end(place).abs_diff(end(&here)),
            )
        };
        match self
            .page
            .places
            .iter()
            .filter(beyond)
            .min_by_key(near)
            .cloned()
        {
            Some(place) => self.stand(Some(place), height),
            None => self.scroll(if down { 1 } else { -1 }, height),
        }
    }

    /// Moves the cursor to the first figure, or to the last and the end of the page.
    pub fn end(&mut self, last: bool, height: usize) {
        let place = if last {
            self.page.places.last()
        } else {
            self.page.places.first()
        };
        self.stand(place.cloned(), height);
        self.scroll(if last { isize::MAX } else { isize::MIN }, height);
    }

    /// Scrolls by pages and takes the cursor along into view.
    pub fn leaf(&mut self, by: isize, height: usize) {
        self.scroll(by, height);
        let seen = self.top..self.top + height;
        if self
            .place()
            .is_some_and(|place| !seen.contains(&place.line))
            && let Some(place) = self
                .page
                .places
                .iter()
                .find(|place| seen.contains(&place.line))
        {
            self.cursor = place.key.clone();
        }
    }

    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize, height: usize) {
        let most = self.page.lines.len().saturating_sub(height);
        self.top = self.top.saturating_add_signed(by).min(most);
    }

    /// Puts the cursor on a figure and scrolls it into view; on the first line of figures the page
    /// scrolls to its top, so that its heading shows.
    fn stand(&mut self, place: Option<Place>, height: usize) {
        let Some(place) = place else { return };
        let first = self
            .page
            .places
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
        self.scroll(0, height);
    }
}

impl Model {
    /// Reports whether a command of the bulletin is available now.
    pub fn offers_on_board(&self, command: Command) -> bool {
        let Some(board) = &self.bulletin else {
            return false;
        };
        let open = board
            .report
            .as_ref()
            .is_some_and(|report| report.bulletin.published.is_none());
        let may = || open && may_publish(board.period, &self.who, &self.office, self.now).is_ok();
        (command != Command::Hot || !self.who.is_liaison_only())
            && (command != Command::Open
                || board.place().is_some_and(|place| !place.letters.is_empty()))
            && (command != Command::PublishBulletin || may())
    }
}

/// Returns the menu of the letters behind a figure.
pub fn letters(title: String, rows: &[Summary]) -> Menu {
    let choice = |row: &Summary| {
        let number = row.called();
        let title = crate::text::sanitize::one_line(&row.title).into_owned();
        Choice::new(
            row.id.to_string(),
            format!("{number} {title}\t{}", row.stage.words()),
        )
    };
    Menu::new(
        Of::Letters,
        title,
        Pick::new(rows.iter().map(choice).collect()),
    )
}

/// Returns the menu that asks before a bulletin is published; the safe answer is selected.
pub fn confirmation(period: Period) -> Menu {
    let choices = vec![
        Choice::new("no", say!("bulletin-not-yet")),
        Choice::new(PUBLISH, say!("bulletin-publish")),
    ];
    Menu::new(
        Of::Publish,
        say!("bulletin-ask", period = period.words()),
        Pick::new(choices),
    )
}

/// Value of the choice that publishes.
pub const PUBLISH: &str = "publish";
