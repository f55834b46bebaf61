//! Taxpayer identification numbers (SSN, ITIN, EIN).

use crate::foundation::error::{Code, Error, Result};
use casegate_macros::wire;
use zeroize::Zeroizing;

/// A sensitive number in full.
#[wire]
pub struct UnmaskedNumber {
    /// The digits.
    pub number: String,
}

/// Returns the nine digits of a number typed with or without dashes and spaces.
///
/// # Errors
/// `tin_invalid` at `field` if there are not nine digits, all of them are the same, or there are other characters.
pub fn digits(field: &'static str, text: &str) -> Result<Zeroizing<String>> {
    let invalid = || Error::at(Code::TIN_INVALID, field);
    if text.len() > 32 || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ')) {
        return Err(invalid());
    }
    let digits = Zeroizing::new(text.chars().filter(char::is_ascii_digit).collect::<String>());
    let varied = digits.bytes().any(|digit| Some(digit) != digits.bytes().next());
    if digits.len() == 9 && varied { Ok(digits) } else { Err(invalid()) }
}

/// Returns the last four characters, which are all that may be shown of a sensitive number.
#[must_use]
pub fn last_four(number: &str) -> String {
    let skip = number.chars().count().saturating_sub(4);
    number.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dat_02_one_number_has_one_spelling() {
        assert_eq!(*digits("tin", "123-45-6789").unwrap(), "123456789");
        assert_eq!(*digits("tin", "12-3456789").unwrap(), *digits("tin", " 123 45 6789 ").unwrap());
        for text in ["", "12345678", "1234567890", "111111111", "12345678a", "１23456789"] {
            assert_eq!(digits("tin", text).unwrap_err().code(), Code::TIN_INVALID, "{text}");
        }
        assert_eq!(last_four("123456789"), "6789");
    }
}
