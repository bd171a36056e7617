//! The form of an action, made from the workflow's row, and the action that its answers make.

use super::effect::Job;
use super::model::{Card, Model};
use super::widgets::editor::{Editor, LineEditor};
use super::widgets::form::{Field, Form, Kind};
use super::widgets::pick::{Choice, Pick};
use crate::domain::action::{Action, Verb};
use crate::domain::event::{Told, Way};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::regulation::{Names, Regulation, Worded};
use crate::domain::summary::Summary;
use crate::domain::unit::{UnitId, Units};
use crate::domain::workflow::{Ask, Row};

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An action on letters.
    Act(Verb),
    /// A letter entered by hand.
    ByHand,
    /// Writing an attachment, by its place, to a file.
    SaveAttachment(usize),
}

impl Purpose {
    /// The code under which what is typed is saved; `None` where there is nothing to lose.
    pub fn code(&self) -> Option<String> {
        match self {
            Purpose::Act(verb) => Some(verb.code().to_owned()),
            Purpose::ByHand => Some("by-hand".to_owned()),
            Purpose::SaveAttachment(_) => None,
        }
    }
}

/// A form with the letters that it is about.
#[derive(Debug)]
pub struct Work {
    /// What it is for.
    pub purpose: Purpose,
    /// The letters.
    pub jobs: Vec<Job>,
    /// The letter that is on the screen beside it.
    pub shown: Option<LetterId>,
    /// The form.
    pub form: Form,
    /// Whether it asks once more before it is done.
    pub ask_again: bool,
    /// The change of the form that was saved last.
    pub saved: u64,
}

impl Work {
    /// The letter under which what is typed is saved.
    pub fn letter(&self) -> LetterId {
        self.jobs.first().map_or(crate::domain::draft::BY_HAND, |job| job.letter)
    }
}

/// The form of an action on letters, the first of which is on the screen.
pub fn of(row: &Row, jobs: Vec<Job>, model: &Model, card: &Card) -> Work {
    let letter = &card.letter;
    let regulation = model.regulation(letter);
    let title = match jobs[..] {
        [job] => {
            // A marked letter need not be the one beside the list.
            let listed = model.list().and_then(|list| list.rows.iter().find(|row| row.id == job.letter));
            let title = listed.map_or(letter.title.as_str(), |row| row.title.as_str());
            say!("work-title", verb = row.verb.words(), title = title)
        }
        _ => say!("work-title-many", verb = row.verb.words(), n = jobs.len()),
    };
    let mut fields = Vec::new();
    for ask in row.asks {
        fields.push(field(*ask, row.verb, regulation, &model.office.units, card));
    }
    let mut form = Form::new(title, row.verb.words(), fields);
    if let Some(field) = form.field(Ask::Lead.code())
        && let Some(lead) = letter.proposal.as_ref().and_then(|(_, lead)| *lead)
        && let Kind::Pick(pick) = &mut field.kind
    {
        pick.choose(&lead.0.to_string());
    }
    let mut work =
        Work { purpose: Purpose::Act(row.verb), jobs, shown: Some(letter.id), form, ask_again: row.confirm, saved: 0 };
    settle(&mut work.form, regulation);
    work
}

/// Hides what is not asked for as the form stands.
pub fn settle(form: &mut Form, regulation: &Regulation) {
    let because = form.value(Ask::Because.code());
    let Some(because) = regulation.because(&because) else { return };
    for field in &mut form.fields {
        if field.code == Ask::Earlier.code() {
            field.hidden = because.names != Names::Earlier;
        } else if field.code == Ask::Policy.code() {
            field.hidden = because.names != Names::Policy;
        }
    }
}

