//! The identity of an operation: its name, its door, what it needs there, and its effect.
//!
//! This module has the identity alone, which all higher modules use. Each room adds its operations as constants of
//! [`Operation`] and binds them to its methods (`room!`). [`crate::operations`] lists all of them.

use crate::access::permission::Permission;
use std::fmt;

/// An operation of the portal.
///
/// Every operation is a constant of this type: [`Operation::HOME`], [`Operation::LIST_CASES`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation(&'static Identity);

/// The data of an operation, as its room's table declares it.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) door: Door,
    pub(crate) effect: Effect,
}

/// The door through which an operation is reached, and what it needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// The desk, with this permission.
    Desk(Permission),
    /// A visit.
    Visit(Need),
    /// The host itself. No credential opens it, and no host offers it over a network.
    Host,
}

/// The requirement of an operation of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// No session: the operation opens one, or can be used without one.
    Nothing,
    /// A live session.
    Session,
}

/// The effect of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The operation only reads.
    Reads,
    /// The operation reads, and records that the person has seen something.
    Marks,
    /// The operation can change something.
    Acts,
}

impl Door {
    /// Returns the door's name: `desk`, `visit` or `host`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk(_) => "desk",
            Self::Visit(_) => "visit",
            Self::Host => "host",
        }
    }
}

impl Operation {
    pub(crate) const fn new(identity: &'static Identity) -> Self {
        Self(identity)
    }

    /// Returns the operation's name, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns whether it belongs to the desk, to a visit or to the host, and what it requires.
    #[must_use]
    pub const fn door(self) -> Door {
        self.0.door
    }

    /// Returns whether it can change anything.
    #[must_use]
    pub const fn effect(self) -> Effect {
        self.0.effect
    }

    /// Returns one line of documentation.
    #[must_use]
    pub fn doc(self) -> &'static str {
        self.0.doc.trim_ascii()
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}
