//! Registering a firm, and changing its settings.

use crate::act::{Act, Operation};
use crate::audience::settings::{AudienceSettings, PartyMail};
use crate::documents::kind::DocumentKind;
use crate::documents::settings::{DocumentSettings, shown_kinds};
use crate::firm::office::{FIRST_OFFICE, OfficeRecord};
use crate::firm::record::{FirmRecord, LogoInfo, LogoRecord, firm_of};
use crate::firm::rules;
use crate::firm::settings::{settings_of, store_settings};
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::{limits, text};
use crate::invites::settings::{IdentityCheck, InviteSettings, invite_days};
use crate::portal::Desk;
use crate::store::{Key, ReadTx, Records, RecordsMut, Stored};
use casegate_macros::wire;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// The firm to register. It is the firm that the caller acts for.
#[wire]
pub struct RegisterFirm {
    /// The name on the client's page; may be empty until the first invite.
    pub name: String,
}

/// Changes to the firm's settings. A field that is absent stays as it is.
#[wire(input)]
#[derive(Default)]
pub struct UpdateFirm {
    /// The version that the caller saw. If another one is stored, the change is refused.
    pub version: Option<i64>,
    /// The name on the client's page.
    pub name: Option<String>,
    /// The accent colour as `#rrggbb`.
    pub accent_color: Option<String>,
    /// A sentence that says how a client reaches the firm.
    pub contact: Option<String>,
    /// The number of days for which an invite is valid, 1 to 366.
    pub invite_days: Option<u32>,
    /// Whether a name and a logo are required before an invite is minted.
    pub identity_check: Option<IdentityCheck>,
    /// The kinds of documents that clients see once delivered. Each must be on the fixed allowlist.
    pub shown_kinds: Option<Vec<DocumentKind>>,
    /// Whether parties are told by mail of what is delivered to them.
    pub party_mail: Option<PartyMail>,
}

/// A new logo for the firm.
#[wire]
pub struct SetLogo {
    /// A PNG, JPEG or WebP image of at most 256 KiB; absent to remove the logo.
    pub image: Option<Bytes>,
}

/// A firm's settings.
#[wire]
pub struct FirmDetails {
    /// The firm.
    pub firm_id: FirmId,
    /// The version of the firm. An update that states it is refused if the firm was changed since.
    pub version: i64,
    /// The name on the client's page.
    pub name: String,
    /// The accent colour as `#rrggbb`.
    pub accent_color: String,
    /// A sentence that says how a client reaches the firm.
    pub contact: String,
    /// The logo, if one is set.
    pub logo: Option<LogoInfo>,
    /// The number of days for which an invite is valid.
    pub invite_days: u32,
    /// Whether a name and a logo are required before an invite is minted.
    pub identity_check: IdentityCheck,
    /// The kinds of documents that clients see once delivered.
    pub shown_kinds: Vec<DocumentKind>,
    /// Whether parties are told by mail of what is delivered to them.
    pub party_mail: PartyMail,
}

/// The firm's logo.
#[wire]
pub struct FirmLogo {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// The image.
    pub image: Bytes,
}

impl Desk {
    /// Registers the firm that the caller acts for.
    ///
    /// # Errors
    /// `firm_exists`; `text_too_long` or `text_invalid` at `name`.
    pub fn register_firm(&self, input: RegisterFirm) -> Result<FirmDetails> {
        self.act(Operation::REGISTER_FIRM, |act| {
            let id = self.staff().firm;
            let first_office = OfficeId::from_uuid(act.new_id()?);
            let firm = FirmRecord {
                id,
                name: text::optional_line("name", &input.name, limits::NAME)?,
                logo: None,
                accent_color: rules::DEFAULT_COLOR.to_owned(),
                contact: String::new(),
                index_keys: BTreeSet::new(),
                first_office,
                registered_at: act.now,
            };
            if act.load::<FirmRecord>(Key::top(id.uuid()))?.is_some() {
                return Err(Error::new(Code::FIRM_EXISTS));
            }
            act.event.subject(id);
            act.add(&firm)?;
            act.add(&OfficeRecord {
                id: first_office,
                firm: id,
                name: FIRST_OFFICE.to_owned(),
                opened_at: act.now,
            })?;
            details(act, Stored { version: 1, record: firm })
        })
    }

    /// Returns the firm's settings.
    ///
    /// # Errors
    /// `not_found` before the firm is registered.
    pub fn get_firm(&self) -> Result<FirmDetails> {
        self.look(Operation::GET_FIRM, |look| details(look, firm_of(look, self.staff().firm)?))
    }

    /// Changes some of the firm's settings. The change takes effect with the next request.
    ///
    /// # Errors
    /// `changed_meanwhile`; `kind_never_visible`, `color_invalid`, `expiry_out_of_range`, `text_required`, `text_too_long` or
    /// `text_invalid`, naming the field.
    pub fn update_firm(&self, input: UpdateFirm) -> Result<FirmDetails> {
        self.act(Operation::UPDATE_FIRM, |act| {
            let mut firm = firm_of(act, self.staff().firm)?;
            if input.version.is_some_and(|version| version != firm.version) {
                return Err(Error::new(Code::CHANGED_MEANWHILE));
            }
            let changed = apply(act, &input, &mut firm.record)?;
            act.event.subject(firm.record.id);
            act.event.fact("changed", changed.join(","));
            act.replace(firm.version, &firm.record)?;
            details(act, Stored { version: firm.version + 1, record: firm.record })
        })
    }

