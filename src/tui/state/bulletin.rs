//! The bulletin on the screen: which period, where the cursor stands on the page, what it opens.

use jiff::civil::Date;

use super::menu::{Menu, Of};
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
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
    /// The first line that is drawn.
    pub top: usize,
    page: Page,
    /// The quarter that was shown last, to come back to from its year.
    quarter: Option<Period>,
    /// What the cursor stands on.
    cursor: String,
}

impl Board {
    /// A period whose figures are still to be counted.
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

    /// Goes to another period.
    pub fn go(&mut self, period: Period) {
        self.quarter = Some(self.period)
            .filter(|quarter| !quarter.is_year())
            .or(self.quarter);
        (self.period, self.report, self.top) = (period, None, 0);
        self.cursor.clear();
    }

    /// The year of the quarter, or a quarter of the year: the one that was shown last, or that in which `today` lies.
    pub fn other(&self, today: Date) -> Period {
        let last = self
            .quarter
            .filter(|quarter| self.period.is_year() && self.period.quarters().contains(quarter));
        last.unwrap_or_else(|| self.period.other(today))
    }

    /// Takes the figures.
    pub fn take(&mut self, report: Box<Report>) {
        if report.bulletin.period == self.period {
            self.report = Some(report);
            // Laid out again as soon as it is drawn.
            self.page = Page::default();
        }
    }

    /// Lays the page out for so many cells, where it is not.
    pub fn lay_out(&mut self, office: &Office, room: usize) -> &Page {
        if let Some(report) = self.report.as_ref().filter(|_| self.page.room != room) {
            self.page = Page {
                room,
                ..page(report, office, room)
            };
        }
        &self.page
    }

    /// The page as it was laid out last.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The figure under the cursor: the first one until it was moved.
    pub fn place(&self) -> Option<&Place> {
        self.report.as_ref()?;
        self.page
            .places
            .iter()
            .find(|place| place.key == self.cursor)
            .or(self.page.places.first())
    }

    /// Puts the cursor on what stands at a cell of the page.
    pub fn point(&mut self, line: usize, x: usize) {
        let at =
            |place: &&Place| place.line == line && (place.x..place.x + place.cells).contains(&x);
        if let Some(place) = self.page.places.iter().find(at) {
            self.cursor = place.key.clone();
        }
    }

    /// Moves along the line, and on to the next.
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

    /// Moves to the nearest figure of the next line that has any; beyond the last, the page moves.
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

    /// To the first figure, or to the end of the page.
    pub fn end(&mut self, last: bool, height: usize) {
        let place = if last {
            self.page.places.last()
        } else {
            self.page.places.first()
        };
        self.stand(place.cloned(), height);
        self.scroll(if last { isize::MAX } else { isize::MIN }, height);
    }

    /// Moves by pages; the cursor goes with it.
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

    /// Puts the cursor on a figure, and the figure in view: the first of the page with all that stands above it.
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
    /// Whether a command of the bulletin would do something now.
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

/// The letters behind a figure.
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

/// Asks before a bulletin is published.
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

/// The choice that publishes.
pub const PUBLISH: &str = "publish";
