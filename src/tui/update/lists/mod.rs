//! Commands of the lists, and movement of the selection.

mod selection;

use super::{bulletin, forms, letter_menu, save_drafts, search};
use crate::document::card::Card;
use crate::document::history;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::regulation::approver::Approver;
use crate::domain::workflow;
use crate::domain::workflow::action::Verb;
use crate::tui::effect::{ActionTarget, Effect};
use crate::tui::effect::{StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::{ListCommand, Move};
use crate::tui::model;
use crate::tui::model::menus;
use crate::tui::model::offers::allows_bulk;
use crate::tui::model::{Focus, Model, Overlay, PANES, TextPopup};
use crate::tui::state::copy;
use crate::tui::state::form;
use crate::tui::state::import::ImportWindow;
use crate::tui::state::settings::SettingsPage;
use crate::tui::update::{imports, list_view, settings, similar, today, topics};
use crate::tui::widgets::editor::LineEditor;

pub(super) use selection::{move_selection, preview_selected};
use selection::{move_to_end, step_back};

/// Carries out a command of the lists, or reports why it is not available.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    // In the search pane, filtering edits the query.
    let command = if command == Command::List(ListCommand::Filter) && model.is_searching() {
        Command::Search
    } else {
        command
    };
    if needs_letter(command)
        && model.current_letter().is_none()
        && let Some(selected) = model.selected_letter()
    {
        // The preview has not caught up with the selection: read the letter first, then run the
        // command.
        (model.busy, model.deferred_command, model.preview_pending) =
            (true, Some((selected, command)), false);
        return vec![Effect::Store(StoreRequest::Open(selected))];
    }
    if let (Command::Do(_), Some(id)) = (
        command,
        openable_letter(model).filter(|id| includes_letter(model, *id)),
    ) {
        // Acting on a restricted letter requires opening it, and that access is recorded first.
        (model.busy, model.deferred_command) = (true, Some((id, command)));
        return vec![Effect::Store(StoreRequest::Read(id))];
    }
    if !model.offers_in_lists(command) {
        return explain_refusal(model, command);
    }
    match command {
        Command::Do(verb) => start_action(model, verb),
        Command::Go(queue) => open_pane(model, queue),
        Command::List(ListCommand::PreviousPane) => open_adjacent_pane(model, PANES.len() - 1),
        Command::List(ListCommand::NextPane) => open_adjacent_pane(model, 1),
        Command::Bulletin => bulletin::open_bulletin(model),
        Command::HotTopics => topics::open_topics(model),
        Command::Export => forms::open_export(model),
        Command::Today => today::open(),
        Command::Settings => settings::open(model, SettingsPage::Root),
        Command::Search => search::open_search(model),
        Command::List(ListCommand::ToggleOrder) => list_view::open(model),
        Command::Move(Move::Up) => move_selection(model, -1),
        Command::Move(Move::Down) => move_selection(model, 1),
        Command::Move(Move::PageUp) => move_by_page(model, false),
        Command::Move(Move::PageDown) => move_by_page(model, true),
        Command::Move(Move::First) => move_to_end(model, false),
        Command::Move(Move::Last) => move_to_end(model, true),
        Command::List(ListCommand::SwitchFocus) => {
            model.focus = if model.focus == Focus::List {
                Focus::Letter
            } else {
                Focus::List
            };
            Vec::new()
        }
        Command::List(ListCommand::Menu) => letter_menu::open(model),
        Command::Open => {
            model.focus = Focus::Letter;
            let read = sealed_letter(model).map(|letter| Effect::Store(StoreRequest::Read(letter)));
            model.busy |= read.is_some();
            read.into_iter().collect()
        }
        Command::List(ListCommand::Mark) => {
            if let Some(list) = model.list_mut() {
                list.toggle_mark();
            }
            move_selection(model, 1)
        }
        Command::List(ListCommand::ExtendUp) => selection::extend(model, -1),
        Command::List(ListCommand::ExtendDown) => selection::extend(model, 1),
        Command::List(ListCommand::MarkAll) => {
            if let Some(list) = model.list_mut() {
                list.toggle_all_marks();
            }
            Vec::new()
        }
        Command::List(ListCommand::Filter) => {
            let filter = model
                .list()
                .map(|list| list.view.text.clone())
                .unwrap_or_default();
            model.overlay = Some(Overlay::Filter(Box::new(LineEditor::new(&filter)), filter));
            Vec::new()
        }
        Command::List(ListCommand::Palette) | Command::Help => {
            model.overlay = Some(Overlay::Menu(Box::new(menus::command_palette(model))));
            Vec::new()
        }
        Command::List(ListCommand::CompareSimilar) => similar::open_comparison(model),
        Command::List(ListCommand::History) => model
            .selected_letter()
            .map(|letter| Effect::Store(StoreRequest::History(letter)))
            .into_iter()
            .collect(),
        Command::List(ListCommand::Deadline) => {
            if let Some(letter) = model.current_letter() {
                let lines =
                    history::deadline_lines(letter, &model.office, model.regulation_of(letter));
                model.overlay = Some(Overlay::Text(TextPopup {
                    title: say!("deadline-title"),
                    lines,
                    ..TextPopup::default()
                }));
            }
            Vec::new()
        }
        Command::List(ListCommand::ManualEntry) => {
            forms::open_form(model, form::manual_entry_form(&model.office, model.now))
        }
        Command::List(ListCommand::Import) => {
            model.overlay = Some(Overlay::Import(Box::new(ImportWindow::new(&model.folders))));
            imports::list_folder(model)
        }
        Command::List(ListCommand::Copy) => {
            let letter = model.current_letter();
            let menu = letter.map(|letter| copy::copy_menu(letter, &model.office, model.now));
            model.overlay = menu.map(|menu| Overlay::Menu(Box::new(menu)));
            Vec::new()
        }
        Command::List(ListCommand::Papers) => {
            model.overlay = menus::paper_menu(model).map(|menu| Overlay::Menu(Box::new(menu)));
            Vec::new()
        }
        Command::List(ListCommand::SaveText) => {
            let folder = &model.folders.attachments;
            let letter = model.current_letter();
            let work = letter.map(|letter| {
                form::text_form(
                    letter,
                    copy::letter_texts(letter, &model.office, model.now),
                    folder,
                )
            });
            work.map(|work| forms::open_form(model, work))
                .unwrap_or_default()
        }
        Command::List(ListCommand::Follow) => {
            model.busy |= model.follow.is_some();
            let follow = model.follow.take();
            let locate = follow.map(|id| model.locate(id));
            locate.into_iter().collect()
        }
        Command::List(ListCommand::Attachments) => {
            model.overlay = menus::attachment_menu(model).map(|menu| Overlay::Menu(Box::new(menu)));
            Vec::new()
        }
        Command::Theme => {
            model.theme = model.theme.toggled();
            vec![Effect::Store(StoreRequest::Prefer(
                "theme",
                model.theme.code().to_owned(),
            ))]
        }
        Command::Redraw => vec![Effect::Terminal(TerminalRequest::Redraw)],
        Command::Quit => {
            let mut effects = save_drafts(model);
            effects.push(Effect::Terminal(TerminalRequest::Quit));
            effects
        }
        Command::Leave => step_back(model),
        // Not bound in the lists; refused above.
        Command::Move(Move::Left | Move::Right)
        | Command::Compare(_)
        | Command::Form(_)
        | Command::Report(_)
        | Command::Edit(_) => Vec::new(),
    }
}

