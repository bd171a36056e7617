//! Measures suggestions over a foreign table: each row is received into a practice office, and
//! decided as the table says.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::evaluate::Evaluation;
use super::practice::{Label, PracticeOffice};
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::recall_args::Suggest;
use crate::cli::{open, output};
use crate::domain::directory::unit::Units;
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::regulation::Tier;
use crate::domain::suggestion::Decision;
use crate::domain::time::{Offset, Timestamp};
use crate::domain::workflow::action::Action;
use crate::intake::sandbox::{Reader, SandboxSession};
use crate::intake::{MapOverrides, ReadResult, collect_sources, decode_bytes};
use crate::platform::file_guard::FileGuard;
use crate::platform::files;
use crate::store::Store;
use crate::store::change::perform::{Actor, Change};
use crate::store::change::receive::Received;

/// The input of the measurement.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// The table of letters.
    pub file: PathBuf,
    /// The column of the category.
    pub category: Option<String>,
    /// The column of the unit.
    pub unit: Option<String>,
    /// A table of labels with describing words.
    pub labels: Option<PathBuf>,
    /// Columns that are mapped to fields by hand.
    pub overrides: MapOverrides,
    /// The most rows to read.
    pub limit: Option<usize>,
    /// The units whose names and duties are known.
    pub units: Units,
    /// The files of the current database (device and inode), which must not be read.
    pub own: FileGuard,
}

/// The results, with sentences that describe the data.
pub struct TableOutcome {
    /// The results by field.
    pub score: Evaluation,
    /// Sentences about the table, the labels and skipped rows.
    pub sentences: Vec<String>,
}

/// Measures over a table, and prints the results.
pub(super) fn run(args: &Xinxiang, wanted: &Suggest, file: &Path) -> Result<(), AppError> {
    let overrides =
        MapOverrides::parse(&wanted.map).map_err(|error| AppError::Usage(error.to_string()))?;
    // The units of the current office; Weibin's where there is none.
    let database = open::database_path(args)?;
    let units = match Store::open(&database) {
        Ok(store) => store.office().units.as_ref().clone(),
        Err(_) => Units::new(crate::app::setup::parse_units(
            crate::store::directory::create::DEFAULT_UNITS,
        )?),
    };
    let (labels, limit) = (wanted.labels.clone(), wanted.limit);
    let own = FileGuard::of(&database);
    let mut table = TableOptions {
        file: file.to_owned(),
        labels,
        limit,
        overrides,
        units,
        own,
        ..TableOptions::default()
    };
    for pair in &wanted.field {
        match pair.split_once('=') {
            Some(("category", column)) if !column.is_empty() => {
                table.category = Some(column.to_owned())
            }
            Some(("unit", column)) if !column.is_empty() => table.unit = Some(column.to_owned()),
            Some(_) | None => {
                return Err(AppError::Usage(say!("cli-bad-field", text = pair.as_str())));
            }
        }
    }
    let mut bar = output::Bar::new();
    let outcome = measure(&table, &mut |done, all| {
        bar.update(done, all, &say!("cli-evaluating"))
    })?;
    bar.finish();
    outcome.score.print_results(args.json, &outcome.sentences)
}

struct TableRow {
    letter: IncomingLetter,
    category: Option<String>,
    unit: Option<String>,
}

