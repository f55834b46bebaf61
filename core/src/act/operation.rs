//! What an operation is: its name, its door, what it needs there, and whether it changes anything.
//!
//! This is the identity alone, which every layer above knows. Each room adds its own operations as constants of [`Operation`] and
//! binds them to its methods (`room!`); the list of all of them is in [`crate::operations`].

use crate::access::permission::Permission;
use std::fmt;

/// An operation of the portal.
///
/// Every operation is a constant of this type: [`Operation::HOME`], [`Operation::LIST_CASES`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation(&'static Identity);

/// What its room's table says of an operation.
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
    /// The firm's door, with this permission.
    Desk(Permission),
    /// The client's door.
    Visit(Need),
}

/// What an operation of the client's door needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing: the operation makes a session, or helps without one.
    Nothing,
    /// A live session.
    Session,
}

/// Whether an operation can change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It only reads.
    Reads,
    /// It may write.
    Writes,
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

    /// Returns the door through which it is reached, and what it needs there.
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
