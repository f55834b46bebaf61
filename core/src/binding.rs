//! The `room!` macro, which turns a room's table into operations and into calls of their methods.
//!
//! A room's `mod.rs` declares each operation once: name, input, output, requirement and effect. [`room!`] expands the table
//! into constants of [`Operation`](crate::act::Operation), which hold the identity alone, and into functions that read the
//! input, call the method of the desk, the visit or the host and write the output.

/// A function that makes the schema of an operation's input or output.
#[cfg(feature = "schema")]
pub type SchemaOf = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

/// The schemas of an operation's input, if it takes one, and of its output.
#[cfg(feature = "schema")]
#[derive(Clone, Copy)]
pub(crate) struct Schemas {
    pub(crate) input: Option<SchemaOf>,
    pub(crate) output: SchemaOf,
}

/// Declares a room: its name, its error codes, and its operations behind each door. Each of the lists may be left out.
///
/// A code is `NAME = "name", Kind, "message";`, where `Kind` is a [`Kind`](crate::foundation::error::Kind). An operation is
/// `NAME = method(Input) -> Output, Needed, Effect;`, where `Needed` is a [`Right`](crate::access::permission::Right) in the room at
/// the desk or a [`Need`](crate::act::Need) of the visit, and `Effect` an [`Effect`](crate::act::Effect). An operation of the host
/// needs nothing. The method is one of `Desk`, `Visit` or `HostDoor`.
macro_rules! room {
    (
        $room:ident
        $(codes { $($codes:tt)* })?
        $(desk { $($(#[doc = $desk_doc:literal])+ $desk:ident = $desk_method:ident($($desk_input:ty)?) -> $desk_output:ty, $right:ident, $desk_effect:ident;)* })?
        $(visit { $($(#[doc = $visit_doc:literal])+ $visit:ident = $visit_method:ident($($visit_input:ty)?) -> $visit_output:ty, $need:ident, $visit_effect:ident;)* })?
        $(host { $($(#[doc = $host_doc:literal])+ $host:ident = $host_method:ident($($host_input:ty)?) -> $host_output:ty, $host_effect:ident;)* })?
    ) => {
        $crate::foundation::error::codes! { $($($codes)*)? }

        impl $crate::act::Operation {
            $($(
                $(#[doc = $desk_doc])+
                pub const $desk: Self = Self::new(&$crate::act::Identity {
                    name: stringify!($desk_method),
                    doc: concat!($($desk_doc),+),
                    door: $crate::act::Door::Desk($crate::access::permission::Permission::new(
                        stringify!($room),
                        $crate::access::permission::Right::$right,
                    )),
                    effect: $crate::act::Effect::$desk_effect,
                });
            )*)?
            $($(
                $(#[doc = $visit_doc])+
                pub const $visit: Self = Self::new(&$crate::act::Identity {
                    name: stringify!($visit_method),
                    doc: concat!($($visit_doc),+),
                    door: $crate::act::Door::Visit($crate::act::Need::$need),
                    effect: $crate::act::Effect::$visit_effect,
                });
            )*)?
            $($(
                $(#[doc = $host_doc])+
                pub const $host: Self = Self::new(&$crate::act::Identity {
                    name: stringify!($host_method),
                    doc: concat!($($host_doc),+),
                    door: $crate::act::Door::Host,
                    effect: $crate::act::Effect::$host_effect,
                });
            )*)?
        }

        /// The room's desk operations.
        pub(crate) const DESK: &[$crate::act::Operation] = &[$($($crate::act::Operation::$desk),*)?];
        /// The room's visit operations.
        pub(crate) const VISIT: &[$crate::act::Operation] = &[$($($crate::act::Operation::$visit),*)?];

        /// The room's host operations.
        pub(crate) const HOST: &[$crate::act::Operation] = &[$($($crate::act::Operation::$host),*)?];

        /// Runs a desk operation of this room. Returns `None` for an operation of another room.
        #[allow(unused_variables, reason = "a room may have operations of one door alone")]
        pub(crate) fn call_desk<W: $crate::wire::Wire>(
            desk: &$crate::portal::Desk,
            operation: $crate::act::Operation,
            wire: &W,
        ) -> Option<$crate::foundation::error::Result<W::Output>> {
            $($(
                if operation == $crate::act::Operation::$desk {
                    return Some($crate::binding::call!(desk, $desk_method, wire, $desk_output $(, $desk_input)?));
                }
            )*)?
            None
        }

        /// Runs a visit operation of this room. Returns `None` for an operation of another room.
        #[allow(unused_variables, reason = "a room may have operations of one door alone")]
        pub(crate) fn call_visit<W: $crate::wire::Wire>(
            visit: &$crate::portal::Visit,
            operation: $crate::act::Operation,
            wire: &W,
        ) -> Option<$crate::foundation::error::Result<W::Output>> {
            $($(
                if operation == $crate::act::Operation::$visit {
                    return Some($crate::binding::call!(visit, $visit_method, wire, $visit_output $(, $visit_input)?));
                }
            )*)?
            None
        }

        /// Runs a host operation of this room. Returns `None` for an operation of another room.
        #[allow(unused_variables, reason = "a room may have operations of one door alone")]
        pub(crate) fn call_host<W: $crate::wire::Wire>(
            host: &$crate::portal::HostDoor,
            operation: $crate::act::Operation,
            wire: &W,
        ) -> Option<$crate::foundation::error::Result<W::Output>> {
            $($(
                if operation == $crate::act::Operation::$host {
                    return Some($crate::binding::call!(host, $host_method, wire, $host_output $(, $host_input)?));
                }
            )*)?
            None
        }

        /// Returns the schemas of an operation of this room; `None` for an operation of another room.
        #[cfg(feature = "schema")]
        pub(crate) fn schemas(operation: $crate::act::Operation) -> Option<$crate::binding::Schemas> {
            $($(
                if operation == $crate::act::Operation::$desk {
                    return Some($crate::binding::schemas!($desk_output $(, $desk_input)?));
                }
            )*)?
            $($(
                if operation == $crate::act::Operation::$visit {
                    return Some($crate::binding::schemas!($visit_output $(, $visit_input)?));
                }
            )*)?
            $($(
                if operation == $crate::act::Operation::$host {
                    return Some($crate::binding::schemas!($host_output $(, $host_input)?));
                }
            )*)?
            None
        }
    };
}

/// Reads an operation's input, calls its method and writes the output. The output type is stated, so that the compiler
/// rejects a table that states another type than the method.
macro_rules! call {
    ($door:ident, $method:ident, $wire:ident, $output:ty) => {
        $wire.read_nothing().and_then(|()| {
            let answer: $crate::foundation::error::Result<$output> = $wire.run(|| $door.$method());
            $crate::wire::Answer::write(answer?, $wire)
        })
    };
    ($door:ident, $method:ident, $wire:ident, $output:ty, $input:ty) => {
        $wire.read::<$input>().and_then(|input| {
            let answer: $crate::foundation::error::Result<$output> = $wire.run(|| $door.$method(input));
            $crate::wire::Answer::write(answer?, $wire)
        })
    };
}

/// Makes the schemas of an operation from the types of its output and input.
#[cfg(feature = "schema")]
macro_rules! schemas {
    ($output:ty) => {
        $crate::binding::Schemas {
            input: None,
            output: |generator| generator.subschema_for::<<$output as $crate::wire::OnWire>::Type>(),
        }
    };
    ($output:ty, $input:ty) => {
        $crate::binding::Schemas {
            input: Some(|generator| generator.subschema_for::<$input>()),
            output: |generator| generator.subschema_for::<<$output as $crate::wire::OnWire>::Type>(),
        }
    };
}

#[cfg(feature = "schema")]
pub(crate) use schemas;
pub(crate) use {call, room};
