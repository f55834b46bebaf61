//! Values with a meaning of their own: what each is in the languages' own types, and how it is read back.

use super::PortalError;
use crate::documents::kind::DocumentKind;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error};
use crate::foundation::ids::{with_ids, *};
use crate::foundation::money::Money;
use crate::foundation::time::Timestamp;
use crate::intake::form::FieldPath;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a face that takes records answers to a value that is not one of its type (see [`crate::wire`]).
fn malformed(field: &'static str) -> PortalError {
    Error::at(Code::INPUT_MALFORMED, field).into()
}

// An id's field has the id's name on every wire, so the type knows which field is at fault.
macro_rules! custom_ids {
    ($($(#[doc = $doc:literal])+ $id:ident = $prefix:literal at $field:literal;)+) => {$(
        uniffi::custom_type!($(#[doc = $doc])+ $id, String, {
            lower: |id| id.to_string(),
            try_lift: |text| Ok($id::parse(&text).map_err(|_| malformed($field))?),
        });
    )+};
}

with_ids!(custom_ids);

uniffi::custom_type!(
    /// An instant in UTC with millisecond precision.
    Timestamp,
    SystemTime,
    {
        lower: |at| to_system(at),
        try_lift: |at| Ok(of_system(at)),
    }
);

uniffi::custom_type!(
    /// An amount of US dollars in whole cents, within +-(2^53 - 1).
    Money,
    i64,
    {
        lower: |money| money.cents(),
        try_lift: |cents| Ok(Money::from_cents(cents).map_err(PortalError::from)?),
    }
);

uniffi::custom_type!(
    /// The bytes of a file.
    Bytes,
    Vec<u8>,
    {
        lower: |bytes| bytes.into_vec(),
        try_lift: |bytes| Ok(Bytes::from(bytes)),
    }
);

uniffi::custom_type!(
    /// What a document is: a name from the list in the documentation, or one of the host's own, which clients never see.
    DocumentKind,
    String,
    {
        lower: |kind| kind.name().to_owned(),
        try_lift: |name| Ok(DocumentKind::named(&name)),
    }
);

uniffi::custom_type!(
    /// Where an answer stands in its section: `cash_on_hand`, or in a list with its row `bank[r1].current_balance`.
    FieldPath,
    String,
    {
        lower: |path| path.to_string(),
        try_lift: |text| Ok(FieldPath::parse(&text).map_err(|_| malformed("path"))?),
    }
);

type Facts = BTreeMap<String, String>;

uniffi::custom_type!(
    /// Safe particulars by name.
    Facts,
    HashMap<String, String>,
    {
        remote,
        lower: |facts| facts.into_iter().collect(),
        try_lift: |facts| Ok(facts.into_iter().collect()),
    }
);

fn to_system(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.as_millis()).unwrap_or_default())
}

/// Instants before 1970 and after 9999 become the first and the last that are kept. To the nearest millisecond: Swift counts
/// seconds in binary fractions, in which a whole millisecond often falls just short of itself.
fn of_system(at: SystemTime) -> Timestamp {
    let elapsed = at.duration_since(UNIX_EPOCH).unwrap_or_default() + Duration::from_micros(500);
    Timestamp::from_millis(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_the_way_there_and_back() {
        for millis in [0, 1, 999, 1_795_348_800_001, 253_402_300_799_999] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(of_system(to_system(at)), at);
            assert_eq!(of_system(to_system(at) - Duration::from_nanos(100)).as_millis(), millis);
        }
    }
}
