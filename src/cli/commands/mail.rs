//! `mail aside`: lists mails that were set aside by an import, receives one as a letter, or drops
//! it.

use std::io::Write;
use std::ops::ControlFlow;

use rustix::fs::{MemfdFlags, memfd_create};
use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::app::import::believable;
use crate::cli::args::Xinxiang;
use crate::cli::args::mail_args::{AsideCommand, Mail};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::incoming::IncomingLetter;
use crate::intake::sandbox::{Reader, Reading, Want};
use crate::intake::{Found, MapOverrides, SourceFile};
use crate::store::Store;
use crate::store::change::aside::{Kept, Settled};
use crate::store::change::receive::Received;
use crate::text::sanitize::one_line;
use crate::text::width::pad_right;

/// Runs `mail aside list`, `letter` or `drop`.
pub fn run(args: &Xinxiang, command: Mail) -> Result<(), AppError> {
    let Mail::Aside(command) = command;
    let (mut store, who, now) = open::enter(args)?;
    open::must_be(&who, Role::Administrator, &say!("cli-about-mail-aside"))?;
    match command {
        AsideCommand::List { settled } => list(args, &store, settled, &who),
        AsideCommand::Letter { mail } => {
            let (kept, raw) = store.mail_aside(mail)?;
            let offset = store.office().regulation.hours.offset;
            let letter = believable(read(&store, &kept, &raw)?, now, offset);
            let received = store.receive_aside(mail, letter, &who.id, now)?;
            let (Received::New(id) | Received::AlreadyThere(id)) = received;
            let known = matches!(received, Received::AlreadyThere(_));
            let readable = store.may_read(id, &who)?;
            if args.json {
                let letter = readable.then_some(id.0);
                return output::document(
                    &json!({ "mail": mail, "letter": letter, "already_there": known }),
                );
            }
            if !readable {
                return output::line(&say!("cli-mail-there-restricted", mail = mail));
            }
            let key = if known {
                "cli-mail-already-there"
            } else {
                "cli-mail-letter"
            };
            output::line(&say!(key, mail = mail, letter = id.0))
        }
        AsideCommand::Drop { mail } => {
            store.drop_aside(mail, &who.id, now)?;
            if args.json {
                return output::document(&json!({ "mail": mail, "dropped": true }));
            }
            output::line(&say!("cli-mail-dropped", mail = mail))
        }
    }
}

/// Parses a stored mail again, in the sandbox like any untrusted file.
fn read(store: &Store, kept: &Kept, raw: &[u8]) -> Result<IncomingLetter, AppError> {
    let name = kept.file.clone().unwrap_or_else(|| "mail.eml".to_owned());
    let mut file = std::fs::File::from(
        memfd_create("mail", MemfdFlags::CLOEXEC).map_err(std::io::Error::from)?,
    );
    file.write_all(raw)?;
    let source = SourceFile::opened(name, file, raw.len() as u64);
    let offset = store.office().regulation.hours.offset;
    let mut reading = Reading::new(Reader::in_force(), &store.guard());
    let mut found = None;
    let ended = reading.ask(
        &source,
        Want::Mail,
        &MapOverrides::default(),
        offset,
        &mut |one, _, _| {
            found = Some(one);
            ControlFlow::Continue(())
        },
    )?;
    let mut letter = match (found, ended.error) {
        (Some(Found::Letter(letter)), _) => letter,
        (Some(Found::Aside(aside)), _) => aside.letter,
        (Some(Found::Rejected(rejection)), _) => {
            return Err(AppError::Refused(rejection.to_string()));
        }
        (Some(Found::Skipped(_)) | None, Some(error)) => return Err(error.into()),
        (Some(Found::Skipped(_)) | None, None) => {
            return Err(AppError::Refused(say!("intake-why-unreadable")));
        }
    };
    letter.source.row = kept.row;
    Ok(letter)
}

fn document(mail: &Kept, store: &Store) -> Value {
    let hours = &store.office().regulation.hours;
    let (letter, dropped) = match mail.settled {
        Some(Settled::Letter(letter)) => (Some(letter.0), false),
        Some(Settled::Dropped) => (None, true),
        Some(Settled::Restricted) | None => (None, false),
    };
    json!({
        "id": mail.id, "at": hours.to_rfc3339(mail.at), "class": mail.class.code(), "why": mail.why, "title": mail.title,
        "from": mail.writer, "file": mail.file, "row": mail.row, "letter": letter, "dropped": dropped,
        "restricted": mail.settled == Some(Settled::Restricted),
    })
}

fn list(args: &Xinxiang, store: &Store, settled: bool, who: &Staff) -> Result<(), AppError> {
    let mails = store.mails_aside(settled, who)?;
    if args.json {
        return output::document(&mails.iter().map(|mail| document(mail, store)).collect());
    }
    if mails.is_empty() {
        return output::line(&say!("cli-mail-none"));
    }
    for mail in &mails {
        let class = say!(&format!("aside-class-{}", mail.class.code()));
        let became = match mail.settled {
            Some(Settled::Letter(letter)) => say!("cli-mail-is-letter", letter = letter.0),
            Some(Settled::Restricted) => say!("cli-mail-is-restricted"),
            Some(Settled::Dropped) => say!("cli-mail-is-dropped"),
            None => String::new(),
        };
        output::line(&format!(
            "{} {} {} {}  {}  {became}",
            pad_right(&mail.id.to_string(), 5),
            pad_right(&store.office().format_minute(mail.at), 17),
            pad_right(&class, 10),
            one_line(&mail.title),
            one_line(mail.writer.as_deref().unwrap_or("")),
        ))?;
        if !mail.why.is_empty() {
            output::line(&format!("      {}", one_line(&mail.why)))?;
        }
    }
    output::line(&say!("cli-mail-next"))
}
