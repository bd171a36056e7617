//! Splits terminal input into keys, pastes and reports of the terminal.
//!
//! A terminal answers queries of the program that ran before (its colours, its name, its
//! clipboard), and over a slow connection the answer arrives late: taken as text it would open
//! windows and be typed into them.

use std::time::{Duration, Instant};

use super::replies::{BEL, ESC, Reply, is_key, is_rest};

/// Maximum pause within a sequence; later bytes were typed.
const PAUSE: Duration = Duration::from_secs(1);

/// Maximum stored length of a parameter sequence; no key is longer.
const LONGEST: usize = 64;

const CANCEL: [u8; 2] = [0x18, 0x1a];
const PASTE: &[u8] = b"\x1b[200~";
const PASTED: &[u8] = b"\x1b[201~";

/// A unit of terminal input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of one key or one mouse event.
    Key(Vec<u8>),
    /// Text of a bracketed paste.
    Paste(String),
    /// Report of the terminal, such as the position of the cursor.
    Report(Vec<u8>),
}

#[derive(Clone, Copy, Default)]
enum State {
    /// Text, perhaps within a multi-byte character.
    #[default]
    Text,
    Escape,
    /// After `ESC O` (SS3).
    Single,
    /// After `ESC [` (CSI).
    Parameters,
    /// After `ESC [ M`: three bytes of a mouse event follow.
    Mouse,
    /// In a string: after `ESC ]` (OSC), `ESC P` (DCS), `ESC _` (APC), `ESC ^` (PM) or `ESC X`
    /// (SOS).
    String(Reply),
    Paste,
}

/// Incremental parser of terminal input.
#[derive(Default)]
pub struct Sequences {
    state: State,
    /// Bytes of the incomplete unit.
    unit: Vec<u8>,
    /// Time of the last read.
    last: Option<Instant>,
    /// Whether the last read ended in an Escape, which was reported as the key.
    alone: bool,
}

impl Sequences {
    /// Parses the bytes of one read, and appends the completed units to `pieces`.
    pub fn take(&mut self, bytes: &[u8], at: Instant, pieces: &mut Vec<Piece>) {
        self.resume(bytes, at, pieces);
        self.alone = false;
        for (n, byte) in bytes.iter().enumerate() {
            self.byte(*byte, n + 1 < bytes.len(), at, pieces);
        }
        self.last = Some(at);
    }

    /// Decides whether a read continues the incomplete unit of the read before.
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
                    // A paste may be large: release its buffer instead of clearing it.
                    self.unit = Vec::new();
                    self.state = State::Text;
                }
            }
        }
    }

    /// Discards the incomplete unit, and parses the byte on its own.
    fn again(&mut self, byte: u8, more: bool, pieces: &mut Vec<Piece>) {
        self.leave();
        self.text(byte, more, pieces);
    }

    fn text(&mut self, byte: u8, more: bool, pieces: &mut Vec<Piece>) {
        match byte {
            // An incomplete character is discarded; the byte that interrupts it is parsed on its
            // own.
            _ if !self.unit.is_empty() && !is_inner(byte) => self.again(byte, more, pieces),
            ESC if more => self.begin(),
            ESC => {
                pieces.push(Piece::Key(vec![ESC]));
                self.alone = true;
            }
            0..=0x7f => pieces.push(Piece::Key(vec![byte])),
            // First byte of a multi-byte UTF-8 character.
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
            // Another Escape or a multi-byte character: the first Escape was the key.
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
            // The Linux console sends function keys as `ESC [ [ A`: one more letter follows.
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
                // An Escape that does not end the string begins another sequence.
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

/// Reports whether a byte is a UTF-8 continuation byte.
fn is_inner(byte: u8) -> bool {
    (0x80..=0xbf).contains(&byte)
}

/// Returns the length of a UTF-8 character in bytes, by its first byte.
fn length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
