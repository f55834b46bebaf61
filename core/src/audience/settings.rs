//! The firm's settings of deliveries.

use crate::firm::settings::Settings;
use casegate_macros::wire;
use serde::{Deserialize, Serialize};

/// The settings of one firm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AudienceSettings {
    pub(crate) party_mail: PartyMail,
}

/// Whether parties are told by mail of what is delivered to them.
#[wire]
#[derive(Default)]
pub enum PartyMail {
    /// A message is written to the outbox for each party that has an address.
    #[default]
    On,
    /// No message is written.
    Off,
}

impl Settings for AudienceSettings {
    const ROOM: &'static str = "audience";
}
