//! Replies of the store thread, applied to the model.

use super::{bulletin, hot, lists, performed, popups, search, versions};
use crate::domain::letter::draft::BY_HAND;
use crate::domain::letter::stage::{Queue, Stage};
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::message::Message;
use crate::tui::model::{Card, Model, Overlay, Reading};
use crate::tui::panes::history;
use crate::tui::state::form::{self, Purpose};
use crate::tui::state::import::Step;
use crate::tui::state::versions::Other;
use crate::tui::widgets::form::Kind;

/// Applies a reply.
pub fn take(model: &mut Model, answer: Message) -> Vec<Effect> {
    match answer {
        Message::Office(office) => {
            model.office = *office;
            match model.office.staff(&model.who.id) {
                Some(who) => model.who = who.clone(),
                // The person is no longer a member of staff: the session ends.
                None => return super::leave(model),
            }
        }
        Message::Counts(counts) => model.counts = counts,
        Message::Lapsed(n) => {
            model.tell(say!("lapsed-many", n = n));
            return super::refresh(model);
        }
        Message::DiskLow(sentence) | Message::Behind(sentence) => model.tell(sentence),
        Message::Page(page) => {
            let (queue, before) = (page.queue, model.selected());
            let Some(list) = model
                .lists
                .get_mut(&queue)
                .filter(|list| list.filter == page.filter)
            else {
                return Vec::new();
            };
            let again = list.take(page);
            if queue != model.pane {
                return again.into_iter().collect();
            }
            if model.wanted().is_none() {
                model.card = None;
            }
            return again
                .into_iter()
                .chain(lists::opened(model, before))
                .collect();
        }
        Message::Hits(hits) => return search::found(model, *hits),
        Message::Tally(generation, tally) => search::counted(model, generation, tally),
        Message::NotSearched(generation, sentence) => search::failed(model, generation, sentence),
        Message::Card(card) => {
            if let Some(list) = model.lists.get_mut(&Queue::All) {
                // The letter arrives before its list: the next action uses the version that is
                // displayed.
                list.seen(card.letter.id, card.letter.version);
            }
            follow(model, &card);
            if model.wanted() == Some(card.letter.id) {
                model.card = Some(*card);
                return super::recall(model).into_iter().collect();
            }
        }
        Message::Recalled(recall) => {
            let shown = |card: &Card| {
                (card.letter.id, card.letter.version) == (recall.letter, recall.version)
            };
            if model.card.as_ref().is_some_and(shown) {
                if let Some(Overlay::Alike(comparing)) = &model.overlay
                    && comparing.place(&recall).is_none()
                {
                    // The letter in the comparison is no longer among the similar ones.
                    model.overlay = None;
                }
                let letter = recall.letter;
                model.recall = Some(*recall);
                if model.alike_when.take() == Some(letter)
                    && model.overlay.is_none()
                    && model.selected() == Some(letter)
                {
                    return lists::run(model, Command::Alike);
                }
            }
        }
        Message::Topics(window, topics) => hot::gathered(model, window, topics),
        Message::Performed(verb, done, failed) => {
            return performed::performed(model, verb, &done, failed);
        }
        Message::Drafts(letter, purpose, drafts) => {
            let mut drafts = drafts.into_iter();
            if let (Some(Overlay::Work(work)), Some(draft)) = (&mut model.overlay, drafts.next())
                && work.is_of(letter, &purpose)
            {
                work.form.restore(&draft.text);
                (work.revision, work.beside) = (draft.revision, draft.beside);
                work.other = drafts
                    .find(|other| other.text != draft.text)
                    .map(Other::Window);
                match &work.other {
                    Some(_) => model.refuse(say!("versions-choose")),
                    None => model.tell(say!("form-restored")),
                }
                versions::open(model);
            }
        }
        Message::Saved(letter, purpose, at) => {
            if let Some(writing) = &mut model.writing
                && writing.letter == letter
                && purpose == crate::tui::state::reply::REPLY
            {
                writing.saved_at = Some(at);
            }
        }
        Message::Beside(letter, purpose, other) => {
            // The draft is saved all the same, next to the other one. The writer is notified and
            // opens the comparison on request: a window that opened while they type would take
            // their next character as their choice.
            if let Some(writing) = &mut model.writing
                && writing.letter == letter
                && purpose == crate::tui::state::reply::REPLY
            {
                // One conflict at a time: a version recorded meanwhile is shown after this choice.
                let other = Other::Window(*other);
                if other.text() != writing.editor.text() && writing.other.as_ref() != Some(&other) {
                    writing.other = Some(other);
                    model.refuse(say!("draft-beside"));
                }
            } else if let Some(Overlay::Work(work)) = &mut model.overlay
                && work.is_of(letter, &purpose)
            {
                let other = Other::Window(*other);
                if other.text() != work.form.save() && work.other.as_ref() != Some(&other) {
                    work.other = Some(other);
                    model.refuse(say!("form-beside"));
                }
            }
        }
        Message::History(letter, events) => {
            if model.selected() == Some(letter)
                && model.overlay.is_none()
                && model.writing.is_none()
            {
                let regulation = model
                    .letter()
                    .map(|letter| model.regulation(letter))
                    .unwrap_or(&model.office.regulation);
                let said = |recorded| history::lines(recorded, &model.office, regulation);
                let lines = events.iter().flat_map(said).collect();
                model.overlay = Some(Overlay::Reading(Reading {
                    title: say!("history-title"),
                    lines,
                    top: 0,
                    column: 0,
                }));
            }
        }
        Message::Received(id) => {
            let mut effects = Vec::new();
            model
                .lists
                .values_mut()
                .for_each(|list| _ = list.own.insert(id, 1));
            if let Some(Overlay::Work(work)) = model.overlay.take() {
                effects.extend(work.kept().map(|kept| Effect::DropDraft(BY_HAND, kept)));
            }
            model.tell(say!("hand-received-as", id = id.0));
            effects.extend(super::refresh(model));
            return effects;
        }
        Message::Failed(sentence) => {
            // The save may have failed: mark the draft as unsaved, so that it is saved again.
            let mut left = false;
            if let Some(writing) = &mut model.writing {
                left = writing.leaving;
                writing.not_saved();
            }
            model.mark_forms_unsaved();
            match &mut model.overlay {
                Some(Overlay::Work(work)) => {
                    left |= std::mem::take(&mut work.leaving);
                    work.form.error = Some(sentence.clone());
                }
                Some(Overlay::Import(importing)) => {
                    importing.error = Some(sentence.clone());
                    importing.step = Step::Path;
                }
                // The chosen item cannot be read: return to the menu that it was chosen from.
                None => popups::close(model),
                Some(
                    Overlay::Reading(_)
                    | Overlay::Menu(_)
                    | Overlay::Filter(..)
                    | Overlay::Alike(_),
                ) => {}
            }
            if left {
                popups::ask_to_abandon(model);
            }
            model.refuse(sentence);
            model.owed = 0;
            model.lists.values_mut().for_each(|list| list.give_up());
        }
        Message::Done(sentence) => {
            if matches!(&model.overlay, Some(Overlay::Work(work)) if matches!(work.purpose, Purpose::SaveAttachment(_)))
            {
                model.overlay = None;
            }
            model.tell(sentence);
        }
        Message::Found(typed, rows) => found(model, &typed, &rows),
        Message::Bulletin(report) => bulletin::counted(model, report),
        Message::Letters(title, rows) => bulletin::listed(model, title, &rows),
        Message::Shown(letter) => bulletin::shown(model, &letter),
        Message::Look(look) => {
            if let Some(Overlay::Import(importing)) = &mut model.overlay {
                importing.looked(look);
            }
        }
        Message::Completions(typed, path, names) => {
            // A path that has been edited since is not overwritten.
            if let Some(Overlay::Import(importing)) = &mut model.overlay
                && importing.path.text() == typed
            {
                importing.path.set_text(&path);
                importing.completions = names;
            }
        }
        Message::Progress(tally) => {
            if let Some(Overlay::Import(importing)) = &mut model.overlay
                && let Step::Running(shown, _) = &mut importing.step
            {
                *shown = tally;
            }
        }
        Message::Imported(outcome) => {
            let dry = outcome.dry;
            if let Some(Overlay::Import(importing)) = &mut model.overlay {
                importing.at = 0;
                importing.step = Step::Ended(outcome);
            }
            if !dry {
                model
                    .lists
                    .values_mut()
                    .for_each(|list| list.expects = true);
                return super::refresh(model);
            }
        }
        // Not replies: handled before.
        Message::Now(..)
        | Message::Rested
        | Message::Input(_)
        | Message::Mouse(_)
        | Message::Resize(..)
        | Message::WideAmbiguous
        | Message::Hangup
        | Message::Stop
        | Message::Away
        | Message::Back
        | Message::Answered
        | Message::Changed
        | Message::Idle
        | Message::OthersCommitted
        | Message::Others(_)
        | Message::Leased(_)
        | Message::Waiting
        | Message::Autosave
        | Message::Founded(_) => {}
    }
    Vec::new()
}

