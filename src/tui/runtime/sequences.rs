//! Splits terminal input into keys, pastes and reports of the terminal.
//!
//! A terminal answers queries of the program that ran before (its colours, its name, its
//! clipboard), and over a slow connection the answer arrives late: taken as text it would open
//! windows and be typed into them.

use std::time::{Duration, Instant};

use crate::tui::runtime::reports::{BEL, ControlString, ESC, is_key, is_split_rest};

/// Maximum pause within a sequence; later bytes were typed.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// Maximum stored length of a parameter sequence; no key is longer.
const MAX_PARAMETERS: usize = 64;

const CANCEL: [u8; 2] = [0x18, 0x1a];
const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// A unit of terminal input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputUnit {
    /// Bytes of one key or one mouse event.
    Key(Vec<u8>),
    /// Text of a bracketed paste.
    Paste(String),
    /// Report of the terminal, such as the position of the cursor.
    Report(Vec<u8>),
}

#[derive(Clone, Copy, Default)]
enum ParserState {
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
    String(ControlString),
    Paste,
}

/// Incremental parser of terminal input.
#[derive(Default)]
pub struct SequenceParser {
    state: ParserState,
    /// Bytes of the incomplete unit.
    unit: Vec<u8>,
    /// Time of the last read.
    last: Option<Instant>,
    /// Whether the last read ended in an Escape, which was reported as the key.
    after_lone_escape: bool,
}

impl SequenceParser {
    /// Parses the bytes of one read, and appends the completed units to `pieces`.
    pub fn parse_bytes(&mut self, bytes: &[u8], at: Instant, pieces: &mut Vec<InputUnit>) {
        self.resume_unit(bytes, at, pieces);
        self.after_lone_escape = false;
        for (n, byte) in bytes.iter().enumerate() {
            self.parse_byte(*byte, n + 1 < bytes.len(), at, pieces);
        }
        self.last = Some(at);
    }

    /// Decides whether a read continues the incomplete unit of the read before.
    fn resume_unit(&mut self, bytes: &[u8], at: Instant, pieces: &mut Vec<InputUnit>) {
        let pause = self
            .last
            .map_or(Duration::MAX, |last| at.saturating_duration_since(last));
        match self.state {
            ParserState::Paste => {}
            ParserState::Text
                if self.after_lone_escape && pause < MAX_PAUSE && is_split_rest(bytes, pause) =>
            {
                self.begin_escape()
            }
            ParserState::Text => {}
            ParserState::String(reply) if pause < MAX_PAUSE && reply.is_continued_by(bytes, at) => {
            }
            ParserState::String(reply) => {
                self.reset_state();
                if reply.escape {
                    pieces.push(InputUnit::Key(vec![ESC]));
                }
            }
            ParserState::Escape
            | ParserState::Single
            | ParserState::Parameters
            | ParserState::Mouse
                if pause >= MAX_PAUSE =>
            {
                self.reset_state()
            }
            ParserState::Escape
            | ParserState::Single
            | ParserState::Parameters
            | ParserState::Mouse => {}
        }
    }

    fn reset_state(&mut self) {
        self.state = ParserState::Text;
        self.unit.clear();
    }

    fn begin_escape(&mut self) {
        self.state = ParserState::Escape;
        self.unit = vec![ESC];
    }

    fn finish_key(&mut self, pieces: &mut Vec<InputUnit>) {
        pieces.push(InputUnit::Key(std::mem::take(&mut self.unit)));
        self.state = ParserState::Text;
    }

    fn parse_byte(&mut self, byte: u8, more: bool, at: Instant, pieces: &mut Vec<InputUnit>) {
        match self.state {
            ParserState::Text => self.parse_text(byte, more, pieces),
            ParserState::Escape => self.parse_escape(byte, more, at, pieces),
            ParserState::Single => match byte {
                b' '..=b'~' => {
                    self.unit.push(byte);
                    self.finish_key(pieces);
                }
                _ => self.reparse_byte(byte, more, pieces),
            },
            ParserState::Parameters => self.parse_parameter(byte, more, pieces),
            ParserState::Mouse => {
                self.unit.push(byte);
                if self.unit.len() == b"\x1b[M".len() + 3 {
                    self.finish_key(pieces);
                }
            }
            ParserState::String(reply) => self.parse_string(reply, byte, more, at, pieces),
            ParserState::Paste => {
                self.unit.push(byte);
                if self.unit.ends_with(PASTE_END) {
                    let text = &self.unit[..self.unit.len() - PASTE_END.len()];
                    pieces.push(InputUnit::Paste(String::from_utf8_lossy(text).into_owned()));
                    // A paste may be large: release its buffer instead of clearing it.
                    self.unit = Vec::new();
                    self.state = ParserState::Text;
                }
            }
        }
    }

