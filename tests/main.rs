//! All tests, in one binary.

mod advice;
mod bulletin;
mod bytes;
mod calendar;
mod cli;
mod concurrency;
mod editor;
mod holidays;
mod hot;
mod import_files;
mod keys;
mod locked;
mod machine;
mod office;
mod passages;
mod program;
mod pty;
mod record;
mod reliability;
mod searching;
mod store;
mod tidy;
mod widgets;
mod windows;
mod words;
mod workflow;
