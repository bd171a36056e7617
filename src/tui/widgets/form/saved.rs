//! Saved forms: the answers as JSON, for drafts.

use serde_json::{Map, Value, json};

use super::{FieldInput, Form};
use crate::tui::widgets::editor::{Editor, EditorCommand};
use crate::tui::widgets::path::PATH_SEPARATOR;

impl Form {
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
            FieldInput::Path(path) => !path.value().is_empty(),
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
                FieldInput::Path(_) => value.replace(PATH_SEPARATOR, &say!("list-and")),
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
                FieldInput::Path(path) => path.set_value(value),
                FieldInput::Check(yes) => *yes = value == "true",
            }
        }
    }
}

/// Parses the JSON of a saved form; empty if it is anything else.
fn parse_saved(saved: &str) -> Map<String, Value> {
    serde_json::from_str(saved).unwrap_or_default()
}
