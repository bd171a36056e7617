//! Conflicts between two versions of a reply or of a form: comparison, and the choice between them;
//! and the versions of a reply that were recorded earlier.

use super::forms;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Event, RecordedEvent};
use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::{CompareCommand, Move};
use crate::tui::model::{Model, Overlay};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::form::entry::BASE_FIELD;
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::state::reply::REPLY_PURPOSE;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Opens the comparison if there is a conflict.
pub(crate) fn open_comparison(model: &mut Model) {
    if model.other_version().is_some() {
        model.conflict.get_or_insert_default();
    }
}

/// Carries out a command of the comparison.
pub(crate) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(6).max(1));
    let shown = model
        .conflict
        .as_ref()
        .zip(model.other_version())
        .is_some_and(|(shown, other)| shown.has_shown(other));
    let Some(versions) = &mut model.conflict else {
        return Vec::new();
    };
    for (of, by) in [
        (Command::Move(Move::Up), -1),
        (Command::Move(Move::Down), 1),
    ] {
        if of == command {
            versions.top = versions.top.saturating_add_signed(by);
        }
    }
    if command == Command::Move(Move::PageUp) {
        versions.top = versions.top.saturating_sub(page);
    }
    if command == Command::Move(Move::PageDown) {
        versions.top += page;
    }
    let takes = command == Command::Compare(CompareCommand::TakeTheirs);
    if (takes || command == Command::Compare(CompareCommand::KeepMine)) && !shown {
        // The key was typed ahead, or yet another version has arrived: nobody chooses between texts
        // that they have not seen.
        model.report_refusal(say!("versions-look"));
        return Vec::new();
    }
    let chosen = if takes || command == Command::Compare(CompareCommand::KeepMine) {
        choose_version(model, takes)
    } else {
        None
    };
    if chosen.is_some() || command == Command::Leave {
        model.conflict = None;
        forget_earlier(model);
    }
    chosen.unwrap_or_default()
}

/// Forgets the earlier version that was opened to be read.
fn forget_earlier(model: &mut Model) {
    if let Some(writing) = &mut model.reply_editor {
        let earlier = |other: &mut OtherVersion| matches!(other, OtherVersion::Earlier { .. });
        writing.other_version.take_if(earlier);
    }
}

fn choose_version(model: &mut Model, takes: bool) -> Option<Vec<Effect>> {
    let form = matches!(model.overlay, Some(Overlay::Form(_)));
    let effects = if form {
        choose_form_version(model, takes)
    } else if takes {
        take_theirs(model)
    } else {
        keep_mine(model)
    };
    if effects.is_some() {
        model.report_done(match (form, takes) {
            (false, false) => say!("versions-kept"),
            (false, true) => say!("versions-taken"),
            (true, false) => say!("versions-kept-form"),
            (true, true) => say!("versions-taken-form"),
        });
    }
    effects
}

/// Resolves a conflict in a form. One undo in each field restores the text that was not chosen.
fn choose_form_version(model: &mut Model, takes: bool) -> Option<Vec<Effect>> {
    let now = model.now;
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return None;
    };
    let draft = match work.other_version.take()? {
        OtherVersion::Window(draft) => draft,
        // Only replies have their earlier versions.
        OtherVersion::Earlier { .. } => return Some(Vec::new()),
        OtherVersion::Recorded { text, .. } => {
            // Whichever is chosen, it has been compared with what is recorded now.
            let recorded: serde_json::Value = serde_json::from_str(&text).ok()?;
            let base = serde_json::json!({ BASE_FIELD: recorded["text"] });
            if takes {
                work.form.replace_answers(&text);
            }
            work.form.replace_answers(&base.to_string());
            return Some(forms::save_form(work, now).into_iter().collect());
        }
    };
    if takes {
        work.form.replace_answers(&draft.text);
    }
    let mut effects = Vec::new();
    if draft.conflict_window.is_none() {
        // The other version is the saved draft: the chosen one overwrites it.
        work.draft_revision = draft.revision;
        work.saved_revision = u64::MAX;
    }
    let purpose = work.purpose.code()?;
    if takes || draft.conflict_window.is_some() {
        // Deleted before the save, which would otherwise report the same conflict again.
        effects.push(Effect::Store(StoreRequest::DropOtherDraft(
            work.draft_letter(),
            purpose,
            draft.conflict_window,
        )));
    }
    effects.extend(forms::save_form(work, now));
    Some(effects)
}

