//! The firm's settings of deliveries.

use crate::firm::settings::Settings;
use serde::{Deserialize, Serialize};

/// The settings of one firm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AudienceSettings {
    pub(crate) party_mail: PartyMail,
}

/// Whether parties are told by mail of what is delivered to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
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
