//! `act LETTER ACTION …`: performs an action on a letter, through the same `Store::perform` as the
//! terminal interface.

use std::collections::BTreeSet;
use std::path::Path;

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::act_args::{Act, ActionArgs};
use crate::cli::{letter, open, output};
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::letter::contact::{Contact, Told, Way};
use crate::domain::letter::incoming::{Channel, Enclosure};
use crate::domain::regulation::Tier;
use crate::domain::workflow::action::{Action, Verb};
use crate::intake::enclose;
use crate::platform::files;
use crate::store::change::idempotency::IdempotencyKey;
use crate::store::{Store, own_files};

fn units(store: &Store, names: &[String]) -> Result<Vec<UnitId>, AppError> {
    names.iter().map(|name| Ok(store.unit(name)?)).collect()
}

fn one(store: &Store, name: Option<String>) -> Result<Option<UnitId>, AppError> {
    Ok(name.map(|name| store.unit(&name)).transpose()?)
}

fn text(words: Option<String>) -> Result<Option<String>, AppError> {
    words.map(open::text).transpose()
}

fn told(code: &str) -> Told {
    Told::ALL
        .into_iter()
        .find(|known| known.code() == code)
        .unwrap_or_default()
}

fn way(code: &str) -> Result<Way, AppError> {
    Way::ALL
        .into_iter()
        .find(|known| known.code() == code)
        .ok_or_else(|| AppError::Usage(say!("missing-way")))
}

fn file(path: &Path, own: &[(u64, u64)]) -> Result<Enclosure, AppError> {
    enclose(path, files::read(path, own)?).map_err(AppError::Usage)
}

/// Converts arguments into an action: looks up names, and reads standard input for `-`.
fn action(
    store: &Store,
    letter: &Letter,
    who: &Staff,
    args: ActionArgs,
) -> Result<Action, AppError> {
    let tier = |code: &str| Tier::parse(code).unwrap_or_default();
    Ok(match args {
        ActionArgs::Accept {
            category,
            major,
            accused,
        } => Action::Accept {
            category,
            major,
            accused: one(store, accused)?,
        },
        ActionArgs::Decline {
            ground,
            told: how,
            notice,
        } => Action::Decline {
            ground,
            told: told(&how),
            notice: open::text(notice)?,
        },
        ActionArgs::Refer {
            to,
            why,
            told: how,
            notice,
        } => Action::Refer {
            to,
            why: open::text(why)?,
            told: told(&how),
            notice: open::text(notice)?,
        },
        ActionArgs::AskWriter { text, by } => Action::AskWriter {
            text: open::text(text)?,
            by: way(&by)?,
        },
        ActionArgs::WriterAnswered { text } => Action::WriterAnswered {
            text: open::text(text)?,
        },
        ActionArgs::Lapse => Action::Lapse,
        ActionArgs::Tell { by } => Action::Tell { told: told(&by) },
        ActionArgs::ReplyDirectly {
            because,
            earlier,
            policy,
            tier: code,
        } => {
            let earlier = earlier
                .map(|letter| store.find_for(&letter, who))
                .transpose()?;
            Action::ReplyDirectly {
                because,
                earlier,
                policy: text(policy)?,
                tier: tier(&code),
            }
        }
        ActionArgs::Propose { text, lead, co } => Action::Propose {
            text: open::text(text)?,
            lead: one(store, lead)?,
            co: units(store, &co)?,
        },
        ActionArgs::Instruct {
            text,
            lead,
            co,
            days,
            tier: code,
        } => Action::Instruct {
            text: open::text(text)?,
            lead: store.unit(&lead)?,
            co: units(store, &co)?,
            days,
            tier: tier(&code),
        },
        ActionArgs::Assign {
            lead,
            co,
            tier: code,
            why,
        } => Action::Assign {
            lead: store.unit(&lead)?,
            co: units(store, &co)?,
            tier: tier(&code),
            why: text(why)?,
        },
        ActionArgs::SignFor { unit, person } => Action::SignFor {
            unit: store.unit(&unit)?,
            person,
        },
        ActionArgs::Return { unit, why } => Action::Return {
            unit: store.unit(&unit)?,
            why: open::text(why)?,
        },
        ActionArgs::AskExtension { unit, days, why } => Action::AskExtension {
            unit: store.unit(&unit)?,
            days,
            why: open::text(why)?,
        },
        ActionArgs::DecideExtension {
            unit,
            grant,
            deny: _,
            why,
            told: how,
        } => Action::DecideExtension {
            unit: store.unit(&unit)?,
            grant,
            why: text(why)?,
            told: told(&how),
        },
        ActionArgs::Feedback {
            unit,
            text,
            head,
            sealed,
            attach,
        } => Action::Feedback {
            unit: store.unit(&unit)?,
            text: open::text(text)?,
            head,
            sealed,
            files: attach
                .iter()
                .map(|path| file(path, &own_files(store.path())))
                .collect::<Result<_, _>>()?,
        },
        ActionArgs::SendBackFeedback { unit, why } => Action::SendBackFeedback {
            unit: store.unit(&unit)?,
            why: open::text(why)?,
        },
        ActionArgs::Waive { unit, why } => Action::Waive {
            unit: store.unit(&unit)?,
            why: open::text(why)?,
        },
        ActionArgs::Explain { unit, text } => Action::Explain {
            unit: store.unit(&unit)?,
            text: open::text(text)?,
        },
        ActionArgs::Urge {
            unit,
            by,
            to,
            answer,
        } => {
            let contact = Contact::ALL.into_iter().find(|known| known.code() == by);
            let by = contact.ok_or_else(|| AppError::Usage(say!("missing-contact")))?;
            Action::Urge {
                unit: store.unit(&unit)?,
                by,
                to,
                answer: text(answer)?,
            }
        }
        ActionArgs::Draft { text } => Action::Draft {
            text: open::text(text)?,
        },
        ActionArgs::Submit => Action::Submit,
        ActionArgs::Approve { note } => Action::Approve { note: text(note)? },
        ActionArgs::SendBack { why, passage } => Action::SendBack {
            why: open::text(why)?,
            passage: text(passage)?,
        },
        ActionArgs::Send { by } => Action::Send { by: way(&by)? },
        ActionArgs::Publish => Action::Publish,
        ActionArgs::Withhold { why } => Action::Withhold {
            why: open::text(why)?,
        },
        ActionArgs::Rate {
            score,
            source,
            note,
        } => {
            let known = Channel::ALL
                .into_iter()
                .find(|known| known.code() == source);
            let source = known.ok_or_else(|| AppError::Usage(say!("missing-source")))?;
            Action::Rate {
                score,
                source,
                note: text(note)?,
            }
        }
        ActionArgs::Close => Action::Close,
        ActionArgs::Reopen { why } => Action::Reopen {
            why: open::text(why)?,
        },
        ActionArgs::Link { to } => Action::Link {
            to: store.find_for(&to, who)?,
        },
        ActionArgs::Unlink { to } => Action::Unlink {
            to: store.find_for(&to, who)?,
        },
        ActionArgs::MarkMajor => Action::MarkMajor,
        ActionArgs::Acknowledge { text: words } => Action::Acknowledge { text: text(words)? },
        ActionArgs::Restrict {
            accused,
            readers,
            without,
        } => {
            // Readers are added to the current list; only `--without` removes them.
            let listed = letter
                .restriction
                .as_ref()
                .map(|known| known.readers.clone())
                .unwrap_or_default();
            let mut seen = BTreeSet::new();
            let mut readers: Vec<String> = listed.into_iter().chain(readers).collect();
            // Without duplicates, so that a repeated command changes nothing.
            readers.retain(|reader| !without.contains(reader) && seen.insert(reader.clone()));
            Action::Restrict {
                accused: one(store, accused)?,
                readers,
            }
        }
        ActionArgs::Read => Action::Read,
        ActionArgs::AllowContact => Action::AllowContact,
        ActionArgs::Note { text } => Action::Note {
            text: open::text(text)?,
        },
    })
}

