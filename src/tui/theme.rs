//! The colours: one accent for the selection, one for what is late, one for what is close; everything else is the terminal's own.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::time::remaining::Urgency;

/// A theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// For dark terminals.
    Dark,
    /// For light terminals.
    Light,
    /// `NO_COLOR`: bold, underlined and reversed only.
    Plain,
}

impl Theme {
    /// The code in preferences.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Dark => "dark",
            Theme::Light => "light",
            Theme::Plain => "plain",
        }
    }

    /// The theme with this code.
    pub fn parse(code: &str) -> Option<Theme> {
        [Theme::Dark, Theme::Light, Theme::Plain]
            .into_iter()
            .find(|theme| theme.code() == code)
    }

    /// Dark for light and light for dark; plain stays.
    pub fn other(self) -> Theme {
        match self {
            Theme::Dark => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Plain => Theme::Plain,
        }
    }

    /// Ordinary text.
    pub fn text(self) -> Style {
        Style::new()
    }

    /// Labels, borders of what is not in focus, times.
    pub fn quiet(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(245)),
            Theme::Light => Style::new().fg(Color::Indexed(241)),
            Theme::Plain => Style::new(),
        }
    }

    /// Headings, and the border of what is in focus.
    pub fn strong(self) -> Style {
        match self {
            Theme::Dark => Style::new()
                .fg(Color::Indexed(110))
                .add_modifier(Modifier::BOLD),
            Theme::Light => Style::new()
                .fg(Color::Indexed(25))
                .add_modifier(Modifier::BOLD),
            Theme::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// The selection where the keys go.
    pub fn selected(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(24)),
            Theme::Light => Style::new().fg(Color::Indexed(16)).bg(Color::Indexed(153)),
            Theme::Plain => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// The selection of a list that is not in focus.
    pub fn resting(self) -> Style {
        match self {
            Theme::Dark => Style::new().bg(Color::Indexed(237)),
            Theme::Light => Style::new().bg(Color::Indexed(254)),
            Theme::Plain => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }

    /// What is late, and refusals.
    pub fn late(self) -> Style {
        match self {
            Theme::Dark => Style::new()
                .fg(Color::Indexed(203))
                .add_modifier(Modifier::BOLD),
            Theme::Light => Style::new()
                .fg(Color::Indexed(124))
                .add_modifier(Modifier::BOLD),
            Theme::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// What is close.
    pub fn close(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(221)),
            Theme::Light => Style::new().fg(Color::Indexed(130)),
            Theme::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// How close something is.
    pub fn urgency(self, urgency: Urgency) -> Style {
        match urgency {
            Urgency::Late => self.late(),
            Urgency::Close => self.close(),
            Urgency::Calm => self.text(),
        }
    }

    /// Words that were searched for, over the style of what they stand in: never told by colour alone.
    pub fn marked(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The keys in the footer.
    pub fn key(self) -> Style {
        match self {
            Theme::Dark | Theme::Light => self.strong(),
            Theme::Plain => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }
}