fn found(model: &mut Model, typed: &str, rows: &[crate::domain::letter::summary::Summary]) {
    if let Some(Overlay::Work(work)) = &mut model.overlay {
        let letter = work.letter();
        if let Some(Kind::Pick(pick)) = work.form.current().map(|field| &mut field.kind)
            && pick.live
            && pick.filter.text().trim() == typed
        {
            pick.offer(form::letter_choices(rows, letter));
        }
    }
}

/// Applies a reread letter to the reply being written. If another draft was recorded meanwhile,
/// both versions are kept until the writer chooses.
fn follow(model: &mut Model, card: &Card) {
    let Some(writing) = &mut model.writing else {
        return;
    };
    let fresh = writing.follow(card);
    if writing.letter != card.letter.id || writing.leaving {
        return;
    }
    let asking = std::mem::take(&mut writing.asking);
    let two = writing.other.is_some();
    if card.letter.stage != Stage::Drafting {
        return model.refuse(say!("editor-moved-on", stage = card.letter.stage.words()));
    }
    if asking && two {
        versions::open(model);
    } else if fresh {
        let who = card.drafter.as_ref().map_or_else(String::new, |(who, _)| {
            model.office.staff_name(who).to_owned()
        });
        model.refuse(say!("versions-recorded-now", who = who));
    }
}
