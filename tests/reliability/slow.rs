//! A slow line: 56 kbit/s, and 300 ms each way. What is typed is neither lost nor out of order, and the screen catches up.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::times;
use crate::concurrency::alone;
use crate::program::Program;
use crate::pty::drafting;
use crate::pty::harness::Screen;

/// How long a byte is on its way.
const WAY: Duration = Duration::from_millis(300);

/// 56 kbit/s: so many bytes in each hundredth of a second.
const BYTES: usize = 70;
const TICK: Duration = Duration::from_millis(10);

/// How long one waits here for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes pieces as fast as the line does, and hands each on when it has come all the way.
fn line(
    mut pieces: impl FnMut(usize) -> Option<Vec<u8>> + Send + 'static,
    mut arrive: impl FnMut(Vec<u8>) -> bool + Send + 'static,
) {
    let (sent, way) = channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        while let Some(piece) = pieces(BYTES) {
            std::thread::sleep(
                TICK * u32::try_from(piece.len()).unwrap() / u32::try_from(BYTES).unwrap(),
            );
            if sent.send((Instant::now() + WAY, piece)).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || {
        while let Ok((when, piece)) = way.recv() {
            std::thread::sleep(when.saturating_duration_since(Instant::now()));
            if !arrive(piece) {
                return;
            }
        }
    });
}

/// A writer into the line: like the buffer of a socket, it takes everything at once.
struct Typed(Sender<Vec<u8>>);

impl Write for Typed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .send(bytes.to_vec())
            .map(|()| bytes.len())
            .map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

type Ends = (Receiver<Vec<u8>>, Box<dyn Write + Send>);

fn slow(mut read: Box<dyn Read + Send>, mut write: Box<dyn Write + Send>) -> Ends {
    let (shown, screen) = channel();
    let (typed, keys) = channel::<Vec<u8>>();
    line(
        move |most| {
            let mut buffer = vec![0; most];
            let n = read.read(&mut buffer).ok().filter(|n| *n > 0)?;
            buffer.truncate(n);
            Some(buffer)
        },
        move |piece| shown.send(piece).is_ok(),
    );
    let mut waiting: Vec<u8> = Vec::new();
    line(
        move |most| {
            if waiting.is_empty() {
                waiting = keys.recv().ok()?;
            }
            Some(waiting.drain(..most.min(waiting.len())).collect())
        },
        move |piece| write.write_all(&piece).and_then(|()| write.flush()).is_ok(),
    );
    (screen, Box::new(Typed(typed)))
}

fn open(program: &Program) -> Screen {
    Screen::through(program, 80, 24, &[], slow)
}

/// Types so many characters at once, saves, and moves on. Returns how long until the screen had caught up.
fn typed_at_once(characters: usize) -> Duration {
    let program = drafting();
    let mut screen = open(&program);
    let wait = |screen: &mut Screen, text: &str| {
        let what = text.to_owned();
        screen.within(PATIENCE, text, |screen| screen.shows(&what));
    };
    wait(&mut screen, "拟稿中");
    screen.keys("e");
    wait(&mut screen, "┌ 拟稿");
    // Each its own number, so that what is lost or out of order is seen.
    let all: String = (0..characters).map(|n| format!("{n}、")).collect();
    let text: String = all.chars().take(characters).collect();
    let begun = Instant::now();
    // As fast as a hand on the keys, or a key that is held, at most: all before the first is shown.
    text.chars()
        .for_each(|sign| _ = screen.keys(&sign.to_string()));
    wait(&mut screen, &format!("{characters} 字"));
    let took = begun.elapsed();
    screen.keys("\x13");
    wait(&mut screen, "已存稿：");
    assert_eq!(program.json(&["show", "1"])["draft"], text);
    screen.keys("\x1b");
    screen.within(PATIENCE, "the list", |screen| !screen.shows("┌ 拟稿"));
    screen.keys("q");
    assert!(screen.ends(PATIENCE).success());
    program.clean();
    took
}

#[test]
fn five_hundred_characters_typed_at_once_on_a_slow_line_all_come_in_order() {
    let _alone = alone();
    let took = typed_at_once(usize::try_from(times(500)).unwrap());
    println!("the screen had caught up after {took:?}");
    assert!(took >= WAY * 2, "the line was not slow");
}
