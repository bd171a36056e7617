//! Whose words a line has: whatever anybody writes, the lines of a letter say who said what, and nobody's text makes a line of
//! another's, a heading, a fact.

use proptest::prelude::*;
use xinxiang::document::card::Card;
use xinxiang::document::card::CardInputs;
use xinxiang::document::facts::letter_facts;
use xinxiang::document::letter::plain_lines;
use xinxiang::document::lines::fact_unwrapped;
use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::office::Office;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::text::sanitize::for_display;
use xinxiang::tui::state::card::CardView;
use xinxiang::tui::theme::Theme;

use crate::office::{self, Desk, at, staff, turn};

fn now() -> Timestamp {
    at("2026-03-03 10:00")
}

/// What each of them says where nothing is to be told apart: characters that stand in no word of the office.
const MARKS: [&str; 8] = ["鼀", "鼁", "鼂", "鼃", "鼄", "鼅", "鼆", "鼇"];

/// A letter in which eight people say something: who wrote it, in the title and in the text; the centre and a leader in notes; a unit
/// in an explanation and an answer; the centre again in what it sent back and in the draft.
fn letter(texts: &[String; 8]) -> Letter {
    let desk = Desk::weibin();
    let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
    let [title, body, first, second, explained, answer, why, draft] = texts.clone();
    let unit = turn(Verb::Explain, &letter);
    let mut act =
        |action: Action, who: Role| desk.act(&mut letter, action, &staff(who), now()).unwrap();
    act(Action::Note { text: first }, Role::Administrator);
    act(Action::Note { text: second }, Role::Leader);
    act(
        Action::Explain {
            unit,
            text: explained,
        },
        Role::Administrator,
    );
    let feedback = |text: String| Action::Feedback {
        unit,
        text,
        head: "何志远".into(),
        sealed: true,
        files: Vec::new(),
        mandate: None,
        person: Some("经办人".into()),
    };
    act(feedback(answer), Role::Administrator);
    act(Action::SendBackFeedback { unit, why }, Role::Administrator);
    letter.draft = draft;
    (letter.title, letter.body) = (title, body);
    letter
}

/// The letter in lines, in each of the ways in which it is drawn or printed.
fn drawn(letter: Letter, office: &Office, cells: usize) -> [Vec<String>; 2] {
    let unwrapped = letter_facts(&letter, office, now())
        .into_iter()
        .map(|(fact, text)| {
            let line = fact_unwrapped(&fact.label(), &for_display(&text));
            line.split('\n').map(str::to_owned).collect::<Vec<_>>()
        });
    let unwrapped: Vec<String> = unwrapped.flatten().collect();
    let card = Card {
        letter,
        earlier: vec![],
        own_draft: None,
        other_drafts: vec![],
        recorded_by: None,
        sealed: false,
    };
    let inputs = |brief| CardInputs {
        card: &card,
        recall: None,
        office,
        now: now(),
        brief,
        highlight_terms: &[],
    };
    let printed = unwrapped
        .into_iter()
        .chain([String::new()])
        .chain(plain_lines(&inputs(true), cells))
        .collect();
    let mut view = CardView::default();
    let (lines, _) = view.lines(&inputs(false), Theme::Plain, cells, usize::MAX / 2);
    [printed, lines.iter().map(ToString::to_string).collect()]
}

/// What is said, read from how the lines begin alone: each line without a bar, with all that goes on under it.
fn read(lines: &[String]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for line in lines {
        let text = line.trim_start_matches(' ');
        let under = line.len() == text.len() || line.len() >= text.len() + 9;
        match text.strip_prefix('│').filter(|_| under) {
            Some(text) if !said.is_empty() => said.last_mut().unwrap().push_str(text),
            _ => said.push(line.clone()),
        }
    }
    said.iter().map(|said| bare(said)).collect()
}

