//! Typed, time-ordered ids. An id is a name, never a credential.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::from_text::from_text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use uuid::Uuid;

/// What all kinds of ids have in common.
pub(crate) trait Id: Copy {
    fn uuid(self) -> Uuid;
    fn from_uuid(uuid: Uuid) -> Self;
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident = $prefix:literal at $field:literal;)+) => {$(
        $(#[doc = $doc])+
        ///
        #[doc = concat!("On the wire: `", $prefix, "_` and 32 lower-case hexadecimal digits.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        #[allow(dead_code, reason = "not every kind of id is a row's key")]
        impl $name {
            /// The readable prefix, with its underscore.
            pub const PREFIX: &'static str = concat!($prefix, "_");

            /// Wraps an existing UUID, as of a host's own record.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The nil id; used where the id is kept in the row key, not in the body.
            pub(crate) const fn nil() -> Self {
                Self(Uuid::nil())
            }

            /// Returns the bare UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Parses the text form.
            ///
            /// # Errors
            /// `id_invalid` for another prefix, length or case.
            pub fn parse(text: &str) -> Result<Self> {
                parse(text, Self::PREFIX).map(Self)
            }
        }

        impl Id for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", Self::PREFIX, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // By its name, so that a face can give each kind of id a type of its own.
                let mut buffer = [0; LONGEST];
                serializer.serialize_newtype_struct(stringify!($name), write(&mut buffer, Self::PREFIX, self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                from_text(deserializer, stringify!($name), "an identifier of this kind", Self::parse)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": concat!("^", $prefix, "_[0-9a-f]{32}$") })
            }
        }
    )+

        /// Every kind of id.
        pub const KINDS: &[IdKind] = &[$(IdKind { name: stringify!($name), doc: concat!($($doc),+) }),+];
    };
}

/// Hands every kind of id to the macro `$make`: its description, its type, its prefix, and the name of its fields on the wire. A new kind
/// of id is one line here.
macro_rules! with_ids {
    ($make:ident) => {
        $make! {
            /// A firm: one tenant of the store.
            FirmId = "firm" at "firmId";
            /// An office: one location of a firm.
            OfficeId = "office" at "officeId";
            /// A client: whom the firm serves.
            ClientId = "client" at "clientId";
            /// A contact: a human being whom a firm knows.
            ContactId = "contact" at "contactId";
            /// A party: a contact in a role at a client.
            PartyId = "party" at "partyId";
            /// A case: one engagement of one client with the firm.
            CaseId = "case" at "caseId";
            /// An invite to one case.
            InviteId = "invite" at "inviteId";
            /// A session that an invite opened.
            SessionId = "session" at "sessionId";
            /// A document on a case.
            DocumentId = "doc" at "documentId";
            /// A signature envelope on a case.
            EnvelopeId = "envelope" at "envelopeId";
            /// A form that staff generated for a client.
            FormId = "form" at "formId";
            /// One submission of an intake section.
            SubmissionId = "submission" at "submissionId";
            /// One staged figure.
            FigureId = "figure" at "figureId";
            /// A message of the outbox.
            OutboxId = "outbox" at "outboxId";
            /// A job.
            JobId = "job" at "jobId";
        }
    };
}
#[cfg(feature = "mobile")]
pub(crate) use with_ids;

/// A kind of id, for generators of other languages.
#[derive(Clone, Copy, Debug)]
pub struct IdKind {
    /// The type's name.
    pub name: &'static str,
    /// The type's description.
    pub doc: &'static str,
}

with_ids!(ids);

/// Room for the longest prefix and 32 digits.
const LONGEST: usize = 48;

/// `prefix` and 32 lower-case hexadecimal digits, without going through the formatting machinery: lists are full of ids.
fn write<'a>(buffer: &'a mut [u8; LONGEST], prefix: &str, uuid: Uuid) -> &'a str {
    let mut digits = [0; 32];
    uuid.simple().encode_lower(&mut digits);
    let parts = prefix.bytes().chain(digits);
    let length = buffer.iter_mut().zip(parts).map(|(place, byte)| *place = byte).count();
    buffer.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
}

/// Reads `prefix` and 32 lower-case hexadecimal digits: one spelling for each id.
fn parse(text: &str, prefix: &str) -> Result<Uuid> {
    // The parser takes capitals too, and hyphens in longer texts. Every record is read with some ids: without a branch for each
    // digit, they are looked at together.
    let is_plain = |hex: &&str| {
        hex.len() == 32 && !hex.bytes().fold(false, |capital, digit| capital | digit.is_ascii_uppercase())
    };
    let hex = text.strip_prefix(prefix).filter(is_plain);
    hex.and_then(|hex| Uuid::try_parse(hex).ok()).ok_or_else(|| Error::new(Code::ID_INVALID))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = CaseId::from_uuid(Uuid::from_u128(0x0193_5c8e_0000_7000_8000_0000_0000_00ab));
        let text = id.to_string();
        assert_eq!(text, "case_01935c8e0000700080000000000000ab");
        assert_eq!(CaseId::parse(&text).unwrap(), id);
        for wrong in [
            text.to_uppercase(),
            text.replace("case_", "firm_"),
            text.replace("case_", ""),
            text.replace("ab", "aB"),
            text.replace("ab", "ag"),
            format!("{text}0"),
        ] {
            assert_eq!(CaseId::parse(&wrong).unwrap_err().code(), Code::ID_INVALID, "{wrong}");
        }
        assert!(CaseId::parse("case_01935c8e-0000-7000-8000-000000000").is_err());
    }
}
