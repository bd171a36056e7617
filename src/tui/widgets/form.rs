//! A small window that asks only what is needed: pickers that filter, lines, longer texts, boxes to tick.

use serde_json::{Map, Value, json};

use super::editor::{Editor, EditorCommand, LineEditor};
use super::pick::Pick;

/// What a field takes.
#[derive(Debug)]
pub enum Kind {
    /// One of several.
    Pick(Pick),
    /// A line.
    Line(LineEditor),
    /// A longer text.
    Text(Box<Editor>),
    /// Yes or no.
    Check(bool),
}

/// A field.
#[derive(Debug)]
pub struct Field {
    /// The code that it is saved under.
    pub code: &'static str,
    /// What people read.
    pub label: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be filled.
    pub needed: bool,
    /// Whether it is not asked for as the form stands.
    pub hidden: bool,
}

impl Field {
    /// A field that must be filled.
    pub fn new(code: &'static str, label: String, kind: Kind) -> Field {
        Field {
            code,
            label,
            kind,
            needed: true,
            hidden: false,
        }
    }

    /// The same field, which may stay empty.
    pub fn optional(mut self) -> Field {
        self.needed = false;
        self
    }

    /// What was entered: the value of the choice, the text.
    pub fn value(&self) -> String {
        match &self.kind {
            Kind::Pick(pick) => match pick.ticked() {
                Some(ticked) => ticked.join(" "),
                None => pick
                    .chosen()
                    .map(|choice| choice.value.clone())
                    .unwrap_or_default(),
            },
            Kind::Line(line) => line.text().trim().to_owned(),
            Kind::Text(editor) => editor.text().trim_end().to_owned(),
            Kind::Check(yes) => yes.to_string(),
        }
    }

    /// Whether text is typed into it.
    pub fn takes_text(&self) -> bool {
        matches!(self.kind, Kind::Line(_) | Kind::Text(_))
    }

    fn lacks(&self) -> bool {
        self.needed && !self.hidden && self.value().trim().is_empty()
    }
}

/// A form.
#[derive(Debug)]
pub struct Form {
    /// What is suggested, and why; under the fields.
    pub hints: Vec<String>,
    /// The title.
    pub title: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// The field where the keys go.
    pub at: usize,
    /// Why it cannot be done as it stands.
    pub error: Option<String>,
    /// The question that is asked once more, while it is asked.
    pub confirm: Option<String>,
    /// What Enter does, in a word: 受理.
    pub does: String,
    revision: u64,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The form goes on.
    Open,
    /// The filter of a live picker changed.
    Asked,
    /// Everything that is needed is there.
    Finished,
}

impl Form {
    /// A form of these fields.
    pub fn new(title: String, does: String, fields: Vec<Field>) -> Form {
        Form {
            title,
            fields,
            hints: Vec::new(),
            at: 0,
            error: None,
            confirm: None,
            does,
            revision: 0,
        }
    }

    /// The value of a field; empty where the form has none of this code.
    pub fn value(&self, code: &str) -> String {
        self.fields
            .iter()
            .find(|field| field.code == code && !field.hidden)
            .map(Field::value)
            .unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, code: &str) -> bool {
        self.value(code) == "true"
    }

