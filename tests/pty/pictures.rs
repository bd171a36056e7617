//! The pictures of the documents, made from the real program:
//! `cargo test pictures -- --ignored` writes them into `docs/`.

use std::fmt::Write as _;

use super::harness::Screen;
use super::{DOWN, ENTER, ESC};
use crate::program::Program;

/// Size of a cell in the picture, in pixels.
const CELL: (u16, u16) = (9, 20);

/// The colours of xterm: the first sixteen of the palette.
const FIRST: [&str; 16] = [
    "#2e3436", "#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a", "#d3d7cf",
    "#555753", "#ef2929", "#8ae234", "#fce94f", "#729fcf", "#ad7fa8", "#34e2e2", "#eeeeec",
];

/// A colour of the 256-colour palette (ctlseqs, "Colors").
fn indexed(n: u8) -> String {
    match n {
        0..16 => FIRST[usize::from(n)].to_owned(),
        16..232 => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let (red, green, blue) = ((n - 16) / 36, (n - 16) / 6 % 6, (n - 16) % 6);
            format!("#{:02x}{:02x}{:02x}", level(red), level(green), level(blue))
        }
        232.. => {
            let level = 8 + 10 * (n - 232);
            format!("#{level:02x}{level:02x}{level:02x}")
        }
    }
}

fn colour(colour: vt100::Color, otherwise: &str) -> String {
    match colour {
        vt100::Color::Default => otherwise.to_owned(),
        vt100::Color::Idx(n) => indexed(n),
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Characters of one row that stand side by side, of one width and style.
struct TextRun {
    x: u16,
    width: u16,
    front: String,
    bold: bool,
    wide: bool,
    text: String,
}

/// Returns the runs of a row, and writes a rectangle for each coloured cell.
fn runs(screen: &vt100::Screen, row: u16, out: &mut String) -> Vec<TextRun> {
    let mut runs: Vec<TextRun> = Vec::new();
    for column in 0..screen.size().1.get() {
        let Some(cell) = screen
            .cell(row, column)
            .filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let (mut front, mut back) = (
            colour(cell.fgcolor(), "#d8dee9"),
            colour(cell.bgcolor(), "#16181d"),
        );
        if cell.inverse() {
            std::mem::swap(&mut front, &mut back);
        }
        let (x, y) = (column * CELL.0, row * CELL.1);
        let width = if cell.is_wide() { 2 * CELL.0 } else { CELL.0 };
        if back != "#16181d" {
            let height = CELL.1;
            writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{back}\"/>"
            )
            .unwrap();
        }
        let text = cell.contents();
        if text.trim().is_empty() {
            continue;
        }
        match runs.last_mut() {
            Some(run)
                if run.x + run.width == x
                    && run.front == front
                    && (run.bold, run.wide) == (cell.bold(), cell.is_wide()) =>
            {
                run.text.push_str(text);
                run.width += width;
            }
            _ => runs.push(TextRun {
                x,
                width,
                front,
                bold: cell.bold(),
                wide: cell.is_wide(),
                text: text.to_owned(),
            }),
        }
    }
    runs
}

/// The screen as SVG: a rectangle for each coloured cell, and a text for each run of characters, as
/// long as its cells, so that no font moves a border.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (columns.get() * CELL.0, rows.get() * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'Noto Sans Mono CJK SC','Sarasa Mono SC',monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#16181d\"/>\n"
    );
    for row in 0..rows.get() {
        for run in runs(screen, row, &mut out) {
            let weight = if run.bold {
                " font-weight=\"bold\""
            } else {
                ""
            };
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" fill=\"{}\"{weight} textLength=\"{}\" \
                 lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                run.x,
                row * CELL.1 + 15,
                run.front,
                run.width,
                escaped(&run.text)
            )
            .unwrap();
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The pictures of the guides: the name, who looks, and the keys that lead there from the one before.
const GUIDE: [(&str, &[&str]); 10] = [
    ("inbox", &["1"]),
    ("menu", &["3", ENTER]),
    ("accept", &[ESC, "1", DOWN, "a"]),
    ("by-hand", &[ESC, "c"]),
    ("reply", &[ESC, "4", "e"]),
    ("phrases", &["\x14"]),
    ("history", &[ESC, ESC, "4", "h"]),
    ("today", &[ESC, "0"]),
    ("bulletin", &[ESC, "8"]),
    ("settings", &[ESC, ","]),
];

#[test]
#[ignore = "it writes the pictures into docs"]
fn pictures() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (lang, name) in [("en", "screen.svg"), ("zh", "screen.zh.svg")] {
        let program = Program::demo();
        let mut screen = Screen::open(&program, 110, 26, &["--lang", lang]);
        screen.rests().keys("3").rests();
        screen.waits(std::time::Duration::from_millis(400)).rests();
        std::fs::write(docs.join(name), svg(screen.terminal())).unwrap();
    }
    let folder = docs.join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    for lang in ["en", "zh"] {
        let program = Program::demo();
        let mut screen = Screen::open(&program, 110, 28, &["--as", "wang", "--lang", lang]);
        screen.rests();
        for (name, keys) in GUIDE {
            for key in keys {
                screen.keys(key).rests();
            }
            screen.waits(std::time::Duration::from_millis(400)).rests();
            let file = folder.join(format!("{name}.{lang}.svg"));
            std::fs::write(file, svg(screen.terminal())).unwrap();
        }
    }
}