/// The longest idempotency key (`--op`), in characters.
const NAME: usize = 200;

/// Performs the action, and prints the resulting letter as the person may see it.
pub fn run(args: &Xinxiang, act: Act) -> Result<(), AppError> {
    if act
        .op
        .as_deref()
        .is_some_and(|name| name.chars().count() > NAME || name.contains(char::is_control))
    {
        return Err(AppError::Usage(say!("cli-bad-op", limit = NAME)));
    }
    let (mut store, who, now) = open::enter(args)?;
    let id = store.find_for(&act.letter, &who)?;
    let seen = store.glance(id, &who)?;
    let action = action(&store, &seen, &who, act.action)?;
    let direct = action.verb() == Verb::ReplyDirectly;
    let actions = vec![action];
    let behind = store.behind(now)?;
    let key = act
        .op
        .as_deref()
        .map(|name| IdempotencyKey::chosen(name, &who.id, &actions));
    let after = store.perform_once(key.as_ref(), id, seen.version, actions, &who, now, None)?;
    if let Some(newest) = behind {
        output::told(&say!(
            "clock-behind",
            now = store.office().written(now),
            newest = store.office().written(newest)
        ));
    }
    if direct {
        store.offer_reply(&after, &who, now)?;
    }
    let letter = match store.glance(id, &who) {
        // A unit that has returned the letter can no longer see it: only the success is reported.
        Err(crate::store::StoreError::NoLetter(_)) if !args.json => {
            return output::line(&say!("cli-gone-from-unit"));
        }
        Err(crate::store::StoreError::NoLetter(_)) => store.letter(id)?.sealed(),
        letter => letter?,
    };
    letter::print(args.json, &store, &letter, false, &who, now)
}
