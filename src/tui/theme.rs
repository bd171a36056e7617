//! The colours: one accent for the selection, one for what is late, one for what is due soon;
//! everything else is the terminal's own.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use crate::document::{self, tone::Tone};
use crate::domain::time::remaining::Urgency;

/// Colour theme.
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
    /// Returns the code that is stored in the preferences.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Dark => "dark",
            Theme::Light => "light",
            Theme::Plain => "plain",
        }
    }

    /// Returns the theme with this code.
    pub fn parse(code: &str) -> Option<Theme> {
        [Theme::Dark, Theme::Light, Theme::Plain]
            .into_iter()
            .find(|theme| theme.code() == code)
    }

    /// Returns dark for light and light for dark; plain stays.
    pub fn toggled(self) -> Theme {
        match self {
            Theme::Dark => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Plain => Theme::Plain,
        }
    }

    /// Style of a tone of a document.
    pub fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Text => self.text(),
            Tone::Quiet => self.muted(),
            Tone::Strong => self.strong(),
            Tone::Late => self.late(),
            Tone::Close => self.due_soon(),
        }
    }

    /// Returns the lines of a document in colours.
    pub fn styled_lines(self, lines: Vec<document::lines::Line>) -> Vec<Line<'static>> {
        let span = |run: document::lines::Run| {
            let style = self.tone(run.tone);
            Span::styled(
                run.text,
                if run.marked {
                    style.patch(self.highlight())
                } else {
                    style
                },
            )
        };
        lines
            .into_iter()
            .map(|line| line.runs.into_iter().map(span).collect())
            .collect()
    }

    /// Style of ordinary text.
    pub fn text(self) -> Style {
        Style::new()
    }

    /// Style of labels, times, and borders without the focus.
    pub fn muted(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(245)),
            Theme::Light => Style::new().fg(Color::Indexed(241)),
            Theme::Plain => Style::new(),
        }
    }

    /// Style of headings, and of the border with the focus.
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

    /// Style of the selection where the keys go.
    pub fn selected(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(24)),
            Theme::Light => Style::new().fg(Color::Indexed(16)).bg(Color::Indexed(153)),
            Theme::Plain => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// Style of the selection of a list without the focus.
    pub fn selected_unfocused(self) -> Style {
        match self {
            Theme::Dark => Style::new().bg(Color::Indexed(237)),
            Theme::Light => Style::new().bg(Color::Indexed(254)),
            Theme::Plain => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Style of what is late, and of refusals.
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

    /// Style of what is due soon.
    pub fn due_soon(self) -> Style {
        match self {
            Theme::Dark => Style::new().fg(Color::Indexed(221)),
            Theme::Light => Style::new().fg(Color::Indexed(130)),
            Theme::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// Style for an urgency.
    pub fn for_urgency(self, urgency: Urgency) -> Style {
        self.tone(Tone::of_urgency(urgency))
    }

    /// Style of highlighted words, patched over the style of their text; never by colour alone.
    pub fn highlight(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// Style of the keys in the footer.
    pub fn key(self) -> Style {
        match self {
            Theme::Dark | Theme::Light => self.strong(),
            Theme::Plain => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }
}
