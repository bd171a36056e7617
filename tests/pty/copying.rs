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

#[test]
fn what_is_selected_with_the_mouse_is_copied() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen.sees("第1盏路灯不亮").rests();
    let rows = screen.rows();
    // The title at the head of the letter, under the frame.
    let row = rows
        .iter()
        .rposition(|row| row.contains("第1盏路灯不亮"))
        .unwrap();
    let before = rows[row].split("第1盏").next().unwrap();
    let first = xinxiang::text::width::text_width(before) + 1;
    let last = first + xinxiang::text::width::text_width("第1盏路灯") - 1;
    let y = row + 1;
    screen
        .keys(&format!(
            "\x1b[<0;{first};{y}M\x1b[<32;{last};{y}M\x1b[<0;{last};{y}m"
        ))
        .sees("已复制 5 字");
    // 第1盏路灯 in UTF-8.
    assert!(copied(&screen.bytes, "56ysMeebj+i3r+eBrw=="));
    program.clean();
}

#[test]
fn a_key_in_the_footer_is_pressed_by_a_click() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen.sees("a 受理").rests();
    let rows = screen.rows();
    let row = rows.iter().rposition(|row| row.contains("a 受理")).unwrap();
    let before = rows[row].split("a 受理").next().unwrap();
    let column = xinxiang::text::width::text_width(before) + 1;
    screen
        .keys(&format!("\x1b[<0;{column};{}M", row + 1))
        .sees("受理 · 第1盏路灯不亮");
    let rows = screen.rows();
    let row = rows
        .iter()
        .rposition(|row| row.contains("Esc 返回"))
        .unwrap();
    let before = rows[row].split("Esc 返回").next().unwrap();
    let column = xinxiang::text::width::text_width(before) + 1;
    screen
        .keys(&format!("\x1b[<0;{column};{}M", row + 1))
        .loses("受理 · 第1盏路灯不亮");
    program.clean();
}
