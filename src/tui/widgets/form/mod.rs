//! Forms: fields for choices, lines, longer texts and check boxes, of which only the necessary ones
//! are shown.

mod saved;

use super::editor::{Editor, EditorCommand, LineEditor};
use super::path::PathField;
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
    /// The path of a file.
    Path(Box<PathField>),
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
            FieldInput::Path(path) => path.value(),
            FieldInput::Check(yes) => yes.to_string(),
        }
    }

    /// Reports whether text is typed into it.
    pub fn takes_text(&self) -> bool {
        matches!(
            self.input,
            FieldInput::Line(_) | FieldInput::Text(_) | FieldInput::Path(_)
        )
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
    /// Index of the field that has the focus; the number of fields if the button has it.
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

    /// Reports whether the button that submits has the focus.
    pub fn is_on_button(&self) -> bool {
        self.focused >= self.fields.len()
    }

    /// Moves the focus to a field, or to the button behind the last one. What was typed to find a
    /// choice is not kept out of sight.
    pub fn focus(&mut self, at: usize) {
        if let Some(FormField {
            input: FieldInput::Pick(pick),
            ..
        }) = self.fields.get_mut(self.focused)
            && at != self.focused
        {
            pick.clear_filter();
        }
        self.focused = at.min(self.fields.len());
    }

    /// Moves the focus to the first field that has to be filled in; to the button if there is none.
    pub fn focus_first_missing(&mut self) {
        let missing = self.fields.iter().position(FormField::is_missing);
        self.focus(missing.unwrap_or(self.fields.len()));
    }

    /// Moves the focus to the next visible field, or to the previous one. The button is behind the
    /// last field and before the first.
    pub fn focus_adjacent(&mut self, forward: bool) {
        let n = self.fields.len() + 1;
        for step in 1..=n {
            let at = if forward {
                (self.focused + step) % n
            } else {
                (self.focused + n - step) % n
            };
            if self.fields.get(at).is_none_or(|field| !field.hidden) {
                return self.focus(at);
            }
        }
    }

    /// Ticks the check box that has the focus, or clears it.
    pub fn toggle_check(&mut self) {
        if let Some(FieldInput::Check(yes)) = self
            .fields
            .get_mut(self.focused)
            .map(|field| &mut field.input)
        {
            *yes = !*yes;
            self.mark_changed();
        }
    }

    /// Chooses a row of the choices of the field that has the focus. One choice goes on to the next
    /// field; ticks stay.
    pub fn choose_row(&mut self, row: usize) {
        let field = self.fields.get_mut(self.focused);
        let goes_on = match field.map(|field| &mut field.input) {
            Some(FieldInput::Pick(pick)) => {
                pick.choose_row(row);
                pick.ticked().is_none()
            }
            Some(FieldInput::Path(path)) => !path.choose_row(row),
            Some(FieldInput::Line(_) | FieldInput::Text(_) | FieldInput::Check(_)) | None => return,
        };
        self.mark_changed();
        if goes_on {
            self.focus_adjacent(true);
        }
    }

    /// Completes the path that has the focus. Returns `false` where there is nothing to complete.
    pub fn complete_path(&mut self) -> bool {
        let completed = self.focused_path().is_some_and(PathField::complete);
        if completed {
            self.mark_changed();
        }
        completed
    }

    fn focused_path(&mut self) -> Option<&mut PathField> {
        match &mut self.fields.get_mut(self.focused)?.input {
            FieldInput::Path(path) => Some(path),
            FieldInput::Pick(_)
            | FieldInput::Line(_)
            | FieldInput::Text(_)
            | FieldInput::Check(_) => None,
        }
    }

    /// Returns the folder that the path with the focus is in, unless its entries are known.
    pub fn folder_to_list(&mut self) -> Option<String> {
        self.focused_path()?.folder_to_list()
    }

    /// Returns the paths.
    pub fn paths(&mut self) -> impl Iterator<Item = &mut PathField> {
        let inputs = self.fields.iter_mut().map(|field| &mut field.input);
        inputs.filter_map(|input| match input {
            FieldInput::Path(path) => Some(&mut **path),
            FieldInput::Pick(_)
            | FieldInput::Line(_)
            | FieldInput::Text(_)
            | FieldInput::Check(_) => None,
        })
    }

    /// Inserts text that was typed together.
    pub fn insert_typed(&mut self, text: &str) -> FormOutcome {
        // What is typed on the button is meant for the form: it goes into the first field.
        if self.is_on_button()
            && let Some(first) = self.fields.iter().position(|field| !field.hidden)
        {
            self.focus(first);
        }
        // A digit chooses, and what was typed after it is for the next field, even if a slow line
        // delivers them together.
        let (digit, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
        if let Some(FormField {
            input: FieldInput::Pick(pick),
            ..
        }) = self.fields.get_mut(self.focused)
            && pick.choose_digit(digit)
        {
            self.mark_changed();
            self.focus_adjacent(true);
            return match rest.is_empty() {
                true => FormOutcome::Open,
                false => self.insert_typed(rest),
            };
        }
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
            FieldInput::Path(path) => {
                if path.line.has_room_for(text) {
                    path.insert(text);
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
            match command {
                EditorCommand::Up => self.focus_adjacent(false),
                EditorCommand::Down => self.focus_adjacent(true),
                _ => {}
            }
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
            FieldInput::Path(path) => path.run_edit(command),
            FieldInput::Check(_) => {
                if command == EditorCommand::Up || command == EditorCommand::Down {
                    self.focus_adjacent(command == EditorCommand::Down);
                }
            }
        }
        self.mark_changed();
        outcome
    }

    /// Handles Enter: the next field, or what a path points at. It submits on the button alone, and where it confirms; in a
    /// document it is a new line.
    pub fn enter(&mut self) -> FormOutcome {
        if self.confirm.is_some() || self.is_on_button() {
            return self.finish();
        }
        if self.document {
            return self.run_edit(EditorCommand::NewLine);
        }
        if let Some(FormField {
            input: FieldInput::Pick(pick),
            label,
            ..
        }) = self.fields.get(self.focused)
            && pick.fits_nothing()
        {
            self.error = Some(say!("form-fits-nothing", label = label.as_str()));
            return FormOutcome::Open;
        }
        // A folder is opened, and of several files one after the other is taken.
        if self.focused_path().and_then(PathField::take) == Some(true) {
            self.mark_changed();
            return FormOutcome::Open;
        }
        self.focus_adjacent(true);
        FormOutcome::Open
    }

    /// Shows what is wrong with a field, and goes there.
    pub fn fail_at(&mut self, code: &str, sentence: String) {
        if let Some(at) = self.fields.iter().position(|field| field.code == code) {
            self.focus(at);
        }
        self.error = Some(sentence);
    }

    /// Submits the form, or moves the focus to the first required field that is empty, with an
    /// error.
    pub fn finish(&mut self) -> FormOutcome {
        let Some(at) = self.fields.iter().position(FormField::is_missing) else {
            return FormOutcome::Finished;
        };
        self.error = self.fields.get(at).map(|field| match field.input {
            FieldInput::Pick(_) => say!("form-choose", label = field.label.as_str()),
            _ => say!("form-needed", label = field.label.as_str()),
        });
        self.focus(at);
        FormOutcome::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::pick::PickerOption;

    fn line(code: &'static str) -> FormField {
        FormField::new(
            code,
            code.to_owned(),
            FieldInput::Line(LineEditor::default()),
        )
    }

    fn form() -> Form {
        let options = ["电话", "短信", "书面"].map(|label| PickerOption::new(label, label));
        let pick = FieldInput::Pick(Picker::new(options.into()).without_choice());
        let fields = vec![
            FormField::new("by", "方式".to_owned(), pick),
            line("to"),
            line("answer").optional(),
        ];
        let mut form = Form::new("催办".to_owned(), "催办".to_owned(), fields);
        form.focus_first_missing();
        form
    }

    #[test]
    fn enter_is_the_next_field_and_submits_on_the_button_alone() {
        let mut form = form();
        for at in 0..3 {
            assert_eq!(form.focused, at);
            assert_eq!(form.enter(), FormOutcome::Open);
        }
        assert!(form.is_on_button());
        assert_eq!(form.enter(), FormOutcome::Open, "something is missing");
        assert_eq!(form.focused, 0, "it goes there and says so");
        assert!(form.error.is_some());
        form.insert_typed("2");
        assert_eq!(form.value("by"), "短信", "a digit chooses");
        assert_eq!(form.focused, 1, "and goes on");
        form.insert_typed("王局长");
        assert_eq!(
            (form.enter(), form.enter()),
            (FormOutcome::Open, FormOutcome::Open)
        );
        assert_eq!(form.enter(), FormOutcome::Finished);
    }

    #[test]
    fn a_form_that_lacks_nothing_opens_on_its_button_and_takes_what_is_typed_there() {
        let mut form = Form::new(String::new(), String::new(), vec![line("note").optional()]);
        form.focus_first_missing();
        assert!(form.is_on_button());
        form.insert_typed("同意。");
        assert_eq!((form.focused, form.value("note")), (0, "同意。".to_owned()));
    }

    #[test]
    fn what_was_typed_to_find_a_choice_is_not_kept_out_of_sight() {
        let mut form = form();
        form.insert_typed("书");
        form.focus_adjacent(true);
        assert_eq!(form.value("by"), "书面");
        form.focus_adjacent(false);
        form.insert_typed("没有");
        form.focus_adjacent(true);
        let Some(FieldInput::Pick(pick)) = form.fields.first().map(|field| &field.input) else {
            panic!("a picker");
        };
        assert!(pick.filter.is_empty());
        assert_eq!(form.value("by"), "", "what fits nothing chooses nothing");
    }
}
