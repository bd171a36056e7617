//! The forms that are not actions on a letter: entering a letter by hand, saving an attachment.

use super::{Purpose, Work};
use crate::domain::letter::Letter;
use crate::domain::time::DateTime;
use crate::tui::effect::Job;
use crate::tui::model::Model;
use crate::tui::widgets::editor::{Editor, LineEditor};
use crate::tui::widgets::form::{Field, Form, Kind};
use crate::tui::widgets::pick::{Choice, Pick};

/// Builds the form for a letter entered by hand: a call, a visit, a letter on paper.
pub fn by_hand(model: &Model) -> Work {
    use crate::domain::letter::incoming::Channel;
    let label = |code: &str| say!(&format!("hand-{code}"));
    let channels = [Channel::Phone, Channel::Visit, Channel::Paper];
    let channels = channels
        .map(|channel| Choice::new(channel.code(), say!(&format!("channel-{}", channel.code()))));
    let line = |text: &str| Kind::Line(LineEditor::new(text));
    let now = model.office.regulation.hours.civil(model.now).to_minute();
    let fields = vec![
        Field::new(
            "channel",
            label("channel"),
            Kind::Pick(Pick::new(channels.to_vec())),
        ),
        Field::new("title", label("title"), line("")),
        Field::new("body", label("body"), Kind::Text(Box::new(Editor::new("")))),
        Field::new("writer", label("writer"), line("")).optional(),
        Field::new("phone", label("phone"), line("")).optional(),
        Field::new("address", label("address"), line("")).optional(),
        Field::new("received", label("received"), line(&now)),
    ];
    let mut form = Form::new(say!("hand-heading"), say!("hand-does"), fields);
    form.at = 1;
    Work {
        purpose: Purpose::ByHand,
        jobs: Vec::new(),
        shown: None,
        form,
        ask_again: false,
        saved: 0,
        revision: 0,
        beside: None,
        other: None,
        leaving: false,
        unit: None,
        drafted: String::new(),
    }
}

/// Builds the letter from the form for one entered by hand; an error, as a sentence, if the time
/// does not parse or lies in the future.
pub fn letter_by_hand(
    form: &Form,
    model: &Model,
) -> Result<crate::domain::letter::incoming::Incoming, String> {
    use crate::domain::letter::incoming::{Channel, Incoming, Source, Writer};
    let some = |code: &str| Some(form.value(code)).filter(|text| !text.is_empty());
    let received = form.value("received");
    let hours = &model.office.regulation.hours;
    let at = received
        .parse::<DateTime>()
        .ok()
        .and_then(|at| hours.offset.to_timestamp(at))
        .ok_or_else(|| say!("hand-bad-time", value = received.as_str()))?;
    if at > model.now {
        return Err(say!("hand-future"));
    }
    let channel = form.value("channel");
    let channel = Channel::ALL
        .into_iter()
        .find(|known| known.code() == channel)
        .unwrap_or(Channel::Phone);
    // Idempotency key over everything entered: pressing Enter twice makes one letter.
    let key = format!("hand:{}", blake3::hash(form.save().as_bytes()).to_hex());
    Ok(Incoming {
        title: form.value("title"),
        body: form.value("body"),
        writer: Writer {
            name: some("writer"),
            phone: some("phone"),
            email: None,
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
    })
}

/// Builds the form that asks where to save an attachment; `None` if the letter has none at this
/// index.
pub fn save_attachment(letter: &Letter, folder: &std::path::Path, position: usize) -> Option<Work> {
    let attachment = letter.attachments.get(position)?;
    let path = folder.join(&attachment.name).display().to_string();
    let field = Field::new(
        "path",
        say!("attachment-path"),
        Kind::Line(LineEditor::new(&path)),
    );
    let form = Form::new(
        say!("attachment-title", name = attachment.name.as_str()),
        say!("attachment-does"),
        vec![field],
    );
    let jobs = vec![Job {
        letter: letter.id,
        seen: letter.version,
    }];
    Some(Work {
        purpose: Purpose::SaveAttachment(position),
        jobs,
        shown: Some(letter.id),
        form,
        ask_again: false,
        saved: 0,
        revision: 0,
        beside: None,
        other: None,
        leaving: false,
        unit: None,
        drafted: String::new(),
    })
}
