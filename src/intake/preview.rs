//! Previews a file before it is imported: format, encoding, columns and a few rows.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::error::IntakeError;
use super::source::SourceFile;
use super::{ReadResult, read};
use crate::domain::time::Offset;
use crate::intake::detect;
use crate::intake::format::SourceFormat;
use crate::intake::table::csv::rows;
use crate::intake::table::fields::Field;
use crate::intake::table::json::text::flatten_object;
use crate::intake::table::mapping::{ColumnMapping, MapOverrides};
use crate::intake::table::row::TableRow;
use crate::intake::table::{json, workbook};
use crate::intake::text::encoding::{self, ReadMeter};
use crate::platform::limits::PREVIEW_ROWS;

/// The preview of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The format.
    pub kind: SourceFormat,
    /// The usual name of a text file's encoding, empty for other files.
    pub encoding: String,
    /// The separator of a CSV file.
    pub separator: Option<char>,
    /// The headings, or the keys of the first JSON object; for mails, the names of the fields in
    /// `sample`.
    pub headings: Vec<String>,
    /// The column of each field.
    pub mapping: ColumnMapping,
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
pub fn preview_source(
    source: &SourceFile,
    overrides: &MapOverrides,
) -> Result<Preview, IntakeError> {
    let kind = detect::detect_format(source)?;
    let mut look = Preview {
        kind,
        encoding: String::new(),
        separator: None,
        headings: Vec::new(),
        mapping: ColumnMapping::default(),
        sample: Vec::new(),
        bytes: source.bytes,
    };
    match kind {
        SourceFormat::Eml | SourceFormat::Mbox | SourceFormat::Maildir => {
            preview_mails(source, &mut look)?
        }
        SourceFormat::Json => preview_json(source, overrides, &mut look)?,
        SourceFormat::Csv
        | SourceFormat::Xlsx
        | SourceFormat::Xls
        | SourceFormat::Xlsb
        | SourceFormat::Ods
        | SourceFormat::Html
        | SourceFormat::SpreadsheetMl => {
            preview_table(source, overrides, &mut look)?;
        }
    }
    Ok(look)
}

fn preview_table(
    source: &SourceFile,
    overrides: &MapOverrides,
    look: &mut Preview,
) -> Result<(), IntakeError> {
    let kind = look.kind;
    let mut under = |row: &TableRow, mapping: &ColumnMapping, headings: &[String]| {
        look.headings = headings.to_vec();
        look.mapping = mapping.clone();
        look.sample.push(row.cells.clone());
        if look.sample.len() < PREVIEW_ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let read = if kind == SourceFormat::Csv {
        let encoding = encoding::detect_encoding(source)?;
        let separator = rows::detect_separator(source, encoding)?;
        let read = rows::stream_rows(
            source,
            encoding,
            separator,
            overrides,
            &ReadMeter::default(),
            &mut under,
        )
        .map(|_| ());
        look.encoding = encoding.name().to_owned();
        look.separator = Some(separator);
        read
    } else {
        workbook::stream_sheets(source, kind, overrides, &ReadMeter::default(), &mut under)
            .map(|_| ())
    };
    match read {
        Err(IntakeError::NoColumns { .. }) if overrides.is_empty() => {
            // Nothing was recognised. With any column as the title the rows can be shown, and the
            // administrator assigns the columns.
            let mut any = MapOverrides::default();
            any.set(Field::Title, "1");
            preview_table(source, &any, look)?;
            look.mapping = ColumnMapping::default();
        }
        Err(IntakeError::NoColumns { columns, .. }) => look.headings = columns,
        other => other?,
    }
    Ok(())
}

fn preview_json(
    source: &SourceFile,
    overrides: &MapOverrides,
    look: &mut Preview,
) -> Result<(), IntakeError> {
    look.encoding = encoding::detect_encoding(source)?.name().to_owned();
    json::stream_values(source, overrides, &ReadMeter::default(), &mut |_, value| {
        if let Some(serde_json::Value::Object(object)) = value {
            let (keys, cells) = flatten_object(object);
            if look.headings.is_empty() {
                look.mapping = overrides
                    .mapping_for(&keys, true)
                    .unwrap_or_else(|_| ColumnMapping::guess(&keys));
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
        Ok(if look.sample.len() < PREVIEW_ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(())
}

fn preview_mails(source: &SourceFile, look: &mut Preview) -> Result<(), IntakeError> {
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
                ReadResult::Letter(letter) => Some(letter),
                ReadResult::Aside(aside) => Some(aside.letter),
                ReadResult::Rejected(_) | ReadResult::Skipped(_) => None,
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
            if look.sample.len() < PREVIEW_ROWS {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    )
}