    /// Sets or removes the firm's logo.
    ///
    /// # Errors
    /// `logo_invalid`.
    pub fn set_logo(&self, input: SetLogo) -> Result<FirmDetails> {
        self.act(Operation::SET_LOGO, |act| {
            let mut firm = firm_of(act, self.staff().firm)?;
            let logo = input.image.as_ref().map(|image| parse_logo(firm.record.id, image)).transpose()?;
            firm.record.logo = logo.as_ref().map(|(info, _)| info.clone());
            act.event.fact("logo", if logo.is_some() { "set" } else { "removed" });
            act.remove::<LogoRecord>(Key::top(firm.record.id.uuid()))?;
            if let Some((_, record)) = &logo {
                act.add(record)?;
            }
            act.replace(firm.version, &firm.record)?;
            details(act, Stored { version: firm.version + 1, record: firm.record })
        })
    }

    /// Returns the firm's logo.
    ///
    /// # Errors
    /// `not_found` if the firm has none.
    pub fn get_firm_logo(&self) -> Result<FirmLogo> {
        self.look(Operation::GET_FIRM_LOGO, |look| {
            let logo = look.require::<LogoRecord>(Key::top(self.staff().firm.uuid()))?.record;
            Ok(FirmLogo { media_type: logo.media_type, image: logo.data.into() })
        })
    }
}

/// Applies the settings of the input: the firm's own to its record, the others to their rooms' rows. Returns the changed names.
fn apply(act: &mut Act<'_>, input: &UpdateFirm, firm: &mut FirmRecord) -> Result<Vec<&'static str>> {
    let mut changed = apply_identity(input, firm)?;
    changed.extend(apply_invites(act, input, firm.id)?);
    if let Some(kinds) = &input.shown_kinds {
        let mut settings: DocumentSettings = settings_of(act, firm.id)?;
        settings.shown_kinds = shown_kinds("shownKinds", kinds)?;
        store_settings(act, firm.id, settings)?;
        changed.push("shownKinds");
    }
    if let Some(party_mail) = input.party_mail {
        let mut settings: AudienceSettings = settings_of(act, firm.id)?;
        settings.party_mail = party_mail;
        store_settings(act, firm.id, settings)?;
        changed.push("partyMail");
    }
    Ok(changed)
}

fn apply_identity(input: &UpdateFirm, firm: &mut FirmRecord) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    if let Some(name) = &input.name {
        firm.name = text::line("name", name, limits::NAME)?;
        changed.push("name");
    }
    if let Some(color) = &input.accent_color {
        firm.accent_color = rules::color("accentColor", color)?;
        changed.push("accentColor");
    }
    if let Some(contact) = &input.contact {
        firm.contact = text::optional_line("contact", contact, limits::SENTENCE)?;
        changed.push("contact");
    }
    Ok(changed)
}

fn apply_invites(act: &mut Act<'_>, input: &UpdateFirm, firm: FirmId) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    let mut settings: InviteSettings = settings_of(act, firm)?;
    if let Some(days) = input.invite_days {
        settings.days = invite_days("inviteDays", days)?;
        changed.push("inviteDays");
    }
    if let Some(check) = input.identity_check {
        settings.identity_check = check;
        changed.push("identityCheck");
    }
    if !changed.is_empty() {
        store_settings(act, firm, settings)?;
    }
    Ok(changed)
}

fn parse_logo(firm: FirmId, image: &Bytes) -> Result<(LogoInfo, LogoRecord)> {
    let invalid = || Error::at(Code::LOGO_INVALID, "image");
    let bytes = image.as_slice().ok_or_else(invalid)?;
    let media_type = rules::logo_type(bytes).map_err(|_| invalid())?.to_owned();
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let fingerprint = base16ct::lower::encode_string(digest.first_chunk::<8>().unwrap_or(&[0; 8]));
    let record = LogoRecord { firm, media_type: media_type.clone(), data: bytes.to_vec() };
    Ok((LogoInfo { media_type, fingerprint }, record))
}

fn details(tx: &(impl ReadTx + ?Sized), firm: Stored<FirmRecord>) -> Result<FirmDetails> {
    let Stored { version, record } = firm;
    let invites: InviteSettings = settings_of(tx, record.id)?;
    let documents: DocumentSettings = settings_of(tx, record.id)?;
    let audience: AudienceSettings = settings_of(tx, record.id)?;
    Ok(FirmDetails {
        firm_id: record.id,
        version,
        name: record.name,
        accent_color: record.accent_color,
        contact: record.contact,
        logo: record.logo,
        invite_days: invites.days,
        identity_check: invites.identity_check,
        shown_kinds: documents.shown_kinds.into_iter().collect(),
        party_mail: audience.party_mail,
    })
}
