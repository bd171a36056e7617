//! A text leaves the screen: into the clipboard of the terminal, and into a file.

use super::{CTRL_S, ENTER, open};
use crate::program::Program;

/// OSC 52 for a text, as the terminal receives it.
fn copied(bytes: &[u8], base64: &str) -> bool {
    let sequence = format!("\x1b]52;c;{base64}\x07");
    bytes
        .windows(sequence.len())
        .any(|part| part == sequence.as_bytes())
}

#[test]
fn a_text_of_the_letter_is_copied_and_saved() {
    let program = Program::practice();
    program.letters(1);
    for words in [
        "accept --category 3.5",
        "reply-directly --because policy --policy 规定",
        "draft --text 您好",
    ] {
        let words: Vec<&str> = ["act", "1"].into_iter().chain(words.split(' ')).collect();
        program.done(&words);
    }
    let mut screen = open(&program);
    screen
        .keys("4")
        .sees("0001号")
        .keys("\x03")
        .sees("复制到剪贴板")
        .sees("来信正文")
        .keys(ENTER)
        .sees("已复制 2 字");
    // 您好 in UTF-8.
    assert!(copied(&screen.bytes, "5oKo5aW9"));
    screen
        .keys(ENTER)
        .sees("存为文件")
        .keys("\x1b[F")
        .rests()
        .keys("\x1b")
        .rests()
        .keys(":")
        .sees("命令")
        .keys("存为文件")
        .sees("> 存为文件")
        .keys(ENTER)
        .sees("哪一段")
        .keys("1")
        .rests()
        .keys("\x15")
        .keys(program.folder.path().join("r.txt").to_str().unwrap())
        .keys(CTRL_S)
        .sees("r.txt");
    screen.until("the file is there", |_| {
        std::fs::read_to_string(program.folder.path().join("r.txt"))
            .is_ok_and(|text| text == "您好\n")
    });
    program.clean();
}

#[test]
fn what_is_copied_in_the_editor_reaches_the_terminal() {
    let program = super::drafting();
    let mut screen = open(&program);
    screen
        .keys("4")
        .sees("0001号")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好")
        .sees("您好")
        // Everything is selected, and copied.
        .keys("\x01")
        .keys("\x03")
        .sees("已复制 2 字");
    assert!(copied(&screen.bytes, "5oKo5aW9"));
    program.clean();
}
