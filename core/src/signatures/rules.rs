//! The legal transitions of an envelope.

use super::record::{EnvelopeEvent, EnvelopeState, Sending, Status};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::DocumentId;

impl Status {
    /// Sends a draft.
    ///
    /// # Errors
    /// `state_forbids` in every other state.
    pub(crate) fn send(self, sending: Sending) -> Result<Self> {
        match self {
            Self::Draft => Ok(Self::Sent(sending)),
            _ => Err(forbidden()),
        }
    }

    /// Applies an event that the e-sign provider reported. Repeating the report changes nothing.
    ///
    /// # Errors
    /// `state_forbids` if the event is not possible in the present state. A final state never changes.
    pub(crate) fn report(self, event: EnvelopeEvent) -> Result<Self> {
        if self.state() == event.state() {
            return Ok(self);
        }
        match (self, event) {
            (Self::Sent(sending), EnvelopeEvent::Viewed) => Ok(Self::Viewed(sending)),
            (Self::Sent(sending) | Self::Viewed(sending), EnvelopeEvent::Declined) => {
                Ok(Self::Declined(sending))
            }
            (Self::Sent(sending) | Self::Viewed(sending), EnvelopeEvent::Expired) => {
                Ok(Self::Expired(sending))
            }
            (Self::Draft, EnvelopeEvent::Voided) => Ok(Self::Voided(None)),
            (Self::Sent(sending) | Self::Viewed(sending), EnvelopeEvent::Voided) => {
                Ok(Self::Voided(Some(sending)))
            }
            _ => Err(forbidden()),
        }
    }

    /// Completes an envelope with the document that came back signed.
    ///
    /// # Errors
    /// `state_forbids` unless the envelope is sent and not finished.
    pub(crate) fn complete(self, document: DocumentId) -> Result<Self> {
        match self {
            Self::Sent(sending) | Self::Viewed(sending) => Ok(Self::Completed(sending, document)),
            _ => Err(forbidden()),
        }
    }

    /// Replaces the document that came back signed. Also returns the replaced one.
    ///
    /// # Errors
    /// `state_forbids` before the envelope is completed.
    pub(crate) fn replace(self, document: DocumentId) -> Result<(Self, DocumentId)> {
        match self {
            Self::Completed(sending, wrong) => Ok((Self::Completed(sending, document), wrong)),
            _ => Err(forbidden()),
        }
    }
}

impl EnvelopeEvent {
    /// Returns the state that the event leads to.
    pub(crate) fn state(self) -> EnvelopeState {
        match self {
            Self::Viewed => EnvelopeState::Viewed,
            Self::Declined => EnvelopeState::Declined,
            Self::Voided => EnvelopeState::Voided,
            Self::Expired => EnvelopeState::Expired,
        }
    }
}

fn forbidden() -> Error {
    Error::new(Code::STATE_FORBIDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::addressee::Audience;
    use crate::foundation::time::Timestamp;
    use uuid::Uuid;

    fn sending() -> Sending {
        Sending {
            sign_url: "https://sign.example/1".to_owned(),
            at: Timestamp::from_millis(1),
            audience: Audience::default(),
        }
    }

    fn document(number: u128) -> DocumentId {
        DocumentId::from_uuid(Uuid::from_u128(number))
    }

    fn every_status() -> [Status; 8] {
        [
            Status::Draft,
            Status::Sent(sending()),
            Status::Viewed(sending()),
            Status::Completed(sending(), document(1)),
            Status::Declined(sending()),
            Status::Voided(None),
            Status::Voided(Some(sending())),
            Status::Expired(sending()),
        ]
    }

    #[test]
    fn r9_only_legal_moves() {
        use EnvelopeEvent::{Declined, Expired, Viewed, Voided};
        let mut legal = Vec::new();
        for from in every_status() {
            let reports = [Viewed, Declined, Voided, Expired].map(|event| from.clone().report(event));
            let moves = reports.into_iter().chain([
                from.clone().send(sending()),
                from.clone().complete(document(2)),
                from.clone().replace(document(2)).map(|(status, _)| status),
            ]);
            for to in moves.flatten().filter(|to| to.state() != from.state()) {
                let is_kept = from.sending().is_none() || to.sending() == from.sending();
                assert!(is_kept, "how it was sent is not lost");
                legal.push(format!("{} {}", from.state().name(), to.state().name()));
            }
        }
        legal.sort_unstable();
        assert_eq!(
            legal,
            [
                "draft sent",
                "draft voided",
                "sent completed",
                "sent declined",
                "sent expired",
                "sent viewed",
                "sent voided",
                "viewed completed",
                "viewed declined",
                "viewed expired",
                "viewed voided",
            ]
        );
    }

    #[test]
    fn the_same_report_again_changes_nothing() {
        for status in every_status() {
            for event in [EnvelopeEvent::Viewed, EnvelopeEvent::Declined, EnvelopeEvent::Voided] {
                if status.state() == event.state() {
                    let again = status.clone().report(event).unwrap();
                    assert!(again.state() == status.state() && again.sending() == status.sending());
                }
            }
        }
    }

    #[test]
    fn a_replaced_document_is_named() {
        let (status, wrong) = Status::Completed(sending(), document(1)).replace(document(2)).unwrap();
        assert_eq!((status.signed_document(), wrong), (Some(document(2)), document(1)));
    }
}