    /// Discards the incomplete unit, and parses the byte on its own.
    fn reparse_byte(&mut self, byte: u8, more: bool, pieces: &mut Vec<InputUnit>) {
        self.reset_state();
        self.parse_text(byte, more, pieces);
    }

    fn parse_text(&mut self, byte: u8, more: bool, pieces: &mut Vec<InputUnit>) {
        match byte {
            // An incomplete character is discarded; the byte that interrupts it is parsed on its
            // own.
            _ if !self.unit.is_empty() && !is_continuation_byte(byte) => {
                self.reparse_byte(byte, more, pieces)
            }
            ESC if more => self.begin_escape(),
            ESC => {
                pieces.push(InputUnit::Key(vec![ESC]));
                self.after_lone_escape = true;
            }
            0..=0x7f => pieces.push(InputUnit::Key(vec![byte])),
            // First byte of a multi-byte UTF-8 character.
            0xc2..=0xf4 => self.unit.push(byte),
            _ if self.unit.is_empty() => {}
            _ => {
                self.unit.push(byte);
                if self.unit.len() == utf8_length(self.unit[0]) {
                    match std::str::from_utf8(&self.unit) {
                        Ok(_) => self.finish_key(pieces),
                        Err(_) => self.reset_state(),
                    }
                }
            }
        }
    }

    fn parse_escape(&mut self, byte: u8, more: bool, at: Instant, pieces: &mut Vec<InputUnit>) {
        match byte {
            b'[' => self.continue_unit(byte, ParserState::Parameters),
            b'O' => self.continue_unit(byte, ParserState::Single),
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.unit.clear();
                self.state = ParserState::String(ControlString {
                    kind: byte,
                    since: at,
                    empty: true,
                    escape: false,
                });
            }
            // Another Escape or a multi-byte character: the first Escape was the key.
            ESC | 0x80.. => {
                pieces.push(InputUnit::Key(vec![ESC]));
                self.reparse_byte(byte, more, pieces);
            }
            0..=0x7f => {
                self.unit.push(byte);
                self.finish_key(pieces);
            }
        }
    }

    fn continue_unit(&mut self, byte: u8, state: ParserState) {
        self.unit.push(byte);
        self.state = state;
    }

    fn parse_parameter(&mut self, byte: u8, more: bool, pieces: &mut Vec<InputUnit>) {
        match byte {
            b' '..=b'?' => {
                if self.unit.len() < MAX_PARAMETERS {
                    self.unit.push(byte);
                }
            }
            // The Linux console sends function keys as `ESC [ [ A`: one more letter follows.
            b'[' if self.unit.len() == 2 => self.unit.push(byte),
            b'M' if self.unit.len() == 2 => self.continue_unit(byte, ParserState::Mouse),
            b'@'..=b'~' => {
                self.unit.push(byte);
                match self.unit.as_slice() {
                    PASTE_BEGIN => {
                        self.unit.clear();
                        self.state = ParserState::Paste;
                    }
                    PASTE_END => self.reset_state(),
                    unit if is_key(unit) => self.finish_key(pieces),
                    _ => {
                        pieces.push(InputUnit::Report(std::mem::take(&mut self.unit)));
                        self.state = ParserState::Text;
                    }
                }
            }
            _ => self.reparse_byte(byte, more, pieces),
        }
    }

    fn parse_string(
        &mut self,
        reply: ControlString,
        byte: u8,
        more: bool,
        at: Instant,
        pieces: &mut Vec<InputUnit>,
    ) {
        match byte {
            b'\\' if reply.escape => self.reset_state(),
            ESC => {
                self.state = ParserState::String(ControlString {
                    escape: true,
                    ..reply
                })
            }
            _ if reply.escape => {
                // An Escape that does not end the string begins another sequence.
                self.begin_escape();
                self.parse_escape(byte, more, at, pieces);
            }
            BEL => self.reset_state(),
            _ if CANCEL.contains(&byte) => self.reset_state(),
            _ => {
                self.state = ParserState::String(ControlString {
                    empty: false,
                    ..reply
                })
            }
        }
    }
}

/// Reports whether a byte is a UTF-8 continuation byte.
fn is_continuation_byte(byte: u8) -> bool {
    (0x80..=0xbf).contains(&byte)
}

/// Returns the length of a UTF-8 character in bytes, by its first byte.
fn utf8_length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
