//! The terminal interface in a real pseudo-terminal, by keys alone.

mod bulletin;
mod copying;
mod day;
mod figures;
mod files;
pub(crate) mod harness;
mod late;
mod lists;
mod looks;
mod losing;
mod menus;
mod otherwise;
mod pictures;
mod repeats;
mod restricted;
mod road;
mod roles;
mod searching;
mod settings;
mod snapshots;
mod stops;
mod today;
mod versions;

use harness::Screen;
pub(crate) use road::given_back;

use crate::program::Program;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const LEFT: &str = "\x1b[D";
const DOWN: &str = "\x1b[B";
const CTRL_D: &str = "\x04";
const CTRL_S: &str = "\x13";

/// At 80×24, the size of a plain terminal.
fn open(program: &Program) -> Screen {
    Screen::open(program, 80, 24, &[])
}

/// A practice office with one letter that a unit has answered: the reply is to be written.
pub(crate) fn drafting() -> Program {
    let program = assigned();
    let feedback = [
        "act",
        "1",
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "已修好。",
        "--person",
        "经办人",
        "--head",
        "何志远",
        "--sealed",
    ];
    program.done(&feedback);
    program
}

/// A practice office with one letter at a unit.
fn assigned() -> Program {
    let program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    program
}

/// The row of the list on which the selection stands.
fn selected(screen: &Screen) -> Option<String> {
    screen.rows().into_iter().find(|row| row.contains('▌'))
}
