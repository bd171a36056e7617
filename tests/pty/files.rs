//! Files: chosen in their folder, enclosed, shown again; and what is remembered of a unit.

use serde_json::json;

use super::{CTRL_S, DOWN, ENTER, ESC, assigned, open};
use crate::program::Program;

const SHIFT_DOWN: &str = "\x1b[1;2B";

#[test]
fn scans_are_chosen_in_their_folder_and_a_text_among_them_is_shown() {
    let program = Program::practice();
    std::fs::create_dir_all(program.folder.path().join("扫描/三月")).unwrap();
    let gbk = encoding_rs::GBK.encode("井盖在路口东侧。").0.into_owned();
    std::fs::write(program.folder.path().join("扫描/三月/说明.txt"), gbk).unwrap();
    program.put("扫描/三月/来信.pdf", "%PDF-1.4\n");
    let folder = program.folder.path().join("扫描/").display().to_string();
    let mut screen = open(&program);
    screen
        .sees("┌ 收件箱")
        .keys("c")
        .sees("┌ 登记来信")
        .keys("3井盖丢了")
        .keys("\t")
        .keys("路口没有井盖。")
        .keys(&"\t".repeat(8))
        .rests();
    // A folder is opened by Enter; Space and Enter tick files.
    screen
        .keys(&folder)
        .sees("三月/")
        .keys(DOWN)
        .keys(ENTER)
        .sees("[ ] 来信.pdf")
        .keys(DOWN)
        .keys(" ")
        .sees("[✓] 来信.pdf")
        .keys(DOWN)
        .keys(ENTER)
        .sees("已选2")
        .keys(CTRL_S)
        .sees("已收件");
    let letter = program.json(&["show", "1"]);
    let names: Vec<&str> = letter["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["来信.pdf", "说明.txt"]);
    screen
        .rests()
        .keys("o")
        .sees("说明.txt")
        .keys(ENTER)
        .sees("PDF 文件")
        .keys(ESC)
        .keys(DOWN)
        .keys(ENTER)
        .sees("│ 井盖在路口东侧。")
        .keys("s")
        .sees("保存到")
        .keys(ESC)
        .rests()
        .keys("q");
    program.clean();
}

#[test]
fn who_was_urged_at_a_unit_is_filled_in_the_next_time() {
    let mut late = assigned();
    late.at("2026-03-16T09:30:00+08:00");
    let mut screen = open(&late);
    screen
        .keys("5")
        .sees("超")
        .keys("z")
        .sees("┌ 催办")
        .keys("1李主任\t")
        .keys(CTRL_S)
        .sees("已登记催办");
    screen.rests().keys("z").sees("李主任").keys(ESC).rests();
    screen.keys("q");
    // In the next session as well.
    let mut screen = open(&late);
    screen.keys("5").sees("超").keys("z").sees("李主任");
    late.clean();
}

#[test]
fn a_range_is_marked_and_what_could_not_be_done_is_listed() {
    let program = Program::practice();
    program.letters(4);
    for letter in ["1", "2", "3"] {
        program.done(&["act", letter, "accept", "--category", "3.5"]);
        program.done(&["act", letter, "assign", "--lead", "住建局"]);
    }
    let mut screen = open(&program);
    screen
        .keys("3")
        .sees("住建局")
        .rests()
        .keys(SHIFT_DOWN)
        .sees("已选 2")
        .keys(SHIFT_DOWN)
        .sees("已选 3")
        .keys("\x1b[1;2A")
        .sees("已选 2")
        .keys("v")
        .sees("签收 · 2 ")
        .sees("第");
    // Another signs for one of them meanwhile.
    program.done(&[
        "act",
        "1",
        "sign-for",
        "--unit",
        "住建局",
        "--person",
        "周凯",
    ]);
    program.done(&[
        "act",
        "2",
        "sign-for",
        "--unit",
        "住建局",
        "--person",
        "周凯",
    ]);
    screen
        .keys("李四")
        .keys(CTRL_S)
        .sees("┌ 办理结果")
        .sees("未成")
        .keys(ESC)
        .loses("┌ 办理结果");
    assert_eq!(program.json(&["show", "4"])["stage"], json!("received"));
    program.clean();
}

#[test]
fn a_list_and_the_figures_of_a_quarter_leave_as_workbooks() {
    let program = Program::demo();
    let folder = program.folder.path().display().to_string();
    let mut screen = open(&program);
    screen
        .keys("3")
        .rests()
        .keys("\x05")
        .sees("┌ 导出表格")
        .sees(".xlsx")
        .keys("\x15")
        .keys(&format!("{folder}/交办.xlsx"))
        .keys(CTRL_S)
        .sees("已保存到")
        .loses("┌ 导出表格");
    screen
        .keys("8")
        .sees("承办单位")
        .keys("\x05")
        .sees("通报-")
        .keys("\x15")
        .keys(&format!("{folder}/通报.xlsx"))
        .keys(CTRL_S)
        .sees("已保存到");
    for name in ["交办.xlsx", "通报.xlsx"] {
        let bytes = std::fs::read(program.folder.path().join(name)).unwrap();
        assert!(bytes.starts_with(b"PK"), "{name}");
    }
}

#[test]
fn the_papers_of_a_letter_are_saved_from_its_menu() {
    let program = assigned();
    let folder = program.folder.path().display().to_string();
    let mut screen = open(&program);
    screen
        .keys("3")
        .sees("住建局")
        .rests()
        .keys("@")
        .sees("┌ 打印文书")
        .sees("处置单")
        .sees("交办函")
        .keys(ENTER)
        .sees("处置单-0001.docx")
        .keys("\x15")
        .keys(&format!("{folder}/处置单.docx"))
        .keys(CTRL_S)
        .sees("已保存到");
    let bytes = std::fs::read(program.folder.path().join("处置单.docx")).unwrap();
    assert!(bytes.starts_with(b"PK"));
    screen.keys("1").rests().keys("@").sees("没有");
    program.clean();
}
