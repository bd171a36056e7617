//! Replies of the store thread, applied to the model.

use super::{bulletin, lists, performed, popups, search};
use crate::document::card::Card;
use crate::domain::letter::draft::MANUAL_ENTRY_ID;
use crate::domain::letter::stage::{Queue, Stage};
use crate::tui::effect::Effect;
use crate::tui::effect::{StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::ListCommand;
use crate::tui::message::{ReadReply, StoreReply};
use crate::tui::model::{Model, Overlay};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::form;
use crate::tui::state::import::{ImportStep, PathPreview};
use crate::tui::update::{conflict, settings, today, topics};
use crate::tui::widgets::form::FieldInput;

/// Applies a reply.
pub(crate) fn apply_reply(model: &mut Model, reply: StoreReply) -> Vec<Effect> {
    match reply {
        StoreReply::Office(office) => {
            model.office = *office;
            match model.office.staff(&model.who.id) {
                Some(who) => model.who = who.clone(),
                // The person is no longer a member of staff: the session ends.
                None => return super::save_and_quit(model),
            }
        }
        StoreReply::Counts(counts) => {
            let notice = model.apply_counts(counts);
            let notify = |text| Effect::Terminal(TerminalRequest::Notify(text));
            return notice.map(notify).into_iter().collect();
        }
        StoreReply::Lapsed(n) => {
            model.report_done(say!("lapsed-many", n = n));
            return super::reload_screen(model);
        }
        StoreReply::DiskLow(sentence) | StoreReply::Behind(sentence) => model.report_done(sentence),
        StoreReply::Page(page) => {
            let (queue, before) = (page.queue, model.selected_letter());
            let Some(list) = model
                .lists
                .get_mut(&queue)
                .filter(|list| list.view == page.view)
            else {
                return Vec::new();
            };
            let again = list.apply_page(page);
            if queue != model.pane {
                return again.into_iter().collect();
            }
            if model.wanted_letter().is_none() {
                model.card = None;
            }
            return again
                .into_iter()
                .chain(lists::preview_selected(model, before))
                .collect();
        }
        StoreReply::Card(card) => {
            if let Some(list) = model.lists.get_mut(&Queue::All) {
                // The letter arrives before its list: the next action uses the version that is
                // displayed.
                list.record_seen_version(card.letter.id, card.letter.version);
            }
            apply_reread_letter(model, &card);
            if model.wanted_letter() == Some(card.letter.id) {
                model.card = Some(*card);
                return super::request_recall(model).into_iter().collect();
            }
        }
        StoreReply::Performed(verb, done, failed) => {
            return performed::apply_result(model, verb, &done, failed);
        }
        StoreReply::Drafts(letter, purpose, drafts) => {
            let mut drafts = drafts.into_iter();
            if let (Some(Overlay::Form(work)), Some(draft)) = (&mut model.overlay, drafts.next())
                && work.is_of(letter, &purpose)
            {
                work.form.restore(&draft.text);
                work.form.focus_first_missing();
                (work.draft_revision, work.conflict_window) =
                    (draft.revision, draft.conflict_window);
                work.other_version = drafts
                    .find(|other| other.text != draft.text)
                    .map(OtherVersion::Window);
                match &work.other_version {
                    Some(_) => model.report_refusal(say!("versions-choose")),
                    None => model.report_done(say!("form-restored")),
                }
                conflict::open_comparison(model);
            }
        }
        StoreReply::Saved(letter, purpose, at) => {
            if let Some(writing) = &mut model.reply_editor
                && writing.letter == letter
                && purpose == crate::tui::state::reply::REPLY_PURPOSE
            {
                writing.saved_at = Some(at);
            }
        }
        StoreReply::OtherDraft(letter, purpose, other) => {
            // The draft is saved all the same, next to the other one. The writer is notified and
            // opens the comparison on request: a window that opened while they type would take
            // their next character as their choice.
            if let Some(writing) = &mut model.reply_editor
                && writing.letter == letter
                && purpose == crate::tui::state::reply::REPLY_PURPOSE
            {
                // One conflict at a time: a version recorded meanwhile is shown after this choice.
                let other = OtherVersion::Window(*other);
                if other.text() != writing.editor.text()
                    && writing.other_version.as_ref() != Some(&other)
                {
                    writing.other_version = Some(other);
                    model.report_refusal(say!("draft-beside"));
                }
            } else if let Some(Overlay::Form(work)) = &mut model.overlay
                && work.is_of(letter, &purpose)
            {
                let other = OtherVersion::Window(*other);
                if other.text() != work.form.to_json()
                    && work.other_version.as_ref() != Some(&other)
                {
                    work.other_version = Some(other);
                    model.report_refusal(say!("form-beside"));
                }
            }
        }
        StoreReply::History(letter, events) => popups::show_history(model, letter, &events),
        StoreReply::Received(id) => {
            let mut effects = Vec::new();
            model
                .lists
                .values_mut()
                .for_each(|list| _ = list.own_changes.insert(id, 1));
            if let Some(Overlay::Form(work)) = model.overlay.take() {
                effects.extend(
                    work.draft_ref()
                        .map(|kept| Effect::Store(StoreRequest::DropDraft(MANUAL_ENTRY_ID, kept))),
                );
            }
            model.report_done(say!("hand-received-as", id = id.0));
            effects.extend(super::reload_screen(model));
            // What was just registered is what one goes on with.
            effects.push(model.locate(id));
            return effects;
        }
        StoreReply::Failed(sentence) => {
            // The save may have failed: mark the draft as unsaved, so that it is saved again.
            let mut left = false;
            if let Some(writing) = &mut model.reply_editor {
                left = writing.close_when_saved;
                writing.on_save_failed();
            }
            model.mark_forms_unsaved();
            match &mut model.overlay {
                Some(Overlay::Form(work)) => {
                    left |= std::mem::take(&mut work.close_when_saved);
                    work.form.error = Some(sentence.clone());
                }
                Some(Overlay::Import(importing)) => {
                    importing.error = Some(sentence.clone());
                    importing.step = ImportStep::Path;
                }
                // The chosen item cannot be read: return to the menu that it was chosen from.
                None => popups::close_topmost(model),
                Some(
                    Overlay::Text(_)
                    | Overlay::Menu(_)
                    | Overlay::LetterMenu(_)
                    | Overlay::Filter(..)
                    | Overlay::Similar(_),
                ) => {}
            }
            if left {
                popups::confirm_discard(model);
            }
            model.report_refusal(sentence);
            model.pending_steps = 0;
            model
                .lists
                .values_mut()
                .for_each(|list| list.cancel_loading());
        }
        StoreReply::Done(sentence) => {
            if matches!(&model.overlay, Some(Overlay::Form(work)) if work.purpose.saves_file()) {
                model.overlay = None;
            }
            model.report_done(sentence);
        }
        StoreReply::Located(queue, key, id) => return lists::go_to(model, queue, key, id),
        StoreReply::Found(typed, rows) => offer_found_letters(model, &typed, &rows),
        StoreReply::Today(figures, trend) => today::show(model, figures, trend),
        StoreReply::Bulletin(report) => bulletin::apply_report(model, report),
        StoreReply::BulletinText(period, edited, text) => {
            return bulletin::open_text(model, period, edited, &text);
        }
        StoreReply::BulletinEdited(sentence) => return bulletin::text_recorded(model, sentence),
        StoreReply::BulletinDiffers(recorded) => bulletin::compare_texts(model, &recorded),
        StoreReply::Settings(overview, done) => {
            return settings::apply_overview(model, *overview, done);
        }
        StoreReply::SettingsText(title, lines) => settings::show_text(model, title, lines),
        StoreReply::Letters(title, rows) => bulletin::show_letters(model, title, &rows),
        StoreReply::Shown(letter) => bulletin::show_letter(model, &letter),
        StoreReply::Attachment(letter, position, contents) => {
            popups::show_attachment(model, (letter, position), contents);
        }
        StoreReply::Look(look) => {
            if let Some(Overlay::Import(importing)) = &mut model.overlay {
                let is_folder = look.as_ref().ok().map(PathPreview::is_folder);
                importing.set_preview(look);
                let path = std::path::PathBuf::from(importing.path.typed());
                let remembered = is_folder.map(|folder| model.folders.remember(&path, folder));
                return remembered.flatten().into_iter().collect();
            }
        }
        StoreReply::Folder(folder, entries) => match &mut model.overlay {
            Some(Overlay::Import(importing)) => importing.path.set_entries(&folder, entries),
            Some(Overlay::Form(work)) => {
                let paths = work.form.paths();
                paths.for_each(|path| path.set_entries(&folder, entries.clone()));
            }
            Some(_) | None => {}
        },
        StoreReply::Progress(tally) => {
            if let Some(Overlay::Import(importing)) = &mut model.overlay
                && let ImportStep::Running(shown, _) = &mut importing.step
            {
                *shown = tally;
            }
        }
        StoreReply::Imported(outcome) => {
            let dry = outcome.dry_run;
            if let Some(Overlay::Import(importing)) = &mut model.overlay {
                importing.at = 0;
                importing.step = ImportStep::Ended(outcome);
            }
            if !dry {
                model
                    .lists
                    .values_mut()
                    .for_each(|list| list.expects_own_changes = true);
                return super::reload_screen(model);
            }
        }

        StoreReply::Idle => {
            (model.coworkers.waits_for_lock, model.saving) = (false, false);
            return super::keys::resume_input(model);
        }
        StoreReply::OthersCommitted => return super::reload_screen(model),
        // Handled by the event loop.
        StoreReply::Answered | StoreReply::Founded(_) => {}
    }
    Vec::new()
}

/// Applies a reply of the reader threads.
pub(crate) fn apply_read_reply(model: &mut Model, reply: ReadReply) -> Vec<Effect> {
    match reply {
        ReadReply::Hits(hits) => return search::apply_results(model, *hits),
        ReadReply::Tally(generation, tally) => search::apply_count(model, generation, tally),
        ReadReply::NotSearched(generation, sentence) => {
            search::report_failure(model, generation, sentence)
        }
        ReadReply::Recalled(recall) => {
            let shown = |card: &Card| {
                (card.letter.id, card.letter.version) == (recall.letter, recall.version)
            };
            if model.card.as_ref().is_some_and(shown) {
                if let Some(Overlay::Similar(comparing)) = &model.overlay
                    && comparing.position(&recall).is_none()
                {
                    // The letter in the comparison is no longer among the similar ones.
                    model.overlay = None;
                }
                let letter = recall.letter;
                model.recall = Some(*recall);
                if model.compare_when_recalled.take() == Some(letter)
                    && model.overlay.is_none()
                    && model.selected_letter() == Some(letter)
                {
                    return lists::run(model, Command::List(ListCommand::CompareSimilar));
                }
            }
        }
        ReadReply::Topics(window, topics) => topics::show_topics(model, window, topics),
    }
    Vec::new()
}

fn offer_found_letters(
    model: &mut Model,
    typed: &str,
    rows: &[crate::domain::letter::summary::Summary],
) {
    if let Some(Overlay::Form(work)) = &mut model.overlay {
        let letter = work.draft_letter();
        if let Some(FieldInput::Pick(pick)) =
            work.form.focused_field().map(|field| &mut field.input)
            && pick.live
            && pick.filter.text().trim() == typed
        {
            pick.set_options(form::letter_choices(rows, letter));
        }
    }
}

/// Applies a reread letter to the reply being written. If another draft was recorded meanwhile,
/// both versions are kept until the writer chooses.
fn apply_reread_letter(model: &mut Model, card: &Card) {
    let Some(writing) = &mut model.reply_editor else {
        return;
    };
    let fresh = writing.update_from(card);
    if writing.letter != card.letter.id || writing.close_when_saved {
        return;
    }
    let asking = std::mem::take(&mut writing.compare_when_read);
    let two = writing.other_version.is_some();
    if card.letter.stage != Stage::Drafting {
        return model.report_refusal(say!("editor-moved-on", stage = card.letter.stage.label()));
    }
    if asking && two {
        conflict::open_comparison(model);
    } else if fresh {
        let who = card
            .recorded_by
            .as_ref()
            .map_or_else(String::new, |(who, _)| model.office.staff_name(who));
        model.report_refusal(say!("versions-recorded-now", who = who));
    }
}
