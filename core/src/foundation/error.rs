//! One error type, one registry of codes.
//!
//! An error carries a stable code, the kind that follows from it, a fixed message, and the name of the input field
//! at fault where there is one. It never carries what the user typed.

use std::borrow::Cow;
use std::fmt;

/// Casegate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a caller can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// A stable code: one way in which an operation can fail.
///
/// Every code is a constant of this type: [`Code::NOT_FOUND`], [`Code::LINK_INVALID`]. A room declares its own beside its
/// operations; `docs/errors.md` lists all of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static Entry);

/// What the registry says of a code.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) message: &'static str,
    pub(crate) doc: &'static str,
}

impl Code {
    pub(crate) const fn new(entry: &'static Entry) -> Self {
        Self(entry)
    }

    /// Returns the code's stable name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns what a caller can do about it.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.0.kind
    }

    /// Returns one fixed sentence; never user data.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.0.message
    }

    /// Returns when it happens, for the documentation.
    #[must_use]
    pub const fn doc(self) -> &'static str {
        self.0.doc
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// Declares codes as constants of [`Code`], and the list of them as `CODES`.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal, $kind:ident, $message:literal;)*) => {
        impl $crate::foundation::error::Code {
            $(
                $(#[doc = $doc])+
                pub const $code: Self = Self::new(&$crate::foundation::error::Entry {
                    name: $name,
                    kind: $crate::foundation::error::Kind::$kind,
                    message: $message,
                    doc: concat!($($doc),+),
                });
            )*
        }

        /// The codes that are declared here.
        pub(crate) const CODES: &[$crate::foundation::error::Code] =
            &[$($crate::foundation::error::Code::$code),*];
    };
}
pub(crate) use codes;

codes! {
    /// The input is not the JSON record that the operation takes: a field is missing, unknown, repeated or of another type.
    INPUT_MALFORMED = "input_malformed", Invalid, "the input does not have the shape this operation takes";
    /// The operation's name is not in the table of that door.
    OPERATION_UNKNOWN = "operation_unknown", Invalid, "there is no such operation";
    /// A required text is empty.
    TEXT_REQUIRED = "text_required", Invalid, "a text is required here";
    /// A text is longer than its limit.
    TEXT_TOO_LONG = "text_too_long", Invalid, "the text is too long";
    /// A text holds control characters or direction overrides.
    TEXT_INVALID = "text_invalid", Invalid, "the text holds characters that are not allowed";
    /// A list holds more entries than its limit.
    LIST_TOO_LONG = "list_too_long", Invalid, "the list is too long";
    /// A value occurs twice where each may occur once.
    VALUE_REPEATED = "value_repeated", Invalid, "the value occurs more than once";
    /// A number is outside the range that the field allows.
    NUMBER_OUT_OF_RANGE = "number_out_of_range", Invalid, "the number is out of range";
    /// Not an amount of money: exponents, more than two decimals, misplaced commas.
    AMOUNT_INVALID = "amount_invalid", Invalid, "this is not an amount in dollars and cents";
    /// An amount beyond +-$99,999,999,999.99.
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range", Invalid, "the amount is out of range";
    /// An amount below zero where the form has none.
    AMOUNT_NEGATIVE = "amount_negative", Invalid, "the amount must not be negative";
    /// Not a calendar date as YYYY-MM-DD.
    DATE_INVALID = "date_invalid", Invalid, "this is not a date";
    /// Not an RFC 3339 instant.
    INSTANT_INVALID = "instant_invalid", Invalid, "this is not an instant";
    /// Not an identifier of the expected kind.
    ID_INVALID = "id_invalid", Invalid, "this is not an identifier of the expected kind";
    /// Not an absolute https address without credentials.
    LINK_ADDRESS_INVALID = "link_address_invalid", Invalid, "this is not an https address";
    /// Not a taxpayer identification number of nine digits.
    TIN_INVALID = "tin_invalid", Invalid, "this is not a taxpayer identification number";
    /// A page cursor that this list did not hand out, or of a search whose last row has changed.
    CURSOR_INVALID = "cursor_invalid", Invalid, "the page cursor is not valid";
    /// The caller's role does not have the permission of this operation.
    PERMISSION_MISSING = "permission_missing", Denied, "the role does not permit this operation";
    /// A link, session or ticket does not open anything. Unknown, expired, revoked, damaged and throttled look alike.
    LINK_INVALID = "link_invalid", Denied, "this link does not open anything";
    /// The session may only look, and the operation would change something.
    VIEW_ONLY = "view_only", Denied, "this session may look but change nothing";
    /// There is no such thing, or none that this caller may know of.
    NOT_FOUND = "not_found", NotFound, "there is no such thing here";
    /// The record changed since the caller loaded it.
    CHANGED_MEANWHILE = "changed_meanwhile", Conflict, "this was changed meanwhile; load it again";
    /// The move is not one that the present state allows.
    STATE_FORBIDS = "state_forbids", Conflict, "the present state does not allow this";
    /// More of these exist than the limit allows.
    TOO_MANY = "too_many", Conflict, "there are too many of these";
    /// The host supplied no sealing key, so this field is refused rather than stored in the clear.
    SEALING_KEY_MISSING = "sealing_key_missing", Unavailable, "no key is configured to seal this field";
    /// A key that sealed or bound stored data is not in the key ring any more, or is not usable.
    KEY_UNAVAILABLE = "key_unavailable", Unavailable, "a key is not available";
    /// The random generator failed; nothing was made.
    ENTROPY_UNAVAILABLE = "entropy_unavailable", Unavailable, "the random generator is not available";
    /// The clock is more than 400 days ahead of the last act: either it is wrong, or nothing happened for so long. The host
    /// says which by `Portal::accept_clock`.
    CLOCK_IMPLAUSIBLE = "clock_implausible", Unavailable, "the clock is far ahead of the last act";
    /// Another writer held the store for too long; nothing was changed.
    STORE_BUSY = "store_busy", Unavailable, "the store is busy";
    /// The disk is full; nothing was changed.
    STORE_FULL = "store_full", Unavailable, "the store is full";
    /// The store cannot be written; nothing was changed.
    STORE_READ_ONLY = "store_read_only", Unavailable, "the store is read-only";
    /// The store failed; nothing was changed.
    STORE_UNAVAILABLE = "store_unavailable", Unavailable, "the store is not available";
    /// The commit's outcome is not known; the store has to be opened again before it is used.
    OUTCOME_UNKNOWN = "outcome_unknown", Unavailable, "it is not known whether this was carried out";
    /// The document's bytes could not be read or written.
    BLOBS_UNAVAILABLE = "blobs_unavailable", Unavailable, "the document store is not available";
    /// The store's file belongs to another program.
    STORE_FOREIGN = "store_foreign", Internal, "the store belongs to another program";
    /// The store was written by a newer version of the library.
    STORE_NEWER = "store_newer", Internal, "the store was written by a newer version";
    /// The store's file is damaged.
    STORE_CORRUPT = "store_corrupt", Internal, "the store is damaged";
    /// A stored record does not have the shape its table declares.
    STORED_DATA_INVALID = "stored_data_invalid", Internal, "stored data is not what it should be";
    /// Stored or sealed data was changed by something other than the library.
    STORED_DATA_TAMPERED = "stored_data_tampered", Internal, "stored data was tampered with";
    /// A defect in the library or a plug-in; nothing was changed.
    DEFECT = "defect", Internal, "an internal error happened";
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
