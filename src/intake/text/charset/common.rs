//! The Chinese characters that make up most of what citizens write.

/// Common Chinese characters, in no order.
const COMMON: &str = include_str!("../../../../assets/han/common.txt");

/// Returns the number of common Chinese characters in a text, and the number of all Chinese
/// characters.
pub(super) fn count_common(text: &str) -> (usize, usize) {
    let han = || {
        text.chars()
            .filter(|char| matches!(char, '\u{4e00}'..='\u{9fff}'))
    };
    (
        han().filter(|char| COMMON.contains(*char)).count(),
        han().count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_counted() {
        assert_eq!(count_common("路灯不亮 abc"), (4, 4));
        assert_eq!(count_common("渭灞停水"), (2, 4));
    }
}