/// Returns the displayed letter if it is restricted and sealed.
fn sealed_letter(model: &Model) -> Option<LetterId> {
    let card = model.card.as_ref().filter(|card| card.sealed)?;
    Some(card.letter.id).filter(|id| model.wanted_letter() == Some(*id))
}

/// Returns the displayed letter if it is sealed and the person may open it.
fn openable_letter(model: &Model) -> Option<LetterId> {
    sealed_letter(model).filter(|_| {
        model
            .card
            .as_ref()
            .is_some_and(|card| card.letter.may_read(&model.who))
    })
}

/// Reports whether an action would include this letter: it is marked, or nothing is marked.
fn includes_letter(model: &Model, id: LetterId) -> bool {
    model
        .list()
        .is_some_and(|list| list.marked.is_empty() || list.marked.contains_key(&id))
}

fn needs_letter(command: Command) -> bool {
    matches!(
        command,
        Command::Do(_)
            | Command::Open
            | Command::List(
                ListCommand::Menu
                    | ListCommand::Copy
                    | ListCommand::SaveText
                    | ListCommand::Papers
                    | ListCommand::SwitchFocus
                    | ListCommand::Deadline
                    | ListCommand::Attachments
                    | ListCommand::History
                    | ListCommand::CompareSimilar
            )
    )
}

