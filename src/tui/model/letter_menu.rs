//! Builds the menu of a letter from the workflow table and the keyboard.

use crate::domain::letter::Letter;
use crate::domain::workflow;
use crate::domain::workflow::next_steps::next_steps;
use crate::domain::workflow::verb::Verb;
use crate::text::sanitize::one_line;
use crate::tui::keymap::{Binding, Command, ListCommand, Scope, bindings_in};
use crate::tui::model::Model;
use crate::tui::model::offers::allows_bulk;
use crate::tui::state::letter_menu::{EntryAction, LetterMenu, MenuEntry, MenuGroup};

/// The acts around the units that have a letter.
const UNIT_VERBS: &[Verb] = &[
    Verb::SignFor,
    Verb::Feedback,
    Verb::AskExtension,
    Verb::DecideExtension,
    Verb::Return,
    Verb::DecideReturn,
    Verb::TakeBack,
    Verb::AddUnit,
    Verb::ChangeLead,
    Verb::AskWaiver,
    Verb::Waive,
    Verb::SendBackFeedback,
    Verb::Explain,
    Verb::Remind,
    Verb::Urge,
    Verb::ReportMajor,
    Verb::ContactWriter,
    Verb::AllowContact,
];

/// What is recorded about the letter itself.
const LETTER_VERBS: &[Verb] = &[
    Verb::Note,
    Verb::Link,
    Verb::Unlink,
    Verb::MarkMajor,
    Verb::UnmarkMajor,
    Verb::Acknowledge,
    Verb::Restrict,
    Verb::Correct,
    Verb::Attach,
    Verb::Split,
];

/// What is only looked at.
const VIEWS: &[Command] = &[
    Command::Open,
    Command::List(ListCommand::History),
    Command::List(ListCommand::Deadline),
    Command::List(ListCommand::Attachments),
    Command::List(ListCommand::CompareSimilar),
];

/// What leaves the program.
const OUTPUTS: &[Command] = &[
    Command::List(ListCommand::Copy),
    Command::List(ListCommand::SaveText),
    Command::List(ListCommand::Papers),
];

/// Returns the menu of the displayed letter, or of those that are marked; `None` without one.
pub fn letter_menu(model: &Model) -> Option<LetterMenu> {
    let letter = model.current_letter()?;
    let list = model.list()?;
    let several = list.target_jobs().len() > 1;
    let title = match several {
        true => say!("menu-title-many", n = list.target_jobs().len()),
        false => say!(
            "menu-title",
            number = short_name(letter),
            title = one_line(&letter.title).as_ref(),
            stage = letter.stage.label()
        ),
    };
    let bindings = || bindings_in(Scope::Lists);
    let verbs = bindings().filter_map(|binding| match binding.command {
        Command::Do(verb) => Some((binding, verb)),
        _ => None,
    });
    let (offered, refused): (Vec<_>, Vec<_>) = verbs
        .filter(|(_, verb)| !several || allows_bulk(*verb))
        .partition(|(binding, _)| model.offers_in_lists(binding.command));
    let entry = |(binding, verb): &(&Binding, Verb)| MenuEntry {
        label: verb.label(),
        key: key_label(binding),
        about: say!(&format!("about-{}", verb.code())),
        action: EntryAction::Run(binding.command),
    };
    let steps = next_steps(letter, model.now);
    let mut next: Vec<MenuEntry> = steps
        .iter()
        .filter_map(|step| offered.iter().find(|(_, verb)| verb == step))
        .map(entry)
        .collect();
    // A sealed letter is opened first.
    let sealed = model.card.as_ref().is_some_and(|card| card.sealed);
    if sealed {
        let open = bindings().find(|binding| binding.command == Command::Open);
        next.splice(0..0, open.map(view_entry));
    }
    let rest = |wanted: &dyn Fn(Verb) -> bool| -> Vec<MenuEntry> {
        let rest = offered.iter().filter(|(_, verb)| wanted(*verb));
        rest.map(entry).filter(|one| !next.contains(one)).collect()
    };
    let commands = |wanted: &[Command]| -> Vec<MenuEntry> {
        wanted
            .iter()
            .filter_map(|command| bindings().find(|binding| binding.command == *command))
            .filter(|binding| !several && model.offers_in_lists(binding.command))
            .map(view_entry)
            .filter(|one| !next.contains(one))
            .collect()
    };
    let group = |label: &str, in_lines: bool, entries: Vec<MenuEntry>| MenuGroup {
        label: say!(label),
        in_lines,
        entries,
    };
    let fold = MenuEntry {
        label: say!("menu-refused", n = refused.len()),
        key: String::new(),
        about: say!("menu-refused-about"),
        action: EntryAction::Fold,
    };
    let in_units = |verb: Verb| UNIT_VERBS.contains(&verb);
    let in_letter = |verb: Verb| LETTER_VERBS.contains(&verb);
    let groups = vec![
        group(
            "menu-course",
            false,
            rest(&|verb| !in_units(verb) && !in_letter(verb)),
        ),
        group("menu-units", false, rest(&in_units)),
        group("menu-letter", false, rest(&in_letter)),
        group("menu-views", false, commands(VIEWS)),
        group("menu-output", false, commands(OUTPUTS)),
        group(
            "menu-more",
            false,
            if refused.is_empty() {
                vec![]
            } else {
                vec![fold]
            },
        ),
    ];
    let groups = std::iter::once(group("menu-next", true, next))
        .chain(groups)
        .collect();
    let why = |(binding, verb): &(&Binding, Verb)| MenuEntry {
        label: verb.label(),
        key: String::new(),
        about: refusal(model, letter, *verb),
        action: EntryAction::Explain(binding.command),
    };
    let refused = group("menu-not-now", true, refused.iter().map(why).collect());
    Some(LetterMenu::new((letter.id, title), groups, refused))
}

fn view_entry(binding: &Binding) -> MenuEntry {
    MenuEntry {
        label: binding.command.label(),
        key: key_label(binding),
        about: match binding.command {
            Command::Open => say!("menu-open-about"),
            command => command.label(),
        },
        action: EntryAction::Run(binding.command),
    }
}

fn key_label(binding: &Binding) -> String {
    binding
        .keys
        .first()
        .map(|key| key.label())
        .unwrap_or_default()
}

/// Returns why an act is not possible now, as a sentence.
fn refusal(model: &Model, letter: &Letter, verb: Verb) -> String {
    let regulation = model.regulation_of(letter);
    workflow::check_permitted(letter, verb, &model.who, regulation, model.now)
        .err()
        .map(|refusal| refusal.to_string())
        .unwrap_or_default()
}

/// Returns the number of a letter without the office's words, or its intake number.
fn short_name(letter: &Letter) -> String {
    match &letter.number {
        Some(number) => say!("short-number", seq = format!("{:04}", number.seq)),
        None => format!("#{}", letter.id.0),
    }
}
