//! The terminal program, killed (signal 9) while a reply is typed: what it showed as saved is there, and only the last moment of
//! typing is not.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::REPLY_PURPOSE;
use xinxiang::store::Store;

use super::times;
use crate::concurrency::alone;
use crate::program::Program;
use crate::pty::drafting;
use crate::pty::harness::Screen;

const SIGNS: &str = "您反映的经二路路灯已于昨日全部修好夜里看得清路感谢来信";

/// How many characters the screen says there are, and whether it says that they are saved.
fn told(screen: &Screen) -> Option<(usize, bool)> {
    let rows = screen.rows();
    let title = rows.iter().find(|row| row.contains("┌ 拟稿"))?;
    let before = title.rsplit_once(" 字")?.0;
    let digits = before
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .count();
    Some((
        before[before.len() - digits..].parse().ok()?,
        title.contains("已保存"),
    ))
}

/// What is saved of the reply.
pub(super) fn saved(program: &Program) -> String {
    let store = Store::open(&program.database()).unwrap();
    let who = store
        .acting_staff(None, rustix::process::getuid().as_raw())
        .unwrap()
        .id;
    store
        .draft(LetterId(1), REPLY_PURPOSE, &who)
        .unwrap()
        .map(|draft| draft.text)
        .unwrap_or_default()
}

/// Types into the reply until a random moment, and kills. Returns since when what was typed is not there.
fn life(program: &Program, rng: &mut fastrand::Rng) -> Duration {
    let before = saved(program);
    let mut screen = Screen::open(program, 80, 24, &[]);
    screen
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .until("what was saved", |screen| {
            told(screen).is_some_and(|(n, _)| n == before.chars().count())
        });
    let end = Instant::now() + Duration::from_millis(rng.u64(500..4_000));
    let mut typed: Vec<(char, Instant)> = Vec::new();
    while Instant::now() < end {
        for _ in 0..rng.usize(1..4) {
            let sign = rng.choice(SIGNS.chars().collect::<Vec<_>>()).unwrap();
            screen.keys(&sign.to_string());
            typed.push((sign, Instant::now()));
        }
        screen.waits(Duration::from_millis(rng.u64(..300)));
    }
    let killed = Instant::now();
    screen.signal(Signal::KILL).ends(Duration::from_secs(20));
    let there = saved(program);
    let whole: String = before
        .chars()
        .chain(typed.iter().map(|(sign, _)| *sign))
        .collect();
    assert!(
        whole.starts_with(&there),
        "what is there was not typed like this:\n{there}\n{whole}"
    );
    let there = there.chars().count();
    let old = before.chars().count();
    assert!(there >= old, "what an earlier life had saved is gone");
    if let Some((n, true)) = told(&screen) {
        assert!(
            there >= n,
            "{n} characters were shown as saved, and {there} are there"
        );
    }
    typed
        .get(there - old)
        .map_or(Duration::ZERO, |(_, at)| killed - *at)
}

fn lives(n: u64, seed: u64) -> Vec<Duration> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut program = drafting();
    let mut lost = Vec::new();
    for n in 1..=n {
        lost.push(life(&program, &mut rng));
        if n % 20 == 0 {
            program.clean();
            program = drafting();
        }
    }
    program.clean();
    lost
}

#[test]
fn who_types_loses_a_moment_when_the_program_is_killed() {
    let _alone = alone();
    let lost = lives(times(6), 5);
    assert!(
        lost.iter().all(|lost| *lost < Duration::from_millis(1_900)),
        "{lost:?}"
    );
}

#[test]
#[ignore = "large: 500 times; alone on the machine, for it says how long"]
fn large_typing() {
    let _alone = alone();
    let mut lost = lives(times(500), fastrand::u64(..));
    lost.sort_unstable();
    println!(
        "typing lost: median {:?}, most {:?}, of {}",
        lost[lost.len() / 2],
        lost[lost.len() - 1],
        lost.len()
    );
    assert!(lost[lost.len() - 1] < Duration::from_millis(1_500));
}
