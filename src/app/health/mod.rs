//! Checks of an office and of the machine that it is on, each a sentence with the next step where
//! something is wrong. Notes are information only.

pub mod database;
pub mod disk;
pub mod office;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The report of all checks.
#[derive(Debug, Default)]
pub struct Findings {
    /// A line each.
    pub lines: Vec<Finding>,
    /// Files that only the superuser can read.
    pub root_only: Vec<String>,
}

/// The meaning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Correct.
    Good,
    /// Correct, with something to know.
    Note,
    /// Something must be done.
    Problem,
}

/// A line of the report.
#[derive(Debug)]
pub struct Finding {
    /// What it means.
    pub severity: Severity,
    /// The message, with the next step where something is wrong.
    pub message: String,
}

impl Finding {
    /// Returns the line with the sign of its meaning.
    pub fn to_line(&self) -> String {
        let sign = match self.severity {
            Severity::Good => "✓",
            Severity::Note => "·",
            Severity::Problem => "!",
        };
        format!("{sign} {}", self.message)
    }

    /// Reports whether something must be done.
    pub fn is_problem(&self) -> bool {
        self.severity == Severity::Problem
    }
}

impl Findings {
    /// Adds a line.
    pub fn add_finding(&mut self, state: Severity, sentence: String) {
        self.lines.push(Finding {
            severity: state,
            message: sentence,
        });
    }

    /// Adds a line that is good or a problem.
    pub fn add_checked(&mut self, well: bool, sentence: String) {
        self.add_finding(
            if well {
                Severity::Good
            } else {
                Severity::Problem
            },
            sentence,
        );
    }

    /// Adds a line about something correct.
    pub fn add_good(&mut self, sentence: String) {
        self.add_finding(Severity::Good, sentence);
    }

    /// Adds a line to know.
    pub fn add_note(&mut self, sentence: String) {
        self.add_finding(Severity::Note, sentence);
    }

    /// Adds a line about what must be done.
    pub fn add_problem(&mut self, sentence: String) {
        self.add_finding(Severity::Problem, sentence);
    }

    /// Reports an unreadable system file. Files that only the superuser may read are collected into
    /// one note.
    pub fn add_unreadable(&mut self, file: &Path, error: &std::io::Error) {
        let path = file.display().to_string();
        if error.kind() == std::io::ErrorKind::PermissionDenied
            && crate::platform::account::real_uid() != 0
        {
            self.root_only.push(path);
        } else {
            self.add_problem(say!(
                "cli-file",
                path = path,
                why = crate::i18n::describe_io_error(error)
            ));
        }
    }
}

/// Returns the permission bits of a file or folder; `None` where it does not exist.
pub fn permission_bits(path: &Path) -> Option<u32> {
    std::fs::metadata(path)
        .ok()
        .map(|about| about.permissions().mode() & 0o7777)
}

/// Quotes a path for a shell.
pub fn shell_quoted(path: &Path) -> String {
    shell_words::quote(&path.display().to_string()).into_owned()
}
