//! One error type, one registry of codes.
//!
//! An error carries a stable code, the kind that follows from it, a fixed message, and the name of the input field
//! at fault where there is one. It never carries what the user typed.

use std::borrow::Cow;
use std::fmt;

/// Casegate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a caller can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input is wrong; mend it and try again.
    Invalid,
    /// This caller may not do this.
    Denied,
    /// There is no such thing, or none that this caller may know of.
    NotFound,
    /// The input is fine, but not in this state; load again and decide anew.
    Conflict,
    /// The store, a key or another plug-in is not available now; nothing was changed unless the code says so.
    Unavailable,
    /// A defect: stored data or the library broke its own rules.
    Internal,
}

impl Kind {
    /// The kind's stable name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Denied => "denied",
            Self::NotFound => "notFound",
            Self::Conflict => "conflict",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal, $kind:ident, $message:literal;)+) => {
        /// Every way an operation can fail; the registry behind `docs/errors.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)+
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The code's stable name on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            /// What a caller can do about it.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $(Self::$code => Kind::$kind),+ }
            }

            /// One fixed sentence; never user data.
            #[must_use]
            pub fn message(self) -> &'static str {
                match self { $(Self::$code => $message),+ }
            }

            /// When it happens, for the documentation.
            #[must_use]
            pub fn doc(self) -> &'static str {
                match self { $(Self::$code => concat!($($doc),+)),+ }
            }
        }
    };
}

