//! How much of a stranger's file is read, and with how much: every cap of intake, in one table.

use std::time::Duration;

/// Bytes of a MiB.
pub const MIB: u64 = 1024 * 1024;

// The child that reads.

/// What it may take of memory, in MiB; what needs more ends it.
pub const MEMORY_MIB: u64 = 256;
/// Seconds of the processor for a file, and one more for each MiB of it.
pub const CPU_SECONDS: u64 = 60;
/// Without a word from it for so long, it is ended.
pub const SILENCE: Duration = Duration::from_secs(60);
/// Files that it may hold open: what it talks with, and the one that it reads.
pub const OPEN_FILES: u64 = 16;
/// The longest message between it and the program, attachments not counted, in bytes.
pub const FRAME_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of attachments that are read ahead of the store.
pub const AHEAD_BYTES: usize = 64 * 1024 * 1024;

// Any letter.

/// Text of one letter, one row or one JSON value, in MiB: over a million Chinese characters.
pub const TEXT_MIB: u64 = 4;

/// Rows that are shown of a file before it is imported.
pub const SAMPLE: usize = 5;

// Mails.

/// One mail, in MiB.
pub const MAIL_MIB: u64 = 64;
/// A mail that is set aside as automatic, in MiB; a longer one is a letter.
pub const ASIDE_MIB: u64 = 16;
/// Parts of one mail that name a type.
pub const PARTS: usize = 1_000;
/// Lines that may begin a part, and header lines, of one mail.
pub const MAIL_LINES: usize = 100_000;
/// Header lines that belong together, in MiB; and all of a mail.
pub const HEADER_MIB: u64 = 1;
/// All header lines of a mail, in MiB.
pub const HEADERS_MIB: u64 = 4;
/// Parts times bytes: the parser may look through the rest of the mail for each part.
pub const MAIL_WORK: usize = 6 * 1024 * 1024 * 1024;
/// Beginnings of encoded words that are none.
pub const STRAY_WORDS: usize = 200;
/// One attachment, in MiB.
pub const ATTACHMENT_MIB: usize = 20;
/// The attachments of one mail, in MiB.
pub const ATTACHMENTS_MIB: usize = 50;
/// How many attachments a letter keeps.
pub const ATTACHMENTS: usize = 100;
/// The name of an attachment, in bytes.
pub const NAME_BYTES: usize = 120;

// Tables of text.

/// A quote that is open for so many lines, each of which is a row by its separators, was never closed.
pub const LINES_IN_QUOTES: usize = 10;
/// Lines of one quoted field; a quote that is open for longer was never closed.
pub const QUOTED_LINES: usize = 100_000;
/// A quote that is open for so many lines may take long: what was found before it is handed on first.
pub const FAR: usize = 1_000;
/// What is read again after quotes that are never closed, in MiB; then the rest of a table is not read.
pub const AGAIN_MIB: u64 = 32;
/// Columns of a table of text.
pub const FIELDS: usize = 1_024;

// Workbooks.

/// Columns that are looked at, here and for headings anywhere.
pub const COLUMNS: usize = 256;
/// Rows of one workbook.
pub const ROWS: u64 = 200_000;
/// One cell, in MiB.
pub const CELL_MIB: u64 = 1;
/// The text of all cells, in MiB.
pub const CELLS_MIB: u64 = 1024;
/// A workbook of before 2007, in MiB: it is read whole, and a small one can make a large grid.
pub const XLS_MIB: u64 = 16;
/// A web page or an XML workbook, in MiB: it is read whole.
pub const PAGE_MIB: u64 = 32;
/// The text of a table that is held in memory, in MiB.
pub const GRID_MIB: u64 = 64;
/// A workbook unpacked, in MiB.
pub const UNPACKED_MIB: u64 = 256;
/// Its shared strings unpacked, in MiB: they are held in memory.
pub const SHARED_MIB: u64 = 96;
/// Its shared strings, said and counted.
pub const STRINGS: u64 = 2_000_000;
/// Files in it.
pub const ENTRIES: usize = 2_000;
/// A file that the office names and that is read whole, in MiB.
pub const OFFICE_FILE_MIB: u64 = 64;
/// A text that the office names, in MiB.
pub const OFFICE_TEXT_MIB: u64 = 4;
