//! Cuts the bytes of a terminal into what a person typed or pasted, and what the terminal says of its own accord.
//!
//! A terminal answers the questions of the program that ran before (its colours, its name, its clipboard), and over a slow line the
//! answer comes late: as text it would open windows and be typed into them.

use std::time::{Duration, Instant};

use super::replies::{BEL, ESC, Reply, is_key, is_rest};

/// So long a sequence may pause. What comes later is typed.
const PAUSE: Duration = Duration::from_secs(1);

/// Of a sequence of parameters, no key has more bytes.
const LONGEST: usize = 64;

const CANCEL: [u8; 2] = [0x18, 0x1a];
const PASTE: &[u8] = b"\x1b[200~";
const PASTED: &[u8] = b"\x1b[201~";

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The bytes of one key, or of one act of the mouse.
    Key(Vec<u8>),
    /// Pasted text.
    Paste(String),
    /// A report of the terminal: where the cursor is, what it can do.
    Report(Vec<u8>),
}

#[derive(Clone, Copy, Default)]
enum State {
    /// Text: nothing has begun but, perhaps, a character of several bytes.
    #[default]
    Text,
    /// After Escape.
    Escape,
    /// After `ESC O`.
    Single,
    /// After `ESC [`.
    Parameters,
    /// After `ESC [ M`: three bytes.
    Mouse,
    /// After `ESC ]`, `ESC P`, `ESC _`, `ESC ^` or `ESC X`.
    String(Reply),
    Paste,
}

/// The bytes of a terminal, as they come.
#[derive(Default)]
pub struct Sequences {
    state: State,
    /// What has begun and is not complete.
    unit: Vec<u8>,
    /// When something came last.
    last: Option<Instant>,
    /// Whether that ended in an Escape, which was taken for the key.
    alone: bool,
}

impl Sequences {
    /// Takes the bytes of one read, and adds what is complete with them.
    pub fn take(&mut self, bytes: &[u8], at: Instant, pieces: &mut Vec<Piece>) {
        self.resume(bytes, at, pieces);
        self.alone = false;
        for (n, byte) in bytes.iter().enumerate() {
            self.byte(*byte, n + 1 < bytes.len(), at, pieces);
        }
        self.last = Some(at);
    }

    /// Decides whether a read goes on with what the one before began.
    fn resume(&mut self, bytes: &[u8], at: Instant, pieces: &mut Vec<Piece>) {
        let pause = self
            .last
            .map_or(Duration::MAX, |last| at.saturating_duration_since(last));
        match self.state {
            State::Paste => {}
            State::Text if self.alone && pause < PAUSE && is_rest(bytes, pause) => self.begin(),
            State::Text => {}
            State::String(reply) if pause < PAUSE && reply.goes_on(bytes, at) => {}
            State::String(reply) => {
                self.leave();
                if reply.escape {
                    pieces.push(Piece::Key(vec![ESC]));
                }
            }
            State::Escape | State::Single | State::Parameters | State::Mouse if pause >= PAUSE => {
                self.leave()
            }
            State::Escape | State::Single | State::Parameters | State::Mouse => {}
        }
    }

    fn leave(&mut self) {
        self.state = State::Text;
        self.unit.clear();
    }

    fn begin(&mut self) {
        self.state = State::Escape;
        self.unit = vec![ESC];
    }

    fn key(&mut self, pieces: &mut Vec<Piece>) {
        pieces.push(Piece::Key(std::mem::take(&mut self.unit)));
        self.state = State::Text;
    }

    fn byte(&mut self, byte: u8, more: bool, at: Instant, pieces: &mut Vec<Piece>) {
        match self.state {
            State::Text => self.text(byte, more, pieces),
            State::Escape => self.escape(byte, more, at, pieces),
            State::Single => match byte {
                b' '..=b'~' => {
                    self.unit.push(byte);
                    self.key(pieces);
                }
                _ => self.again(byte, more, pieces),
            },
            State::Parameters => self.parameter(byte, more, pieces),
            State::Mouse => {
                self.unit.push(byte);
                if self.unit.len() == b"\x1b[M".len() + 3 {
                    self.key(pieces);
                }
            }
            State::String(reply) => self.string(reply, byte, more, at, pieces),
            State::Paste => {
                self.unit.push(byte);
                if self.unit.ends_with(PASTED) {
                    let text = &self.unit[..self.unit.len() - PASTED.len()];
                    pieces.push(Piece::Paste(String::from_utf8_lossy(text).into_owned()));
                    // A paste may be large, and there is none for a long time.
                    self.unit = Vec::new();
                    self.state = State::Text;
                }
            }
        }
    }

