//! Two versions of a reply: which of them goes on.

use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::versions::{Other, Versions};

/// Lays both over the editor, where there are two.
pub fn open(model: &mut Model) {
    if model.overlay.is_none() && model.writing.as_ref().is_some_and(|writing| writing.other.is_some()) {
        model.overlay = Some(Overlay::Versions(Versions::default()));
    }
}

/// A command while they are compared.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(6).max(1));
    let Some(Overlay::Versions(versions)) = &mut model.overlay else { return Vec::new() };
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
    let chosen = if command == Command::KeepMine {
        keep(model)
    } else if command == Command::TakeTheirs {
        take(model)
    } else {
        None
    };
    if chosen.is_some() || command == Command::Leave {
        model.overlay = None;
    }
    chosen.unwrap_or_default()
}

/// Mine goes on; the next recording puts it in the place of the other.
fn keep(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.writing.as_mut()?;
    let mut effects = Vec::new();
    match writing.other.take()? {
        Other::Recorded { text, version, .. } => writing.rebase(version, text),
        Other::Window(draft) => match draft.beside {
            Some(session) => effects.push(Effect::DropBeside(writing.letter, Some(session))),
            None => {
                writing.revision = draft.revision;
                writing.touch();
                effects.extend(writing.save(now));
            }
        },
    }
    model.tell(say!("versions-kept"));
    Some(effects)
}

/// The other goes on; what was mine is one step of undoing away.
fn take(model: &mut Model) -> Option<Vec<Effect>> {
    let now = model.now;
    let writing = model.writing.as_mut()?;
    let mut effects = Vec::new();
    let other = writing.other.take()?;
    writing.editor.put(other.text());
    match other {
        Other::Recorded { text, version, .. } => {
            writing.rebase(version, text);
            effects.extend(writing.save(now));
        }
        Other::Window(draft) => {
            if draft.beside.is_none() {
                writing.revision = draft.revision;
            }
            effects.extend(writing.save(now));
            effects.push(Effect::DropBeside(writing.letter, draft.beside));
        }
    }
    model.tell(say!("versions-taken"));
    Some(effects)
}