/// Shows why a command is not available.
fn explain_refusal(model: &mut Model, command: Command) -> Vec<Effect> {
    match (command, model.current_letter()) {
        (Command::Do(verb), Some(letter)) => {
            if let Err(refusal) = workflow::check_permitted(
                letter,
                verb,
                &model.who,
                model.regulation_of(letter),
                model.now,
            ) {
                model.report_refusal(refusal);
            }
            let kept = model
                .card
                .as_ref()
                .and_then(|card| card.own_draft.as_ref())
                .filter(|_| verb == Verb::Draft);
            if let Some(draft) = kept {
                // The draft can no longer be recorded, but it can still be read.
                let lines = draft.text.lines().map(str::to_owned).collect();
                model.overlay = Some(Overlay::Text(TextPopup {
                    title: say!("draft-kept-title"),
                    lines,
                    ..TextPopup::default()
                }));
            }
        }
        (Command::Do(_), None) => model.report_refusal(say!("no-letter-here")),
        (Command::List(ListCommand::ManualEntry | ListCommand::Import), _) => {
            model.report_refusal(say!(
                "command-elsewhere",
                command = command.label(),
                pane = say!("queue-inbox")
            ));
        }
        (Command::List(ListCommand::Papers), Some(_)) => {
            model.report_refusal(say!("no-paper-here"))
        }
        (Command::List(ListCommand::Copy | ListCommand::SaveText | ListCommand::Papers), _) => {
            model.report_refusal(say!("no-letter-here"))
        }
        (Command::List(ListCommand::Follow), _) => model.report_refusal(say!("follow-nothing")),
        (Command::List(ListCommand::Menu), _) => model.report_refusal(say!("no-letter-here")),
        (Command::HotTopics, _) => model.report_refusal(say!("hot-not-yours")),
        (Command::List(ListCommand::Deadline), _) => model.report_refusal(say!("no-deadline-here")),
        (Command::List(ListCommand::Attachments), _) => {
            model.report_refusal(say!("no-attachment-here"))
        }
        (Command::List(ListCommand::CompareSimilar), Some(letter))
            if super::request_recall(model).is_some() =>
        {
            // The comparison opens as soon as the similar letters have arrived.
            model.compare_when_recalled = Some(letter.id);
            model.report_done(say!("alike-looking"));
        }
        (Command::List(ListCommand::CompareSimilar), Some(_)) => {
            model.report_refusal(say!("nothing-alike-here"))
        }
        (Command::List(ListCommand::CompareSimilar), None) => {
            model.report_refusal(say!("no-letter-here"))
        }
        // A movement in an empty list, or a pane that is already open: nothing to report.
        (_, _) => {}
    }
    Vec::new()
}

/// Reports whether the draft of a letter goes to a leader when it is submitted.
fn submits_to_leader(card: &Card, office: &Office) -> bool {
    let regulation = office.regulation_of(&card.letter.regulation);
    let first = regulation.approvers(card.letter.route).first();
    first.is_some_and(Approver::is_leader)
}

