//! Commands of the lists, and movement of the selection.

use super::{alike, bulletin, forms, hot, save, search};
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::workflow;
use crate::domain::workflow::action::Verb;
use crate::tui::effect::{Effect, Job};
use crate::tui::keymap::Command;
use crate::tui::model::{Focus, Model, Overlay, PANES, Reading};
use crate::tui::panes::{help, history};
use crate::tui::state::import::Importing;
use crate::tui::state::{form, menu};
use crate::tui::widgets::editor::LineEditor;

/// Carries out a command of the lists, or reports why it is not available.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    // In the search pane, filtering edits the query.
    let command = if command == Command::Filter && model.searching() {
        Command::Search
    } else {
        command
    };
    if needs_letter(command)
        && model.letter().is_none()
        && let Some(selected) = model.selected()
    {
        // The preview has not caught up with the selection: read the letter first, then run the
        // command.
        (model.busy, model.then, model.resting) = (true, Some((selected, command)), false);
        return vec![Effect::Open(selected)];
    }
    if let (Command::Do(_), Some(id)) = (command, unread(model).filter(|id| acts_on(model, *id))) {
        // Acting on a restricted letter requires opening it, and that access is recorded first.
        (model.busy, model.then) = (true, Some((id, command)));
        return vec![Effect::Read(id)];
    }
    if !model.offers(command) {
        return refuse(model, command);
    }
    match command {
        Command::Do(verb) => act(model, verb),
        Command::Go(queue) => go(model, queue),
        Command::PreviousPane => beside(model, PANES.len() - 1),
        Command::NextPane => beside(model, 1),
        Command::Bulletin => bulletin::open(model),
        Command::Hot => hot::open(model),
        Command::Search => search::open(model),
        Command::Order => search::order(model),
        Command::Up => step(model, -1),
        Command::Down => step(model, 1),
        Command::PageUp => page(model, false),
        Command::PageDown => page(model, true),
        Command::First => end(model, false),
        Command::Last => end(model, true),
        Command::Switch => {
            model.focus = if model.focus == Focus::List {
                Focus::Letter
            } else {
                Focus::List
            };
            Vec::new()
        }
        Command::Open => {
            model.focus = Focus::Letter;
            let read = sealed(model).map(Effect::Read);
            model.busy |= read.is_some();
            read.into_iter().collect()
        }
        Command::Mark => {
            if let Some(list) = model.list_mut() {
                list.mark();
            }
            step(model, 1)
        }
        Command::Filter => {
            let filter = model
                .list()
                .map(|list| list.filter.clone())
                .unwrap_or_default();
            model.overlay = Some(Overlay::Filter(Box::new(LineEditor::new(&filter)), filter));
            Vec::new()
        }
        Command::Palette => {
            model.overlay = Some(Overlay::Menu(Box::new(menu::palette(model))));
            Vec::new()
        }
        Command::Help => {
            model.overlay = Some(Overlay::Reading(help::help(model)));
            Vec::new()
        }
        Command::Alike => alike::open(model),
        Command::History => model.selected().map(Effect::History).into_iter().collect(),
        Command::Deadline => {
            if let Some(letter) = model.letter() {
                let lines = history::deadline(letter, &model.office, model.regulation(letter));
                model.overlay = Some(Overlay::Reading(Reading {
                    title: say!("deadline-title"),
                    lines,
                    top: 0,
                    column: 0,
                }));
            }
            Vec::new()
        }
        Command::ByHand => forms::open(model, form::by_hand(model)),
        Command::Import => {
            model.overlay = Some(Overlay::Import(Box::new(Importing::new(&model.folders))));
            Vec::new()
        }
        Command::Attachments => {
            model.overlay = menu::attachments(model).map(|menu| Overlay::Menu(Box::new(menu)));
            Vec::new()
        }
        Command::Theme => {
            model.theme = model.theme.other();
            vec![Effect::Prefer("theme", model.theme.code().to_owned())]
        }
        Command::Redraw => vec![Effect::Redraw],
        Command::Quit => {
            let mut effects = save(model);
            effects.push(Effect::Quit);
            effects
        }
        Command::Leave => leave(model),
        // Not bound in the lists; refused above.
        Command::Left
        | Command::Right
        | Command::Repeat
        | Command::Complete
        | Command::PreviousPeriod
        | Command::NextPeriod
        | Command::WholeYear
        | Command::OtherDays
        | Command::PublishBulletin
        | Command::Enter
        | Command::NextField
        | Command::PreviousField
        | Command::Finish
        | Command::Save
        | Command::SaveAndSubmit
        | Command::Phrases
        | Command::Versions
        | Command::KeepMine
        | Command::TakeTheirs
        | Command::Edit(_) => Vec::new(),
    }
}

