//! What to look at in a letter before deciding: the passages that are pointed out, and those that are not.

mod letters;
mod numbers;
mod people;
mod spoken;
