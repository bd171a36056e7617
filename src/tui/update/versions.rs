//! Conflicts between two versions of a reply or of a form: comparison, and the choice between them.

use super::forms;
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::reply::REPLY;
use crate::tui::state::versions::Other;

/// Opens the comparison if there is a conflict.
pub fn open(model: &mut Model) {
    if model.other_version().is_some() {
        model.versions.get_or_insert_default();
    }
}

/// Carries out a command of the comparison.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(6).max(1));
    let shown = model
        .versions
        .as_ref()
        .zip(model.other_version())
        .is_some_and(|(shown, other)| shown.shows(other));
    let Some(versions) = &mut model.versions else {
        return Vec::new();
    };
    for (of, by) in [(Command::Up, -1), (Command::Down, 1)] {
        if of == command {
            versions.top = versions.top.saturating_add_signed(by);
        }
    }
    if command == Command::PageUp {
        versions.top = versions.top.saturating_sub(page);
    }
    if command == Command::PageDown {
        versions.top += page;
    }
    let takes = command == Command::TakeTheirs;
    if (takes || command == Command::KeepMine) && !shown {
        // The key was typed ahead, or yet another version has arrived: nobody chooses between texts
        // that they have not seen.
        model.refuse(say!("versions-look"));
        return Vec::new();
    }
    let chosen = if takes || command == Command::KeepMine {
        choose(model, takes)
    } else {
        None
    };
    if chosen.is_some() || command == Command::Leave {
        model.versions = None;
    }
    chosen.unwrap_or_default()
}

fn choose(model: &mut Model, takes: bool) -> Option<Vec<Effect>> {
    let form = matches!(model.overlay, Some(Overlay::Work(_)));
    let effects = if form {
        choose_in_form(model, takes)
    } else if takes {
        take(model)
    } else {
        keep(model)
    };
    if effects.is_some() {
        model.tell(match (form, takes) {
            (false, false) => say!("versions-kept"),
            (false, true) => say!("versions-taken"),
            (true, false) => say!("versions-kept-form"),
            (true, true) => say!("versions-taken-form"),
        });
    }
    effects
}

/// Resolves a conflict in a form. One undo in each field restores the text that was not chosen.
fn choose_in_form(model: &mut Model, takes: bool) -> Option<Vec<Effect>> {
    let now = model.now;
    let Some(Overlay::Work(work)) = &mut model.overlay else {
        return None;
    };
    let Some(Other::Window(draft)) = work.other.take() else {
        return None;
    };
    if takes {
        work.form.put(&draft.text);
    }
    let mut effects = Vec::new();
    if draft.beside.is_none() {
        // The other version is the saved draft: the chosen one overwrites it.
        work.revision = draft.revision;
        work.saved = u64::MAX;
    }
    let purpose = work.purpose.code()?;
    if takes || draft.beside.is_some() {
        // Deleted before the save, which would otherwise report the same conflict again.
        effects.push(Effect::DropBeside(work.letter(), purpose, draft.beside));
    }
    effects.extend(forms::save(work, now));
    Some(effects)
}

/// Keeps the text in the editor; recording it next replaces the other version.
fn keep(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.writing.as_mut()?;
    let mut effects = Vec::new();
    match writing.other.take()? {
        Other::Recorded { text, version, .. } => writing.rebase(version, text),
        Other::Window(draft) => match draft.beside {
            Some(session) => effects.push(Effect::DropBeside(
                writing.letter,
                REPLY.to_owned(),
                Some(session),
            )),
            None => {
                writing.revision = draft.revision;
                writing.touch();
                effects.extend(writing.save(now));
            }
        },
    }
    Some(effects)
}

/// Takes the other version; one undo restores the text in the editor.
fn take(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.writing.as_mut()?;
    let mut effects = Vec::new();
    let other = writing.other.take()?;
    writing.take(&other);
    match other {
        Other::Recorded { text, version, .. } => {
            writing.rebase(version, text);
            effects.extend(writing.save(now));
        }
        Other::Window(draft) => {
            if draft.beside.is_none() {
                writing.revision = draft.revision;
            }
            effects.push(Effect::DropBeside(
                writing.letter,
                REPLY.to_owned(),
                draft.beside,
            ));
            effects.extend(writing.save(now));
        }
    }
    Some(effects)
}
