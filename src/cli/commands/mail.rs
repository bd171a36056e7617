//! `mail aside`: lists mails that were set aside by an import, receives one as a letter, or drops
//! it.

use std::io::Write;
use std::ops::ControlFlow;

use rustix::fs::{MemfdFlags, memfd_create};
use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::app::import::correct_received_date;
use crate::cli::args::Xinxiang;
use crate::cli::args::mail_args::{AsideCommand, Mail};
use crate::cli::{open, output};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::incoming::IncomingLetter;
use crate::intake::sandbox::{Reader, RequestKind, SandboxSession};
use crate::intake::{MapOverrides, ReadResult, SourceFile};
use crate::store::Store;
use crate::store::change::aside::{MailAside, Resolution};
use crate::store::change::receive::Received;
use crate::text::sanitize::one_line;
use crate::text::width::pad_right;

/// Runs `mail aside list`, `letter` or `drop`.
pub fn run(args: &Xinxiang, command: Mail) -> Result<(), AppError> {
    let Mail::Aside(command) = command;
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(&who, Role::Administrator, &say!("cli-about-mail-aside"))?;
    match command {
        AsideCommand::List { settled } => print_mails(args, &store, settled, &who),
        AsideCommand::Letter { mail } => {
            let (kept, raw) = store.mail_aside(mail)?;
            let offset = store.office().regulation.hours.offset;
            let letter = correct_received_date(parse_mail(&store, &kept, &raw)?, now, offset);
            let received = store.receive_aside(mail, letter, &who.id, now)?;
            let (Received::New(id) | Received::AlreadyThere(id)) = received;
            let known = matches!(received, Received::AlreadyThere(_));
            let readable = store.may_read(id, &who)?;
            if args.json {
                let letter = readable.then_some(id.0);
                return output::print_json(
                    &json!({ "mail": mail, "letter": letter, "already_there": known }),
                );
            }
            if !readable {
                return output::print_line(&say!("cli-mail-there-restricted", mail = mail));
            }
            let key = if known {
                "cli-mail-already-there"
            } else {
                "cli-mail-letter"
            };
            output::print_line(&say!(key, mail = mail, letter = id.0))
        }
        AsideCommand::Drop { mail } => {
            store.drop_aside(mail, &who.id, now)?;
            if args.json {
                return output::print_json(&json!({ "mail": mail, "dropped": true }));
            }
            output::print_line(&say!("cli-mail-dropped", mail = mail))
        }
    }
}

/// Parses a stored mail again, in the sandbox like any untrusted file.
fn parse_mail(store: &Store, kept: &MailAside, raw: &[u8]) -> Result<IncomingLetter, AppError> {
    let name = kept.file.clone().unwrap_or_else(|| "mail.eml".to_owned());
    let mut file = std::fs::File::from(
        memfd_create("mail", MemfdFlags::CLOEXEC).map_err(std::io::Error::from)?,
    );
    file.write_all(raw)?;
    let source = SourceFile::from_open(name, file, raw.len() as u64);
    let offset = store.office().regulation.hours.offset;
    let mut reading = SandboxSession::new(Reader::current(), &store.guard());
    let mut found = None;
    let ended = reading.request(
        &source,
        RequestKind::Mail,
        &MapOverrides::default(),
        offset,
        &mut |one, _, _| {
            found = Some(one);
            ControlFlow::Continue(())
        },
    )?;
    let mut letter = match (found, ended.error) {
        (Some(ReadResult::Letter(letter)), _) => letter,
        (Some(ReadResult::Aside(aside)), _) => aside.letter,
        (Some(ReadResult::Rejected(rejection)), _) => {
            return Err(AppError::Refused(rejection.to_string()));
        }
        (Some(ReadResult::Skipped(_)) | None, Some(error)) => return Err(error.into()),
        (Some(ReadResult::Skipped(_)) | None, None) => {
            return Err(AppError::Refused(say!("intake-why-unreadable")));
        }
    };
    letter.source.row = kept.row;
    Ok(letter)
}

fn mail_json(mail: &MailAside, store: &Store) -> Value {
    let hours = &store.office().regulation.hours;
    let (letter, dropped) = match mail.settled {
        Some(Resolution::Letter(letter)) => (Some(letter.0), false),
        Some(Resolution::Dropped) => (None, true),
        Some(Resolution::Restricted) | None => (None, false),
    };
    json!({
        "id": mail.id, "at": hours.to_rfc3339(mail.at), "class": mail.class.code(), "why": mail.why, "title": mail.title,
        "from": mail.writer, "file": mail.file, "row": mail.row, "letter": letter, "dropped": dropped,
        "restricted": mail.settled == Some(Resolution::Restricted),
    })
}

fn print_mails(args: &Xinxiang, store: &Store, settled: bool, who: &Staff) -> Result<(), AppError> {
    let mails = store.mails_aside(settled, who)?;
    if args.json {
        return output::print_json(&mails.iter().map(|mail| mail_json(mail, store)).collect());
    }
    if mails.is_empty() {
        return output::print_line(&say!("cli-mail-none"));
    }
    for mail in &mails {
        let class = say!(&format!("aside-class-{}", mail.class.code()));
        let became = match mail.settled {
            Some(Resolution::Letter(letter)) => say!("cli-mail-is-letter", letter = letter.0),
            Some(Resolution::Restricted) => say!("cli-mail-is-restricted"),
            Some(Resolution::Dropped) => say!("cli-mail-is-dropped"),
            None => String::new(),
        };
        output::print_line(&format!(
            "{} {} {} {}  {}  {became}",
            pad_right(&mail.id.to_string(), 5),
            pad_right(&store.office().format_minute(mail.at), 17),
            pad_right(&class, 10),
            one_line(&mail.title),
            one_line(mail.writer.as_deref().unwrap_or("")),
        ))?;
        if !mail.why.is_empty() {
            output::print_line(&format!("      {}", one_line(&mail.why)))?;
        }
    }
    output::print_line(&say!("cli-mail-next"))
}
