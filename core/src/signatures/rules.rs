//! Which moves an envelope can make.

use super::record::EnvelopeState;
use crate::foundation::error::{Code, Error, Result};

/// The state after a move from `from` to `to`.
///
/// # Errors
/// `state_forbids` for every move that is not in the table below; what is over stays over.
pub(crate) fn moved(from: EnvelopeState, to: EnvelopeState) -> Result<EnvelopeState> {
    use EnvelopeState::{Completed, Declined, Draft, Expired, Sent, Viewed, Voided};
    let is_legal = match from {
        Draft => matches!(to, Sent | Voided),
        Sent => matches!(to, Viewed | Completed | Declined | Voided | Expired),
        Viewed => matches!(to, Completed | Declined | Voided | Expired),
        Completed | Declined | Voided | Expired => false,
    };
    if is_legal { Ok(to) } else { Err(Error::new(Code::StateForbids)) }
}

/// Whether the client can still sign.
pub(crate) fn is_pending(state: EnvelopeState) -> bool {
    matches!(state, EnvelopeState::Sent | EnvelopeState::Viewed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r9_only_legal_moves() {
        let legal: Vec<_> = EnvelopeState::ALL
            .into_iter()
            .flat_map(|from| EnvelopeState::ALL.into_iter().map(move |to| (from, to)))
            .filter(|(from, to)| moved(*from, *to).is_ok())
            .map(|(from, to)| format!("{} {}", from.name(), to.name()))
            .collect();
        assert_eq!(
            legal,
            [
                "draft sent",
                "draft voided",
                "sent viewed",
                "sent completed",
                "sent declined",
                "sent voided",
                "sent expired",
                "viewed completed",
                "viewed declined",
                "viewed voided",
                "viewed expired",
            ]
        );
    }
}