/// Measures over a table; `progress` is called with the rows done and the total.
pub fn measure(
    wanted: &TableOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<TableOutcome, AppError> {
    let now = Timestamp::now();
    let (rows, mut skipped) = read_rows(wanted)?;
    let words = wanted
        .labels
        .as_deref()
        .map(|file| read_label_words(file, &wanted.own))
        .transpose()?
        .unwrap_or_default();
    let of = |field: fn(&TableRow) -> Option<&String>| -> Vec<Label> {
        let names: BTreeSet<&String> = rows.iter().filter_map(field).collect();
        let label = |name: &String| Label {
            words: words.get(name).cloned().unwrap_or_default(),
            name: name.clone(),
        };
        names.into_iter().map(label).collect()
    };
    let (categories, units) = (of(|row| row.category.as_ref()), of(|row| row.unit.as_ref()));
    let units: Vec<Label> = units
        .into_iter()
        .map(|label| with_duties(label, &wanted.units))
        .collect();
    let sentence = say!(
        "cli-evaluate-labels",
        labels = categories.len() + units.len(),
        words = categories
            .iter()
            .chain(&units)
            .filter(|label| !label.words.is_empty())
            .count()
    );
    let mut practice = PracticeOffice::create_office(&categories, &units, now)?;
    let all = rows.len() as u64;
    let mut score = Evaluation::default();
    for (n, row) in (1..).zip(rows) {
        if !measure_row(&mut practice, row, &mut score, now)? {
            skipped += 1;
        }
        progress(n, all);
    }
    let file = wanted.file.display().to_string();
    let mut sentences = vec![
        say!(
            "cli-evaluate-table",
            file = file,
            letters = score.times_ms.len()
        ),
        sentence,
    ];
    if skipped > 0 {
        sentences.push(say!("cli-evaluate-skipped", rows = skipped));
    }
    Ok(TableOutcome { score, sentences })
}

/// Receives a row, measures the suggestions for it, then decides it as the table says. Returns
/// `false` for a letter that was received before.
fn measure_row(
    practice: &mut PracticeOffice,
    row: TableRow,
    score: &mut Evaluation,
    now: Timestamp,
) -> Result<bool, AppError> {
    let PracticeOffice { store, who, .. } = practice;
    let Some(Received::New(id)) = store
        .receive(vec![row.letter], &who.id, now)?
        .first()
        .copied()
    else {
        return Ok(false);
    };
    if row.category.is_none() && row.unit.is_none() {
        return Ok(true);
    }
    let lead = row
        .unit
        .as_ref()
        .and_then(|unit| store.office().units.find_by_name(unit))
        .map(|unit| unit.id);
    score.measure_letter(
        store,
        id,
        &Decision {
            category: row.category.clone(),
            lead,
            ..Decision::default()
        },
        who,
    )?;
    let first = store
        .office()
        .regulation
        .categories
        .first()
        .map(|category| category.code.clone());
    let category = row.category.or(first).unwrap_or_default();
    let mut letter = store.perform(
        Change::of(
            id,
            1,
            Action::Accept {
                category,
                major: false,
                accused: None,
                of_type: None,
                subject: None,
            },
        ),
        Actor::new(who, now),
    )?;
    if let Some(lead) = lead {
        let assign = Action::Assign {
            lead,
            co: Vec::new(),
            tier: Tier::Ordinary,
            why: None,
            person: None,
            demand: None,
        };
        letter = store.perform(Change::of(id, letter.version, assign), Actor::new(who, now))?;
    }
    Ok(letter.id == id)
}

/// Reads the rows. Also returns how many are no letters.
fn read_rows(wanted: &TableOptions) -> Result<(Vec<TableRow>, usize), AppError> {
    let missing = || AppError::File(wanted.file.clone(), std::io::ErrorKind::NotFound.into());
    drop(files::open(&wanted.file, &wanted.own)?);
    let (found, rejected) = collect_sources(std::slice::from_ref(&wanted.file), &wanted.own);
    let Some(file) = found.first() else {
        return Err(missing());
    };
    let columns: Vec<&str> = [&wanted.category, &wanted.unit]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let limit = wanted.limit.unwrap_or(usize::MAX);
    let (mut rows, mut skipped) = (Vec::new(), rejected.len());
    let mut reading = SandboxSession::new(Reader::current(), &wanted.own);
    reading.read_labelled(
        file,
        &wanted.overrides,
        Offset::UTC,
        &columns,
        &mut |found, cells| {
            if rows.len() >= limit {
                return ControlFlow::Break(());
            }
            let mut cells = cells.into_iter().map(Some);
            let mut next =
                |wanted: &Option<String>| wanted.as_ref().and_then(|_| cells.next().flatten());
            let (category, unit) = (
                next(&wanted.category),
                next(&wanted.unit).map(|cell| first_unit(&cell).to_owned()),
            );
            let given = |cell: Option<String>| cell.filter(|cell| !cell.is_empty());
            match found {
                ReadResult::Letter(letter) => rows.push(TableRow {
                    letter,
                    category: given(category),
                    unit: given(unit),
                }),
                ReadResult::Aside(_) | ReadResult::Rejected(_) => skipped += 1,
                ReadResult::Skipped(_) => {}
            }
            ControlFlow::Continue(())
        },
    )?;
    Ok((rows, skipped))
}

/// Returns the first of several units in a cell.
fn first_unit(cell: &str) -> &str {
    // Ideographic comma, full-width comma and semicolon, no-break and ideographic space.
    let marks = [
        '|', '\u{3001}', '\u{ff0c}', ',', ';', '\u{ff1b}', ' ', '\u{a0}', '\u{3000}',
    ];
    let units = cell.split(marks);
    units
        .map(str::trim)
        .find(|unit| !unit.is_empty())
        .unwrap_or_default()
}

/// Adds the duties and other names of a known unit to its label. The unit is also found where the
/// label has one more character, such as a place, before its name.
fn with_duties(mut label: Label, units: &Units) -> Label {
    let mut rest = label.name.chars();
    rest.next();
    if let Some(unit) = units
        .find_by_name(&label.name)
        .or_else(|| units.find_by_name(rest.as_str()))
    {
        label.words.extend([unit.name.clone(), unit.duties.clone()]);
        label.words.extend(unit.aliases.iter().cloned());
    }
    label
}

/// Reads the words of each label: the first column is the label, the others its words.
fn read_label_words(
    file: &Path,
    own: &FileGuard,
) -> Result<BTreeMap<String, Vec<String>>, AppError> {
    let failed = |error| AppError::File(file.to_owned(), error);
    let text = decode_bytes(&files::read(file, own)?);
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|error| {
            failed(std::io::Error::other(crate::i18n::describe_csv_error(
                &error,
            )))
        })?;
        let mut cells = record.iter().map(str::trim);
        let label = words
            .entry(cells.next().unwrap_or_default().to_owned())
            .or_default();
        for cell in cells.filter(|cell| !cell.is_empty()) {
            if !label.iter().any(|known| known == cell) {
                label.push(cell.to_owned());
            }
        }
    }
    Ok(words)
}