/// Returns the displayed letter if it is restricted and sealed.
fn sealed(model: &Model) -> Option<LetterId> {
    let card = model.card.as_ref().filter(|card| card.sealed)?;
    Some(card.letter.id).filter(|id| model.wanted() == Some(*id))
}

/// Returns the displayed letter if it is sealed and the person may open it.
fn unread(model: &Model) -> Option<LetterId> {
    sealed(model).filter(|_| {
        model
            .card
            .as_ref()
            .is_some_and(|card| card.letter.may_read(&model.who))
    })
}

/// Reports whether an action would include this letter: it is marked, or nothing is marked.
fn acts_on(model: &Model, id: LetterId) -> bool {
    model
        .list()
        .is_some_and(|list| list.marked.is_empty() || list.marked.contains_key(&id))
}

fn needs_letter(command: Command) -> bool {
    matches!(
        command,
        Command::Do(_)
            | Command::Open
            | Command::Switch
            | Command::Deadline
            | Command::Attachments
            | Command::History
            | Command::Alike
    )
}

/// Shows why a command is not available.
fn refuse(model: &mut Model, command: Command) -> Vec<Effect> {
    match (command, model.letter()) {
        (Command::Do(verb), Some(letter)) => {
            if let Err(refusal) = workflow::offer(
                letter,
                verb,
                &model.who,
                model.regulation(letter),
                model.now,
            ) {
                model.refuse(refusal);
            }
            let kept = model
                .card
                .as_ref()
                .and_then(|card| card.unrecorded.as_ref())
                .filter(|_| verb == Verb::Draft);
            if let Some(draft) = kept {
                // The draft can no longer be recorded, but it can still be read.
                let lines = draft.text.lines().map(str::to_owned).collect();
                model.overlay = Some(Overlay::Reading(Reading {
                    title: say!("draft-kept-title"),
                    lines,
                    top: 0,
                    column: 0,
                }));
            }
        }
        (Command::Do(_), None) => model.refuse(say!("no-letter-here")),
        (Command::ByHand | Command::Import, _) => {
            model.refuse(say!(
                "command-elsewhere",
                command = command.words(),
                pane = say!("queue-inbox")
            ));
        }
        (Command::Order, _) => {
            model.refuse(say!(
                "command-elsewhere",
                command = command.words(),
                pane = Command::Search.words()
            ));
        }
        (Command::Hot, _) => model.refuse(say!("hot-not-yours")),
        (Command::Deadline, _) => model.refuse(say!("no-deadline-here")),
        (Command::Attachments, _) => model.refuse(say!("no-attachment-here")),
        (Command::Alike, Some(letter)) if super::recall(model).is_some() => {
            // The comparison opens as soon as the similar letters have arrived.
            model.alike_when = Some(letter.id);
            model.tell(say!("alike-looking"));
        }
        (Command::Alike, Some(_)) => model.refuse(say!("nothing-alike-here")),
        (Command::Alike, None) => model.refuse(say!("no-letter-here")),
        // A movement in an empty list, or a pane that is already open: nothing to report.
        (_, _) => {}
    }
    Vec::new()
}

fn act(model: &mut Model, verb: Verb) -> Vec<Effect> {
    let jobs = model.list().map(|list| list.jobs()).unwrap_or_default();
    let others = jobs.len() > 1 || jobs.first().map(|job| job.letter) != model.selected();
    if others && !together(verb) {
        model.refuse(say!("one-at-a-time", verb = verb.words()));
        return Vec::new();
    }
    let card = model
        .card
        .as_ref()
        .filter(|card| Some(card.letter.id) == model.wanted() && !card.sealed);
    let (Some(card), Some(row)) = (card, workflow::find(verb)) else {
        return Vec::new();
    };
    match verb {
        Verb::Draft => {
            model.write();
            Vec::new()
        }
        Verb::Submit
            if card
                .unrecorded
                .as_ref()
                .is_some_and(|draft| draft.text != card.letter.draft) =>
        {
            model.refuse(say!("submit-unrecorded"));
            Vec::new()
        }
        Verb::Submit => perform(verb, jobs, crate::domain::workflow::action::Action::Submit),
        verb => {
            debug_assert!(
                !matches!(verb, Verb::Lapse | Verb::Read),
                "done by themselves, and by opening"
            );
            let work = form::of(row, jobs, model, card);
            forms::open(model, work)
        }
    }
}

