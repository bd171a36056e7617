//! The pictures of the documents, made from the real program:
//! `cargo test pictures -- --ignored` writes them into `docs/`.

use std::fmt::Write as _;

use super::harness::Screen;
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

/// The screen as SVG: a rectangle for each coloured cell and a text for each character, at the
/// place of its cell, so that no font moves a border.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (columns * CELL.0, rows * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'Noto Sans Mono CJK SC','Sarasa Mono SC',monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#16181d\"/>\n"
    );
    for row in 0..rows {
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column) else {
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
            if back != "#16181d" && !cell.is_wide_continuation() {
                writeln!(
                    out,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{back}\"/>",
                    CELL.1
                )
                .unwrap();
            }
            let text = cell.contents();
            if text.trim().is_empty() {
                continue;
            }
            let weight = if cell.bold() {
                " font-weight=\"bold\""
            } else {
                ""
            };
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{}\" fill=\"{front}\"{weight} textLength=\"{width}\" \
                 lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                y + 15,
                escaped(text)
            )
            .unwrap();
        }
    }
    out.push_str("</svg>\n");
    out
}

#[test]
#[ignore = "it writes docs/screen.svg and docs/screen.zh.svg"]
fn pictures() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (lang, name) in [("en", "screen.svg"), ("zh", "screen.zh.svg")] {
        let program = Program::demo();
        let mut screen = Screen::open(&program, 110, 26, &["--lang", lang]);
        screen.rests().keys("3").rests();
        screen.waits(std::time::Duration::from_millis(400)).rests();
        std::fs::write(docs.join(name), svg(screen.terminal())).unwrap();
    }
}
