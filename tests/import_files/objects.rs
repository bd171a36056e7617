//! JSON in the shapes that servers give it.

use xinxiang::intake::RejectReason;

use super::{Desk, MapOverrides, at, read_all};

#[test]
fn letters_are_found_at_any_depth() {
    let desk = Desk::new();
    let (one, two) = (
        r#"{"title":"路灯","content":"不亮"}"#,
        r#"{"title":"井盖","content":"没了","x":{"y":[{"title":"z"}]}}"#,
    );
    for text in [
        format!(
            r#"{{"code":0,"message":"ok","data":{{"total":2,"columns":[{{"name":"标题"}}],"list":[{one},{two}]}}}}"#
        ),
        format!(r#"{{"result":{{"page":{{"items":[{one},{two}]}}}},"more":[{{"a":1}}]}}"#),
        format!(r#"{{"rows":[{one},{two}]}}"#),
        format!(r#"{{"data":{{"records":[{one}]}}}}{{"data":{{"records":[{two}]}}}}"#),
        format!("{one}{two}"),
        format!("{one}\n{two}\n"),
        format!("{{\n  \"title\": \"路灯\",\n  \"content\": \"不亮\"\n}}\n{two}"),
        format!(r#"{{"first":[{one}],"second":[{two}]}}"#),
    ] {
        let (letters, rejected) = desk.read("x.json", &text);
        let titles: Vec<_> = letters.iter().map(|letter| letter.title.as_str()).collect();
        assert_eq!((titles, rejected), (vec!["路灯", "井盖"], vec![]), "{text}");
    }
    let (letters, _) = desk.read("one.json", format!(r#"{{"code":0,"data":{one}}}"#));
    assert_eq!((letters.len(), letters[0].body.as_str()), (1, "不亮"));
    let none = desk.put(
        "none.json",
        r#"{"code":0,"message":"success","data":{"total":0,"list":[]}}"#,
    );
    let error = read_all(&none, &MapOverrides::default()).unwrap_err();
    assert_eq!(
        error,
        xinxiang::intake::IntakeError::Nothing {
            file: "none.json".into()
        },
        "a server's answer of nothing"
    );
    let files =
        r#"{"attachments":[{"name":"a.jpg","content":"x"}],"title":"路灯","content":"不亮"}"#;
    let (letters, _) = desk.read("files.json", files);
    assert_eq!((letters.len(), letters[0].title.as_str()), (1, "路灯"));
}

#[test]
fn values_that_are_no_text_are_read() {
    let desk = Desk::new();
    let (letters, rejected) = desk.read(
        "x.json",
        r#"[{"id":7,"title":12345,"content":{"text":"正文","pics":["a.jpg"]},"createTime":1772431500000,
             "user":{"name":"甲","phone":13800000001},"address":null},
            {"title":"表情\ud83d\ude00\u0000","content":"\ud800 孤立"},{"title":"后面一条","content":"在","time":"2026-03-02","date":null}]"#,
    );
    assert_eq!(rejected, []);
    let first = &letters[0];
    assert_eq!(
        (first.title.as_str(), first.source.id.as_deref()),
        ("12345", Some("7"))
    );
    assert!(
        first.body.contains("正文") && first.body.contains("a.jpg"),
        "{}",
        first.body
    );
    assert_eq!(first.received_at, at("2026-03-02T06:05:00Z"));
    assert_eq!(
        (first.writer.name.as_deref(), first.writer.phone.as_deref()),
        (Some("甲"), Some("13800000001"))
    );
    assert_eq!(first.writer.address, None);
    assert_eq!(
        (letters[1].title.as_str(), letters[1].body.as_str()),
        ("表情😀", "\u{fffd} 孤立")
    );
    assert_eq!(
        (letters.len(), letters[2].received_at),
        (3, at("2026-03-01T16:00:00Z"))
    );
}

#[test]
fn what_breaks_off_is_named_and_the_rest_kept() {
    let desk = Desk::new();
    let (letters, rejected) = desk.read("trail.json", r#"[{"title":"路灯","content":"不亮"},]"#);
    assert_eq!(
        (letters.len(), &rejected[0].why),
        (1, &RejectReason::BrokenOff)
    );
    let (letters, rejected) = desk.read(
        "lines.json",
        "{\"title\":\"a\",\"body\":\"b\"}\n{bad\n{\"title\":\"c\",\"body\":\"d\"}\n",
    );
    assert_eq!(
        (letters.len(), rejected.len(), &rejected[0].why),
        (2, 1, &RejectReason::NotAnObject)
    );
    let path = desk.put("foo.json", r#"{"data":{"list":[{"foo":1}]}}"#);
    let error = read_all(&path, &MapOverrides::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("foo") && error.contains("foo.json"),
        "{error}"
    );
}
