//! How long what staff write may be.

use xinxiang::domain::letter::cause::ReopenCause;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::decide::length::{MAX_REASON_CHARS, MAX_TEXT_CHARS};

use crate::office::{Desk, administrator, at};

#[test]
fn what_is_too_long_is_refused_with_the_limit_and_changes_nothing() {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let letter = desk.letter_at(Stage::Drafting, now);
    let note = |n: usize| Action::Note {
        text: "字".repeat(n),
    };
    desk.decide(&letter, note(MAX_TEXT_CHARS), &administrator(), now)
        .unwrap();
    let refusal = desk
        .decide(&letter, note(MAX_TEXT_CHARS + 1), &administrator(), now)
        .unwrap_err();
    assert_eq!(
        (refusal.kind(), refusal.why.wants_answer()),
        ("too_long", true)
    );
    assert!(
        refusal.to_string().contains(&MAX_TEXT_CHARS.to_string())
            || refusal.to_string().contains("200,000"),
        "{refusal}"
    );
    let draft = Action::Draft {
        text: "字".repeat(MAX_TEXT_CHARS + 1),
    };
    assert_eq!(
        desk.decide(&letter, draft, &administrator(), now)
            .unwrap_err()
            .kind(),
        "too_long"
    );
    let mut closed = desk.received(2, now);
    desk.walk(
        &mut closed,
        &[
            Verb::Accept,
            Verb::ReplyDirectly,
            Verb::Draft,
            Verb::Submit,
            Verb::Approve,
            Verb::Send,
        ],
        now,
    );
    let reopen = Action::Reopen {
        cause: ReopenCause::Unsatisfied,
        why: "因".repeat(MAX_REASON_CHARS + 1),
    };
    assert_eq!(
        desk.decide(&closed, reopen, &administrator(), now)
            .unwrap_err()
            .kind(),
        "too_long"
    );
}
