//! Every table of the product, in the order in which a backend can create them.

use crate::store::Table;

/// The version of the stored format. A backend refuses a store with a higher one.
pub const VERSION: u32 = 1;

/// Every table, each after those it refers to.
pub const TABLES: &[&Table] = &[
    &crate::act::CLOCK,
    &crate::access::throttle::FAILURES,
    &crate::audit::record::HEADS,
    &crate::audit::record::EVENTS,
    &crate::firm::record::FIRMS,
    &crate::firm::record::LOGOS,
    &crate::progress::record::STAGES,
    &crate::cases::record::CASES,
    &crate::invites::record::INVITES,
    &crate::access::session::SESSIONS,
    &crate::documents::record::DOCUMENTS,
    &crate::documents::record::CHUNKS,
    &crate::signatures::record::ENVELOPES,
    &crate::forms::record::FORMS,
    &crate::intake::record::INTAKES,
    &crate::intake::record::SECTIONS,
    &crate::intake::record::SUBMISSIONS,
    &crate::intake::record::STAGED,
    &crate::intake::record::PROFILE,
];