fn field(ask: Ask, verb: Verb, regulation: &Regulation, units: &Units, card: &Card) -> Field {
    let label = say!(&format!("ask-{}", ask.code()));
    let new = |kind| Field::new(ask.code(), label, kind);
    match ask {
        Ask::Category => new(Kind::Pick(Pick::new(coded(&regulation.categories)).unchosen())),
        Ask::Ground => new(Kind::Pick(Pick::new(coded(&regulation.grounds)).unchosen())),
        Ask::Because => new(Kind::Pick(Pick::new(coded(&regulation.direct_reply)).unchosen())),
        Ask::Major | Ask::Sealed => new(Kind::Check(false)),
        Ask::Told => {
            // "Not told" comes first: it is what is true until somebody tells the writer.
            let told = [Told::None, Told::Phone, Told::Email, Told::Letter];
            let told = told.into_iter().map(|told| Choice::new(told.code(), say!(&format!("told-{}", told.code()))));
            new(Kind::Pick(Pick::new(told.collect())))
        }
        Ask::Way => {
            let ways = Way::ALL.into_iter().map(|way| Choice::new(way.code(), say!(&format!("way-{}", way.code()))));
            new(Kind::Pick(Pick::new(ways.collect())))
        }
        Ask::Lead => {
            let field = new(Kind::Pick(Pick::new(unit_choices(units)).unchosen()));
            if verb == Verb::Propose { field.optional() } else { field }
        }
        Ask::Earlier | Ask::Letter => {
            let mut pick = Pick::new(letter_choices(&card.earlier, card.letter.id));
            pick.live = true;
            new(Kind::Pick(pick))
        }
        Ask::Policy | Ask::Person | Ask::Head | Ask::Why => new(Kind::Line(LineEditor::default())),
        Ask::Note => new(Kind::Line(LineEditor::default())).optional(),
        Ask::Text => new(Kind::Text(Box::new(Editor::new("")))),
    }
}

fn coded<T: Worded>(entries: &[T]) -> Vec<Choice> {
    let choice = |entry: &T| Choice {
        value: entry.code().to_owned(),
        label: coded_label(entry.code(), entry.words()),
        other: entry.in_all().into_iter().map(str::to_owned).collect(),
    };
    entries.iter().map(choice).collect()
}

/// `3(5) 需行政机关协调解决的问题`: the article's own way of counting, for codes of the form `3.5`.
fn coded_label(code: &str, words: &str) -> String {
    match code.split_once('.') {
        Some((article, item)) => format!("{article}({item}) {words}"),
        None => words.to_owned(),
    }
}

fn unit_choices(units: &Units) -> Vec<Choice> {
    units
        .all()
        .iter()
        .map(|unit| Choice { value: unit.id.0.to_string(), label: unit.name.clone(), other: unit.aliases.clone() })
        .collect()
}

/// The choices of a picker of letters; the letter itself is none.
pub fn letter_choices(letters: &[Summary], not: LetterId) -> Vec<Choice> {
    let label = |row: &Summary| {
        let number = row.called();
        let writer = row.writer.clone().unwrap_or_else(|| say!("anonymous"));
        let title = super::widgets::sanitise::one_line(&row.title).into_owned();
        format!("{number} {title} · {} · {}", super::widgets::sanitise::one_line(&writer), row.stage.words())
    };
    letters.iter().filter(|row| row.id != not).map(|row| Choice::new(row.id.0.to_string(), label(row))).collect()
}

/// The action that the answers make on a letter; what lacks, the rules will say.
pub fn action(verb: Verb, form: &Form, letter: &Letter) -> Option<Action> {
    let text = |ask: Ask| form.value(ask.code());
    let unit = |ask: Ask| text(ask).parse().ok().map(UnitId);
    let other = |ask: Ask| text(ask).parse().ok().map(LetterId);
    let held = || letter.lead().map(|held| held.unit);
    let some = |text: String| (!text.is_empty()).then_some(text);
    Some(match verb {
        Verb::Accept => Action::Accept { category: text(Ask::Category), major: form.ticked(Ask::Major.code()) },
        Verb::Decline => {
            let told = text(Ask::Told);
            let told = Told::ALL.into_iter().find(|known| known.code() == told)?;
            Action::Decline { ground: text(Ask::Ground), told }
        }
        Verb::ReplyDirectly => Action::ReplyDirectly {
            because: text(Ask::Because),
            earlier: other(Ask::Earlier),
            policy: some(text(Ask::Policy)),
        },
        Verb::Propose => Action::Propose { text: text(Ask::Text), lead: unit(Ask::Lead) },
        Verb::Instruct => Action::Instruct { text: text(Ask::Text), lead: unit(Ask::Lead)? },
        Verb::Assign => Action::Assign { lead: unit(Ask::Lead)? },
        Verb::SignFor => Action::SignFor { unit: held()?, person: text(Ask::Person) },
        Verb::Feedback => Action::Feedback {
            unit: held()?,
            text: text(Ask::Text),
            head: text(Ask::Head),
            sealed: form.ticked(Ask::Sealed.code()),
        },
        Verb::Draft => Action::Draft { text: text(Ask::Text) },
        Verb::Submit => Action::Submit,
        Verb::Approve => Action::Approve { note: some(text(Ask::Note)) },
        Verb::SendBack => Action::SendBack { why: text(Ask::Why) },
        Verb::Send => {
            let way = text(Ask::Way);
            Action::Send { by: Way::ALL.into_iter().find(|known| known.code() == way)? }
        }
        Verb::Close => Action::Close,
        Verb::Link => Action::Link { to: other(Ask::Letter)? },
        Verb::MarkMajor => Action::MarkMajor,
        Verb::Note => Action::Note { text: text(Ask::Text) },
    })
}

