//! Standard phrases for the reply: openings, middles, closings and a whole template for each
//! category.

use super::menu::{Menu, MenuPurpose};
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::phrase::Phrase;
use crate::domain::time::Timestamp;
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Returns a menu of the phrases that suit the letter's category, templates first. Each is found by
/// its text, too, as it would stand in the reply.
pub fn phrase_menu(letter: &Letter, office: &Office, now: Timestamp) -> Menu {
    let category = letter.category.clone().unwrap_or_default();
    let suits =
        |phrase: &Phrase| phrase.categories.is_empty() || phrase.categories.contains(&category);
    let phrases = office.phrases.phrases().into_iter().filter(suits);
    let choices = phrases.map(|phrase| PickerOption {
        value: phrase.code,
        label: phrase.name,
        aliases: vec![fill_placeholders(&phrase.text, office, now, letter)],
    });
    Menu::new(
        MenuPurpose::Phrases,
        say!("phrases-title"),
        Picker::new(choices.collect()),
    )
}

/// End of the mark over a unit's answer.
const FEEDBACK_MARK: &str = "反馈〕";

/// Returns the valid answers of the units, each under a mark that reminds of working it over; empty
/// if there is none.
pub fn feedback_text(letter: &Letter, office: &Office) -> String {
    let answers = letter.current_assignments().filter_map(|held| {
        let answer = held.valid_feedback()?;
        let unit = office.units.short_name(held.unit);
        Some(format!("〔{unit}{FEEDBACK_MARK}\n{}", answer.text.trim()))
    });
    answers.collect::<Vec<_>>().join("\n")
}

/// Returns the text of the phrase that a menu points at, with its placeholders filled in from the
/// letter.
pub fn chosen_text(
    menu: &Menu,
    office: &Office,
    now: Timestamp,
    letter: &Letter,
) -> Option<String> {
    let code = &menu.picker.chosen()?.value;
    let phrases = office.phrases.phrases();
    let phrase = phrases.iter().find(|phrase| phrase.code == *code)?;
    Some(fill_placeholders(&phrase.text, office, now, letter))
}

/// Returns the first blank of a phrase that was not filled in, exactly as it stands in the text:
/// `《》`, `第  条`, `  月`, `  日`, `一是；`, `二是；`, or the mark over a unit's answer that was put
/// in to be worked over.
pub fn find_unfilled_blank(text: &str) -> Option<&'static str> {
    const BLANKS: [&str; 7] = [
        "《》",
        "第  条",
        "  月",
        "  日",
        "一是；",
        "二是；",
        FEEDBACK_MARK,
    ];
    BLANKS.into_iter().find(|blank| text.contains(blank))
}

fn fill_placeholders(text: &str, office: &Office, now: Timestamp, letter: &Letter) -> String {
    let hours = &office.regulation.hours;
    // The reply is in Chinese whatever the language of the screen: so are its dates.
    let day = |at| {
        let date = hours.to_civil(at).date();
        format!("{}年{}月{}日", date.year(), date.month(), date.day())
    };
    let writer = letter
        .writer
        .name
        .clone()
        .unwrap_or_else(|| "网友".to_owned());
    let unit = letter.lead_assignment().map_or_else(
        || "承办单位".to_owned(),
        |held| office.units.name(held.unit),
    );
    let number = letter
        .number
        .as_ref()
        .map(|number| number.text.clone())
        .unwrap_or_default();
    let values = [
        ("{writer}", writer),
        ("{title}", letter.title.clone()),
        ("{unit}", unit),
        ("{received}", day(letter.received_or_recorded())),
        ("{number}", number),
        ("{date}", day(now)),
        ("{office}", office.regulation.office.zh.clone()),
        ("{authority}", office.authority()),
    ];
    filled(text, &values)
}

/// Replaces the placeholders of a text. What is put in is not read again: a title may contain
/// `{date}`.
fn filled(mut text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    while let Some(at) = text.find('{') {
        filled.push_str(&text[..at]);
        text = &text[at..];
        let value = values.iter().find(|(name, _)| text.starts_with(name));
        let (put, rest) = match value {
            Some((name, value)) => (value.as_str(), &text[name.len()..]),
            None => text.split_at(1),
        };
        filled.push_str(put);
        text = rest;
    }
    filled + text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_value_is_not_a_placeholder() {
        let values = [
            ("{writer}", "{title}".to_owned()),
            ("{title}", "停水{date}".to_owned()),
        ];
        let phrase = "{writer}：{其他}《{title}》{";
        assert_eq!(filled(phrase, &values), "{title}：{其他}《停水{date}》{");
    }
}
