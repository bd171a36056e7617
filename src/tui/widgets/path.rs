//! A field for the path of a file: typed, or chosen in the folder that is typed so far.

use super::editor::{EditorCommand, LineEditor};
use crate::domain::text::pinyin::PinyinFilter;
use crate::platform::files::FolderEntry;

/// What is done with the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A file is read.
    Read,
    /// Any number of files are read.
    ReadMany,
    /// A new file is written: only folders are offered.
    Save,
}

/// What separates the paths in the value of a field for several files. No offered name contains it.
pub const PATH_SEPARATOR: char = '\n';

/// Field for a path. The folder is listed elsewhere ([`PathField::folder_to_list`]).
#[derive(Debug)]
pub struct PathField {
    /// The path as typed.
    pub line: LineEditor,
    purpose: PathPurpose,
    /// The name that a new file gets where only a folder is typed.
    default_name: String,
    home: String,
    /// The folder whose entries these are, or are waited for.
    listed: Option<String>,
    /// `None` until they are read, and if they cannot be.
    entries: Option<Vec<FolderEntry>>,
    shown: Vec<usize>,
    /// What the arrow keys point at, among those shown.
    cursor: Option<usize>,
    taken: Vec<String>,
}

impl PathField {
    /// Creates a field that holds a path.
    pub fn new(purpose: PathPurpose, path: &str) -> PathField {
        PathField {
            line: LineEditor::new(path),
            purpose,
            default_name: match purpose {
                PathPurpose::Save => split_path(path).1.to_owned(),
                PathPurpose::Read | PathPurpose::ReadMany => String::new(),
            },
            home: String::new(),
            listed: None,
            entries: None,
            shown: Vec::new(),
            cursor: None,
            taken: Vec::new(),
        }
    }

    /// Sets the folder to begin with, in which nothing is chosen yet, and the one that `~` stands
    /// for.
    pub fn set_folders(&mut self, start: &str, home: &str) {
        home.clone_into(&mut self.home);
        if self.line.is_empty() && self.purpose != PathPurpose::Save {
            self.line.set_text(&with_slash(start));
        }
    }

    /// Returns the path as typed. An absolute path that is typed behind another (`…//abs`, `…/~/x`)
    /// replaces it.
    pub fn typed(&self) -> String {
        let typed = self.line.text().trim();
        let start = typed
            .rfind("//")
            .map(|at| at + 1)
            .max(typed.rfind("/~/").map(|at| at + 1));
        let typed = start.and_then(|at| typed.get(at..)).unwrap_or(typed);
        match typed.strip_prefix("~/") {
            Some(rest) => format!("{}{rest}", with_slash(&self.home)),
            None => typed.to_owned(),
        }
    }

    /// Returns the path of the file: what is pointed at, else what is typed; empty while only a
    /// folder is. Several are separated by [`PATH_SEPARATOR`].
    pub fn value(&self) -> String {
        let typed = match self.pointed_path() {
            Some((path, false)) => path,
            Some((_, true)) | None => self.typed(),
        };
        let typed = match typed.ends_with('/') {
            true => format!("{typed}{}", self.default_name),
            false => typed,
        };
        let typed = Some(typed).filter(|path| !path.is_empty() && !path.ends_with('/'));
        let mut paths = self.taken.clone();
        paths.extend(typed.filter(|path| !self.taken.contains(path)));
        paths.join(&PATH_SEPARATOR.to_string())
    }

    /// Replaces what the field holds with a value that it returned.
    pub fn set_value(&mut self, value: &str) {
        if self.purpose == PathPurpose::ReadMany {
            let paths = value.split(PATH_SEPARATOR).filter(|path| !path.is_empty());
            self.taken = paths.map(str::to_owned).collect();
        } else if !value.is_empty() {
            self.line.set_text(value);
        }
        self.apply_filter();
    }

    /// Returns the last file of the value, if it is read.
    pub fn file_to_read(&self) -> Option<String> {
        let value = self.value();
        let last = value.rsplit(PATH_SEPARATOR).next()?.to_owned();
        (self.purpose != PathPurpose::Save && !last.is_empty()).then_some(last)
    }

    /// Returns the names of the files that are taken, of several.
    pub fn taken_names(&self) -> Vec<&str> {
        self.taken.iter().map(|path| split_path(path).1).collect()
    }

