//! Forms: fields for choices, lines, longer texts and check boxes, of which only the necessary ones
//! are shown.

use serde_json::{Map, Value, json};

use super::editor::{Editor, EditorCommand, LineEditor};
use super::pick::Pick;

/// Input of a field.
#[derive(Debug)]
pub enum Kind {
    /// One of several options, or any number of them.
    Pick(Pick),
    /// One line of text.
    Line(LineEditor),
    /// Text of several paragraphs.
    Text(Box<Editor>),
    /// Yes or no.
    Check(bool),
}

/// Field of a form.
#[derive(Debug)]
pub struct Field {
    /// Code under which the value is saved.
    pub code: &'static str,
    /// Label for people.
    pub label: String,
    /// The input.
    pub kind: Kind,
    /// Whether it must be filled in.
    pub needed: bool,
    /// Whether it is not asked for with the present answers; its value then counts as empty.
    pub hidden: bool,
}

impl Field {
    /// Creates a field that must be filled in.
    pub fn new(code: &'static str, label: String, kind: Kind) -> Field {
        Field {
            code,
            label,
            kind,
            needed: true,
            hidden: false,
        }
    }

    /// Returns the field, made optional.
    pub fn optional(mut self) -> Field {
        self.needed = false;
        self
    }

    /// Returns what was entered: the value of the choice, several joined by spaces, or the text;
    /// `true` or `false` for a check box.
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

    /// Reports whether text is typed into it.
    pub fn takes_text(&self) -> bool {
        matches!(self.kind, Kind::Line(_) | Kind::Text(_))
    }

    fn lacks(&self) -> bool {
        self.needed && !self.hidden && self.value().trim().is_empty()
    }
}

/// Form with the field that has the focus.
#[derive(Debug)]
pub struct Form {
    /// Suggestions with their reasons, shown under the fields.
    pub hints: Vec<String>,
    /// The title.
    pub title: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Index of the field that has the focus.
    pub at: usize,
    /// Why the form cannot be submitted as it stands.
    pub error: Option<String>,
    /// The confirmation question, while it is asked.
    pub confirm: Option<String>,
    /// Label of Enter: 受理.
    pub does: String,
    revision: u64,
}

/// Outcome of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The form stays open.
    Open,
    /// The filter of a live picker changed: its options must be looked up.
    Asked,
    /// All required fields are filled in.
    Finished,
}

impl Form {
    /// Creates a form of these fields.
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

    /// Returns the value of a field; empty if it is hidden or the form has none with this code.
    pub fn value(&self, code: &str) -> String {
        self.fields
            .iter()
            .find(|field| field.code == code && !field.hidden)
            .map(Field::value)
            .unwrap_or_default()
    }

    /// Reports whether a check box is ticked.
    pub fn ticked(&self, code: &str) -> bool {
        self.value(code) == "true"
    }

    /// Returns the field that has the focus.
    pub fn current(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at)
    }

    /// Returns the field with this code.
    pub fn field(&mut self, code: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.code == code)
    }

    /// Returns a number that grows with every change, to detect what is unsaved.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Moves the focus to the next visible field, or to the previous one; after the last comes the
    /// first.
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

    /// Inserts text that was typed together.
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

    /// Inserts pasted text; outside of a longer text, on one line.
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

    /// Carries out an editing command in the field that has the focus.
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

    /// Handles Enter: a new line in a longer text, else the next required field that is empty, or
    /// finished.
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

    /// Submits the form, or moves the focus to the first required field that is empty, with an
    /// error.
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

    /// Returns what was entered as JSON, to be saved as a draft.
    pub fn save(&self) -> String {
        let mut values = Map::new();
        for field in &self.fields {
            values.insert(field.code.to_owned(), json!(field.value()));
        }
        Value::Object(values).to_string()
    }

    /// Reports whether there is typed text that would be lost.
    pub fn has_text(&self) -> bool {
        self.fields.iter().any(|field| match &field.kind {
            Kind::Line(line) => !line.is_empty(),
            Kind::Text(editor) => !editor.is_empty(),
            Kind::Pick(_) | Kind::Check(_) => false,
        })
    }

    /// Renders a saved form for reading: label and value of each field that has one.
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

    /// Restores a saved form into a new one; this cannot be undone.
    pub fn restore(&mut self, saved: &str) {
        self.fill(saved, |editor, text| editor.set_text(text));
    }

    /// Replaces the answers with a saved form; in each text this is one undo step.
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

/// Parses the JSON of a saved form; empty if it is anything else.
fn saved_values(saved: &str) -> Map<String, Value> {
    serde_json::from_str(saved).unwrap_or_default()
}
