//! A disk as it may be found after a power cut: what was synced is there; of what was not, each sector as it was at some
//! moment since, and each name there or not.

use std::collections::BTreeMap;
use std::path::Path;

use super::trace::{Change, Op};

/// Of a change, by its place in the list of what is not durable: whether it reached the disk, sector by sector.
#[derive(Clone, Copy)]
enum Fate {
    None,
    All,
    /// All until this one.
    Until(usize),
    /// Each sector with this many chances of 16, all or nothing.
    Chance(u64),
    /// Each sector as it was at a moment of its own.
    Any,
}

/// A file: what is durable, and what was done to it since.
#[derive(Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Name {
    There(String, u64),
    Gone(String),
    Moved(String, String),
}

fn apply(names: &mut BTreeMap<String, u64>, name: &Name) {
    match name {
        Name::There(name, file) => _ = names.insert(name.clone(), *file),
        Name::Gone(name) => _ = names.remove(name),
        Name::Moved(from, to) => {
            if let Some(file) = names.remove(from) {
                names.insert(to.clone(), file);
            }
        }
    }
}

/// The disk at some moment of a trace.
#[derive(Default)]
pub(super) struct Disk {
    files: BTreeMap<u64, File>,
    names: BTreeMap<String, u64>,
    pending: Vec<Name>,
    /// What had been acknowledged by then, by the file that it was written to.
    pub said: BTreeMap<String, Vec<u8>>,
}

/// A number that looks random and depends on these only.
fn mixed(seed: u64, of: u64) -> u64 {
    let mut x = seed ^ of.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Disk {
    /// A disk on which this file lies since long.
    pub(super) fn with(name: &str, file: u64, bytes: Vec<u8>) -> Disk {
        let mut disk = Disk::default();
        disk.files.insert(
            file,
            File {
                durable: bytes,
                pending: vec![],
            },
        );
        disk.names.insert(name.to_owned(), file);
        disk
    }

    /// Something is done.
    pub(super) fn take(&mut self, op: &Op) {
        match op {
            Op::Create { name, file } => {
                self.files.entry(*file).or_default();
                self.pending.push(Name::There(name.clone(), *file));
            }
            Op::Change { file, change } => self
                .files
                .entry(*file)
                .or_default()
                .pending
                .push(change.clone()),
            Op::Sync { file } => {
                let file = self.files.entry(*file).or_default();
                file.durable = file.survivor(Fate::All, Fate::All, 512, 0);
                file.pending.clear();
            }
            Op::SyncFolder => self
                .pending
                .drain(..)
                .for_each(|name| apply(&mut self.names, &name)),
            Op::Unlink { name } => self.pending.push(Name::Gone(name.clone())),
            Op::Rename { from, to } => self.pending.push(Name::Moved(from.clone(), to.clone())),
            Op::Said { by, text } => self.said.entry(by.clone()).or_default().extend(text),
        }
    }

    /// Puts what a power cut at this moment may have left into a folder, with what had been acknowledged.
    pub(super) fn after_a_cut(&self, rng: &mut fastrand::Rng, folder: &Path) {
        let mut names = self.names.clone();
        let of_names = fate(rng, self.pending.len());
        let seed = rng.u64(..);
        for (n, name) in self.pending.iter().enumerate() {
            if reached(of_names, n, 0, mixed(seed, n as u64), self.pending.len()) {
                apply(&mut names, name);
            }
        }
        let sector = rng.choice([512, 4096]).unwrap();
        for (name, file) in names {
            let file = &self.files[&file];
            let n = file.pending.len();
            let (sectors, length, seed) = (fate(rng, n), fate(rng, n), rng.u64(..));
            std::fs::write(
                folder.join(name),
                file.survivor(sectors, length, sector, seed),
            )
            .unwrap();
        }
        for (by, text) in &self.said {
            std::fs::write(folder.join(by), text).unwrap();
        }
    }
}

fn fate(rng: &mut fastrand::Rng, n: usize) -> Fate {
    match rng.u8(..6) {
        0 => Fate::None,
        1 => Fate::All,
        2 => Fate::Until(rng.usize(..=n)),
        3 => Fate::Chance(8),
        4 => Fate::Chance(rng.choice([1, 15]).unwrap()),
        _ => Fate::Any,
    }
}

/// Whether the n-th change of so many reached a sector.
fn reached(fate: Fate, n: usize, sector: u64, seed: u64, of: usize) -> bool {
    match fate {
        Fate::None => false,
        Fate::All => true,
        Fate::Until(last) => n < last,
        Fate::Chance(of_16) => mixed(seed, sector) % 16 < of_16,
        Fate::Any => (n as u64) < mixed(seed, sector) % (of as u64 + 1),
    }
}

impl File {
    fn survivor(&self, fate: Fate, of_length: Fate, sector: u64, seed: u64) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let mut length = bytes.len();
        let all = self.pending.len();
        for (n, change) in self.pending.iter().enumerate() {
            let lengthens = reached(of_length, n, u64::MAX, seed, all);
            let (from, to, new) = match change {
                Change::Write { offset, bytes: new } => {
                    let end = *offset as usize + new.len();
                    if lengthens {
                        length = length.max(end);
                    }
                    (*offset, end as u64, Some(new))
                }
                Change::Truncate { length: new } => {
                    if lengthens {
                        length = *new as usize;
                    }
                    (*new, bytes.len() as u64, None)
                }
            };
            if bytes.len() < to as usize {
                bytes.resize(to as usize, 0);
            }
            let mut at = from;
            while at < to {
                let end = to.min((at / sector + 1) * sector);
                if reached(fate, n, at / sector, seed, all) {
                    let part = &mut bytes[at as usize..end as usize];
                    match new {
                        Some(new) => {
                            part.copy_from_slice(&new[(at - from) as usize..(end - from) as usize])
                        }
                        None => part.fill(0),
                    }
                }
                at = end;
            }
        }
        bytes.resize(length, 0);
        bytes
    }
}
