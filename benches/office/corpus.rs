//! Generated letters of a large vocabulary: 60,000 words of one to four characters, each as frequent as its rank says (Zipf), about
//! 1.1 KB a letter. The same seed, the same letters.

use std::io::Write;
use std::path::Path;

const WORDS: usize = 60_000;
const CHARACTERS: u64 = 3_500;
const TITLE: usize = 14;
const BODY: usize = 360;

/// A generator of random numbers (xorshift64*): reproducible, and fast enough not to be measured.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) % n
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.below(1 << 50) as f64 / (1_u64 << 50) as f64
    }
}

pub(crate) struct Corpus {
    words: Vec<String>,
    pub random: Random,
}

impl Corpus {
    pub(crate) fn new() -> Corpus {
        let mut random = Random::new(0x1234_5678_9ABC_DEF1);
        let word = |random: &mut Random| -> String {
            let length = match random.below(100) {
                0..12 => 1,
                12..78 => 2,
                78..92 => 3,
                _ => 4,
            };
            // Characters, too, are frequent or rare.
            let character = |random: &mut Random| {
                let rank = (CHARACTERS as f64).powf(random.share()) as u64 + random.below(40);
                char::from_u32(0x4E00 + (rank * 5 % CHARACTERS * 5) as u32).unwrap_or('信')
            };
            (0..length).map(|_| character(random)).collect()
        };
        let words = (0..WORDS).map(|_| word(&mut random)).collect();
        Corpus { words, random }
    }

    pub(crate) fn word(&mut self) -> &str {
        let rank = (WORDS as f64).powf(self.random.share()) as usize;
        &self.words[rank.min(WORDS - 1)]
    }

    pub(crate) fn text(&mut self, length: usize) -> String {
        let (mut text, mut n, mut since) = (String::new(), 0, 0);
        while n < length {
            let word = self.word();
            let characters = word.chars().count();
            text.push_str(word);
            (n, since) = (n + characters, since + characters);
            if since > 11 {
                text.push('，');
                (n, since) = (n + 1, 0);
            }
        }
        text
    }

    /// Writes a table of so many letters. Returns how many bytes their texts have: title, text, name, telephone, time.
    pub(crate) fn table(&mut self, file: &Path, letters: usize) -> u64 {
        let mut out = std::io::BufWriter::new(std::fs::File::create(file).expect("a table"));
        writeln!(out, "标题,内容,姓名,电话,时间").expect("a row");
        let mut bytes = 0;
        for n in 0..letters {
            let (title, body, name) = (self.text(TITLE), self.text(BODY), self.text(3));
            let day = n / 250;
            let (year, month, date) = (2010 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
            let row = format!(
                "{title},{body},{},1380000{:04},{year}-{month:02}-{date:02} {:02}:{:02}",
                name.trim_end_matches('，'),
                n % 10_000,
                n % 24,
                n % 60
            );
            bytes += row.len() as u64;
            writeln!(out, "{row}").expect("a row");
        }
        out.flush().expect("a table");
        bytes
    }
}