    /// Returns the folder whose entries are not known yet; each is asked for once.
    pub fn folder_to_list(&mut self) -> Option<String> {
        let folder = split_path(&self.typed()).0.to_owned();
        if self.listed.as_ref() == Some(&folder) {
            return None;
        }
        (self.entries, self.cursor) = (None, None);
        self.shown.clear();
        self.listed = Some(folder.clone());
        Some(folder)
    }

    /// Stores the entries of a folder; those of one that is left meanwhile are dropped. `None` says
    /// that it cannot be read.
    pub fn set_entries(&mut self, folder: &str, entries: Option<Vec<FolderEntry>>) {
        if self.listed.as_deref() != Some(folder) {
            return;
        }
        self.entries = entries.map(|mut entries| {
            entries.retain(|entry| !entry.name.contains(char::is_control));
            entries.sort_by(|a, b| (!a.is_folder, &a.name).cmp(&(!b.is_folder, &b.name)));
            entries
        });
        self.apply_filter();
    }

    fn apply_filter(&mut self) {
        self.shown.clear();
        self.cursor = None;
        let typed = self.typed();
        let (folder, name) = split_path(&typed);
        let entries = self.entries.iter().flatten();
        if self.listed.as_deref() != Some(folder) {
            return;
        }
        let saves = self.purpose == PathPurpose::Save;
        let filter = PinyinFilter::new(if saves { "" } else { name });
        let mut fit = Vec::new();
        for (at, entry) in entries.enumerate() {
            let hidden = entry.name.starts_with('.') && !name.starts_with('.');
            if !hidden
                && (entry.is_folder || !saves)
                && let Some(rank) = filter.rank(&entry.name)
            {
                fit.push((rank, at));
            }
        }
        fit.sort_unstable();
        self.shown = fit.into_iter().map(|(_, at)| at).collect();
    }

    fn pointed(&self) -> Option<&FolderEntry> {
        let at = *self.shown.get(self.cursor?)?;
        self.entries.as_ref()?.get(at)
    }

    /// Returns the path of what is pointed at, and whether it is a folder.
    fn pointed_path(&self) -> Option<(String, bool)> {
        let entry = self.pointed()?;
        let folder = self.listed.as_deref().unwrap_or_default();
        Some((format!("{folder}{}", entry.name), entry.is_folder))
    }

    /// Reports what is pointed at: `true` for a folder, `false` for a file.
    pub fn points_at_folder(&self) -> Option<bool> {
        self.pointed().map(|entry| entry.is_folder)
    }

    /// Reports whether any number of files may be ticked.
    pub fn takes_many(&self) -> bool {
        self.purpose == PathPurpose::ReadMany
    }

    /// Opens the folder that is pointed at, or takes the file. Returns whether the field keeps the
    /// focus; `None` if nothing is pointed at.
    pub fn take(&mut self) -> Option<bool> {
        let (path, is_folder) = self.pointed_path()?;
        match (is_folder, self.takes_many()) {
            (true, _) => self.line.set_text(&with_slash(&path)),
            (false, true) => {
                self.toggle(path);
                let folder = self.listed.clone().unwrap_or_default();
                self.line.set_text(&folder);
            }
            (false, false) => self.line.set_text(&path),
        }
        self.apply_filter();
        Some(is_folder || self.takes_many())
    }

    fn toggle(&mut self, path: String) {
        match self.taken.iter().position(|known| *known == path) {
            Some(at) => _ = self.taken.remove(at),
            None => self.taken.push(path),
        }
    }

    /// Completes what is typed with what fits best, or takes what is pointed at. Returns `false` if
    /// there is nothing to complete.
    pub fn complete(&mut self) -> bool {
        let typed = self.typed();
        let name = split_path(&typed).1;
        if self.cursor.is_none() && !name.is_empty() && self.purpose != PathPurpose::Save {
            let mut entries = self.entries.iter().flatten();
            let exact = entries.find(|entry| entry.name == name);
            match exact.map(|entry| entry.is_folder) {
                Some(true) => {
                    self.line.set_text(&with_slash(&typed));
                    self.apply_filter();
                    return true;
                }
                // What is typed in full needs no choice.
                Some(false) => return false,
                None => self.cursor = Some(0),
            }
        }
        self.take().is_some()
    }

