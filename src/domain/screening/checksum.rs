//! Validates digits of a number: check digits, province codes and birthdays.

use crate::domain::time::Date;

/// Reports whether `check` is the check digit of these 17 digits, where 10 stands for X: ISO 7064
/// MOD 11-2, as used by GB 11643-1999.
pub(super) fn mod_11_2(digits: &[u8], check: u8) -> bool {
    // Horner's method from the front: a digit is doubled once for each following position,
    // including that of the check digit.
    let sum = digits
        .iter()
        .fold(0u32, |sum, digit| (sum + u32::from(*digit)) * 2 % 11);
    (sum + u32::from(check)) % 11 == 1
}

/// Reports whether the last digit is the check digit of the others: the Luhn algorithm, ISO/IEC
/// 7812-1 annex B.
pub(super) fn passes_luhn(digits: &[u8]) -> bool {
    let weighed =
        digits
            .iter()
            .rev()
            .enumerate()
            .map(|(n, digit)| match (n % 2, u32::from(*digit) * 2) {
                (0, _) => u32::from(*digit),
                (_, twice) => twice / 10 + twice % 10,
            });
    digits.len() > 1 && weighed.sum::<u32>() % 10 == 0
}

/// Reports whether two digits are a province's code in GB/T 2260.
pub(super) fn is_province_code(digits: &[u8]) -> bool {
    matches!(decimal_value(digits), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

/// Reports whether eight digits are a date on which a living person may have been born, or six
/// digits one of the 20th century.
pub(super) fn is_birthday(digits: &[u8]) -> bool {
    let (year, rest) = match digits.len() {
        6 => (1900 + decimal_value(&digits[..2]), &digits[2..]),
        8 => (decimal_value(&digits[..4]), &digits[4..]),
        _ => return false,
    };
    let part = |digits: &[u8]| i8::try_from(decimal_value(digits)).unwrap_or_default();
    let year = i16::try_from(year).unwrap_or_default();
    (1900..2100).contains(&year) && Date::new(year, part(&rest[..2]), part(&rest[2..])).is_some()
}

fn decimal_value(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(*digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn check_digits_are_those_of_the_standards() {
        // The examples of GB 11643-1999 itself.
        assert!(mod_11_2(&digits("11010519491231002"), 10));
        assert!(mod_11_2(&digits("44052418800101001"), 4));
        assert!((0..10).all(|check| !mod_11_2(&digits("11010519491231002"), check)));
        // The example of ISO/IEC 7812-1.
        assert!(passes_luhn(&digits("79927398713")));
        assert!("0124567890".bytes().all(|last| !passes_luhn(
            &[digits("7992739871"), vec![last - b'0']].concat()
        ) || last == b'3'));
        assert!(!passes_luhn(&[0]));
    }

    #[test]
    fn a_birthday_is_a_day_of_the_calendar() {
        assert!(is_birthday(&digits("19490229")) == Date::new(1949, 2, 29).is_some());
        assert!(is_birthday(&digits("20000229")) && is_birthday(&digits("491231")));
        assert!(
            !is_birthday(&digits("20261301"))
                && !is_birthday(&digits("18800101"))
                && !is_birthday(&digits("1949"))
        );
        assert!(is_province_code(&digits("61")) && !is_province_code(&digits("16")));
    }
}