codes! {
    /// The input is not the JSON record that the operation takes: a field is missing, unknown, repeated or of another type.
    InputMalformed = "input_malformed", Invalid, "the input does not have the shape this operation takes";
    /// The operation's name is not in the table of that door.
    OperationUnknown = "operation_unknown", Invalid, "there is no such operation";
    /// A required text is empty.
    TextRequired = "text_required", Invalid, "a text is required here";
    /// A text is longer than its limit.
    TextTooLong = "text_too_long", Invalid, "the text is too long";
    /// A text holds control characters or direction overrides.
    TextInvalid = "text_invalid", Invalid, "the text holds characters that are not allowed";
    /// A list holds more entries than its limit.
    ListTooLong = "list_too_long", Invalid, "the list is too long";
    /// A value occurs twice where each may occur once.
    ValueRepeated = "value_repeated", Invalid, "the value occurs more than once";
    /// A number is outside the range that the field allows.
    NumberOutOfRange = "number_out_of_range", Invalid, "the number is out of range";
    /// Not an amount of money: exponents, more than two decimals, misplaced commas.
    AmountInvalid = "amount_invalid", Invalid, "this is not an amount in dollars and cents";
    /// An amount beyond +-$99,999,999,999.99.
    AmountOutOfRange = "amount_out_of_range", Invalid, "the amount is out of range";
    /// An amount below zero where the form has none.
    AmountNegative = "amount_negative", Invalid, "the amount must not be negative";
    /// Not a calendar date as YYYY-MM-DD.
    DateInvalid = "date_invalid", Invalid, "this is not a date";
    /// Not an RFC 3339 instant.
    InstantInvalid = "instant_invalid", Invalid, "this is not an instant";
    /// Not an identifier of the expected kind.
    IdInvalid = "id_invalid", Invalid, "this is not an identifier of the expected kind";
    /// Not an absolute https address without credentials.
    LinkAddressInvalid = "link_address_invalid", Invalid, "this is not an https address";
    /// Not a colour as #rrggbb.
    ColorInvalid = "color_invalid", Invalid, "this is not a usable colour";
    /// A logo that is not a PNG, JPEG or WebP image of at most 256 KiB.
    LogoInvalid = "logo_invalid", Invalid, "this is not a usable logo image";
    /// A choice that the field does not offer.
    ChoiceInvalid = "choice_invalid", Invalid, "this choice is not offered";
    /// Not a taxpayer identification number of nine digits.
    TinInvalid = "tin_invalid", Invalid, "this is not a taxpayer identification number";
    /// A field that the section does not have, or a row id that is not one.
    FieldUnknown = "field_unknown", Invalid, "there is no such field";
    /// A field that is computed and cannot be entered.
    FieldDerived = "field_derived", Invalid, "this field is computed";
    /// A required answer is missing when the section is submitted.
    AnswerRequired = "answer_required", Invalid, "an answer is required here";
    /// A document kind that no setting can make visible to clients.
    KindNeverVisible = "kind_never_visible", Invalid, "documents of this kind are never shown to clients";
    /// A document without content, above the size limit, or whose content is not of the stated media type.
    ContentInvalid = "content_invalid", Invalid, "the document's content is not acceptable";
    /// An invite's life is shorter than an hour or longer than the limit.
    ExpiryOutOfRange = "expiry_out_of_range", Invalid, "the expiry is out of range";
    /// A page cursor that this list did not hand out.
    CursorInvalid = "cursor_invalid", Invalid, "the page cursor is not valid";
    /// The caller's role does not have the permission of this operation.
    PermissionMissing = "permission_missing", Denied, "the role does not permit this operation";
    /// A link, session or ticket does not open anything. Unknown, expired, revoked, damaged and throttled look alike.
    LinkInvalid = "link_invalid", Denied, "this link does not open anything";
    /// There is no such thing, or none that this caller may know of.
    NotFound = "not_found", NotFound, "there is no such thing here";
    /// The firm exists already.
    FirmExists = "firm_exists", Conflict, "the firm is registered already";
    /// The first invite was asked for before the firm's name and logo were set (SPEC R6).
    FirmIdentityMissing = "firm_identity_missing", Conflict, "set the firm's name and logo before the first invite";
    /// No portal address is configured, so no link can be made.
    OriginMissing = "origin_missing", Conflict, "the portal's https address is not configured";
    /// The record changed since the caller loaded it.
    ChangedMeanwhile = "changed_meanwhile", Conflict, "this was changed meanwhile; load it again";
    /// The value in the profile is not the one the reviewer saw; nothing was overwritten.
    BaseStale = "base_stale", Conflict, "the profile's value changed; look again before deciding";
    /// The move is not one that the present state allows.
    StateForbids = "state_forbids", Conflict, "the present state does not allow this";
    /// More of these exist than the limit allows.
    TooMany = "too_many", Conflict, "there are too many of these";
    /// The same idempotency key was used for another request, or its invite was used already.
    RepeatedRequest = "repeated_request", Conflict, "this request was carried out already";
    /// The host supplied no sealing key, so this field is refused rather than stored in the clear.
    SealingKeyMissing = "sealing_key_missing", Unavailable, "no key is configured to seal this field";
    /// A key that sealed or bound stored data is not in the key ring any more, or is not usable.
    KeyUnavailable = "key_unavailable", Unavailable, "a key is not available";
    /// The random generator failed; nothing was made.
    EntropyUnavailable = "entropy_unavailable", Unavailable, "the random generator is not available";
    /// The clock is more than 400 days ahead of the last act: either it is wrong, or nothing happened for so long. The host
    /// says which by `Portal::accept_clock`.
    ClockImplausible = "clock_implausible", Unavailable, "the clock is far ahead of the last act";
    /// Another writer held the store for too long; nothing was changed.
    StoreBusy = "store_busy", Unavailable, "the store is busy";
    /// The disk is full; nothing was changed.
    StoreFull = "store_full", Unavailable, "the store is full";
    /// The store cannot be written; nothing was changed.
    StoreReadOnly = "store_read_only", Unavailable, "the store is read-only";
    /// The store failed; nothing was changed.
    StoreUnavailable = "store_unavailable", Unavailable, "the store is not available";
    /// The commit's outcome is not known; the store has to be opened again before it is used.
    OutcomeUnknown = "outcome_unknown", Unavailable, "it is not known whether this was carried out";
    /// The document's bytes could not be read or written.
    BlobsUnavailable = "blobs_unavailable", Unavailable, "the document store is not available";
    /// The store's file belongs to another program.
    StoreForeign = "store_foreign", Internal, "the store belongs to another program";
    /// The store was written by a newer version of the library.
    StoreNewer = "store_newer", Internal, "the store was written by a newer version";
    /// The store's file is damaged.
    StoreCorrupt = "store_corrupt", Internal, "the store is damaged";
    /// A stored record does not have the shape its table declares.
    StoredDataInvalid = "stored_data_invalid", Internal, "stored data is not what it should be";
    /// Stored or sealed data was changed by something other than the library.
    StoredDataTampered = "stored_data_tampered", Internal, "stored data was tampered with";
    /// A defect in the library or a plug-in; nothing was changed.
    Defect = "defect", Internal, "an internal error happened";
}

/// A refusal: a stable code, its kind and message, and the field at fault where there is one.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error(Box<Refused>);

// Behind a pointer: every result of the library is as small as what it answers with, in memory and in code.
#[derive(Clone, PartialEq, Eq)]
struct Refused {
    code: Code,
    field: Option<Cow<'static, str>>,
}

impl Error {
    /// An error with this code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Refused { code, field: None }))
    }

    /// An error with this code at the input field `field` (a schema name, never user data).
    #[must_use]
    pub fn at(code: Code, field: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Refused { code, field: Some(field.into()) }))
    }

    /// The same error, naming `field` if it does not name one already.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field.get_or_insert_with(|| field.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What a caller can do about it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.code.kind()
    }

    /// One fixed sentence; never user data.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.0.code.message()
    }

    /// The input field at fault, as a path in the wire's names: `clientName`, `bank[r1].current_balance`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}", self.0.code.name())?;
        match &self.0.field {
            Some(field) => write!(f, " at {field})"),
            None => f.write_str(")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_messages_are_plain() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(!code.message().ends_with('.'), "{code:?}");
            assert!(code.message().starts_with(char::is_lowercase), "{code:?}");
            assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code:?}");
        }
    }
}