    /// What had begun is none: the byte stands for itself.
    fn again(&mut self, byte: u8, more: bool, pieces: &mut Vec<Piece>) {
        self.leave();
        self.text(byte, more, pieces);
    }

    fn text(&mut self, byte: u8, more: bool, pieces: &mut Vec<Piece>) {
        match byte {
            // A character that breaks off is nothing; what broke it off is itself.
            _ if !self.unit.is_empty() && !is_inner(byte) => self.again(byte, more, pieces),
            ESC if more => self.begin(),
            ESC => {
                pieces.push(Piece::Key(vec![ESC]));
                self.alone = true;
            }
            0..=0x7f => pieces.push(Piece::Key(vec![byte])),
            0xc2..=0xf4 => self.unit.push(byte),
            _ if self.unit.is_empty() => {}
            _ => {
                self.unit.push(byte);
                if self.unit.len() == length(self.unit[0]) {
                    match std::str::from_utf8(&self.unit) {
                        Ok(_) => self.key(pieces),
                        Err(_) => self.leave(),
                    }
                }
            }
        }
    }

    fn escape(&mut self, byte: u8, more: bool, at: Instant, pieces: &mut Vec<Piece>) {
        match byte {
            b'[' => self.goes_on(byte, State::Parameters),
            b'O' => self.goes_on(byte, State::Single),
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.unit.clear();
                self.state = State::String(Reply {
                    kind: byte,
                    since: at,
                    empty: true,
                    escape: false,
                });
            }
            // An Escape and one more, or a character of several bytes: the first was the key.
            ESC | 0x80.. => {
                pieces.push(Piece::Key(vec![ESC]));
                self.again(byte, more, pieces);
            }
            0..=0x7f => {
                self.unit.push(byte);
                self.key(pieces);
            }
        }
    }

    fn goes_on(&mut self, byte: u8, state: State) {
        self.unit.push(byte);
        self.state = state;
    }

    fn parameter(&mut self, byte: u8, more: bool, pieces: &mut Vec<Piece>) {
        match byte {
            b' '..=b'?' => {
                if self.unit.len() < LONGEST {
                    self.unit.push(byte);
                }
            }
            // The function keys of the Linux console have one more letter.
            b'[' if self.unit.len() == 2 => self.unit.push(byte),
            b'M' if self.unit.len() == 2 => self.goes_on(byte, State::Mouse),
            b'@'..=b'~' => {
                self.unit.push(byte);
                match self.unit.as_slice() {
                    PASTE => {
                        self.unit.clear();
                        self.state = State::Paste;
                    }
                    PASTED => self.leave(),
                    unit if is_key(unit) => self.key(pieces),
                    _ => {
                        pieces.push(Piece::Report(std::mem::take(&mut self.unit)));
                        self.state = State::Text;
                    }
                }
            }
            _ => self.again(byte, more, pieces),
        }
    }

    fn string(&mut self, reply: Reply, byte: u8, more: bool, at: Instant, pieces: &mut Vec<Piece>) {
        match byte {
            b'\\' if reply.escape => self.leave(),
            ESC => {
                self.state = State::String(Reply {
                    escape: true,
                    ..reply
                })
            }
            _ if reply.escape => {
                // It ended where another sequence begins.
                self.begin();
                self.escape(byte, more, at, pieces);
            }
            BEL => self.leave(),
            _ if CANCEL.contains(&byte) => self.leave(),
            _ => {
                self.state = State::String(Reply {
                    empty: false,
                    ..reply
                })
            }
        }
    }
}

/// Whether a byte stands within a character.
fn is_inner(byte: u8) -> bool {
    (0x80..=0xbf).contains(&byte)
}

/// How many bytes a character has that begins so.
fn length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
