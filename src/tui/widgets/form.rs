//! Forms: fields for choices, lines, longer texts and check boxes, of which only the necessary ones
//! are shown.

use serde_json::{Map, Value, json};

use super::editor::{Editor, EditorCommand, LineEditor};
use super::pick::Picker;

/// Input of a field.
#[derive(Debug)]
pub enum FieldInput {
    /// One of several options, or any number of them.
    Pick(Picker),
    /// One line of text.
    Line(LineEditor),
    /// Text of several paragraphs.
    Text(Box<Editor>),
    /// Yes or no.
    Check(bool),
}

/// Field of a form.
#[derive(Debug)]
pub struct FormField {
    /// Code under which the value is saved.
    pub code: &'static str,
    /// Label for people; empty for a field that is never shown.
    pub label: String,
    /// The input.
    pub input: FieldInput,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it is not asked for with the present answers; its value then counts as empty.
    pub hidden: bool,
}

impl FormField {
    /// Creates a field that must be filled in.
    pub fn new(code: &'static str, label: String, kind: FieldInput) -> FormField {
        FormField {
            code,
            label,
            input: kind,
            required: true,
            hidden: false,
        }
    }

    /// Returns the field, made optional.
    pub fn optional(mut self) -> FormField {
        self.required = false;
        self
    }

    /// Returns what was entered: the value of the choice, several joined by spaces, or the text;
    /// `true` or `false` for a check box.
    pub fn value(&self) -> String {
        match &self.input {
            FieldInput::Pick(pick) => match pick.ticked() {
                Some(ticked) => ticked.join(" "),
                None => pick
                    .chosen()
                    .map(|choice| choice.value.clone())
                    .unwrap_or_default(),
            },
            FieldInput::Line(line) => line.text().trim().to_owned(),
            FieldInput::Text(editor) => editor.text().trim_end().to_owned(),
            FieldInput::Check(yes) => yes.to_string(),
        }
    }

    /// Reports whether text is typed into it.
    pub fn takes_text(&self) -> bool {
        matches!(self.input, FieldInput::Line(_) | FieldInput::Text(_))
    }

    fn is_missing(&self) -> bool {
        self.required && !self.hidden && self.value().trim().is_empty()
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
    pub fields: Vec<FormField>,
    /// Index of the field that has the focus.
    pub focused: usize,
    /// Why the form cannot be submitted as it stands.
    pub error: Option<String>,
    /// The confirmation question, while it is asked.
    pub confirm: Option<String>,
    /// Whether its text is a whole document, which takes all the room that there is.
    pub document: bool,
    /// Label of Enter: 受理.
    pub submit_label: String,
    revision: u64,
}

/// Outcome of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormOutcome {
    /// The form stays open.
    Open,
    /// The filter of a live picker changed: its options must be looked up.
    FilterChanged,
    /// All required fields are filled in.
    Finished,
}

impl Form {
    /// Creates a form of these fields.
    pub fn new(title: String, does: String, fields: Vec<FormField>) -> Form {
        Form {
            title,
            fields,
            hints: Vec::new(),
            focused: 0,
            error: None,
            confirm: None,
            document: false,
            submit_label: does,
            revision: 0,
        }
    }

    /// Returns the value of a field; empty if it is hidden or the form has none with this code.
    pub fn value(&self, code: &str) -> String {
        self.fields
            .iter()
            .find(|field| field.code == code && !field.hidden)
            .map(FormField::value)
            .unwrap_or_default()
    }

    /// Reports whether a check box is ticked.
    pub fn is_ticked(&self, code: &str) -> bool {
        self.value(code) == "true"
    }

    /// Returns the field that has the focus.
    pub fn focused_field(&mut self) -> Option<&mut FormField> {
        self.fields.get_mut(self.focused)
    }

    /// Returns the field with this code.
    pub fn field_mut(&mut self, code: &str) -> Option<&mut FormField> {
        self.fields.iter_mut().find(|field| field.code == code)
    }

    /// Returns a number that grows with every change, to detect what is unsaved.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Moves the focus to the next visible field, or to the previous one; after the last comes the
    /// first.
    pub fn focus_adjacent(&mut self, forward: bool) {
        let n = self.fields.len();
        for step in 1..=n {
            let at = if forward {
                (self.focused + step) % n
            } else {
                (self.focused + n - step) % n
            };
            if self.fields.get(at).is_some_and(|field| !field.hidden) {
                self.focused = at;
                return;
            }
        }
    }

    /// Inserts text that was typed together.
    pub fn insert_typed(&mut self, text: &str) -> FormOutcome {
        self.mark_changed();
        let Some(field) = self.fields.get_mut(self.focused) else {
            return FormOutcome::Open;
        };
        match &mut field.input {
            FieldInput::Pick(pick) => {
                pick.insert_typed(text);
                if pick.live {
                    FormOutcome::FilterChanged
                } else {
                    FormOutcome::Open
                }
            }
            FieldInput::Line(line) => {
                if line.has_room_for(text) {
                    line.insert(text);
                } else {
                    self.error = Some(Editor::too_long_message(text));
                }
                FormOutcome::Open
            }
            FieldInput::Text(editor) => {
                if editor.has_room_for(text) {
                    editor.insert(text);
                } else {
                    self.error = Some(Editor::too_long_message(text));
                }
                FormOutcome::Open
            }
            FieldInput::Check(yes) => {
                if !text.contains([' ', '\u{3000}']) {
                    self.error = Some(say!("check-hint"));
                }
                let spaces = text
                    .chars()
                    .filter(|char| matches!(char, ' ' | '\u{3000}'))
                    .count();
                *yes ^= spaces % 2 == 1;
                FormOutcome::Open
            }
        }
    }

