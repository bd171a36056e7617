//! The limits of intake: how much of an untrusted file is read, and with how much memory and time,
//! in one table.

use std::time::Duration;

/// Bytes in a MiB.
pub const MIB: u64 = 1024 * 1024;

// The child process that reads.

/// The memory that the child may use, in MiB; an allocation beyond it ends the child.
pub const CHILD_MEMORY_MIB: u64 = 256;
/// Seconds of processor time for a file, and one more for each MiB of it.
pub const CHILD_CPU_SECONDS: u64 = 60;
/// The child is ended when it has sent nothing for this long.
pub const CHILD_TIMEOUT: Duration = Duration::from_secs(60);
/// Files that the child may hold open: its pipes, and the file that it reads.
pub const CHILD_OPEN_FILES: u64 = 16;
/// The longest message between the child and the program in bytes, without attachments.
pub const FRAME_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of attachments that may be read before the store takes them.
pub const READ_AHEAD_BYTES: usize = 64 * 1024 * 1024;

// Any letter.

/// Text of one letter, one row or one JSON value, in MiB: over a million Chinese characters.
pub const TEXT_MIB: u64 = 4;

/// Rows shown in the preview of a file.
pub const PREVIEW_ROWS: usize = 5;

// Mails.

/// One mail, in MiB.
pub const MAIL_MIB: u64 = 64;
/// A mail that is set aside as automatic, in MiB; a longer one is treated as a letter.
pub const SET_ASIDE_MIB: u64 = 16;
/// Parts of one mail that declare a content type.
pub const MAIL_PARTS: usize = 1_000;
/// Lines of one mail that may begin a part, and header lines.
pub const MAIL_LINES: usize = 100_000;
/// One block of header lines, in MiB.
pub const HEADER_MIB: u64 = 1;
/// All header lines of a mail, in MiB.
pub const HEADERS_MIB: u64 = 4;
/// Parts × bytes of one mail: for each part, the parser may scan the rest of the mail.
pub const MAIL_WORK: usize = 6 * 1024 * 1024 * 1024;
/// How many `=?` of one mail may begin no encoded word.
pub const STRAY_WORDS: usize = 200;
/// One attachment, in MiB.
pub const ATTACHMENT_MIB: usize = 20;
/// The attachments of one mail, in MiB.
pub const ATTACHMENTS_MIB: usize = 50;
/// Attachments stored with one letter.
pub const MAX_ATTACHMENTS: usize = 100;
/// The name of an attachment, in bytes.
pub const NAME_BYTES: usize = 120;

// Text tables (CSV).

/// A quote that spans this many lines, each of which has the separators of a row, was never closed.
pub const ROWS_IN_QUOTES: usize = 10;
/// Lines of one quoted field; a quote that spans more was never closed.
pub const QUOTED_LINES: usize = 100_000;
/// A quote that spans this many lines may go on for long: the rows found before it are delivered
/// first.
pub const FLUSH_AFTER_LINES: usize = 1_000;
/// What may be reread after quotes that are never closed, in MiB; after that, reading of the table
/// stops.
pub const REREAD_MIB: u64 = 32;
/// Columns of a text table.
pub const TEXT_COLUMNS: usize = 1_024;

// Workbooks.

/// Columns that are read of a sheet, and searched for headings in any table.
pub const SHEET_COLUMNS: usize = 256;
/// Rows of one workbook.
pub const SHEET_ROWS: u64 = 200_000;
/// One cell, in MiB.
pub const CELL_MIB: u64 = 1;
/// The text of all cells, in MiB.
pub const CELLS_MIB: u64 = 1024;
/// A workbook of the format before 2007, in MiB: it is read whole, and a small file can expand into
/// a large grid.
pub const XLS_MIB: u64 = 16;
/// A web page or an XML workbook, in MiB: it is read whole.
pub const PAGE_MIB: u64 = 32;
/// The text of a table held in memory, in MiB.
pub const GRID_MIB: u64 = 64;
/// A workbook unpacked, in MiB.
pub const UNPACKED_MIB: u64 = 256;
/// Its unpacked shared strings, in MiB: they are held in memory.
pub const SHARED_MIB: u64 = 96;
/// Its shared strings, both the declared and the actual count.
pub const SHARED_STRINGS: u64 = 2_000_000;
/// Files in the archive.
pub const ARCHIVE_ENTRIES: usize = 2_000;
/// A file that the office names and that is read whole, in MiB.
pub const OFFICE_FILE_MIB: u64 = 64;
/// A text file that the office names, in MiB.
pub const OFFICE_TEXT_MIB: u64 = 4;
