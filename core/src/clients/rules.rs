//! Pure decisions about clients.

use super::record::ClientKind;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::{limits, text};

/// Checks a client's name.
pub(crate) fn name(field: &'static str, name: &str) -> Result<String> {
    text::line(field, name, limits::NAME)
}

/// Checks the firm's own client number. Returns `None` for an empty one.
pub(crate) fn number(number: Option<&str>) -> Result<Option<String>> {
    let number = number.map(|number| text::optional_line("number", number, limits::LABEL)).transpose()?;
    Ok(number.filter(|number| !number.is_empty()))
}

/// Checks that only a couple has a spouse's number.
///
/// # Errors
/// `state_forbids` at `spouseTin`.
pub(crate) fn check_spouse(kind: ClientKind, has_spouse_number: bool) -> Result<()> {
    if has_spouse_number && kind != ClientKind::JointCouple {
        return Err(Error::at(Code::STATE_FORBIDS, "spouseTin"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_couple_has_a_spouse() {
        use ClientKind::{Business, Estate, JointCouple, Person, Trust};
        assert!(check_spouse(JointCouple, true).is_ok());
        for kind in [Person, Business, Trust, Estate] {
            assert!(check_spouse(kind, false).is_ok());
            let error = check_spouse(kind, true).unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::STATE_FORBIDS, Some("spouseTin")), "{kind:?}");
        }
    }

    #[test]
    fn an_empty_number_is_none() {
        assert_eq!(number(None).unwrap(), None);
        assert_eq!(number(Some("  ")).unwrap(), None);
        assert_eq!(number(Some(" A-17 ")).unwrap().as_deref(), Some("A-17"));
        assert_eq!(number(Some("a\nb")).unwrap_err().field(), Some("number"));
    }
}
