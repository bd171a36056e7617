//! The mail readers that one might use instead, where they are installed: the same letters as a Maildir, to the first screen.

use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::corpus::Corpus;
use crate::figures::Figures;
use crate::terminal::Terminal;

/// How many letters the readers get.
const LETTERS: usize = 100_000;
const STARTS: usize = 5;

fn installed(program: &str) -> bool {
    Command::new(program).arg("-v").output().is_ok()
}

/// Measures the readers that are there, against the program at its largest size.
pub(crate) fn measure(folder: &Path, all: &[Figures]) {
    if std::env::var_os("XINXIANG_PEERS").is_none() || !installed("neomutt") {
        println!("\nneomutt is measured with XINXIANG_PEERS=1, where it is installed");
        return;
    }
    let folder = folder.join(format!("xinxiang-peers-{}", std::process::id()));
    let maildir = folder.join("mail");
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(maildir.join(part)).expect("a Maildir");
    }
    let mut corpus = Corpus::new();
    for n in 0..LETTERS {
        let (title, body) = (corpus.text(14), corpus.text(360));
        let mail = format!(
            "From: a{n}@example.cn\nTo: mayor@example.cn\nSubject: {title}\nMessage-ID: <{n}@example.cn>\n\
             Date: Mon, 2 Mar 2026 09:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
        );
        std::fs::write(maildir.join("cur").join(format!("{n}.x:2,S")), mail).expect("a mail");
    }
    let (cache, settings) = (folder.join("cache"), folder.join("neomuttrc"));
    std::fs::create_dir_all(&cache).expect("a folder");
    std::fs::write(
        &settings,
        format!("set header_cache={}\nset sort=date\n", cache.display()),
    )
    .expect("a file");
    let start = || {
        let mut command = CommandBuilder::new("neomutt");
        command.args([
            "-n",
            "-F",
            &settings.display().to_string(),
            "-f",
            &maildir.display().to_string(),
        ]);
        Terminal::start(command, None).1
    };
    start();
    let mut figures = Figures::new(LETTERS);
    figures.many(
        "neomutt: first screen, header cache warm",
        (0..STARTS).map(|_| start()).collect(),
        "ms",
    );
    let ours = all
        .last()
        .and_then(|figures| figures.median("start to first screen, warm"));
    let theirs = figures.median("neomutt: first screen, header cache warm");
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        figures.one(
            "neomutt against this program at its largest size",
            theirs / ours,
            "×",
        );
    }
    std::fs::remove_dir_all(&folder).expect("the bench's own folder");
}
