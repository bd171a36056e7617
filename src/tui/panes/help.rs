//! The help, derived from the tables: the keys available now, all keys, and the course of a letter.

use crate::domain::letter::stage::Stage;
use crate::domain::workflow::WORKFLOW;
use crate::domain::workflow::action::Verb;
use crate::text::width::pad_right;
use crate::tui::keymap::{Binding, Command, Scope, of};
use crate::tui::model::{Model, Reading};
use crate::tui::widgets::letter_list::sign;

/// Indent of a line, width of its keys, and width of a command's label with some space, in cells.
const INDENT: usize = 2;
const KEYS: usize = 14;
const WORDS: usize = 22;

/// Returns the help for the present state.
pub fn help(model: &Model) -> Reading {
    let here = if model.bulletin.is_some() {
        Scope::Bulletin
    } else {
        Scope::Lists
    };
    let offers = |binding: &Binding| match model.bulletin {
        Some(_) => model.offers_on_board(binding.command),
        None => model.offers(binding.command),
    };
    let mut lines = vec![say!("help-now")];
    lines.extend(of(here).filter(|binding| offers(binding)).map(line));
    for scope in Scope::ALL.into_iter().filter(|scope| *scope != here) {
        lines.push(String::new());
        lines.push(scope.words());
        lines.extend(of(scope).map(line));
    }
    lines.push(String::new());
    lines.push(say!("help-elsewhere"));
    let elsewhere = of(here).filter(|binding| !offers(binding));
    lines.extend(elsewhere.map(line));
    lines.push(String::new());
    lines.push(say!("help-signs"));
    lines.extend([
        sign_line(sign::SELECTED, say!("sign-selected")),
        sign_line(sign::MARKED, say!("sign-marked")),
        sign_line(sign::CHANGED, say!("sign-changed")),
        sign_line(sign::READING, say!("sign-reading")),
        sign_line(sign::AT_WORK, say!("sign-at-work")),
    ]);
    lines.push(String::new());
    lines.push(say!("help-road"));
    lines.extend(say!("help-drawing").lines().map(str::to_owned));
    lines.push(String::new());
    lines.extend(WORKFLOW.iter().map(|row| {
        let from = row.from_words();
        let to = row.to.map_or_else(|| say!("help-stays"), Stage::words);
        let article = model.office.regulation.article(row.article).words();
        format!(
            "  {}{from} → {to} · {article}",
            pad_right(&row.verb.words(), WORDS)
        )
    }));
    Reading {
        title: say!("help-title"),
        lines,
        top: 0,
        column: INDENT + KEYS + WORDS,
    }
}

fn sign_line(sign: &str, words: String) -> String {
    format!("  {}{words}", pad_right(sign, KEYS))
}

fn line(binding: &Binding) -> String {
    let keys = binding
        .keys
        .iter()
        .map(|key| key.words())
        .collect::<Vec<_>>()
        .join("  ");
    let more = if let Command::Do(verb) = binding.command {
        about(verb)
    } else {
        String::new()
    };
    format!(
        "  {}{}{more}",
        pad_right(&keys, KEYS),
        pad_right(&binding.command.words(), WORDS)
    )
}

fn about(verb: Verb) -> String {
    say!(&format!("about-{}", verb.code()))
}
