//! The help, derived from the tables: the keys available now, all keys, and the course of a letter.

use crate::domain::workflow::WORKFLOW;
use crate::domain::workflow::action::Verb;
use crate::text::width::pad_right;
use crate::tui::keymap::{Binding, Command, Scope, bindings_in};
use crate::tui::model::{Model, TextPopup};
use crate::tui::widgets::sign;

/// Indent of a line, width of its keys, and width of a command's label with some space, in cells.
const INDENT: usize = 2;
const KEYS_CELLS: usize = 14;
const LABEL_CELLS: usize = 22;

/// Returns the help for the present state.
pub fn help_popup(model: &Model) -> TextPopup {
    let here = if model.bulletin.is_some() {
        Scope::Bulletin
    } else {
        Scope::Lists
    };
    let offers = |binding: &Binding| match model.bulletin {
        Some(_) => model.offers_in_bulletin(binding.command),
        None => model.offers_in_lists(binding.command),
    };
    let mut lines = vec![say!("help-now")];
    lines.extend(
        bindings_in(here)
            .filter(|binding| offers(binding))
            .map(binding_line),
    );
    for scope in Scope::ALL.into_iter().filter(|scope| *scope != here) {
        lines.push(String::new());
        lines.push(scope.label());
        lines.extend(bindings_in(scope).map(binding_line));
    }
    lines.push(String::new());
    lines.push(say!("help-elsewhere"));
    let elsewhere = bindings_in(here).filter(|binding| !offers(binding));
    lines.extend(elsewhere.map(binding_line));
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
        let from = row.from_label();
        let to = match row.to {
            Some(stage) => stage.label(),
            None if row.goes_back() => say!("help-back"),
            None => say!("help-stays"),
        };
        let article = model
            .office
            .regulation
            .article_name(row.article)
            .localized();
        format!(
            "  {}{from} → {to} · {article}",
            pad_right(&row.verb.label(), LABEL_CELLS)
        )
    }));
    TextPopup {
        title: say!("help-title"),
        lines,
        column: INDENT + KEYS_CELLS + LABEL_CELLS,
        ..TextPopup::default()
    }
}

fn sign_line(sign: &str, words: String) -> String {
    format!("  {}{words}", pad_right(sign, KEYS_CELLS))
}

fn binding_line(binding: &Binding) -> String {
    let keys = binding.key_labels().join("  ");
    let more = if let Command::Do(verb) = binding.command {
        verb_summary(verb)
    } else {
        String::new()
    };
    format!(
        "  {}{}{more}",
        pad_right(&keys, KEYS_CELLS),
        pad_right(&binding.command.label(), LABEL_CELLS)
    )
}

fn verb_summary(verb: Verb) -> String {
    say!(&format!("about-{}", verb.code()))
}
