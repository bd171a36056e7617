//! Splits grapheme clusters of several glyphs, so that ratatui's cells match those of a terminal.

use ratatui::buffer::{Buffer, CellWidth};

use crate::text::sanitize::{MARK, needs_mark};

/// Gives every glyph of a buffer cells of its own.
///
/// A cluster can have several characters that take room (a Thai consonant and SARA AM, an Indic
/// conjunct, decomposed Hangul). ratatui keeps it in one cell and overwrites only that cell when
/// something else takes its place; a terminal draws it in several cells, of which the others would
/// keep stale glyphs.
pub fn split_clusters(buf: &mut Buffer) {
    let width = usize::from(buf.area.width.max(1));
    for at in 0..buf.content.len() {
        let symbol = buf.content[at].symbol();
        // Fast path: nearly all cells are ASCII or a single character.
        if symbol.len() < 3 || (symbol.chars().nth(1).is_none() && !symbol.contains(needs_mark)) {
            continue;
        }
        let Some(glyphs) = split_glyphs(symbol) else {
            continue;
        };
        let cells = usize::from(symbol.cell_width()).min(width - at % width);
        let look = buf.content[at].clone();
        for cell in &mut buf.content[at..at + cells] {
            *cell = look.clone();
            cell.set_char(' ');
        }
        let fit = glyphs.iter().map(|(_, cells)| cells).sum::<usize>() == cells;
        let mut x = at;
        for (glyph, cells) in glyphs.iter().filter(|_| fit) {
            if *cells > 1 && glyph.contains(needs_mark) {
                // It is drawn as the mark, which is one cell wide.
                buf.content[x..x + cells]
                    .iter_mut()
                    .for_each(|cell| _ = cell.set_char(MARK));
            } else {
                buf.content[x].set_symbol(glyph);
            }
            x += cells;
        }
        for cell in buf.content[x..at + cells].iter_mut().filter(|_| !fit) {
            cell.set_char(MARK);
        }
    }
}

/// Splits a cluster into glyphs with their widths in cells; `None` if the cluster can be drawn as
/// it is.
fn split_glyphs(cluster: &str) -> Option<Vec<(String, usize)>> {
    let mut glyphs: Vec<(String, usize)> = Vec::new();
    for c in cluster.chars() {
        let cells = usize::from(c.encode_utf8(&mut [0; 4]).cell_width());
        match glyphs.last_mut() {
            Some((glyph, all)) if cells == 0 || *all == 0 => {
                glyph.push(c);
                *all += cells;
            }
            Some(_) | None => glyphs.push((c.to_string(), cells)),
        }
    }
    (glyphs.len() > 1 || cluster.contains(needs_mark)).then_some(glyphs)
}