    /// Points at a row of what is shown, and opens or takes it. Returns whether the field keeps the
    /// focus.
    pub fn choose_row(&mut self, row: usize) -> bool {
        if row < self.shown.len() {
            self.cursor = Some(row);
        }
        self.take().unwrap_or(true)
    }

    /// Inserts what is typed or pasted; a path in quotes, as terminals paste what is dropped into
    /// them, loses them. A single space ticks the file that the arrow keys chose.
    pub fn insert(&mut self, text: &str) {
        if self.takes_many()
            && matches!(text, " " | "\u{3000}")
            && let Some((path, false)) = self.pointed_path()
        {
            return self.toggle(path);
        }
        let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
        let text = quoted('\'').or_else(|| quoted('"')).unwrap_or(text);
        let text = text.strip_prefix("file://").unwrap_or(text);
        let at_end = self.line.cursor() == self.line.char_count();
        if text.starts_with(['/', '~']) && at_end && self.line.text().ends_with('/') {
            self.line.set_text("");
        }
        self.line.insert(text);
        self.apply_filter();
    }

    /// Moves among the entries, opens and leaves folders, or edits the path.
    pub fn run_edit(&mut self, command: EditorCommand) {
        let down = match command {
            EditorCommand::Up => Some((1, false)),
            EditorCommand::Down => Some((1, true)),
            EditorCommand::PageUp => Some((8, false)),
            EditorCommand::PageDown => Some((8, true)),
            _ => None,
        };
        if let Some((by, down)) = down {
            let last = self.shown.len().checked_sub(1);
            self.cursor = last.and_then(|last| match (self.cursor, down) {
                (None, true) => Some(0),
                (None, false) => None,
                (Some(at), true) => Some((at + by).min(last)),
                (Some(at), false) => at.checked_sub(by).or(Some(0).filter(|_| at > 0)),
            });
            return;
        }
        match command {
            EditorCommand::Right if self.points_at_folder() == Some(true) => {
                self.take();
            }
            EditorCommand::Left if self.cursor.is_some() => {
                let typed = self.typed();
                let folder = split_path(&typed).0.trim_end_matches('/');
                let parent = split_path(folder).0.to_owned();
                self.line.set_text(&parent);
                self.apply_filter();
            }
            EditorCommand::DeleteBack
                if !self.taken.is_empty() && self.line.text().ends_with('/') =>
            {
                self.taken.pop();
            }
            other => {
                let before = self.line.revision();
                self.line.run_command(other);
                if self.line.revision() != before {
                    self.apply_filter();
                }
            }
        }
    }

    /// Returns the entries that fit what is typed, each with whether it is taken, and the index of
    /// the one that is pointed at.
    pub fn shown(&self) -> (impl Iterator<Item = (&FolderEntry, bool)>, Option<usize>) {
        let folder = self.listed.as_deref().unwrap_or_default();
        let taken = move |entry: &FolderEntry| {
            let mut paths = self.taken.iter().map(|path| split_path(path));
            paths.any(|path| path == (folder, entry.name.as_str()))
        };
        let entry = move |at: &usize| self.entries.as_ref()?.get(*at);
        let rows = self.shown.iter().filter_map(entry);
        (rows.map(move |entry| (entry, taken(entry))), self.cursor)
    }

    /// Reports whether a new file is written.
    pub fn saves(&self) -> bool {
        self.purpose == PathPurpose::Save
    }

    /// Returns the number of entries that fit what is typed; `None` if the folder cannot be read.
    pub fn shown_count(&self) -> Option<usize> {
        self.entries.as_ref().map(|_| self.shown.len())
    }
}

