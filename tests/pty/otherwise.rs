//! What happens besides the course of a letter, by keys: a wrong unit, a wrong telephone number.

use serde_json::json;

use super::{CTRL_S, ENTER, open};
use crate::program::Program;

#[test]
fn a_letter_at_the_wrong_unit_is_taken_back_and_a_number_corrected() {
    let program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    let mut screen = open(&program);
    // Rare actions have no key: the palette finds them by a character of their name.
    screen
        .keys("3")
        .sees("0001号")
        .keys(":")
        .sees("命令")
        .keys("收回")
        .sees("> 收回")
        .keys(ENTER)
        .sees("┌ 收回")
        .sees("派错单位");
    screen
        .keys("派错")
        .sees("> 派错")
        .keys(ENTER)
        .keys("应由城管局承办")
        .sees("应由城管局承办")
        .keys(CTRL_S)
        .sees("该单位不计退件")
        .keys(ENTER)
        .sees("已收回：");
    assert_eq!(program.json(&["show", "1"])["stage"], "registered");
    screen
        .keys("2")
        .sees("0001号")
        .keys("u")
        .sees("主办单位")
        .keys("cgj")
        .sees("> cgj")
        .keys(CTRL_S)
        .sees("已交办：")
        .keys("3")
        .sees("0001号");
    screen
        .keys(":")
        .sees("命令")
        .keys("更正登记")
        .sees("> 更正登记")
        .keys(ENTER)
        .sees("┌ 更正登记")
        .keys("电话")
        .sees("> 电话")
        .keys(ENTER)
        .sees("更正为")
        .keys("138-0000-4321")
        .sees("138-0000-4321")
        .keys("\t")
        .keys("来信人来电")
        .sees("来信人来电")
        .keys(CTRL_S)
        .sees("已更正：");
    let letter = program.json(&["show", "1", "--events"]);
    assert_eq!(letter["phone"], "138-0000-4321");
    assert_eq!(
        (
            &letter["assignments"][0]["ended"],
            &letter["assignments"][0]["unit"]
        ),
        (&json!("taken_back"), &json!("区住房和城乡建设局"))
    );
    assert_eq!(letter["assignments"][1]["unit"], "区城市管理执法局");
    program.clean();
}
