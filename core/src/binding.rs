//! Binding: how a room's table becomes the identities of its operations and the calls of their methods.
//!
//! A room's `mod.rs` says once what each operation is: name, input, output, what it needs, and whether it writes. [`room!`]
//! expands that twice: into constants of [`Operation`](crate::act::Operation), which only say what the operation is, and into
//! functions that read its input, call the method of the door and write its answer.

/// What an operation takes or gives, for generated descriptions.
#[cfg(feature = "schema")]
pub type SchemaOf = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

/// The schemas of an operation's input, if it takes one, and of its output.
#[cfg(feature = "schema")]
#[derive(Clone, Copy)]
pub(crate) struct Schemas {
    pub(crate) input: Option<SchemaOf>,
    pub(crate) output: SchemaOf,
}

/// Declares a room: its name, its error codes, and its operations behind each door. Each of the three lists may be left out.
///
/// A code is `NAME = "name", Kind, "message";`, where `Kind` is a [`Kind`](crate::foundation::error::Kind). An operation is
/// `NAME = method(Input) -> Output, Needed, Effect;`, where `Needed` is a [`Right`](crate::access::permission::Right) in the room at
/// the desk or a [`Need`](crate::act::Need) of the visit, and `Effect` an [`Effect`](crate::act::Effect). The method is one of
/// `Desk` or `Visit`.
macro_rules! room {
    (
        $room:ident
        $(codes { $($codes:tt)* })?
        $(desk { $($(#[doc = $desk_doc:literal])+ $desk:ident = $desk_method:ident($($desk_input:ty)?) -> $desk_output:ty, $right:ident, $desk_effect:ident;)* })?
        $(visit { $($(#[doc = $visit_doc:literal])+ $visit:ident = $visit_method:ident($($visit_input:ty)?) -> $visit_output:ty, $need:ident, $visit_effect:ident;)* })?
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
        }

        /// The room's operations behind the firm's door.
        pub(crate) const DESK: &[$crate::act::Operation] = &[$($($crate::act::Operation::$desk),*)?];
        /// The room's operations behind the client's door.
        pub(crate) const VISIT: &[$crate::act::Operation] = &[$($($crate::act::Operation::$visit),*)?];

        /// Carries out an operation of this room through the firm's door; `None` if it is another room's.
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

        /// Carries out an operation of this room through the client's door; `None` if it is another room's.
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

        /// Returns the schemas of an operation of this room; `None` if it is another room's.
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
            None
        }
    };
}

/// Reads an operation's input, calls its method and writes the answer. The output's type is named, so that the table cannot
/// say another one than the method.
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