/// Reports whether an action has the same form for every letter and can be done to several at once.
fn together(verb: Verb) -> bool {
    const ALIKE: [Verb; 12] = [
        Verb::Accept,
        Verb::Decline,
        Verb::Refer,
        Verb::Tell,
        Verb::Assign,
        Verb::Submit,
        Verb::Approve,
        Verb::Send,
        Verb::Publish,
        Verb::Close,
        Verb::MarkMajor,
        Verb::Note,
    ];
    ALIKE.contains(&verb)
}

fn perform(
    verb: Verb,
    jobs: Vec<Job>,
    action: crate::domain::workflow::action::Action,
) -> Vec<Effect> {
    vec![Effect::Perform {
        verb,
        jobs,
        actions: vec![action],
        draft: None,
        files: Vec::new(),
    }]
}

/// Switches to the pane of a queue, and reloads it.
pub fn go(model: &mut Model, queue: Queue) -> Vec<Effect> {
    model.pane = queue;
    model.focus = Focus::List;
    (model.owed, model.busy) = (0, true);
    model.search.typing = false;
    let mut effects: Vec<Effect> = reread(model).into_iter().collect();
    effects.extend(model.selected().map(Effect::Open));
    if model.selected().is_none() {
        model.card = None;
    }
    effects
}

/// Returns the effect that reloads the displayed list, or repeats the search.
pub fn reread(model: &mut Model) -> Option<Effect> {
    if model.searching() {
        search::again(model)
    } else {
        model.list_mut().and_then(|list| list.refresh())
    }
}

fn beside(model: &mut Model, by: usize) -> Vec<Effect> {
    // From the search, which follows the last pane, the next pane is the first one.
    let first = if by == 1 { PANES.len() - 1 } else { 0 };
    let at = PANES
        .iter()
        .position(|pane| *pane == model.pane)
        .unwrap_or(first);
    match PANES.get((at + by) % PANES.len()) {
        Some(pane) => go(model, *pane),
        None => Vec::new(),
    }
}

/// Moves by one page.
pub fn page(model: &mut Model, down: bool) -> Vec<Effect> {
    let page = isize::try_from(model.list_height().saturating_sub(1).max(1)).unwrap_or(1);
    step(model, if down { page } else { -page })
}

/// Moves the selection, or scrolls the letter while it has the focus.
pub fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model.view.scroll(by);
        return Vec::new();
    }
    let before = model.selected();
    let Some((load, owed)) = model.list_mut().map(|list| list.step(by)) else {
        return Vec::new();
    };
    if owed != 0 {
        // A held key outruns the disk: the remaining steps follow once the rows have arrived.
        (model.owed, model.busy) = (owed, true);
    }
    let mut effects: Vec<Effect> = load.into_iter().collect();
    effects.extend(opened(model, before));
    effects
}

fn end(model: &mut Model, last: bool) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model
            .view
            .scroll(if last { isize::MAX } else { isize::MIN });
        return Vec::new();
    }
    let before = model.selected();
    let moved = model
        .list_mut()
        .and_then(|list| if last { list.last() } else { list.first() });
    model.busy |= moved.is_some();
    let mut effects: Vec<Effect> = moved.into_iter().collect();
    effects.extend(opened(model, before));
    effects
}

/// Returns the effect that reads the selected letter, if the selection has moved. From one letter
/// to another the read is debounced instead.
pub fn opened(model: &mut Model, before: Option<LetterId>) -> Option<Effect> {
    let selected = model.selected();
    if selected == before {
        return None;
    }
    model.view.scroll(isize::MIN);
    // Over a slow connection the preview costs more than the list: it follows once the selection
    // rests.
    model.resting = before.is_some();
    selected.filter(|_| !model.resting).map(Effect::Open)
}

fn leave(model: &mut Model) -> Vec<Effect> {
    if model.focus == Focus::Letter {
        model.focus = Focus::List;
        return Vec::new();
    }
    let Some(list) = model.list_mut() else {
        return Vec::new();
    };
    if !list.marked.is_empty() {
        list.marked.clear();
        return Vec::new();
    }
    if list.asking.is_some() {
        return search::leave(model);
    }
    let effect = list.narrow(String::new());
    model.busy = true;
    vec![effect]
}