/// The form of a letter entered by hand: a call, a visit, a letter on paper.
pub fn by_hand(model: &Model) -> Work {
    use crate::domain::incoming::Channel;
    let label = |code: &str| say!(&format!("hand-{code}"));
    let channels = [Channel::Phone, Channel::Visit, Channel::Paper];
    let channels = channels.map(|channel| Choice::new(channel.code(), say!(&format!("channel-{}", channel.code()))));
    let line = |text: &str| Kind::Line(LineEditor::new(text));
    let now = model.office.regulation.hours.civil(model.now).strftime("%Y-%m-%d %H:%M").to_string();
    let fields = vec![
        Field::new("channel", label("channel"), Kind::Pick(Pick::new(channels.to_vec()))),
        Field::new("title", label("title"), line("")),
        Field::new("body", label("body"), Kind::Text(Box::new(Editor::new("")))),
        Field::new("writer", label("writer"), line("")).optional(),
        Field::new("phone", label("phone"), line("")).optional(),
        Field::new("address", label("address"), line("")).optional(),
        Field::new("received", label("received"), line(&now)),
    ];
    let mut form = Form::new(say!("hand-heading"), say!("hand-does"), fields);
    form.at = 1;
    Work { purpose: Purpose::ByHand, jobs: Vec::new(), shown: None, form, ask_again: false, saved: 0 }
}

/// The letter that the form of one entered by hand makes; the sentence where the time does not read.
pub fn letter_by_hand(form: &Form, model: &Model) -> Result<crate::domain::incoming::Incoming, String> {
    use crate::domain::incoming::{Channel, Incoming, Source, Writer};
    let some = |code: &str| Some(form.value(code)).filter(|text| !text.is_empty());
    let received = form.value("received");
    let hours = &model.office.regulation.hours;
    let at = received
        .parse::<jiff::civil::DateTime>()
        .ok()
        .and_then(|at| hours.offset.to_timestamp(at).ok())
        .ok_or_else(|| say!("hand-bad-time", value = received.as_str()))?;
    if at > model.now {
        return Err(say!("hand-future"));
    }
    let channel = form.value("channel");
    let channel = Channel::ALL.into_iter().find(|known| known.code() == channel).unwrap_or(Channel::Phone);
    // What was entered is its identity: Enter pressed twice is one letter.
    let key = format!("hand:{}", blake3::hash(form.save().as_bytes()).to_hex());
    Ok(Incoming {
        title: form.value("title"),
        body: form.value("body"),
        writer: Writer { name: some("writer"), phone: some("phone"), email: None, address: some("address") },
        channel,
        received_at: Some(at),
        source: Source { key, file: None, row: None, id: None },
        attachments: Vec::new(),
        remarks: Vec::new(),
    })
}

/// The form that asks where an attachment is to be written.
pub fn save_attachment(letter: &Letter, home: &std::path::Path, position: usize) -> Option<Work> {
    let attachment = letter.attachments.get(position)?;
    let path = home.join(&attachment.name).display().to_string();
    let field = Field::new("path", say!("attachment-path"), Kind::Line(LineEditor::new(&path)));
    let form =
        Form::new(say!("attachment-title", name = attachment.name.as_str()), say!("attachment-does"), vec![field]);
    let jobs = vec![Job { letter: letter.id, seen: letter.version }];
    Some(Work {
        purpose: Purpose::SaveAttachment(position),
        jobs,
        shown: Some(letter.id),
        form,
        ask_again: false,
        saved: 0,
    })
}