/// Splits a path behind its last slash: the folder, with the slash, and the name in it.
fn split_path(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

fn with_slash(folder: &str) -> String {
    match folder.ends_with('/') {
        true => folder.to_owned(),
        false => format!("{folder}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, is_folder: bool) -> FolderEntry {
        FolderEntry {
            name: name.to_owned(),
            is_folder,
            bytes: 9,
        }
    }

    fn field(purpose: PathPurpose) -> PathField {
        let mut field = PathField::new(purpose, "");
        field.set_folders("/home/wang", "/home/wang");
        list(&mut field);
        field
    }

    /// Lists the folder that the field asks for.
    fn list(field: &mut PathField) {
        let Some(folder) = field.folder_to_list() else {
            return;
        };
        let entries = match folder.as_str() {
            "/home/wang/" => vec![
                entry("扫描件2.pdf", false),
                entry("扫描件1.pdf", false),
                entry(".cache", true),
                entry("下载", true),
            ],
            "/home/wang/下载/" => vec![entry("units.csv", false)],
            "/home/" => vec![entry("wang", true)],
            _ => return field.set_entries(&folder, None),
        };
        field.set_entries(&folder, Some(entries));
    }

    fn names(field: &PathField) -> Vec<String> {
        let (rows, _) = field.shown();
        rows.map(|(entry, _)| entry.name.clone()).collect()
    }

    #[test]
    fn a_folder_is_opened_and_left_and_a_file_in_it_taken() {
        let mut field = field(PathPurpose::Read);
        assert_eq!(names(&field), ["下载", "扫描件1.pdf", "扫描件2.pdf"]);
        assert_eq!(field.value(), "", "a folder alone is no file");
        field.run_edit(EditorCommand::Down);
        assert_eq!(field.points_at_folder(), Some(true));
        assert_eq!(field.take(), Some(true), "stays in the field");
        list(&mut field);
        assert_eq!(field.line.text(), "/home/wang/下载/");
        field.run_edit(EditorCommand::Down);
        assert_eq!(field.value(), "/home/wang/下载/units.csv");
        field.run_edit(EditorCommand::Left);
        assert_eq!(field.line.text(), "/home/wang/");
        list(&mut field);
        field.insert("xz");
        assert_eq!(field.take(), None, "what is typed is taken as it is");
        assert!(field.complete(), "found by its initials");
        list(&mut field);
        field.insert("un");
        assert!(field.complete());
        assert_eq!(field.value(), "/home/wang/下载/units.csv");
        assert!(!field.complete(), "what is typed in full needs no choice");
        field.run_edit(EditorCommand::Down);
        assert_eq!(field.take(), Some(false), "goes on to the next field");
    }

    #[test]
    fn several_files_are_ticked_and_the_last_is_given_back() {
        let mut field = field(PathPurpose::ReadMany);
        field.run_edit(EditorCommand::Down);
        field.run_edit(EditorCommand::Down);
        field.insert(" ");
        field.run_edit(EditorCommand::Down);
        assert_eq!(field.take(), Some(true));
        assert_eq!(field.taken_names(), ["扫描件1.pdf", "扫描件2.pdf"]);
        let saved = field.value();
        assert_eq!(saved, "/home/wang/扫描件1.pdf\n/home/wang/扫描件2.pdf");
        let mut again = PathField::new(PathPurpose::ReadMany, "");
        again.set_value(&saved);
        assert_eq!(again.value(), saved);
        field.run_edit(EditorCommand::DeleteBack);
        assert_eq!(field.value(), "/home/wang/扫描件1.pdf");
    }

    #[test]
    fn an_absolute_path_replaces_the_folder_and_home_is_known() {
        let mut field = field(PathPurpose::Read);
        field.insert("'/tmp/a b.csv'");
        assert_eq!(field.value(), "/tmp/a b.csv");
        let mut other = PathField::new(PathPurpose::Read, "");
        other.set_folders("/srv", "/home/wang");
        other.insert("~");
        other.insert("/下载/units.csv");
        assert_eq!(other.value(), "/home/wang/下载/units.csv");
        list(&mut other);
        assert_eq!(other.points_at_folder(), None, "typed in full");
        other.line.set_text("/nowhere/x");
        list(&mut other);
        assert_eq!(other.shown_count(), None);
    }

    #[test]
    fn a_field_to_save_offers_folders_alone_and_keeps_its_name() {
        let mut field = PathField::new(PathPurpose::Save, "/home/wang/回复.txt");
        field.set_folders("/srv", "/home/wang");
        list(&mut field);
        assert_eq!(names(&field), ["下载"]);
        assert_eq!(field.value(), "/home/wang/回复.txt");
        field.line.set_text("/tmp/");
        assert_eq!(field.value(), "/tmp/回复.txt", "a folder gets the name");
    }
}