    /// Inserts pasted text; outside of a longer text, on one line.
    pub fn paste(&mut self, text: &str) -> FormOutcome {
        if let Some(FormField {
            input: FieldInput::Text(editor),
            ..
        }) = self.fields.get_mut(self.focused)
        {
            editor.paste(text);
            self.mark_changed();
            return FormOutcome::Open;
        }
        let line: String = text
            .chars()
            .map(|char| if char.is_control() { ' ' } else { char })
            .collect();
        self.insert_typed(line.trim())
    }

    fn mark_changed(&mut self) {
        self.error = None;
        self.confirm = None;
        self.revision += 1;
    }

    /// Carries out an editing command in the field that has the focus.
    pub fn run_edit(&mut self, command: EditorCommand) -> FormOutcome {
        let Some(field) = self.fields.get_mut(self.focused) else {
            return FormOutcome::Open;
        };
        let mut outcome = FormOutcome::Open;
        match &mut field.input {
            FieldInput::Pick(pick) => {
                if pick.run_edit(command) && pick.live {
                    outcome = FormOutcome::FilterChanged;
                }
            }
            FieldInput::Line(line) => match command {
                EditorCommand::Up => self.focus_adjacent(false),
                EditorCommand::Down => self.focus_adjacent(true),
                other => {
                    line.run_command(other);
                }
            },
            FieldInput::Text(editor) => {
                editor.run_command(command);
            }
            FieldInput::Check(_) => {
                if command == EditorCommand::Up || command == EditorCommand::Down {
                    self.focus_adjacent(command == EditorCommand::Down);
                }
            }
        }
        self.mark_changed();
        outcome
    }

    /// Handles Enter: a new line in a longer text, else the next required field that is empty, or
    /// finished.
    pub fn enter(&mut self) -> FormOutcome {
        if let Some(FormField {
            input: FieldInput::Text(editor),
            ..
        }) = self.fields.get_mut(self.focused)
            && self.confirm.is_none()
        {
            editor.run_command(EditorCommand::NewLine);
            self.mark_changed();
            return FormOutcome::Open;
        }
        self.finish_or_focus(false)
    }

    /// Submits the form, or moves the focus to the first required field that is empty, with an
    /// error.
    pub fn finish(&mut self) -> FormOutcome {
        self.finish_or_focus(true)
    }

    fn finish_or_focus(&mut self, says: bool) -> FormOutcome {
        match self.fields.iter().position(FormField::is_missing) {
            Some(at) => {
                if let Some(field) = self.fields.get(at).filter(|_| says || self.focused == at) {
                    self.error = Some(say!("form-needed", label = field.label.as_str()));
                }
                self.focused = at;
                FormOutcome::Open
            }
            None => FormOutcome::Finished,
        }
    }

    /// Returns what was entered as JSON, to be saved as a draft.
    pub fn to_json(&self) -> String {
        let mut values = Map::new();
        for field in &self.fields {
            values.insert(field.code.to_owned(), json!(field.value()));
        }
        Value::Object(values).to_string()
    }

    /// Reports whether there is typed text that would be lost.
    pub fn has_text(&self) -> bool {
        self.fields.iter().any(|field| match &field.input {
            FieldInput::Line(line) => !line.is_empty(),
            FieldInput::Text(editor) => !editor.is_empty(),
            FieldInput::Pick(_) | FieldInput::Check(_) => false,
        })
    }

    /// Renders a saved form for reading: label and value of each field that has one.
    pub fn to_readable(&self, saved: &str) -> String {
        let values = parse_saved(saved);
        let mut text = String::new();
        for field in self.fields.iter().filter(|field| !field.label.is_empty()) {
            let value = values
                .get(field.code)
                .and_then(Value::as_str)
                .unwrap_or_default();
            let value = match &field.input {
                FieldInput::Pick(pick) => pick.label_of(value),
                FieldInput::Check(_) if value == "true" => "✓".to_owned(),
                FieldInput::Check(_) => String::new(),
                FieldInput::Line(_) | FieldInput::Text(_) => value.to_owned(),
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
        self.fill_fields(saved, |editor, text| editor.set_text(text));
    }

    /// Replaces the answers with a saved form; in each text this is one undo step.
    pub fn replace_answers(&mut self, saved: &str) {
        self.fill_fields(saved, Editor::replace_text);
        self.mark_changed();
    }

    fn fill_fields(&mut self, saved: &str, put: impl Fn(&mut Editor, &str)) {
        let values = parse_saved(saved);
        for field in &mut self.fields {
            let Some(value) = values.get(field.code).and_then(Value::as_str) else {
                continue;
            };
            match &mut field.input {
                FieldInput::Pick(pick) if pick.ticked().is_some() => {
                    pick.set_ticked(
                        &value
                            .split_whitespace()
                            .map(str::to_owned)
                            .collect::<Vec<_>>(),
                    );
                }
                FieldInput::Pick(pick) => pick.choose_value(value),
                FieldInput::Line(line) => line.put_with(value, &put),
                FieldInput::Text(editor) => {
                    put(editor, value);
                    editor.run_command(EditorCommand::TextEnd);
                }
                FieldInput::Check(yes) => *yes = value == "true",
            }
        }
    }
}

/// Parses the JSON of a saved form; empty if it is anything else.
fn parse_saved(saved: &str) -> Map<String, Value> {
    serde_json::from_str(saved).unwrap_or_default()
}
