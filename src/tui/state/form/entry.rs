//! The forms that are not actions on a letter: entering a letter by hand, saving an attachment, the
//! text of a bulletin.

use super::fields::wish_choices;
use super::{ActionForm, FormPurpose};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::report::Period;
use crate::report::paper::PaperKind;
use crate::tui::effect::ActionTarget;
use crate::tui::state::copy::CopyText;
use crate::tui::widgets::editor::{Editor, LineEditor};
use crate::tui::widgets::form::{FieldInput, Form, FormField};
use crate::tui::widgets::path::{PathField, PathPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

fn save_path(path: &str) -> FieldInput {
    FieldInput::Path(Box::new(PathField::new(PathPurpose::Save, path)))
}

/// Builds the form for a letter entered by hand: a call, a visit, a letter on paper.
pub fn manual_entry_form(office: &Office, now: Timestamp) -> ActionForm {
    use crate::domain::letter::incoming::Channel;
    let label = |code: &str| say!(&format!("hand-{code}"));
    let channels = [Channel::Phone, Channel::Visit, Channel::Paper];
    let channels = channels.map(|channel| {
        PickerOption::new(channel.code(), say!(&format!("channel-{}", channel.code())))
    });
    let wishes = Picker::new(wish_choices()).without_choice();
    let line = |text: &str| FieldInput::Line(LineEditor::new(text));
    let files = PathField::new(PathPurpose::ReadMany, "");
    let now = office.regulation.hours.to_civil(now).to_minute();
    let fields = vec![
        FormField::new(
            "channel",
            label("channel"),
            FieldInput::Pick(Picker::new(channels.to_vec()).without_choice()),
        ),
        FormField::new("title", label("title"), line("")),
        FormField::new(
            "body",
            label("body"),
            FieldInput::Text(Box::new(Editor::new(""))),
        ),
        FormField::new("writer", label("writer"), line("")).optional(),
        FormField::new("phone", label("phone"), line("")).optional(),
        FormField::new("email", label("email"), line("")).optional(),
        FormField::new("address", label("address"), line("")).optional(),
        FormField::new("received", label("received"), line(&now)),
        FormField::new("signatories", label("signatories"), line("")).optional(),
        FormField::new("wish", label("wish"), FieldInput::Pick(wishes)).optional(),
        FormField::new("files", label("files"), FieldInput::Path(Box::new(files))).optional(),
    ];
    let mut form = Form::new(say!("hand-heading"), say!("hand-does"), fields);
    form.focus_first_missing();
    ActionForm::without_letter(FormPurpose::ManualEntry, form)
}

/// Builds the letter from the form for one entered by hand; an error, as a sentence, if the time
/// does not parse or lies in the future.
pub fn build_manual_letter(
    form: &Form,
    office: &Office,
    now: Timestamp,
) -> Result<crate::domain::letter::incoming::IncomingLetter, String> {
    use crate::domain::letter::incoming::{Channel, Extras, IncomingLetter, Source, Writer};
    let some = |code: &str| Some(form.value(code)).filter(|text| !text.is_empty());
    let received = form.value("received");
    let hours = &office.regulation.hours;
    let at = hours
        .parse_moment(&received, now)
        .ok_or_else(|| say!("hand-bad-time", value = received.as_str()))?;
    if at > now {
        return Err(say!("hand-future"));
    }
    let channel = form.value("channel");
    let channel = Channel::ALL
        .into_iter()
        .find(|known| known.code() == channel)
        .unwrap_or(Channel::Phone);
    // Idempotency key over everything entered: pressing Enter twice makes one letter.
    let key = format!("hand:{}", blake3::hash(form.to_json().as_bytes()).to_hex());
    Ok(IncomingLetter {
        title: form.value("title"),
        body: form.value("body"),
        writer: Writer {
            name: some("writer"),
            phone: some("phone"),
            email: some("email"),
            address: some("address"),
        },
        channel,
        received_at: Some(at),
        source: Source {
            key,
            ..Source::default()
        },
        attachments: Vec::new(),
        remarks: Vec::new(),
        extras: Extras {
            signatories: some("signatories"),
            wish: some("wish"),
            ..Extras::default()
        },
    })
}

/// Builds the form that asks where to save an attachment; `None` if the letter has none at this
/// index.
pub fn attachment_form(
    letter: &Letter,
    folder: &std::path::Path,
    position: usize,
) -> Option<ActionForm> {
    let attachment = letter.attachments.get(position)?;
    let path = folder.join(&attachment.name).display().to_string();
    let field = FormField::new("path", say!("attachment-path"), save_path(&path));
    let form = Form::new(
        say!("attachment-title", name = attachment.name.as_str()),
        say!("attachment-does"),
        vec![field],
    );
    let jobs = vec![ActionTarget {
        letter: letter.id,
        seen_version: letter.version,
    }];
    Some(ActionForm {
        jobs,
        shown_letter: Some(letter.id),
        ..ActionForm::without_letter(FormPurpose::SaveAttachment(position), form)
    })
}

/// Code of the hidden field with the text that a bulletin's form began with. It is a field so that
/// it is saved and restored together with the text that was made of it.
pub(crate) const BASE_FIELD: &str = "base";

/// Builds the form in which the office edits the text of a bulletin.
pub fn bulletin_form(period: Period, text: &str) -> ActionForm {
    let editor = || FieldInput::Text(Box::new(Editor::new(text)));
    let mut base = FormField::new(BASE_FIELD, String::new(), editor()).optional();
    base.hidden = true;
    let fields = vec![
        FormField::new("text", say!("bulletin-text-label"), editor()),
        base,
    ];
    let title = say!("bulletin-text-title", period = period.label());
    let mut form = Form::new(title, say!("bulletin-text-does"), fields);
    form.document = true;
    form.hints = vec![say!("bulletin-text-hint")];
    ActionForm::without_letter(FormPurpose::BulletinText(period), form)
}

/// Builds the form that asks which text of a letter to save, and where.
pub fn text_form(letter: &Letter, texts: Vec<CopyText>, folder: &std::path::Path) -> ActionForm {
    let options = texts
        .into_iter()
        .map(|text| PickerOption::new(text.text, text.label));
    let name = match &letter.number {
        Some(number) => format!("{:04}-{}.txt", number.seq, number.year),
        None => format!("{}.txt", letter.id.0),
    };
    let path = folder.join(name).display().to_string();
    let fields = vec![
        FormField::new(
            "text",
            say!("copy-which"),
            FieldInput::Pick(Picker::new(options.collect()).without_choice()),
        ),
        FormField::new("path", say!("attachment-path"), save_path(&path)),
    ];
    let mut form = Form::new(say!("command-save-text"), say!("attachment-does"), fields);
    form.focus_first_missing();
    let jobs = vec![ActionTarget {
        letter: letter.id,
        seen_version: letter.version,
    }];
    ActionForm {
        jobs,
        shown_letter: Some(letter.id),
        ..ActionForm::without_letter(FormPurpose::SaveText, form)
    }
}

/// Builds the form that saves the list, or the figures of a bulletin, as a table.
pub fn export_form(period: Option<Period>, folder: &std::path::Path, day: &str) -> ActionForm {
    let name = match period {
        Some(period) => say!("export-name-bulletin", period = period.to_string()),
        None => say!("export-name-ledger", day = day),
    };
    let path = folder.join(name).display().to_string();
    let mut fields = vec![FormField::new(
        "path",
        say!("attachment-path"),
        save_path(&path),
    )];
    if period.is_none() {
        let names = FormField::new("names", say!("export-names"), FieldInput::Check(false));
        fields.push(names.optional());
    }
    let mut form = Form::new(say!("command-export"), say!("attachment-does"), fields);
    form.hints = vec![say!("export-hint")];
    ActionForm::without_letter(FormPurpose::Export(period), form)
}

/// Builds the form that asks where to save a paper of a letter.
pub fn paper_form(
    letter: &Letter,
    (kind, unit): (PaperKind, Option<UnitId>),
    folder: &std::path::Path,
    unit_name: &str,
) -> ActionForm {
    let number = match &letter.number {
        Some(number) => format!("{:04}", number.seq),
        None => letter.id.0.to_string(),
    };
    let of_unit = if unit_name.is_empty() { "" } else { "-" };
    let name = format!("{}-{number}{of_unit}{unit_name}.docx", kind.label());
    let path = folder.join(name).display().to_string();
    let field = FormField::new("path", say!("attachment-path"), save_path(&path));
    let mut form = Form::new(kind.label(), say!("attachment-does"), vec![field]);
    form.hints = vec![say!("paper-hint")];
    ActionForm {
        jobs: vec![ActionTarget {
            letter: letter.id,
            seen_version: letter.version,
        }],
        shown_letter: Some(letter.id),
        ..ActionForm::without_letter(FormPurpose::SavePaper(kind, unit), form)
    }
}
