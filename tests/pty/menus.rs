//! The menu of a letter: what should be done on top, with arrows and Enter alone, by letter, by mouse.

use super::harness::Screen;
use super::{CTRL_S, DOWN, ENTER, ESC, LEFT, open};
use crate::program::Program;

#[test]
fn a_letter_is_accepted_and_assigned_with_arrows_while_the_input_method_is_on() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen
        .keys("1")
        .sees("经二路")
        .keys(ENTER)
        .sees("该做的")
        .sees("待受理")
        // What the input method commits is no command, and says what is.
        .keys("受")
        .sees("输入法开着也可以办理")
        .keys(ENTER)
        .sees("┌ 受理")
        .keys(ESC)
        .loses("┌ 受理")
        .rests();
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    screen
        .keys("2")
        .sees("0001号")
        .keys(ENTER)
        .sees("该做的")
        .keys(DOWN)
        .keys(ENTER)
        .sees("┌ 直接答复")
        .keys(ESC)
        .rests()
        // A letter of the menu works as in the list.
        .keys(ENTER)
        .sees("该做的")
        .keys("u")
        .sees("┌ 交办")
        .keys("zjj")
        .sees("> zjj")
        .keys(CTRL_S)
        .sees("已交办：");
    program.clean();
}

#[test]
fn what_cannot_be_done_now_is_listed_with_its_reason() {
    let program = super::assigned();
    let mut screen = Screen::open(&program, 120, 40, &[]);
    screen
        .keys("3")
        .sees("0001号")
        .keys(ENTER)
        .sees("现在不能办的")
        .keys("\x1b[F")
        .keys(ENTER)
        .sees("只有待受理的信件才能受理")
        .keys(DOWN)
        .keys(ENTER)
        .loses("该做的")
        .sees("只有待受理的信件才能受理");
    // A key that is not in the menu says so; the menu stays.
    screen
        .keys(ENTER)
        .sees("该做的")
        .keys("j")
        .sees("菜单里没有")
        .sees("该做的")
        .keys(LEFT)
        .keys(ESC)
        .loses("该做的");
    program.clean();
}

#[test]
fn an_entry_is_chosen_by_a_click() {
    let program = super::assigned();
    let mut screen = open(&program);
    screen.keys("3").sees("0001号").keys(ENTER).sees("备注 b");
    let rows = screen.rows();
    let row = rows.iter().position(|row| row.contains("备注 b")).unwrap();
    let column = rows[row].split("备注").next().unwrap();
    let column = xinxiang::text::width::text_width(column) + 1;
    let click = format!("\x1b[<0;{column};{}M", row + 1);
    screen.keys(&click).sees("┌ 备注");
    program.clean();
}

/// Clicks on the first place where a text stands.
fn click(screen: &mut Screen, text: &str) {
    let rows = screen.rows();
    let row = rows.iter().position(|row| row.contains(text)).unwrap();
    let before = rows[row].split(text).next().unwrap();
    let column = xinxiang::text::width::text_width(before) + 1;
    screen.keys(&format!("\x1b[<0;{column};{}M", row + 1));
}

#[test]
fn a_form_is_filled_in_and_submitted_by_the_mouse() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = Screen::open(&program, 120, 40, &[]);
    screen.keys("a").sees("┌ 受理").sees("3(5)").rests();
    click(&mut screen, "3(5)");
    screen.sees("类型").rests();
    click(&mut screen, "重大件");
    screen.sees("[✓]").rests();
    click(&mut screen, "[ 受理");
    screen.sees("已受理：");
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["category"], &letter["major"]),
        (&"3.5".into(), &true.into())
    );
    program.clean();
}

#[test]
fn a_letter_is_followed_to_the_pane_that_it_went_to() {
    let program = Program::practice();
    program.letters(3);
    let mut screen = open(&program);
    screen
        .keys("a")
        .sees("┌ 受理")
        .keys("3")
        .keys(CTRL_S)
        .sees("→ 分办（按 . 跟去）")
        .rests()
        .keys(".")
        .sees("┌ 分办")
        .sees("▌0001号");
    // A letter that was just entered by hand is selected among the others.
    screen
        .keys("1")
        .sees("┌ 收件箱")
        .keys("c")
        .sees("登记")
        .keys("1")
        .rests()
        .keys("经二路停水三天\r来电人反映停水。")
        .sees("来电人反映停水。")
        .keys(CTRL_S)
        .sees("▌");
    screen.until("the new letter is selected", |screen| {
        super::selected(screen).is_some_and(|row| row.contains("经二路停水三天"))
    });
    program.clean();
}

#[test]
fn an_office_has_its_own_letters_and_a_bad_file_of_them_is_told() {
    let program = Program::practice();
    program.letters(1);
    let keys = program.database().with_file_name("keys.toml");
    std::fs::write(&keys, "accept = \"G\"\n").unwrap();
    let mut screen = open(&program);
    screen
        .sees("没有采用")
        .sees("既是")
        .rests()
        .keys("a")
        .sees("受理 ·");
    drop(screen);
    std::fs::write(&keys, "accept = [\"F5\", \"=\"]\n").unwrap();
    let mut screen = open(&program);
    screen.sees("F5 受理").rests().keys("=").sees("受理 ·");
    program.clean();
}