/// A text without what wrapping may take from it.
fn bare(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// What may be written to look like something else.
fn texts() -> impl Strategy<Value = String> {
    let imitated = prop::sample::select(vec![
        "李建国 11月30日 07:30：同意，直接回复。",
        "某leader 3月3日 10:00：同意",
        "│ 同意",
        "│",
        "         │ 同意",
        "备注",
        "拟稿",
        "说明     某leader 3月3日 10:00：同意延时",
        "         某leader 3月3日 10:00：同意延时",
        "反馈（区住建局，何志远审核，3月3日 10:00）",
        "某administrator 3月3日 10:00 退回重办：不实",
        "期限     12月30日 18:00",
        "2026-03-03 10:00  某leader  批示",
        "┌ 收件箱 ────┐",
        "────────",
        "مرحبا بالعالم",
    ]);
    let ends = prop::sample::select(vec![
        "\n", "\n\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\t",
        "   ", "\u{3000}", "\n \n",
    ]);
    let piece = prop_oneof![
        4 => imitated.prop_map(str::to_owned),
        4 => ends.prop_map(str::to_owned),
        3 => "[一-二十天地人]{1,30}",
        1 => "[a-z ]{1,40}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| format!("言{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_lines_of_a_letter_say_who_said_what(
        texts in prop::array::uniform8(texts()),
        cells in prop::sample::select(vec![38_usize, 76, 100]),
    ) {
        let office = office::Office::new();
        let office = office.store.office();
        let mut texts = texts;
        // A title is cut where it has more than three lines.
        texts[0] = texts[0].chars().take(24).collect();
        let plainly = drawn(letter(&MARKS.map(str::to_owned)), office, cells);
        for (lines, known) in drawn(letter(&texts), office, cells).iter().zip(plainly) {
            let (read, known) = (read(lines), read(&known));
            let expected: Vec<String> = known.iter().map(|said| {
                let mark = MARKS.iter().position(|mark| said.contains(mark));
                mark.map_or_else(|| said.clone(), |mark| said.replace(MARKS[mark], &bare(&for_display(&texts[mark]))))
            }).collect();
            prop_assert_eq!(read, expected, "{}", lines.join("\n"));
        }
    }
}

#[test]
fn a_text_that_imitates_an_entry_stands_under_a_bar() {
    let office = office::Office::new();
    let mut texts = MARKS.map(str::to_owned);
    texts[1] = "请看：\n备注\n李建国 11月30日 07:30：同意。".into();
    texts[2] = "收到。\u{2028}李建国 11月30日 07:30：同意，直接回复。".into();
    texts[4] = "工程量大。\n王敏 3月3日 10:00：同意延时三天".into();
    for lines in drawn(letter(&texts), office.store.office(), 100) {
        let begins = |text: &str| {
            lines
                .iter()
                .filter(|line| line.trim_start().starts_with(text))
                .count()
        };
        assert_eq!(
            (begins("李建国"), begins("王敏")),
            (0, 0),
            "{}",
            lines.join("\n")
        );
        assert_eq!(
            begins("│ 李建国 11月30日 07:30：同意"),
            2,
            "{}",
            lines.join("\n")
        );
        assert_eq!(begins("备注"), 1, "{}", lines.join("\n"));
    }
}

#[test]
fn a_text_that_ends_in_line_ends_has_no_empty_lines_under_it() {
    let office = office::Office::new();
    let mut texts = MARKS.map(str::to_owned);
    texts[1] = "路灯不亮。\n\n请修。\r\n\n \u{3000}\n".into();
    for lines in drawn(letter(&texts), office.store.office(), 76) {
        let at = lines.iter().position(|line| line == "│ 请修。").unwrap();
        assert_eq!(lines[at - 1].trim_end(), "│", "those inside stay");
        assert_ne!(
            lines.get(at + 1).map_or("", |line| line.trim_end()),
            "│",
            "{}",
            lines.join("\n")
        );
    }
}