/// Keeps the text in the editor; recording it next replaces the other version.
fn keep_mine(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.reply_editor.as_mut()?;
    let mut effects = Vec::new();
    match writing.other_version.take()? {
        OtherVersion::Earlier { .. } => {}
        OtherVersion::Recorded { text, version, .. } => writing.rebase(version, text),
        OtherVersion::Window(draft) => match draft.conflict_window {
            Some(session) => effects.push(Effect::Store(StoreRequest::DropOtherDraft(
                writing.letter,
                REPLY_PURPOSE.to_owned(),
                Some(session),
            ))),
            None => {
                writing.draft_revision = draft.revision;
                writing.mark_unsaved();
                effects.extend(writing.save(now));
            }
        },
    }
    Some(effects)
}

/// Takes the other version; one undo restores the text in the editor.
fn take_theirs(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.reply_editor.as_mut()?;
    let mut effects = Vec::new();
    let other = writing.other_version.take()?;
    if let OtherVersion::Earlier { text, .. } = &other {
        writing.editor.replace_text(text);
        return Some(writing.save(now).into_iter().collect());
    }
    writing.take_other(&other);
    match other {
        OtherVersion::Earlier { .. } => {}
        OtherVersion::Recorded { text, version, .. } => {
            writing.rebase(version, text);
            effects.extend(writing.save(now));
        }
        OtherVersion::Window(draft) => {
            if draft.conflict_window.is_none() {
                writing.draft_revision = draft.revision;
            }
            effects.push(Effect::Store(StoreRequest::DropOtherDraft(
                writing.letter,
                REPLY_PURPOSE.to_owned(),
                draft.conflict_window,
            )));
            effects.extend(writing.save(now));
        }
    }
    Some(effects)
}

/// Returns the version of the reply that an event recorded, if it recorded one.
pub(super) fn earlier_version(recorded: &RecordedEvent) -> Option<OtherVersion> {
    match &recorded.event {
        Event::Drafted { text }
        | Event::Approved {
            text: Some(text), ..
        } => Some(OtherVersion::Earlier {
            text: text.clone(),
            by: (recorded.who.clone(), recorded.at),
        }),
        _ => None,
    }
}

/// Opens an earlier version beside the text in the editor, unless that has a conflict to resolve
/// first.
pub(super) fn compare_with(model: &mut Model, version: Option<OtherVersion>) {
    if let Some(writing) = &mut model.reply_editor
        && writing.other_version.is_none()
    {
        writing.other_version = version;
    }
    open_comparison(model);
}

/// Shows the menu of the versions if the history was asked for them. Returns whether it was.
pub(super) fn show_earlier(model: &mut Model, letter: LetterId, events: &[RecordedEvent]) -> bool {
    let Some(writing) = &mut model.reply_editor else {
        return false;
    };
    if !std::mem::take(&mut writing.wants_earlier) || writing.letter != letter {
        return true;
    }
    writing.earlier = events.iter().rev().filter_map(earlier_version).collect();
    if writing.earlier.is_empty() {
        model.report_refusal(say!("versions-none"));
        return true;
    }
    let options = (0..).zip(&writing.earlier).filter_map(|(n, version)| {
        let OtherVersion::Earlier {
            text,
            by: (who, at),
        } = version
        else {
            return None;
        };
        let label = format!(
            "{} {}\t{}",
            model.office.format_minute(*at),
            model.office.staff_name(who),
            say!(
                "versions-length",
                n = text.chars().filter(|char| *char != '\n').count()
            )
        );
        Some(PickerOption::new(n.to_string(), label))
    });
    let picker = Picker::new(options.collect());
    let menu = Menu::new(MenuPurpose::DraftVersions, say!("versions-earlier"), picker);
    model.overlay = Some(Overlay::Menu(Box::new(menu)));
    true
}

/// Opens the chosen version beside the text in the editor.
pub(super) fn compare_chosen(model: &mut Model, menu: &Menu) -> Vec<Effect> {
    let chosen = menu.picker.chosen();
    let chosen = chosen.and_then(|choice| choice.value.parse::<usize>().ok());
    if let Some(writing) = &mut model.reply_editor {
        let mut earlier = std::mem::take(&mut writing.earlier).into_iter();
        writing.other_version = chosen.and_then(|n| earlier.nth(n));
    }
    open_comparison(model);
    Vec::new()
}
