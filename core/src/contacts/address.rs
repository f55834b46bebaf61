//! E-mail addresses and phone numbers as they are stored.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::{limits, text};
use email_address::{EmailAddress, Options};

/// Parses an e-mail address. White space around it is removed and its domain is converted to lower case. The part before the
/// `@` keeps its case, because mail servers may distinguish it.
///
/// # Errors
/// `address_invalid` at `field`.
pub(super) fn email(field: &'static str, address: &str) -> Result<String> {
    let invalid = || Error::at(Code::ADDRESS_INVALID, field);
    let address = text::line(field, address, limits::ADDRESS).map_err(|_| invalid())?;
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    let parsed = EmailAddress::parse_with_options(&address, options).map_err(|_| invalid())?;
    Ok(format!("{}@{}", parsed.local_part(), parsed.domain().to_lowercase()))
}

/// Parses a phone number into its digits, with an optional leading `+`. Spaces, dots, dashes, slashes and brackets between
/// the digits are removed.
///
/// # Errors
/// `text_invalid` at `field` for other characters, or fewer than 5 or more than 15 digits (ITU-T E.164).
pub(super) fn phone(field: &'static str, phone: &str) -> Result<String> {
    let invalid = || Error::at(Code::TEXT_INVALID, field);
    let phone = text::line(field, phone, limits::LABEL)?;
    let (plus, rest) = phone.strip_prefix('+').map_or(("", phone.as_str()), |rest| ("+", rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')) {
        return Err(invalid());
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if (5..=15).contains(&digits.len()) { Ok(format!("{plus}{digits}")) } else { Err(invalid()) }
}

/// Returns the words by which a stored phone number is found. A number of the North American plan (NANP) is found with and without its
/// country code and its area code, and in its three groups; another one with its country code as a whole.
pub(super) fn spellings(phone: &str) -> String {
    let digits = phone.trim_start_matches('+');
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10);
    let national =
        national.or_else(|| Some(digits).filter(|digits| digits.len() == 10 && !phone.starts_with('+')));
    let groups = national.and_then(|all| Some((all, all.get(..3)?, all.get(3..6)?, all.get(6..)?)));
    match groups {
        Some((all, area, office, line)) => format!("1{all} {all} {office}{line} {area} {office} {line}"),
        None => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling_of_its_domain() {
        assert_eq!(
            email("emails", " Dana.Whitfield+tax@Example.COM ").unwrap(),
            "Dana.Whitfield+tax@example.com"
        );
        for wrong in [
            "",
            "dana",
            "dana@",
            "@example.com",
            "dana@example",
            "Dana <dana@example.com>",
            "a b@example.com",
            "dana@[10.0.0.1]",
            "d\n@example.com",
        ] {
            let error = email("emails", wrong).unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::ADDRESS_INVALID, Some("emails")), "{wrong:?}");
        }
    }

    #[test]
    fn a_phone_is_found_as_people_write_it() {
        let grouped = "15550107788 5550107788 0107788 555 010 7788";
        for phone in ["5550107788", "+15550107788", "15550107788"] {
            assert_eq!(spellings(phone), grouped, "{phone}");
        }
        assert_eq!(spellings("+442079460958"), "442079460958");
        assert_eq!(spellings("+4420794609"), "4420794609", "ten digits with another country code");
        assert_eq!(spellings("60958"), "60958");
    }

    #[test]
    fn a_phone_is_its_digits() {
        assert_eq!(phone("phones", " (555) 010-7788 ").unwrap(), "5550107788");
        assert_eq!(phone("phones", "+1 555.010.7788").unwrap(), "+15550107788");
        for wrong in ["1234", "1234567890123456", "555-CALL-NOW", "555+0107788"] {
            assert_eq!(phone("phones", wrong).unwrap_err().field(), Some("phones"), "{wrong}");
        }
    }
}
