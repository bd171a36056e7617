//! Previews a file before it is imported: format, encoding, columns and a few rows.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::error::IntakeError;
use super::kind;
use super::source::SourceFile;
use super::{Found, read};
use crate::domain::time::Offset;
use crate::intake::format::Kind;
use crate::intake::table::csv::rows;
use crate::intake::table::fields::Field;
use crate::intake::table::json::text::columns;
use crate::intake::table::mapping::{MapOverrides, Mapping};
use crate::intake::table::row::Row;
use crate::intake::table::{json, workbook};
use crate::intake::text::encoding::{self, Meter};
use crate::platform::limits::SAMPLE;

/// The preview of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The format.
    pub kind: Kind,
    /// The usual name of a text file's encoding, empty for other files.
    pub encoding: String,
    /// The separator of a CSV file.
    pub separator: Option<char>,
    /// The headings, or the keys of the first JSON object; for mails, the names of the fields in
    /// `sample`.
    pub headings: Vec<String>,
    /// The column of each field.
    pub mapping: Mapping,
    /// The first rows, at most five.
    pub sample: Vec<Vec<String>>,
    /// The size of the source in bytes.
    pub bytes: u64,
}

/// Previews a source, which must come from the walk that never opens the database. No column need
/// be recognised, since the administrator can assign the columns afterwards.
///
/// # Errors
/// If the file would be refused whatever its columns.
pub fn look(source: &SourceFile, overrides: &MapOverrides) -> Result<Look, IntakeError> {
    let kind = kind::of(source)?;
    let mut look = Look {
        kind,
        encoding: String::new(),
        separator: None,
        headings: Vec::new(),
        mapping: Mapping::default(),
        sample: Vec::new(),
        bytes: source.bytes,
    };
    match kind {
        Kind::Eml | Kind::Mbox | Kind::Maildir => mails(source, &mut look)?,
        Kind::Json => objects(source, overrides, &mut look)?,
        Kind::Csv
        | Kind::Xlsx
        | Kind::Xls
        | Kind::Xlsb
        | Kind::Ods
        | Kind::Html
        | Kind::SpreadsheetMl => {
            table(source, overrides, &mut look)?;
        }
    }
    Ok(look)
}

fn table(
    source: &SourceFile,
    overrides: &MapOverrides,
    look: &mut Look,
) -> Result<(), IntakeError> {
    let kind = look.kind;
    let mut under = |row: &Row, mapping: &Mapping, headings: &[String]| {
        look.headings = headings.to_vec();
        look.mapping = mapping.clone();
        look.sample.push(row.cells.clone());
        if look.sample.len() < SAMPLE {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let read = if kind == Kind::Csv {
        let encoding = encoding::detect(source)?;
        let separator = rows::separator(source, encoding)?;
        let read = rows::rows(
            source,
            encoding,
            separator,
            overrides,
            &Meter::default(),
            &mut under,
        )
        .map(|_| ());
        look.encoding = encoding.name().to_owned();
        look.separator = Some(separator);
        read
    } else {
        workbook::sheets(source, overrides, &Meter::default(), &mut under).map(|_| ())
    };
    match read {
        Err(IntakeError::NoColumns { .. }) if overrides.is_empty() => {
            // Nothing was recognised. With any column as the title the rows can be shown, and the
            // administrator assigns the columns.
            let mut any = MapOverrides::default();
            any.set(Field::Title, "1");
            table(source, &any, look)?;
            look.mapping = Mapping::default();
        }
        Err(IntakeError::NoColumns { columns, .. }) => look.headings = columns,
        other => other?,
    }
    Ok(())
}

fn objects(
    source: &SourceFile,
    overrides: &MapOverrides,
    look: &mut Look,
) -> Result<(), IntakeError> {
    look.encoding = encoding::detect(source)?.name().to_owned();
    json::values(source, overrides, &Meter::default(), &mut |_, value| {
        if let Some(serde_json::Value::Object(object)) = value {
            let (keys, cells) = columns(object);
            if look.headings.is_empty() {
                look.mapping = overrides
                    .over(&keys, true)
                    .unwrap_or_else(|_| Mapping::guess(&keys));
                look.headings.clone_from(&keys);
            }
            // Later objects may have other keys, or the same in another order.
            let cell = |heading| {
                keys.iter()
                    .position(|key| key == heading)
                    .and_then(|at| cells.get(at).cloned())
            };
            look.sample.push(
                look.headings
                    .iter()
                    .map(|heading| cell(heading).unwrap_or_default())
                    .collect(),
            );
        }
        Ok(if look.sample.len() < SAMPLE {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(())
}

fn mails(source: &SourceFile, look: &mut Look) -> Result<(), IntakeError> {
    let fields = [Field::Title, Field::Writer, Field::Time, Field::Body];
    look.headings = fields
        .iter()
        .map(|field| say!(&format!("intake-field-{}", field.code())))
        .collect();
    for (column, field) in fields.into_iter().enumerate() {
        look.mapping.set(field, column);
    }
    read(
        source,
        &MapOverrides::default(),
        Offset::UTC,
        &mut |found, _| {
            let letter = match found {
                Found::Letter(letter) => Some(letter),
                Found::Aside(aside) => Some(aside.letter),
                Found::Rejected(_) | Found::Skipped(_) => None,
            };
            if let Some(letter) = letter {
                let writer = letter
                    .writer
                    .name
                    .or(letter.writer.email)
                    .unwrap_or_default();
                let time = letter
                    .received_at
                    .map(|at| at.to_string())
                    .unwrap_or_default();
                let body = letter.body.chars().take(200).collect();
                look.sample.push(vec![letter.title, writer, time, body]);
            }
            if look.sample.len() < SAMPLE {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    )
}