    /// The field where the keys go.
    pub fn current(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at)
    }

    /// The field with this code.
    pub fn field(&mut self, code: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.code == code)
    }

    /// Counts every change, for saving what is typed.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Goes to the next field that is asked for, or the one before.
    pub fn go(&mut self, forward: bool) {
        let n = self.fields.len();
        for step in 1..=n {
            let at = if forward {
                (self.at + step) % n
            } else {
                (self.at + n - step) % n
            };
            if self.fields.get(at).is_some_and(|field| !field.hidden) {
                self.at = at;
                return;
            }
        }
    }

    /// Text that was typed together.
    pub fn typed(&mut self, text: &str) -> Outcome {
        self.changed();
        let Some(field) = self.fields.get_mut(self.at) else {
            return Outcome::Open;
        };
        match &mut field.kind {
            Kind::Pick(pick) => {
                pick.typed(text);
                if pick.live {
                    Outcome::Asked
                } else {
                    Outcome::Open
                }
            }
            Kind::Line(line) => {
                if line.has_room_for(text) {
                    line.insert(text);
                } else {
                    self.error = Some(Editor::full(text));
                }
                Outcome::Open
            }
            Kind::Text(editor) => {
                if editor.has_room_for(text) {
                    editor.insert(text);
                } else {
                    self.error = Some(Editor::full(text));
                }
                Outcome::Open
            }
            Kind::Check(yes) => {
                if !text.contains([' ', '\u{3000}']) {
                    self.error = Some(say!("check-hint"));
                }
                let spaces = text
                    .chars()
                    .filter(|char| matches!(char, ' ' | '\u{3000}'))
                    .count();
                *yes ^= spaces % 2 == 1;
                Outcome::Open
            }
        }
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str) -> Outcome {
        if let Some(Field {
            kind: Kind::Text(editor),
            ..
        }) = self.fields.get_mut(self.at)
        {
            editor.paste(text);
            self.changed();
            return Outcome::Open;
        }
        let line: String = text
            .chars()
            .map(|char| if char.is_control() { ' ' } else { char })
            .collect();
        self.typed(line.trim())
    }

    fn changed(&mut self) {
        self.error = None;
        self.confirm = None;
        self.revision += 1;
    }

    /// Something in a text.
    pub fn edit(&mut self, command: EditorCommand) -> Outcome {
        let Some(field) = self.fields.get_mut(self.at) else {
            return Outcome::Open;
        };
        let mut outcome = Outcome::Open;
        match &mut field.kind {
            Kind::Pick(pick) => {
                if pick.edit(command) && pick.live {
                    outcome = Outcome::Asked;
                }
            }
            Kind::Line(line) => match command {
                EditorCommand::Up => self.go(false),
                EditorCommand::Down => self.go(true),
                other => {
                    line.command(other);
                }
            },
            Kind::Text(editor) => {
                editor.command(command);
            }
            Kind::Check(_) => {
                if command == EditorCommand::Up || command == EditorCommand::Down {
                    self.go(command == EditorCommand::Down);
                }
            }
        }
        self.changed();
        outcome
    }

    /// Enter: a new line in a longer text; elsewhere on to the next field that lacks, or done.
    pub fn enter(&mut self) -> Outcome {
        if let Some(Field {
            kind: Kind::Text(editor),
            ..
        }) = self.fields.get_mut(self.at)
            && self.confirm.is_none()
        {
            editor.command(EditorCommand::NewLine);
            self.changed();
            return Outcome::Open;
        }
        self.end(false)
    }

    /// Done, or on to the field that lacks, with the sentence that says so.
    pub fn finish(&mut self) -> Outcome {
        self.end(true)
    }

    fn end(&mut self, says: bool) -> Outcome {
        match self.fields.iter().position(Field::lacks) {
            Some(at) => {
                if let Some(field) = self.fields.get(at).filter(|_| says || self.at == at) {
                    self.error = Some(say!("form-needed", label = field.label.as_str()));
                }
                self.at = at;
                Outcome::Open
            }
            None => Outcome::Finished,
        }
    }

    /// What was entered, as JSON, to be there again after a crash.
    pub fn save(&self) -> String {
        let mut values = Map::new();
        for field in &self.fields {
            values.insert(field.code.to_owned(), json!(field.value()));
        }
        Value::Object(values).to_string()
    }

    /// Whether anything was typed that would be a loss.
    pub fn has_text(&self) -> bool {
        self.fields.iter().any(|field| match &field.kind {
            Kind::Line(line) => !line.is_empty(),
            Kind::Text(editor) => !editor.is_empty(),
            Kind::Pick(_) | Kind::Check(_) => false,
        })
    }

    /// What was saved, to be read: the label and the value of each field that has one.
    pub fn to_read(&self, saved: &str) -> String {
        let values = saved_values(saved);
        let mut text = String::new();
        for field in &self.fields {
            let value = values
                .get(field.code)
                .and_then(Value::as_str)
                .unwrap_or_default();
            let value = match &field.kind {
                Kind::Pick(pick) => pick.words_of(value),
                Kind::Check(_) if value == "true" => "✓".to_owned(),
                Kind::Check(_) => String::new(),
                Kind::Line(_) | Kind::Text(_) => value.to_owned(),
            };
            if !value.is_empty() {
                text.push_str(&say!(
                    "form-read",
                    label = field.label.as_str(),
                    value = value
                ));
                text.push('\n');
            }
        }
        text
    }

    /// Takes back what was saved, to begin with.
    pub fn restore(&mut self, saved: &str) {
        self.fill(saved, |editor, text| editor.set_text(text));
    }

    /// Puts what was saved in the place of what is there; in each text that is one step of undoing.
    pub fn put(&mut self, saved: &str) {
        self.fill(saved, Editor::put);
        self.changed();
    }

    fn fill(&mut self, saved: &str, put: impl Fn(&mut Editor, &str)) {
        let values = saved_values(saved);
        for field in &mut self.fields {
            let Some(value) = values.get(field.code).and_then(Value::as_str) else {
                continue;
            };
            match &mut field.kind {
                Kind::Pick(pick) if pick.ticked().is_some() => {
                    pick.tick(
                        &value
                            .split_whitespace()
                            .map(str::to_owned)
                            .collect::<Vec<_>>(),
                    );
                }
                Kind::Pick(pick) => pick.choose(value),
                Kind::Line(line) => line.put(value, &put),
                Kind::Text(editor) => {
                    put(editor, value);
                    editor.command(EditorCommand::TextEnd);
                }
                Kind::Check(yes) => *yes = value == "true",
            }
        }
    }
}

/// What [`Form::save`] made; nothing where it is no such thing.
fn saved_values(saved: &str) -> Map<String, Value> {
    serde_json::from_str(saved).unwrap_or_default()
}