fn start_action(model: &mut Model, verb: Verb) -> Vec<Effect> {
    let jobs = model
        .list()
        .map(|list| list.target_jobs())
        .unwrap_or_default();
    let others = jobs.len() > 1 || jobs.first().map(|job| job.letter) != model.selected_letter();
    if others && !allows_bulk(verb) {
        model.report_refusal(say!("one-at-a-time", verb = verb.label()));
        return Vec::new();
    }
    let card = model
        .card
        .as_ref()
        .filter(|card| Some(card.letter.id) == model.wanted_letter() && !card.sealed);
    let (Some(card), Some(row)) = (card, workflow::find_transition(verb)) else {
        return Vec::new();
    };
    match verb {
        Verb::Draft => {
            model.open_reply_editor();
            Vec::new()
        }
        Verb::Submit
            if card
                .own_draft
                .as_ref()
                .is_some_and(|draft| draft.text != card.letter.draft) =>
        {
            model.report_refusal(say!("submit-unrecorded"));
            Vec::new()
        }
        Verb::Submit if submits_to_leader(card, &model.office) && !model.office.has_leader() => {
            settings::open_for_leader(model)
        }
        Verb::Propose if !model.office.has_leader() => settings::open_for_leader(model),
        Verb::Submit => perform_action(verb, jobs, workflow::action::Action::Submit),
        verb => {
            debug_assert!(
                !matches!(verb, Verb::Lapse | Verb::Read),
                "done by themselves, and by opening"
            );
            let work = model::form::action_form(row, jobs, model, card);
            forms::open_form(model, work)
        }
    }
}

fn perform_action(
    verb: Verb,
    jobs: Vec<ActionTarget>,
    action: workflow::action::Action,
) -> Vec<Effect> {
    vec![Effect::Store(StoreRequest::Perform {
        verb,
        jobs,
        actions: vec![action],
        draft: None,
        files: Vec::new(),
        given_time: None,
    })]
}

impl Model {
    /// Returns the request for the place of a letter in its queue's list.
    pub(super) fn locate(&self, id: LetterId) -> Effect {
        let lists = self.lists.iter();
        let orders = lists.map(|(queue, list)| (*queue, list.view.order));
        Effect::Store(StoreRequest::Locate(id, orders.collect()))
    }
}

/// Shows a letter in the pane of its queue.
pub(super) fn go_to(model: &mut Model, queue: Queue, key: i64, id: LetterId) -> Vec<Effect> {
    (model.pane, model.focus) = (queue, Focus::List);
    (model.pending_steps, model.busy) = (0, true);
    model.search.typing = false;
    let load = model.list_mut().map(|list| {
        let order = list.view.order;
        list.go_to(key, id, order)
    });
    let open = Effect::Store(StoreRequest::Open(id));
    load.into_iter().chain([open]).collect()
}

/// Switches to the pane of a queue, and reloads it.
pub(super) fn open_pane(model: &mut Model, queue: Queue) -> Vec<Effect> {
    model.pane = queue;
    model.focus = Focus::List;
    (model.pending_steps, model.busy) = (0, true);
    model.search.typing = false;
    let mut effects: Vec<Effect> = reload_list(model).into_iter().collect();
    effects.extend(
        model
            .selected_letter()
            .map(|letter| Effect::Store(StoreRequest::Open(letter))),
    );
    if model.selected_letter().is_none() {
        model.card = None;
    }
    effects
}

/// Returns the effect that reloads the displayed list, or repeats the search.
pub(super) fn reload_list(model: &mut Model) -> Option<Effect> {
    if model.is_searching() {
        search::repeat_search(model)
    } else {
        model.list_mut().and_then(|list| list.refresh())
    }
}

fn open_adjacent_pane(model: &mut Model, by: usize) -> Vec<Effect> {
    // From the search, which follows the last pane, the next pane is the first one.
    let first = if by == 1 { PANES.len() - 1 } else { 0 };
    let at = PANES
        .iter()
        .position(|pane| *pane == model.pane)
        .unwrap_or(first);
    match PANES.get((at + by) % PANES.len()) {
        Some(pane) => open_pane(model, *pane),
        None => Vec::new(),
    }
}

/// Moves by one page.
pub(super) fn move_by_page(model: &mut Model, down: bool) -> Vec<Effect> {
    // A page is what is seen of the list, or of the letter, less the line that stays in view.
    let rows = match model.focus {
        Focus::List => model.list_height(),
        Focus::Letter => usize::from(model.screen_areas().letter.height.saturating_sub(2)),
    };
    let page = isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1);
    move_selection(model, if down { page } else { -page })
}
