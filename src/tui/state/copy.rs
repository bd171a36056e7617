//! The texts of a letter that can be copied: to the terminal's clipboard, or into a file.

use super::menu::{Menu, MenuPurpose};
use crate::document::bulletin::letter_lines;
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::text::sanitize::for_display;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// A text that can be copied.
pub struct CopyText {
    /// Its name.
    pub label: String,
    /// The text, without characters that steer a terminal.
    pub text: String,
}

/// Returns the texts of a letter, the one that is needed most first: the reply or its draft, each
/// answer of a unit, the letter itself, and all of it with its facts.
pub fn letter_texts(letter: &Letter, office: &Office, now: Timestamp) -> Vec<CopyText> {
    let mut texts = Vec::new();
    let mut add = |label: String, text: &str| {
        if !text.trim().is_empty() {
            let text = for_display(text.trim_end()).into_owned();
            texts.push(CopyText { label, text });
        }
    };
    match &letter.reply {
        Some(reply) => add(say!("copy-reply"), &reply.text),
        None => add(say!("copy-draft"), &letter.draft),
    }
    for held in &letter.assignments {
        for answer in &held.feedbacks {
            let unit = office.units.short_name(held.unit);
            add(say!("copy-feedback", unit = unit), &answer.text);
        }
    }
    add(say!("copy-body"), &letter.body);
    let all = letter_lines(letter, office, now).join("\n");
    add(say!("copy-all"), &all);
    texts
}

/// Returns the menu of the texts of a letter: each to be copied, and each to be saved.
pub fn copy_menu(letter: &Letter, office: &Office, now: Timestamp) -> Menu {
    let texts = letter_texts(letter, office, now);
    let row = |n: usize, text: &CopyText| {
        let size = say!("copy-characters", n = text.text.chars().count());
        PickerOption::new(n.to_string(), format!("{}\t{size}", text.label))
    };
    let options = texts.iter().enumerate().map(|(n, text)| row(n, text));
    let menu = Menu::new(
        MenuPurpose::Copy,
        say!("copy-title"),
        Picker::new(options.collect()),
    );
    Menu {
        letter: Some(letter.id),
        ..menu
    }
}
