//! The mode of a session: whether its holder acts as the client, or only looks (SPEC P1, S18).

use crate::access::credential::Binding;
use crate::act::{Effect, Operation};
use crate::foundation::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// How a session may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Mode {
    /// The client uses it.
    #[default]
    Client,
    /// A member of staff looks at what one person sees.
    ViewAs { staff: String, name: String, reason: String },
    /// A member of staff looks at what everyone on the case sees.
    Preview { staff: String, name: String },
}

impl Mode {
    /// Checks that an operation may run. No other code makes this check.
    ///
    /// # Errors
    /// `view_only` for an operation that acts, if the holder may only look.
    pub(crate) fn check(&self, operation: Operation) -> Result<()> {
        match (self, operation.effect()) {
            (Self::Client, _) | (_, Effect::Reads | Effect::Marks) => Ok(()),
            (Self::ViewAs { .. } | Self::Preview { .. }, Effect::Acts) => Err(Error::new(Code::VIEW_ONLY)),
        }
    }

    /// Returns whether the client uses the session. Otherwise nothing is marked as seen, and no address at which the client acts
    /// (to sign, to fill in a form) is given out.
    pub(crate) fn is_client(&self) -> bool {
        *self == Self::Client
    }

    /// Returns the member of staff who looks, by the host's id and name.
    pub(crate) fn staff(&self) -> Option<(&str, &str)> {
        match self {
            Self::Client => None,
            Self::ViewAs { staff, name, .. } | Self::Preview { staff, name } => Some((staff, name)),
        }
    }

    /// Adds the mode to what a session's seal covers.
    pub(super) fn bind(&self, binding: Binding) -> Binding {
        match self {
            Self::Client => binding.text("client"),
            Self::ViewAs { staff, name, reason } => {
                binding.text("viewAs").text(staff).text(name).text(reason)
            }
            Self::Preview { staff, name } => binding.text("preview").text(staff).text(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{Door, Need};

    #[test]
    fn who_only_looks_runs_no_operation_that_acts() {
        let view_as = Mode::ViewAs { staff: "u-1".into(), name: "Ana Ruiz".into(), reason: "a call".into() };
        let preview = Mode::Preview { staff: "u-1".into(), name: "Ana Ruiz".into() };
        let visits =
            Operation::ALL.iter().copied().filter(|operation| operation.door() == Door::Visit(Need::Session));
        for operation in visits {
            assert_eq!(Mode::Client.check(operation), Ok(()), "{operation:?}");
            let expected =
                if operation.effect() == Effect::Acts { Err(Error::new(Code::VIEW_ONLY)) } else { Ok(()) };
            assert_eq!(view_as.check(operation), expected, "{operation:?}");
            assert_eq!(preview.check(operation), expected, "{operation:?}");
        }
        assert_eq!(Operation::OPEN_DOCUMENT.effect(), Effect::Marks);
    }
}
